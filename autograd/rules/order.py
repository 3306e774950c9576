"""Functions of the order of entries: sorted ones, their differences, the middle one, and lines between given points."""

from typing import Any

import numpy as np

from autograd.rules.reductions import joined, with_axes_kept
from autograd.rules.shapes import along, ravel
from autograd.table import NUMPY, TABLE, pullback

# fmt: off


def reorder(x: Any, y: Any, axis: int = -1, back: bool = False) -> Any:
    """Return x in the order in which y is sorted, or back from that order. Equal entries keep their order."""
    order = np.argsort(y, axis=axis, stable=True)
    if back:
        order = np.argsort(order, axis=axis)
    return np.take_along_axis(x, order, axis)


pullback("reorder", lambda x, y, /, axis=-1, back=False: reorder(x, y, axis, back),
         lambda g, z, x, y, axis, back: TABLE["reorder"](g, y, axis=axis, back=not back), None,
         function=reorder, needs="two arrays of one shape")


def sort(x: Any, axis: int | None = -1) -> Any:
    """Return the entries in order: `np.sort`. Of equal entries each has the place that it had among them."""
    if not np.ndim(x):
        raise TypeError("np.sort of a single number: it has no axis to sort along. Join numbers, np.stack([a, b]).")
    return TABLE["reorder"](ravel(x), ravel(x)) if axis is None else TABLE["reorder"](x, x, axis=axis)


def median(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Return the middle entry, or the mean of the two in the middle: `np.median`."""
    entries = np.sort(joined(x, axis), 0)
    n = np.shape(entries)[0]
    z = with_axes_kept(np.mean(entries[(n - 1) // 2 : n // 2 + 1], axis=0), x, axis, keepdims)
    nan = np.any(np.isnan(x), axis=axis, keepdims=keepdims)
    return z + np.where(nan, np.nan, 0) if np.any(nan) else z


def diff(x: Any, n: int = 1, axis: int = -1) -> Any:
    """Return each entry less the one before it, n times: `np.diff`."""
    for _ in range(n):
        x = x[along(slice(1, None), axis, np.ndim(x))] - x[along(slice(-1), axis, np.ndim(x))]
    return x


def interp(x: Any, xp: Any, fp: Any) -> Any:
    """Return the lines through points at rising xp: `np.interp`. At a point the slope is the mean of both sides'."""
    if not hasattr(xp, "raw") and np.any(np.diff(xp) <= 0):
        raise ValueError(f"np.interp: xp must rise from entry to entry, and is {xp!r}.")
    start, end = xp[:-1], xp[1:]
    parts = np.minimum(np.maximum(np.expand_dims(x, -1), start), end) - start
    return fp[0] + np.sum(parts * np.diff(fp) / np.diff(xp), axis=-1)


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Return the first choice whose condition holds: `np.select`."""
    if len(condlist) != len(choicelist):
        raise ValueError(f"np.select of {len(condlist)} conditions and {len(choicelist)} choices: a choice for each.")
    for i in reversed(range(len(condlist))):
        default = np.where(condlist[i], choicelist[i], default)
    return default


NUMPY.update({
    np.sort: sort, np.median: median, np.diff: diff, np.interp: interp, np.select: select,
    np.partition: lambda x, kth, axis=-1: np.sort(x, axis),
})
