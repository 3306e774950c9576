"""Keras's module initializers: a layer takes the name of one, or a function (shape, rng) of your own."""

from nn.initializers import initializer_named as get
from nn.left_out import answering

__all__ = ["get"]
__getattr__ = answering(__name__)
