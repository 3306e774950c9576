"""Backpropagation as a list of steps, written down while the real passes run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.graph import backpropagate, require_unchanged, topological_order
from autograd.node import Node
from autograd.views.edges import (
    forward_formula,
    forward_numbers,
    gone_past,
    local_formula,
    local_number,
    product,
    slope,
    summed,
)
from autograd.views.numbers import MINUS, TIMES, data_text, in_brackets, is_small, names_of


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

    @property
    def equation(self) -> str:
        """Name, formula, numbers and result, as far as these are few enough to be written."""
        parts = [self.name, self.formula, self.numbers, self.result if is_small(self.node.raw) else ""]
        return " = ".join(filter(None, parts))

    @property
    def detail(self) -> str:
        """What came out, where it is too large for the equation."""
        return "" if is_small(self.node.raw) else f"{self.name}: {self.result}"


@dataclass(frozen=True)
class Backward:
    """The chain rule on one edge: upstream times local derivative is added to the gradient of the parent.

    Attributes:
        node, parent, i: the edge goes from `node` back to `parent`, which is its i-th one.
        name, parent_name: their names.
        slope, parent_slope: the names of their gradients, dJ/dnode and dJ/dparent.
        formula: the local derivative dnode/dparent, or what is added where that is not just a product, by name.
        by_name: what is added: upstream times local derivative, or the pull-back.
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
    by_name: str
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
    def is_small(self) -> bool:
        """Whether the numbers of this step are few enough to be written into its equations."""
        return all(map(is_small, (self.upstream, self.contribution)))

    @property
    def product(self) -> str:
        """What is added, by name, and with numbers if these are few: upstream times local derivative, or a pull-back.

        Where the parent was broadcast, the products of all the entries it went into are summed.
        """
        if self.local is None or not self.is_small:
            return self.by_name
        numbers = f"{data_text(self.upstream)} {TIMES} {in_brackets(data_text(self.local))}"
        return f"{self.by_name} = {summed(numbers, self.node, self.i)}"

    @property
    def equation(self) -> str:
        """The whole step: `dJ/dw += dJ/dz × x = 2 × 3 = 6`."""
        result = f" = {data_text(self.contribution)}" if is_small(self.contribution) else ""
        return f"{self.parent_slope} += {self.product}{result}"

    @property
    def total(self) -> str:
        """The gradient of the parent after this edge, and how it came about if it is not the first."""
        if self.before is None or not is_small(self.after):
            return data_text(self.after)
        return f"{data_text(self.before)} + {in_brackets(data_text(self.contribution))} = {data_text(self.after)}"

    @property
    def so_far(self) -> str:
        """The same with the gradient's name; of a large one only what lies in it."""
        return f"{self.parent_slope}{' =' if is_small(self.after) else ':'} {self.total}"


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
        if not is_small(self.result):
            return by_name, "", data_text(self.result)
        step = f"{alpha:g} {TIMES} {in_brackets(data_text(self.gradient))}"
        return by_name, f"{data_text(self.node.raw)} {MINUS} {step}", data_text(self.result)


@dataclass(frozen=True)
class Steps:
    """Both passes of a cost, and what gradient descent would do next.

    Attributes:
        J: the cost.
        names: a name for every node, in the order of the forward pass.
        forward, backward, updates: the steps in order.
        gradients: dJ/dnode, for every node that has one.
        fused: a sentence for every node that a fused rule goes past.
        alpha: the learning rate of the updates; None if there are none.
    """

    J: Node
    names: dict[Node, str]
    forward: list[Forward]
    backward: list[Backward]
    updates: list[Update]
    gradients: dict[Node, Any]
    fused: list[str]
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
        Forward(node, names[node], forward_formula(node, names), forward_numbers(node), data_text(node.raw))
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
                by_name=product(node, i, names),
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
        Update(node, names[node], slope(node, names), gradients[node], node.raw - alpha * gradients[node])
        for node in (parameters if alpha is not None else [])
    ]
    fused = [
        f"{slope(parent, names)} is not computed by way of {names[node]}, which is {node.rule.fuses} in one."
        for parent, node in gone_past(order).items()
        if node.rule
    ]
    return Steps(J, names, forward, backward, updates, gradients, fused, alpha)
