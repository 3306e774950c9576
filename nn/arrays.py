"""Arrays of real numbers: made of what a user gives, or refused in words."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from autograd.tensor import REAL, Array
from nn.left_out import READS

SOME = 1024  # entries, or rows of them, that tell what kind an array holds


def as_array(X: ArrayLike, name: str) -> Array:
    """Return an array, without reading one that lies in a file, or raise the errors of `real`."""
    if isinstance(X, np.ma.MaskedArray):
        raise TypeError(f"{name} has a mask, which a network can't see. Fill or drop the masked entries first.")
    if hasattr(X, "toarray"):
        raise TypeError(f"{name} is a sparse matrix, {type(X).__name__}, which a network can't take: {name}.toarray().")
    if isinstance(X, Iterator):
        raise TypeError(f"{name} is a {type(X).__name__}, which yields its parts one by one. Give arrays: {READS}.")
    if isinstance(X, np.memmap):
        return X
    try:
        return np.asarray(X)
    except ValueError as error:
        raise ValueError(f"{name} needs rows of equal length: {error}") from None


def real(X: ArrayLike, name: str) -> Array:
    """Return an array of floats of 64 bits, or of 32 where it holds those.

    Raises:
        TypeError: if these are not real numbers, or some are masked.
        ValueError: if the rows have different lengths.
    """
    array = as_array(X, name)
    require_real(array, name)
    if array.dtype in (np.float64, np.float32):
        return array
    return array.astype(np.float64)


def require_real(array: Array, name: str) -> None:
    """Raise the TypeError for an array whose entries are not real numbers."""
    if array.dtype.kind in REAL:
        return
    if not array.shape:
        raise TypeError(
            f"{name}={np.asarray(array).item()!r} is no array of real numbers. Give a list or an array of them."
        )
    fix = _way_to_numbers(array, name)
    raise TypeError(f"{name} must hold real numbers, but it is an array of {array.dtype}. {fix}")


def _way_to_numbers(array: Array, name: str) -> str:
    """Return the advice that makes real numbers of complex ones, of text, or of objects."""
    if array.dtype.kind == "c":
        return f"Write {name}.real, or give real and imaginary parts as features."
    few = np.asarray(array[:SOME])
    short = name.split()[-1]
    try:
        few.astype(float)
    except (TypeError, ValueError):
        if not all(isinstance(entry, (str, bytes)) for entry in few.flat):
            return f"If all its entries are numbers, write np.asarray({short}, dtype=float)."
        if few.ndim == 2 and few.shape[1] > 1:
            return (
                f"Write {short}[:, [i]] == np.unique({short}[:, i]) for the columns that stand for words in column i."
            )
        return f"Write np.unique({short}, return_inverse=True)[1] for the numbers of classes."
    return f"Write np.asarray({short}, dtype=float)."


def finite(array: Array, name: str, start: int = 0, dtype: DTypeLike = np.float64) -> Array:
    """Return the array if all its entries are finite and `dtype` has room for them.

    For the message: its first row is row `start` of what is called `name`.

    Raises:
        ValueError: that names the first entry which is nan, infinite, or too large.
    """
    largest = np.finfo(dtype).max
    fits = np.abs(array) <= largest  # False for nan
    if not fits.all():
        index = tuple(np.argwhere(~fits)[0].tolist())
        where = list(index)
        if start:
            where[0] += start
        why = "a cost would be nan. Remove or replace such entries"
        if np.isfinite(array[index]):
            why = f"{np.dtype(dtype)} ends at {largest:.2g}. Scale {name}, or make the model with dtype='float64'"
        raise ValueError(f"{name}{where} is {array[index]}: {why}.")
    return array
