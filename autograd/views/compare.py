"""Compare gradients: the engine's, those derived by hand, and central differences, side by side."""

import html
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, require_unchanged, topological_order
from autograd.node import Node, as_constant
from autograd.tensor import Tensor
from autograd.views.diagnose import diagnose
from autograd.views.differences import NUMERIC, central_difference, replay_of
from autograd.views.explain import table
from autograd.views.numbers import ascii_text, number_text, shape_text
from autograd.views.printed import Printed

Array = npt.NDArray[Any]

SAMPLED = 200  # entries of an array that are compared with central differences
BY_HAND = 1e-7  # the tolerated difference, relative to the largest entry of a gradient
SINGLE = 1e-3  # for float32


@dataclass(frozen=True)
class Difference:
    """How far two versions of one gradient are apart.

    Attributes:
        largest: the largest absolute difference.
        relative: that, relative to the largest entry of the gradient.
        where: the index of the entry.
        ok: whether it is within the tolerance.
    """

    largest: float
    relative: float
    where: tuple[int, ...]
    ok: bool


@dataclass(frozen=True)
class Row:
    """One quantity of a comparison.

    Attributes:
        name: its label.
        autograd: dJ/dquantity by the engine.
        by_hand: by the user; None if not given.
        hand: how far these two are apart; None if not given or of another shape.
        numeric: how far the engine and central differences are apart; None if not asked for.
        entry: the index where the largest of these differences is.
        measured: the central difference there; None if not asked for.
        verdict: what is the matter, or "equal".
        ok: whether nothing is.
    """

    name: str
    autograd: Array
    by_hand: Array | None
    hand: Difference | None
    numeric: Difference | None
    entry: tuple[int, ...]
    measured: float | None
    verdict: str
    ok: bool


class Comparison(Printed):
    """A row for every quantity, in backward order. Print it for a table.

    Attributes:
        rows: the compared quantities.
    """

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows

    @property
    def ok(self) -> bool:
        """Whether everything that was compared is equal."""
        return all(row.ok for row in self.rows)

    @property
    def first_difference(self) -> str | None:
        """The first quantity in backward order that is wrong: that is where the mistake is. None if all is equal."""
        return next((row.name for row in self.rows if not row.ok), None)

    def raise_if_different(self) -> None:
        """For tests: nothing if all is equal.

        Raises:
            AssertionError: with the table.
        """
        if not self.ok:
            raise AssertionError(f"gradients differ, first at {self.first_difference!r}\n{self.text(ascii_only=True)}")

    def text(self, width: int | None = None, *, ascii_only: bool = False) -> str:
        """The table: each gradient at the entry where its versions differ most."""
        head = ("gradient", "shape", "entry", "autograd", "by hand", "numeric", "apart", "verdict")
        rows = [head, *map(_cells, self.rows)]
        text = table(rows, width or shutil.get_terminal_size().columns)
        return ascii_text(text) if ascii_only else text

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text(10**6))}</pre>"


def compare(J: Node, by_hand: Mapping[str, Any] | None = None, *, numeric: bool = True) -> Comparison:
    """Compare the engine's gradients of J with gradients derived by hand and with central differences.

    Args:
        J: a scalar node, a cost. Its `.grad` and those below it do not change.
        by_hand: dJ/dquantity by the label of the quantity, a parameter or a value on the way: {"W1": dW1, "z2": dz2}.
            The names "dW1" and "dz2" will do too.
        numeric: whether to compute central differences as well, for at most 200 entries of an array.

    Returns:
        The comparison of every labelled quantity below J.

    Raises:
        TypeError: if J is not a node, or by_hand is not a dict of numbers or arrays.
        ValueError: if J is not a scalar, nothing below it is labelled, a name is unknown or shared by two quantities,
            or data changed after the forward pass.

    Example:
        >>> from autograd import Value
        >>> w = Value(3.0, label="w")
        >>> J = (2 + 3 * w) ** 2
        >>> compare(J, by_hand={"w": 66}).ok
        True
        >>> compare(J, by_hand={"w": 22}).rows[0].verdict
        'by hand it is the right one times 0.3333'
    """
    if not isinstance(J, Node):
        raise TypeError(f"compare takes a node, such as a cost J, not {type(J).__name__}.")
    order = topological_order(J, constants=False)
    require_unchanged(order)
    gradients = backpropagate(order, J.seed())
    labelled = [node for node in reversed(order) if node.label and node is not J and node in gradients]
    if not labelled:
        raise ValueError(
            "nothing below J is labelled, so there is nothing to compare. Label it: Value(2.0, label='w')."
        )
    given = _by_node(labelled, {} if by_hand is None else by_hand)
    sizes, floor = _sizes(order), 1e-16
    if np.isfinite(J):
        floor += 1e-12 * abs(float(J))  # below this a gradient is rounding
    rows = []
    for node in labelled:
        right = np.asarray(gradients[node], dtype=float)
        rows.append(_row(node, right, given.get(node), replay_of(order, node) if numeric else None, sizes, floor))
    return Comparison(rows)


