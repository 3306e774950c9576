"""What compare returns: a row for every gradient, as text, in a notebook, in Markdown and in LaTeX."""

import html
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from autograd.names import number_text
from autograd.symbols import Name
from autograd.views.columns import in_columns
from autograd.views.numbers import ascii_text, plain_text, shape_text
from autograd.views.printed import Printed, save
from autograd.writers.latex import Latex, document

Array = npt.NDArray[Any]

HEAD = ("gradient", "shape", "entry", "autograd", "by hand", "numeric", "apart", "verdict")
WRONG = ' style="background:#fde7d9;color:#202124"'


@dataclass(frozen=True)
class Difference:
    """How far two versions of one gradient are apart."""

    largest: float  # the largest absolute difference
    relative: float  # that, relative to the largest entry of the gradient
    where: tuple[int, ...]  # the index of the entry
    ok: bool  # whether it is within the tolerance


@dataclass(frozen=True)
class Row:
    """One quantity of a comparison."""

    name: str  # its label
    autograd: Array | None  # dJ/dquantity by the engine; None if it has none
    by_hand: Array | None  # by the user; None if not given
    hand: Difference | None  # how far these two are apart; None if not given or of another shape
    numeric: Difference | None  # how far the engine and central differences are apart; None if not asked for
    entry: tuple[int, ...]  # the index where the largest of these differences is
    measured: float | None  # the central difference there; None if not asked for
    verdict: str  # what is the matter, or "equal"
    ok: bool  # whether nothing is


class Comparison(Printed):
    """A row for every quantity, in backward order. Print it for a table.

    Attributes:
        rows: the compared quantities.
        notes: what makes the whole comparison doubtful: numbers that left the graph.
    """

    def __init__(self, rows: list[Row], notes: Sequence[str] = (), cost: str = "J") -> None:
        self.rows, self.notes, self._cost = rows, list(notes), cost

    @property
    def ok(self) -> bool:
        """Whether everything that was asked is answered, and everything that was compared is equal."""
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
        rows = [HEAD, *map(_cells, self.rows)]
        text = "\n".join([*self.notes, in_columns([rows], width or shutil.get_terminal_size().columns)])
        return ascii_text(text) if ascii_only else plain_text(text)

    def markdown(self) -> str:
        """The table in Markdown; a row that is not ok says so in bold."""
        rows = [[re.sub(r"([\\`*_{}\[\]<>|~#])", r"\\\1", cell) for cell in row] for row in self._judged()]
        for row, about in zip(rows, self.rows, strict=True):
            row[-1] = row[-1] if about.ok else f"**{row[-1]}**"
        return "\n".join([*self.notes, *(f"| {' | '.join(row)} |" for row in (HEAD, ["---"] * len(HEAD), *rows))])

    def latex(self) -> str:
        """The table as an array in LaTeX; a row that is not ok says so."""
        write, rows = Latex(), []
        for about, (name, *cells) in zip(self.rows, self._judged(), strict=True):
            of = "" if about.autograd is None else self._cost
            rows.append([write.name(Name(name, about.name, of)), *map(write.upright, cells)])
        lines = [" & ".join(map(write.upright, HEAD)) + r" \\ \hline", *(f"{' & '.join(row)} \\\\" for row in rows)]
        return "\n".join([rf"\begin{{array}}{{{'l' * len(HEAD)}}}", *lines, r"\end{array}"])

    def save(self, path: str | Path) -> Path:
        """Write the table to a file, whole or not at all: .txt, .md, .tex or .html.

        Raises:
            ValueError: for another suffix.
        """
        page = '<!doctype html><meta charset="utf-8"><title>Gradients compared</title>'
        return save(
            path,
            txt=lambda: self.text(10**6) + "\n",
            md=lambda: self.markdown() + "\n",
            tex=lambda: document(self.latex()),
            html=lambda: page + self._repr_html_(),
        )

    def _judged(self) -> list[tuple[str, ...]]:
        """The rows of the table; a wrong answer is called wrong."""
        return [
            (*cells[:-1], f"{'' if row.ok or row.by_hand is None else 'wrong: '}{cells[-1]}")
            for row, cells in zip(self.rows, map(_cells, self.rows), strict=True)
        ]

    def _repr_html_(self) -> str:
        """What a notebook shows: the table, in which a wrong row has a colour and the word."""
        lines = [f"<tr>{''.join(f'<th>{title}</th>' for title in HEAD)}</tr>"]
        for row, cells in zip(self.rows, self._judged(), strict=True):
            shown = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
            lines.append(f"<tr{'' if row.ok else WRONG}>{shown}</tr>")
        return f"{''.join(f'<p>{html.escape(note)}</p>' for note in self.notes)}<table>{''.join(lines)}</table>"


def _cells(row: Row) -> tuple[str, ...]:
    """A row of the table: the three versions of the entry where they differ most."""
    right, hand = row.autograd, row.by_hand
    if right is None:
        return row.name, "", "", "-", "-", "-", "-", row.verdict
    numbers = (
        right[row.entry] if right.size else None,
        hand[row.entry] if hand is not None and hand.shape == right.shape and right.size else None,
        row.measured,
        None if row.hand is None else row.hand.largest,
    )
    shape, entry = shape_text(right) if right.ndim else "", str(list(row.entry)) if row.entry else ""
    texts = ("-" if x is None else plain_text(number_text(x)) for x in numbers)
    return f"d{row.name}", shape, entry, *texts, row.verdict
