"""What compare returns: a row for every gradient, as text, in a notebook, in Markdown and in LaTeX."""

import html
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from autograd.symbols import Name
from autograd.views.columns import in_columns
from autograd.views.numbers import ascii_text, number_text, plain_text, shape_text
from autograd.views.printed import Printed, save
from autograd.writers.latex import Latex, document

Array = npt.NDArray[Any]

WRONG = ' style="background:#fde7d9;color:#202124"'


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
        autograd: dJ/dquantity by the engine; None if it has none.
        by_hand: by the user; None if not given.
        hand: how far these two are apart; None if not given or of another shape.
        numeric: how far the engine and central differences are apart; None if not asked for.
        entry: the index where the largest of these differences is.
        measured: the central difference there; None if not asked for.
        verdict: what is the matter, or "equal".
        ok: whether nothing is.
    """

    name: str
    autograd: Array | None
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
        text = "\n".join([*self.notes, in_columns([self._table()], width or shutil.get_terminal_size().columns)])
        return ascii_text(text) if ascii_only else plain_text(text)

    def markdown(self) -> str:
        """The table in Markdown; a row that is not ok says so in bold."""
        head, *rows = [[escaped(cell) for cell in row] for row in self._table()]
        rows = [[*row[:-1], row[-1] if ok else f"**wrong: {row[-1]}**"] for row, ok in self._judged(rows)]
        return "\n".join([*self.notes, *(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))])

    def latex(self) -> str:
        """The table as an array in LaTeX; a row that is not ok says so."""
        write = Latex(digits=4)
        head, *rows = self._table()
        lines = [" & ".join(map(write.upright, head)) + r" \\ \hline"]
        for row, (cells, ok) in zip(self.rows, self._judged(rows), strict=True):
            verdict = cells[-1] if ok else f"wrong: {cells[-1]}"
            name = write.name(Name(cells[0], row.name, self._cost))
            lines.append(" & ".join([name, *map(write.upright, (*cells[1:-1], verdict))]) + r" \\")
        return "\n".join([rf"\begin{{array}}{{{'l' * len(head)}}}", *lines, r"\end{array}"])

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

    def _table(self) -> list[tuple[str, ...]]:
        head = ("gradient", "shape", "entry", "autograd", "by hand", "numeric", "apart", "verdict")
        return [head, *(tuple(map(plain_text, _cells(row))) for row in self.rows)]

    def _judged(self, cells: Sequence[Any]) -> Iterator[tuple[Any, bool]]:
        return zip(cells, [row.ok for row in self.rows], strict=True)

    def _repr_html_(self) -> str:
        """What a notebook shows: the table, in which a wrong row has a colour and the word."""
        head, *rows = [[html.escape(plain_text(cell)) for cell in row] for row in self._table()]
        cells = [[*row[:-1], row[-1] if ok else f"<b>wrong:</b> {row[-1]}"] for row, ok in self._judged(rows)]
        lines = [
            f"<tr{'' if ok else WRONG}>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
            for row, ok in self._judged(cells)
        ]
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return f"{notes}<table><tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>{''.join(lines)}</table>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def escaped(cell: str) -> str:
    """A text in a table of Markdown, as it is."""
    return re.sub(r"([\\`*_{}\[\]<>|~#])", r"\\\1", plain_text(cell))


def _cells(row: Row) -> tuple[str, ...]:
    """A row of the table: the three versions of the entry where they differ most."""
    apart = "-" if row.hand is None else number_text(row.hand.largest)
    right = row.autograd
    if right is None:
        return row.name, "", "", "-", "-", "-", "-", row.verdict
    same_shape = row.by_hand is not None and row.by_hand.shape == right.shape and right.size
    return (
        f"d{row.name}",
        shape_text(right) if right.ndim else "",
        str(list(row.entry)) if row.entry else "",
        number_text(right[row.entry]) if right.size else "-",
        number_text(row.by_hand[row.entry]) if same_shape and row.by_hand is not None else "-",
        "-" if row.measured is None else number_text(row.measured),
        apart,
        row.verdict,
    )
