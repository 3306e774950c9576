"""The steps of a walk as equations: a value is computed, an edge adds to a gradient, a parameter moves."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograd.graph import contributions
from autograd.node import Node
from autograd.rules import mul, sub
from autograd.symbols import Symbol, numbered, unrepeated
from autograd.views.edges import derivative_name, short, spelled_out, times
from autograd.views.numbers import data_text, in_brackets, is_small, plain_text
from autograd.views.reading import Reading
from autograd.writers.mathematics import MathWriter


@dataclass(frozen=True)
class Equation:
    """An equation of a walk: a node by name, and the sides that are equal to it."""

    node: Node
    reading: Reading

    sign, relation = "=", "="  # in text, and as writers of mathematics call it

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.reading.names[self.node]

    @property
    def sides(self) -> list[Any]:
        """The equal sides of the equation, without those of too many numbers to be written."""
        raise NotImplementedError

    @property
    def inputs(self) -> list[Any]:
        """The numbers that the node was computed from."""
        pairs = zip(self.node.parents, self.node.inputs, strict=True)
        return [numbered(f"value {self.reading.keys[parent]}", x) for parent, x in pairs]

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
        return first, self.relation, second

    def written(self, writer: MathWriter) -> str:
        """Return the equation in a language of mathematics."""
        left, sign, right = self.in_parts(writer)
        return writer.joined(left, writer.sign(sign), right)


@dataclass(frozen=True)
class Forward(Equation):
    """A value is computed from the values it depends on."""

    @cached_property
    def sides(self) -> list[Any]:
        """Name, formula, numbers and result."""
        sides = [self.reading.symbol(self.node), self.reading.formula(self.node)]
        result = None
        if is_small(self.node.raw):
            result = self._result
        if self.numbers and (result is None or self.numbers != short(result)):  # nothing is written twice
            sides.append(self.put_in())
        return sides if result is None else [*sides, result]

    def put_in(self) -> Any:
        """Return the formula of the numbers that the node was computed from."""
        return spelled_out(self.node, self.inputs)

    def in_full(self) -> list[Any]:
        """Return all sides, however many numbers they have."""
        return [*self.sides[:2], self.put_in(), self._result]

    @property
    def _result(self) -> Any:
        return numbered(f"value {self.reading.keys[self.node]}", self.node.raw)

    @property
    def formula(self) -> str:
        """The formula by name: `w * x`."""
        return short(self.sides[1])

    @cached_property
    def numbers(self) -> str:
        """The same with the numbers put in, `-2 * 3`, or "" where these are too many."""
        return short(self.put_in()) if all(map(is_small, self.node.inputs)) else ""

    @property
    def result(self) -> str:
        """The number or array that was computed."""
        return plain_text(data_text(self.node.raw))


@dataclass(frozen=True)
class Seed(Equation):
    """The beginning of the backward pass: dJ/dJ = 1."""

    @property
    def sides(self) -> list[Any]:
        """The gradient of the cost, and 1."""
        return [self.reading.gradient(self.node), 1]


@dataclass(frozen=True)
class Backward(Equation):
    """The chain rule on one edge, from `node` to its i-th parent: upstream times local derivative is added."""

    i: int
    number: int  # of the edge in the pass
    upstream: Any  # dJ/dnode
    contribution: Any  # added by this edge
    before: Any  # the gradient of the parent; None before its first contribution
    after: Any

    sign, relation = "+=", "+="

    @property
    def parent(self) -> Node:
        """The node whose gradient grows."""
        return self.node.parents[self.i]

    @property
    def parent_name(self) -> str:
        """The name of the parent."""
        return self.reading.names[self.parent]

    @property
    def upstream_name(self) -> str:
        """The name of the gradient of the node, dJ/dnode."""
        return self.reading.gradient_name(self.node)

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

    @property
    def local(self) -> Any:
        """The local derivative as a number or numbers, or None for a pull-back."""
        return self.reading.local_number(self.node, self.i)

    @property
    def is_scalar(self) -> bool:
        """True if every number of this step is a single one, and finite, so that it can be asked for."""
        numbers = (self.local, self.upstream, self.contribution, self.after)
        return self.local is not None and all(not np.ndim(x) and np.isfinite(x) for x in numbers)

    @property
    def is_small(self) -> bool:
        """True if the numbers of this step are few enough to be written into its equations."""
        return all(map(is_small, (self.upstream, self.contribution)))

    @cached_property
    def products(self) -> list[Any]:
        """The contribution, by name and with numbers: upstream times local derivative, or a pull-back.

        Where the parent was broadcast, the products of all the entries it went into are summed.
        """
        if self.local is None:
            return [self.local_side]
        by_name = times(self.reading.gradient(self.node), self.local_side, self.node, self.i)
        return [by_name, self.put_in()] if self.is_small else [by_name]

    def put_in(self) -> Any:
        """Return what is added with its numbers put in: upstream times local derivative, or a pull-back."""
        key = self.reading.keys[self.node]
        upstream = numbered(f"gradient {key}", self.upstream)
        if self.local is not None:
            local = numbered(f"local {self.number}", np.asarray(self.local, dtype=float))
            return times(upstream, local, self.node, self.i)
        values = numbered(f"value {key}", self.node.raw), self.inputs
        return unrepeated(dict(contributions(self.node, upstream, {self.parent}, lambda _: values))[self.i])

    @cached_property
    def sides(self) -> list[Any]:
        """The gradient, the products that are added to it, and the number that these come to."""
        added = [self._added] if is_small(self.contribution) else []
        return [self.reading.gradient(self.parent), *self.products, *added]

    def in_full(self) -> list[Any]:
        """Return what is added, however many numbers it has: by name, with numbers, and the result."""
        return [self.products[0], self.put_in(), self._added]

    @property
    def _added(self) -> Any:
        return numbered(f"adds {self.number}", self.contribution)

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
        """The contribution as text."""
        return " = ".join(map(short, self.products))

    @property
    def so_far(self) -> str:
        """The gradient of the parent after this edge, as a sum if the edge is not the first, or a large one's range."""
        text = data_text(self.after)
        if not is_small(self.after):
            return plain_text(f"{self.gradient_name}: {text}")
        if self.before is not None:
            text = f"{data_text(self.before)} + {in_brackets(data_text(self.contribution))} = {text}"
        return plain_text(f"{self.gradient_name} = {text}")


