"""The graphs that can be derived: those that would be the same for other data."""

from collections.abc import Sequence

import numpy as np

from autograd.node import Node
from autograd.snapshots import require_unchanged
from autograd.tensor import Tensor

MOST_NODES = 100_000


def check_derivable(order: Sequence[Node], max_nodes: int = MOST_NODES, *, unchanged: bool = True) -> None:
    """Raise the ValueError of `derive` for a graph that can't be derived.

    Args:
        order: all nodes in topological order, the cost last.
        max_nodes: the largest number of them.
        unchanged: whether to refuse data that were assigned after the forward pass.
    """
    order[-1].seed()  # raises if there is nothing to derive
    if len(order) > max_nodes:
        raise ValueError(
            f"{len(order):,} nodes would be too much code to read (max_nodes={max_nodes:,}). Derive an inner node, the "
            "graph of one example, which takes arrays of examples, a network of Tensors, or give max_nodes=..."
        )
    if unchanged:
        require_unchanged(order)
    _require_independence(order)


def _require_independence(order: Sequence[Node]) -> None:
    """Raise the ValueError of `derive` if the graph would be another one for other data."""
    compared = next((f", since {node.name()} was compared" for node in order if node.asked), "")
    for node in order:
        if isinstance(node, Tensor) and node.dtype.kind == "b" and node.is_leaf:
            raise ValueError(
                f"{node.name()} of shape {node.shape} holds booleans{compared}: a choice made with the data of this "
                "graph, which would be wrong for others. Choose within the graph: np.minimum, np.maximum, relu, clip, "
                "np.where(y > 0, ...) of data alone, or a labelled Tensor of zeros and ones to multiply with."
            )
        how = node.decided(order[-1])
        if how:
            raise ValueError(
                f"{node.name()} {how}, so what was computed after that may depend on its number, and code "
                "derived from this graph would be wrong for others. Choose within the graph (np.minimum, np.maximum, "
                "relu, clip), or ask its data where the answer does not matter for J: node.data > 0."
            )
        if node.taken and (node is not order[-1] or node.is_leaf):
            raise ValueError(
                f"the number of {node.name()} was taken out of the graph by float(), math.*, .item() or the like, and "
                "what was computed with it would be wrong for others. Use NumPy's functions on the node, np.log(w) "
                "for math.log(w); to look at the number, node.data."
            )
        if _picks_by_truths(node):
            raise ValueError(
                f"{node.name()} picks entries by an array of booleans, and how many there are depends on the data. "
                "Multiply with zeros and ones, or index with slices."
            )


def _picks_by_truths(node: Node) -> bool:
    """Tell whether a node is the entries of another one for which an array of booleans holds True."""
    if node.rule is None:
        return False
    key = node.rule.options.get("key")
    if not isinstance(key, tuple):
        key = (key,)
    return any(isinstance(x, np.ndarray) and x.dtype.kind == "b" for x in key)
