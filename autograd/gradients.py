"""Gradients of a node by some of the nodes below it, which stay as they are."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.departures import CHOSEN, choices
from autograd.detection import require_finite_step, watching
from autograd.graph import N, Read, contributions, topological_order
from autograd.node import Node, as_node
from autograd.rule import Rule
from autograd.snapshots import in_nodes


def gradients_of(
    J: Node, wrt: Sequence[Node], create_graph: bool, seed: Any = None, below: Sequence[Node] | None = None
) -> list[Any]:
    """Return dJ/dnode for each node of `wrt`, visiting the nodes between them and J alone.

    Args:
        J: the node to start from.
        wrt: the nodes to differentiate by.
        create_graph: whether the gradients are nodes, which can be differentiated again.
        seed: dJ/dJ, as in `J.backward`; a node where the gradients depend on it.
        below: the nodes below J that get a gradient, in topological order, if they are known.
    """
    targets = set(wrt)
    order = dependents(below or topological_order(J, constants=False), targets)
    gradients: dict[Node, Any] = {}
    if order and not J.constant:
        start = J.seed(seed)  # which checks a node too
        if create_graph:
            if isinstance(seed, Node):
                start = seed
            gradients = backpropagate(order, as_node(start), in_nodes, chain_rule=_in_their_types, targets=targets)
        else:
            record = require_finite_step if watching.get() else None
            gradients = backpropagate(order, start, record=record, targets=targets)
    for node in targets.difference(gradients):
        gradients[node] = node.owned(np.zeros(node.shape))
    answers = [gradients[node] for node in wrt]
    if create_graph:
        return list(map(as_node, answers))
    if len(targets) < len(wrt):  # a node that is named twice gets two arrays
        return [copy(x) for x in answers]
    return answers


def dependents(order: Iterable[N], changed: Collection[N]) -> list[N]:
    """Return the nodes of a topological order that depend on some nodes, those themselves among them."""
    reached = set(changed)
    dependents = []
    for node in order:
        if node in reached or not reached.isdisjoint(node.parents):
            reached.add(node)
            dependents.append(node)
    return dependents


def _in_their_types(node: Node, upstream: Any, wanted: set[Node], read: Read) -> Iterator[tuple[int, Any]]:
    """Apply the chain rule as graph.py does, with each contribution in the type of float that the parent has."""
    edges = contributions(node, upstream, wanted, read)
    while (edge := built(lambda: next(edges, None))) is not None:
        i, contribution = edge
        yield i, in_type_of(node.parents[i], contribution)


def built(formula: Callable[[], Any]) -> Any:
    """Return the nodes that a formula of the table builds, with a mark if it compared others for that.

    Args:
        formula: gives a node, or a pair whose second part is one.
    """
    chosen: list[Rule] = []
    token = choices.set(chosen)
    try:
        result = formula()
    finally:
        choices.reset(token)
    node = result[1] if isinstance(result, tuple) else result
    if chosen and isinstance(node, Node):
        node.marks |= CHOSEN
    return result


def in_type_of(node: Node, x: Any) -> Any:
    """Return a node in the type of float of another one: single precision stays that, whatever a formula made of it."""
    dtype = getattr(node, "dtype", None)
    if dtype is None or getattr(x, "dtype", dtype) == dtype:
        return x
    return x.astype(dtype)
