"""detect_nan: stop at the first operation that makes a number which is not finite out of finite ones."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograd.rule import Rule

watching = ContextVar("watching", default=False)
TWO_BRANCHES = (
    "Give it numbers for which it is defined: np.where(ok, f(np.where(ok, x, 1.0)), 0.0), since np.where computes and "
    "differentiates both branches."
)
HUGE = 1e100


@contextmanager
def detect_nan() -> Iterator[None]:
    """Raise where an operation, or a step of a pass backward or forward, makes nan or inf of finite numbers.

    It holds for graphs that are computed, and for passes that are run, in the `with` block of this thread. The
    traceback shows the line; a backward pass is run twice, so it is for looking for a mistake. NumPy's own warnings of
    such numbers are quiet in the block.

    Raises:
        FloatingPointError: that names the operation, its operands, the entry, the numbers there, and a way out.

    Example:
        >>> from autograd import Value, log
        >>> with detect_nan():  # doctest: +ELLIPSIS
        ...     log(Value(0.0, label="p"))
        Traceback (most recent call last):
        ...
        FloatingPointError: log of 'p' makes -inf of 0. Give it numbers for which it is defined: ...
    """
    token = watching.set(True)
    try:
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            yield
    finally:
        watching.reset(token)


def require_finite(rule: Rule, names: Sequence[str], inputs: Sequence[Any], result: Any) -> None:
    """Raise if a rule made a number that is not finite out of finite inputs: entry by entry if it computes so."""
    place = _first_made(result, inputs, rule.elementwise)
    if place is None:
        return
    way_out = TWO_BRANCHES
    operands = []
    for x in inputs:
        if rule.elementwise:
            x = _at(x, place, np.shape(result))
        operands.append(f"numbers of shape {np.shape(x)}" if np.ndim(x) else f"{x:.6g}")
        if np.max(np.abs(x), initial=0.0) > HUGE:
            way_out = "The numbers are too large for floats: scale them."
    raise FloatingPointError(
        f"{rule.name} of {' and '.join(names)} makes {np.asarray(result)[place]}{_entry(place)} of "
        f"{', '.join(operands)}. {rule.remedy or way_out}"
    )


def require_finite_step(node: Any, i: int, upstream: Any, contribution: Any, gradient: Any) -> None:
    """Raise if an edge of a backward pass makes a gradient that is not finite of finite numbers.

    Args:
        node: the node that passes its gradient on.
        i: which of its parents gets it.
        upstream: the gradient of the node.
        contribution: what the edge adds to the gradient of the parent.
        gradient: the gradient of the parent so far.
    """
    inputs = [upstream, *node.inputs, node.parents[i].raw]
    is_by_entry = node.rule.elementwise and np.shape(contribution) == np.shape(upstream)
    edge = "In the backward pass {} passes {} back to {}"
    _require_finite_edge(node, i, inputs, gradient, is_by_entry, edge, "the gradient from above")


def require_finite_push(node: Any, i: int, direction: Any, tangent: Any) -> None:
    """Raise if an edge of forward mode makes a tangent that is not finite of finite numbers.

    Args:
        node: the node that gets a tangent.
        i: which of its parents passes its own on.
        direction: the tangent of that parent.
        tangent: that of the node so far.
    """
    inputs = [direction, *node.inputs, node.raw]
    edge = "In forward mode {} passes {} on from {}"
    _require_finite_edge(node, i, inputs, tangent, node.rule.elementwise, edge, "the tangent that comes in")


def _require_finite_edge(
    node: Any, i: int, inputs: Sequence[Any], result: Any, by_entry: bool, edge: str, first: str
) -> None:
    """Raise if an edge makes a number that is not finite of finite inputs, the first of which comes along it."""
    place = _first_made(result, inputs, by_entry)
    if place is None:
        return
    rule, parent = node.rule, node.parents[i]
    reason = edge.format(rule.name, np.asarray(result)[place], parent.name()) + _entry(place)
    if by_entry:
        x, factor = [_at(numbers, place, np.shape(result)) for numbers in (parent.raw, inputs[0])]
        reason += f", which is {x:.6g} there: {first} is {factor:.6g}"
        if factor == 0:
            reason += ", the local derivative is infinite, and 0 * inf is nan"
    raise FloatingPointError(f"{reason}. {rule.remedy or TWO_BRANCHES}")


def _first_made(result: Any, inputs: Sequence[Any], by_entry: bool) -> tuple[int, ...] | None:
    """Return the first place at which a result is not finite and all inputs are: there, if by entry, or everywhere."""
    made = ~np.isfinite(result)
    for x in inputs:
        finite = np.isfinite(x)
        if not by_entry:
            finite = finite.all()
        made = made & finite
    for place in np.argwhere(made):
        return tuple(place.tolist())
    return None


def _at(numbers: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> float:
    return float(np.broadcast_to(numbers, shape)[place])


def _entry(place: tuple[int, ...]) -> str:
    return f" at entry {list(place)}" if place else ""
