"""Regularizers: what the size of the weights adds to the cost J, so that they stay small."""

from collections.abc import Callable
from typing import Any

import numpy as np

from nn.left_out import answering
from nn.lookup import look_up
from nn.settings import in_range

__all__ = [
    "L1L2", "L1", "L2", "l1", "l2", "l1_l2",
]  # fmt: skip
__getattr__ = answering(__name__)

Penalty = Callable[[Any], Any]  # of a weight


class L1L2:
    """l1 times the sum of |w|, and l2 times the sum of w^2, as in Keras.

    (A course that writes lambda / 2m sum(w^2) means l2 = lambda / 2m.)

    Raises:
        ValueError: if l1 or l2 is negative.

    Example:
        >>> L1L2(l1=0.1, l2=0.01)(np.array([[3.0], [-4.0]])).round(4)
        np.float64(0.95)
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0) -> None:
        for name, factor in {"l1": l1, "l2": l2}.items():
            rule = "the factor of a penalty is a number, 0 or more"
            in_range(f"{name}={factor!r}", factor, rule, lambda x: 0 <= x < np.inf)
        self.l1 = float(l1)
        self.l2 = float(l2)

    def __call__(self, w: Any) -> Any:
        """The penalty of a weight, as a node where `w` is one."""
        parts = []
        if self.l1:
            parts.append(self.l1 * np.sum(abs(w)))
        if self.l2:
            parts.append(self.l2 * np.sum(w**2))
        first, *others = parts or [0.0]
        return sum(others, start=first)

    def __repr__(self) -> str:
        return f"L1L2(l1={self.l1!r}, l2={self.l2!r})"


class L1(L1L2):
    """l1 times the sum of |w|."""

    def __init__(self, l1: float = 0.01) -> None:
        super().__init__(l1=l1)


class L2(L1L2):
    """l2 times the sum of w^2."""

    def __init__(self, l2: float = 0.01) -> None:
        super().__init__(l2=l2)


l1, l2, l1_l2 = L1, L2, L1L2  # Keras's other names of them
REGULARIZERS = {"l1": L1(), "l2": L2(), "l1_l2": L1L2(0.01, 0.01)}


def config_of(penalty: Penalty) -> dict[str, float]:
    """The factors with which `regularizer_named` makes the regularizer again.

    Raises:
        ValueError: for a function of the user's own, which a file can't hold.
    """
    if not isinstance(penalty, L1L2):
        raise ValueError(f"the regularizer {penalty!r} is a function, which a file can't hold. Save get_weights().")
    return dict(vars(penalty))


def regularizer_named(asked: Any) -> Penalty | None:
    """Return the regularizer of that name, or with these factors, {"l2": 0.01}, or a function of a weight as it is."""
    if isinstance(asked, dict):
        return L1L2(**asked)
    if asked is None:
        return None
    return look_up("regularizer", asked, REGULARIZERS, Callable)  # type: ignore[no-any-return]
