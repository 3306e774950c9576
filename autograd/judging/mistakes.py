"""The mistakes that people make in a backward pass, as data: what each changes in a formula, and its sentence.

A formula is the contribution along one stretch of the graph, `da1 * (a1 * (1 - a1))`. A kind of mistake
turns it into others. Whoever walks the chain rule with one of these in the place of the right one gets
the student's numbers.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from autograd import rules
from autograd.judging.formulas import Formulas, Stretch, exchanged
from autograd.rules.without_derivative import COMPARISONS
from autograd.symbols import Symbol, filled
from autograd.table import TABLE, Rule

NEARBY = 60  # nodes up to which any quantity may have been taken for another
TRANSPOSES = ("transpose", "matrix_transpose")
SUM, MEAN = TABLE["sum"], TABLE["mean"]
LESS, GREATER = COMPARISONS[0], COMPARISONS[2]
PRODUCT = Rule("product", lambda x, y: x @ y, (None, None), symbol="@")
ACTIVATIONS = (rules.sigmoid, rules.tanh, rules.relu, rules.softplus)
OTHER_SIGNS = {
    "+": [rules.sub], "-": [rules.add], "*": [rules.div, PRODUCT], "/": [rules.mul], ">": [LESS], "<": [GREATER],
}  # fmt: skip

Within = Callable[[Any], Any]


class Change(NamedTuple):
    """One wrong formula: what stands in it for a part of the right one."""

    formula: Any
    before: Any
    after: Any


@dataclass(frozen=True)
class Kind:
    """One kind of mistake.

    Attributes:
        name: what it is called.
        sentence: what is said of it, with the part of the formula {before} and {after} the change.
        changes: the wrong formulas that may stand in the place of the right one.
        can_be_twisted: whether a second mistake may come on top of it.
    """

    name: str
    sentence: str
    changes: Callable[[Stretch, Formulas], Iterator[Change]]
    can_be_twisted: bool = True


def parts(formula: Any, within: Within = lambda x: x) -> Iterator[tuple[Any, Within]]:
    """Yield each part of a formula, and the function that puts another one in its place."""
    yield formula, within
    if isinstance(formula, Symbol):
        for i, part in enumerate(formula.inputs):
            yield from parts(part, partial(_put, formula, i, within))


def _put(x: Symbol, i: int, within: Within, new: Any) -> Any:
    return within(Symbol(of=x.of, rule=x.rule, inputs=(*x.inputs[:i], new, *x.inputs[i + 1 :])))


def applications(formula: Any, *names: str) -> Iterator[tuple[Symbol, Within]]:
    """Yield the parts of a formula that are these rules applied, or any rule."""
    for part, within in parts(formula):
        if isinstance(part, Symbol) and part.rule is not None and (not names or part.rule.name in names):
            yield part, within


def quantities(formula: Any) -> list[tuple[Symbol, Within]]:
    """The values and gradients in a formula, each with its place."""
    return [(x, within) for x, within in parts(formula) if isinstance(x, Symbol) and x.rule is None]


def different(found: list[tuple[Symbol, Within]]) -> list[Symbol]:
    """The quantities among some places, each once."""
    return list({id(x): x for x, _ in found}.values())


def applied_to(rule: Rule, *inputs: Any, **options: Any) -> Symbol:
    """The symbol of a rule applied, of no known shape."""
    return Symbol(rule=replace(rule, options=rule.options | options) if options else rule, inputs=inputs)


def options_of(x: Symbol) -> dict[str, Any]:
    """The options of the rule that was applied: an axis, an index."""
    return {} if x.rule is None else dict(x.rule.options)


def transposed(x: Any) -> Any:
    """The other way round: a transposed matrix as it was."""
    is_transposed = isinstance(x, Symbol) and x.rule is not None and x.rule.name in TRANSPOSES
    return x.inputs[0] if is_transposed else applied_to(TABLE["transpose"], x)


def one_rule_left_out(*names: str) -> Callable[[Stretch, Formulas], Iterator[Change]]:
    """Return the changes in which the operand of one of these rules stands in the place of its result."""

    def changes(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
        for whole, within in applications(stretch.formula, *names):
            yield Change(within(whole.inputs[0]), whole, whole.inputs[0])

    return changes


def left_out(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """An operation is left out, so that one of its operands stands in the place of its result."""
    for whole, within in applications(stretch.formula):
        for part in whole.inputs:
            if isinstance(part, Symbol):
                yield Change(within(part), whole, part)
            elif np.ndim(part) == 0:
                yield Change(within(filled(part, whole.shape or ())), whole, part)


def several_left_out(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """Several operations are left out, one inside the other."""
    for whole, within in applications(stretch.formula):
        for operand in whole.inputs:
            for part, _ in parts(operand):
                if isinstance(part, Symbol) and part is not operand:
                    yield Change(within(part), whole, part)


def ones_instead(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """A quantity is left out, and ones in its place keep the shape."""
    for quantity, within in quantities(stretch.formula):
        ones = filled(1.0, quantity.of or ())
        yield Change(within(ones), quantity, ones)


def other_axis(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """A sum or a mean runs over another axis, or over all, or one of them stands for the other."""
    for whole, within in applications(stretch.formula, "sum", "mean"):
        (x,) = whole.inputs
        for rule in (SUM, MEAN):
            for axis in (None, *range(len(x.shape or ()))):
                for keepdims in (False, True):
                    other = applied_to(rule, x, axis=axis, keepdims=keepdims)
                    yield Change(within(other), whole, other)


def summed(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """A part is summed over all its entries."""
    for part, within in parts(stretch.formula):
        if isinstance(part, Symbol) and part.shape:
            total = applied_to(SUM, part)
            yield Change(within(total), part, total)


def other_sign(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """Another sign stands between the same operands, or they are swapped around it."""
    for whole, within in applications(stretch.formula):
        if len(whole.inputs) != 2 or whole.rule is None:
            continue
        for rule in OTHER_SIGNS.get(whole.rule.symbol, ()):
            other = applied_to(rule, *whole.inputs)
            yield Change(within(other), whole, other)
        if whole.rule.symbol in ("-", "/"):
            other = applied_to(whole.rule, *whole.inputs[::-1])
            yield Change(within(other), whole, other)


def other_product(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """The operands of a matrix product come in another order, transposed otherwise, or multiply entry by entry."""
    for whole, within in applications(stretch.formula):
        if whole.rule is None or whole.rule.symbol != "@":
            continue
        left, right = whole.inputs
        for x in (left, transposed(left)):
            for y in (right, transposed(right)):
                for rule, inputs in ((PRODUCT, (x, y)), (PRODUCT, (y, x)), (rules.mul, (x, y))):
                    other = applied_to(rule, *inputs)
                    yield Change(within(other), whole, other)


def unsummed_product(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """The product of a matrix and a vector keeps its terms, or sums them over another axis."""
    for whole, within in applications(stretch.formula, "matrix_vector"):
        matrix, vector = whole.inputs
        column = applied_to(TABLE["expand_dims"], vector, axis=-1)
        terms = applied_to(rules.mul, transposed(matrix), column)
        for other in (terms, applied_to(SUM, terms), applied_to(SUM, terms, axis=1)):
            yield Change(within(other), whole, other)


def squared(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """A factor is there twice."""
    for part, within in parts(stretch.formula):
        if quantities(part):
            twice = applied_to(rules.mul, part, part)
            yield Change(within(twice), part, twice)


def other_function(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """Another derivative stands for that of an elementwise function: at its output, of another function, or none."""
    edges = stretch.edges
    if not quantities(stretch.formula):  # a constant, which is no function's derivative
        return
    runs = {*[(k, k) for k in range(len(edges))], (0, len(edges) - 1)}
    for first, last in sorted(runs):
        bottom, i = edges[last]
        passed = [node for node, _ in edges[first : last + 1]]
        z, x = formulas.values[passed[0]], formulas.values[bottom.parents[i]]
        is_one_function = all(n.rule and n.rule.elementwise and n.shape == x.shape for n in passed)
        if isinstance(x, Symbol) and is_one_function:
            around, place = formulas.around(stretch, first, last)
            own = [node.rule for node in passed if node.rule and len(node.parents) == 1]
            functions = {rule.name: rule for rule in (*ACTIVATIONS, *own)}
            for local in _locals(z, x, functions.values(), formulas.is_named(passed[0])):
                other = exchanged(around, place, local)
                yield Change(other, stretch.formula, other)


def _locals(z: Any, x: Any, functions: Iterable[Any], z_is_named: bool) -> Iterator[Any]:
    """Yield what may stand for the derivative of z by x: each function's, at x and at z, or the function itself."""
    for rule in functions:
        yield rule.derivative(0, rule(x), (x,))
        yield rule(x)
        if z_is_named:
            yield rule.derivative(0, rule(z), (z,))
            yield rule.derivative(0, z, (x,))
    yield z
    yield x * x


