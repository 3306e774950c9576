"""One graph at its numbers: the right gradients, how well they are known, and what of an answer is right."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, cached_property, partial
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.graph import topological_order
from autograd.judging.answers import Answer, read_answer, without_ones
from autograd.judging.differences import Slope, slope
from autograd.judging.entries import (
    KINKS,
    SAMPLED,
    Difference,
    Tolerance,
    Truths,
    difference_text,
    distance,
    index_of,
    indices,
)
from autograd.judging.replay import attempted, cost_as_function_of, rounding_floors
from autograd.judging.symbolic_pass import SymbolicPass
from autograd.names import names_of
from autograd.node import Node
from autograd.rebuilt import Inputs, rebuilt
from autograd.tensor import Array

CLOSE = 1e-6  # the tolerated share at other numbers, where a different order of sums rounds differently
LEAST, ENOUGH = 10, 20_000_000  # entries that are measured, and entries that this may compute


class Case:
    """A graph with its gradients.

    Args:
        twins: for each node that the caller knows, the node that is judged for it, in topological order.
        tolerance: how far an answer may be off.
        precision: the relative rounding of its numbers.
    """

    def __init__(self, twins: Mapping[Node, Node], tolerance: Tolerance, precision: float) -> None:
        self.twins = twins
        self.tolerance = tolerance
        self.precision = precision
        self.everything = list(twins.values())
        self.J = self.everything[-1]
        if any(node is not twin for node, twin in twins.items()):
            self.everything = topological_order(self.J)  # with what the twins were reshaped to on the way
        self.order = [node for node in self.everything if not node.constant]
        gradients = backpropagate(self.order, self.J.seed())
        self.gradients = {node: gradients.get(node, np.zeros(node.shape)) for node in self.order}
        self.slope_at = cache(self._slope_at)
        self.cost_of = cache(partial(cost_as_function_of, self.everything))

    def rebuilt(self, leaf: Callable[[Node], Node], inputs: Inputs | None = None) -> "Case":
        """Return the same graph from other leaves, or other inputs of its nodes."""
        return Case(rebuilt(self.everything, leaf, inputs), self.tolerance, self.precision)

    @cached_property
    def pairs(self) -> dict[Node, int]:
        """The nodes in which a row met a column by accident, each with the number of the parent that is the row."""
        pairs = {}
        for node in self.everything:
            for i in range(len(node.parents)):
                if _lacks_an_axis(node, i):
                    pairs[node] = i
        return pairs

    @cached_property
    def in_columns(self) -> "Case | None":
        """The case in which those rows are columns. None if there is no such cost."""

        def inputs(node: Node, parents: list[Node]) -> list[Node]:
            if node in self.pairs:
                i = self.pairs[node]
                if parents[i].ndim == 1:
                    parents[i] = np.expand_dims(parents[i], -1)  # type: ignore[call-overload]
            return parents

        if not self.pairs:
            return None
        return attempted(self.rebuilt, lambda leaf: leaf, inputs)  # an operation may need the shape as it is

    @cached_property
    def formulas(self) -> SymbolicPass:
        """The backward pass as formulas."""
        return SymbolicPass(self.order, names_of(self.everything))

    @cached_property
    def floors(self) -> dict[Node, Array]:
        """The distance by which rounding may move each gradient."""
        return rounding_floors(self.order, self.gradients, self.precision)

    @cached_property
    def size(self) -> float:
        """The largest number on the way to J, by which rounding is judged."""
        size = 0.0
        for node in self.order:
            largest = float(np.max(np.abs(node.raw), initial=0.0))
            if node.rule is not None and np.isfinite(largest):
                size = max(size, largest)
        return size

    def _slope_at(self, node: Node, index: tuple[int, ...]) -> Slope:
        """Measure the slope of J at one entry of a quantity."""
        expected = float(np.asarray(self.gradients[node])[index])
        data = np.asarray(node.raw, dtype=float)
        return slope(self.cost_of(node), data, index, expected, self.size)

    def read(self, result: Any, node: Node) -> Answer | str:
        """Read the answer for one quantity, in its shape if any will do. A text says why it can't be read."""
        answer = read_answer(result)
        if isinstance(answer, str) or not self.tolerance.any_shape:
            return answer
        if without_ones(answer.numbers.shape) == without_ones(node.shape):
            return Answer(answer.numbers.reshape(node.shape), answer.written.reshape(node.shape))
        return answer

    def takes(self, result: Any, node: Node, *others: Any) -> bool:
        """Tell whether a result is the gradient of what stands for a node, or one of some other gradients."""
        twin = self.twins[node]
        answer = self.read(result, twin)
        if isinstance(answer, str):
            return False
        for gradient in (self.gradients[twin], *others):
            right = np.asarray(gradient, dtype=float)
            noise = CLOSE * float(np.max(np.abs(right), initial=0.0))
            tolerance = replace(self.tolerance, atol=self.tolerance.atol + noise)
            if answer.numbers.shape != right.shape:
                continue
            ok, _ = self.marks(twin, answer, tolerance, right)
            if ok.all():
                return True
        return False

    @np.errstate(over="ignore", invalid="ignore")
    def marks(self, node: Node, answer: Answer, tolerance: Tolerance, right: Array) -> tuple[Truths, str]:
        """Judge the entries of an answer of the right shape, each by itself.

        Returns:
            Which of them are right, and in words what they are: "equal", or how they differ.
        """
        apart = distance(right, answer.numbers)
        allowed = np.where(np.isfinite(right), tolerance.allowed(right, answer), 0.0)
        ok = np.array(apart <= allowed)
        remark = ""
        counts = []
        for index in indices(~ok):
            half, digits = answer.half_unit(index, tolerance.digits)
            if apart[index] <= half * (1 + 1e-9):
                ok[index] = True
                counts.append(digits)
        if counts and right.ndim:
            remark = f" to {min(counts)} digits"
        elif counts:
            remark = f" to its {counts[0]} digits"
        if ok.all():
            return ok, f"equal{remark}"
        is_finite = np.isfinite(answer.numbers)
        below = ~ok & is_finite & (apart <= self.floors[node])
        if below.any():
            ok |= below
            share = ""
            if below.size > 1:
                share = f"{np.count_nonzero(below)} of {below.size} entries "
            remark = f", {share}below what can be told here, where terms cancel"
        may_be_kinks = ~ok & np.isfinite(right) & is_finite & self.formulas.may_have_kinks
        for index in indices(may_be_kinks)[:KINKS]:
            measured = self.slope_at(node, index)
            if measured.is_kink and measured.agrees(float(answer.numbers[index])):
                ok[index] = True
                remark = f" at a kink, where any slope from {measured.low:.4g} to {measured.high:.4g} is right"
        if ok.all():
            return ok, f"equal{remark}"
        return ok, difference_text(right, answer.numbers, ~ok)

    def measured(self, node: Node) -> Difference:
        """The engine's gradient against slopes at entries spread over the array."""
        right = np.asarray(self.gradients[node], dtype=float)
        affordable = ENOUGH // sum(x.size for x in self.everything)
        count = min(right.size, SAMPLED, max(LEAST, affordable))
        chosen = np.linspace(0, max(right.size - 1, 0), count).astype(int)
        apart = np.zeros(right.shape)
        ok = not np.isnan(right).any()
        for flat in np.unique(chosen):
            index = index_of(flat, right.shape)
            expected = float(right[index])
            if np.isfinite(expected):
                measured = self.slope_at(node, index)
                apart[index] = np.nan_to_num(measured.off(expected), nan=0.0)
                ok = ok and measured.agrees(expected)
        return Difference.between(right, apart, ok)


def _lacks_an_axis(node: Node, i: int) -> bool:
    """Tell whether a parent is a row, (m,), that met a column, (m, 1), in an operation entry by entry."""
    row = node.parents[i]
    m = row.size
    is_elementwise = node.rule is not None and node.rule.elementwise
    if not is_elementwise or m < 2 or row.shape != (m,) or node.shape != (m, m):
        return False
    columns = [(m, 1)]
    if row.rule is not None and row.rule.options.get("axis") in (1, -1):
        columns.append((m, m))  # the sums of its rows are a column
    others = node.parents[:i] + node.parents[i + 1 :]
    return any(x.shape in columns for x in others)
