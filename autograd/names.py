"""Names as a reader meets them: one for every node of a graph, and the text of a number."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import count

import numpy as np

from autograd.departures import as_label
from autograd.node import Node

MINUS = "\N{MINUS SIGN}"
ALPHABET = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""


def _greek(name: str) -> str:
    """Return the Greek letter of a name, whose capital has a capital name."""
    size = "SMALL" if name.islower() else "CAPITAL"
    return unicodedata.lookup(f"GREEK {size} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")


GREEK = {name: _greek(name) for name in ALPHABET.split()}
GREEK_NAMES = {letter: name for name, letter in GREEK.items()}
LABEL_PARTS = re.compile(r"([A-Za-z]+|[^\W\d_])_?(\d+|(?<=_)\w+)?(?:\[([\d, :]+)\])?(?: \((\d+)\))?")


def names_of(nodes: Sequence[Node]) -> dict[Node, str]:
    """Return a name for every node of a graph: its label, its number if it is a raw constant, else v1, v2 ...

    The cost comes last, and is J without a label. A label that several nodes carry gets a number at each further
    one, `x (2)`.

    Example:
        >>> from autograd import Value
        >>> x = Value(2.0, label="x")
        >>> y = x * 3
        >>> list(names_of([x, y.parents[1], y]).values())
        ['x', '3', 'J']
    """
    by_node: dict[Node, str] = {}
    labels = {node.label for node in nodes}
    used: set[str] = set()
    counters: dict[str, Iterator[int]] = {}  # by what stands before the number

    def free(before: str, first: int, behind: str = "") -> str:
        numbers = counters.setdefault(before, count(first))
        names = (f"{before}{number}{behind}" for number in numbers)
        return next(name for name in names if name not in labels and name not in used)

    for node in nodes:
        if is_raw_number(node):
            by_node[node] = number_text(float(node.raw))
            continue
        if node.label:
            name = as_label(node.label)
            name = clipped(name, len(name))  # on one line
            if name in used:
                name = free(f"{name} (", 2, ")")
        elif node is nodes[-1] and "J" not in labels:
            name = "J"
        else:
            name = free("v", 1)
        by_node[node] = name
        used.add(name)
    return by_node


def is_letter(text: str) -> bool:
    """Tell whether a text is a letter, or the name of a Greek one."""
    return text in GREEK or (len(text) == 1 and text.isalpha())


def parts_of(label: str) -> tuple[str, list[list[str]], str] | None:
    """Return the base of a label, its lists of indices and its number, or None if it has another form.

    Two letters are one with an index; "pi" is a letter itself, and "dx" a difference.

    Example:
        >>> parts_of("W1[0,2]"), parts_of("wx"), parts_of("loss (2)"), parts_of("x + 1")
        (('W', [['1'], ['0', '2']], ''), ('w', [['x']], ''), ('loss', [], '2'), None)
    """
    parts = LABEL_PARTS.fullmatch(label)
    if parts is None:
        return None
    base, index, entry, number = parts.groups()
    if len(base) == 2 and base not in GREEK and base[0] != "d":
        base, index = base[0], ",".join(filter(None, [base[1], index]))
    lists = [text.split(",") for text in (index, entry) if text]
    return GREEK_NAMES.get(base, base), lists, number or ""


def is_raw_number(node: Node) -> bool:
    """Tell whether it is a number that was typed into a formula: it has no name but itself."""
    return node.constant and node.is_leaf and not node.label and node.ndim == 0


def as_term(name: str) -> str:
    """Return a name as it stands in a formula or behind a d: in brackets if it holds signs or spaces itself.

    Example:
        >>> as_term("W1[0,2]"), as_term("x (2)"), as_term("x + 1")
        ('W1[0,2]', 'x (2)', '(x + 1)')
    """
    if re.fullmatch(r"[^\s+\-*/@<>=]+( \(\d+\))?", name):
        return name
    return f"({name})"


def clipped(text: str, width: int = 40) -> str:
    """Return a label on one line: control characters as spaces, and not longer than `width`.

    Example:
        >>> clipped("x" * 10_000, 8)
        'xxxxx...'
    """
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    if len(text) > width:
        return text[: width - 3] + "..."
    return text


def number_text(x: float) -> str:
    """Return a number with four significant digits, never -0, and nan and infinity in capitals.

    Example:
        >>> number_text(2.0), number_text(1 / 3), number_text(-0.0), number_text(float("nan"))
        ('2', '0.3333', '0', 'NAN')
    """
    text = f"{float(x) + 0.0:.4g}"
    if not np.isfinite(x):
        text = text.upper()
    return text.replace("-", MINUS)


def read_number(text: str) -> float:
    """Return the number that somebody typed, as "18", "-1/4", "0,5" or "1e-3", or nan if it is none.

    Example:
        >>> read_number("-1/4"), read_number("0,5"), read_number("half")
        (-0.25, 0.5, nan)
    """
    text = text.replace(MINUS, "-").replace(",", ".")
    fraction = re.fullmatch(r"([^/_]+)(?:/([^/_]+))?", text)
    if fraction is None:
        return float("nan")
    above, below = fraction.groups("1")
    try:
        return float(above) / float(below)
    except (ValueError, ZeroDivisionError):
        return float("nan")
