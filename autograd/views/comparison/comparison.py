"""The comparison: a row for every gradient, as text, in a notebook, in Markdown and in LaTeX."""

import html
import re
import shutil
from pathlib import Path
from typing import Any

from autograd.judging.rows import UNANSWERED, Judgement, Row
from autograd.names import number_text
from autograd.symbols import Name
from autograd.views.columns import in_columns
from autograd.views.numbers import ascii_text, plain_text, shape_text
from autograd.views.printed import Printed, save_by_suffix
from autograd.writers.latex import Latex, document
from autograd.writers.mathematics import MathWriter

HEAD = ("gradient", "shape", "entry", "autograd", "by hand", "numeric", "apart", "verdict")
BELOW = "see below"
WRONG = ' style="background:#fde7d9;color:#202124"'


class Comparison(Printed):
    """A row for every quantity, in backward order. Print it for a table.

    Attributes:
        rows: the compared quantities.
        notes: what makes the whole comparison doubtful: numbers that left the graph, an unwanted broadcast.
        unanswered: the names of what was asked and not answered.
    """

    def __init__(self, judgement: Judgement) -> None:
        self.rows, self.notes, self.unanswered = judgement.rows, judgement.notes, judgement.unanswered
        self._cost = judgement.cost

    @property
    def ok(self) -> bool:
        """Tell whether everything that was asked is answered, and everything that was compared is equal."""
        return all(row.ok for row in self.rows)

    @property
    def first_difference(self) -> str | None:
        """The first wrong answer in backward order: that is where the mistake is. None if no answer is wrong."""
        return next((row.name for row in self.rows if not row.ok and row.verdict != UNANSWERED), None)

    @property
    def score(self) -> float:
        """The right rows, as a share of those that were asked or answered. `row.share` counts entries.

        Example:
            >>> from autograd import Value, compare
            >>> w, b = Value(2.0, label="w"), Value(1.0, label="b")
            >>> compare(w * w + b, {"w": 4}).score
            0.5
        """
        return sum(row.ok for row in self.rows) / len(self.rows)

    def __float__(self) -> float:
        """The score: partial credit, as nbgrader takes it from the last line of a cell: `5 * float(comparison)`."""
        return self.score

    def raise_if_different(self) -> None:
        """Raise if not all is equal, for tests: pytest, Otter.

        Raises:
            AssertionError: with the verdict that a student may read, and the table.

        Example:
            >>> from autograd import Value, compare
            >>> w = Value(2.0, label="w")
            >>> try:
            ...     compare(w * w, {"w": -4}).raise_if_different()
            ... except AssertionError as error:
            ...     print(str(error).splitlines()[0])
            dw: the sign is turned
        """
        if self.ok:
            return
        wrong = next(row for row in self.rows if not row.ok and self.first_difference in (row.name, None))
        first = "" if self.first_difference is None else f"gradients differ, first at {self.first_difference!r}\n"
        raise AssertionError(f"d{wrong.name}: {wrong.verdict}\n{first}{self.text(ascii_only=True)}")

    def cmp(self) -> str:
        """The lines of `cmp` in "makemore": exact, approximate and the largest difference of each answer.

        Example:
            >>> from autograd import Value, compare
            >>> w = Value(2.0, label="w")
            >>> print(compare(w * w, {"w": 4.0000001}).cmp())
            w               | exact: False | approximate: True  | maxdiff: 1.0000000028043132e-07
        """
        lines = []
        for row in self.rows:
            apart = float("nan") if row.apart is None else row.apart.largest
            flags = f"exact: {apart == 0!s:5} | approximate: {bool(row.apart and row.apart.ok)!s:5}"
            lines.append(f"{row.name:15} | {flags} | maxdiff: {apart}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data for JSON: its rows by `Row.as_dict`, and what it says of all.

        Example:
            >>> import json
            >>> from autograd import Value, compare
            >>> w = Value(2.0, label="w")
            >>> json.loads(json.dumps(compare(w * w, {"w": 4.0}).as_dict()))["score"]
            1.0
        """
        rows = [row.as_dict() for row in self.rows]
        return {
            "ok": self.ok,
            "score": self.score,
            "unanswered": self.unanswered,
            "notes": self.notes,
            "rows": rows,
        }

    def text(self, width: int | None = None, *, ascii_only: bool = False) -> str:
        """The table: each gradient at the entry where its versions differ most, and long verdicts below it."""
        rows = [HEAD, *map(_cells, self.rows)]
        short = [row if len(row[-1]) <= len(BELOW) else (*row[:-1], BELOW) for row in rows]
        table = in_columns([rows, short], width or shutil.get_terminal_size().columns)
        below = [f"{row[0]}: {row[-1]}" for row in rows if len(row[-1]) > len(BELOW)] if BELOW in table else []
        text = "\n".join([*self.notes, table, *below])
        return ascii_text(text) if ascii_only else plain_text(text)

    def markdown(self) -> str:
        """The table in Markdown. A row that is not ok says so in bold."""
        rows = [[re.sub(r"([\\`*_{}\[\]<>|~#])", r"\\\1", cell) for cell in row] for row in self._judged()]
        for row, about in zip(rows, self.rows, strict=True):
            row[-1] = row[-1] if about.ok else f"**{row[-1]}**"
        return "\n".join([*self.notes, *(f"| {' | '.join(row)} |" for row in (HEAD, ["---"] * len(HEAD), *rows))])

    def latex(self) -> str:
        """Return the table as an array in LaTeX. A row that is not ok says so."""
        return self.write(Latex(digits=4))

    def write(self, writer: MathWriter) -> str:
        """Return the table in a language of mathematics, which may be your own: `comparison.write(Typst())`."""
        writer, rows = writer.anew(), []
        for about, (name, *cells) in zip(self.rows, self._judged(), strict=True):
            cost = "" if about.autograd is None else self._cost
            rows.append([writer.name(Name(name, about.name, cost)), *[_cell(writer, cell) for cell in cells]])
        return writer.grid(HEAD, rows)

    def save(self, path: str | Path) -> Path:
        """Write the table to a file, whole or not at all: .txt, .md, .tex or .html.

        Raises:
            ValueError: for another suffix.
        """
        page = '<!doctype html><meta charset="utf-8"><title>Gradients compared</title>'
        return save_by_suffix(
            path,
            txt=lambda: self.text(10**6) + "\n",
            md=lambda: self.markdown() + "\n",
            tex=lambda: document(self.latex()),
            html=lambda: page + self._repr_html_(),
        )

    def _judged(self) -> list[tuple[str, ...]]:
        """The rows of the table. A wrong answer is called wrong."""
        return [
            (*cells[:-1], f"{'' if row.ok or row.by_hand is None else 'wrong: '}{cells[-1]}")
            for row, cells in zip(self.rows, map(_cells, self.rows), strict=True)
        ]

    def _repr_html_(self) -> str:
        """Return the table for a notebook, in which a wrong row has a colour and the word."""
        lines = [f"<tr>{''.join(f'<th>{title}</th>' for title in HEAD)}</tr>"]
        for row, cells in zip(self.rows, self._judged(), strict=True):
            shown = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
            lines.append(f"<tr{'' if row.ok else WRONG}>{shown}</tr>")
        return f"{''.join(f'<p>{html.escape(note)}</p>' for note in self.notes)}<table>{''.join(lines)}</table>"


def _cell(writer: MathWriter, cell: str) -> str:
    """Return a cell of the table: a number as one, so that its minus sign is one, and anything else upright."""
    if re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", cell):
        return writer.number(float(cell))
    return writer.upright(cell)


def _cells(row: Row) -> tuple[str, ...]:
    """A row of the table: the three versions of the entry where they differ most."""
    right, hand = row.autograd, row.by_hand
    if right is None:
        return row.name, "", "", "-", "-", "-", "-", row.verdict
    numbers = (
        right[row.entry] if right.size else None,
        hand[row.entry] if hand is not None and hand.shape == right.shape and right.size else None,
        row.numeric_entry,
        None if row.apart is None else row.apart.largest,
    )
    shape, entry = (
        shape_text(right) if right.ndim else "",
        str(list(row.entry)) if row.entry else "",
    )
    texts = ("-" if x is None else plain_text(number_text(x)) for x in numbers)
    return f"d{row.name}", shape, entry, *texts, row.verdict
