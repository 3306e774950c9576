"""One forward and one backward pass, told apart from what was assigned or added to nodes since."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.graph import backpropagate
from autograd.names import clipped, is_raw_number, number_text
from autograd.node import Node
from autograd.snapshots import are_same, held_by
from autograd.views.numbers import data_text, range_text

FEW = 5  # sentences that a reader can still cope with


@dataclass(frozen=True)
class OnePass:
    """The numbers that belong together: those that edges were computed from, and what these add.

    Attributes:
        held: what each node held in the forward pass.
        gradients: what the edges add to each node, from the gradient that the cost has; {} if it
            has none, and None if nobody asks.
        sizes: the largest number that an edge adds to each node, by which rounding is judged.
        cost: the name of the cost.
    """

    held: dict[Node, Any]
    gradients: dict[Node, Any] | None
    sizes: dict[Node, float]
    cost: str

    def later(self, node: Node) -> list[str]:
        """Say that other data were assigned to a node since, if they were."""
        if are_same(node.raw, self.held[node]):
            return []
        return [f"later set to {data_text(node.raw)}"]

    def sentences(self, names: dict[Node, str]) -> list[str]:
        """Say so of the first few nodes of which it is true, and how many more there are."""
        changed = [node for node in names if self.later(node)]
        lines = []
        for node in changed[:FEW]:
            held, (later,) = data_text(self.held[node]), self.later(node)
            lines.append(f"In these steps {names[node]} is {held}; it was {later}.")
        if len(changed) > FEW:
            lines.append(f"{len(changed) - FEW} more nodes were later set to other data.")
        return lines

    def gradient_text(self, nodes: Sequence[Node], gradients: dict[Node, Any]) -> str:
        """Write the gradient of one node or several, and what these edges add if it is another."""
        if not all(node in gradients for node in nodes):
            return "d -"
        text = _text([gradients[node] for node in nodes])
        if self.gradients is None or all(self._adds(node, gradients[node]) for node in nodes):
            return f"d {text}"
        if not self.gradients:
            return f"d {text}, accumulated or assigned:\nnone of it from {clipped(self.cost)}"
        added = _text([self.gradients.get(node, np.zeros(node.shape)) for node in nodes])
        if added == text:
            return f"d {text}"
        return f"d {text}, accumulated or assigned:\nthese edges add {added}"

    def _adds(self, node: Node, gradient: Any) -> bool:
        """Tell whether the edges add this gradient to a node, but for rounding."""
        added = (self.gradients or {}).get(node, 0.0)
        rounding = 1e-4 if np.asarray(gradient).dtype == np.float32 else 1e-9
        size = self.sizes.get(node, 0.0)
        return np.allclose(gradient, added, rtol=rounding, atol=rounding * size, equal_nan=True)


def one_pass(J: Node, names: dict[Node, str], *, backward: bool = True) -> OnePass:
    """The pass that J was computed by, and the backward one that begins with the gradient J has.

    Args:
        J: the cost.
        names: a name for each node below it.
        backward: whether to compute the backward pass too.

    Raises:
        ValueError: if data were assigned in the middle of it, so that there is no such pass.
    """
    held = held_by(list(names))
    for node in names:
        if is_raw_number(node) and not are_same(node.raw, held[node]):
            raise ValueError(
                f"the number {number_text(held[node])} of this graph was later set to "
                f"{number_text(node.raw)}, and it has no name to say so. Give it a label, or "
                "compute the cost again."
            )
    sizes: dict[Node, float] = {}

    def note(node: Node, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
        parent, size = node.parents[i], float(np.max(np.abs(contribution), initial=0.0))
        if np.isfinite(size):
            sizes[parent] = max(size, sizes.get(parent, 0.0))

    gradients: dict[Node, Any] | None = {} if backward else None
    if backward and J.has_gradient and not J.constant:
        order = [node for node in names if not node.constant]
        with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
            gradients = backpropagate(order, J.owned(np.array(J.gradient)), record=note)
    return OnePass(held, gradients, sizes, names[J])


def _text(gradients: Sequence[Any]) -> str:
    """A gradient, or what lies in several."""
    return data_text(gradients[0]) if len(gradients) == 1 else range_text(gradients)
