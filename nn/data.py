"""The data a network learns from: checked once, held out in part, and put in batches.

The inputs are read some rows at a time, so they may lie in a file (numpy.memmap) or in another library's array.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from autograd import Node
from autograd.tensor import Array as Array  # for the files of nn
from nn.arrays import as_array, finite, real, require_real
from nn.left_out import NAMES

Batch = Array | slice  # the indices of some examples
Draws = dict[str, Callable[[int], Array]]  # functions of m that draw what m examples need, by its label
Triple = tuple[Any, Array, Array | None]  # inputs, answers and sample weights, once they are checked


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
    """

    X: Any
    y: Array
    targets: Array
    sample_weight: Array | None = None
    draws: Draws = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.targets)

    def inputs(self, batch: Batch) -> Array:
        """Return the inputs of a batch, in the type of float that the network computes with."""
        X = _rows_of(self.X, batch)
        return X.astype(self.targets.dtype, copy=False, subok=False)

    def batch(self, batch: Batch) -> Triple:
        """Return the inputs, targets and sample weights of a batch."""
        weights = self.sample_weight
        if weights is not None:
            weights = _rows_of(weights, batch)
        return self.inputs(batch), _rows_of(self.targets, batch), weights

    def repeated(self, m: int) -> list[Any]:
        """Return inputs, targets and sample weights of the first m examples, repeated where there are fewer."""
        arrays = self.batch(slice(0, m))
        return [None if x is None else np.resize(x, (m, *x.shape[1:])) for x in arrays]

    def draw(self, m: int) -> list[Array]:
        """Return what is drawn for a batch of m examples, in the order of its labels."""
        return [self.draws[name](m).astype(self.targets.dtype) for name in sorted(self.draws)]

    def arguments(self, batch: Batch) -> list[Array]:
        """Return what a derived step takes for a batch, in order: X, what is drawn, sample weights, y."""
        X, targets, weights = self.batch(batch)
        arrays = [X, *self.draw(len(X))]
        if weights is not None:
            arrays.append(weights)
        return [*arrays, targets]


class Rows:
    """A matrix of another library, such as a dataset of h5py or zarr, which is read some rows at a time."""

    def __init__(self, source: Any, start: int, stop: int) -> None:
        self.source = source
        self.start = start
        self.shape = stop - start, source.shape[1]
        self.dtype = source.dtype

    def __getitem__(self, batch: Batch) -> Array:
        if isinstance(batch, slice):
            first, end, _ = batch.indices(self.shape[0])
            return self._read(slice(self.start + first, self.start + end), end - first)
        order = np.argsort(batch)  # such a library takes indices in the order in which the rows lie there
        rows = self._read(self.start + batch[order], len(batch))
        return rows[np.argsort(order)]

    def _read(self, key: Any, count: int) -> Array:
        rows = as_array(self.source[key], "X")
        if rows.shape != (count, self.shape[1]):
            raise ValueError(f"X says that it has shape {self.shape}, but {count} rows of it have shape {rows.shape}.")
        return rows


def _rows_of(array: Any, batch: Batch) -> Array:
    """Return the rows of a batch: take is the faster way to rows in any order."""
    if isinstance(batch, slice) or isinstance(array, Rows):
        return np.asarray(array[batch])
    return np.asarray(array.take(batch, axis=0))


def _is_read_by_slices(X: Any) -> bool:
    """Tell whether X is a matrix that does not lie in memory: those that do have the protocol of dlpack."""
    if isinstance(X, Node) or hasattr(X, "__dlpack__") or hasattr(X, "toarray"):
        return False
    shape = getattr(X, "shape", ())
    is_matrix = isinstance(shape, tuple) and len(shape) == 2
    is_of_numpys_type = isinstance(getattr(X, "dtype", None), np.dtype)
    return is_matrix and is_of_numpys_type and hasattr(X, "__getitem__")


def as_rows(X: Any, features: int, flattens: bool) -> Any:
    """Return examples as rows: numbers for a network of one feature, or of none yet, and images for one that flattens.

    What is neither stays as it is.
    """
    may_be_numbers = isinstance(X, (list, tuple)) or getattr(X, "ndim", 0) == 1
    if features in (0, 1) and may_be_numbers:
        X = as_array(X, "X")
        if X.ndim == 1:
            return X[:, None]
    if not flattens:
        return X
    images = as_array(X, "X")
    if images.ndim < 3:
        return X
    return images.reshape(len(images), int(np.prod(images.shape[1:])))


def as_matrix(X: Any, name: str = "X", dtype: DTypeLike = np.float64) -> Any:
    """Return the inputs as a matrix of numbers, one row per example, without a copy where they are one.

    `dtype` is the type of float that the network computes with.

    Raises:
        TypeError: if they are not real numbers.
        ValueError: if they are not a matrix, are empty, or hold nan, infinity or what `dtype` has no room for.
    """
    if _is_read_by_slices(X):
        array: Any = Rows(X, 0, X.shape[0])
    else:
        array = as_array(X, name)
    require_real(array, name)
    if len(array.shape) != 2:
        fix = ""
        if len(array.shape) == 1:
            fix = f" Write {name}[:, None] for one feature an example, or {name}[None, :] for one example."
        raise ValueError(f"{name} has shape {array.shape}; give (m, features).{fix}")
    if not all(array.shape):
        raise ValueError(f"{name} has shape {array.shape}: there is no example, or no feature, to learn from.")
    for chunk in chunks(array.shape[0]):
        finite(np.asarray(array[chunk]), name, chunk.start, dtype)
    return array


