"""One edge of a graph in words and numbers: the local derivative, read from the very row that computes it."""

from typing import Any

from autograd.node import Node
from autograd.rule import evaluate
from autograd.symbols import Symbol, written


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
    z = Symbol(names[node], of=node.shape)
    inputs = [_read(parent, names) for parent in node.parents]
    if rule.elementwise:
        text = rule.backward[i](z, *inputs, **rule.options)
    else:
        g = Symbol(f"dJ/d{names[node]}", of=node.shape)
        pulled = rule.backward[0](g, z, inputs, **rule.options) if rule.variadic else None
        text = pulled[i] if pulled is not None else rule.backward[i](g, z, *inputs, **rule.options)
    return written(text)


def forward_formula(node: Node, names: dict[Node, str]) -> str:
    """How `node` is computed from its parents, by name: `w * x`."""
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed.")
    return written(Symbol("").read_rule(node.rule, [Symbol(names[parent]) for parent in node.parents]))


def local_number(node: Node, i: int) -> Any:
    """The local derivative on the i-th edge as numbers; None for a rule that is not elementwise."""
    rule = node.rule
    if rule is None or not rule.elementwise or rule.backward[i] is None:
        return None
    return evaluate(rule.backward[i], node._data, *node._inputs, **rule.options)


def _read(parent: Node, names: dict[Node, str]) -> Any:
    """A raw number as itself, so that the formula can be simplified; anything else by its name."""
    is_raw = parent.constant and not parent.parents and not parent.label and parent.ndim == 0
    return float(parent) if is_raw else Symbol(names[parent], of=parent.shape)
