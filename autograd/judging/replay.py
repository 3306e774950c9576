"""A graph computed again: for other data of one node, or from other leaves."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.node import Node
from autograd.tensor import Tensor

Array = npt.NDArray[Any]


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
    inputs: Callable[[Node, list[Node]], list[Node]] = lambda node, parents: parents,
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
    if all(_doubled(leaf) is leaf for leaf in leaves):
        return {node: node for node in order}
    return rebuilt(order, _doubled)


def _doubled(leaf: Node) -> Node:
    if not isinstance(leaf, Tensor) or leaf.dtype.kind != "f" or leaf.dtype == np.float64:
        return leaf
    return Tensor(leaf.raw, leaf.label, dtype=np.float64, constant=leaf.constant)
