"""Rounding alone: the backward pass once more, with every number a little off."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, contributions
from autograd.judging.formulas import Formulas, is_step
from autograd.node import Node
from autograd.symbols import Symbol

Array = npt.NDArray[Any]

PASSES = 3
SHARE = 4.0  # of the precision, by which each number is moved; and how many times the outcome is allowed
MANY = 3000  # nodes above which only the gradients are moved


def rounding_floors(formulas: Formulas, seed: Any, right: dict[Node, Any], precision: float) -> dict[Node, Array]:
    """Return for each gradient how far it moves when every number that makes it moves by its rounding.

    A sum that cancels moves by the rounding of its terms. Equal numbers move alike, so that ties stay ties.
    """
    order = formulas.order
    floors = {node: np.zeros(node.shape) for node in right}
    with np.errstate(all="ignore"):
        for number in range(1, PASSES + 1):
            moved = _Moved(formulas, SHARE * precision, 1e5 * number)
            gradients = backpropagate(order, seed, chain_rule=moved.contributions)
            for node, gradient in gradients.items():
                off = np.nan_to_num(np.abs(gradient - right[node]), nan=0.0, posinf=0.0)
                floors[node] = np.maximum(floors[node], SHARE * off)
    return floors


class _Moved:
    """The chain rule on numbers that are a little off, each by a share that its digits decide."""

    def __init__(self, formulas: Formulas, share: float, frequency: float) -> None:
        self.formulas, self.share, self.frequency = formulas, share, frequency

    def contributions(self, node: Node, upstream: Any, wanted: set[Node], read: Any) -> Iterator[tuple[int, Any]]:
        if len(self.formulas.order) > MANY:
            yield from contributions(node, self.moved(upstream), wanted, read)
            return
        for i, formula in contributions(node, self.formulas.gradients[node], wanted, self.formulas.read):
            yield i, node.parents[i].owned(np.array(self.value(formula, {node: upstream})))

    def value(self, formula: Any, gradients: dict[Node, Any]) -> Any:
        """A formula in moved numbers. What jumps is computed as it is, so that no side is changed."""
        if not isinstance(formula, Symbol):
            return formula
        if formula.rule is None or is_step(formula.rule):
            exact = self.formulas.numbers(formula, gradients)
            return exact if formula.rule else self.moved(exact)
        result = formula.rule.compute([self.value(x, gradients) for x in formula.inputs])
        return self.moved(result) if formula.rule.elementwise else result

    def moved(self, x: Any) -> Any:
        """A number moved by a share that its digits decide, so that equal numbers move alike."""
        digits, _ = np.frexp(x)
        return x * (1 + self.share * np.sin(self.frequency * digits))
