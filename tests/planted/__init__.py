"""Mistakes that students make when they write backpropagation by hand in NumPy, planted."""

import numpy as np

from autograd import Node
from planted import (
    broadcasts,
    deeper,
    expressions,
    layers,
    linear,
    logistic,
    lookups,
    normalised,
    scalars,
    sequences,
    softmaxes,
    squares,
)
from planted.homework import KINDS, Answers, Homework, Planted
from planted.nonsense import arbitrary_rows

__all__ = ["KINDS", "Planted", "arbitrary", "homework", "planted", "right_answers"]

MODULES = (
    linear, logistic, layers, deeper, squares, softmaxes, lookups, normalised, sequences,
    scalars, expressions, broadcasts,
)  # fmt: skip


def homework() -> list[Homework]:
    """All of it, in a fixed order."""
    return [exercise for module in MODULES for exercise in module.HOMEWORK]


def planted() -> list[Planted]:
    """Every planted mistake, in a fixed order."""
    return [mistake for exercise in homework() for mistake in exercise.planted()]


def right_answers() -> list[tuple[str, Node, Answers]]:
    """The name of each cost, its graph, and its right gradients."""
    rows = []
    for exercise in homework():
        J, numbers = exercise.computed()
        rows.append((exercise.cost, J, exercise.answers(numbers)))
    return rows


def arbitrary() -> list[tuple[str, Node, str, np.ndarray]]:
    """200 answers that are nobody's mistake: the cost, its graph, a label, the wrong gradient."""
    return arbitrary_rows(right_answers())
