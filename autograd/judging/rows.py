"""The rows of a judgement, one for each gradient, and notes on all of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.judging.entries import Difference
from autograd.judging.wording import Mistake
from autograd.tensor import Array

UNANSWERED = "no answer"  # the verdict on what was asked and is not answered


@dataclass(frozen=True)
class Row:
    """One quantity of a comparison: autograd's gradient, the one by hand, and the numeric one."""

    name: str  # its label
    verdict: str  # what is the matter, or "equal"
    ok: bool = False  # whether nothing is
    share: float = 0.0  # the right entries, as a share of all
    autograd: Array | None = None  # dJ/dquantity by the engine; None if it has none
    by_hand: Array | None = None  # by the user; None if not given
    apart: Difference | None = None  # how far these two are apart; None if not given or of another shape
    numeric_apart: Difference | None = None  # how far autograd and central differences are; None if not asked for
    entry: tuple[int, ...] = ()  # the index where the largest of these differences is
    numeric_entry: float | None = None  # the central difference there; None if not asked for
    mistake: Mistake | None = None  # the mistake that gives these numbers; None if none is known

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data, which JSON can hold: numbers that are not finite are texts there.

        Example:
            >>> from autograd import Value, compare
            >>> w = Value(3.0, label="w")
            >>> row = compare(w * w, {"w": -6}).rows[0].as_dict()
            >>> row["name"], row["by_hand"], row["ok"], row["verdict"]
            ('w', -6.0, False, 'the sign is turned')
        """
        apart = mistake = None
        if self.apart is not None:
            apart = self.apart.largest
        if self.mistake is not None:
            mistake = " or ".join(self.mistake.kinds)
        return {
            "name": self.name,
            "autograd": _plain(self.autograd),
            "by_hand": _plain(self.by_hand),
            "measured": _plain(self.numeric_entry),
            "entry": list(self.entry),
            "ok": self.ok,
            "share": self.share,
            "apart": _plain(apart),
            "verdict": self.verdict,
            "mistake": mistake,
        }


@dataclass(frozen=True)
class Judgement:
    """All rows in backward order, last those that are for nothing in the graph.

    Attributes:
        rows: what was asked or answered.
        notes: what makes the whole comparison doubtful.
        unanswered: the names of what was asked and not answered.
        cost: the name of the cost.
    """

    rows: list[Row]
    notes: list[str]
    unanswered: list[str]
    cost: str


def _plain(x: Any) -> Any:
    """Numbers as Python has them, in lists."""
    if isinstance(x, np.ndarray):
        x = x.tolist()
    if isinstance(x, list):
        return [_plain(part) for part in x]
    if x is None or np.isfinite(x):
        return x
    return str(x)