@dataclass(frozen=True)
class Update(Equation):
    """A parameter takes a step downhill: w -= alpha * dJ/dw."""

    held: Any  # by the parameter in the forward pass
    gradient: Any
    alpha: float

    relation = "<-"

    @property
    def result(self) -> Any:
        """The parameter after the step."""
        return self.held - self.alpha * self.gradient

    @property
    def by_name(self) -> str:
        """The update by name."""
        return f"{short(self.sides[0])} -= alpha * {self.reading.gradient_name(self.node)}"

    @cached_property
    def sides(self) -> list[Any]:
        """The parameter, and its new value: by name, with numbers, and the result."""
        key, w, shape = self.reading.keys[self.node], self.reading.symbol(self.node), self.node.shape
        by_name = w, Symbol("alpha", shape=()), self.reading.gradient(self.node)
        numbers = zip(("value", "alpha", "gradient"), (self.held, self.alpha, self.gradient), strict=True)
        put_in = [numbered(f"{what} {key}", number) for what, number in numbers]
        moved = [
            Symbol(shape=shape, rule=sub, inputs=(x, Symbol(shape=shape, rule=mul, inputs=(alpha, g))))
            for x, alpha, g in (by_name, put_in)
        ]
        small = is_small(self.result)
        return [w, *moved, numbered(f"updated {key}", self.result)] if small else [w, moved[0]]

    @property
    def equation(self) -> str:
        """The update by name, with numbers and the result."""
        return ": ".join(filter(None, [self.by_name, " = ".join(map(short, self.sides[2:]))]))
