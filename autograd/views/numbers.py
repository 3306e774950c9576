"""Numbers and names as a reader meets them: four digits, a real minus sign, and a name for every node."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, TextIO

import numpy as np

from autograd.node import Node

MINUS = "\N{MINUS SIGN}"


def number_text(x: float) -> str:
    """Four significant digits; never -0; nan and infinity in capitals, so that nobody overlooks them.

    Example:
        >>> number_text(2.0), ascii_text(number_text(-1 / 3)), number_text(-0.0), number_text(float("nan"))
        ('2', '-0.3333', '0', 'NAN')
    """
    text = f"{float(x) + 0.0:.4g}"
    return text.replace("-", MINUS) if np.isfinite(x) else text.upper().replace("-", MINUS)


def is_small(data: Any) -> bool:
    """Whether all numbers are few enough to be shown: at most nine, in rows."""
    return 0 < np.size(data) <= 9 and np.ndim(data) <= 2


def data_text(data: Any) -> str:
    """A number; the numbers of a small array; of a large one its shape and what lies in it."""
    array = np.asarray(data)
    if array.ndim == 0:
        return number_text(array.item())
    if array.size == 0:
        return f"{shape_text(array)}, empty"
    if is_small(array):
        rows = [" ".join(map(number_text, row)) for row in np.atleast_2d(array)]
        return "[" + "; ".join(rows) + "]"
    return f"{shape_text(array)}, {range_text(array)}"


def range_text(array: Any) -> str:
    """What lies in an array: its only number, or its least, greatest and mean one."""
    low, high, mean = (number_text(f(array)) for f in (np.min, np.max, np.mean))
    return low if np.size(array) == 1 else f"{low} to {high}, mean {mean}"


def shape_text(array: Any) -> str:
    """The shape as it is said: 3 x 4."""
    return " x ".join(map(str, np.shape(array))) or "a number"


def names_of(nodes: Sequence[Node]) -> dict[Node, str]:
    """A name for every node of a graph, the cost last: its label, its number if it is a raw constant, else v1, v2 ...

    A label that several nodes carry gets a number at each further one, `x (2)`; a cost without a label is J.

    Example:
        >>> from autograd import Value
        >>> x = Value(2.0, label="x")
        >>> y = x * 3
        >>> list(names_of([x, y.parents[1], y]).values())
        ['x', '3', 'J']
    """
    names: dict[Node, str] = {}
    used, given = {node.label for node in nodes}, set[str]()
    counters: dict[str, Iterator[int]] = {}

    def free(pattern: str, first: int) -> str:
        numbers = counters.setdefault(pattern, count(first))
        return next(name for name in (pattern.format(k) for k in numbers) if name not in used and name not in given)

    for node in nodes:
        if node.label:
            label = clipped(node.label, len(node.label))  # on one line
            literal = label.replace("{", "{{").replace("}", "}}")
            names[node] = label if label not in given else free(f"{literal} ({{}})", 2)
        elif is_raw_number(node):
            names[node] = number_text(float(node.raw))
            continue
        elif node is nodes[-1] and "J" not in used:
            names[node] = "J"
        else:
            names[node] = free("v{}", 1)
        given.add(names[node])
    return names


def is_raw_number(node: Node) -> bool:
    """Whether it is a number that was typed into a formula: it has no name but itself."""
    return node.constant and node.is_leaf and not node.label and node.ndim == 0


def as_term(name: str) -> str:
    """A name as it stands in a formula or behind a d: in brackets if it holds signs or spaces itself.

    Example:
        >>> as_term("W1[0,2]"), as_term("x (2)"), as_term("x + 1")
        ('W1[0,2]', 'x (2)', '(x + 1)')
    """
    return name if re.fullmatch(r"[^\s+\-*/@<>=]+( \(\d+\))?", name) else f"({name})"


def keys_of(names: Iterable[Node]) -> dict[Node, str]:
    """A key for each node, in the given order, by which pictures and pages know it: k0, k1 ..."""
    return {node: f"k{i}" for i, node in enumerate(names)}


def clipped(text: str, width: int = 40) -> str:
    """A label on one line: control characters as spaces, and not longer than `width`.

    Example:
        >>> clipped("x" * 10_000, 8)
        'xxxxx...'
    """
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= width else line[: width - 3] + "..."


def in_brackets(number: str) -> str:
    """A negative number in brackets, as it stands behind another sign."""
    return f"({number})" if number.startswith(MINUS) else number


def plain_text(text: str) -> str:
    """The text with minus signs that can be pasted into Python."""
    return text.replace(MINUS, "-")


def ascii_text(text: str) -> str:
    """The text for a terminal that knows ASCII only."""
    return plain_text(text).encode("ascii", "backslashreplace").decode()


def fits(text: str, stream: TextIO | None = None) -> bool:
    """Whether the stream's encoding knows every letter of the text; standard output if none is given."""
    encoding = getattr(stream or sys.stdout, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
