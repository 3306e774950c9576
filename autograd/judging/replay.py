"""A graph computed again: for other data of one node, at other numbers, in float64, or a little off."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.gradients import dependents
from autograd.graph import contributions, topological_order
from autograd.names import is_raw_number
from autograd.node import Node
from autograd.programs.derivable import check_derivable
from autograd.rebuilt import rebuilt
from autograd.tensor import Array, Tensor

Computed = TypeVar("Computed")

PASSES = 3
DRAWS = 20
SHORT = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
EXACT_UP_TO = 256  # numbers of 8 binary digits or fewer, such as 0.5 and 3, are exact
SHARE = 4.0  # a number is moved by so many times its rounding, and so many times the outcome is allowed


def attempted(compute: Callable[..., Computed], *arguments: Any) -> Computed | None:
    """Return what a computation gives, or None where its operands do not fit together."""
    try:
        return compute(*arguments)
    except (ValueError, TypeError, IndexError, AttributeError):
        return None


def cost_as_function_of(order: Sequence[Node], changed: Node) -> Callable[[Array], float]:
    """Return J as a function of the data of one node: whatever depends on it is computed again, in float64."""
    above = [node for node in dependents(order, [changed]) if node is not changed]

    def cost(data: Array) -> float:
        values: dict[Node, Any] = {changed: data}
        for node in above:
            inputs = [np.asarray(x, dtype=float) for x in node.inputs]
            for i, parent in enumerate(node.parents):
                inputs[i] = values.get(parent, inputs[i])
            values[node] = node.rule.compute(inputs)  # type: ignore[union-attr]
        return float(np.reshape(values[order[-1]], ()))

    return cost


def redrawn(J: Node, seed: int) -> Node:
    """Return the cost of the same graph at other numbers, short ones that can be reckoned with.

    Numbers without a label stay, and so do data of zeros and ones. Of some draws that is taken whose numbers are
    neither large nor small.

    Raises:
        ValueError: if the graph would be another one for other numbers, or is finite at few; or of another seed.
    """
    if not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seed={seed!r}: give a whole number, 0 or more.")
    order = topological_order(J)
    check_derivable(order)
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(DRAWS):
        with np.errstate(all="ignore"):
            new = rebuilt(order, partial(_at_short_numbers, rng))
        draws.append((_spread(new), new[J]))
    spread, drawn = min(draws, key=lambda draw: draw[0])
    if not np.isfinite(spread):
        raise ValueError(f"{J.name()} is finite for none of {DRAWS} draws of other numbers. Give no seed.")
    return drawn


def _spread(new: dict[Node, Node]) -> float:
    """Return how many digits the largest or the smallest number has before or behind the point, or infinity."""
    if any(np.any((there.raw == 0) & (node.raw != 0)) for node, there in new.items()):  # it may be at a kink
        return np.inf
    numbers = np.concatenate([np.ravel(there.raw) for there in new.values()]).astype(float)
    if not np.isfinite(numbers).all():
        return np.inf
    digits = np.log10(np.abs(numbers[numbers != 0]))
    return float(np.max(np.abs(digits), initial=0.0))


def _at_short_numbers(rng: np.random.Generator, leaf: Node) -> Node:
    """Return a leaf at numbers of one or two digits, about as large and of the same sign, where it was not 0."""
    if is_raw_number(leaf) or (leaf.constant and np.isin(leaf.raw, (0, 1)).all()):
        return leaf
    held = np.asarray(leaf.raw, dtype=float)
    is_zero = held == 0
    size = 10.0 ** np.floor(np.log10(np.abs(held) + is_zero))
    drawn = np.where(is_zero, rng.choice([-1.0, -0.5, 0.5, 1.0], held.shape), rng.choice(SHORT, held.shape))
    numbers = [float(f"{x:.3g}") for x in np.ravel(drawn * np.where(is_zero, 1.0, size * np.sign(held)))]
    array = leaf.frozen(np.reshape(numbers, held.shape))
    return leaf.leaf(array, leaf.label, leaf.constant)


def in_float64(order: Sequence[Node]) -> dict[Node, Node]:
    """Return the nodes of the same graph in float64, by the nodes of this one. The graph itself if it is."""
    leaves = [node for node in order if node.is_leaf]
    if all(_widened(leaf) is leaf for leaf in leaves):
        return {node: node for node in order}
    return rebuilt(order, _widened)


def _widened(leaf: Node) -> Node:
    if not isinstance(leaf, Tensor) or leaf.dtype.kind != "f" or leaf.dtype == np.float64:
        return leaf
    return Tensor(leaf.raw, leaf.label, dtype=np.float64, constant=leaf.constant)


def rounding_floors(order: Sequence[Node], right: dict[Node, Any], precision: float) -> dict[Node, Array]:
    """Return for each gradient how far it moves when every number that makes it moves by its rounding.

    A sum that cancels moves by the rounding of its terms. A number moves by a share that its digits decide, so that
    equal numbers move alike, and ties stay ties.
    """
    floors = {node: np.zeros(node.shape) for node in right}
    for number in range(1, PASSES + 1):
        perturbed = partial(_perturbed, SHARE * precision, 1e5 * number)
        chain_rule = partial(_chain_rule_on, perturbed)
        with np.errstate(all="ignore"):
            gradients = backpropagate(order, order[-1].seed(), chain_rule=chain_rule)
            for node, gradient in gradients.items():
                off = np.nan_to_num(np.abs(gradient - right[node]), nan=0.0, posinf=0.0)
                floors[node] = np.maximum(floors[node], SHARE * off)
    return floors


def _perturbed(share: float, frequency: float, x: Any) -> Any:
    """Return numbers a little off. One of few binary digits, such as an exponent, has no rounding."""
    digits, _ = np.frexp(x)
    is_exact = digits * EXACT_UP_TO == np.round(digits * EXACT_UP_TO)
    return x * (1 + np.where(is_exact, 0.0, share * np.sin(frequency * digits)))


def _chain_rule_on(
    perturbed: Callable[[Any], Any], node: Node, upstream: Any, wanted: set[Node], _: Any
) -> Iterator[tuple[int, Any]]:
    """The chain rule on numbers that are a little off."""

    def read(node: Node) -> tuple[Any, list[Any]]:
        return perturbed(node.raw), [perturbed(x) for x in node.inputs]

    for i, contribution in contributions(node, perturbed(upstream), wanted, read):
        yield i, np.array(contribution)
