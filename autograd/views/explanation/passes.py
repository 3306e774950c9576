"""Backpropagation as a list of steps, written down while the real passes run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.graph import backpropagate, topological_order
from autograd.names import names_of
from autograd.node import Node
from autograd.snapshots import gone_past
from autograd.views.edges import gradient_name
from autograd.views.explanation.equations import Backward, Forward, Seed, Step, Update
from autograd.views.numbers import keys_of
from autograd.views.one_pass import one_pass


@dataclass(frozen=True)
class Steps:
    """Both passes of a cost, and what gradient descent would do next."""

    J: Node  # the cost
    names: dict[Node, str]  # a name for every node, in the order of the forward pass
    keys: dict[Node, str]  # a key for each, by which pictures and pages know it
    held: dict[Node, Any]  # what each node held in the forward pass
    forward: list[Forward]  # the steps in order
    backward: list[Backward]
    updates: list[Update]
    gradients: dict[Node, Any]  # dJ/dnode, for every node that has one
    fused: list[str]  # a sentence for every node that a fused rule goes past
    later: list[str]  # sentences about nodes that other data were assigned to since
    alpha: float | None  # the learning rate of the updates; None if there are none

    @property
    def walk(self) -> list[Step]:
        """All steps in order."""
        return [*self.forward, Seed(self.J, self.names, self.keys), *self.backward, *self.updates]


def record(J: Node, alpha: float | None = None, max_nodes: int | None = None) -> Steps:
    """Walk the graph below J forwards, and run a backward pass that is written down edge by edge.

    No `.grad` and no data change: the pass keeps its gradients to itself, and the updates are only computed. `explain`
    says what may be given, and what is refused.
    """
    if alpha is not None and not (isinstance(alpha, (int, float, np.number)) and np.isfinite(alpha)):
        raise TypeError(f"alpha={alpha!r}: the learning rate is a number.")
    order = topological_order(J)
    if max_nodes is not None and len(order) > max_nodes:
        raise ValueError(
            f"{len(order):,} nodes would be too many steps to read (max_nodes={max_nodes:,}). Explain an inner node, "
            "explain(z), a network of Tensors in place of Values, fewer examples, or give max_nodes=..."
        )
    names = names_of(order)
    one = one_pass(J, names, backward=False)
    keys = keys_of(names)
    forward = [Forward(node, names, keys) for node in order if node.parents]
    backward: list[Backward] = []
    so_far: dict[Node, Any] = {}

    def note(node: Node, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
        parent = node.parents[i]
        numbers = _as_it_is(upstream), _as_it_is(contribution), so_far.get(parent), _as_it_is(gradient)
        backward.append(Backward(node, names, keys, i, len(backward), *numbers))
        so_far[parent] = numbers[-1]

    gradients = backpropagate(topological_order(J, constants=False), J.seed(), record=note)
    parameters = [node for node in order if node.is_leaf and node in gradients]
    updates = [
        Update(node, names, keys, one.held[node], gradients[node], alpha or 0.0)
        for node in (parameters if alpha is not None else [])
    ]
    fused = [
        f"{gradient_name(parent, names)} is not computed by way of {names[node]}, which is {node.rule.fuses} in one."
        for parent, node in gone_past(order).items()
        if node.rule
    ]
    later = one.sentences(names)
    return Steps(J, names, keys, one.held, forward, backward, updates, gradients, fused, later, alpha)


def _as_it_is(gradient: Any) -> Any:
    """A gradient as it is now: the pass adds to its arrays in place."""
    return gradient.copy() if isinstance(gradient, np.ndarray) else gradient
