"""Keras's module optimizers: the optimizers of nn.optimizers."""

from nn.optimizers import *  # noqa: F403
from nn.optimizers import __all__ as __all__
from nn.optimizers import __getattr__ as __getattr__