def _by_node(labelled: list[Node], by_hand: Mapping[str, Any]) -> dict[Node, Array]:
    """The gradients by hand, by the node that each name stands for."""
    if not isinstance(by_hand, Mapping) or not all(isinstance(name, str) for name in by_hand):
        raise TypeError(f"by_hand={by_hand!r}: give the gradients by label, {{'W': dW}}.")
    nodes: dict[str, Node] = {}
    shared = {node.label for node in labelled if nodes.setdefault(node.label, node) is not node}
    found: dict[Node, Array] = {}
    for name, gradient in by_hand.items():
        label = name if name in nodes else name.removeprefix("d")
        if label not in nodes:
            raise ValueError(f"no gradient below J belongs to {name!r}. The labels are: {', '.join(nodes)}.")
        if label in shared or nodes[label] in found:
            raise ValueError(f"{name!r} is not the only one of that name. Give each quantity a label and one gradient.")
        try:
            found[nodes[label]] = np.array(as_constant(np.asarray(gradient)).data, dtype=float)
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"the gradient by hand of {name!r} is not a number or an array of numbers: {error}"
            ) from None
    return found


def _row(
    node: Node,
    right: Array,
    by_hand: Array | None,
    replay: Callable[[Array], float] | None,
    sizes: set[int],
    floor: float,
) -> Row:
    hand, measured, entry_measured = None, None, None
    verdict = "not given" if by_hand is None else "equal"
    if by_hand is not None:
        if by_hand.shape == right.shape:
            single = isinstance(node, Tensor) and node.dtype == np.float32
            hand = _difference(right, by_hand, SINGLE if single else BY_HAND, floor)
        if hand is None or not hand.ok:
            verdict = diagnose(right, by_hand, sizes)
    if replay is not None:
        measured = _numeric(replay, node, right)
    widest = hand if hand is not None and (hand.largest or measured is None) else measured
    entry = widest.where if widest is not None else (0,) * right.ndim
    if replay is not None and right.size:
        entry_measured = central_difference(replay, np.asarray(node.raw, dtype=float), entry).slope
    wrong_number = measured is not None and not measured.ok
    if wrong_number:
        verdict += "; central differences disagree with autograd"
    ok = (by_hand is None or (hand is not None and hand.ok)) and not wrong_number
    return Row(node.label, right, by_hand, hand, measured, entry, entry_measured, verdict, ok)


def _difference(right: Array, other: Array, tolerance: float, floor: Any) -> Difference:
    """`floor` is a difference that may be there besides: rounding, or the uncertainty of a measurement."""
    if not right.size:
        return Difference(0.0, 0.0, (), True)
    with np.errstate(invalid="ignore"):
        apart = np.where(right == other, 0.0, np.nan_to_num(np.abs(right - other), nan=np.inf, posinf=np.inf))
        beyond = np.where(np.isfinite(floor), apart - floor, 0.0)  # what can't be measured can't be wrong
    scale = float(np.max(np.abs(right[np.isfinite(right)]), initial=0.0))
    where = tuple(int(i) for i in np.unravel_index(np.argmax(apart), right.shape))
    largest = float(apart[where])
    return Difference(largest, largest / (scale or 1.0), where, bool(np.max(beyond) <= tolerance * scale))


def _numeric(replay: Callable[[Array], float], node: Node, right: Array) -> Difference:
    """The engine's gradient against central differences, at up to SAMPLED entries spread over the array."""
    size = right.size
    chosen = np.unique(np.linspace(0, size - 1, min(size, SAMPLED)).astype(int)) if size else np.array([], dtype=int)
    data, measured, uncertain = np.asarray(node.raw, dtype=float), right.copy(), np.zeros(right.shape)
    for flat in chosen:
        index = tuple(int(i) for i in np.unravel_index(flat, right.shape))
        measured[index], uncertain[index] = central_difference(replay, data, index)
    return _difference(right, measured, NUMERIC, uncertain)


def _sizes(order: list[Node]) -> set[int]:
    """How many entries become one on the way to J: the numbers that a gradient without its mean is wrong by."""
    return {
        parent.size // node.size
        for node in order
        for parent in node.parents
        if node.size and parent.size > node.size and parent.size % node.size == 0
    }


def _cells(row: Row) -> tuple[str, ...]:
    """A row of the table: the three versions of the entry where they differ most."""
    apart = "-" if row.hand is None else number_text(row.hand.largest)
    same_shape = row.by_hand is not None and row.by_hand.shape == row.autograd.shape and row.autograd.size
    return (
        f"d{row.name}",
        shape_text(row.autograd) if row.autograd.ndim else "",
        str(list(row.entry)) if row.entry else "",
        number_text(row.autograd[row.entry]) if row.autograd.size else "-",
        number_text(row.by_hand[row.entry]) if same_shape and row.by_hand is not None else "-",
        "-" if row.measured is None else number_text(row.measured),
        apart,
        row.verdict,
    )
