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
from autograd.table import Rule
from autograd.views.edges import rule_of, short, unrepeated
from autograd.views.explanation.equations import Backward, Equation, Forward

MOST_ROWS = 6  # rows and columns


def entries_of(step: Equation) -> list[str]:
    """Return the equation of each entry that the step computes, by name and with numbers, or none for large arrays."""
    node, names = step.node, step.reading.names
    around = (node, *node.parents)
    if not isinstance(step, (Forward, Backward)) or not any(x.ndim for x in around) or not all(map(_is_small, around)):
        return []
    rule = rule_of(node)

    def computed(read: Callable[[Node], Any], upstream: Any) -> Any:
        values = read(node), [float(x.raw) if is_raw_number(x) else read(x) for x in node.parents]
        if isinstance(step, Forward):
            return rule(*([values[1]] if rule.variadic else values[1]))
        stand_in: Any = SimpleNamespace(rule=_by_entries(rule), parents=node.parents)
        wanted: set[Any] = {step.parent}
        return unrepeated(dict(contributions(stand_in, upstream, wanted, lambda _: values))[step.i])

    def by_name(x: Node) -> Any:
        return _filled(x.shape, lambda at: Symbol(Name(as_term(names[x]) + _index(at)), shape=()))

    upstream, result = (node.raw, node.raw) if isinstance(step, Forward) else (step.upstream, step.contribution)
    g = step.reading.gradient_name(node)
    try:
        formulas = computed(by_name, _filled(node.shape, lambda at: Symbol(g + _index(at), shape=())))
        held = {node: node.raw, **dict(zip(node.parents, node.inputs, strict=True))}
        put_in = computed(lambda x: numbers_of(held[x]), numbers_of(upstream))
    except TypeError:  # a row that chooses by its numbers, such as max, has no formula for an entry
        return []
    name = as_term(step.name) if isinstance(step, Forward) else step.gradient_name
    shape = np.shape(result)
    parts = [np.broadcast_to(np.asarray(x, dtype=object), shape) for x in (formulas, put_in, numbers_of(result))]
    lines = []
    for at in np.ndindex(shape):
        sides = dict.fromkeys(short(part[at]) for part in parts)  # nothing is written twice
        lines.append(f"{name}{_index(at)} {step.sign} {' = '.join(sides)}")
    return lines


def numbers_of(array: Any) -> Any:
    """Return an array of symbols, each written as its number."""
    array = np.asarray(array)
    return _filled(array.shape, lambda at: numbered("", array[at]))


def _by_entries(rule: Rule) -> Rule:
    """Return a rule whose local derivatives are read for each entry."""
    if not rule.elementwise:
        return rule
    formulas = [f and np.frompyfunc(partial(f, **rule.options), 1 + rule.arity, 1) for f in rule.backward]
    return replace(rule, backward=tuple(formulas), options={})


def _is_small(node: Node) -> bool:
    return node.ndim <= 2 and node.size > 0 and all(n <= MOST_ROWS for n in node.shape)


def _index(at: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, at))}]" if at else ""


def _filled(shape: tuple[int, ...], entry: Callable[[tuple[int, ...]], Any]) -> Any:
    """Return an array of symbols, each made of its index."""
    array = np.empty(shape, dtype=object)
    for at in np.ndindex(shape):
        array[at] = entry(at)
    return array
