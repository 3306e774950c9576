"""One edge of a graph as formulas and numbers, read from the very row that computes it by the one chain rule."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograd.graph import backpropagate, contributions, sum_to
from autograd.names import as_term, clipped, is_raw_number, number_text
from autograd.node import Node
from autograd.rules import mul
from autograd.symbols import ATOM, Name, Symbol, is_broadcast, number_of, numbered
from autograd.table import Rule
from autograd.views.numbers import data_text, is_small, plain_text
from autograd.writers.text import PREFIX, Writer


def local_formula(node: Node, i: int, names: dict[Node, str]) -> Any:
    """The i-th derivative of the rule that computed `node`, with the nodes' names in it.

    An elementwise rule's is the local derivative, `w`; another's is the pull-back of dJ/dnode, `dJ/dz @ W.T`.
    """
    derivative = rule_of(node).derivative(i, *in_names(node, names))
    return pulled_back(node, i, names) if callable(derivative) else derivative


def rule_of(node: Node) -> Rule:
    """The rule that computed a node."""
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed, and nothing leads to it.")
    return node.rule


def times(upstream: Any, local: Any, node: Node, i: int) -> Any:
    """The product of the shape of `node` as it reaches its i-th parent: summed if that was broadcast."""
    made, shape = Symbol(of=node.shape, rule=mul, inputs=(upstream, local)), node.parents[i].shape
    if shape == node.shape:
        return made
    return sum_to(made, shape) if shape else np.sum(made)  # type: ignore[call-overload]


def pulled_back(node: Node, i: int, names: dict[Node, str]) -> Any:
    """The chain rule on the i-th edge, read with names: `dJ/dz @ W.T`, `sum(dJ/dz, axis=0)`."""
    found = dict(contributions(node, gradient_of(node, names), {node.parents[i]}, lambda node: in_names(node, names)))
    return unrepeated(found[i])


def unrepeated(x: Any) -> Any:
    """What was repeated to a larger shape, where each entry gets the same; else `x` itself."""
    return x.inputs[0] if is_broadcast(x) else x


def derivative_name(of: str, by: str) -> Name:
    """The name of the derivative of one thing by another: dz/dx."""
    return Name(f"d{as_term(of)}/d{as_term(by)}", by, of)


def gradient_name(node: Node, names: dict[Node, str]) -> Name:
    """The name of the gradient of a node: dJ/dz, where J is the cost, the last of the names."""
    return derivative_name(next(reversed(names.values())), names[node])


def gradient_of(node: Node, names: dict[Node, str]) -> Symbol:
    """The gradient of a node, by name."""
    return Symbol(gradient_name(node, names), of=node.shape)


def named(node: Node, names: dict[Node, str]) -> Symbol:
    """A node by name."""
    return Symbol(Name(as_term(names[node]), names[node]), of=node.shape)


def forward_formula(node: Node, names: dict[Node, str]) -> Any:
    """How `node` is computed from its parents, by name: `w * x`."""
    return _applied(node, in_names(node, names)[1])


def forward_numbers(node: Node, keys: Mapping[Node, str]) -> Any:
    """The same with the numbers it was computed from: `2 * (-3)`; None where these are too many."""
    if not all(map(is_small, node.inputs)):
        return None
    return _applied(node, [numbered(f"value {keys[p]}", x) for p, x in zip(node.parents, node.inputs, strict=True)])


def local_number(node: Node, i: int) -> Any:
    """The local derivative on the i-th edge as numbers; None for a rule that is not elementwise."""
    with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
        derivative = rule_of(node).derivative(i, node.raw, node.inputs)
    return None if callable(derivative) else derivative


def number_through(tail: Node, inside: list[Node]) -> float | None:
    """The derivative of the last of some scalars by `tail`, along all paths through them; None if there is none."""
    order = [node for node in (tail, *inside) if not node.constant]
    with np.errstate(all="ignore"):
        gradients = backpropagate(order, inside[-1].seed())
    return float(gradients[tail]) if tail in gradients else None


def notes_of(nodes: Sequence[Node], names: dict[Node, str], past: dict[Node, Node]) -> list[str]:
    """What a card of some nodes, the last of which it shows, says of a fused rule: that it is one, or is gone past."""
    notes = list(dict.fromkeys([f"{node.rule.fuses} in one" for node in nodes if node.rule and node.rule.fuses]))
    if nodes[-1] in past:
        into = clipped(names[past[nodes[-1]]])
        notes.append(f"fused into {into}: no {clipped(gradient_name(nodes[-1], names))} from there")
    return notes


def in_names(node: Node, names: dict[Node, str]) -> tuple[Symbol, list[Any]]:
    """The reading with names: a raw number is itself, so that formulas can be simplified."""
    inputs = [float(parent.raw) if is_raw_number(parent) else named(parent, names) for parent in node.parents]
    return named(node, names), inputs


def _applied(node: Node, inputs: list[Any]) -> Any:
    rule = rule_of(node)
    return rule.compute(inputs) if rule.spelled else Symbol(of=node.shape, rule=rule, inputs=tuple(inputs))


class ShortWriter(Writer):
    """Writes numbers with no more than four digits, and negative ones behind a sign in parentheses."""

    def expression(self, x: Any) -> tuple[str, int]:
        if (number := number_of(x)) is x:
            return super().expression(x)
        text = plain_text(data_text(number))
        return text, PREFIX if text.startswith("-") else ATOM

    def number(self, x: Any) -> str:
        text = super().number(x)
        return text if np.ndim(x) or len(text.partition(".")[2]) < 4 else plain_text(number_text(float(x)))

    def right(self, x: Any, binds: int) -> str:
        text = self.text(x, binds)
        return self.in_parentheses(text) if text.startswith("-") else text


short = ShortWriter().text


def equations_of(names: dict[Node, str], write: Callable[[Any], str], most: int = 60) -> list[tuple[str, str]]:
    """The cost, and each value on the way that has a label or is used twice, as a formula; none for a larger graph."""
    if len(names) > most:
        return []
    uses = Counter(parent for node in names for parent in node.parents)
    symbols: dict[Node, Any] = {}
    found = []
    for node in names:
        if node.rule is None:
            symbols[node] = float(node.raw) if is_raw_number(node) else named(node, names)
            continue
        symbols[node] = _applied(node, [symbols[parent] for parent in node.parents])
        if node.label or uses[node] != 1:  # the cost, and what is used twice
            found.append((write(named(node, names)), write(symbols[node])))
            symbols[node] = named(node, names)
    return found[::-1]
