"""A step of arrays entry by entry: the row that computed it, read once more with an array of symbols for each array."""

import operator
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd.graph import contributions
from autograd.names import as_term, is_raw_number
from autograd.node import Node
from autograd.object_arrays import boxed
from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol, number_of, numbered, unrepeated
from autograd.table import TABLE
from autograd.views.edges import ShortWriter, rule_of, short
from autograd.views.explanation.equations import Backward, Equation, Forward
from autograd.views.numbers import are_whole


class Entries(np.ndarray):
    """An array of symbols whose largest entry, and whose comparison for equality, are formulas too."""

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        rule = EXTREMES.get(function)
        if rule is None:
            return super().__array_function__(function, types, args, kwargs)
        extreme = np.frompyfunc(rule, 2, 1).reduce
        if kwargs["axis"] is None:  # NumPy takes one axis at a time
            return extreme(args[0].ravel())
        return extreme(*args, **kwargs)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function: Any = np.frompyfunc(operator.eq, 2, 1) if ufunc is np.equal else ufunc
        if "out" in kwargs:
            kwargs["out"] = tuple(map(_plain, kwargs["out"]))
        result = getattr(function, method)(*map(_plain, inputs), **kwargs)
        return result.view(Entries) if isinstance(result, np.ndarray) else result


def _plain(x: Any) -> Any:
    return x.view(np.ndarray) if isinstance(x, Entries) else x


EXTREMES = {np.max: TABLE["maximum"], np.min: TABLE["minimum"]}


class _ByName(ShortWriter):
    """Writes the names of symbols that have a number."""

    def expression(self, x: Any) -> tuple[str, int]:
        return super().expression(x) if number_of(x) is x else (x.name, ATOM)


def entries_of(step: Equation) -> list[str]:
    """Return the equation of each entry that the step computes, by name and with numbers, or none for large arrays."""
    lines, by_name = [], _ByName().text
    left = (as_term(step.name), step.node.raw)
    if isinstance(step, Backward):
        left = (step.gradient_name, step.contribution)
    for result, formula in zip(entries_in(_named(*left), np.shape(left[1])), entry_formulas(step), strict=False):
        sides = dict.fromkeys([by_name(formula), short(formula), short(result)])  # nothing is written twice
        lines.append(f"{result.name} {step.sign} {' = '.join(sides)}")
    return lines


def entry_formulas(step: Equation) -> list[Any]:
    """Return the formula of each entry that a step computes, of symbols with names and numbers.

    There are none for large arrays, for single numbers, and for a row that has no formula for an entry.
    """
    node, reading = step.node, step.reading
    around = (node, *node.parents)
    if not any(x.ndim for x in around) or not are_whole(*around):
        return []

    def read(x: Node) -> Any:
        return float(x.raw) if is_raw_number(x) else _named(as_term(reading.names[x]), reading.held[x])

    z, *inputs = map(read, around)
    try:
        if isinstance(step, Forward):
            return computed_entries(node, inputs)
        if isinstance(step, Backward):
            upstream = _named(reading.gradient_name(node), step.upstream)
            return contributed_entries(node, step.i, upstream, [z, *inputs])
    except TypeError:  # the row asks more of its inputs than symbols can answer
        pass
    return []


def _named(name: str, array: Any) -> Any:
    """Return an array of symbols, each with its name and its number."""
    array = np.asarray(array)
    return array_of(array.shape, lambda at: numbered(name + index_text(array.shape, at), array.flat[at]))


def computed_entries(node: Node, inputs: list[Any]) -> list[Any]:
    """Return each entry of a node as a formula of the entries of its inputs, which are arrays of symbols."""
    rule = rule_of(node)
    if node.ndim or not rule.elementwise:
        inputs = list(map(_boxed, inputs))
    return entries_in(rule(*([inputs] if rule.variadic else inputs)), node.shape)


def contributed_entries(node: Node, i: int, upstream: Any, values: list[Any]) -> list[Any]:
    """Return what the i-th edge adds to each entry of the parent's gradient, by the chain rule, as formulas.

    Args:
        node: the node whose gradient is passed on.
        i: which of its parents.
        upstream: its gradient, an array of symbols.
        values: what stands for the node, and for each of its inputs.
    """
    stand_in: Any = SimpleNamespace(rule=by_entries(node), parents=node.parents)
    upstream, z, *inputs = _all_boxed(node, [upstream, *values])
    added = dict(contributions(stand_in, upstream, {node.parents[i]}, lambda _: (z, inputs)))
    return entries_in(unrepeated(added[i]), node.parents[i].shape)


def local_entries(node: Node, i: int, values: list[Any]) -> list[Any]:
    """Return the derivative of each entry of a node along its i-th edge as formulas, None of a pull-back."""
    z, *inputs = _all_boxed(node, values)
    derivative = by_entries(node).derivative(i, z, inputs)
    return [] if callable(derivative) else entries_in(derivative, node.shape)


def _all_boxed(node: Node, symbols: list[Any]) -> list[Any]:
    """Return what stands for numbers around a node, all of it as arrays if the node or an input is one."""
    is_scalar = not any(x.ndim for x in (node, *node.parents))
    return symbols if is_scalar else list(map(_boxed, symbols))


def by_entries(node: Node) -> Rule:
    """Return the rule of a node with local derivatives that are read for each entry."""
    rule = rule_of(node)
    if not rule.elementwise or not node.ndim:
        return rule
    formulas = [f and np.frompyfunc(partial(f, **rule.options), 1 + rule.arity, 1) for f in rule.backward]
    return replace(rule, backward=tuple(formulas), options={})


def entries_in(array: Any, shape: tuple[int, ...]) -> list[Any]:
    """Return the entries of an array of symbols, broadcast to a shape, in order."""
    boxed = np.asarray(array, dtype=object)
    return [unrepeated(entry) for entry in np.broadcast_to(boxed, shape).ravel()]


def array_of(shape: tuple[int, ...], entry: Callable[[int], Any]) -> Any:
    """Return an array of symbols, each made of its place among the entries, or one symbol for a single number."""
    if not shape:
        return entry(0)
    array = np.empty(int(np.prod(shape)), dtype=object)
    array[:] = [entry(at) for at in range(array.size)]
    return array.reshape(shape).view(Entries)


def _boxed(x: Any) -> Any:
    """Return a symbol in an array of its own, everything else as it is."""
    return boxed(x).view(Entries) if isinstance(x, Symbol) else x


def index_text(shape: tuple[int, ...], at: int) -> str:
    """Return the index of an entry: [0,2], or "" for a single number."""
    return f"[{','.join(map(str, np.unravel_index(at, shape)))}]" if shape else ""
