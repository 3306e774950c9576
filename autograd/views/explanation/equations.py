"""The steps of a walk as equations: a value is computed, an edge adds to a gradient, a parameter moves."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from autograd.node import Node
from autograd.rules import mul, sub
from autograd.symbols import Symbol, numbered
from autograd.views import edges
from autograd.views.numbers import data_text, in_brackets, is_small, plain_text
from autograd.writers.mathematics import MathWriter


@dataclass(frozen=True)
class Step:
    """An equation of a walk: something, and what it is equal to."""

    node: Node
    names: dict[Node, str]  # of all nodes, the cost last
    keys: dict[Node, str]  # of all nodes, which numbers are known by

    sign, relation = "=", "="  # in text, and as writers of mathematics call it

    @property
    def name(self) -> str:
        """The name of the node."""
        return self.names[self.node]

    @property
    def sides(self) -> list[Any]:
        """What the equation says to be equal, as far as it is few enough numbers to be written."""
        raise NotImplementedError

    @property
    def equation(self) -> str:
        """The equation as text."""
        first, *others = map(edges.short, self.sides)
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
class Forward(Step):
    """A value is computed from the values it depends on."""

    @cached_property
    def sides(self) -> list[Any]:
        """Name, formula, numbers and result."""
        numbers = edges.forward_numbers(self.node, self.keys)
        result = numbered(f"value {self.keys[self.node]}", self.node.raw) if is_small(self.node.raw) else None
        if numbers is not None and result is not None and edges.short(numbers) == edges.short(result):
            numbers = None  # nothing is said twice
        sides = [edges.named(self.node, self.names), edges.forward_formula(self.node, self.names), numbers, result]
        return [side for side in sides if side is not None]

    @property
    def formula(self) -> str:
        """How, by name: `w * x`."""
        return edges.short(self.sides[1])

    @property
    def numbers(self) -> str:
        """The same with the numbers put in: `-2 * 3`; "" where these are too many."""
        numbers = edges.forward_numbers(self.node, self.keys)
        return "" if numbers is None else edges.short(numbers)

    @property
    def result(self) -> str:
        """What comes out."""
        return plain_text(data_text(self.node.raw))

    @property
    def detail(self) -> str:
        """What came out, where it is too large for the equation."""
        return "" if is_small(self.node.raw) else f"{self.name}: {self.result}"


@dataclass(frozen=True)
class Seed(Step):
    """Where the backward pass begins: dJ/dJ = 1."""

    @property
    def sides(self) -> list[Any]:
        """The gradient of the cost, and 1."""
        return [edges.gradient_of(self.node, self.names), 1]


@dataclass(frozen=True)
class Backward(Step):
    """The chain rule on one edge, from `node` to its i-th parent: upstream times local derivative is added."""

    i: int
    number: int  # of the edge in the pass
    upstream: Any  # dJ/dnode
    contribution: Any  # what this edge adds
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
        return self.names[self.parent]

    @property
    def upstream_name(self) -> str:
        """The name of the gradient of the node, dJ/dnode."""
        return edges.gradient_name(self.node, self.names)

    @property
    def gradient_name(self) -> str:
        """The name of the gradient of the parent."""
        return edges.gradient_name(self.parent, self.names)

    @cached_property
    def local_side(self) -> Any:
        """The local derivative dnode/dparent, or for arrays the pull-back of dJ/dnode, by name."""
        return edges.local_formula(self.node, self.i, self.names)

    @property
    def formula(self) -> str:
        """The same as text."""
        return edges.short(self.local_side)

    @cached_property
    def local(self) -> Any:
        """The number of the local derivative, or numbers; None for a pull-back."""
        return edges.local_number(self.node, self.i)

    @property
    def is_scalar(self) -> bool:
        """Whether every number of this step is a single one, and finite, so that it can be asked for."""
        numbers = (self.local, self.upstream, self.contribution, self.after)
        return self.local is not None and all(np.size(x) == 1 and bool(np.all(np.isfinite(x))) for x in numbers)

    @property
    def is_small(self) -> bool:
        """Whether the numbers of this step are few enough to be written into its equations."""
        return all(map(is_small, (self.upstream, self.contribution)))

    @cached_property
    def products(self) -> list[Any]:
        """What is added, by name and with numbers: upstream times local derivative, or a pull-back.

        Where the parent was broadcast, the products of all the entries it went into are summed.
        """
        if self.local is None:
            return [self.local_side]
        by_name = edges.times(edges.gradient_of(self.node, self.names), self.local_side, self.node, self.i)
        if not self.is_small:
            return [by_name]
        upstream = numbered(f"gradient {self.keys[self.node]}", self.upstream)
        local = numbered(f"local {self.number}", np.asarray(self.local, dtype=float))
        return [by_name, edges.times(upstream, local, self.node, self.i)]

    @cached_property
    def sides(self) -> list[Any]:
        """The gradient, what is added to it, and what that comes to."""
        added = [numbered(f"adds {self.number}", self.contribution)] if is_small(self.contribution) else []
        return [edges.gradient_of(self.parent, self.names), *self.products, *added]

    @property
    def typeset_sides(self) -> list[Any]:
        """The sides, with the chain rule in front of what it comes to."""
        if self.local is None:
            return self.sides
        first, *others = self.sides
        local = Symbol(edges.derivative_name(self.name, self.parent_name), of=self.node.shape)
        chain_rule = edges.times(edges.gradient_of(self.node, self.names), local, self.node, self.i)
        return [first, chain_rule, *others]

    @property
    def product(self) -> str:
        """What is added, as text."""
        return " = ".join(map(edges.short, self.products))

    @property
    def total(self) -> str:
        """The gradient of the parent after this edge, and how it came about if it is not the first."""
        if self.before is None or not is_small(self.after):
            return plain_text(data_text(self.after))
        terms = [data_text(self.before), in_brackets(data_text(self.contribution))]
        return plain_text(f"{' + '.join(terms)} = {data_text(self.after)}")

    @property
    def so_far(self) -> str:
        """The same with the gradient's name; of a large one only what lies in it."""
        return f"{self.gradient_name}{' =' if is_small(self.after) else ':'} {self.total}"


