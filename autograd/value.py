"""Value: one Python float in the graph, for seeing every single step of backpropagation."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from autograd import rules
from autograd.node import Node, as_constant
from autograd.rule import Rule

CONSTANT, ENTERED, VISITED = "constant", "entered", "visited"  # in place of a gradient


class About(NamedTuple):
    """What few Values have, and so is kept out of the way of the others."""

    label: str = ""
    asked: bool = False
    taken: bool = False


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

    __slots__ = ("_about", "_data", "_slope")
    shape, ndim, size = (), 0, 1
    # What a leaf was computed from; computed Values have their own, see scalar.py.
    rule: Any = None
    parents: Any = ()
    _inputs: Any = ()
    first: Any = None
    second: Any = None

    _data: float
    _about: "About | None"
    _slope: Any  # the gradient; None before a pass, CONSTANT for a constant; the others are of a pass

    def __init__(self, data: float, label: str = "", *, constant: bool = False) -> None:
        self._become_leaf(self._frozen(data), label, constant)

    def _become_leaf(self, data: float, label: str, constant: bool) -> None:
        self._data, self._slope, self._about = data, CONSTANT if constant else None, None
        if label:
            self.label = label

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> Node:
        parents = [x if isinstance(x, Node) else as_constant(x) for x in inputs]
        if scalar.has_class(rule) and all(isinstance(parent, Value) for parent in parents):
            return scalar.class_of(rule)[1](*parents)
        return super().read_rule(rule, parents)

    def __getattr__(self, name: str) -> Any:
        rule = rules.TABLE.get(name)
        if rule is None or rule.arity != 1 or not scalar.has_class(rule):
            return super().__getattr__(name)
        return partial(scalar.class_of(rule)[1], self)

    @classmethod
    def _computed(cls, data: Any, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> "Value":
        return scalar.ByAnyRow(cls._frozen(data), rule, parents, inputs)

    @property
    def data(self) -> float:
        """The number; assigning to a leaf changes it for graphs built from now on."""
        return self._data

    @data.setter
    def data(self, number: float) -> None:
        self._refuse_assignment_inside_a_graph()
        self._data = self._frozen(number)
        if self._about is not None:
            self._about = About(self._about.label)

    @property
    def constant(self) -> bool:
        """Whether it gets no gradient."""
        return self._slope is CONSTANT

    @constant.setter
    def constant(self, constant: bool) -> None:
        if constant is not (self._slope is CONSTANT):
            self._slope = CONSTANT if constant else None

    @property
    def label(self) -> str:
        """Its name in messages and pictures."""
        return self._about.label if self._about else ""

    @label.setter
    def label(self, label: str) -> None:
        self._about = (self._about or About())._replace(label=label)

    @property
    def asked(self) -> bool:
        """Whether its number has been compared; see Node."""
        return self._about is not None and self._about.asked

    @asked.setter
    def asked(self, asked: bool) -> None:
        self._about = (self._about or About())._replace(asked=asked)

    @property
    def taken(self) -> bool:
        """Whether its number was taken out of the graph; see Node."""
        return self._about is not None and self._about.taken

    @taken.setter
    def taken(self, taken: bool) -> None:
        self._about = (self._about or About())._replace(taken=taken)

    @property
    def _grad(self) -> Any:
        return None if self._slope is CONSTANT else self._slope

    @_grad.setter
    def _grad(self, gradient: Any) -> None:
        if self._slope is not CONSTANT:
            self._slope = gradient

    @property
    def grad(self) -> float | None:
        """dJ/dvalue; 0.0 before a backward pass, None for a constant."""
        return None if self._slope is CONSTANT else 0.0 if self._slope is None else self._slope

    @grad.setter
    def grad(self, number: float | None) -> None:
        self._grad = None if number is None else self._frozen(number)

    @classmethod
    def _frozen(cls, data: Any, *, copy: bool = True) -> float:
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

    def _gradient(self, gradient: Any, upstream: Any = None) -> float:
        return float(gradient)

    def backward(self, seed: Any = None) -> None:
        scalar.backward(self, self.seed(seed))

    backward.__doc__ = Node.backward.__doc__

    def __repr__(self) -> str:
        state = "constant=True" if self.constant else f"grad={self.grad!r}"
        return f"Value(data={self._data!r}, {state}{f', label={self.label!r}' if self.label else ''})"


from autograd import scalar  # noqa: E402  the classes of computed Values are made from this one
