"""The mistakes that people make in a backward pass, as data: what each puts in the place of a part of a formula.

A formula is the contribution along one stretch of the graph, `da1 * (a1 * (1 - a1))`. Whoever walks the chain rule
with a wrong one in its place gets the student's numbers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from autograd import rules
from autograd.judging.symbolic_pass import Stretch, SymbolicPass, exchanged, parts
from autograd.node import Node
from autograd.rule import Rule
from autograd.rules.without_derivative import COMPARISONS
from autograd.symbols import Symbol, filled
from autograd.table import TABLE

NEARBY = 60  # nodes up to which any quantity may have been taken for another
SUMMED = TABLE["sum"]
LESS, GREATER = COMPARISONS[0], COMPARISONS[2]
MATRIX_PRODUCT = Rule("product", lambda x, y: x @ y, (None, None), symbol="@")
FAMILIAR = (rules.sigmoid, rules.tanh, rules.relu, rules.softplus)
OTHER_SIGNS = {
    "add": rules.sub,
    "sub": rules.add,
    "mul": rules.div,
    "div": rules.mul,
    "greater": LESS,
    "less": GREATER,
}


class Change(NamedTuple):
    """One wrong formula, and what stands in it for a part of the right one."""

    formula: Any
    before: Any
    after: Any


Changes = Callable[[Stretch, SymbolicPass], Iterator[Change]]


class Kind(NamedTuple):
    """One kind of mistake.

    Attributes:
        name: what it is called.
        sentence: what is said of it, with the part of the formula {before} and {after} the change.
        changes: the wrong formulas that may stand in the place of the right one.
        can_be_twisted: whether a second mistake may come on top of it.
        is_multiple: whether the mistake adds a multiple of the formula to the right gradient.
    """

    name: str
    sentence: str
    changes: Changes
    can_be_twisted: bool = True
    is_multiple: bool = False


def each(other: Callable[[Symbol], Iterable[Any]], *names: str) -> Changes:
    """Return the changes of one part of a formula, or of what one of these rules computes, to others."""

    def changes(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
        for part, within in parts(stretch.formula):
            if not names or (part.rule is not None and part.rule.name in names):
                for new in other(part):
                    yield Change(within(new), part, new)

    return changes


def applied_to(rule: Rule, *inputs: Any, **options: Any) -> Symbol:
    """The symbol of a rule applied, of no known shape."""
    return Symbol(rule=replace(rule, options=rule.options | options), inputs=inputs)


def transposed(x: Any) -> Any:
    """The other way round: a transposed matrix as it was."""
    if isinstance(x, Symbol) and x.rule is not None and x.rule.symbol in (".T", ".mT"):
        return x.inputs[0]
    return applied_to(TABLE["transpose"], x)


def operands(x: Symbol) -> Iterator[Any]:
    """Yield what an operation is left out for: each of its operands, numbers in its shape."""
    for operand in x.inputs:
        if isinstance(operand, Symbol):
            yield operand
        elif np.ndim(operand) == 0:
            yield filled(operand, x.shape or ())


def inner_operands(x: Symbol) -> Iterator[Any]:
    """Yield what several operations, one inside the other, are left out for."""
    for operand in x.inputs:
        yield from [part for part, _ in parts(operand) if part is not operand]


def ones(x: Symbol) -> Iterator[Any]:
    """Yield ones in the shape of a quantity."""
    if x.rule is None:
        yield filled(1.0, x.shape or ())


def other_axes(x: Symbol) -> Iterator[Any]:
    """Yield sums and means over other axes, or over all."""
    axes = (None, *range(len(x.inputs[0].shape or ())))
    for rule, axis, keepdims in product((SUMMED, TABLE["mean"]), axes, (False, True)):
        yield applied_to(rule, x.inputs[0], axis=axis, keepdims=keepdims)


def summed(x: Symbol) -> Iterator[Any]:
    """Yield the sum of an array."""
    if x.shape:
        yield applied_to(SUMMED, x)


def other_products(x: Symbol) -> Iterator[Any]:
    """Yield products in another order, transposed otherwise, or entry by entry."""
    left, right = x.inputs
    for a, b in product((left, transposed(left)), (right, transposed(right))):
        yield applied_to(MATRIX_PRODUCT, a, b)
        yield applied_to(MATRIX_PRODUCT, b, a)
        yield applied_to(rules.mul, a, b)


def unsummed_products(x: Symbol) -> list[Any]:
    """The product of a matrix and a vector with all its terms, or with sums over another axis."""
    matrix, vector = x.inputs
    column = applied_to(TABLE["expand_dims"], vector, axis=-1)
    terms = applied_to(rules.mul, transposed(matrix), column)
    return [terms, applied_to(SUMMED, terms), applied_to(SUMMED, terms, axis=1)]


def other_signs(x: Any) -> Iterator[Any]:
    """Yield another sign between the same operands."""
    yield applied_to(OTHER_SIGNS[x.rule.name], *x.inputs)


def overwritten(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Zeros with `x` put at `key`, where an index that comes twice keeps the last."""
    result = np.zeros(shape)
    result[key] = x
    return result


