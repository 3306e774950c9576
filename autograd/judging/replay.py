"""A graph computed again: for other data of one node, or from other leaves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.graph import contributions
from autograd.node import Node
from autograd.tensor import Array, Tensor

Inputs = Callable[[Node, list[Node]], list[Node]]

PASSES = 3
EXACT_UP_TO = 256  # numbers of 8 binary digits or fewer, such as 0.5 and 3, are exact
SHARE = 4.0  # of the precision, by which each number is moved; and how many times the outcome is allowed


def as_they_are(node: Node, parents: list[Node]) -> list[Node]:
    """The inputs as they are."""
    return parents


def cost_as_function_of(order: Sequence[Node], changed: Node) -> Callable[[Array], float]:
    """Return J as a function of the data of one node: whatever depends on it is computed again, in float64."""
    above = [node for node in dependents(order, changed) if node is not changed and node.rule]

    def cost(data: Array) -> float:
        values: dict[Node, Any] = {changed: data}
        for node in above:
            seen = zip(node.parents, node.inputs, strict=True)
            inputs = [values[p] if p in values else np.asarray(x, dtype=float) for p, x in seen]
            values[node] = node.rule.compute(inputs)  # type: ignore[union-attr]
        return float(np.reshape(values[order[-1]], ()))

    return cost


def dependents(order: Iterable[Node], changed: Node) -> list[Node]:
    """Return the nodes that depend on one node, in order, itself the first."""
    reached = {changed: None}
    for node in order:
        if any(parent in reached for parent in node.parents):
            reached[node] = None
    return list(reached)


def rebuilt(
    order: Iterable[Node],
    leaf: Callable[[Node], Node],
    inputs: Inputs = as_they_are,
) -> dict[Node, Node]:
    """Return a new node for each node of a graph.

    Args:
        order: the graph in topological order.
        leaf: what stands for a leaf.
        inputs: what a node is computed from, given its new parents.
    """
    new: dict[Node, Node] = {}
    for node in order:
        if node.rule is None:
            new[node] = leaf(node)
            continue
        parents = inputs(node, [new[parent] for parent in node.parents])
        new[node] = parents[0].read_rule(node.rule, parents)
        new[node].label = node.label
    return new


def in_float64(order: Sequence[Node]) -> dict[Node, Node]:
    """Return the nodes of the same graph in float64, by the nodes of this one. The graph itself if it is."""
    leaves = [node for node in order if node.is_leaf]
    if all(_widened(leaf) is leaf for leaf in leaves):
        return {node: node for node in order}
    return rebuilt(order, _widened)


def _widened(leaf: Node) -> Node:
    if not isinstance(leaf, Tensor) or leaf.dtype.kind != "f" or leaf.dtype == np.float64:
        return leaf
    return Tensor(leaf.raw, leaf.label, dtype=np.float64, constant=leaf.constant)


def rounding_floors(order: Sequence[Node], right: dict[Node, Any], precision: float) -> dict[Node, Array]:
    """Return for each gradient how far it moves when every number that makes it moves by its rounding.

    A sum that cancels moves by the rounding of its terms. A number moves by a share that its digits decide, so that
    equal numbers move alike, and ties stay ties.
    """
    floors = {node: np.zeros(node.shape) for node in right}
    for number in range(1, PASSES + 1):
        perturbed = partial(_perturbed, SHARE * precision, 1e5 * number)
        with np.errstate(all="ignore"):
            gradients = backpropagate(order, order[-1].seed(), chain_rule=partial(_chain_rule_on, perturbed))
            for node, gradient in gradients.items():
                off = np.nan_to_num(np.abs(gradient - right[node]), nan=0.0, posinf=0.0)
                floors[node] = np.maximum(floors[node], SHARE * off)
    return floors


def _perturbed(share: float, frequency: float, x: Any) -> Any:
    """Return numbers a little off. One of few binary digits, such as an exponent, has no rounding."""
    digits, _ = np.frexp(x)
    is_exact = digits * EXACT_UP_TO == np.round(digits * EXACT_UP_TO)
    return x * (1 + np.where(is_exact, 0.0, share * np.sin(frequency * digits)))


def _chain_rule_on(
    perturbed: Callable[[Any], Any], node: Node, upstream: Any, wanted: set[Node], _: Any
) -> Iterator[tuple[int, Any]]:
    """The chain rule on numbers that are a little off."""

    def read(node: Node) -> tuple[Any, list[Any]]:
        return perturbed(node.raw), [perturbed(x) for x in node.inputs]

    for i, contribution in contributions(node, perturbed(upstream), wanted, read):
        yield i, np.array(contribution)
