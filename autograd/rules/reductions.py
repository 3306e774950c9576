"""Operations that make fewer entries of many: their pull-backs give each entry its share."""

from functools import reduce
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd.formulas import Formula
from autograd.rule import Rule
from autograd.rules.elementwise import unless
from autograd.rules.shapes import ravel
from autograd.table import NUMPY, pullback

# fmt: off


def restore(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Return `g`, the gradient of a reduction of `x`, in the shape of `x`: each entry gets a copy."""
    if axis is not None and not keepdims and np.ndim(x):  # NumPy takes the axes 0 and -1 of a single number
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


def averaged(x: Any, z: Any) -> Any:
    """Return how many entries of `x` each entry of their mean `z` stands for, 1 if there are none."""
    return (np.size(x) or 1) / (np.size(z) or 1)


def share_among_ties(g: Any, z: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Return the pull-back of max and min: the gradient goes to the entry that won, ties share it equally."""
    won = np.equal(x, restore(z, x, axis, keepdims))
    return restore(g, x, axis, keepdims) * won / np.sum(won, axis=axis, keepdims=True)


def reduction(name: str, function: Formula, backward: Formula) -> Rule:
    """Add the row of a NumPy function that goes along axes."""
    return pullback(
        name, lambda x, /, axis=None, keepdims=False: function(x, axis=axis, keepdims=keepdims), backward,
        needs="each axis must lie in the shape, and hold an entry where there is no result without one",
    )


reduction("sum", np.sum, lambda g, z, x, axis, keepdims: restore(g, x, axis, keepdims))
mean = reduction("mean", np.mean, lambda g, z, x, axis, keepdims: restore(g, x, axis, keepdims) / averaged(x, z))
NUMPY[np.amax] = reduction("max", np.max, share_among_ties)
NUMPY[np.amin] = reduction("min", np.min, share_among_ties)
# At 0, where a length has no derivative, it is 0. Equal entries have none for std: nan, as of sqrt at 0.
length = pullback("norm", lambda x, /, axis=None, keepdims=False: np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims)),
                  lambda g, z, x, axis, keepdims: restore(g / unless(z == 0, z), x, axis, keepdims) * x,
                  needs="axes that lie in the shape")
pullback("cumsum", lambda x, /, axis=None: np.cumsum(x, axis=axis),
         lambda g, z, x, axis: np.reshape(np.flip(np.cumsum(np.flip(g, axis), axis=axis), axis), np.shape(x)),
         needs="an axis of the shape")


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the length of a vector, or another norm of a vector or a matrix: `np.linalg.norm`."""
    axes = tuple(range(np.ndim(x)) if axis is None else np.atleast_1d(axis).tolist())
    if ord in (None, "fro") or (ord == 2 and len(axes) == 1):
        return length(x, axis=axis, keepdims=keepdims)
    if ord not in (1, np.inf) or len(axes) > 2:
        raise TypeError(f"np.linalg.norm of order {ord} of {len(axes)} axes has no derivative here. There are 1, 2 and "
                        "inf of vectors, 1, inf and 'fro' of matrices; for others write np.sum(np.abs(x)**p)**(1/p).")
    sums, summed = np.abs(x), axes[:1] if ord == 1 else axes[1:]
    if summed:  # a vector's largest entry is of no sums
        sums = np.sum(sums, axis=summed, keepdims=True)
    return np.max(sums, axis=axes, keepdims=keepdims)


def cumprod(x: Any, axis: int | None = None) -> Any:
    """Return the products of the first entries, right also where some are 0: `np.cumprod`."""
    if axis is None:
        x, axis = ravel(x), 0
    return np.stack([*accumulate(np.moveaxis(x, axis, 0), mul)], axis)


def with_axes_kept(z: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Return a result without some axes of `x`, or with these as axes of size 1."""
    if not keepdims:
        return z
    return np.expand_dims(z, tuple(range(np.ndim(x))) if axis is None else axis)


def joined(x: Any, axis: Any) -> Any:
    """Return x with some of its axes joined to one, which comes first: all of them for None."""
    if axis is None or np.ndim(axis) == 0:
        return ravel(x) if axis is None else np.moveaxis(x, axis, 0)
    moved = np.moveaxis(x, axis, tuple(range(len(axis))))
    return np.reshape(moved, (-1, *np.shape(moved)[len(axis):]))


def prod(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Return the product of the entries along axes, or of all, right also where some are 0: `np.prod`."""
    return with_axes_kept(reduce(mul, joined(x, axis)), x, axis, keepdims)


def weights_along(axis: Any, weights: Any, x: Any) -> Any:
    """Return weights of some axes with the other axes of x, in which they have one entry."""
    axes = normalize_axis_tuple(axis, np.ndim(x))
    others = [i for i in range(np.ndim(x)) if i not in axes]
    return np.expand_dims(np.transpose(weights, np.argsort(axes)), others)


def average(x: Any, axis: Any = None, weights: Any = None, *, keepdims: bool = False) -> Any:
    """Return the mean, with weights if there are any, in the shape of x or of the axes: `np.average`."""
    if weights is None:
        return np.mean(x, axis=axis, keepdims=keepdims)
    if np.shape(weights) != np.shape(x):
        weights = weights_along(axis, weights, x)
    return np.sum(x * weights, axis=axis, keepdims=keepdims) / np.sum(weights, axis=axis, keepdims=keepdims)


def var(x: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """Return the mean of the squared deviations from the mean: `np.var`."""
    z = np.mean((x - np.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis, keepdims=keepdims)
    n = averaged(x, z)
    return z * (n / (n - ddof)) if ddof else z


def without_nan(x: Any) -> Any:
    """Return x with 0 in place of nan, which gets no gradient."""
    return np.fmax(x, 0) + np.fmin(x, 0)


def nan_to_num(x: Any) -> Any:
    """Return x with 0 in place of nan, and with the largest numbers in place of infinities: `np.nan_to_num`."""
    largest = np.finfo(getattr(x, "dtype", float)).max
    return np.clip(without_nan(x), -largest, largest)


NUMPY.update({
    np.linalg.norm: norm, np.cumprod: cumprod, np.prod: prod, np.average: average, np.var: var,
    np.nan_to_num: nan_to_num,
    np.nansum: lambda x, *args, **options: np.sum(without_nan(x), *args, **options),
    np.std: lambda x, *args, **options: np.sqrt(np.var(x, *args, **options)),
    np.ptp: lambda x, *args, **options: np.max(x, *args, **options) - np.min(x, *args, **options),
})
