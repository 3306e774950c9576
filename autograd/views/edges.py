"""One edge of a graph in words and numbers: the local derivative, read from the very row that computes it."""

import re
from typing import Any

import numpy as np

from autograd.node import Node
from autograd.rule import Rule, evaluate
from autograd.symbols import ATOM, Symbol, applied
from autograd.text import PREFIX, written
from autograd.views.numbers import MINUS, as_term, data_text, in_brackets, is_raw_number, number_text, shape_text


def local_formula(node: Node, i: int, names: dict[Node, str]) -> str:
    """The i-th derivative of the rule that computed `node`, with the nodes' names in it.

    An elementwise rule's is the local derivative, `w`; another's is the pull-back of dJ/dnode, `dJ/dz @ W.T`.

    Example:
        >>> from autograd import Value
        >>> x = Value(3.0, label="x")
        >>> y = x**2
        >>> local_formula(y, 0, {x: "x", y: "y", y.parents[1]: "2"})
        '2 * x'
    """
    rule = node.rule
    if rule is None:
        raise ValueError(f"{node.name()} is a leaf: nothing leads to it.")
    z = Symbol(as_term(names[node]), of=node.shape)
    inputs = [_read(parent, names) for parent in node.parents]
    if rule.elementwise:
        text = rule.backward[i](z, *inputs, **rule.options)
    else:
        g = Symbol(slope(node, names), of=node.shape)
        pulled = rule.backward[0](g, z, inputs, **rule.options) if rule.variadic else None
        text = pulled[i] if pulled is not None else rule.backward[i](g, z, *inputs, **rule.options)
    return _short(written(text))


def slope(node: Node, names: dict[Node, str]) -> str:
    """The name of the gradient of a node: dJ/dz, where J is the cost, the last of the names."""
    return f"d{as_term(next(reversed(names.values())))}/d{as_term(names[node])}"


def forward_formula(node: Node, names: dict[Node, str]) -> str:
    """How `node` is computed from its parents, by name: `w * x`."""
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed.")
    return _formula(node.rule, [Symbol(as_term(names[parent])) for parent in node.parents])


def forward_numbers(node: Node) -> str:
    """The same with the numbers it was computed from: `2 * (-3)`; large arrays by their shapes."""
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed.")
    texts = [data_text(x) if np.size(x) <= 9 else f"[{shape_text(x)}]" for x in node._inputs]
    bare = len(texts) == 1 or not node.rule.symbol  # 4 + (-1.5), but -1.5 + 4 and log(-1.5)
    shown = [text if bare or not i else in_brackets(text) for i, text in enumerate(texts)]
    return _formula(node.rule, [Symbol(text, PREFIX if text.startswith(MINUS) else ATOM) for text in shown])


def local_number(node: Node, i: int) -> Any:
    """The local derivative on the i-th edge as numbers; None for a rule that is not elementwise."""
    rule = node.rule
    if rule is None or not rule.elementwise or rule.backward[i] is None:
        return None
    with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
        return evaluate(rule.backward[i], node._data, *node._inputs, **rule.options)


def _read(parent: Node, names: dict[Node, str]) -> Any:
    """A raw number as itself, so that the formula can be simplified; anything else by its name."""
    return float(parent) if is_raw_number(parent) else Symbol(as_term(names[parent]), of=parent.shape)


def _formula(rule: Rule, inputs: list[Symbol]) -> str:
    return _short(written(rule.forward(*inputs) if rule.spelled else applied(rule, tuple(inputs))))


def _short(formula: str) -> str:
    """A formula with no more than four digits in its numbers."""
    return re.sub(r"\d+\.\d{4,}", lambda digits: number_text(float(digits[0])), formula)
