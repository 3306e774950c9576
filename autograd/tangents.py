"""Forward mode: tangents are pushed through the same rows, from the inputs to what was computed from them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd.detection import require_finite_push, watching
from autograd.gradients import built, gradients_of, in_type_of
from autograd.graph import N, Read, in_numbers, sum_to
from autograd.node import Node


def push_forward(order: Sequence[N], tangents: dict[N, Any], read: Read = in_numbers) -> dict[N, Any]:
    """Return the derivative of each node along a direction in which the inputs move, as `tangents`, filled in.

    Source: G. Baydin et al., "Automatic differentiation in machine learning: a survey" (2018), section 3.1.

    Args:
        order: nodes in topological order.
        tangents: the direction: for each input that moves, how fast.
        read: what stands for a node, and for each of its inputs, in the formulas.
    """
    for node in order:
        if node.rule is None or node in tangents:
            continue
        z, inputs = read(node)
        tangent = None
        for i, parent in enumerate(node.parents):
            if parent not in tangents:
                continue
            part = built(partial(_pushed, node, i, z, inputs, tangents[parent], read))
            if part is None:
                continue
            tangent = part if tangent is None else tangent + part
            if watching.get() and read is in_numbers:  # a node is watched when it is made
                require_finite_push(node, i, tangents[parent], tangent)
        if tangent is not None:
            if np.shape(tangent) != node.shape:
                tangent = tangent + np.zeros(node.shape)
            tangents[node] = node.owned(tangent) if read is in_numbers else in_type_of(node, tangent)
    return tangents


def _pushed(node: Node, i: int, z: Any, inputs: Sequence[Any], tangent: Any, read: Read) -> Any:
    """Return what the tangent of the i-th parent adds to that of a node, or None where there is no derivative."""
    derivative = node.rule.derivative(i, z, inputs)  # type: ignore[union-attr]
    if callable(derivative):
        return through_pullback(derivative, node, tangent, read)
    if derivative is None:
        return None
    return derivative * tangent


def through_pullback(pull: Any, node: Node, tangent: Any, read: Read) -> Any:
    """Return a tangent, pushed through a pull-back: a linear function of g, whose transpose is its own gradient.

    Args:
        pull: the pull-back, from the gradient g of the node to that of a parent.
        node: the node that it belongs to.
        tangent: the tangent of the parent.
        read: as in `push_forward`.
    """
    g = type(node).leaf(node.frozen(np.ones(node.shape, getattr(node, "dtype", float))))
    pulled = sum_to(pull(g), np.shape(tangent))
    if not isinstance(pulled, Node) and np.any(pulled):
        raise TypeError(
            f"the pull-back of {node.op} computes with plain numbers, so it can't be turned round for forward mode. "
            "Write it with NumPy's functions of g, or take grad or vjp."
        )
    if not isinstance(pulled, Node) or pulled.constant:  # it does not depend on g
        return np.zeros(node.shape)
    token = watching.set(False)  # this small graph is none of the user's
    try:
        return gradients_of(np.sum(pulled * tangent), [g], create_graph=read is not in_numbers)[0]
    finally:
        watching.reset(token)
