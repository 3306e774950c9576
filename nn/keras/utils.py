"""Keras's module utils: seeds."""

from nn.fitting.seeds import set_random_seed
from nn.left_out import answering

__all__ = ["set_random_seed"]
__getattr__ = answering(__name__)
