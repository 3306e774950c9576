"""A graph built once more: from other leaves, or with nodes on the way as its leaves."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from autograd.graph import topological_order
from autograd.node import Node

Inputs = Callable[[Node, list[Node]], list[Node]]


def rebuilt(
    order: Iterable[Node],
    leaf: Callable[[Node], Node],
    inputs: Inputs | None = None,
) -> dict[Node, Node]:
    """Return a new node for each node of a graph.

    Args:
        order: the graph in topological order.
        leaf: what stands for a leaf.
        inputs: what a node is computed from, given its new parents, if not from these.
    """
    new: dict[Node, Node] = {}
    for node in order:
        if node.rule is None:
            new[node] = leaf(node)
            continue
        parents = [new[parent] for parent in node.parents]
        if inputs is not None:
            parents = inputs(node, parents)
        new[node] = parents[0].read_rule(node.rule, parents)
        new[node].label = node.label
    return new


def begun_at(J: Node, inputs: Any, view: str) -> dict[Node, Node]:
    """Return a copy of each node from some inputs up to J, none without inputs. Leaves stay what they are.

    Args:
        J: the cost.
        inputs: nodes, or lists and arrays of nodes.
        view: the function that was called, for its error message.

    Raises:
        TypeError: for anything else.
        ValueError: for a node that J does not depend on.
    """
    ends = set(_nodes_in(inputs, view))
    if not ends:
        return {}
    order = topological_order(J)
    for node in ends.difference(order):
        raise ValueError(f"{view}: {node.name()} is given as an input, and {J.name()} does not depend on it.")
    needed = {J}
    for node in reversed(order):
        if node in needed and node not in ends:
            needed.update(node.parents)
    copies: dict[Node, Node] = {}
    for node in order:
        if node not in needed or node.is_leaf:
            continue
        if node in ends:
            copy = type(node).leaf(node.raw, node.label, node.constant)
        else:
            parents = tuple(copies.get(parent, parent) for parent in node.parents)
            copy = type(node).computed(node.raw, node.rule, parents, node.inputs)
            copy.label = node.label
        if node.has_gradient:
            copy.gradient = node.gradient
        copies[node] = copy
    return copies


def _nodes_in(inputs: Any, view: str) -> Iterator[Node]:
    """Yield the nodes in nested lists and arrays."""
    if isinstance(inputs, Node):
        yield inputs
        return
    if not isinstance(inputs, Iterable) or isinstance(inputs, str):
        raise TypeError(f"{view}: inputs are nodes, or lists of nodes, not {inputs!r}.")
    for part in inputs:
        yield from _nodes_in(part, view)
