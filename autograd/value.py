"""Value: one Python float in the graph, for seeing every single step of backpropagation."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd.graph import UNREACHED
from autograd.node import Node, as_label
from autograd.operators import Operand, may_be_method
from autograd.symbols import Symbol
from autograd.table import ON_NEW_ROW, TABLE, Rule, may_warn

new = object.__new__
NO_ANSWER = (ArithmeticError, TypeError, ValueError)  # of a formula of floats: 1 / 0, log(0), or a complex number


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

    __slots__ = (
        "__dict__", "_dx", "_dy", "_first", "_second", "_uses", "_x", "_y", "fixed", "grad", "label", "marks", "raw",
        "rule",
    )  # fmt: skip
    shape, ndim, size = (), 0, 1
    _first: Any  # the parents, or None
    _second: Any
    _x: float  # what they held
    _y: float
    _dx: Any  # the derivatives of this number by theirs
    _dy: Any
    # The parents and what they held, where these are not one or two numbers with derivatives that are numbers.
    _edges: tuple[tuple[Node, ...], tuple[Any, ...]] = (), ()

    def __init__(self, data: float, label: str = "", *, constant: bool = False) -> None:
        self._fill(self.frozen(data), as_label(label), constant)

    @classmethod
    def computed(cls, data: Any, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> "Value":
        node = new(Value)
        node._fill(cls.frozen(data), "", all([p.fixed for p in parents]), rule)  # noqa: C419
        node._edges = parents, inputs
        return node

    def _fill(self, raw: Any, label: str, constant: bool, rule: Any = None) -> None:
        self.raw, self.label, self.rule, self.marks, self._uses = raw, label, rule, 0, 0
        self._first = self._second = None
        self.constant = constant

    @property
    def parents(self) -> tuple[Node, ...]:  # type: ignore[override]
        """The nodes it was computed from, in the order of the rule's inputs; () for a leaf."""
        if self._first is None:
            return self._edges[0]
        return (self._first,) if self._second is None else (self._first, self._second)

    @property
    def inputs(self) -> tuple[Any, ...]:  # type: ignore[override]
        """What the parents held when it was computed (the engine's)."""
        if self._first is None:
            return self._edges[1]
        return (self._x,) if self._second is None else (self._x, self._y)

    @property
    def data(self) -> float:
        """The number; assigning to a leaf changes it for graphs built from now on."""
        return self.raw  # type: ignore[no-any-return]

    @data.setter
    def data(self, number: float) -> None:
        if self.rule is not None:
            self.refuse_assignment_inside_a_graph()
        self.raw = number if number.__class__ is float else self.frozen(number)
        self.marks = 0

    @Node.constant.setter  # type: ignore[attr-defined, untyped-decorator]
    def constant(self, constant: bool) -> None:
        self.fixed = bool(constant)
        self.grad = None if constant else UNREACHED

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

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> Node:
        if rule.elementwise and rule.arity <= 2 and not rule.options:
            for x in inputs:
                if not isinstance(x, Value):
                    break
            else:
                return between_numbers(rule)(*inputs)  # type: ignore[no-any-return]
        return super().read_rule(rule, inputs)

    def __eq__(self, other: Any) -> Any:
        return self is other if isinstance(other, Value) else super().__eq__(other)

    def __ne__(self, other: Any) -> Any:
        return self is not other if isinstance(other, Value) else super().__ne__(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        state = "constant=True" if self.fixed else f"grad={self.grad!r}"
        return f"Value(data={self.raw!r}, {state}{f', label={self.label!r}' if self.label else ''})"


Value.gradient = Value.grad  # the same slot, by the name that all nodes have


def in_floats(formula: Callable[..., Any], count: int, saturates: bool = False) -> Callable[..., Any]:
    """Return a formula of floats that gives a number of Python's, or raises an ArithmeticError where there is none.

    Python's own arithmetic does so by itself; NumPy's functions are asked to, where they might warn.
    """
    try:
        number = formula(*[0.5] * count)
        if isinstance(number, (float, int)) and not isinstance(number, np.generic):
            return formula
    except NO_ANSWER:
        pass  # it is asked again for each number

    modes: dict[str, Any] = {"divide": "raise", "invalid": "raise", "over": "raise"}
    if saturates:
        modes |= {"over": "ignore", "under": "ignore"}

    def computed(*numbers: float) -> float:
        with np.errstate(**modes):
            return float(formula(*numbers))

    def computed_without_warnings(*numbers: float) -> float:
        return float(formula(*numbers))

    return computed if saturates or may_warn(formula, count, {}) else computed_without_warnings


def is_number(formula: Callable[..., Any], count: int) -> bool:
    """Return True for a formula that is the same number whatever it is read with, as the derivatives of a sum are."""
    try:
        return isinstance(formula(*map(Symbol, "zxy"[:count])), (float, int))
    except (TypeError, AttributeError):  # it asks more of its inputs than symbols can answer
        return False


@cache
def between_numbers(rule: Rule, otherwise: Any = None) -> Callable[..., Any]:
    """Return what computes a rule of one or two Values: the number, and at once the derivatives on the edges.

    Where floats have no answer, the engine is asked, which has NumPy's. `otherwise` is what an operator does with
    anything that is no number.
    """
    forward = in_floats(rule.forward, rule.arity, rule.saturates)
    slopes = [in_floats(formula, 1 + rule.arity) for formula in rule.backward if formula is not None]
    if len(slopes) < rule.arity:
        return lambda *parents: Node.read_rule(parents[0], rule, parents)
    return _of_one(rule, forward, *slopes) if rule.arity == 1 else _of_two(rule, otherwise, forward, *slopes)


def _of_one(rule: Rule, forward: Any, slope: Any) -> Callable[[Value], Any]:
    def computed(first: Value) -> Any:
        x = first.raw
        try:
            z = forward(x)
            if z.__class__ is not float:
                z = float(z)
            dx = slope(z, x)
            if z - z or dx.__class__ is complex:  # z - z is nan for infinity and nan
                raise ArithmeticError
        except NO_ANSWER:
            return Node.read_rule(first, rule, (first,))
        node = new(Value)
        node._fill(z, "", first.fixed, rule)
        node._first = first
        node._x = x
        node._dx = dx
        return node

    return computed


def _of_two(rule: Rule, otherwise: Any, forward: Any, slope: Any, second_slope: Any) -> Callable[[Value, Any], Any]:
    is_linear = is_number(slope, 3) and is_number(second_slope, 3)
    by_first, by_second = (slope(0.0, 0.0, 0.0), second_slope(0.0, 0.0, 0.0)) if is_linear else (None, None)

    def computed(first: Value, second: Any) -> Any:
        is_raw = second.__class__ is not Value and not isinstance(second, Value)
        if is_raw:
            if not isinstance(second, (float, int)):
                return otherwise(first, second)
            second = raw_number(second)
        x = first.raw
        y = second.raw
        try:
            z = forward(x, y)
            if z.__class__ is not float:
                z = float(z)
            if is_linear:
                dx = by_first
                dy = by_second
            else:
                dx = slope(z, x, y)
                dy = None if is_raw else second_slope(z, x, y)
                if dx.__class__ is complex or dy.__class__ is complex:
                    raise ArithmeticError
            if z - z:  # nan for infinity and nan
                raise ArithmeticError
        except NO_ANSWER:
            return Node.read_rule(first, rule, (first, second))
        node = new(Value)  # filled in here, for speed: most nodes are made by this function
        node.raw = z
        node.grad = UNREACHED
        node.label = ""
        node.rule = rule
        node.marks = node._uses = 0
        node._first = first
        node._second = second
        node._x = x
        node._y = y
        node._dx = dx
        node._dy = dy
        node.fixed = False
        if first.fixed and second.fixed:
            node.constant = True
        return node

    return computed


def raw_number(number: float) -> Value:
    """Return a number that stands in a formula, as a constant."""
    node = new(Value)
    try:
        node.raw = float(number)
    except OverflowError:
        node.raw = Value.frozen(number)  # which says what is wrong with it
    node.grad = None
    node.label = ""
    node.rule = None
    node.marks = node._uses = 0
    node._first = None
    node.fixed = True
    return node


def _reflected(operator: Callable[[Value, Value], Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    def computed(second: Value, first: Any) -> Any:
        return operator(raw_number(first), second) if isinstance(first, (float, int)) else otherwise(second, first)

    return computed


def add_method(rule: Rule) -> None:
    """Make a row of one number a method that takes the short way, in place of a row of the name before."""
    if rule.name in vars(Value) and may_be_method(Value, rule.name):
        delattr(Value, rule.name)
    if rule.elementwise and rule.arity == 1 and not rule.options and may_be_method(Value, rule.name):
        method: Any = between_numbers(rule)
        method.__name__, method.is_row = rule.name, True
        method.__doc__ = getattr(Operand, rule.name).__doc__
        setattr(Value, rule.name, method)


for rule in TABLE.values():
    add_method(rule)
ON_NEW_ROW.append(add_method)
for sign, name in {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "pow": "pow"}.items():
    left, right = f"__{sign}__", f"__r{sign}__"
    setattr(Value, left, between_numbers(TABLE[name], getattr(Operand, left)))
    setattr(Value, right, _reflected(getattr(Value, left), getattr(Operand, right)))
Value.__neg__ = between_numbers(TABLE["neg"])  # type: ignore[method-assign]
