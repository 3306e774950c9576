"""A step of arrays entry by entry: the row that computed it, read once more with an array of symbols for each array."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd.graph import contributions
from autograd.names import as_term, is_raw_number
from autograd.node import Node
from autograd.symbols import Name, Symbol, numbered
from autograd.rules.without_derivative import COMPARISONS
from autograd.table import TABLE, Rule
from autograd.views.edges import rule_of, short, unrepeated
from autograd.views.explanation.equations import Backward, Equation, Forward

MOST_ROWS = 6  # rows and columns


class Entries(np.ndarray):
    """An array of symbols whose largest entry, and whose comparison for equality, are formulas too."""

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        rule = LARGEST.get(function)
        if rule is None:
            return super().__array_function__(function, types, args, kwargs)
        (x,), axis, keepdims = args, kwargs.get("axis"), kwargs.get("keepdims", False)
        if axis is None:  # entries in a row: NumPy takes one axis at a time
            total = np.frompyfunc(rule, 2, 1).reduce(x.ravel())
            return np.broadcast_to(_boxed(total), (1,) * x.ndim) if keepdims else total
        return np.frompyfunc(rule, 2, 1).reduce(x, axis=axis, keepdims=keepdims)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        function: Any = np.frompyfunc(EQUAL, 2, 1) if ufunc is np.equal else ufunc
        if "out" in kwargs:
            kwargs["out"] = tuple(map(_plain, kwargs["out"]))
        result = getattr(function, method)(*map(_plain, inputs), **kwargs)
        return result.view(Entries) if isinstance(result, np.ndarray) else result


def _plain(x: Any) -> Any:
    return x.view(np.ndarray) if isinstance(x, Entries) else x


EQUAL = next(rule for rule in COMPARISONS if rule.name == "equal")
LARGEST = {np.max: TABLE["maximum"], np.min: TABLE["minimum"]}


def entries_of(step: Equation) -> list[str]:
    """Return the equation of each entry that the step computes, by name and with numbers, or none for large arrays."""
    node, names = step.node, step.reading.names
    if not isinstance(step, (Forward, Backward)) or not has_entries(step):
        return []
    upstream, result = (node.raw, node.raw) if isinstance(step, Forward) else (step.upstream, step.contribution)
    g = step.reading.gradient_name(node)

    def by_name(x: Node) -> Any:
        return filled(x.shape, lambda at: Symbol(Name(as_term(names[x]) + index_text(x.shape, at)), of=()))

    held = {node: node.raw, **dict(zip(node.parents, node.inputs, strict=True))}
    upstream_name = filled(node.shape, lambda at: Symbol(g + index_text(node.shape, at), of=()))
    try:
        formulas = entry_formulas(step, by_name, upstream_name)
        put_in = entry_formulas(step, lambda x: numbers_of(held[x]), numbers_of(upstream))
    except TypeError:  # a row that chooses by its numbers, such as max, has no formula for an entry
        return []
    name = as_term(step.name) if isinstance(step, Forward) else step.gradient_name
    shape = np.shape(result)
    lines = []
    for at, parts in enumerate(zip(formulas, put_in, entries_in(numbers_of(result), shape), strict=True)):
        sides = dict.fromkeys(map(short, parts))  # nothing is written twice
        lines.append(f"{name}{index_text(shape, at)} {step.sign} {' = '.join(sides)}")
    return lines


def has_entries(step: Equation) -> bool:
    """Tell whether a step has arrays, none of which is too large to be written down entry by entry."""
    around = (step.node, *step.node.parents)
    return any(x.ndim for x in around) and all(map(_is_small, around))


def entry_formulas(step: Forward | Backward, read: Callable[[Node], Any], upstream: Any) -> list[Any]:
    """Return the formula of each entry that a step computes.

    Args:
        step: a forward or a backward step.
        read: what stands for a node in the formulas, an array of symbols; raw numbers stand for themselves.
        upstream: what stands for the gradient of the step's node.

    Raises:
        TypeError: if the row chooses by its numbers.
    """
    node = step.node
    inputs = [float(x.raw) if is_raw_number(x) else read(x) for x in node.parents]
    if isinstance(step, Forward):
        return computed_entries(node, inputs)
    return contributed_entries(node, step.i, upstream, (read(node), inputs))


def computed_entries(node: Node, inputs: list[Any]) -> list[Any]:
    """Return each entry of a node as a formula of the entries of its inputs, which are arrays of symbols."""
    rule = rule_of(node)
    if rule.elementwise and not node.ndim:
        return [Symbol(of=(), rule=rule, inputs=tuple(inputs))]
    boxed = list(map(_boxed, inputs))
    return entries_in(rule(*([boxed] if rule.variadic else boxed)), node.shape)


def contributed_entries(node: Node, i: int, upstream: Any, values: tuple[Any, list[Any]]) -> list[Any]:
    """Return what the i-th edge adds to each entry of the parent's gradient, by the chain rule, as formulas.

    Args:
        node: the node whose gradient is passed on.
        i: which of its parents.
        upstream: its gradient, an array of symbols.
        values: what stands for the node, and for each of its inputs.
    """
    stand_in: Any = SimpleNamespace(rule=by_entries(node), parents=node.parents)
    if node.ndim or any(x.ndim for x in node.parents):
        upstream = _boxed(upstream)
    added = dict(contributions(stand_in, upstream, {node.parents[i]}, lambda _: _all_boxed(node, values)))
    return entries_in(unrepeated(added[i]), node.parents[i].shape)


def local_entries(node: Node, i: int, values: tuple[Any, list[Any]]) -> list[Any]:
    """Return the derivative of each entry of a node along its i-th edge as formulas; none of a pull-back."""
    z, inputs = _all_boxed(node, values)
    derivative = by_entries(node).derivative(i, z, inputs)
    return [] if callable(derivative) else entries_in(derivative, node.shape)


def _all_boxed(node: Node, values: tuple[Any, list[Any]]) -> tuple[Any, list[Any]]:
    """Return what stands for a node and for its inputs, all of it as arrays if one is."""
    if not node.ndim and not any(x.ndim for x in node.parents):
        return values
    return _boxed(values[0]), list(map(_boxed, values[1]))


def by_entries(node: Node) -> Rule:
    """Return the rule of a node with local derivatives that are read for each entry."""
    rule = rule_of(node)
    if not rule.elementwise or not node.ndim:
        return rule
    formulas = [f and np.frompyfunc(partial(f, **rule.options), 1 + rule.arity, 1) for f in rule.backward]
    return replace(rule, backward=tuple(formulas), options={})


def numbers_of(array: Any) -> Any:
    """Return an array of symbols, each written as its number."""
    array = np.asarray(array)
    return filled(array.shape, lambda at: numbered("", array.flat[at]))


def entries_in(array: Any, shape: tuple[int, ...]) -> list[Any]:
    """Return the entries of an array of symbols, broadcast to a shape, in order."""
    boxed = np.asarray(array, dtype=object)
    return [unrepeated(entry) for entry in np.broadcast_to(boxed, shape).ravel()]


def filled(shape: tuple[int, ...], entry: Callable[[int], Any]) -> Any:
    """Return an array of symbols, each made of its place among the entries, or one symbol for a single number."""
    if not shape:
        return entry(0)
    array = np.empty(int(np.prod(shape)), dtype=object)
    array[:] = [entry(at) for at in range(array.size)]
    return array.reshape(shape).view(Entries)


def _boxed(x: Any) -> Any:
    """Return a symbol in an array of its own, so that NumPy goes through it like the entries of others."""
    if not isinstance(x, Symbol):
        return x
    box = np.empty((), dtype=object)
    box[()] = x
    return box.view(Entries)


def index_text(shape: tuple[int, ...], at: int) -> str:
    """Return the index of an entry: [0,2], or "" for a single number."""
    return f"[{','.join(map(str, np.unravel_index(at, shape)))}]" if shape else ""


def _is_small(node: Node) -> bool:
    return node.ndim <= 2 and node.size > 0 and all(n <= MOST_ROWS for n in node.shape)
