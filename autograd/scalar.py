"""Computed Values: for each row of the table a class of its own, whose code is generated from the row.

A graph of Values may have a million nodes, so each of them holds its number, its gradient, its parents, and of
the parents' numbers only those that the derivatives of its row ask for; the row itself is the class. The forward
formula and the chain rule are read with symbols and compiled, one class for a row:

>>> print(code_of(TABLE["mul"]))
def apply(first, second):
    x, y = first._data, second._data
    node = new(Kind)
    node._data = x * y
    node._slope = CONSTANT if first._slope is CONSTANT and second._slope is CONSTANT else None
    node._about = None
    node.first, node.second = first, second
    node.x, node.y = x, y
    return node
<BLANKLINE>
def push(node):
    g = node._slope
    x, y = node.x, node.y
    parent = node.first
    slope = parent._slope
    if slope is not CONSTANT:
        parent._slope = slope + g * y
    parent = node.second
    slope = parent._slope
    if slope is not CONSTANT:
        parent._slope = slope + g * x
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograd.graph import contributions, topological_order
from autograd.node import Node
from autograd.operand import Operand
from autograd.rule import Rule, evaluate
from autograd.rules import TABLE
from autograd.symbols import Symbol
from autograd.text import describe, written
from autograd.value import CONSTANT, ENTERED, VISITED, Value

SAFE = re.compile(r"(?!.*\*\*)[gxyz\d\s.+\-*()<>=]+")  # formulas in which a float can't raise an error


class ByAnyRow(Value):
    """A Value computed by any row, one with options or with three inputs among them."""

    __slots__ = ("_inputs", "parents", "rule")

    def __init__(self, data: float, rule: Rule, parents: tuple[Node, ...], inputs: tuple[Any, ...]) -> None:
        self._become_leaf(data, "", all(parent.constant for parent in parents))
        self.rule, self.parents, self._inputs = rule, parents, inputs

    def sloping_parents(self) -> list[Node]:
        """The parents that get a gradient from here."""
        formulas = self.rule.backward if not self.rule.variadic else self.rule.backward * len(self.parents)
        return [p for p, formula in zip(self.parents, formulas, strict=True) if formula is not None and not p.constant]

    def push(self) -> None:
        """The chain rule on every edge into this node."""
        wanted = {parent for parent in self.parents if not parent.constant}
        for i, contribution in contributions(self, self._slope, wanted):
            parent: Any = self.parents[i]
            parent._slope += contribution


class ByOneRow(Value):
    """A Value computed by the one row that its class is made for.

    Attributes:
        rule: the row.
        kept: which of its inputs, x and y, the derivatives ask for.
    """

    __slots__ = ("first",)
    kept: tuple[str, ...]

    @property
    def parents(self) -> tuple[Node, ...]:  # type: ignore[override]
        """What it was computed from."""
        return (self.first,) if self.second is None else (self.first, self.second)

    @property
    def _inputs(self) -> tuple[Any, ...]:  # type: ignore[override]
        numbers = [getattr(self, n) if n in self.kept else p._data for n, p in zip("xy", self.parents, strict=False)]
        with np.errstate(all="ignore"):
            result = float(self.rule.compute(numbers))
        if repr(result) == repr(self._data):
            return tuple(numbers)
        # A leaf that was not kept has changed, and its number is lost: any other one shows that it has.
        lost = [p.is_leaf and n not in self.kept for n, p in zip("xy", self.parents, strict=False)]
        suspects = [gone and not p.constant for gone, p in zip(lost, self.parents, strict=True)]
        changed = suspects if any(suspects) else lost
        return tuple([float(x == 0) if c else x for x, c in zip(numbers, changed, strict=True)])


def has_class(rule: Rule) -> bool:
    """Whether Values that the row computes have a class of their own: those of one or two numbers."""
    return TABLE.get(rule.name) is rule and rule.elementwise and rule.arity <= 2 and None not in rule.backward


def code_of(rule: Rule) -> str:
    """How a row computes a Value from Values, and how it passes the gradient on: the source of `apply` and `push`."""
    return f"{_apply_code(rule)}\n\n{_push_code(rule)}"


def _apply_code(rule: Rule, title: str = "apply", otherwise: str = "") -> str:
    """`otherwise` is a first line for operators, which may meet anything."""
    names, roles = ["x", "y"][: rule.arity], ["first", "second"][: rule.arity]
    forward, pieces = _formulas(rule)
    kept = _kept_by(pieces)
    inputs, parents = ", ".join(names), ", ".join(roles)
    is_constant = " and ".join([f"{role}._slope is CONSTANT" for role in roles])
    lines = [
        f"def {title}({parents}):",
        otherwise,
        f"    {inputs} = {', '.join([f'{role}._data' for role in roles])}",
        "    node = new(Kind)",
        *_computation(rule, forward, inputs),
        f"    node._slope = CONSTANT if {is_constant} else None",
        "    node._about = None",
        f"    {', '.join([f'node.{role}' for role in roles])} = {parents}",
        f"    {', '.join([f'node.{name}' for name in kept])} = {', '.join(kept)}" if kept else "",
        "    return node",
    ]
    return "\n".join(filter(None, lines))


def _push_code(rule: Rule) -> str:
    _, pieces = _formulas(rule)
    kept = _kept_by(pieces)
    lines = [
        "def push(node):",
        "    g = node._slope",
        "    z = node._data" if any("z" in piece for piece in pieces) else "",
        f"    {', '.join(kept)} = {', '.join([f'node.{name}' for name in kept])}" if kept else "",
    ]
    for role, piece in zip(("first", "second"), pieces, strict=False):
        lines += [
            f"    parent = node.{role}",
            "    slope = parent._slope",
            "    if slope is not CONSTANT:",
            f"        parent._slope = slope + {piece}",
        ]
    return "\n".join(filter(None, lines))


@cache
def _formulas(rule: Rule) -> tuple[str, list[str]]:
    """The forward formula, and upstream times local derivative for each input, as code on floats."""
    names = ["x", "y"][: rule.arity]
    g, z, *inputs = [Symbol(name) for name in ("g", "z", *names)]
    forward = written(rule.forward(*inputs))
    pieces = []
    for i, formula in enumerate(rule.backward):
        local = formula(z, *inputs)
        if not SAFE.fullmatch(written(local)):
            local = Symbol(f"float(evaluate(local[{i}], z, {', '.join(names)}))")
        pieces.append(written(g * local) if isinstance(g * local, Symbol) else "0.0")
    return forward, pieces


def _computation(rule: Rule, forward: str, inputs: str) -> list[str]:
    """The lines that compute the number; where Python's floats may raise an error, NumPy is asked in the end."""
    if SAFE.fullmatch(forward):
        return [f"    node._data = {forward}"]
    if rule.saturates:
        return [f"    node._data = float(compute([{inputs}]))"]
    return [
        "    try:",
        f"        node._data = float(forward({inputs}))",
        "    except (ZeroDivisionError, OverflowError, TypeError):",
        f"        node._data = float(compute([{inputs}]))",
    ]


