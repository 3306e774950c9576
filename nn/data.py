"""The data a network learns from: checked once, held out in part, and put in batches.

The inputs are read some rows at a time, so they may lie in a file (numpy.memmap) or in another library's array.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from autograd import Node
from autograd.tensor import REAL
from autograd.tensor import Array as Array  # for the files of nn
from nn.left_out import NAMES, READS

Batch = Array | slice  # the indices of some examples
Checked = tuple[Any, Array, Array | None]  # checked inputs, answers and sample weights


def __getattr__(name: str) -> NoReturn:
    """Answer a name of TensorFlow's tf.data, for `import nn as tf`."""
    raise AttributeError(f"nn.data has no {name}: {NAMES['data']}.")


CHUNK = 1024  # examples to take at a time where nothing is learned from them


@dataclass(frozen=True)
class Examples:
    """Examples that have been checked.

    Attributes:
        X: the inputs, (m, features), as they came.
        y: the answers as they came, for the metrics.
        targets: the answers as the loss takes them, in the shape of the predictions.
        sample_weight: what the loss of each is multiplied with, (m,), or None.
        draws: what is drawn anew for a batch of m examples, by its label, as a function of m.
        in_memory: whether X is an array in memory.
    """

    X: Any
    y: Array
    targets: Array
    sample_weight: Array | None = None
    draws: Mapping[str, Callable[[int], Array]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def in_memory(self) -> bool:
        return type(self.X) is np.ndarray

    def inputs(self, batch: Batch) -> Array:
        """The inputs of a batch, in the type of float that the network computes with."""
        X: Array = self.X[batch] if isinstance(batch, slice) or isinstance(self.X, Rows) else self.X.take(batch, axis=0)
        return X.astype(self.targets.dtype, copy=False, subok=False)

    def batch(self, rows: Batch) -> tuple[Array, Array, Array | None]:
        """Return the inputs, targets and sample weights of a batch."""
        targets = self.targets[rows] if isinstance(rows, slice) else self.targets.take(rows, axis=0)
        weights = None if self.sample_weight is None else self.sample_weight[rows]
        return self.inputs(rows), np.asarray(targets), weights

    def repeated(self, m: int) -> "Examples":
        """The first m examples, over and over where there are fewer."""
        over = np.arange(m) % min(len(self), m)
        X, targets, weights = self.batch(slice(0, m))
        weights = None if weights is None else weights[over]
        return Examples(X[over], self.y[:m][over], targets[over], weights, self.draws)

    def draw(self, m: int) -> list[Array]:
        """Return what is drawn for a batch of m examples, in the order of its labels."""
        return [self.draws[name](m).astype(self.targets.dtype) for name in sorted(self.draws)]

    def arguments(self, batch: Batch) -> list[Array]:
        """Return what a derived step takes for a batch, in order: X, what is drawn, sample weights, y."""
        X, targets, weights = self.batch(batch)
        drawn = self.draw(len(X)) if self.draws else ()
        return [X, *drawn, targets] if weights is None else [X, *drawn, weights, targets]


class Rows:
    """A matrix of another library, such as a dataset of h5py or zarr, which is read some rows at a time."""

    def __init__(self, source: Any, start: int = 0, stop: int | None = None) -> None:
        self.source, self.start = source, start
        self.shape = ((source.shape[0] if stop is None else stop) - start, source.shape[1])
        self.dtype = source.dtype

    def __getitem__(self, batch: Batch) -> Array:
        if isinstance(batch, slice):
            first, end, _ = batch.indices(self.shape[0])
            return self._read(slice(self.start + first, self.start + end), end - first)
        order = np.argsort(batch)  # such a library takes indices in the order in which the rows lie there
        return self._read(self.start + batch[order], len(batch))[np.argsort(order)]

    def _read(self, key: Any, count: int) -> Array:
        rows = as_array(self.source[key], "X")
        if rows.shape != (count, self.shape[1]):
            raise ValueError(f"X says that it has shape {self.shape}, but {count} rows of it have shape {rows.shape}.")
        return rows


def _is_read_by_slices(X: Any) -> bool:
    """Tell whether X is a matrix outside memory: one in memory can be handed over by the protocol of dlpack."""
    shape = getattr(X, "shape", ())
    is_matrix = isinstance(getattr(X, "dtype", None), np.dtype) and isinstance(shape, tuple) and len(shape) == 2
    return is_matrix and not isinstance(X, Node) and not hasattr(X, "__dlpack__") and hasattr(X, "__getitem__")


def _part(X: Any, start: int, stop: int) -> Any:
    """The rows from start up to stop, without reading them."""
    return Rows(X.source, X.start + start, X.start + stop) if isinstance(X, Rows) else X[start:stop]


def checked(X: Any, name: str = "X", dtype: DTypeLike = np.float64) -> Any:
    """The inputs as a matrix of numbers, one row per example: the same array, or what can be made one.

    `dtype` is the type of float that the network computes with.

    Raises:
        TypeError: if they are not real numbers.
        ValueError: if they are not a matrix, are empty, or hold nan, infinity or what `dtype` has no room for.
    """
    require_dense(X, name)
    array: Any = Rows(X) if _is_read_by_slices(X) else as_array(X, name)
    require_real(array, name)
    if len(array.shape) != 2:
        fix = f" Write {name}[:, None] for one feature an example, or {name}[None, :] for one example."
        raise ValueError(f"{name} has shape {array.shape}; give (m, features).{fix if len(array.shape) == 1 else ''}")
    if not all(array.shape):
        raise ValueError(f"{name} has shape {array.shape}: there is no example, or no feature, to learn from.")
    for chunk in chunks(array.shape[0]):
        finite(np.asarray(array[chunk]), name, chunk.start, dtype)
    return array


def real(X: ArrayLike, name: str) -> Array:
    """An array of floats of 64 bits, or of 32 where it holds those.

    Raises:
        TypeError: if these are not real numbers, or some are masked.
        ValueError: if the rows have different lengths.
    """
    array = as_array(X, name)
    require_real(array, name)
    return array if array.dtype in (np.float64, np.float32) else array.astype(np.float64)


def as_array(X: ArrayLike, name: str) -> Array:
    """Return an array, one that lies in a file without reading it, or refuse it as `real` says."""
    if isinstance(X, np.ma.MaskedArray):
        raise TypeError(f"{name} has a mask, which a network can't see. Fill or drop the masked entries first.")
    require_dense(X, name)
    if isinstance(X, Iterator):
        raise TypeError(f"{name} is a {type(X).__name__}, which yields its parts one by one. Give arrays: {READS}.")
    try:
        return X if isinstance(X, np.memmap) else np.asarray(X)
    except ValueError as error:
        raise ValueError(f"{name} needs rows of equal length: {error}") from None


def require_dense(X: Any, name: str) -> None:
    """Raise the TypeError for a sparse matrix."""
    if hasattr(X, "toarray"):
        raise TypeError(f"{name} is a sparse matrix, {type(X).__name__}, which a network can't take: {name}.toarray().")


def require_real(array: Array, name: str) -> None:
    """Raise the TypeError for an array whose entries are not real numbers."""
    if array.dtype.kind in REAL:
        return
    if not array.shape:
        raise TypeError(
            f"{name}={np.asarray(array).item()!r} is no array of real numbers. Give a list or an array of them."
        )
    few, short = np.asarray(array[:CHUNK]), name.split()[-1]
    fix = f" Write np.asarray({short}, dtype=float)."
    if array.dtype.kind != "c" and not _is_of_numbers(few):
        fix = f" Write np.unique({short}, return_inverse=True)[1] for the numbers of classes."
        if few.ndim == 2 and few.shape[1] > 1:
            fix = (
                f" Write {short}[:, [i]] == np.unique({short}[:, i]) for the columns that stand for words in column i."
            )
        if not all(isinstance(entry, (str, bytes)) for entry in few.flat):
            fix = f" If all its entries are numbers, write np.asarray({short}, dtype=float)."
    if array.dtype.kind == "c":
        fix = f" Write {name}.real, or give real and imaginary parts as features."
    raise TypeError(f"{name} must hold real numbers, but it is an array of {array.dtype}.{fix}")


def _is_of_numbers(array: Array) -> bool:
    """Return True for text, or objects, that NumPy can read as numbers."""
    try:
        array.astype(float)
    except (TypeError, ValueError):
        return False
    return True


def finite(array: Array, name: str, start: int = 0, dtype: DTypeLike = np.float64) -> Array:
    """Return the array, which begins with row `start` of what is called `name`, if `dtype` has room for its entries.

    Raises:
        ValueError: that names the first entry which is nan, infinite, or too large.
    """
    largest = np.finfo(dtype).max
    fits = np.abs(array) <= largest  # False for nan
    if not fits.all():
        index = tuple(np.argwhere(~fits)[0].tolist())
        where = [i + start * (axis == 0) for axis, i in enumerate(index)]
        why = "a cost would be nan. Remove or replace such entries"
        if np.isfinite(array[index]):
            why = f"{np.dtype(dtype)} ends at {largest:.2g}. Scale {name}, or make the model with dtype='float64'"
        raise ValueError(f"{name}{where} is {array[index]}: {why}.")
    return array


def checked_pair(X: Any, y: ArrayLike, name: str = "", dtype: DTypeLike = np.float64) -> tuple[Any, Array]:
    """Inputs and targets of the same number of examples, both free of nan.

    Args:
        X: inputs, (m, features).
        y: targets, one row per example.
        name: what they are, for messages: "validation".
        dtype: the type of float that the network computes with.

    Raises:
        TypeError, ValueError: as `checked`; also if the numbers of examples differ.
    """
    prefix = f"{name} " if name else ""
    inputs, targets = checked(X, f"{prefix}X", dtype), real(y, f"{prefix}y")
    m = inputs.shape[0]
    if targets.shape[:1] != (m,):
        raise ValueError(
            f"{prefix}X has shape {inputs.shape} and {prefix}y has shape {targets.shape}: "
            f"each of the {m} rows of X needs one target.{_fix_of_targets(targets.shape, m)}"
        )
    return inputs, finite(targets, f"{prefix}y", dtype=dtype)


def _fix_of_targets(shape: tuple[int, ...], m: int) -> str:
    """Say what makes m targets of an array of that shape, or "" if nothing simple does."""
    if not shape:
        return f" Write np.full({m}, y) if all have the same."
    return " Write y[0]." if shape[:2] == (1, m) else ""


def checked_weights(sample_weight: Any, y: Any, name: str = "sample_weight") -> Array | None:
    """Return one weight for each target, or None if there are none.

    Raises:
        TypeError, ValueError: if they are no numbers of 0 or more, one an example.
    """
    if sample_weight is None:
        return None
    weights = finite(real(sample_weight, name), name)
    if weights.shape != (len(y),):
        raise ValueError(f"{name} has shape {weights.shape}; give one number an example, ({len(y)},).")
    if (weights < 0).any():
        raise ValueError(f"{name} holds {weights.min():g}; give numbers of 0 or more.")
    return weights


def weighted_by_class(class_weight: Mapping[int, float], y: Array, weights: Array | None) -> Array:
    """Return one weight for each target: that of its class, 1 where none is given, times its own weight.

    Args:
        class_weight: what the loss of an example is multiplied with, by the number of its class.
        y: class numbers, (m,) or (m, 1), or one-hot rows.
        weights: the weights of the examples, if there are any.

    Raises:
        TypeError, ValueError: if it is no dict of numbers of 0 or more, or a target is no class.
    """
    if not isinstance(class_weight, Mapping):
        raise TypeError(f"class_weight={class_weight!r}: give a dict by class number, {{0: 1.0, 1: 5.0}}.")
    for number in class_weight:
        if isinstance(number, str) or number % 1:
            raise TypeError(
                f"class_weight: {number!r} is no class number, so it would weigh nothing. Write {{0: 1.0}}."
            )
    classes = np.argmax(y, axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
    if np.any(classes % 1):
        raise ValueError(
            f"class_weight is for targets that are class numbers, and one is {classes[classes % 1 > 0][0]:g}."
        )
    of_classes = [class_weight.get(int(number), 1.0) for number in classes]
    product = checked_weights(of_classes, y, "class_weight")
    return product if weights is None else product * weights  # type: ignore[return-value]


def checked_validation(data: Any, rows: Callable[[Any], Any], dtype: DTypeLike) -> Checked:
    """Validation examples (X, y), or (X, y, sample_weight), checked as those to learn from are."""
    if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
        raise ValueError("validation_data is a pair (X, y) of inputs and their targets, or (X, y, sample_weight).")
    X, y = checked_pair(rows(data[0]), data[1], "validation", dtype)
    return X, y, checked_weights(data[2] if len(data) == 3 else None, y, "validation sample_weight")


def hold_out(data: Checked, share: float, others: Checked | None) -> tuple[Checked, Checked | None]:
    """Training and validation examples: those given for it, or the last `share` of all, before any shuffling.

    Raises:
        ValueError: if the share leaves nothing to learn from or to validate with.
    """
    if others is not None:
        return data, others
    if not share:
        return data, None
    m = len(data[1])
    count = int(m * (1 - share)) if isinstance(share, (int, float)) and 0 < share < 1 else 0
    if not 0 < count < m:
        raise ValueError(
            f"validation_split={share!r} of {m} examples leaves none to train on or none to validate with. "
            "Give a share between 0 and 1, such as 0.2."
        )
    held = [tuple(None if x is None else _part(x, *ends) for x in data) for ends in ((0, count), (count, m))]
    return held[0], held[1]  # type: ignore[return-value]


def chunks(m: int, size: int = CHUNK) -> Iterator[slice]:
    """The rows 0 to m - 1, `size` at a time, for what takes them in order."""
    return (slice(start, min(start + size, m)) for start in range(0, m, size))


@dataclass(frozen=True)
class Batches:
    """The examples of an epoch in batches of `size`, the last one smaller, in the order in which they come.

    Example:
        >>> list(Batches(np.array([3, 0, 4, 1, 2]), 2))
        [array([3, 0]), array([4, 1]), array([2])]
        >>> list(Batches(np.array([3, 0, 4, 1, 2]), 5))  # all at once, where the order makes no difference
        [slice(0, 5, None)]
    """

    order: Array
    size: int

    def __iter__(self) -> Iterator[Batch]:
        m, size = len(self.order), self.size
        if size >= m:
            return iter([slice(0, m)])
        return (self.order[start : start + size] for start in range(0, m, size))
