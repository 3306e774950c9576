"""Wrong answers that are nobody's mistake."""

from collections.abc import Callable

import numpy as np

from autograd import Node
from planted.homework import Answers, close

Row = tuple[str, Node, str, np.ndarray]
Rng = np.random.Generator


def random(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """Random numbers of the right shape and scale."""
    return rng.normal(scale=np.sqrt(np.mean(g**2)), size=g.shape)


def few_entries(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """The right one with one or two entries changed."""
    wrong = g.ravel().copy()
    which = rng.choice(g.size, size=min(g.size, rng.integers(1, 3)), replace=False)
    wrong[which] += np.std(g) * rng.uniform(0.3, 2.0, size=len(which)) + 0.01
    return wrong.reshape(g.shape)


def noise(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """The right one and a noise of 1e-3 of its largest entry."""
    return g + 1e-3 * np.max(np.abs(g)) * rng.normal(size=g.shape)


def permuted(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """Its entries in another order."""
    return rng.permutation(g.ravel()).reshape(g.shape)


def rounded(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """Rounded to two digits, and 7 % too large."""
    return np.round(g, 2) * 1.07


def made_up(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """A formula of other gradients that means nothing."""
    others = [x for x in values.values() if x.shape == g.shape and x is not g] or [g]
    other = others[rng.integers(len(others))]
    first, second = rng.uniform(0.3, 3.0, size=2)
    return [
        first * g + second * other**2 + 0.2,
        np.sqrt(np.abs(g)) * first - second * other,
        g * np.cos(second * other) + first * 0.1,
        first * g / (1 + other**2) - 0.03 * second,
    ][rng.integers(4)]


def elementwise(g: np.ndarray, values: Answers, rng: Rng) -> np.ndarray:
    """A function of each entry that no rule has."""
    scale = rng.uniform(0.5, 2.0)
    return [
        np.exp(scale * g),
        g**3 + 0.1,
        np.sin(3 * g) + scale * 0.05,
        np.arctan(scale * g) - 0.02,
        1 / (scale + g**2),
        np.abs(g) ** 1.5 * scale,
    ][rng.integers(6)]


WAYS: tuple[Callable[[np.ndarray, Answers, Rng], np.ndarray], ...] = (
    random, few_entries, noise, permuted, rounded, made_up, elementwise,
)  # fmt: skip


def arbitrary_rows(right_answers: list[tuple[str, Node, Answers]], count: int = 200) -> list[Row]:
    """Wrong rows, each way in turn, over all costs."""
    rng = np.random.default_rng(2024)
    rows: list[Row] = []
    while len(rows) < count:
        cost, J, right = right_answers[rng.integers(len(right_answers))]
        label = list(right)[rng.integers(len(right))]
        wrong = WAYS[len(rows) % len(WAYS)](right[label], right, rng)
        if not close(np.asarray(wrong), right[label]):
            rows.append((cost, J, label, np.asarray(wrong)))
    return rows
