"""Shapes that meet by accident: (m, 1) and (m,) make (m, m), and the cost is one of all pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.graph import backpropagate, topological_order
from autograd.judging.replay import rebuilt
from autograd.node import Node


@dataclass(frozen=True)
class Meeting:
    """The places where a column met a row.

    Attributes:
        rows: which parent lacks an axis, of each node that was computed from a row and a column.
        gradients: those of the cost in which all rows are columns, by the nodes of this graph; none if
            it can't be computed.
    """

    rows: dict[Node, int]
    gradients: dict[Node, Any]

    def fits(self, node: Node, numbers: Any, slack: Any) -> bool:
        """Tell whether an answer is the gradient of the cost that was meant, be it a row or a column."""
        gradient = self.gradients.get(node)
        if gradient is None or np.size(gradient) != np.size(numbers):
            return False
        return bool(np.all(np.abs(np.ravel(gradient) - np.ravel(numbers)) <= np.ravel(slack)))


def meeting(order: Sequence[Node], everything: Sequence[Node]) -> Meeting:
    """Return where a column met a row by accident, and the gradients of the cost that was meant."""
    rows = {}
    for node in everything:
        for i in range(len(node.parents)):
            if node.rule is not None and node.rule.elementwise and _lacks_an_axis(node, i):
                rows[node] = i
    try:
        return Meeting(rows, _meant(order, everything, rows) if rows else {})
    except (
        ValueError,
        TypeError,
        IndexError,
    ):  # raised by an operation that needs the shape as it is
        return Meeting(rows, {})


def _lacks_an_axis(node: Node, i: int) -> bool:
    parent, others = node.parents[i], [*node.parents[:i], *node.parents[i + 1 :]]
    m = parent.size
    if m < 2 or parent.shape != (m,) or node.shape != (m, m):
        return False
    options = parent.rule.options if parent.rule is not None else {}
    is_reduced = options.get("axis") in (1, -1)
    return any(x.shape == (m, 1) or (x.shape == (m, m) and is_reduced) for x in others)


def _meant(order: Sequence[Node], everything: Sequence[Node], rows: dict[Node, int]) -> dict[Node, Any]:
    new: dict[Node, Node] = {}
    for node in everything:
        if node in rows and node.rule is not None:
            parents = [new[parent] for parent in node.parents]
            row = parents[rows[node]]
            if row.ndim == 1:
                parents[rows[node]] = np.expand_dims(row, -1)  # type: ignore[call-overload]
            new[node] = node.rule(*parents)
        else:
            new |= rebuilt([node], lambda leaf: leaf, new)
    J = new[order[-1]]
    gradients = backpropagate(topological_order(J, constants=False), J.seed())
    return {node: gradients[new[node]] for node in order if new[node] in gradients}