def _kept_by(pieces: list[str]) -> list[str]:
    """The inputs that these formulas ask for."""
    return [name for name in ("x", "y") if any(re.search(rf"\b{name}\b", piece) for piece in pieces)]


@cache
def class_of(rule: Rule) -> tuple[type[Value], Callable[..., Value]]:
    """The class of the Values that a row computes, and the function that computes one from Values."""
    kept = _kept_by(_formulas(rule)[1])
    slots = ("second",) * (rule.arity - 1) + tuple(kept)
    about = {"__slots__": slots, "rule": rule, "kept": tuple(kept), "__module__": Value.__module__}
    kind = type("Value", (ByOneRow,), about)
    namespace = _compiled(rule, kind, code_of(rule))
    kind.push = namespace["push"]  # type: ignore[attr-defined]
    apply = namespace["apply"]
    apply.__doc__, apply.__annotations__ = f"{describe(rule)}.", {"first": Value, "return": Value}
    return kind, apply


def _compiled(rule: Rule, kind: type[Value], code: str, **names: Any) -> dict[str, Any]:
    namespace = {
        "new": object.__new__, "Kind": kind, "CONSTANT": CONSTANT, "Value": Value,
        "compute": rule.compute, "forward": rule.forward, "evaluate": evaluate, "local": rule.backward,
    }  # fmt: skip
    namespace |= names
    exec(compile(code, f"<Values of {rule.name}>", "exec"), namespace)
    return namespace


def backward(J: Any, seed: float) -> None:
    """Backpropagation through a graph of Values, which keep their gradients themselves."""
    order: list[Any] = []
    leaves: list[tuple[Value, float | None]] = []  # with the gradient from before
    stack: list[Any] = [J]
    node = J
    push, pop, finished = stack.append, stack.pop, order.append
    try:
        while stack:
            node = pop()
            slope = node._slope
            if slope is ENTERED:  # all below it are in order
                node._slope = VISITED
                finished(node)
            elif slope is not VISITED:
                first = node.first
                if first is not None:
                    node._slope = ENTERED
                    push(node)
                    second = node.second
                    if second is not None and second._slope.__class__ is not str:
                        push(second)
                    if first._slope.__class__ is not str:  # it is not CONSTANT, and is met for the first time
                        push(first)
                elif node.rule is None:
                    leaves.append((node, slope))
                    node._slope = VISITED
                else:
                    node._slope = ENTERED
                    stack += [node, *reversed(node.sloping_parents())]
        for node in order:
            node._slope = 0.0
        for leaf, before in leaves:
            leaf._slope = 0.0 if before is None else before
        J._slope = seed if order else J._slope + seed
        for node in reversed(order):
            node.push()
    except BaseException:  # such as Ctrl-C, at any point of the above: no gradient stays half-written
        for node in topological_order(J, constants=False):
            if node.rule is not None:
                node._grad = None
        for leaf, before in leaves:
            leaf._slope = before
        raise


def _install() -> None:
    """Give Value its operators. Its methods, such as x.exp(), are found when they are asked for."""
    operators = {"__add__": "add", "__sub__": "sub", "__mul__": "mul", "__truediv__": "div", "__pow__": "pow"}
    for method, name in operators.items():
        rule = TABLE[name]
        code = _apply_code(rule, method, "    if not isinstance(second, Value): return otherwise(first, second)")
        kind, otherwise = class_of(rule)[0], getattr(Operand, method)
        setattr(Value, method, _compiled(rule, kind, code, otherwise=otherwise)[method])
    Value.__neg__ = class_of(TABLE["neg"])[1]  # type: ignore[method-assign]


_install()
