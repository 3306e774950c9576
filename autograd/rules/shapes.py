"""Operations that move, pick, repeat or join entries: their pull-backs put each gradient back in its place."""

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.table import NUMPY, TABLE, pullback

# fmt: off


def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order of axes that undoes `axes`, whose entries may count from the end."""
    return tuple(np.argsort(np.mod(axes, len(axes))).tolist())


def reshaped(g: Any, z: Any, x: Any, **_: Any) -> Any:
    """Return the pull-back of another shape: `g` in the shape of `x`."""
    return np.reshape(g, np.shape(x))


# Every contribution is summed to the shape of its parent, which undoes a broadcast.
pullback("broadcast_to", lambda x, /, shape: np.broadcast_to(x, shape), lambda g, z, x, shape: g, numpy="broadcast_to",
         reshapes=True, needs="the shape must end with the input's sizes, or 1 in their place")
pullback("reshape", lambda x, /, shape: np.reshape(x, shape), reshaped, numpy="reshape",
         reshapes=True, needs="the number of entries must stay the same")
pullback("squeeze", lambda x, /, axis=None: np.squeeze(x, axis=axis), reshaped, numpy="squeeze",
         reshapes=True, needs="a squeezed axis must have size 1")
pullback("expand_dims", lambda x, /, axis: np.expand_dims(x, axis), reshaped, numpy="expand_dims",
         reshapes=True, needs="each axis must lie in the new shape")
pullback("transpose", lambda x, /, axes=None: np.transpose(x, axes),
         lambda g, z, x, axes: np.transpose(g, None if axes is None else inverse(axes)),
         symbol=".T", numpy="transpose", needs="axes must name every axis once")
matrix_transpose = pullback("matrix_transpose", lambda x: x.mT, lambda g, z, x: g.mT,
                            symbol=".mT", numpy="matrix_transpose", needs="at least two axes")


def scatter(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Return zeros of `shape` with `x` added at `key`, both where `key` names an entry twice."""
    result = np.zeros(shape, dtype=getattr(x, "dtype", float))
    if hasattr(result, "at"):  # under jax.numpy, whose arrays do not change
        return result.at[key].add(x)
    np.add.at(result, key, x)
    return result


pullback("getitem", lambda x, /, key: x[key],
         lambda g, z, x, key: TABLE["scatter"](g, key=key, shape=np.shape(x)),
         symbol="[]", needs="the index must lie inside the shape")
pullback("scatter", lambda x, /, key, shape: scatter(x, key, shape),
         lambda g, z, x, key, shape: g[key], function=scatter)


def along(index: Any, axis: int, ndim: int) -> tuple[Any, ...]:
    """Return the key that applies `index` to one axis and takes the others whole."""
    return (slice(None),) * (axis % ndim) + (index,)


def piece(arrays: Sequence[Any], i: int, axis: int) -> slice:
    """Return where the i-th of some arrays lies along the axis that they are joined on."""
    start = sum([np.shape(x)[axis] for x in arrays[:i]])
    return slice(start, start + np.shape(arrays[i])[axis])


pullback("concatenate", lambda arrays, /, axis=0: np.concatenate(arrays, axis=operator.index(axis)),
         lambda g, z, arrays, i, axis: g[along(piece(arrays, i, axis), axis, np.ndim(z))],
         variadic=True, numpy="concatenate", needs="an axis, and all sizes but the joined one must agree")
pullback("stack", lambda arrays, /, axis=0: np.stack(arrays, axis=axis),
         lambda g, z, arrays, i, axis: g[along(i, axis, np.ndim(z))],
         variadic=True, numpy="stack", needs="all shapes must be equal")


def ravel(x: Any) -> Any:
    """Return all entries in one row: `np.ravel`."""
    return np.reshape(x, -1)


NUMPY[np.ravel] = ravel
