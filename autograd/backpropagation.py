"""The same chain rule in any reading: numbers, nodes or symbols, into a dictionary, leaving the nodes as they are."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import numpy as np

from autograd.graph import N, Read, contributions, in_numbers, topological_order
from autograd.node import Node, as_constant
from autograd.snapshots import in_nodes

Record = Callable[[Any, int, Any, Any, Any], None]
ChainRule = Callable[[Any, Any, set[Any], Read], Iterator[tuple[int, Any]]]


def backpropagate(
    order: Sequence[N],
    seed: Any,
    read: Read = in_numbers,
    record: Record | None = None,
    chain_rule: ChainRule | None = None,
    targets: Collection[N] | None = None,
) -> dict[N, Any]:
    """Return the gradient of the last node of `order` by each of the others, in the given reading.

    Args:
        order: the nodes that a gradient goes to, in topological order; the last one is the cost J.
        seed: dJ/dJ, owned by the caller.
        read: what stands for a node, and for each of its inputs, in the formulas.
        record: told of every edge as it is walked: the node, which of its parents, the upstream gradient, the
            contribution, and the parent's gradient so far.
        chain_rule: what each edge contributes, if it is not `contributions` as it stands: one that makes a mistake.
        targets: the nodes whose gradients are asked for, if not all; those of the others are let go on the way.
    """
    wanted, chain_rule = set(order), chain_rule or contributions
    gradients: dict[N, Any] = {order[-1]: seed}
    for node in reversed(order):
        if node not in gradients:
            continue  # a condition of np.where, which J depends on without a derivative
        for i, contribution in chain_rule(node, gradients[node], wanted, read):
            parent = node.parents[i]
            if parent in gradients:
                gradients[parent] += contribution  # in place for arrays, which are nobody else's
            else:
                gradients[parent] = contribution
            if record is not None:
                record(node, i, gradients[node], contribution, gradients[parent])
        if targets is not None and node not in targets:
            del gradients[node]
    return gradients


def gradients_of(J: Node, wrt: Sequence[Node], create_graph: bool, seed: Any = None) -> list[Any]:
    """Return dJ/dnode for each node of `wrt`, visiting the nodes between them and J alone.

    Args:
        J: the node to start from.
        wrt: the nodes to differentiate by.
        create_graph: whether the gradients are nodes, which can be differentiated again.
        seed: dJ/dJ, as in `J.backward`; a node where the gradients depend on it.
    """
    targets, between, order = set(wrt), set(wrt), []
    for node in topological_order(J, constants=False):
        if node in between or not between.isdisjoint(node.parents):
            between.add(node)
            order.append(node)
    gradients: dict[Node, Any] = {}
    if order and not J.constant:
        if not create_graph:
            gradients = backpropagate(order, J.seed(seed), targets=targets)
        else:
            start = seed if isinstance(seed, Node) else as_constant(J.seed(seed))
            gradients = backpropagate(order, start, in_nodes, targets=targets)
    answers = [gradients[node] if node in gradients else node.owned(np.zeros(node.shape)) for node in wrt]
    if len(targets) < len(wrt) and not create_graph:
        answers = [
            np.array(x) if isinstance(x, np.ndarray) else x for x in answers
        ]  # a node named twice gets two arrays
    return [x if isinstance(x, Node) else as_constant(x) for x in answers] if create_graph else answers
