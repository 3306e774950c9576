"""Paths that a graph does not hold: numbers that were computed from its nodes beside it, and left the graph there.

In `x * x if x * 2 > 1 else x` the formula depends on x * 2, of which x * x knows nothing.
"""

from collections.abc import Sequence

from autograd.departures import ASKED, TAKEN
from autograd.names import is_raw_number
from autograd.node import Node

TYPED = 6  # digits; a number with more of them was hardly typed


def require_no_hidden_path(order: Sequence[Node]) -> None:
    """Raise the ValueError of `derive` if a number that was computed beside the graph may have shaped it.

    Such a node was compared, or its number taken out, before the cost was there.
    """
    nodes = [node for node in order if node.left_before(order[-1], ASKED)]
    if nodes:
        raise ValueError(
            f"a number computed from {nearest(nodes).name()} was compared or rounded before J was computed, so J may "
            "be another formula for other data. Choose within the graph (np.minimum, np.maximum, relu, np.where), "
            "or ask the data where the answer does not matter for J: node.data > 0."
        )
    nodes = departed_beside(order)
    if nodes:
        raise ValueError(
            f"a number computed from {nearest(nodes).name()} was taken out of the graph by float(), math.*, .item() "
            "or the like, and one of the numbers in J may be made of it, which would be wrong for others. Use NumPy's "
            "functions on the node, np.exp(z) for math.exp(z); to look at the number, node.data."
        )


def departed_beside(order: Sequence[Node]) -> list[Node]:
    """Return the nodes of a graph from which a number was computed and taken out, that may stand in the graph.

    It may where a number stands that is too long to have been typed. A cost that was only printed leaves none.
    """
    if not any(is_raw_number(node) and float(f"{node.raw:.{TYPED}g}") != node.raw for node in order):
        return []
    return [node for node in order if node.left_before(order[-1], TAKEN)]


def nearest(nodes: Sequence[Node]) -> Node:
    """Return the last of some nodes in topological order that has a label, or the last."""
    return next((node for node in reversed(nodes) if node.label), nodes[-1])
