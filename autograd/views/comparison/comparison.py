"""The comparison: a row for every gradient, as text, in a notebook, in Markdown and in LaTeX."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd.judging.rows import UNANSWERED, Judgement, Row
from autograd.names import number_text
from autograd.symbols import Name
from autograd.views.columns import in_columns
from autograd.views.numbers import plain_text, shape_text
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
        name = self.first_difference
        first = f"gradients differ, first at {name!r}\n" if name else ""
        wrong = next(row for row in self.rows if not row.ok and name in (row.name, None))
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
            apart, is_close = float("nan"), False
            if row.apart is not None:
                apart, is_close = row.apart.largest, row.apart.ok
            flags = f"exact: {apart == 0!s:5} | approximate: {is_close!s:5}"
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
        about = {name: getattr(self, name) for name in ("ok", "score", "unanswered", "notes")}
        return about | {"rows": [row.as_dict() for row in self.rows]}

    def _in_width(self, width: int) -> str:
        """The table: each gradient at the entry where its versions differ most, and long verdicts below it."""
        rows = [HEAD, *map(_cells, self.rows)]
        long = [row for row in rows if len(row[-1]) > len(BELOW)]
        short = [(*row[:-1], BELOW) if row in long else row for row in rows]
        table = in_columns(rows, 10**6)
        if max(map(len, table.split("\n"))) > width:
            table = in_columns(short, width, spare=[1, 2, 5])
        lines = [*self.notes, table]
        if BELOW in table:
            lines += [f"{row[0]}: {row[-1]}" for row in long]
        return "\n".join(lines)

    def markdown(self) -> str:
        """The table in Markdown. A row that is not ok says so in bold."""
        rows = [list(HEAD), ["---"] * len(HEAD)]
        for row, cells in self._judged():
            escaped = [re.sub(r"([\\`*_{}\[\]<>|~#])", r"\\\1", cell) for cell in cells]
            if not row.ok:
                escaped[-1] = f"**{escaped[-1]}**"
            rows.append(escaped)
        return "\n".join([*self.notes, *[f"| {' | '.join(row)} |" for row in rows]])

    def latex(self) -> str:
        """Return the table as an array in LaTeX. A row that is not ok says so."""
        return self.write(Latex(digits=4))

    def write(self, writer: MathWriter) -> str:
        """Return the table in a language of mathematics, which may be your own: `comparison.write(Typst())`."""
        writer, rows = writer.anew(), []
        for row, (name, *cells) in self._judged():
            cost = "" if row.autograd is None else self._cost
            gradient = writer.name(Name(name, row.name, cost))
            rows.append([gradient, *[_cell(writer, cell) for cell in cells]])
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

    def _judged(self) -> Iterator[tuple[Row, list[str]]]:
        """Yield each row, and its cells in the table, where a wrong answer is called wrong."""
        for row in self.rows:
            *cells, verdict = _cells(row)
            if row.by_hand is not None and not row.ok:
                verdict = f"wrong: {verdict}"
            yield row, [*cells, verdict]

    def _repr_html_(self) -> str:
        """Return the table for a notebook, in which a wrong row has a colour and the word."""
        notes = "".join([f"<p>{html.escape(note)}</p>" for note in self.notes])
        titles = "".join([f"<th>{title}</th>" for title in HEAD])
        lines = [f"<tr>{titles}</tr>"]
        for row, cells in self._judged():
            shown = "".join([f"<td>{html.escape(cell)}</td>" for cell in cells])
            style = "" if row.ok else WRONG
            lines.append(f"<tr{style}>{shown}</tr>")
        return f"{notes}<table>{''.join(lines)}</table>"


def _cell(writer: MathWriter, cell: str) -> str:
    """Return a cell of the table: a number as one, so that its minus sign is one, and anything else upright."""
    if re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", cell):
        return writer.number(float(cell))
    return writer.upright(cell)


def _cells(row: Row) -> tuple[str, ...]:
    """A row of the table: the three versions of the entry where they differ most."""
    right = row.autograd
    if right is None:
        return row.name, "", "", "-", "-", "-", "-", row.verdict
    shape = entry = ""
    if right.ndim:
        shape = shape_text(right)
    if row.entry:
        entry = str(list(row.entry))
    by_engine = by_hand = apart = None
    if right.size:
        by_engine = right[row.entry]
    if row.apart is not None:
        apart = row.apart.largest
        if right.size and row.by_hand is not None:
            by_hand = row.by_hand[row.entry]
    versions = (by_engine, by_hand, row.numeric_entry, apart)
    numbers = ["-" if x is None else plain_text(number_text(x)) for x in versions]
    return f"d{row.name}", shape, entry, *numbers, row.verdict
