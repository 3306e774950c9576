"""Keras's module optimizers: the optimizers of nn.optimizers."""

from nn.left_out import answering
from nn.optimizers import *  # noqa: F403
from nn.optimizers import __all__ as __all__

__getattr__ = answering(__name__)
