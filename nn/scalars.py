"""Networks of Values: arrays whose entries are scalar nodes, and the way back to plain numbers."""

from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Node, Tensor, Value
from autograd.snapshots import in_nodes
from nn.data import Array
from nn.lookup import T


def values(array: ArrayLike, label: str, *, constant: bool = False) -> Array:
    """An object array with a Value for each number, labelled `W1[0,2]`.

    Example:
        >>> values([[2.0, 3.0]], "x")[0, 1]
        Value(data=3.0, grad=0.0, label='x[0,1]')
    """
    numbers = np.asarray(array, dtype=float)
    result = np.empty(numbers.shape, dtype=object)
    for index, number in np.ndenumerate(numbers):
        result[index] = Value(float(number), _entry(label, index), constant=constant)
    return result


def _entry(label: str, index: tuple[int, ...]) -> str:
    """Return the label of an entry of an array: `W1[0,2]`."""
    return f"{label}[{','.join(map(str, index))}]"


def values_of(parameter: Any, label: str) -> Array:
    """Return a Value for each entry of a Tensor, or of an array of Values: its number, frozen if the entry is."""
    array = values(data_of(parameter), label)
    for value, entry in zip(array.flat, cycle(nodes_of(parameter)), strict=False):
        value.constant = entry.constant
    return array


def data_of(x: Any) -> Array:
    """The plain numbers of a Tensor, of an array of Values, or of an array."""
    if isinstance(x, Node):
        return np.asarray(x.data)
    if holds_values(x):
        return np.asarray(np.frompyfunc(lambda entry: getattr(entry, "raw", entry), 1, 1)(x), dtype=float)
    return np.asarray(x)


def assign(parameter: Any, array: Array) -> None:
    """Give a Tensor, or an array of Values, new numbers."""
    if isinstance(parameter, Tensor):
        parameter.data = array
    else:
        for node, number in zip(parameter.flat, array.flat, strict=True):
            node.data = number


def constant_like(x: Any, array: Array, label: str) -> Any:
    """An array of data as constants of the kind that `x` is."""
    if isinstance(x, Tensor):
        return Tensor(array, label, dtype=x.dtype, constant=True)
    if holds_values(x):
        return values(array, label, constant=True)
    if isinstance(x, Value):
        return Value(array, label, constant=True)  # type: ignore[arg-type]
    return array


def holds_values(x: Any) -> bool:
    """Tell whether `x` is an array of scalar nodes."""
    return isinstance(x, np.ndarray) and x.dtype == object


def labelled(x: Any, label: str) -> Any:
    """`x`, labelled for messages and pictures if it is a node, or entry by entry if it holds Values."""
    if isinstance(x, Node) and not x.label:
        x.label = label
    elif holds_values(x):
        for index, entry in np.ndenumerate(x):
            labelled(entry, _entry(label, index))
    return x


def input_of(operation: str, x: Any) -> Any:
    """Return z if x = operation(z) has just been computed (for Values: every entry of x), and None otherwise.

    Example:
        >>> from autograd import sigmoid
        >>> z = Value(3.0)
        >>> input_of("sigmoid", sigmoid(z)) is z
        True
    """
    if isinstance(x, Node):
        return _first_input(x) if x.op == operation else None
    if not holds_values(x):
        return None
    for entry in x.flat:
        if not isinstance(entry, Node) or entry.op != operation:
            return None
    return np.frompyfunc(_first_input, 1, 1)(x)


def _first_input(node: Node) -> Any:
    _, inputs = in_nodes(node)
    return inputs[0]


def nodes_of(weight: Any) -> Iterable[Node]:
    """The nodes that a weight is made of: a Tensor itself, or each of an array of Values."""
    if isinstance(weight, Node):
        return [weight]
    return weight.flat  # type: ignore[no-any-return]


def objects_in(x: Any, kind: type[T]) -> Iterator[T]:
    """The objects of a kind in a nest of dicts, lists and tuples."""
    if isinstance(x, kind):
        yield x
    elif type(x) in (dict, list, tuple):
        items = x.values() if isinstance(x, dict) else x
        for item in items:
            yield from objects_in(item, kind)
