"""Numbers as a reader meets them: four digits, a real minus sign, and arrays by what lies in them."""

import sys
from collections.abc import Iterable
from typing import Any, TextIO

import numpy as np

from autograd.names import MINUS, number_text
from autograd.node import Node


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


def keys_of(names: Iterable[Node]) -> dict[Node, str]:
    """A key for each node, in the given order, by which pictures and pages know it: k0, k1 ..."""
    return {node: f"k{i}" for i, node in enumerate(names)}


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
