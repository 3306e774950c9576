"""One edge of a graph as formulas and numbers, read from the very row that computes it by the one chain rule."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.graph import sum_to
from autograd.names import as_term, number_text
from autograd.node import Node
from autograd.rule import Rule
from autograd.rules import mul
from autograd.symbols import ATOM, Name, Symbol, applied, is_number, number_of
from autograd.views.numbers import data_text, plain_text
from autograd.writers.text import PREFIX, Writer


def rule_of(node: Node) -> Rule:
    """Return the rule that computed a node."""
    if node.rule is None:
        raise ValueError(f"{node.name()} is a leaf: it was not computed, and nothing leads to it.")
    return node.rule


def spelled_out(node: Node, inputs: Sequence[Any]) -> Any:
    """Return the formula of a node from its inputs, spelled out where its rule has no name of its own."""
    rule = rule_of(node)
    return rule.compute(inputs) if rule.spelled else Symbol(shape=node.shape, rule=rule, inputs=tuple(inputs))


def without_factors_of_one(formula: Any) -> Any:
    """Return a formula without a division or a product by the number 1, as in the mean of one example."""
    return applied(formula.rule, formula.inputs) if any(is_number(x, 1) for x in formula.inputs) else formula


def times(upstream: Any, local: Any, node: Node, i: int) -> Any:
    """Return the product in the shape of `node` as it reaches its i-th parent: summed if that was broadcast."""
    product, shape = Symbol(shape=node.shape, rule=mul, inputs=(upstream, local)), node.parents[i].shape
    if shape == node.shape:
        return product
    return sum_to(product, shape) if shape else np.sum(product)  # type: ignore[call-overload]


def derivative_name(numerator: str, by: str) -> Name:
    """Return the name of the derivative of one thing by another: dz/dx."""
    return Name(f"d{as_term(numerator)}/d{as_term(by)}", by, numerator)


def number_through(tail: Node, inside: list[Node]) -> float | None:
    """Return the derivative of the last of some scalars by `tail`, or None if no path leads there."""
    order = [node for node in (tail, *inside) if not node.constant]
    with np.errstate(all="ignore"):
        gradients = backpropagate(order, inside[-1].seed())
    return float(gradients[tail]) if tail in gradients else None


class ShortWriter(Writer):
    """Writes numbers with no more than four digits, and negative ones behind a sign in parentheses."""

    bare_minus = frozenset()

    def expression(self, x: Any) -> tuple[str, int]:
        if (number := number_of(x)) is x:
            return super().expression(x)
        text = plain_text(data_text(number))
        return text, PREFIX if text.startswith("-") else ATOM

    def number(self, x: Any) -> str:
        text = super().number(x)
        return text if np.ndim(x) or len(text.partition(".")[2]) < 4 else plain_text(number_text(float(x)))

    def _begins_with_minus(self, x: Any) -> bool:
        return self.text(x).startswith("-")


short = ShortWriter().text
