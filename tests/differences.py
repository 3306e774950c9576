"""The central difference, the one gradient check that all tests use."""

from collections.abc import Callable

import numpy as np


def central_difference(f: Callable[[np.ndarray], float], x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """df/dx entry by entry, (f(x + h) - f(x - h)) / 2h, with an error of the order of step**2."""
    x = np.array(x, dtype=float)
    result = np.empty_like(x)
    for index in np.ndindex(x.shape):
        at = x[index]
        x[index] = at + step
        above = f(x.copy())
        x[index] = at - step
        result[index] = (above - f(x.copy())) / (2 * step)
        x[index] = at
    return result
