"""Keras's module losses: the losses of nn.losses."""

from nn.losses import *  # noqa: F403
from nn.losses import __all__ as __all__
from nn.losses import __getattr__ as __getattr__
