"""Graphs of Values, faster: a sealed room, which one line of `autograd/__init__.py` switches on.

It changes how such a graph is kept and walked, never what is computed. A fast Value gets the local derivatives on its
edges when it is computed, from code that is written from its row, and keeps them, its parents and their numbers one by
one, not in tuples. A backward pass is then a product and a sum for each edge. Whatever else stands in the graph passes
its gradient on by the chain rule of graph.py.

>>> print(code_of(TABLE["tanh"]).partition("    node = new")[0])
def computed(first):
    if first.constant: return slowly(first)
    x = first.raw
    try:
        z = float(forward(x))
    except NO_FLOAT:
        return slowly(first)
    try:
        dx = 1 - z ** 2
    except NO_FLOAT:
        return Value.computed(z, rule, (first,), (x,))
<BLANKLINE>
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any

from autograd.graph import contributions
from autograd.node import Node, as_constant
from autograd.operators import Operand
from autograd.symbols import Symbol
from autograd.table import TABLE, Rule
from autograd.value import Value
from autograd.writers.text import written

OPERATORS = {"__add__": "add", "__sub__": "sub", "__mul__": "mul", "__truediv__": "div"}
ARITHMETIC = {"+", "-", "*", "/"}
FROZEN = 4  # among the marks of a fast Value, see departures.py
NO_FLOAT = (ZeroDivisionError, OverflowError, TypeError)  # where NumPy has an answer; TypeError says it was complex


class FastValue(Value):
    """A Value computed from one or two Values, with the local derivatives on the edges to them.

    Attributes:
        first, second: the parents; second is None if there is one only.
        x, y: what they held.
        dx, dy: the local derivatives.
    """

    __slots__ = ("dx", "dy", "y")
    # Three slots of a Value that a fast one has another use for.
    first: Any = Value.parents
    second: Any = Value.inputs
    x: Any = Value.constant

    @property
    def constant(self) -> bool:
        """Whether it gets no gradient; a fast Value is made without, and may be frozen later."""
        return self.marks & FROZEN != 0

    @constant.setter
    def constant(self, frozen: bool) -> None:
        self.marks = self.marks | FROZEN if frozen else self.marks & ~FROZEN

    @property
    def parents(self) -> tuple[Node, ...]:  # type: ignore[override]
        """What it was computed from."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def inputs(self) -> tuple[Any, ...]:  # type: ignore[override]
        """What its parents held when it was computed."""
        return (self.x,) if self.second is None else (self.x, self.y)

    def backward(self, seed: Any = None) -> None:
        _backward(self, self.seed(seed))

    backward.__doc__ = Node.backward.__doc__


FastValue.__name__, FastValue.__qualname__, FastValue.__module__ = "Value", "Value", Value.__module__


def is_arithmetic(formula: Any) -> bool:
    """Whether it asks only for + - * /, comparisons and whole powers: then a float has the answer, or raises."""
    if not isinstance(formula, Symbol) or formula.rule is None:
        return True
    rule, inputs = formula.rule, formula.inputs
    is_whole = rule.symbol == "**" and not isinstance(inputs[1], Symbol) and float(inputs[1]).is_integer()
    return (is_whole or rule.symbol in ARITHMETIC or rule.is_comparison) and all(map(is_arithmetic, inputs))


def _formulas(rule: Rule) -> tuple[Any, list[Any]]:
    """The forward formula and the local derivatives, as trees."""
    z, *inputs = [Symbol(name) for name in "zxy"[: 1 + rule.arity]]
    return rule.forward(*inputs), [rule.derivative(i, z, inputs) for i in range(rule.arity)]


def is_fast(rule: Rule) -> bool:
    """Whether a rule makes fast Values: of one or two numbers, with derivatives that are arithmetic."""
    return rule.elementwise and rule.arity <= 2 and not rule.options and _has_arithmetic_derivatives(rule)


@cache
def _has_arithmetic_derivatives(rule: Rule) -> bool:
    try:
        return all(map(rule.has_derivative, range(rule.arity))) and all(map(is_arithmetic, _formulas(rule)[1]))
    except TypeError:  # a formula that asks more of its inputs than symbols can answer
        return False


def code_of(rule: Rule) -> str:
    """How a rule makes a fast Value of one or two Values; what is no float is left to the engine."""
    forward, derivatives = _formulas(rule)
    parents, numbers, slopes = ("first", "x", "dx") if rule.arity == 1 else ("first, second", "x, y", "dx, dy")
    z = written(forward) if is_arithmetic(forward) else f"float(forward({numbers}))"
    d = ", ".join(map(written, derivatives))
    head, rest = (UNARY, ONE_PARENT) if rule.arity == 1 else (BINARY, TWO_PARENTS)
    return head + COMPUTED.format(z=z, d=d, parents=parents, numbers=numbers, slopes=slopes) + rest


UNARY = """def computed(first):
    if first.constant: return slowly(first)
    x = first.raw"""
