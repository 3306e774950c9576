"""Keras's module metrics: the metrics, functions of (y, p) of nn.metrics."""

from nn.left_out import answering
from nn.metrics import *  # noqa: F403
from nn.metrics import __all__ as __all__

__getattr__ = answering(__name__)
