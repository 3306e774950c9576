"""Keras's module callbacks: the callbacks of nn.callbacks."""

from nn.callbacks import *  # noqa: F403
from nn.callbacks import __all__ as __all__
from nn.callbacks import __getattr__ as __getattr__
