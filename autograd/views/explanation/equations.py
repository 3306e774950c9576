"""The steps of a walk as equations: a value is computed, an edge adds to a gradient, a parameter moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd.graph import contributions
from autograd.node import Node
from autograd.rules import sub
from autograd.symbols import Symbol, number_of, numbered
from autograd.views.edges import derivative_name, short, spelled_out, times, without_factors_of_one
from autograd.views.numbers import are_whole, data_text, in_brackets, is_small
from autograd.views.reading import Reading
from autograd.writers.mathematics import MathWriter


@dataclass(frozen=True)
class Equation:
    """A step as an equation: what it is about, and the sides that are equal to it, or added to it.

    Attributes:
        reading: the graph.
        node: the node that the step is at.
        left: the left side.
        named: the first side behind the sign: a formula by name.
        put_in: the same formula with numbers in place of names; None where an array has too many.
        outcome: what it comes to; None if there is nothing to compute.
        sign: =, += or <-.
    """

    reading: Reading
    node: Node
    left: Any
    named: Any
    put_in: Any = None
    outcome: Any = None
    sign: str = "="

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.reading.names[self.node]

    @property
    def formula(self) -> str:
        """The formula by name: `w * x`."""
        return short(self.named)

    @property
    def numbers(self) -> str:
        """The formula with the numbers put in, `-2 * 3`, or "-" where these are too many."""
        return short(self.put_in) if self.has_numbers else "-"

    @property
    def has_few(self) -> bool:
        """True if it comes to few numbers."""
        return self.outcome is not None and is_small(number_of(self.outcome))

    has_numbers = has_few  # whether the formula is written with its numbers too

    @cached_property
    def sides(self) -> list[Any]:
        """The sides of the equation, without those of too many numbers to be written, and nothing twice."""
        sides = [self.named]
        if self.has_numbers:
            sides.append(self.put_in)
        if self.has_few:
            sides.append(self.outcome)
        return [self.left, *{short(side): side for side in sides}.values()]

    @property
    def equation(self) -> str:
        """The equation as text."""
        first, *others = map(short, self.sides)
        return f"{first} {self.sign} {' = '.join(others)}"

    @property
    def typeset_sides(self) -> list[Any]:
        """The sides as mathematics shows them."""
        return self.sides

    def in_parts(self, writer: MathWriter) -> tuple[str, str, str]:
        """Return the left side of the equation, its sign and its right side in a language of mathematics."""
        first, second, *others = map(writer.text, self.typeset_sides)
        for other in others:
            second = writer.joined(second, writer.sign("="), other)
        return first, self.sign, second

    def written(self, writer: MathWriter) -> str:
        """Return the equation in a language of mathematics."""
        left, sign, right = self.in_parts(writer)
        return writer.joined(left, writer.sign(sign), right)


class Forward(Equation):
    """A value is computed from the values it depends on."""

    @property
    def has_numbers(self) -> bool:
        """True if all that it was computed from is small."""
        return all(map(is_small, self.node.inputs))

    @property
    def result(self) -> str:
        """The number or array that was computed."""
        return data_text(self.node.raw)


def computed(reading: Reading, node: Node) -> Forward:
    """Return the step that computes a node."""
    named = without_factors_of_one(reading.formula(node))
    outcome, inputs = reading.in_numbers(node)
    put_in = without_factors_of_one(spelled_out(node, inputs))
    return Forward(reading, node, reading.symbol(node), named, put_in, outcome)


@dataclass(frozen=True)
class Backward(Equation):
    """The chain rule on one edge, from `node` to its i-th parent: upstream times local derivative is added."""

    i: int = 0
    number: int = 0  # of the edge in the pass
    upstream: Any = None  # dJ/dnode
    contribution: Any = None  # added by this edge
    before: Any = None  # the gradient of the parent; None before its first contribution
    after: Any = None

    @property
    def has_numbers(self) -> bool:
        """True if the factors are written as numbers too. Those of a pull-back are not."""
        return self.local is not None and is_small(self.upstream) and is_small(self.contribution)

    @cached_property
    def parent(self) -> Node:
        """The node whose gradient grows."""
        return self.node.parents[self.i]

    @property
    def parent_name(self) -> str:
        """The name of the parent."""
        return self.reading.names[self.parent]

    @property
    def gradient_name(self) -> str:
        """The name of the gradient of the parent."""
        return self.reading.gradient_name(self.parent)

    @property
    def local_side(self) -> Any:
        """The local derivative dnode/dparent, or for arrays the pull-back of dJ/dnode, by name."""
        return self.reading.local_formula(self.node, self.i)

    @property
    def formula(self) -> str:
        """The same as text."""
        return short(self.local_side)

    @cached_property
    def local(self) -> Any:
        """The local derivative as a number or numbers, or None for a pull-back."""
        return self.reading.local_number(self.node, self.i)

    @cached_property
    def is_ambiguous(self) -> bool:
        """True if dnode/dparent is not the derivative along this edge alone, or is the gradient itself."""
        below, parents = self.reading.below, list(self.node.parents)
        parent = below[parents.pop(self.i)]
        return self.node is self.reading.J or any(below[x] & parent == parent for x in parents)

    @property
    def typeset_sides(self) -> list[Any]:
        """The sides, with the chain rule in front of what it comes to, if that has a sign of its own."""
        if self.local is None or self.is_ambiguous:
            return self.sides
        first, *others = self.sides
        local = Symbol(derivative_name(self.name, self.parent_name), shape=self.node.shape)
        return [first, times(self.reading.gradient(self.node), local, self.node, self.i), *others]

    @property
    def product(self) -> str:
        """The product that is added, by name and with numbers."""
        return " = ".join(map(short, self.sides[1 : 2 + self.has_numbers]))

    @property
    def so_far(self) -> str:
        """The gradient of the parent after this edge, as a sum if the edge is not the first, or a large one's range."""
        text = data_text(self.after)
        if not is_small(self.after):
            return f"{self.gradient_name}: {text}"
        if self.before is not None:
            text = f"{data_text(self.before)} + {in_brackets(data_text(self.contribution))} = {text}"
        return f"{self.gradient_name} = {text}"