OVERWRITTEN = Rule("overwritten", overwritten, (None,), function=overwritten)


def last_index_wins(x: Any) -> Iterator[Any]:
    """Yield entries that are overwritten where they add up."""
    yield applied_to(OVERWRITTEN, *x.inputs, **x.rule.options)


def quantities(formula: Any) -> list[Symbol]:
    """The values and gradients in a formula, each once."""
    return list(dict.fromkeys(part for part, _ in parts(formula) if part.rule is None))


def other_function(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
    """Another derivative stands for that of an elementwise function: at its output, of another function, or none."""
    edges = stretch.edges
    if not quantities(stretch.formula):  # a constant, which is no function's derivative
        return
    runs = {(0, len(edges) - 1), *[(k, k) for k in range(len(edges))]}
    for first, last in sorted(runs):
        bottom, i = edges[last]
        passed = [node for node, _ in edges[first : last + 1]]
        z = formulas.values[passed[0]]
        x = formulas.values[bottom.parents[i]]
        is_one_function = all(node.rule and node.rule.elementwise and node.shape == x.shape for node in passed)
        if isinstance(x, Symbol) and is_one_function:
            own = [node.rule for node in passed if node.rule and len(node.parents) == 1]
            place = Symbol(shape=bottom.shape)
            around = formulas.around(stretch, first, last, place)
            for local in _locals(z, x, dict.fromkeys([*FAMILIAR, *own])):
                other = exchanged(around, place, local)
                yield Change(other, stretch.formula, other)


def _locals(z: Any, x: Any, functions: Iterable[Any]) -> Iterator[Any]:
    """Yield what may stand for the derivative of z by x: each function's, at x and at z, or the function itself."""
    for rule in functions:
        yield rule.derivative(0, rule(x), (x,))
        yield rule(x)
        yield rule.derivative(0, rule(z), (z,))
        yield rule.derivative(0, z, (x,))
    yield z
    yield x * x


def other_quantity(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
    """One quantity is taken for another, everywhere or in one place."""
    formula = stretch.formula
    for quantity in quantities(formula):
        places = [within for part, within in parts(formula) if part is quantity]
        for other in nearby(stretch, formulas):
            if other is not quantity:
                yield Change(exchanged(formula, quantity, other), quantity, other)
                for within in places:
                    yield Change(within(other), quantity, other)


def nearby(stretch: Stretch, formulas: SymbolicPass) -> list[Symbol]:
    """The quantities that one may be taken for: all of a small graph, else those around the stretch."""
    if len(formulas.values) <= NEARBY:
        return symbols_of(formulas.values, formulas)
    around = {stretch.tail, *stretch.tail.parents}
    for node, _ in stretch.edges:
        around |= {node, *node.parents}
    return symbols_of(around, formulas)


def symbols_of(nodes: Collection[Node], formulas: SymbolicPass) -> list[Symbol]:
    """The symbols of values and gradients."""
    values = [x for node, x in formulas.values.items() if node in nodes and isinstance(x, Symbol)]
    gradients = [node for node in formulas.order[:-1] if node in nodes and formulas.is_named(node)]
    return values + [formulas.gradients[node] for node in gradients]


def neighbour(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
    """The gradient or the value of another quantity is handed in for the one that is asked."""
    incoming = {*quantities(stretch.formula), formulas.gradients[stretch.tail]}
    for other in symbols_of(formulas.values, formulas):
        _, is_gradient = formulas.stands_for[other]
        if other.rule is None and not (is_gradient and other in incoming):
            yield Change(other, stretch.formula, other)


def itself(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
    """The contribution as it is, which a factor turns into a wrong one."""
    yield Change(stretch.formula, stretch.formula, stretch.formula)


def updated_too_early(stretch: Stretch, formulas: SymbolicPass) -> Iterator[Change]:
    """A parameter's gradient stands in its place: -alpha times that is what an early update adds."""
    for quantity in quantities(stretch.formula):
        node, is_gradient = formulas.stands_for[quantity]
        if node.is_leaf and not node.constant and not is_gradient and node is not stretch.tail:
            gradient = formulas.gradients[node]
            yield Change(exchanged(stretch.formula, quantity, gradient), quantity, gradient)


STANDS_FOR = "as if {after} stood for {before}"
MULTIPLE = Kind("factor", "", itself, is_multiple=True)
UPDATED = Kind(
    "updated", "as if {before} had been updated before, by -{alpha} times {after}", updated_too_early, is_multiple=True
)
NEIGHBOUR = Kind("neighbour", "{after} was handed in", neighbour, can_be_twisted=False)
KINDS_OF_MISTAKES = (
    Kind("transpose", "as if {after} were not transposed", each(operands, "transpose", "matrix_transpose")),
    Kind("no sum", "as if the sum in {before} were left out", each(operands, "sum")),
    Kind("left out", "as if {missing} were left out", each(operands)),
    Kind("left out", "as if only {after} were left of {before}", each(inner_operands), can_be_twisted=False),
    Kind("left out", "as if {before} were left out", each(ones)),
    Kind("wrong axis", STANDS_FOR, each(other_axes, "sum")),
    Kind("another product", STANDS_FOR, each(other_products, "dot", "matrix_vector", "vector_matrix", "matmul")),
    Kind("another product", STANDS_FOR, each(unsummed_products, "matrix_vector")),
    Kind("sum over all", STANDS_FOR, each(summed)),
    Kind("another sign", STANDS_FOR, each(other_signs, *OTHER_SIGNS)),
    Kind("squared", "as if {before} were taken twice", each(lambda x: [applied_to(rules.mul, x, x)])),
    NEIGHBOUR,
    Kind("another function", STANDS_FOR, other_function),
    Kind("another quantity", "as if {after} were taken for {before}", other_quantity, can_be_twisted=False),
    Kind("duplicates", "as if an index that comes twice kept its last value, where all add up",
         each(last_index_wins, "scatter")),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Candidate:
    """A mistake that gives the numbers of an answer.

    Attributes:
        kind: what was done wrong.
        stretch: where.
        change: the wrong formula of the stretch.
        factor: what the wrong formula was multiplied by.
        shape: in which other shape it was handed in, in words; "" if in its own.
        moves: what the mistake adds to each gradient.
        explained: how many of the later answers are as it makes them.
    """

    kind: Kind
    stretch: Stretch
    change: Change
    factor: float
    shape: str
    moves: dict[Node, Any]
    explained: int

    @property
    def is_twisted(self) -> bool:
        """Tell whether there is a second mistake in the same line."""
        return bool(self.shape) or (self.factor != 1 and not self.kind.is_multiple)
