"""Keras's module callbacks: the callbacks of nn.callbacks."""

from nn.callbacks import *  # noqa: F403
from nn.callbacks import __all__ as __all__
from nn.left_out import answering

__getattr__ = answering(__name__)
