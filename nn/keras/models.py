"""Keras's module models: the network, and loading it."""

from nn.left_out import answering
from nn.loading import load as load_model
from nn.sequential import Sequential

__all__ = ["Sequential", "load_model"]
__getattr__ = answering(__name__)
