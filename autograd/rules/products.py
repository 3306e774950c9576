"""Products of vectors and matrices, and what NumPy's own product functions come to.

Source: M. Giles, "An extended collection of matrix derivative results for forward and reverse mode automatic
differentiation" (2008).
"""

from typing import Any

import numpy as np

from autograd.formulas import Formula
from autograd.rules.elementwise import mul
from autograd.rules.shapes import ravel
from autograd.table import NUMPY, pullback

# fmt: off


def of_rank(*ranks: int) -> Formula:
    """Return the formula `x @ y` for operands of just these numbers of axes, where 2 stands for 2 or more."""

    def product(x: Any, y: Any) -> Any:
        if (min(np.ndim(x), 2), min(np.ndim(y), 2)) != ranks:
            raise ValueError("this row is for other numbers of axes; x @ y finds the right one")
        return x @ y

    return product


INNER = "the inner sizes must be equal: (m, n) @ (n, k)"
dot = pullback("dot", of_rank(1, 1), lambda g, z, x, y: g * y, lambda g, z, x, y: g * x, symbol="@", needs=INNER)
matvec = pullback("matrix_vector", of_rank(2, 1), lambda g, z, x, y: g[:, None] * y, lambda g, z, x, y: x.T @ g,
                  symbol="@", needs=INNER)
vecmat = pullback("vector_matrix", of_rank(1, 2), lambda g, z, x, y: y @ g, lambda g, z, x, y: x[:, None] * g,
                  symbol="@", needs=INNER)
matmul = pullback("matmul", of_rank(2, 2), lambda g, z, x, y: g @ y.mT, lambda g, z, x, y: x.mT @ g,
                  symbol="@", numpy="", needs=INNER)
affine = pullback("affine", lambda x, y, b: of_rank(2, 2)(x, y) + b,
                  lambda g, z, x, y, b: g @ y.mT, lambda g, z, x, y, b: x.mT @ g, lambda g, z, x, y, b: g,
                  spelled=True, needs="(m, n) @ (n, k) + (k,)")


def product(x: Any, y: Any) -> Any:
    """Return `x @ y` by the row that the numbers of axes call for."""
    match getattr(x, "ndim", None) or np.ndim(x), getattr(y, "ndim", None) or np.ndim(y):
        case (0, _) | (_, 0):
            raise TypeError(f"x @ y of shapes {np.shape(x)} and {np.shape(y)}: @ needs vectors or matrices. "
                            "Write x * y for a single number.")
        case 1, 1:
            return dot(x, y)
        case 2, 1:
            return matvec(x, y)
        case 1, 2:
            return vecmat(x, y)
        case _, 1:
            return np.squeeze(matmul(x, np.expand_dims(y, -1)), -1)
        case 1, _:
            return np.squeeze(matmul(np.expand_dims(x, 0), y), -2)
    return matmul(x, y)


def numpy_dot(x: Any, y: Any) -> Any:
    """Return a product with a single number, else `x @ y`: `np.dot`."""
    if np.ndim(x) and np.ndim(y) > 2:
        raise TypeError(f"np.dot of shapes {np.shape(x)} and {np.shape(y)} would pair every matrix of x with every "
                        "one of y. Write x @ y for the batched product.")
    return product(x, y) if np.ndim(x) and np.ndim(y) else mul(x, y)


def outer(x: Any, y: Any) -> Any:
    """Return every entry of x times every entry of y: `np.outer`."""
    return ravel(x)[:, None] * ravel(y)


NUMPY.update({np.matmul: product, np.dot: numpy_dot, np.outer: outer})
