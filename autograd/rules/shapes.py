"""Operations that move, pick, repeat or join entries: their pull-backs put each gradient back in its place."""

import operator
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd.formulas import Formula
from autograd.table import NUMPY, TABLE, pullback

# fmt: off


def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the order of axes that undoes `axes`, whose entries may count from the end."""
    return tuple(np.argsort(np.mod(axes, len(axes))).tolist())


def reshaped(g: Any, z: Any, x: Any, **_: Any) -> Any:
    """Return the pull-back of another shape: `g` in the shape of `x`."""
    return np.reshape(g, np.shape(x))


AXES = "axes that lie in the shape"
# Every contribution is summed to the shape of its parent, which undoes a broadcast.
pullback("broadcast_to", lambda x, /, shape: np.broadcast_to(x, shape), lambda g, z, x, shape: g, numpy="broadcast_to",
         reshapes=True, needs="the shape must end with the input's sizes, or 1 in their place")
pullback("reshape", lambda x, /, shape: np.reshape(x, shape), reshaped, numpy="reshape",
         reshapes=True, needs="the number of entries must stay the same")
pullback("squeeze", lambda x, /, axis=None: np.squeeze(x, axis=axis), reshaped,
         reshapes=True, needs="a squeezed axis must have size 1")
pullback("expand_dims", lambda x, /, axis: np.expand_dims(x, axis), reshaped, numpy="expand_dims",
         reshapes=True, needs="each axis must lie in the new shape")
pullback("transpose", lambda x, /, axes=None: np.transpose(x, axes),
         lambda g, z, x, axes: np.transpose(g, None if axes is None else inverse(axes)),
         symbol=".T", needs="axes must name every axis once")
matrix_transpose = pullback("matrix_transpose", lambda x: x.mT, lambda g, z, x: g.mT,
                            symbol=".mT", needs="at least two axes")


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
         variadic=True, needs="an axis, and all sizes but the joined one must agree")
pullback("stack", lambda arrays, /, axis=0: np.stack(arrays, axis=axis),
         lambda g, z, arrays, i, axis: g[along(i, axis, np.ndim(z))],
         variadic=True, needs="all shapes must be equal")

def of_floats(dtype: Any) -> Any:
    """Return a type, if numbers of it change smoothly."""
    if np.dtype(dtype).kind != "f":
        raise TypeError(f"{np.dtype(dtype)} has no derivative; node.data.astype({np.dtype(dtype).name!r}) has no graph")
    return dtype


# Each is undone by itself, or keeps what it kept.
pullback("swapaxes", np.swapaxes, lambda g, z, x, axis1, axis2: np.swapaxes(g, axis1, axis2), needs=AXES)
pullback("moveaxis", np.moveaxis, lambda g, z, x, source, destination: np.moveaxis(g, destination, source), needs=AXES)
pullback("flip", np.flip, lambda g, z, x, axis: np.flip(g, axis), needs=AXES)
pullback("roll", np.roll, lambda g, z, x, shift, axis: np.roll(g, np.negative(shift), axis), needs=AXES)
pullback("rot90", np.rot90, lambda g, z, x, k, axes: np.rot90(g, -k, axes), needs=AXES)
pullback("astype", lambda x, /, dtype: np.asarray(x).astype(of_floats(dtype)), lambda g, z, x, dtype: g,
         numpy="astype", needs="a type of floats")
pullback("tril", np.tril, lambda g, z, x, k: np.tril(g, k), needs=AXES)
pullback("triu", np.triu, lambda g, z, x, k: np.triu(g, k), needs=AXES)


def ravel(x: Any) -> Any:
    """Return all entries in one row: `np.ravel`."""
    return np.reshape(x, -1)


def require_plain(places: Iterable[Any]) -> None:
    """Raise a TypeError for a node where NumPy expects places or counts."""
    for place in places:
        if hasattr(place, "raw"):
            raise TypeError(f"{place!r} stands where NumPy expects whole numbers: give its .data.")


def picking(function: Formula) -> Formula:
    """Return the formula of a function that picks or repeats entries: it is asked for their places."""

    def picked(x: Any, *args: Any, **options: Any) -> Any:
        require_plain([*args, *options.values()])
        return ravel(x)[function(np.reshape(np.arange(np.size(x)), np.shape(x)), *args, **options)]

    return picked


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Return the entries at some places along an axis: `np.take`."""
    indices = np.asarray(indices, dtype=int)  # where truths are 0 and 1
    return ravel(x)[indices] if axis is None else x[along(indices, axis, np.ndim(x))]


def splitting(function: Formula) -> Formula:
    """Return the formula of a function that cuts an array into pieces along an axis."""

    def pieces(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
        require_plain([indices_or_sections, axis])
        return [take(x, piece, axis) for piece in function(np.arange(np.shape(x)[axis]), indices_or_sections)]

    return pieces


def pad(x: Any, pad_width: Any, mode: str = "constant", *, constant_values: float = 0) -> Any:
    """Return x with a border of a number, or of its own entries as the mode says: `np.pad`."""
    # The number has its place behind the entries of x.
    options: Any = {"constant_values": np.size(x)} if mode == "constant" else {"mode": mode}
    places = np.pad(np.reshape(np.arange(np.size(x)), np.shape(x)), pad_width, **options)
    return np.append(x, constant_values)[places]


def append(x: Any, values: Any, axis: int | None = None) -> Any:
    """Return x and then the values, joined: `np.append`."""
    return np.concatenate([ravel(x), ravel(values)] if axis is None else [x, values], axis=axis or 0)


def diag(x: Any, k: int = 0) -> Any:
    """Return a diagonal of a matrix, or the matrix with such a diagonal: `np.diag`."""
    if np.ndim(x) != 1:
        return np.diagonal(x, k)
    places = np.diag(np.arange(1, len(x) + 1), k)
    return np.append(0, x)[places]


def hstack(arrays: Any) -> Any:
    """Return arrays side by side: `np.hstack`."""
    arrays = [np.atleast_1d(x) for x in arrays]
    return np.concatenate(arrays, axis=min(np.ndim(arrays[0]) - 1, 1))


NUMPY.update({
    np.ravel: ravel, np.take: take, np.split: splitting(np.split), np.array_split: splitting(np.array_split),
    np.pad: pad, np.append: append, np.diag: diag, np.hstack: hstack,
    np.vstack: lambda arrays: np.concatenate([np.atleast_2d(x) for x in arrays]),
    np.column_stack: lambda arrays: np.concatenate([x if np.ndim(x) > 1 else np.atleast_2d(x).T for x in arrays], 1),
    np.atleast_1d: lambda x: x if np.ndim(x) else ravel(x),
    np.atleast_2d: lambda x: x if np.ndim(x) > 1 else np.reshape(x, (1, -1)),
    np.trace: lambda x, *args, **options: np.sum(np.diagonal(x, *args, **options), axis=-1),
})
NUMPY.update({f: picking(f) for f in (np.repeat, np.tile, np.delete, np.diagonal, np.take_along_axis)})