def other_quantity(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """One quantity is taken for another."""
    places = quantities(stretch.formula)
    for quantity in different(places):
        for other in nearby(stretch, formulas):
            if other is not quantity:
                found = [exchanged(stretch.formula, quantity, other)]
                found += [within(other) for x, within in places if x is quantity]
                yield from [Change(formula, quantity, other) for formula in found if not cancels(formula)]


def cancels(formula: Any) -> bool:
    """Tell whether something is divided by itself, or taken from itself, so that the formula is another one."""
    pairs = [x.inputs for x, _ in applications(formula, "div", "sub")]
    return any(x is y for x, y in pairs)


def nearby(stretch: Stretch, formulas: Formulas) -> list[Symbol]:
    """The quantities that one may be taken for: all of a small graph, else those around the stretch."""
    nodes = set(formulas.values)
    if len(nodes) > NEARBY:
        passed = {stretch.tail, *[node for node, _ in stretch.edges]}
        nodes = passed | {parent for node in passed for parent in node.parents}
    values = [x for node, x in formulas.values.items() if node in nodes and isinstance(x, Symbol)]
    gradients = [node for node in formulas.order[:-1] if node in nodes and formulas.is_named(node)]
    return values + [formulas.gradients[node] for node in gradients]


def overwritten(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Zeros with `x` put at `key`, where an index that comes twice keeps the last."""
    result = np.zeros(shape)
    result[key] = x
    return result


OVERWRITTEN = Rule("overwritten", overwritten, (None,), function=overwritten)


def last_index_wins(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """Overwrite what is added up at an index that comes twice."""
    for whole, within in applications(stretch.formula, "scatter"):
        other = applied_to(OVERWRITTEN, *whole.inputs, **options_of(whole))
        yield Change(within(other), whole, other)


def itself(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """The contribution as it is, which a factor turns into a wrong one."""
    yield Change(stretch.formula, stretch.formula, stretch.formula)


def updated_too_early(stretch: Stretch, formulas: Formulas) -> Iterator[Change]:
    """A parameter's gradient stands in its place: -alpha times that is what an early update adds."""
    for quantity in different(quantities(stretch.formula)):
        node, is_gradient = formulas.stands_for[quantity]
        if node.is_leaf and not node.constant and not is_gradient and node is not stretch.tail:
            gradient = formulas.gradients[node]
            yield Change(exchanged(stretch.formula, quantity, gradient), quantity, gradient)


NEIGHBOUR = Kind("neighbour", "", itself)
FACTOR = Kind("factor", "", itself)
UPDATED = Kind(
    "updated",
    "as if {before} had been updated before, by -{alpha} times {after}",
    updated_too_early,
)
KINDS = (
    Kind("transpose", "as if {after} were not transposed", one_rule_left_out(*TRANSPOSES)),
    Kind("no sum", "as if the sum in {before} were left out", one_rule_left_out("sum")),
    Kind("left out", "as if {missing} were left out", left_out),
    Kind("left out", "as if only {after} were left of {before}", several_left_out, can_be_twisted=False),
    Kind("left out", "as if {before} were left out", ones_instead),
    Kind("wrong axis", "as if {after} stood for {before}", other_axis),
    Kind("another product", "as if {after} stood for {before}", other_product),
    Kind("another product", "as if {after} stood for {before}", unsummed_product),
    Kind("sum over all", "as if {after} stood for {before}", summed),
    Kind("another sign", "as if {after} stood for {before}", other_sign),
    Kind("squared", "as if {before} were taken twice", squared),
    NEIGHBOUR,
    Kind("another function", "as if {after} stood for {before}", other_function),
    Kind(
        "another quantity",
        "as if {after} were taken for {before}",
        other_quantity,
        can_be_twisted=False,
    ),
    Kind(
        "duplicates",
        "as if an index that comes twice kept its last value, where all add up",
        last_index_wins,
    ),
)
