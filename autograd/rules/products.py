"""Products of vectors and matrices, and what NumPy's own product functions come to.

Source: M. Giles, "An extended collection of matrix derivative results for forward and reverse mode automatic
differentiation" (2008).
"""

from functools import partial
from typing import Any

import numpy as np

from autograd.formulas import Formula
from autograd.rules.elementwise import mul
from autograd.rules.shapes import picking, ravel
from autograd.table import NUMPY, TABLE, pullback

# fmt: off


def of_rank(*ranks: int) -> Formula:
    """Return the formula `x @ y` for operands of just these numbers of axes, where 2 stands for 2 or more."""

    def product(x: Any, y: Any) -> Any:
        axes = getattr(x, "ndim", None), getattr(y, "ndim", None)  # of arrays, which is faster asked
        if axes != ranks and (min(np.ndim(x), 2), min(np.ndim(y), 2)) != ranks:
            raise ValueError("this row is for other numbers of axes; x @ y finds the right one")
        return x @ y

    return product


at_sign = partial(pullback, symbol="@", numpy="", needs="the inner sizes must be equal: (m, n) @ (n, k)")
dot = at_sign("dot", of_rank(1, 1), lambda g, z, x, y: g * y, lambda g, z, x, y: g * x)
matvec = at_sign("matrix_vector", of_rank(2, 1), lambda g, z, x, y: g[:, None] * y, lambda g, z, x, y: x.T @ g)
vecmat = at_sign("vector_matrix", of_rank(1, 2), lambda g, z, x, y: y @ g, lambda g, z, x, y: x[:, None] * g)
matmul = at_sign("matmul", of_rank(2, 2), lambda g, z, x, y: g @ y.mT, lambda g, z, x, y: x.mT @ g)
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


def einsum(arrays: Any, subscripts: str = "ij,jk->ik") -> Any:
    """Return the sum of products that the letters of the axes tell: `np.einsum`."""
    return np.einsum(subscripts, *arrays)


def pull_back_einsum(g: Any, z: Any, arrays: Any, i: int, subscripts: str) -> Any:
    """Return the pull-back of `einsum`, another one: of g, the other arrays, and ones along an axis that none has."""
    inputs, output = subscripts.split("->")
    terms = inputs.split(",")
    term, letters = terms[i], [output, *terms[:i], *terms[i + 1 :]]
    missing = [axis for axis, letter in enumerate(term) if letter not in "".join(letters)]
    others = [g, *arrays[:i], *arrays[i + 1 :]]
    if missing:
        others.append(np.ones([np.shape(arrays[i])[axis] for axis in missing]))
        letters.append("".join([term[axis] for axis in missing]))
    return TABLE["einsum"](others, subscripts=f"{','.join(letters)}->{term}")


pullback("einsum", lambda arrays, /, subscripts="ij,jk->ik": einsum(arrays, subscripts), pull_back_einsum,
         variadic=True, function=einsum, needs="a letter for each axis, and one size for each letter")


def numpy_einsum(subscripts: str, *arrays: Any) -> Any:
    """Return the row einsum, of the diagonals where an array has a letter twice: `np.einsum`."""
    if not isinstance(subscripts, str) or "." in subscripts:
        raise TypeError(f"np.einsum({subscripts!r}, ...) of nodes takes a letter for each axis, as in 'bij,bjk->bik'. "
                        "Write letters in place of an ellipsis or of numbers.")
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    if not arrow:
        output = "".join(sorted([letter for letter in set(inputs) - {","} if inputs.count(letter) == 1]))
    terms, operands = inputs.split(","), list(arrays)
    for i, term in enumerate(terms):
        terms[i] = "".join(dict.fromkeys(term))
        if terms[i] != term:
            operands[i] = picking(partial(np.einsum, f"{term}->{terms[i]}"))(operands[i])
    return TABLE["einsum"](operands, subscripts=f"{','.join(terms)}->{output}")


def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """Return the sum of products over some axes of both: `np.tensordot`."""
    if isinstance(axes, (int, np.integer)):
        axes = range(-axes, 0), range(axes)
    first, second = map(np.atleast_1d, axes)
    if len(first) != len(second):
        raise ValueError(f"np.tensordot along {len(first)} axes of x and {len(second)} of y: each needs a partner.")
    of_x, of_y = [[chr(ord(letter) + i) for i in range(np.ndim(array))] for letter, array in (("a", x), ("A", y))]
    for i, j in np.transpose([first, second]):
        of_y[j] = of_x[i]
    output = [letter for letter in (*of_x, *of_y) if (letter in of_x) != (letter in of_y)]
    return np.einsum(f"{''.join(of_x)},{''.join(of_y)}->{''.join(output)}", x, y)


def kron(x: Any, y: Any) -> Any:
    """Return y in place of each entry of x, times that entry: `np.kron`."""
    n = max(np.ndim(x), np.ndim(y))
    x, y = [np.expand_dims(array, tuple(range(n - np.ndim(array)))) for array in (x, y)]
    z = np.expand_dims(x, tuple(range(1, 2 * n, 2))) * np.expand_dims(y, tuple(range(0, 2 * n, 2)))
    return np.reshape(z, tuple(np.multiply(np.shape(x), np.shape(y)).tolist()))


def cross(x: Any, y: Any, *, axis: int | None = None) -> Any:
    """Return the vector at right angles to both, of vectors of three: `np.cross`."""
    axis = -1 if axis is None else axis
    (a, b, c), (d, e, f) = [[np.take(vector, i, axis) for i in range(3)] for vector in (x, y)]
    return np.stack([b * f - c * e, c * d - a * f, a * e - b * d], axis)


def convolve(x: Any, y: Any, mode: str = "full") -> Any:
    """Return the sums of products of x and y reversed, as it moves along x: `np.convolve`."""
    x, y = sorted([np.atleast_1d(x), np.atleast_1d(y)], key=len)
    m, n = len(x), len(y)
    z = np.pad(y, m - 1)[np.arange(m + n - 1)[:, None] + np.arange(m)] @ x[::-1]
    size = {"full": m + n - 1, "same": n, "valid": n - m + 1}[mode]
    start = (m + n - 1 - size) // 2
    return z[start : start + size]


NUMPY.update({
    np.matmul: product, np.dot: numpy_dot, np.outer: outer, np.einsum: numpy_einsum, np.tensordot: tensordot,
    np.kron: kron, np.cross: cross, np.convolve: convolve,
    np.inner: lambda x, y: np.tensordot(x, y, (-1, -1)) if np.ndim(x) and np.ndim(y) else x * y,
})
