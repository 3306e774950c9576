"""Keras's module regularizers: the regularizers of nn.regularizers."""

from nn.left_out import answering
from nn.regularizers import *  # noqa: F403
from nn.regularizers import __all__ as __all__

__getattr__ = answering(__name__)
