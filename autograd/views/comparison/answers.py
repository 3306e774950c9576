"""What a person answered for the gradients of a graph: each answer an array of numbers, or why it is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.node import Node, gone_past
from autograd.tensor import REAL

SHOWN = 12  # labels that a message lists


@dataclass
class Answers:
    """The answers for one graph: the gradient of each node, or in words why an answer is none; what is for no node."""

    given: dict[Node, npt.NDArray[Any] | str] = field(default_factory=dict)
    astray: dict[str, str] = field(default_factory=dict)


def answers(by_hand: Mapping[Any, Any], order: Sequence[Node], asked: Sequence[Node]) -> Answers:
    """Sort the answers, which come by label ("W1" or "dW1") or by node, by the nodes that are asked for."""
    if not isinstance(by_hand, Mapping):
        raise TypeError(f"by_hand={by_hand!r}: give the gradients by label, {{'W': dW}}.")
    by_label: dict[str, list[Node]] = {}
    for node in asked:
        by_label.setdefault(node.label, []).append(node)
    found = Answers()
    for name, gradient in by_hand.items():
        nodes = [node for node in asked if node is name] if isinstance(name, Node) else _named(name, by_label)
        if len(nodes) > 1:
            found.astray[str(name)] = f"{len(nodes)} quantities are called {nodes[0].label!r}: label each of them"
        elif not nodes:
            found.astray[str(name)] = _why_unknown(name, order, list(by_label))
        elif nodes[0] in found.given:
            found.astray[str(name)] = f"a second answer for {nodes[0].label!r}: give one"
        else:
            found.given[nodes[0]] = _numbers(gradient)
    return found


def _named(name: Any, by_label: Mapping[str, list[Node]]) -> list[Node]:
    """The nodes of that label; the d of a gradient's name is no part of it."""
    if not isinstance(name, str):
        return []
    return by_label.get(name) or by_label.get(name.removeprefix("d"), [])


def _why_unknown(name: Any, order: Sequence[Node], labels: list[str]) -> str:
    """Why there is no gradient of that name to compare with."""
    past = gone_past(order)
    for node in order:
        if node is name or (isinstance(name, str) and node.label in (name, name.removeprefix("d")) and node.label):
            if node in past and (rule := past[node].rule):
                return f"not computed: {rule.fuses} in one, which goes past {node.label}"
            return f"{node.label} is a constant: it has no gradient" if node.constant else "not a quantity below J"
    listed = ", ".join(labels[:SHOWN]) + (", ..." if len(labels) > SHOWN else "")
    return f"the graph has no {name!r}; its labels are {listed}"


def _numbers(gradient: Any) -> npt.NDArray[Any] | str:
    """The gradient as an array of floats, or why it is none."""
    if gradient is None:
        return "no answer"
    if isinstance(gradient, Node):
        gradient = gradient.raw
    if isinstance(gradient, (str, bytes)):
        return f"a text, {gradient!r}: give the number without quotes"
    if callable(gradient):
        return "a function: call it, and give the number that it returns"
    try:
        array = np.asarray(gradient)
    except ValueError:
        return "rows of different lengths: give an array"
    return array.astype(float) if array.dtype.kind in REAL else f"not real numbers, but {array.dtype}"
