"""Keras's module models: the network, and loading it."""

from nn.left_out import answering
from nn.sequential import Sequential
from nn.sequential import load as load_model

__all__ = ["Sequential", "load_model"]
__getattr__ = answering(__name__)
