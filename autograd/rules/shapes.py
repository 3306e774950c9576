"""Operations that move, pick, repeat or join entries: their pull-backs put each gradient back in its place."""

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.table import NUMPY, TABLE, pullback

# fmt: off

# Every contribution is summed to the shape of its parent, which undoes a broadcast.
pullback("broadcast_to", lambda x, /, shape: np.broadcast_to(x, shape), lambda g, z, x, shape: g,
         reshapes=True, needs="the shape must end with the input's sizes, or 1 in their place",
         cases=[([(3, 1)], {"shape": (2, 3, 2)})])
pullback("reshape", lambda x, /, shape: np.reshape(x, shape),
         lambda g, z, x, shape: np.reshape(g, np.shape(x)),
         reshapes=True, needs="the number of entries must stay the same", cases=[([(2, 3)], {"shape": (3, -1)})])
pullback("squeeze", lambda x, /, axis=None: np.squeeze(x, axis=axis),
         lambda g, z, x, axis=None: np.reshape(g, np.shape(x)),
         reshapes=True, needs="a squeezed axis must have size 1", cases=[([(1, 3, 1)], {}), ([(1, 3, 1)], {"axis": 0})])
pullback("expand_dims", lambda x, /, axis: np.expand_dims(x, axis),
         lambda g, z, x, axis: np.reshape(g, np.shape(x)),
         reshapes=True, needs="each axis must lie in the new shape", cases=[([(2, 3)], {"axis": (0, 2)})])
def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes that undoes `axes`, whose entries may count from the end."""
    return tuple(np.argsort(np.mod(axes, len(axes))).tolist())


pullback("transpose", lambda x, /, axes=None: np.transpose(x, axes),
         lambda g, z, x, axes=None: np.transpose(g, None if axes is None else inverse(axes)),
         symbol=".T", needs="axes must name every axis once",
         cases=[([(2, 3)], {}), ([(2, 3, 4)], {"axes": (2, 0, 1)}), ([(2, 3)], {"axes": (-1, 0)}),
                ([(2, 3, 4)], {"axes": (0, -1, 1)})])
matrix_transpose = pullback("matrix_transpose", lambda x: x.mT, lambda g, z, x: g.mT,
         symbol=".mT", numpy="matrix_transpose", needs="at least two axes", cases=[([(2, 3)], {}), ([(2, 2, 3)], {})])


def scatter(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `x` added at `key`; an entry that `key` names twice gets both."""
    result = np.zeros(shape, dtype=getattr(x, "dtype", float))
    if hasattr(result, "at"):  # under jax.numpy, whose arrays do not change
        return result.at[key].add(x)
    np.add.at(result, key, x)
    return result


pullback("getitem", lambda x, /, key: x[key],
         lambda g, z, x, key: TABLE["scatter"](g, key=key, shape=np.shape(x)),
         symbol="[]", needs="the index must lie inside the shape",
         cases=[([(3, 4)], {"key": (slice(None, None, 2), 1)}), ([(3, 4)], {"key": (..., None, -1)}),
                ([(3, 3)], {"key": np.array([0, 2, 0])}), ([(2, 2)], {"key": np.eye(2) > 0})])
pullback("scatter", lambda x, /, key, shape: scatter(x, key, shape),
         lambda g, z, x, key, shape: g[key], function=scatter,
         cases=[([(3,)], {"key": np.array([0, 2, 0]), "shape": (4,)})])

pullback("concatenate", lambda arrays, /, axis=0: np.concatenate(arrays, axis=operator.index(axis)),
         lambda g, z, arrays, i, axis=0: g[along(piece(arrays, i, axis), axis, np.ndim(z))], variadic=True,
         numpy="concatenate", needs="an axis, and all sizes but the joined one must agree",
         cases=[([(2, 3), (2, 1), (2, 2)], {"axis": 1})])
pullback("stack", lambda arrays, /, axis=0: np.stack(arrays, axis=axis),
         lambda g, z, arrays, i, axis=0: g[along(i, axis, np.ndim(z))], variadic=True,
         needs="all shapes must be equal", cases=[([(2, 3), (2, 3)], {"axis": -1}), ([(), ()], {})])


def along(index: Any, axis: int, ndim: int) -> tuple[Any, ...]:
    """The key that applies `index` to one axis and takes the others whole."""
    return (slice(None),) * (axis % ndim) + (index,)


def piece(arrays: Sequence[Any], i: int, axis: int) -> slice:
    """Where the i-th of some arrays lies along the axis that they are joined on."""
    start = sum([np.shape(x)[axis] for x in arrays[:i]])
    return slice(start, start + np.shape(arrays[i])[axis])


def ravel(x: Any) -> Any:
    """`np.ravel`: all entries in one row."""
    return np.reshape(x, -1)


NUMPY[np.ravel] = ravel
