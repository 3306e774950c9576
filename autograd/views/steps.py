"""Backpropagation as a list of steps, written down while the real passes run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.graph import backpropagate, require_unchanged, topological_order
from autograd.node import Node
from autograd.views.edges import forward_formula, forward_numbers, local_formula, local_number, slope
from autograd.views.numbers import MINUS, TIMES, data_text, in_brackets, names_of


@dataclass(frozen=True)
class Forward:
    """A value is computed from the values it depends on.

    Attributes:
        node: what is computed.
        name: its name.
        formula: how, by name: `w * x`.
        numbers: the same with the numbers put in: `-2 * 3`.
        result: what comes out.
    """

    node: Node
    name: str
    formula: str
    numbers: str
    result: str


@dataclass(frozen=True)
class Backward:
    """The chain rule on one edge: upstream times local derivative is added to the gradient of the parent.

    Attributes:
        node, parent, i: the edge goes from `node` back to `parent`, which is its i-th one.
        name, parent_name: their names.
        slope, parent_slope: the names of their gradients, dJ/dnode and dJ/dparent.
        formula: the local derivative dnode/dparent, or for arrays the pull-back of dJ/dnode, by name.
        local: the number of the local derivative, or numbers; None for a pull-back.
        upstream: dJ/dnode.
        contribution: what this edge adds.
        before, after: the gradient of the parent before and after; None before its first contribution.
    """

    node: Node
    parent: Node
    i: int
    name: str
    parent_name: str
    slope: str
    parent_slope: str
    formula: str
    local: Any
    upstream: Any
    contribution: Any
    before: Any
    after: Any

    @property
    def is_scalar(self) -> bool:
        """Whether every number of this step is a single one, and finite, so that it can be asked for."""
        numbers = (self.local, self.upstream, self.contribution, self.after)
        return self.local is not None and all(np.size(x) == 1 and bool(np.all(np.isfinite(x))) for x in numbers)

    @property
    def product(self) -> str:
        """The product on the edge, by name and with numbers; for a pull-back, its formula.

        Where the parent was broadcast, the products of all the entries it went into are summed.
        """
        if self.local is None:
            return self.formula
        formula = f"({self.formula})" if " " in self.formula else self.formula
        by_name = f"{self.slope} {TIMES} {formula}"
        numbers = f"{data_text(self.upstream)} {TIMES} {in_brackets(data_text(self.local))}"
        if np.shape(self.contribution) != np.shape(self.upstream):
            return f"sum({by_name}) = sum({numbers})"
        return f"{by_name} = {numbers}"

    @property
    def total(self) -> str:
        """The gradient of the parent after this edge, and how it came about if it is not the first."""
        if self.before is None:
            return data_text(self.after)
        return f"{data_text(self.before)} + {in_brackets(data_text(self.contribution))} = {data_text(self.after)}"


@dataclass(frozen=True)
class Update:
    """A parameter takes a step downhill: w -= alpha * dJ/dw."""

    node: Node
    name: str
    slope: str
    gradient: Any
    result: Any

    def texts(self, alpha: float | None) -> tuple[str, str, str]:
        """The update by name, with numbers, and what comes out."""
        by_name = f"{self.name} {MINUS}= alpha {TIMES} {self.slope}"
        step = f"{alpha:g} {TIMES} {in_brackets(data_text(self.gradient))}"
        return by_name, f"{data_text(self.node._data)} {MINUS} {step}", data_text(self.result)


@dataclass(frozen=True)
class Steps:
    """Both passes of a cost, and what gradient descent would do next.

    Attributes:
        J: the cost.
        names: a name for every node, in the order of the forward pass.
        forward, backward, updates: the steps in order.
        gradients: dJ/dnode, for every node that has one.
        alpha: the learning rate of the updates; None if there are none.
    """

    J: Node
    names: dict[Node, str]
    forward: list[Forward]
    backward: list[Backward]
    updates: list[Update]
    gradients: dict[Node, Any]
    alpha: float | None


def record(J: Node, alpha: float | None = None) -> Steps:
    """Walk the graph below J forwards, and run a backward pass that is written down edge by edge.

    No `.grad` and no data change: the pass keeps its gradients to itself, and the updates are only computed.

    Args:
        J: a scalar node, a cost.
        alpha: the learning rate to show updates of the parameters with.

    Raises:
        TypeError: if alpha is not a number.
        ValueError: if J is not a scalar, nothing below it can have a gradient, or data changed after the forward pass.
    """
    if alpha is not None and not (isinstance(alpha, (int, float)) and np.isfinite(alpha)):
        raise TypeError(f"alpha={alpha!r}: the learning rate is a number.")
    order = topological_order(J)
    require_unchanged(order)  # else the numbers put in would contradict what came out
    names = names_of(order)
    forward = [
        Forward(node, names[node], forward_formula(node, names), forward_numbers(node), data_text(node._data))
        for node in order
        if node.parents
    ]
    backward: list[Backward] = []
    so_far: dict[Node, Any] = {}

    def note(node: Node, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
        parent = node.parents[i]
        backward.append(
            Backward(
                node=node,
                parent=parent,
                i=i,
                name=names[node],
                parent_name=names[parent],
                slope=slope(node, names),
                parent_slope=slope(parent, names),
                formula=local_formula(node, i, names),
                local=local_number(node, i),
                upstream=np.copy(upstream),
                contribution=np.copy(contribution),
                before=so_far.get(parent),
                after=np.copy(gradient),  # the pass adds to its arrays in place
            )
        )
        so_far[parent] = backward[-1].after

    gradients = backpropagate(topological_order(J, constants=False), J.seed(), record=note)
    parameters = [node for node in order if node.is_leaf and node in gradients]
    updates = [
        Update(node, names[node], slope(node, names), gradients[node], node._data - alpha * gradients[node])
        for node in (parameters if alpha is not None else [])
    ]
    return Steps(J, names, forward, backward, updates, gradients, alpha)