@dataclass(frozen=True)
class Update(Step):
    """A parameter takes a step downhill: w -= alpha * dJ/dw."""

    held: Any  # what the parameter held
    gradient: Any
    alpha: float

    relation = "<-"

    @property
    def result(self) -> Any:
        """What the parameter is then."""
        return self.held - self.alpha * self.gradient

    @property
    def by_name(self) -> str:
        """The update by name."""
        return f"{edges.short(self.sides[0])} -= alpha * {edges.gradient_name(self.node, self.names)}"

    @cached_property
    def sides(self) -> list[Any]:
        """The parameter, and what it becomes: by name, with numbers, and the result."""
        key, w = self.keys[self.node], edges.named(self.node, self.names)
        by_name = w, Symbol("alpha", of=()), edges.gradient_of(self.node, self.names)
        numbers = zip(("value", "alpha", "gradient"), (self.held, self.alpha, self.gradient), strict=True)
        put_in = [numbered(f"{what} {key}", number) for what, number in numbers]
        shape = self.node.shape
        moved = [
            Symbol(of=shape, rule=sub, inputs=(x, Symbol(of=shape, rule=mul, inputs=(alpha, g))))
            for x, alpha, g in (by_name, put_in)
        ]
        small = is_small(self.result)
        return [w, *moved, numbered(f"updated {key}", self.result)] if small else [w, moved[0]]

    @property
    def equation(self) -> str:
        """The update by name, with numbers and what comes out."""
        return ": ".join(filter(None, [self.by_name, " = ".join(map(edges.short, self.sides[2:]))]))