def as_triple(X: Any, y: ArrayLike, sample_weight: Any = None, dtype: DTypeLike = np.float64, name: str = "") -> Triple:
    """Return inputs, targets and weights of the same number of examples, all free of nan.

    Args:
        X: inputs, (m, features).
        y: targets, one row per example.
        sample_weight: one number an example, or None.
        dtype: the type of float that the network computes with.
        name: what they are, for messages: "validation ".

    Raises:
        TypeError, ValueError: as `as_matrix` and `as_weights`; also if the numbers of examples differ.
    """
    inputs = as_matrix(X, f"{name}X", dtype)
    targets = real(y, f"{name}y")
    m = inputs.shape[0]
    if targets.shape[:1] != (m,):
        fix = ""
        if not targets.shape:
            fix = f" Write np.full({m}, y) if all have the same."
        elif targets.shape[:2] == (1, m):
            fix = " Write y[0]."
        raise ValueError(
            f"{name}X has shape {inputs.shape} and {name}y has shape {targets.shape}: "
            f"each of the {m} rows of X needs one target.{fix}"
        )
    finite(targets, f"{name}y", dtype=dtype)
    if sample_weight is not None:
        sample_weight = as_weights(sample_weight, m, f"{name}sample_weight")
    return inputs, targets, sample_weight


def as_weights(weights: Any, m: int, name: str) -> Array:
    """Return one weight for each of m examples.

    Raises:
        TypeError, ValueError: if they are no numbers of 0 or more, one an example.
    """
    array = finite(real(weights, name), name)
    if array.shape != (m,):
        raise ValueError(f"{name} has shape {array.shape}; give one number an example, ({m},).")
    if (array < 0).any():
        raise ValueError(f"{name} holds {array.min():g}; give numbers of 0 or more.")
    return array


def weighted_by_class(class_weight: Mapping[int, float], data: Triple) -> Triple:
    """Return the examples with a weight each: that of its class, 1 where none is given, times its own weight.

    Args:
        class_weight: what the loss of an example is multiplied with, by the number of its class.
        data: the examples; their targets are class numbers, (m,) or (m, 1), or one-hot rows.

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
    X, y, weights = data
    if y.ndim > 1 and y.shape[-1] > 1:
        classes = np.argmax(y, axis=-1)
    else:
        classes = y.reshape(len(y))
    broken = classes[classes % 1 > 0]
    if broken.size:
        raise ValueError(f"class_weight is for targets that are class numbers, and one is {broken[0]:g}.")
    of_classes = [class_weight.get(int(number), 1.0) for number in classes]
    product = as_weights(of_classes, len(y), "class_weight")
    if weights is not None:
        product = product * weights
    return X, y, product


def as_validation(data: Any, rows: Callable[[Any], Any], dtype: DTypeLike) -> Triple:
    """Return examples (X, y), or (X, y, sample_weight), to validate with, checked as those to learn from are."""
    if not isinstance(data, (tuple, list)) or len(data) not in (2, 3):
        raise ValueError("validation_data is a pair (X, y) of inputs and their targets, or (X, y, sample_weight).")
    X, y, sample_weight = (*data, None)[:3]
    return as_triple(rows(X), y, sample_weight, dtype, "validation ")


def hold_out(data: Triple, share: float) -> tuple[Triple, Triple | None]:
    """Return the examples to learn from, and the last `share` of all, before any shuffling, to validate with.

    Raises:
        ValueError: if the share leaves nothing to learn from or to validate with.
    """
    if isinstance(share, (int, float)) and not share:
        return data, None
    m = len(data[1])
    count = 0
    if isinstance(share, (int, float)) and 0 < share < 1:
        count = int(m * (1 - share))
    if not 0 < count < m:
        raise ValueError(
            f"validation_split={share!r} of {m} examples leaves none to train on or none to validate with. "
            "Give a share between 0 and 1, such as 0.2."
        )
    return _part(data, 0, count), _part(data, count, m)


def _part(data: Triple, start: int, stop: int) -> Triple:
    """Return the examples from start up to stop, without reading them."""
    X, y, weights = data
    if isinstance(X, Rows):
        X = Rows(X.source, X.start + start, X.start + stop)
    else:
        X = X[start:stop]
    if weights is not None:
        weights = weights[start:stop]
    return X, y[start:stop], weights


def chunks(m: int, size: int = CHUNK) -> Iterator[slice]:
    """Yield slices of the rows 0 to m - 1 in order, `size` rows at a time."""
    for start in range(0, m, size):
        yield slice(start, min(start + size, m))


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
        m = len(self.order)
        if self.size >= m:
            yield slice(0, m)
            return
        for chunk in chunks(m, self.size):
            yield self.order[chunk]
