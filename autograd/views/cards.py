"""The lines of a card that draw and its tree have in common: a gradient, later data, fused rules."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd.names import clipped
from autograd.node import Node
from autograd.snapshots import are_same
from autograd.views.edges import short
from autograd.views.numbers import data_text, range_text
from autograd.views.reading import Reading


def computed_by(reading: Reading, node: Node) -> str:
    """Return what computes a node behind its name, ` = w * x`, or "" for a leaf."""
    return "" if node.is_leaf else f" = {clipped(short(reading.formula(node)))}"


def later_text(reading: Reading, node: Node) -> str:
    """Return the data that were assigned to a node since the forward pass, or "" if none were."""
    return "" if are_same(node.raw, reading.held[node]) else f"later set to {data_text(node.raw)}"


def gradient_text(reading: Reading, nodes: Sequence[Node], gradients: Mapping[Node, Any] | None = None) -> str:
    """Return the gradient of one node or of several, and what the edges add if it is another.

    Args:
        reading: the graph.
        nodes: one node, or those that one card stands for.
        gradients: other gradients than those that the nodes have, to be taken as they are.
    """
    shown = reading.gradients if gradients is None else gradients
    if not all(node in shown for node in nodes):
        return "d -"
    text = _summary([shown[node] for node in nodes])
    if gradients is not None or all(_is_added(reading, node) for node in nodes):
        return f"d {text}"
    passed = reading.passed.gradients
    if not passed:
        return f"d {text}, accumulated or assigned:\nnone of it from {clipped(reading.names[reading.J])}"
    added = _summary([passed.get(node, np.zeros(node.shape)) for node in nodes])
    if added == text:
        return f"d {text}"
    return f"d {text}, accumulated or assigned:\nthese edges add {added}"


def _is_added(reading: Reading, node: Node) -> bool:
    """Tell whether the edges add the gradient that a node has, but for rounding."""
    gradient, passed = reading.gradients[node], reading.passed
    rounding = 1e-4 if np.asarray(gradient).dtype == np.float32 else 1e-9
    least = rounding * passed.largest.get(node, 0.0)
    return np.allclose(gradient, passed.gradients.get(node, 0.0), rtol=rounding, atol=least, equal_nan=True)


def _summary(gradients: Sequence[Any]) -> str:
    """Return a gradient as text, or the range of several."""
    return data_text(gradients[0]) if len(gradients) == 1 else range_text(gradients)


def fused_notes(reading: Reading, nodes: Sequence[Node], shown: Mapping[Node, Node] | None = None) -> list[str]:
    """Return that a rule among some nodes is fused, and that the last of them is gone past.

    Args:
        reading: the graph.
        nodes: those that one card stands for; it shows the last one.
        shown: for each node the one that its card shows, if that is another.
    """
    notes = list(dict.fromkeys(f"{node.rule.fuses} in one" for node in nodes if node.rule and node.rule.fuses))
    node = nodes[-1]
    if node in reading.past:
        fused = reading.past[node]
        name = clipped(reading.names[(shown or {}).get(fused, fused)])
        notes.append(f"fused into {name}: no {clipped(reading.gradient_name(node))} from there")
    return notes
