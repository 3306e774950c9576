"""Answers as people give them: numbers, arrays, texts such as "-1/4", or something that can't be read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.names import clipped, read_number
from autograd.node import Node
from autograd.tensor import REAL

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Answer:
    """A gradient that somebody gives.

    Attributes:
        numbers: its entries, as float64.
        written: its entries as they were written, which tell how many digits they have.
    """

    numbers: Array
    written: Array

    @property
    def is_single(self) -> bool:
        """Whether the numbers come with the precision of float32, or less."""
        return self.written.dtype.kind == "f" and self.written.dtype.itemsize < 8

    def half_unit(self, index: tuple[int, ...], digits: int) -> tuple[float, int]:
        """Return half of the last digit's unit at one entry, and how many digits there are; (0, 0) for too few.

        Zeros at the end of a text count; at the end of a number they may be what printing adds.
        """
        entry = self.written[index]
        text = str(entry)
        if not np.isfinite(self.numbers[index]) or "/" in text:
            return 0.0, 0
        number = Decimal(text.strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
        if not isinstance(entry, str):
            number = number.normalize()
        count = len(number.as_tuple().digits)
        if not number or count < digits:
            return 0.0, 0
        return 0.5 * 10.0 ** int(number.as_tuple().exponent), count


def read_answer(given: Any) -> Answer | str:
    """Read what somebody gives for a gradient; a text says why it can't be read."""
    if given is None:
        return "no answer"
    if isinstance(given, Node):
        given = given.raw
    if isinstance(given, bytes):
        return "bytes: give the number without quotes"
    if callable(given):
        return "a function whose arguments are no quantities of the graph: give the number that it returns"
    if isinstance(given, np.ma.MaskedArray):
        return "a masked array: fill the masked entries, array.filled(0)"
    try:
        written = np.asarray(given)
    except Exception as error:  # whatever an object of the student's own raises must not stop the other rows
        if isinstance(given, (list, tuple)) and isinstance(error, ValueError):
            return "rows of different lengths: give an array"
        return f"a {type(given).__name__} that NumPy can't read as numbers ({type(error).__name__})"
    if written.dtype.kind == "U":
        numbers = np.vectorize(read_number, otypes=[float])(written)
        is_number = np.isfinite(numbers) | np.isin(np.char.lower(written), ("nan", "inf", "-inf"))
        wrong = written[~is_number]
        return f"a text that is no number: {clipped(repr(str(wrong[0])))}" if wrong.size else Answer(numbers, written)
    if written.dtype.kind not in REAL:
        return f"not real numbers, but {clipped(str(written.dtype))}"
    return Answer(written.astype(float), written)
