"""Initializers: the weights before the first step, by name or as any function (shape, rng) -> array.

The formulas are Keras's: a matrix of `shape` connects shape[0] units (fan in) to shape[-1] units (fan out).
Sources: Glorot and Bengio (2010), He et al. (2015).
"""

from collections.abc import Callable

import numpy as np

from nn.data import Array
from nn.lookup import look_up

Initializer = Callable[[tuple[int, ...], "np.random.Generator"], Array]


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the numbers of inputs and outputs that an array of that shape connects, (1, 1) for a single number."""
    if not shape:
        return 1, 1
    return shape[0], shape[-1]


def truncated_normal(shape: tuple[int, ...], rng: "np.random.Generator", deviation: float) -> Array:
    """Normal numbers, those beyond two standard deviations drawn again, scaled back to the given deviation."""
    numbers = np.empty(shape)
    outside = np.ones(shape, dtype=bool)
    while outside.any():
        numbers[outside] = rng.normal(size=np.count_nonzero(outside))
        outside = np.abs(numbers) > 2
    return numbers * (deviation / 0.87962566103423978)  # the deviation of a normal cut at two


INITIALIZERS: dict[str, Initializer] = {
    "zeros": lambda shape, rng: np.zeros(shape),
    "ones": lambda shape, rng: np.ones(shape),
    "random_uniform": lambda shape, rng: rng.uniform(-0.05, 0.05, shape),
    "random_normal": lambda shape, rng: rng.normal(0, 0.05, shape),
    "glorot_uniform": lambda shape, rng: rng.uniform(-1, 1, shape) * np.sqrt(6 / sum(fans(shape))),
    "glorot_normal": lambda shape, rng: truncated_normal(shape, rng, np.sqrt(2 / sum(fans(shape)))),
    "he_uniform": lambda shape, rng: rng.uniform(-1, 1, shape) * np.sqrt(6 / fans(shape)[0]),
    "he_normal": lambda shape, rng: truncated_normal(shape, rng, np.sqrt(2 / fans(shape)[0])),
}


def initializer_named(asked: str | Initializer) -> Initializer:
    """Return the initializer of that name, or a function (shape, rng) -> array as it is.

    Example:
        >>> initializer_named("zeros")((2, 3), np.random.default_rng(1))
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """
    return look_up("initializer", asked, INITIALIZERS, Callable)  # type: ignore[no-any-return]