BINARY = """def computed(first, second):
    if not isinstance(second, Value): return otherwise(first, second)
    if first.constant and second.constant: return slowly(first, second)
    x = first.raw
    y = second.raw"""
COMPUTED = """
    try:
        z = {z}
    except NO_FLOAT:
        return slowly({parents})
    try:
        {slopes} = {d}
    except NO_FLOAT:
        return Value.computed(z, rule, ({parents},), ({numbers},))
    node = new(FastValue)
    node.raw = z
    node.gradient = None
    node.rule = rule
    node.label = ""
    node.marks = 0
    node.first = first
    node.x = x
    node.dx = dx"""
ONE_PARENT = """
    node.second = None
    return node"""
TWO_PARENTS = """
    node.second = second
    node.y = y
    node.dy = dy
    return node"""


@cache
def maker(rule: Rule, otherwise: Any = None) -> Callable[..., Value]:
    """The function of that code; `otherwise` is what an operator does with anything but a Value."""

    def slowly(*parents: Node) -> Node:
        return Node.read_rule(parents[0], rule, parents)

    forward = (lambda *numbers: rule.compute(numbers)) if rule.saturates else rule.forward
    namespace = {
        "new": object.__new__, "FastValue": FastValue, "Value": Value, "NO_FLOAT": NO_FLOAT, "rule": rule,
        "forward": forward, "slowly": slowly, "otherwise": otherwise, "inf": math.inf, "nan": math.nan,
    }  # fmt: skip
    exec(compile(code_of(rule), f"<Values of {rule.name}>", "exec"), namespace)
    return namespace["computed"]  # type: ignore[no-any-return]


def _read_rule(node: Value, rule: Rule, inputs: Sequence[Any]) -> Node:
    """What a Value does with a rule: it makes a fast Value where it can."""
    parents = [x if isinstance(x, Node) else as_constant(x) for x in inputs]
    if is_fast(rule) and all([isinstance(parent, Value) for parent in parents]):  # noqa: C419
        return maker(rule)(*parents)
    return Node.read_rule(node, rule, parents)


def _method(node: Value, name: str) -> Callable[..., Any]:
    """The row of x.exp(), found without a detour."""
    rule = TABLE.get(name)
    if rule is None or rule.arity > 1 or not is_fast(rule):
        return Operand.__getattr__(node, name)
    return partial(maker(rule), node)


def switch_on() -> None:
    """Let Values compute fast ones."""
    Value.read_rule, Value.__getattr__ = _read_rule, _method  # type: ignore[method-assign, assignment]
    for method, name in OPERATORS.items():
        setattr(Value, method, maker(TABLE[name], getattr(Operand, method)))


def switch_off() -> None:
    """Let Values compute plain ones again."""
    for name in ("read_rule", "__getattr__", *OPERATORS):
        if name in vars(Value):
            delattr(Value, name)


def _backward(J: FastValue, seed: float) -> None:
    """Backpropagation through a graph of Values, which keep their gradients themselves."""
    order, leaves = _sorted(J)
    interior = [node.gradient for node in order]
    try:
        for node in order:
            node.gradient = 0.0
        for leaf, before in leaves.items():
            leaf.gradient = before or 0.0
        J.gradient = seed
        for node in reversed(order):
            upstream = node.gradient
            if node.__class__ is FastValue:
                parent = node.first
                parent.gradient += upstream * node.dx
                parent = node.second
                if parent is not None:
                    parent.gradient += upstream * node.dy
            else:
                for i, contribution in contributions(node, upstream, set(_receivers(node))):
                    node.parents[i].gradient += contribution
        for leaf, before in leaves.items():
            if leaf.constant:
                leaf.gradient = before
    except BaseException:  # such as Ctrl-C: all gradients are written, or none
        for node, before in (*zip(order, interior, strict=True), *leaves.items()):
            node.gradient = before
        raise


def _sorted(J: FastValue) -> tuple[list[Any], dict[Any, float | None]]:
    """The computed nodes below J, parents first; and the leaves, each with the gradient that it has.

    Constants are let in as leaves, which takes less time than telling them apart.
    """
    order: list[Any] = []
    leaves: dict[Any, float | None] = {}
    entered: set[Any] = set()
    stack: list[Any] = [J]
    push, pop, enter, finish = stack.append, stack.pop, entered.add, order.append
    while stack:
        node = pop()
        if node is None:  # all that the node under it depends on is in order
            finish(pop())
        elif node not in entered:
            enter(node)
            if node.__class__ is FastValue and node.marks < FROZEN:
                push(node)
                push(None)
                parent = node.first
                if parent not in entered:
                    push(parent)
                parent = node.second
                if parent is not None and parent not in entered:
                    push(parent)
            elif node.rule is None or node.constant:
                leaves[node] = node.gradient
            else:
                stack += [node, None, *_receivers(node)]
    return order, leaves


def _receivers(node: Any) -> list[Any]:
    """The parents of any computed node that get a gradient from it."""
    return [p for i, p in enumerate(node.parents) if node.rule.has_derivative(i) and not p.constant]
