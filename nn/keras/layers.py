"""Keras's module layers: the layers of nn.layers."""

from nn.layers import *  # noqa: F403
from nn.layers import __all__ as __all__
from nn.layers import __getattr__ as __getattr__
