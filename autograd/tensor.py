"""Tensor: one NumPy array in the graph, for networks and whole data sets at once."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.births import note_birth
from autograd.departures import as_label
from autograd.graph import CONSTANT, UNREACHED
from autograd.node import Node
from autograd.rule import Rule

Array = npt.NDArray[Any]
MOST_SHOWN = 20  # entries that a repr prints in full
REAL = "fbiu"  # the kinds of NumPy types that are real numbers


def float_type(refusal: str, dtype: npt.DTypeLike) -> np.dtype[Any]:
    """Return a type of float that arrays are kept in, or refuse another one."""
    try:
        asked = np.dtype(dtype)
    except TypeError:  # no type at all
        asked = None
    if asked is None or asked not in (np.float64, np.float32):
        raise TypeError(f"{refusal}. Use 'float64' or 'float32'.")
    return asked


class Tensor(Node, holds=np.ndarray):
    """An array in a graph, with the derivative of a later cost with respect to each entry.

    The array is read-only, so that graphs can share it, until the `.data` of a leaf is read; from then on the
    caller may change it, and graphs keep copies.

    Args:
        data: numbers of any shape, copied. All types but float32 become float64.
        label: its name in messages and pictures.
        dtype: the type of float to keep, "float64" or "float32"; that of the data if not given.
        constant: True for data that get no gradient.

    Attributes:
        data: the array. The data of a leaf may be changed, as a whole or in place (`w.data -= alpha * w.grad`);
            graphs computed before keep the numbers that they were computed from.
        grad: dJ/dtensor after `J.backward()`, of the same shape; zeros before; None for a constant.

    Raises:
        TypeError: if the data are not real numbers.
        ValueError: if their rows have different lengths.

    Example:
        >>> W = Tensor([[1, 2], [3, 4]], label="W")
        >>> J = np.sum(W @ W)
        >>> J.backward()
        >>> W.grad
        array([[ 7., 11.],
               [ 9., 13.]])
    """

    __slots__ = ("__dict__", "_latest", "_uses", "gradient", "inputs", "parents", "raw", "rule")
    raw: npt.NDArray[Any]
    _latest: npt.NDArray[Any] | None  # the latest snapshot of data that the caller may change

    def __init__(
        self, data: Any, label: str = "", *, dtype: npt.DTypeLike | None = None, constant: bool = False
    ) -> None:
        if dtype is not None:
            float_type(f"a Tensor holds floats, not {dtype}", dtype)
        self._fill(self.frozen(data, dtype=dtype), as_label(label), constant)
        note_birth(self)

    def _fill(self, raw: Any, label: str, constant: bool) -> None:
        self.raw, self.rule, self._latest = raw, None, None
        self.parents = self.inputs = ()
        self.constant = constant
        if label:
            self.label = label

    @classmethod
    def computed(cls, data: Any, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> "Tensor":
        """Return a new Tensor that remembers how it was computed."""
        node = object.__new__(cls)
        if type(data) is np.ndarray and (data.dtype.kind == "f" or rule.is_comparison):
            data.flags.writeable = False
            node.raw = data
        else:
            node.raw = cls.frozen(data, copy=False)
        node.rule = rule
        node.parents = parents
        node.inputs = inputs
        node.gradient = UNREACHED
        node._uses = CONSTANT
        for parent in parents:
            if parent._uses >= 0:
                node._uses = 0
        return node

    @property
    def data(self) -> npt.NDArray[Any]:
        """The array: for a leaf one that may be changed, for a computed node a read-only one."""
        raw = self.raw
        if self.rule is None and not raw.flags.writeable:
            raw = self.raw = raw.copy()  # from now on the caller may change it; graphs keep the old one
        return raw

    @data.setter
    def data(self, array: Any) -> None:
        self.refuse_assignment_inside_a_graph()
        self._latest, self.marks = None, 0
        if array is self.raw:
            return  # `w.data -= ...` has changed it in place
        frozen = self.frozen(array, dtype=self.dtype)
        if frozen.shape != self.shape:
            raise ValueError(
                f"{self.name()} has shape {self.shape} and can't take data of shape {frozen.shape}. "
                "Make a new Tensor for another shape."
            )
        self.raw = frozen

    @property
    def grad(self) -> npt.NDArray[Any] | None:
        """dJ/dtensor: zeros (read-only) before a backward pass, None for a constant."""
        if self.constant:
            return None
        return self.gradient if self.has_gradient else np.broadcast_to(self.dtype.type(0), self.shape)

    @grad.setter
    def grad(self, array: Any) -> None:
        if array is not None:
            array = self.frozen(array, dtype=self.dtype)
            if array.shape not in ((), self.shape):
                raise ValueError(f"{self.name()} has shape {self.shape}, and so has its gradient, not {array.shape}.")
            array = np.array(np.broadcast_to(array, self.shape))
        self.gradient = UNREACHED if array is None else array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the array."""
        return self.raw.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.raw.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.raw.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of float."""
        return self.raw.dtype

    @classmethod
    def frozen(cls, data: Any, *, copy: bool = True, dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
        """Return data as a Tensor keeps them, a read-only array of floats."""
        if isinstance(data, Node):
            raise TypeError("a Tensor is made of numbers; for those in a node, use node.data.")
        if isinstance(data, np.matrix):
            raise TypeError(
                "a matrix of NumPy's has a * of its own: give np.asarray(matrix), and write @ for products."
            )
        if isinstance(data, np.ma.MaskedArray):
            raise TypeError("a Tensor has no mask: fill the masked entries, array.filled(0), or leave them out.")
        try:
            array = np.asarray(data)
        except ValueError as error:
            raise ValueError(f"a Tensor needs rows of equal length: {error}") from None
        if array.dtype.kind not in REAL:
            fixes = {"O": " Join Values with np.stack(list_of_values).", "c": " Keep the two parts in two arrays."}
            fix = fixes.get(array.dtype.kind, "")
            raise TypeError(f"a Tensor holds real numbers, not an array of {array.dtype}.{fix}")
        if dtype is None:
            dtype = np.float32 if array.dtype.kind == "f" and array.dtype.itemsize == 4 else np.float64
        floats = array.astype(dtype, copy=copy)
        floats.flags.writeable = False
        return floats

    def owned(self, gradient: Any, upstream: Any = None) -> npt.NDArray[Any]:
        """Return a gradient as this node keeps it: in its dtype, shared with nobody.

        It was computed for this node from `upstream`, so that is the only array it could be or be a view of.
        """
        array: npt.NDArray[Any] = gradient
        if type(gradient) is not np.ndarray or gradient.dtype is not self.raw.dtype:
            array = np.asarray(gradient, dtype=self.raw.dtype)
        if array is upstream or array.base is not None:
            return array.copy()
        return array

    def snapshot(self) -> npt.NDArray[Any]:
        if self.rule is not None or not self.raw.flags.writeable:
            return self.raw  # never handed out, so nobody can change them; see `data`
        if self._latest is None or not np.array_equal(self._latest, self.raw, equal_nan=True):
            self._latest = self.frozen(self.raw)
        return self._latest

    def __len__(self) -> int:
        if not self.ndim:
            raise TypeError("len() of a Tensor without axes: it is a single number, float(tensor).")
        return self.shape[0]

    def __iter__(self) -> Iterator[Node]:
        return (self[i] for i in range(len(self)))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self.constant:  # there is no gradient to lose
            return np.array(self.raw, dtype)
        raise TypeError(
            f"NumPy asked {self.name()} for a plain array, which would lose its gradient. Use .data for the numbers, "
            f"or np.stack([...]) to join nodes. {self.advice_on_plots()}"
        )

    def __repr__(self) -> str:
        parts = [_entries(self.raw)]
        if self.has_gradient:
            parts.append(f"grad={_entries(self.gradient)}")
        if self.dtype != np.float64:
            parts.append(f"dtype={self.dtype}")
        if self.constant:
            parts.append("constant=True")
        if self.label:
            parts.append(f"label={self.label!r}")
        return f"Tensor({', '.join(parts)})"


def _entries(array: npt.NDArray[Any]) -> str:
    """Return all entries of a small array, the shape of a large one."""
    if array.size > MOST_SHOWN:
        return f"<{' x '.join(map(str, array.shape))} entries>"
    return np.array2string(array, separator=", ").replace("\n", "")
