"""Cells of a page in percent format: prose between `# %% [markdown]` and the next mark, code after `# %%`."""

import re
from dataclasses import dataclass
from pathlib import Path

MARK = re.compile(r"^# %%[ \t]*(\[markdown\])?[ \t]*(.*)\n", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        kind: "markdown" or "code".
        title: the words behind the mark, which name a page that the cell shows.
        text: Markdown without the signs of comments, or code.
        line: the line of the file on which the text begins, from 1.
    """

    kind: str
    title: str
    text: str
    line: int


def cells_of(path: Path) -> list[Cell]:
    """Return the cells of a file in order.

    Raises:
        ValueError: if the file has text above its first mark.
    """
    source = path.read_text(encoding="utf-8")
    marks = list(MARK.finditer(source))
    if not marks or source[: marks[0].start()].strip():
        raise ValueError(f"{path} must begin with a cell: let '# %% [markdown]' be its first line.")
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    cells = []
    for mark, end in zip(marks, ends, strict=True):
        kind = "markdown" if mark[1] else "code"
        text = source[mark.end() : end]
        if kind == "markdown":
            text = re.sub(r"^# ?", "", text, flags=re.MULTILINE)
        line = source.count("\n", 0, mark.end()) + 1
        cells.append(Cell(kind, mark[2].strip(), text.strip("\n"), line))
    return cells
