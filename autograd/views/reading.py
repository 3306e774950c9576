"""A graph as the views look at it: walked, named, checked and measured once."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, NamedTuple, TypeVar

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.graph import contributions
from autograd.names import as_term, is_raw_number, names_of, number_text
from autograd.node import Node
from autograd.rebuilt import begun_at
from autograd.snapshots import are_same, gone_past, held_by
from autograd.symbols import Name, Symbol, numbered
from autograd.views.edges import derivative_name, rule_of, spelled_out, without_factors_of_one
from autograd.views.program_order import program_order, with_own_line

MOST_EQUATIONS = 60  # nodes whose formulas somebody may still want to read in one block
Method = TypeVar("Method", bound=Callable[..., Any])


def kept(method: Method) -> Method:
    """Let a method of a Reading compute each answer once."""

    @wraps(method)
    def answer(reading: "Reading", *arguments: Any) -> Any:
        key = method, *arguments
        if key not in reading.answers:
            reading.answers[key] = method(reading, *arguments)
        return reading.answers[key]

    return answer  # type: ignore[return-value]


class Passed(NamedTuple):
    """The gradients that go along the edges of a graph, from that of its cost on. There are none if it has none."""

    gradients: dict[Node, Any]  # what the edges add to each node
    largest: dict[Node, float]  # the largest number that an edge adds to it, by which rounding is judged
    flows: dict[tuple[Node, int], float]  # the largest entry of what each edge adds, by its node and which parent


class Reading:
    """A graph read once, for every view of it.

    Names, numbers and formulas are computed when they are first asked for, and kept: a view is as of the time when it
    was made.

    Args:
        J: the cost, whose graph it is.
        view: the function that was called, for its error message.
        inputs: nodes at which the graph is to begin, or lists of nodes.

    Attributes:
        copies: the nodes that stand for others where the graph begins at inputs.
        J: the cost.
        order: the nodes below J in the order of a program that computes them, J last.
        answers: what its methods have computed so far.

    Raises:
        TypeError: if J is no node.
    """

    def __init__(self, J: Node, view: str, inputs: Any = ()) -> None:
        if not isinstance(J, Node):
            raise TypeError(f"{view} takes a node, such as a cost J, not {type(J).__name__}.")
        self.copies = begun_at(J, inputs, view)
        self.J = self.copies.get(J, J)
        self.order = program_order(self.J)
        self.answers: dict[Any, Any] = {}

    @cached_property
    def names(self) -> dict[Node, str]:
        """A name for every node, in order."""
        return names_of(self.order)

    @cached_property
    def keys(self) -> dict[Node, str]:
        """A key for every node, by which pictures and pages know it: k0, k1 ..."""
        return {node: f"k{i}" for i, node in enumerate(self.order)}

    @cached_property
    def held(self) -> dict[Node, Any]:
        """The data that each node held in the forward pass.

        Raises:
            ValueError: if data were assigned in the middle of it, or to a number without a name.
        """
        held = held_by(self.order)
        for node in self.order:
            if is_raw_number(node) and not are_same(node.raw, held[node]):
                raise ValueError(
                    f"the number {number_text(held[node])} of this graph was later set to "
                    f"{number_text(node.raw)}, and it has no name to say so. Give it a label, or "
                    "compute the cost again."
                )
        return held

    @cached_property
    def past(self) -> dict[Node, Node]:
        """The nodes that a fused rule goes past, each with the node that the rule computed."""
        return gone_past(self.order)

    @cached_property
    def below(self) -> dict[Node, int]:
        """The nodes that each node depends on, and itself, as bits by their place in the order."""
        below: dict[Node, int] = {}
        for i, node in enumerate(self.order):
            below[node] = 1 << i
            for parent in node.parents:
                below[node] |= below[parent]
        return below

    @cached_property
    def varying(self) -> list[Node]:
        """The nodes that a gradient goes to, in order."""
        return [node for node in self.order if not node.constant]

    @cached_property
    def gradients(self) -> dict[Node, Any]:
        """The gradients that the nodes have, which accumulate over backward passes."""
        return {node: node.gradient for node in self.order if node.has_gradient}

    @cached_property
    def passed(self) -> Passed:
        """The gradients that go along the edges of this graph."""
        passed = Passed({}, {}, {})
        if self.J.constant or not self.J.has_gradient:
            return passed

        def note(node: Node, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
            entries, parent = np.ravel(contribution), node.parents[i]
            flow = float(entries[np.argmax(np.abs(entries))]) if entries.size else 0.0
            passed.flows[node, i] = flow
            if np.isfinite(flow):
                passed.largest[parent] = max(abs(flow), passed.largest.get(parent, 0.0))

        seed = self.J.owned(np.array(self.J.gradient))
        with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
            passed.gradients.update(backpropagate(self.varying, seed, record=note))
        return passed

    @kept
    def symbol(self, node: Node) -> Any:
        """Return a node by name, or a raw number as it is, so that formulas can be simplified."""
        if is_raw_number(node):
            return float(node.raw)
        return Symbol(Name(as_term(self.names[node]), self.names[node]), shape=node.shape)

    @kept
    def gradient_name(self, node: Node) -> Name:
        """Return the name of the gradient of a node: dJ/dz."""
        return derivative_name(self.names[self.J], self.names[node])

    @kept
    def gradient(self, node: Node) -> Symbol:
        """Return the gradient of a node by name."""
        return Symbol(self.gradient_name(node), shape=node.shape)

    def in_names(self, node: Node) -> tuple[Any, list[Any]]:
        """Return a node and its inputs by name."""
        return self.symbol(node), list(map(self.symbol, node.parents))

    def number(self, node: Node) -> Any:
        """Return the number that a node held, with the key of the node, or a raw number as it is."""
        if is_raw_number(node):
            return float(node.raw)
        return numbered(f"value {self.keys[node]}", self.held[node])

    def in_numbers(self, node: Node) -> tuple[Any, list[Any]]:
        """Return the numbers of a node and of its inputs."""
        return self.number(node), list(map(self.number, node.parents))

    @kept
    def formula(self, node: Node) -> Any:
        """Return the formula that computes a node, by name: `w * x`."""
        return spelled_out(node, self.in_names(node)[1])

    @kept
    def local_formula(self, node: Node, i: int) -> Any:
        """Return the i-th derivative of the rule that computed a node, by name.

        It is the local derivative of an elementwise rule, `w`, and else the pull-back of dJ/dnode, `dJ/dz @ W.T`.
        """
        derivative = rule_of(node).derivative(i, *self.in_names(node))
        return self.pulled_back(node, i) if callable(derivative) else derivative

    @kept
    def local_number(self, node: Node, i: int) -> Any:
        """Return the local derivative on the i-th edge as numbers, or None for a rule that is not elementwise."""
        with np.errstate(all="ignore"):  # the pass itself warns; looking at it again does not
            derivative = rule_of(node).derivative(i, node.raw, node.inputs)
        return None if callable(derivative) else np.asarray(derivative, dtype=float)

    def pulled_back(self, node: Node, i: int) -> Any:
        """Return the chain rule on the i-th edge, by name: `dJ/dz @ W.T`, `sum(dJ/dz, axis=0)`."""
        return dict(contributions(node, self.gradient(node), {node.parents[i]}, self.in_names))[i]

    def equations(self, write: Callable[[Any], str]) -> list[tuple[str, str]]:
        """Return the two sides of the cost and of each value with a label or two uses, if the graph is not large."""
        if len(self.order) > MOST_EQUATIONS:
            return []
        symbols: dict[Node, Any] = {}
        sides = []
        own_line = with_own_line(self.order) | {self.J}
        for node in self.order:
            name = symbols[node] = self.symbol(node)
            if node.rule is None:
                continue
            formula = without_factors_of_one(spelled_out(node, [symbols[parent] for parent in node.parents]))
            if node in own_line:
                sides.append((write(name), write(formula)))
            else:
                symbols[node] = formula
        return sides[::-1]
