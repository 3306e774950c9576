"""Value: one Python float in the graph, for seeing every single step of backpropagation."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd.births import note_birth
from autograd.departures import as_label
from autograd.formulas import NO_NUMBER, Formula, in_floats
from autograd.graph import CONSTANT, UNREACHED
from autograd.node import Node
from autograd.rule import Rule
from autograd.symbols import Symbol
from autograd.warned import at_the_users_line

new = object.__new__


class Value(Node, holds=float):
    """One number in a graph, with the derivative of a later cost with respect to it.

    A Value that was computed from one or two others keeps the derivatives on the edges to them, which are numbers.

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

    __slots__ = ("__dict__", "_dx", "_dy", "_first", "_second", "_uses", "_x", "_y", "grad", "raw", "rule")
    shape, ndim, size = (), 0, 1
    _first: Any  # the parents, or None
    _second: Any
    _x: float  # what they held
    _y: float
    _dx: float | None  # the derivatives of this number by theirs; None by a constant
    _dy: float | None
    # The parents and what they held, where these are not one or two numbers with derivatives that are numbers.
    _edges: tuple[tuple[Node, ...], tuple[Any, ...]] = (), ()

    def __init__(self, data: float, label: str = "", *, constant: bool = False) -> None:
        self._fill(self.frozen(data), as_label(label), constant)
        note_birth(self)

    @classmethod
    def computed(cls, data: Any, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> "Value":
        """Return a new Value that remembers how it was computed."""
        node = new(Value)
        node._fill(cls.frozen(data), "", not [p for p in parents if p._uses >= 0])
        node.rule = rule
        node._edges = parents, inputs
        return node

    def _fill(self, raw: Any, label: str, constant: bool) -> None:
        self.raw, self.rule, self._first, self._second = raw, None, None, None
        self.constant = constant
        if label:
            self.label = label

    @property
    def parents(self) -> tuple[Node, ...]:  # type: ignore[override]
        """The nodes it was computed from, in the order of the rule's inputs, () for a leaf."""
        if self._first is None:
            return self._edges[0]
        if self._second is None:
            return (self._first,)
        return self._first, self._second

    @property
    def inputs(self) -> tuple[Any, ...]:  # type: ignore[override]
        """The numbers that the parents held when it was computed (the engine's)."""
        if self._first is None:
            return self._edges[1]
        if self._second is None:
            return (self._x,)
        return self._x, self._y

    @property
    def data(self) -> float:
        """The number, which can be assigned to a leaf for graphs built from now on."""
        return self.raw  # type: ignore[no-any-return]

    @data.setter
    def data(self, number: float) -> None:
        if self.rule is not None:
            self.refuse_assignment_inside_a_graph()
        self.raw = number if number.__class__ is float else self.frozen(number)
        if self.marks:
            self.marks = 0

    @classmethod
    def frozen(cls, data: Any) -> float:
        """Return data as a Value keeps them, a float."""
        if type(data) is float:
            return data
        if isinstance(data, (str, bytes, Node)) or np.ndim(data) or np.iscomplexobj(data):
            raise TypeError(
                f"a Value holds one real number, not {data!r} of type {type(data).__name__}. "
                "Use Tensor(...) for an array, node.data for the number in a node, and two Values for a complex one."
            )
        try:
            return float(data)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(f"a Value holds one real number, not {data!r} of type {type(data).__name__}.") from None

    def owned(self, gradient: Any, upstream: Any = None) -> float:
        """Return a gradient as a Value keeps it, a float."""
        return float(gradient)

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> Node:
        if rule.elementwise and rule.arity <= 2 and not rule.options and all(isinstance(x, Value) for x in inputs):
            return between_numbers(rule)(*inputs)  # type: ignore[no-any-return]
        return super().read_rule(rule, inputs)

    def __eq__(self, other: Any) -> Any:
        return self is other if isinstance(other, Value) else super().__eq__(other)

    def __ne__(self, other: Any) -> Any:
        return self is not other if isinstance(other, Value) else super().__ne__(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        parts = [f"data={self.raw!r}", "constant=True" if self.constant else f"grad={self.grad!r}"]
        if self.label:
            parts.append(f"label={self.label!r}")
        return f"Value({', '.join(parts)})"


Value.gradient = Value.grad  # the same slot, by the name that all nodes have


@cache
def between_numbers(rule: Rule, otherwise: Any = None) -> Callable[..., Any]:
    """Return what computes a rule of one or two Values: the number, and at once the derivatives on the edges.

    Where floats have no answer, the engine is asked, which has NumPy's.

    Args:
        rule: an elementwise rule.
        otherwise: what an operator does with anything that is no number.
    """
    if not all(rule.backward):
        return lambda *parents: in_numpy(rule, *parents)
    forward = in_floats(rule.forward, rule.arity, rule.saturates)
    slopes = [in_floats(formula, 1 + rule.arity) for formula in rule.backward if formula is not None]
    if rule.arity == 1:
        (slope,) = slopes
        return _of_one(rule, forward, slope)
    first_slope, second_slope = slopes
    return _of_two(rule, forward, first_slope, second_slope, otherwise)


def _of_one(rule: Rule, forward: Formula, slope: Formula) -> Callable[[Value], Any]:
    def computed(self: Value) -> Any:
        x = self.raw
        try:
            z = forward(x)
            if z.__class__ is not float:
                z = float(z)
            dx = slope(z, x)
            if dx.__class__ is not float:
                dx = float(dx)
            if z - z:  # nan for infinity and nan
                raise ArithmeticError
        except NO_NUMBER:
            return in_numpy(rule, self)
        node = new(Value)
        node.raw = z
        node.rule = rule
        node._first = self
        node._second = None
        node._x = x
        node._dx = dx
        if self._uses < 0:
            node.constant = True
        else:
            node._uses = 0
            node.grad = UNREACHED
        return node

    return computed


def _of_two(
    rule: Rule, forward: Formula, first_slope: Formula, second_slope: Formula, otherwise: Any
) -> Callable[[Value, Any], Any]:
    sum_dx, sum_dy = _always(first_slope), _always(second_slope)
    is_linear = sum_dx is not None and sum_dy is not None

    def computed(self: Value, other: Any) -> Any:
        if other.__class__ is not Value and not isinstance(other, Value):
            if not isinstance(other, (float, int)):
                return otherwise(self, other)
            other = raw_number(other)
        x = self.raw
        y = other.raw
        dx = sum_dx
        dy = sum_dy
        try:
            z = forward(x, y)
            if z.__class__ is not float:
                z = float(z)
            if not is_linear:
                dx = dy = None
                if self._uses >= 0:
                    dx = first_slope(z, x, y)
                    if dx.__class__ is not float:
                        dx = float(dx)
                if other._uses >= 0:
                    dy = second_slope(z, x, y)
                    if dy.__class__ is not float:
                        dy = float(dy)
            if z - z:  # nan for infinity and nan
                raise ArithmeticError
        except NO_NUMBER:
            return in_numpy(rule, self, other)
        node = new(Value)
        node.raw = z
        node.rule = rule
        node._first = self
        node._second = other
        node._x = x
        node._y = y
        node._dx = dx
        node._dy = dy
        if self._uses < 0 and other._uses < 0:
            node.constant = True
        else:
            node._uses = 0
            node.grad = UNREACHED
        return node

    return computed


def in_numpy(rule: Rule, *parents: Value) -> Node:
    """Apply a rule as to arrays, with NumPy's answers and warnings where floats have none."""
    with at_the_users_line(rule.numpy or rule.name):
        return Node.read_rule(parents[0], rule, parents)


def _always(formula: Formula) -> float | None:
    """Return the number that a formula of z, x and y always gives, as the derivatives of a sum do, or None."""
    code = getattr(formula, "__code__", None)
    if code is None or code.co_names or code.co_freevars:  # what it gives may depend on more than its inputs
        return None
    try:
        answer = formula(*map(Symbol, "zxy"))
    except TypeError:  # it asks more of its inputs than symbols can answer
        return None
    if isinstance(answer, (float, int)):
        return answer
    return None


def raw_number(number: float) -> Value:
    """Return a number that stands in a formula, as a constant."""
    node = new(Value)
    node.raw = number if number.__class__ is float else Value.frozen(number)
    node.rule = node._first = node.grad = None
    node._uses = CONSTANT
    return node