def added(reading: Reading, node: Node, i: int, number: int, *numbers: Any) -> Backward:
    """Return the step along the i-th edge of a node, the edge of that number in the pass.

    Args:
        reading: the graph.
        node: the node that passes its gradient on.
        i: which of its parents gets it.
        number: that of the edge.
        numbers: the gradient from above, what is added, and the gradient of the parent before and after.
    """
    parent, local = node.parents[i], reading.local_number(node, i)
    upstream, contribution = numbers[:2]
    key, put_in = reading.keys[node], None
    from_above = numbered(f"gradient {key}", upstream)
    if local is not None:
        named = times(reading.gradient(node), reading.local_formula(node, i), node, i)
        put_in = times(from_above, numbered(f"local {number}", local), node, i)
    else:
        named = reading.local_formula(node, i)
        if are_whole(node, *node.parents):
            put_in = dict(contributions(node, from_above, {parent}, reading.in_numbers))[i]
    outcome = numbered(f"adds {number}", contribution)
    return Backward(reading, node, reading.gradient(parent), named, put_in, outcome, "+=", i, number, *numbers)


class Update(Equation):
    """A parameter takes a step downhill, or an optimizer keeps in mind what it needs for the next one."""

    @property
    def result(self) -> Any:
        """The number or array that was computed."""
        return number_of(self.outcome)

    @property
    def by_name(self) -> str:
        """The update by name: `w -= alpha * dJ/dw`, or `m_w = 0.9 * m_w + 0.1 * dJ/dw`."""
        left, new = short(self.left), self.named
        if getattr(new, "rule", None) is sub and new.inputs[0] is self.left:
            return f"{left} -= {short(new.inputs[1])}"
        return f"{left} = {short(new)}"

    @property
    def equation(self) -> str:
        """The update by name, with numbers and the result."""
        return f"{self.by_name}: {' = '.join(map(short, self.sides[2:]))}".rstrip(": ")


@dataclass(frozen=True)
class PlainDescent:
    """Plain gradient descent, w -= alpha * dJ/dw, which says of itself what every optimizer does."""

    alpha: float

    def updates(self, reading: Reading, gradients: dict[Node, Any]) -> list[Update]:
        """Return the step downhill of each parameter, whose gradients these are."""
        alpha, steps = Symbol("alpha", shape=()), []
        for node, gradient in gradients.items():
            key, w = reading.keys[node], reading.symbol(node)
            rate, slope = numbered(f"alpha {key}", self.alpha), numbered(f"mean {key}", gradient)
            put_in = reading.number(node) - rate * slope
            outcome = numbered(f"updated {key}", reading.held[node] - self.alpha * gradient)
            steps.append(Update(reading, node, w, w - alpha * reading.gradient(node), put_in, outcome, "<-"))
        return steps

    def script(self, parameters: Iterable[Node]) -> tuple[str, dict[Node, Any]]:
        """Return the step for one number in JavaScript, and that nothing is remembered."""
        return "const movement = (w, dw, t, alpha) => [w - alpha * dw, []];", {}
