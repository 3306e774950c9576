"""Metrics: what a person wants to know of a network, computed from plain arrays without gradients."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.losses import CategoricalCrossentropy, Loss, SparseCategoricalCrossentropy

Metric = Callable[[npt.NDArray[Any], npt.NDArray[Any]], float]


def binary_accuracy(y: npt.NDArray[Any], p: npt.NDArray[Any], threshold: float = 0.5) -> float:
    """The share of predictions on the right side of the threshold; y and p of equal size, y 0 or 1.

    Example:
        >>> binary_accuracy(np.array([1, 0, 1]), np.array([[0.9], [0.2], [0.4]]))
        0.6666666666666666
    """
    return float(np.mean((p > threshold) == (np.reshape(y, p.shape) > 0.5)))


def categorical_accuracy(y: npt.NDArray[Any], p: npt.NDArray[Any]) -> float:
    """The share of rows whose largest prediction is the class; y as one-hot rows or as class numbers.

    Example:
        >>> categorical_accuracy(np.array([1, 0]), np.array([[0.2, 0.8], [0.3, 0.7]]))
        0.5
    """
    classes = np.argmax(y, axis=-1) if y.shape == p.shape else np.reshape(y, -1)
    return float(np.mean(np.argmax(p, axis=-1) == classes))


def metric_named(given: str | Metric, loss: Loss) -> tuple[str, Metric]:
    """The name of a metric and the function that computes it.

    "accuracy" is the one that fits the loss: the largest of several classes for the categorical losses, else
    the side of 0.5 (of 0 for logits) that each prediction is on.

    Raises:
        ValueError: if there is no metric of that name.
    """
    if callable(given):
        return getattr(given, "__name__", type(given).__name__), given
    if given in ("accuracy", "acc"):
        if isinstance(loss, (CategoricalCrossentropy, SparseCategoricalCrossentropy)):
            return given, categorical_accuracy
        threshold = 0.0 if getattr(loss, "from_logits", False) else 0.5
        return given, lambda y, p: binary_accuracy(y, p, threshold)
    raise ValueError(f"there is no metric {given!r}. Use 'accuracy', or pass a function (y, p) -> float.")
