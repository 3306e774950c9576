"""Numbers as a reader meets them: four digits, a real minus sign, and arrays by their range."""

import sys
from typing import Any

import numpy as np

from autograd.names import MINUS, number_text

MOST_ROWS = 6  # rows and columns
BRANCHES = str.maketrans({"\u251c": "|-", "\u2514": "`-", "\u2502": "| "})  # of a text tree


def is_small(data: Any) -> bool:
    """Tell whether all numbers are few enough to be shown: at most nine, in rows."""
    return 0 < np.size(data) <= 9 and np.ndim(data) <= 2


def are_whole(*arrays: Any) -> bool:
    """Tell whether arrays, or nodes, are small enough to be shown as matrices: up to 6 x 6."""
    return all(0 < n <= MOST_ROWS and x.ndim <= 2 for x in arrays for n in x.shape)


def data_text(data: Any) -> str:
    """Return a number or a small array as text, or the shape and the range of a large array."""
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
    """Return the range of an array: its only number, or the least, the greatest and the mean."""
    low, high, mean = (number_text(f(array)) for f in (np.min, np.max, np.mean))
    return low if np.size(array) == 1 else f"{low} to {high}, mean {mean}"


def shape_text(array: Any) -> str:
    """Return the shape as text: 3 x 4."""
    return " x ".join(map(str, np.shape(array))) or "a number"


def in_brackets(number: str) -> str:
    """Return a negative number in brackets, as it stands behind another sign."""
    return f"({number})" if number.startswith(MINUS) else number


def plain_text(text: str) -> str:
    """Return the text with minus signs that can be pasted into Python."""
    return text.replace(MINUS, "-")


def ascii_text(text: str) -> str:
    """Return the text for a terminal that has ASCII only."""
    return plain_text(text).translate(BRANCHES).encode("ascii", "backslashreplace").decode()


def fits(text: str) -> bool:
    """Tell whether the encoding of standard output has every letter of the text."""
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    return text.encode(encoding, "replace").decode(encoding) == text
