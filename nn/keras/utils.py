"""Keras's module utils: seeds."""

from nn.left_out import answering
from nn.seeds import set_random_seed

__all__ = ["set_random_seed"]
__getattr__ = answering(__name__)
