"""Keras's module regularizers: the regularizers of nn.regularizers."""

from nn.regularizers import *  # noqa: F403
from nn.regularizers import __all__ as __all__
from nn.regularizers import __getattr__ as __getattr__
