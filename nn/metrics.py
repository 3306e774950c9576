"""Metrics: what a person wants to know of a network, computed from plain arrays without gradients."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn.data import Array
from nn.left_out import answering
from nn.lookup import look_up
from nn.losses import LOSSES, CategoricalCrossentropy, Loss, mean_absolute_error, mean_squared_error, of_each
from nn.scalars import data_of

__all__ = [
    "binary_accuracy", "categorical_accuracy", "mean_absolute_error", "mean_squared_error",
]  # fmt: skip
__getattr__ = answering(__name__)

Metric = Callable[[Array, Array], Any]


def binary_accuracy(y: ArrayLike, p: ArrayLike, threshold: float = 0.5) -> float:
    """Return the share of predictions on the right side of the threshold, for y of 0 or 1 in the shape of p.

    Raises:
        ValueError: if a target is neither 0 nor 1.

    Example:
        >>> binary_accuracy([1, 0, 1], [0.9, 0.2, 0.4])
        0.6666666666666666
    """
    y, p = np.asarray(y), np.asarray(p)
    if not np.isin(y, (0, 1)).all():
        raise ValueError("accuracy compares classes, 0 or 1, but the targets hold other numbers. Use metrics=['mae'].")
    return float(np.mean((p > threshold) == (y == 1)))


def categorical_accuracy(y: ArrayLike, p: ArrayLike) -> float:
    """Return the share of rows whose largest prediction is the class, for y as one-hot rows or as class numbers.

    Example:
        >>> categorical_accuracy([1, 0], [[0.2, 0.8], [0.3, 0.7]])
        0.5
    """
    y, p = np.asarray(y), np.asarray(p)
    if y.shape == p.shape:
        classes = np.argmax(y, axis=-1)
    else:
        classes = np.reshape(y, -1)
    return float(np.mean(np.argmax(p, axis=-1) == classes))


METRICS: dict[str, Metric] = {
    "binary_accuracy": binary_accuracy, "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": categorical_accuracy,
    "mae": mean_absolute_error, "mean_absolute_error": mean_absolute_error,
    "mse": mean_squared_error, "mean_squared_error": mean_squared_error,
}  # fmt: skip


METRIC_NAMES = {"accuracy", "acc", *METRICS}
ACCURACIES = {threshold: partial(binary_accuracy, threshold=threshold) for threshold in (0.0, 0.5)}


def threshold_of(loss: Loss) -> float:
    """Return the prediction above which the answer is yes."""
    return 0.0 if loss.from_logits else 0.5


def metric_named(asked: str | Metric, loss: Loss) -> tuple[str, Metric]:
    """Return the name of a metric and the function that computes it.

    "accuracy" is the one that fits the loss: the largest of several classes for the categorical losses, else
    the side of 0.5 (of 0 for logits) that each prediction is on. A function (y, p) gets the targets in the shape of
    the predictions, if they are as many; it gives one number, or one an example.
    """
    side = ACCURACIES[threshold_of(loss)]
    accuracy: Metric = side
    if isinstance(loss, CategoricalCrossentropy):
        accuracy = categorical_accuracy
    metrics = {"accuracy": accuracy, "acc": accuracy, **METRICS, "binary_accuracy": side}
    metric = look_up("metric", asked, metrics, Callable)
    if isinstance(asked, str):
        return asked, metric
    if isinstance(metric, partial) and metric.func is of_each:
        return next(name for name, kind in LOSSES.items() if kind is metric.args[0]), metric
    return getattr(metric, "__name__", type(metric).__name__), metric


def is_known(title: str, metric: Metric, loss: Loss) -> bool:
    """Return True if a metric is the one that its title stands for, and no function of the user's own."""
    return title.lower() in METRIC_NAMES and metric_named(title, loss)[1] is metric


def scores_of(metrics: Mapping[str, Metric], y: Array, p: Array) -> dict[str, float]:
    """Return what each metric gives for the targets `y` and the predictions `p`, (m, units), by name.

    Of one that says a number for each example, the mean is taken.
    """
    if y.size == p.size:
        y = y.reshape(p.shape)  # (m,) with (m, 1) would broadcast to (m, m)
    scores = {}
    for title, metric in metrics.items():
        scores[title] = float(np.mean(data_of(metric(y, p))))
    return scores
