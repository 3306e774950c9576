"""Keras's module layers: the layers of nn.layers."""

from nn.layers import *  # noqa: F403
from nn.layers import __all__ as __all__
from nn.left_out import answering

__getattr__ = answering(__name__)
