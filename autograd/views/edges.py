"""One edge of a graph in words and numbers, read from the very row that computes it by the one chain rule."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.graph import backpropagate, contributions, sum_to
from autograd.node import Node
from autograd.symbols import ATOM, Symbol, is_broadcast
from autograd.views.numbers import (
    MINUS,
    TIMES,
    as_term,
    clipped,
    data_text,
    in_brackets,
    is_raw_number,
    is_small,
    number_text,
)
from autograd.writers.text import BINDS, PREFIX, Writer, written


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
    derivative = rule.derivative(i, *_read(node, names))
    return pulled_back(node, i, names) if callable(derivative) else _written(derivative)


def product(node: Node, i: int, names: dict[Node, str]) -> str:
    """What the i-th edge adds to its parent's gradient, by name: upstream times local derivative, or a pull-back."""
    local = local_formula(node, i, names)
    if node.rule is None or not node.rule.elementwise:
        return local
    return summed(f"{gradient_name(node, names)} {TIMES} {f'({local})' if ' ' in local else local}", node, i)


def summed(text: str, node: Node, i: int) -> str:
    """A product of the shape of `node` as it reaches its i-th parent: summed if that was broadcast."""
    shape = node.parents[i].shape
    if shape == node.shape:
        return text
    factor = Symbol(text, BINDS["*"], of=node.shape)
    return written(sum_to(factor, shape) if shape else np.sum(factor))


def pulled_back(node: Node, i: int, names: dict[Node, str]) -> str:
    """The chain rule on the i-th edge, read with names: `dJ/dz @ W.T`, `sum(dJ/dz, axis=0)`."""
    g = Symbol(gradient_name(node, names), of=node.shape)
    found = dict(contributions(node, g, {node.parents[i]}, lambda node: _read(node, names)))
    whole = found[i].inputs[0] if is_broadcast(found[i]) else found[i]  # each entry gets the same
    return _written(whole)


def gradient_name(node: Node, names: dict[Node, str]) -> str:
    """The name of the gradient of a node: dJ/dz, where J is the cost, the last of the names."""
    return f"d{as_term(next(reversed(names.values())))}/d{as_term(names[node])}"


def forward_formula(node: Node, names: dict[Node, str]) -> str:
    """How `node` is computed from its parents, by name: `w * x`."""
    return _formula(node, [Symbol(as_term(names[parent]), of=parent.shape) for parent in node.parents])


def forward_numbers(node: Node) -> str:
    """The same with the numbers it was computed from: `2 * (-3)`; "" where these are too many."""
    if not all(map(is_small, node.inputs)):
        return ""
    texts = list(map(data_text, node.inputs))
    bare = len(texts) == 1 or not (node.rule and node.rule.symbol)  # 4 + (-1.5), but -1.5 + 4 and log(-1.5)
    shown = [text if bare or not i else in_brackets(text) for i, text in enumerate(texts)]
    binds = [PREFIX if text.startswith(MINUS) else ATOM for text in shown]
    return _formula(node, [Symbol(t, b, p.shape) for t, b, p in zip(shown, binds, node.parents, strict=True)])


def local_number(node: Node, i: int) -> Any:
    """The local derivative on the i-th edge as numbers; None for a rule that is not elementwise."""
    if node.rule is None:
        return None
    with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
        derivative = node.rule.derivative(i, node.raw, node.inputs)
    return None if callable(derivative) else derivative


def number_through(tail: Node, inside: list[Node]) -> float | None:
    """The derivative of the last of some scalars by `tail`, along all paths through them; None if there is none."""
    order = [node for node in (tail, *inside) if not node.constant]
    with np.errstate(all="ignore"):
        gradients = backpropagate(order, inside[-1].seed())
    return float(gradients[tail]) if tail in gradients else None


def gone_past(order: Sequence[Node]) -> dict[Node, Node]:
    """Nodes that a fused rule takes along without a derivative, each with the node that the rule computed."""
    return {
        parent: node
        for node in order
        if node.rule is not None and node.rule.fuses
        for i, parent in enumerate(node.parents)
        if not node.rule.has_derivative(i)
    }


def notes_of(nodes: Sequence[Node], names: dict[Node, str], past: dict[Node, Node]) -> list[str]:
    """What a card of some nodes, the last of which it shows, says of a fused rule: that it is one, or is gone past."""
    notes = list(dict.fromkeys([f"{node.rule.fuses} in one" for node in nodes if node.rule and node.rule.fuses]))
    if nodes[-1] in past:
        into = clipped(names[past[nodes[-1]]])
        notes.append(f"fused into {into}: no {clipped(gradient_name(nodes[-1], names))} from there")
    return notes


def _read(node: Node, names: dict[Node, str]) -> tuple[Symbol, list[Any]]:
    """The reading with names: a raw number is itself, so that formulas can be simplified."""
    inputs = [
        float(parent.raw) if is_raw_number(parent) else Symbol(as_term(names[parent]), of=parent.shape)
        for parent in node.parents
    ]
    return Symbol(as_term(names[node]), of=node.shape), inputs


def _formula(node: Node, inputs: list[Symbol]) -> str:
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed.")
    if node.rule.spelled:
        return _written(node.rule.forward(*inputs))
    return _written(Symbol(of=node.shape, rule=node.rule, inputs=tuple(inputs)))


class _ShortWriter(Writer):
    """Writes numbers with no more than four digits."""

    def number(self, x: Any) -> str:
        text = super().number(x)
        if np.ndim(x) or len(text.partition(".")[2]) < 4:
            return text
        return ("-" if x < 0 else "") + number_text(abs(float(x)))


_written = _ShortWriter().text
