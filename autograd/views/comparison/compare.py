"""Compare gradients: the engine's, those derived by hand, and central differences, side by side."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, topological_order
from autograd.node import Node, require_unchanged
from autograd.views.comparison.answers import answers
from autograd.views.comparison.comparison import Comparison, Difference, Row
from autograd.views.comparison.diagnose import diagnose
from autograd.views.comparison.differences import NUMERIC, central_difference, replay_of

Array = npt.NDArray[Any]

SAMPLED = 200  # entries of an array that are compared with central differences
BY_HAND = 1e-7  # the tolerated difference, relative to the largest entry of a gradient
SINGLE = 1e-3  # for float32
TAKEN = (
    "Attention: float(), math.*, .item() or round() took the number of {} out of the graph. If J was computed with it, "
    "autograd and central differences know nothing of that path. Use NumPy's functions on the node, np.log(w) for "
    "math.log(w); to look at a number, w.data."
)
LOST = "different from autograd, whose graph may lack a path: see above"


def compare(
    J: Node,
    by_hand: Mapping[Any, Any] | None = None,
    *,
    wrt: str | Node | Sequence[str | Node] | None = None,
    rtol: float | None = None,
    atol: float = 0.0,
    numeric: bool = True,
) -> Comparison:
    """Compare the engine's gradients of J with gradients derived by hand and with central differences.

    Args:
        J: a scalar node, a cost. Its `.grad` and those below it do not change.
        by_hand: dJ/dquantity by the label of the quantity, a parameter or a value on the way: {"W1": dW1, "z2": dz2}.
            The names "dW1" and "dz2" will do too. What is asked and not answered is not ok.
        wrt: what is asked, labels or nodes: ["W1", "b1"]. If not given, every labelled quantity below J.
        rtol: the tolerated difference relative to each number, for rounded answers: 1e-3. If not given, 1e-7 of the
            largest number of a gradient (1e-3 for float32).
        atol: an absolute difference that is tolerated besides.
        numeric: whether to compute central differences as well, for at most 200 entries of an array.

    Returns:
        The comparison, a row for everything that was asked or answered. An answer that is no number, or belongs to
        nothing in the graph, is a row that is not ok, and says why.

    Raises:
        TypeError: if J is not a node, or by_hand is not a dict.
        ValueError: if J is not a scalar, nothing below it is labelled, `wrt` names what is not there, a tolerance is
            negative, or data changed after the forward pass.

    Example:
        >>> from autograd import Value
        >>> w = Value(3.0, label="w")
        >>> J = (2 + 3 * w) ** 2
        >>> compare(J, by_hand={"w": 66}).ok
        True
        >>> compare(J, by_hand={"w": 22}).rows[0].verdict
        'by hand it is the right one times 0.3333'
        >>> compare(J, by_hand={}).rows[0].verdict
        'no answer'
    """
    if not isinstance(J, Node):
        raise TypeError(f"compare takes a node, such as a cost J, not {type(J).__name__}.")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance is not None and not (isinstance(tolerance, (int, float)) and 0 <= tolerance < np.inf):
            raise ValueError(f"{name}={tolerance!r}: a tolerated difference is a number, 0 or more.")
    everything = topological_order(J)
    require_unchanged(everything)
    order = [node for node in everything if not node.constant]
    gradients = backpropagate(order, J.seed())
    labelled = [node for node in reversed(order) if node.label and node is not J and node in gradients]
    if not labelled:
        raise ValueError(
            "nothing below J is labelled, so there is nothing to compare. Label it: Value(2.0, label='w')."
        )
    asked = set(labelled if wrt is None else _chosen(wrt, labelled))
    found = answers({} if by_hand is None else by_hand, everything, labelled)
    incomplete = [node for node in order if node.taken and node is not J]
    cost, sizes = abs(np.asarray(J.raw).item()), _sizes(order)
    rounding = 1e-12 * cost if np.isfinite(cost) else 0.0  # below this a gradient is no more than that
    allowed = partial(_allowed, rtol, atol + 1e-16 + rounding)
    rows = []
    for node in [node for node in labelled if node in asked or node in found.given]:
        given = found.given.get(node, "not given" if by_hand is None else "no answer")
        right = np.asarray(gradients[node], dtype=float)
        row = _row(node, right, given, replay_of(order, node) if numeric else None, allowed)
        if isinstance(given, str):
            row = replace(row, ok=row.ok and by_hand is None)
        elif row.hand is None or not row.hand.ok:
            verdict = LOST if incomplete else diagnose(right, given, sizes)
            row = replace(row, verdict=f"{verdict}{row.verdict}", ok=False)
        rows.append(row)
    rows += [Row(name, None, None, None, None, (), None, why, False) for name, why in found.astray.items()]
    return Comparison(rows, [TAKEN.format(node.name()) for node in incomplete], J.label or "J")


def _chosen(wrt: Any, labelled: list[Node]) -> list[Node]:
    """The nodes that `wrt` names."""
    chosen = []
    for name in [wrt] if isinstance(wrt, (str, Node)) else wrt:
        found = [node for node in labelled if node is name or (isinstance(name, str) and node.label == name)]
        if not found:
            raise ValueError(f"wrt={wrt!r}: no {name!r} among the labels {', '.join(node.label for node in labelled)}.")
        chosen += found
    return chosen


def _allowed(rtol: float | None, floor: float, right: Array, single: bool) -> Any:
    """How far a gradient by hand may be off at each entry: relative to each number, or to the largest one."""
    size = np.where(np.isfinite(right), np.abs(right), 0.0)
    return floor + (rtol * size if rtol is not None else (SINGLE if single else BY_HAND) * np.max(size, initial=0.0))


def _row(
    node: Node, right: Array, given: Array | str, replay: Callable[[Array], float] | None, allowed: Callable[..., Any]
) -> Row:
    """The row of a quantity; its verdict says nothing yet of a difference by hand."""
    hand, numeric, at_entry = None, None, None
    by_hand = None if isinstance(given, str) else given
    if by_hand is not None and by_hand.shape == right.shape:
        hand = _difference(right, by_hand, allowed(right, getattr(node, "dtype", None) == np.float32))
    verdict = given if isinstance(given, str) else "equal" if hand is not None and hand.ok else ""
    if replay is not None:
        numeric = _numeric(replay, node, right)
    widest = hand if hand is not None and (hand.largest or numeric is None) else numeric
    entry = widest.where if widest is not None else (0,) * right.ndim
    if replay is not None and right.size:
        at_entry = central_difference(replay, np.asarray(node.raw, dtype=float), entry).slope
    wrong_number = numeric is not None and not numeric.ok
    if wrong_number:
        verdict += "; central differences disagree with autograd"
    return Row(node.label, right, by_hand, hand, numeric, entry, at_entry, verdict, not wrong_number)


def _difference(right: Array, other: Array, allowed: Any) -> Difference:
    """`allowed` is the tolerated difference at each entry; where it is not finite, nothing can be said."""
    if not right.size:
        return Difference(0.0, 0.0, (), True)
    with np.errstate(invalid="ignore"):
        apart = np.where(right == other, 0.0, np.nan_to_num(np.abs(right - other), nan=np.inf, posinf=np.inf))
    scale = float(np.max(np.abs(right[np.isfinite(right)]), initial=0.0))
    where = tuple(int(i) for i in np.unravel_index(np.argmax(apart), right.shape))
    largest = float(apart[where])
    return Difference(
        largest, largest / (scale or 1.0), where, bool(np.all((apart <= allowed) | ~np.isfinite(allowed)))
    )


def _numeric(replay: Callable[[Array], float], node: Node, right: Array) -> Difference:
    """The engine's gradient against central differences, at up to SAMPLED entries spread over the array."""
    size = right.size
    chosen = np.unique(np.linspace(0, size - 1, min(size, SAMPLED)).astype(int)) if size else np.array([], dtype=int)
    data, measured, uncertain = np.asarray(node.raw, dtype=float), right.copy(), np.zeros(right.shape)
    for flat in chosen:
        index = tuple(int(i) for i in np.unravel_index(flat, right.shape))
        measured[index], uncertain[index] = central_difference(replay, data, index)
    scale = np.max(np.abs(right), where=np.isfinite(right), initial=0.0)
    return _difference(right, measured, NUMERIC * scale + uncertain)


def _sizes(order: list[Node]) -> set[int]:
    """How many entries become one on the way to J: the numbers that a gradient without its mean is wrong by."""
    return {
        parent.size // node.size
        for node in order
        for parent in node.parents
        if node.size and parent.size > node.size and parent.size % node.size == 0
    }
