"""Answers as people give them: numbers, arrays, texts such as "-1/4", or something that can't be read."""

from dataclasses import dataclass
from decimal import Decimal
from numbers import Number
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
        """Tell whether the numbers come with the precision of float32, or less."""
        return self.written.dtype.kind == "f" and self.written.dtype.itemsize < 8

    def half_unit(self, index: tuple[int, ...], digits: int) -> tuple[float, int]:
        """Return half of the last digit's unit at one entry, and how many digits there are. (0, 0) for too few.

        Zeros at the end of a text count; at the end of a number they may be what printing adds.
        """
        entry = self.written[index]
        text = str(entry)
        if self.written.dtype.kind == "b" or not np.isfinite(self.numbers[index]) or "/" in text:
            return 0.0, 0
        number = Decimal(text.strip().replace("\N{MINUS SIGN}", "-").replace(",", "."))
        if not isinstance(entry, str):
            number = number.normalize()
        count = len(number.as_tuple().digits)
        if not number or count < digits:
            return 0.0, 0
        return 0.5 * 10.0 ** int(number.as_tuple().exponent), count


def read_answer(given: Any) -> Answer | str:
    """Read what somebody gives for a gradient. A text says why it can't be read."""
    if isinstance(given, Node):
        given = given.raw
    if isinstance(given, np.ma.MaskedArray):
        return "a masked array: fill the masked entries, array.filled(0)"
    if isinstance(given, bytes):
        return "bytes: give the number without quotes"
    is_array = hasattr(type(given), "__array__") or isinstance(given, (list, tuple))
    if not (is_array or isinstance(given, (str, Number, Decimal))):
        return f"no number and no array, but of type {type(given).__name__}"
    try:
        written = np.asarray(given)
    except ValueError:
        return "rows of different lengths: give an array"
    except Exception as error:  # whatever an object of the student's own raises must not stop the other rows
        return f"of type {type(given).__name__}, which can't be read as numbers ({type(error).__name__})"
    if written.dtype.kind in "UTO":
        return _read_one_by_one(written)
    if written.dtype.kind not in REAL:
        return f"not real numbers, but {clipped(str(written.dtype))}"
    return Answer(written.astype(float), written)


def _read_one_by_one(written: Array) -> Answer | str:
    """Read texts, and numbers of Python's own such as fractions."""
    numbers = np.empty(written.shape)
    for index in np.ndindex(written.shape):
        entry = written[index]
        try:
            numbers[index] = read_number(entry) if isinstance(entry, str) else float(entry)
        except OverflowError:
            numbers[index] = np.inf if entry > 0 else -np.inf
        except (TypeError, ValueError):
            return f"not real numbers, but {clipped(str(written.dtype))}"
        is_odd = isinstance(entry, str) and not np.isfinite(numbers[index])
        if is_odd and str(entry).strip().lower() not in ("nan", "inf", "-inf"):
            return f"a text that is no number: {clipped(repr(str(entry)))}"
    return Answer(numbers, written)
