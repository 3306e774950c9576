"""Names as a reader meets them: one for every node of a graph, and the text of a number.

>>> from autograd import Value
>>> x = Value(2.0, label="x")
>>> y = x * 3
>>> list(names_of([x, y.parents[1], y]).values())
['x', '3', 'J']
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from autograd.node import Node, as_label

MINUS = "\N{MINUS SIGN}"


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
            label = as_label(node.label)
            label = clipped(label, len(label))  # on one line
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
    """Tell whether it is a number that was typed into a formula: it has no name but itself."""
    return node.constant and node.is_leaf and not node.label and node.ndim == 0


def as_term(name: str) -> str:
    """A name as it stands in a formula or behind a d: in brackets if it holds signs or spaces itself.

    Example:
        >>> as_term("W1[0,2]"), as_term("x (2)"), as_term("x + 1")
        ('W1[0,2]', 'x (2)', '(x + 1)')
    """
    return name if re.fullmatch(r"[^\s+\-*/@<>=]+( \(\d+\))?", name) else f"({name})"


def clipped(text: str, width: int = 40) -> str:
    """A label on one line: control characters as spaces, and not longer than `width`.

    Example:
        >>> clipped("x" * 10_000, 8)
        'xxxxx...'
    """
    line = "".join(c if c.isprintable() else " " for c in text)
    return line if len(line) <= width else line[: width - 3] + "..."


def number_text(x: float) -> str:
    """Four significant digits. Never -0; nan and infinity in capitals, so that nobody overlooks them.

    Example:
        >>> number_text(2.0), number_text(1 / 3), number_text(-0.0), number_text(float("nan"))
        ('2', '0.3333', '0', 'NAN')
    """
    text = f"{float(x) + 0.0:.4g}"
    return text.replace("-", MINUS) if np.isfinite(x) else text.upper().replace("-", MINUS)


def read_number(text: str) -> float:
    """The number that somebody typed, as "18", "-1/4", "0,5" or "1e-3". Nan if it is none.

    Example:
        >>> read_number("-1/4"), read_number("0,5"), read_number("half")
        (-0.25, 0.5, nan)
    """
    fraction = re.fullmatch(r"([^/_]+)(?:/([^/_]+))?", text.replace(MINUS, "-").replace(",", "."))
    try:
        return float(fraction[1]) / float(fraction[2] or 1) if fraction else float("nan")
    except (ValueError, ZeroDivisionError):
        return float("nan")
