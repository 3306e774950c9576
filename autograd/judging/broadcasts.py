"""Shapes that meet by accident: (m, 1) and (m,) make (m, m), and the cost is one of all pairs."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from autograd.graph import backpropagate, topological_order
from autograd.judging.replay import rebuilt
from autograd.node import Node


class Meeting:
    """The places of a graph where a column met a row by accident.

    Attributes:
        rows: which parent lacks an axis, of each node that was computed from a row and a column.
    """

    def __init__(self, order: Sequence[Node], everything: Sequence[Node]) -> None:
        self.order, self.everything = order, everything
        self.rows: dict[Node, int] = {}
        for node in everything:
            for i in range(len(node.parents)):
                if node.rule is not None and node.rule.elementwise and _lacks_an_axis(node, i):
                    self.rows[node] = i

    @cached_property
    def gradients(self) -> dict[Node, Any]:
        """The gradients of the cost in which all rows are columns. None if there is no such cost."""
        try:
            new = rebuilt(self.everything, lambda leaf: leaf, self._in_columns) if self.rows else {}
            J = new.get(self.order[-1])
            gradients = backpropagate(topological_order(J, constants=False), J.seed()) if J is not None else {}
        except (ValueError, TypeError, IndexError):  # raised by an operation that needs the shape as it is
            return {}
        return {node: gradients[new[node]] for node in self.order if new.get(node) in gradients}

    def _in_columns(self, node: Node, parents: list[Node]) -> list[Node]:
        i = self.rows.get(node)
        if i is not None and parents[i].ndim == 1:
            parents[i] = np.expand_dims(parents[i], -1)  # type: ignore[call-overload]
        return parents

    def fits(self, node: Node, numbers: Any, slack: Any) -> bool:
        """Tell whether an answer is the gradient of the cost that was meant, be it a row or a column."""
        gradient = self.gradients.get(node)
        if gradient is None or np.size(gradient) != np.size(numbers):
            return False
        return bool(np.all(np.abs(np.ravel(gradient) - np.ravel(numbers)) <= np.ravel(slack)))


def _lacks_an_axis(node: Node, i: int) -> bool:
    parent, others = node.parents[i], [*node.parents[:i], *node.parents[i + 1 :]]
    m = parent.size
    if m < 2 or parent.shape != (m,) or node.shape != (m, m):
        return False
    options = parent.rule.options if parent.rule is not None else {}
    is_reduced = options.get("axis") in (1, -1)
    return any(x.shape == (m, 1) or (x.shape == (m, m) and is_reduced) for x in others)
