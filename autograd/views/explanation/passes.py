"""Backpropagation as a list of steps, written down while the real passes run."""

from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.node import Node
from autograd.views.cards import later_text
from autograd.views.edges import rule_of
from autograd.views.explanation.equations import Backward, Equation, Forward, PlainDescent, Update, added, computed
from autograd.views.numbers import data_text
from autograd.views.reading import Reading

MOST_SENTENCES = 5  # sentences that a reader can still cope with


@dataclass(frozen=True)
class Steps:
    """Both passes of a cost, and the update that would follow."""

    reading: Reading
    forward: list[Forward]  # the steps in order
    backward: list[Backward]
    updates: list[Update]
    gradients: dict[Node, Any]  # dJ/dnode, for every node that has one
    parameters: dict[Node, Any]  # the same for the leaves
    notes: list[str]  # sentences about nodes that a fused rule goes past, or that other data were assigned to since
    optimizer: Any  # what moves the parameters

    @property
    def walk(self) -> list[Equation]:
        """All steps in order. Between the passes stands dJ/dJ = 1."""
        J = self.reading.J
        begins = Equation(self.reading, J, self.reading.gradient(J), 1)
        return [*self.forward, begins, *self.backward, *self.updates]


def record(reading: Reading, alpha: float | None, max_nodes: int, optimizer: Any = None) -> Steps:
    """Walk a graph forwards, and run a backward pass that is written down edge by edge.

    No `.grad` and no data change: the pass keeps its gradients to itself, and the updates are only computed. `explain`
    tells the limits of the arguments.
    """
    if alpha is not None and not (isinstance(alpha, (int, float, np.number)) and np.isfinite(alpha)):
        raise TypeError(f"alpha={alpha!r}: the learning rate is a number.")
    if optimizer is not None and not hasattr(optimizer, "updates"):
        raise TypeError(f"optimizer={optimizer!r}: give one of nn.optimizers, such as Adam(0.1).")
    if alpha is not None and optimizer is not None:
        raise ValueError(
            f"alpha={alpha!r} and optimizer={optimizer!r}: give one of them; the optimizer has its own alpha."
        )
    order = reading.order
    if len(order) > max_nodes:
        raise ValueError(
            f"{len(order):,} nodes would be too many steps to read (max_nodes={max_nodes:,}). Explain an inner node, "
            "explain(z), a network of Tensors in place of Values, fewer examples, or give max_nodes=..."
        )
    forward = [computed(reading, node) for node in order if node.parents]
    backward: list[Backward] = []
    so_far: dict[Node, Any] = {}

    def note(node: Node, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
        parent = node.parents[i]
        # as they are now: the pass adds to its arrays in place
        numbers = copy(upstream), copy(contribution), so_far.get(parent), copy(gradient)
        backward.append(added(reading, node, i, len(backward), *numbers))
        so_far[parent] = numbers[-1]

    gradients = backpropagate(reading.varying, reading.J.seed(), record=note)
    parameters = {node: gradients[node] for node in order if node.is_leaf and node in gradients}
    mover = optimizer if alpha is None else PlainDescent(alpha)
    updates = mover.updates(reading, parameters) if mover else []
    notes = fused_sentences(reading) + later_sentences(reading)
    return Steps(reading, forward, backward, updates, gradients, parameters, notes, mover or PlainDescent(0.1))


def fused_sentences(reading: Reading) -> list[str]:
    """Return a sentence for every node that a fused rule goes past."""
    return [
        f"{reading.gradient_name(parent)} is not computed by way of {reading.names[node]}, "
        f"which is {rule_of(node).fuses} in one."
        for parent, node in reading.past.items()
    ]


def later_sentences(reading: Reading) -> list[str]:
    """Return a sentence for the first few nodes that other data were assigned to since, and a count of the others."""
    changed = [node for node in reading.order if later_text(reading, node)]
    sentences = [
        f"In these steps {reading.names[node]} is {data_text(reading.held[node])}; it was {later_text(reading, node)}."
        for node in changed[:MOST_SENTENCES]
    ]
    if len(changed) > MOST_SENTENCES:
        sentences.append(f"{len(changed) - MOST_SENTENCES} more nodes were later set to other data.")
    return sentences
