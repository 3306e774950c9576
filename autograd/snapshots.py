"""Snapshots: the numbers that a graph was computed from, and the nodes that it went past."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd.node import Node


def are_same(x: Any, y: Any) -> bool:
    """Tell whether the data of two nodes are equal, where nan is equal to nan."""
    return x is y or np.array_equal(x, y, equal_nan=True)


def changed_parents(node: Node) -> list[Node]:
    """Return the parents of a node that no longer hold what it was computed from."""
    pairs = zip(node.parents, node.inputs, strict=True)
    return [parent for parent, seen in pairs if not are_same(parent.raw, seen)]


def require_unchanged(nodes: Iterable[Node]) -> None:
    """Raise a ValueError if data were assigned to a node after another was computed from it."""
    for node in nodes:
        for parent in changed_parents(node):
            raise ValueError(
                f"the data of {parent.name()} changed after {node.name()} was computed from "
                "it, so this graph is not the one of the data as they are now. Compute the cost "
                "again, and take that one."
            )


def held_by(order: Sequence[Node]) -> dict[Node, Any]:
    """Return what each node held when others were computed from it.

    Args:
        order: a graph in topological order.

    Raises:
        ValueError: if data were assigned while the graph was being computed; it names the node.
    """
    held: dict[Node, Any] = {}
    for node in order:
        for parent, seen in zip(node.parents, node.inputs, strict=True):
            if not are_same(held.setdefault(parent, seen), seen):
                raise ValueError(
                    f"the data of {parent.name()} changed while this graph was being computed: "
                    f"{node.name()} was computed from other numbers than what came before it. "
                    "Compute the cost again, all of it."
                )
    return {node: held.get(node, node.raw) for node in order}


def gone_past(order: Iterable[Node]) -> dict[Node, Node]:
    """Return nodes that a fused rule takes along without a derivative, each with the node that the rule computed."""
    past = {}
    for node in order:
        if node.rule is not None and node.rule.fuses:
            for i, parent in enumerate(node.parents):
                if not node.rule.has_derivative(i):
                    past[parent] = node
    return past


def in_nodes(node: Node) -> tuple[Node, tuple[Node, ...]]:
    """Return the reading that builds a graph, so that gradients can be differentiated again.

    Raises:
        ValueError: if data were assigned to a parent since; it names the parent.
    """
    for parent in changed_parents(node):
        raise ValueError(
            f"the data of {parent.name()} changed after {node.name()} was computed from it, and new nodes "
            "would mix both. Compute the cost again before going on from it."
        )
    return node, node.parents
