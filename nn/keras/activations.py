"""Keras's module activations: the activations of nn.activations."""

from nn.activations import *  # noqa: F403
from nn.activations import __all__ as __all__
from nn.activations import __getattr__ as __getattr__
