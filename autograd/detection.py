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
    if place is not None:
        numbers = [_at(x, place, np.shape(result)) for x in inputs] if rule.elementwise else inputs
        operands = ", ".join(f"{x:.6g}" if np.ndim(x) == 0 else f"numbers of shape {np.shape(x)}" for x in numbers)
        is_large = max((np.max(np.abs(x), initial=0.0) for x in numbers), default=0.0) > HUGE
        way_out = "The numbers are too large for floats: scale them." if is_large else TWO_BRANCHES
        raise FloatingPointError(
            f"{rule.name} of {' and '.join(names)} makes {np.asarray(result)[place]}{_entry(place)} of {operands}. "
            f"{rule.remedy or way_out}"
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
    rule, parent = node.rule, node.parents[i]
    is_by_entry = rule.elementwise and np.shape(contribution) == np.shape(upstream)
    place = _first_made(gradient, [upstream, *node.inputs, parent.raw], is_by_entry)
    if place is None:
        return
    reason = f"{rule.name} passes {np.asarray(gradient)[place]} back to {parent.name()}{_entry(place)}"
    if is_by_entry:
        x = _at(parent.raw, place, np.shape(contribution))
        reason += _at_an_entry(x, "the gradient from above", _at(upstream, place, np.shape(contribution)))
    raise FloatingPointError(f"In the backward pass {reason}. {rule.remedy or TWO_BRANCHES}")


def require_finite_push(node: Any, i: int, direction: Any, tangent: Any) -> None:
    """Raise if an edge of forward mode makes a tangent that is not finite of finite numbers.

    Args:
        node: the node that gets a tangent.
        i: which of its parents passes its own on.
        direction: the tangent of that parent.
        tangent: that of the node so far.
    """
    rule, parent = node.rule, node.parents[i]
    place = _first_made(tangent, [direction, *node.inputs, node.raw], rule.elementwise)
    if place is None:
        return
    reason = f"{rule.name} passes {np.asarray(tangent)[place]} on from {parent.name()}{_entry(place)}"
    if rule.elementwise:
        x = _at(parent.raw, place, np.shape(tangent))
        reason += _at_an_entry(x, "the tangent that comes in", _at(direction, place, np.shape(tangent)))
    raise FloatingPointError(f"In forward mode {reason}. {rule.remedy or TWO_BRANCHES}")


def _at_an_entry(x: float, what: str, factor: float) -> str:
    zero = ", the local derivative is infinite, and 0 * inf is nan" if factor == 0 else ""
    return f", which is {x:.6g} there: {what} is {factor:.6g}{zero}"


def _first_made(result: Any, inputs: Sequence[Any], by_entry: bool) -> tuple[int, ...] | None:
    """Return the first place at which a result is not finite and all inputs are: there, if by entry, or everywhere."""
    made = ~np.isfinite(result)
    for x in inputs:
        finite = np.isfinite(x)
        made = made & (finite if by_entry else finite.all())
    places = np.argwhere(made)
    return tuple(map(int, places[0])) if len(places) else None


def _at(numbers: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> float:
    return float(np.broadcast_to(numbers, shape)[place])


def _entry(place: tuple[int, ...]) -> str:
    return f" at entry {list(place)}" if place else ""
