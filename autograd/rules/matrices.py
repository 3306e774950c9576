"""The inverse of a matrix, its determinant, equations and a factor of it: what linear algebra needs.

Source: as products.py; for the Cholesky factor I. Murray, "Differentiation of the Cholesky decomposition" (2016).
"""

from typing import Any

import numpy as np

from autograd.rules.elementwise import ABOVE_ZERO
from autograd.table import NUMPY, pullback

# fmt: off

SQUARE = "square matrices that have an inverse"
inv = pullback("inv", np.linalg.inv, lambda g, z, a: -z.mT @ g @ z.mT, numpy="linalg.inv", needs=SQUARE)


def per_matrix(g: Any) -> Any:
    """Return a number for each matrix of a stack, so that it is multiplied with all entries."""
    return np.expand_dims(g, (-2, -1))


pullback("det", np.linalg.det, lambda g, z, a: per_matrix(g * z) * np.linalg.inv(a).mT,
         numpy="linalg.det", needs=SQUARE)


def slogdet(x: Any, part: int = 1) -> Any:
    """Return the sign of the determinant, which is part 0, or the logarithm of its size, part 1."""
    return np.linalg.slogdet(x)[part]


# The sign has derivative 0.
sign_or_log = pullback("slogdet", lambda x, /, part=1: slogdet(x, part),
                       lambda g, z, x, part: part * per_matrix(g) * np.linalg.inv(x).mT, function=slogdet, needs=SQUARE)
solve = pullback("solve", lambda a, b: np.linalg.solve(a, b[..., :, :]),
                 lambda g, z, a, b: -np.linalg.solve(a.mT, g) @ z.mT, lambda g, z, a, b: np.linalg.solve(a.mT, g),
                 numpy="linalg.solve", needs=f"{SQUARE}, and as many rows on the right")


def pull_back_cholesky(g: Any, z: Any, a: Any) -> Any:
    """Return the pull-back of the lower factor. Only the lower triangle of the matrix is read, and gets a gradient."""
    inner = np.tril(z.mT @ g)
    inverse = np.linalg.inv(z)
    whole = inverse.mT @ (inner + np.tril(inner, -1).mT) @ inverse
    return np.tril(whole) - np.tril(np.triu(whole)) / 2


pullback("cholesky", lambda a: np.linalg.cholesky(a), pull_back_cholesky, numpy="linalg.cholesky", smooth=ABOVE_ZERO,
         needs="symmetric matrices with positive eigenvalues, of which the lower triangle is read")


def numpy_solve(a: Any, b: Any) -> Any:
    """Return the solutions z of a @ z = b, for a vector or the columns of a matrix: `np.linalg.solve`."""
    return solve(a, b) if np.ndim(b) > 1 else np.squeeze(solve(a, np.expand_dims(b, -1)), -1)


def numpy_slogdet(x: Any) -> Any:
    """Return the sign of the determinant and the logarithm of its size: `np.linalg.slogdet`."""
    return type(np.linalg.slogdet(np.eye(1)))(sign_or_log(x, part=0), sign_or_log(x, part=1))


NUMPY.update({np.linalg.solve: numpy_solve, np.linalg.slogdet: numpy_slogdet})
