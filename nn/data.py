"""The data a network learns from: checked once, held out in part, and dealt in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.tensor import REAL

Array = npt.NDArray[Any]

CHUNK = 1024  # examples to take at a time where nothing is learned from them


@dataclass(frozen=True)
class Examples:
    """Examples that have been checked.

    Attributes:
        X: the inputs, (m, features), in the type of float that the network computes with.
        y: the answers as they came, for the metrics.
        targets: the answers as the loss takes them, in the shape of the predictions.
    """

    X: Array
    y: Array
    targets: Array

    def __len__(self) -> int:
        return len(self.X)


def checked(X: npt.ArrayLike, name: str = "X") -> Array:
    """The inputs as a matrix of floats, one row per example.

    Raises:
        TypeError: if they are not real numbers.
        ValueError: if they are not a matrix, are empty, or hold nan or infinity.
    """
    array = real(X, name)
    if array.ndim != 2:
        fix = f" Write {name}[:, None] for one feature an example, or {name}[None, :] for one example."
        raise ValueError(f"{name} has shape {array.shape}; give (m, features).{fix if array.ndim == 1 else ''}")
    if not array.size:
        raise ValueError(f"{name} has shape {array.shape}: there is no example, or no feature, to learn from.")
    return finite(array, name)


def real(X: npt.ArrayLike, name: str) -> Array:
    """An array of floats.

    Raises:
        TypeError: if these are not real numbers, or some are masked.
        ValueError: if the rows have different lengths.
    """
    if isinstance(X, np.ma.MaskedArray):
        raise TypeError(f"{name} has a mask, which a network can't see. Fill or drop the masked entries first.")
    try:
        array = np.asarray(X)
    except ValueError as error:
        raise ValueError(f"{name} needs rows of equal length: {error}") from None
    if array.dtype.kind not in REAL:
        raise TypeError(f"{name} must hold real numbers, but it is an array of {array.dtype}.")
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def finite(array: Array, name: str) -> Array:
    """The array, after a look for nan and infinity.

    Raises:
        ValueError: that names the first entry which is not finite.
    """
    if not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}{list(where)} is {array[where]}: a cost would be nan. Remove or replace such entries.")
    return array


def checked_pair(X: npt.ArrayLike, y: npt.ArrayLike, name: str = "") -> tuple[Array, Array]:
    """Inputs and targets of the same number of examples, both free of nan.

    Args:
        X: inputs, (m, features).
        y: targets, one row per example.
        name: what they are, for messages: "validation".

    Raises:
        TypeError, ValueError: as `checked`; also if the numbers of examples differ.
    """
    prefix = f"{name} " if name else ""
    inputs, targets = checked(X, f"{prefix}X"), real(y, f"{prefix}y")
    if targets.shape[:1] != inputs.shape[:1]:
        raise ValueError(
            f"{prefix}X has shape {inputs.shape} and {prefix}y has shape {targets.shape}: "
            f"each of the {len(inputs)} rows of X needs one target."
        )
    return inputs, finite(targets, f"{prefix}y")


def checked_validation(data: Any) -> tuple[Array, Array]:
    """Validation examples (X, y), checked as those to learn from are."""
    if not isinstance(data, (tuple, list)) or len(data) != 2:
        raise ValueError("validation_data is a pair (X, y) of inputs and their targets.")
    X, y = data
    return checked_pair(X, y, "validation")


def whole_number(name: str, number: Any, least: int) -> int:
    """`number` as an int, if it is a whole number and no less than `least`."""
    if not isinstance(number, (int, np.integer)) or number < least:
        raise ValueError(f"{name}={number!r}: give a whole number, {least} or more.")
    return int(number)


def hold_out(X: Array, y: Array, share: float) -> tuple[tuple[Array, Array], tuple[Array, Array] | None]:
    """Training and validation examples: the last `share` of them, before any shuffling, is for validation.

    Raises:
        ValueError: if the share leaves nothing to learn from or to validate with.
    """
    if not share:
        return (X, y), None
    count = round(len(X) * (1 - share)) if isinstance(share, (int, float)) and 0 < share < 1 else 0
    if not 0 < count < len(X):
        raise ValueError(
            f"validation_split={share!r} of {len(X)} examples leaves none to train on or none to validate with. "
            "Give a share between 0 and 1, such as 0.2."
        )
    return (X[:count], y[:count]), (X[count:], y[count:])


def batches(m: int, size: int, rng: np.random.Generator | None = None) -> Iterator[Array]:
    """The indices 0 to m - 1 in batches of `size`, the last one smaller if need be; shuffled by `rng` if given.

    Example:
        >>> list(batches(5, 2))
        [array([0, 1]), array([2, 3]), array([4])]
    """
    order = np.arange(m) if rng is None else rng.permutation(m)
    return (order[start : start + size] for start in range(0, m, size))
