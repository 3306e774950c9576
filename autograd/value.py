"""Value: one Python float in the graph, for seeing every single step of backpropagation."""

from typing import Any

import numpy as np

from autograd.node import Node, as_label
from autograd.table import Rule


class Value(Node, holds=float):
    """One number in a graph, with the derivative of a later cost with respect to it.

    Args:
        data: a real number.
        label: its name in messages and pictures.
        constant: True for data that get no gradient.

    Attributes:
        data: the number, a float. Assign to move a parameter: `w.data -= alpha * w.grad`.
        grad: dJ/dvalue after `J.backward()`, 0.0 before; None for a constant.

    Raises:
        TypeError: if `data` is not a real number.

    Example:
        >>> w, b = Value(-2.0, label="w"), Value(8.0, label="b")
        >>> J = (w * 2 + b - 1) ** 2 / 2
        >>> J.backward()
        >>> J.data, w.grad, b.grad
        (4.5, 6.0, 3.0)
        >>> w
        Value(data=-2.0, grad=6.0, label='w')
    """

    __slots__ = ("constant", "gradient", "inputs", "label", "marks", "parents", "raw", "rule")
    shape, ndim, size = (), 0, 1

    def __init__(self, data: float, label: str = "", *, constant: bool = False) -> None:
        self._fill(self.frozen(data), as_label(label), constant)

    @classmethod
    def computed(cls, data: Any, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> "Value":
        node = cls.__new__(cls)
        node._fill(cls.frozen(data), "", all([p.constant for p in parents]), rule, parents, inputs)  # noqa: C419
        return node

    @property
    def data(self) -> float:
        """The number; assigning to a leaf changes it for graphs built from now on."""
        return self.raw  # type: ignore[no-any-return]

    @data.setter
    def data(self, number: float) -> None:
        self.refuse_assignment_inside_a_graph()
        self.raw = self.frozen(number)
        self.marks = 0

    @property
    def grad(self) -> float | None:
        """dJ/dvalue; 0.0 before a backward pass, None for a constant."""
        return None if self.constant else 0.0 if self.gradient is None else self.gradient

    @grad.setter
    def grad(self, number: float | None) -> None:
        self.gradient = None if number is None else self.frozen(number)

    @classmethod
    def frozen(cls, data: Any) -> float:
        if type(data) is float:
            return data
        if isinstance(data, (str, bytes, Node)) or np.ndim(data) or np.iscomplexobj(data):
            raise TypeError(
                f"a Value holds one real number, not {data!r} of type {type(data).__name__}. "
                "Use Tensor(...) for an array, and node.data for the number in a node."
            )
        try:
            return float(data)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(f"a Value holds one real number, not {data!r} of type {type(data).__name__}.") from None

    def owned(self, gradient: Any, upstream: Any = None) -> float:
        return float(gradient)

    def __repr__(self) -> str:
        state = "constant=True" if self.constant else f"grad={self.grad!r}"
        return f"Value(data={self.raw!r}, {state}{f', label={self.label!r}' if self.label else ''})"
