"""Keras's module losses: the losses of nn.losses."""

from nn.left_out import answering
from nn.losses import *  # noqa: F403
from nn.losses import __all__ as __all__

__getattr__ = answering(__name__)
