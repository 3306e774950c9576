"""Answers as people give them: numbers, arrays, texts such as "-1/4", or something that can't be read."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from numbers import Number
from typing import Any

import numpy as np

from autograd.names import clipped, read_number
from autograd.node import Node
from autograd.tensor import REAL, Array

OF_WHOLE = 1e-3  # how likely a wrong formula gives one small whole number, or zeros and ones
OF_A_SHAPE = 1e-4  # how likely an arbitrary wrong formula has the shape of a wrong answer
TRANSPOSED, RESHAPED = "it is transposed", "it is reshaped"


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
        exponent = int(number.as_tuple().exponent)
        return 0.5 * 10.0**exponent, count


def read_answer(by_hand: Any) -> Answer | str:
    """Read what somebody gives for a gradient. A text says why it can't be read."""
    if isinstance(by_hand, Node):
        by_hand = by_hand.raw
    if isinstance(by_hand, np.ma.MaskedArray):
        return "a masked array: fill the masked entries, array.filled(0)"
    if isinstance(by_hand, bytes):
        return "bytes: give the number without quotes"
    is_number = isinstance(by_hand, (str, Number, Decimal, list, tuple))
    if not is_number and not hasattr(type(by_hand), "__array__"):
        return f"no number and no array, but of type {type(by_hand).__name__}"
    try:
        written = np.asarray(by_hand)
    except ValueError:
        return "rows of different lengths: give an array"
    except Exception as error:  # whatever an object of the student's own raises must not stop the other rows
        return f"of type {type(by_hand).__name__}, which can't be read as numbers ({type(error).__name__})"
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
            if isinstance(entry, str):
                numbers[index] = read_number(entry)
            else:
                numbers[index] = float(entry)
        except OverflowError:
            numbers[index] = np.inf if entry > 0 else -np.inf
        except (TypeError, ValueError):
            return f"not real numbers, but {clipped(str(written.dtype))}"
        is_odd = isinstance(entry, str) and not np.isfinite(numbers[index])
        if is_odd and str(entry).strip().lower() not in ("nan", "inf", "-inf"):
            return f"a text that is no number: {clipped(repr(str(entry)))}"
    return Answer(numbers, written)


@dataclass(frozen=True, eq=False)
class Claim:
    """An answer for one quantity, whether it is right, and how far off each entry may be."""

    node: Node
    numbers: Array
    is_right: bool
    slack: Array

    def fits(self, gradient: Any) -> bool:
        """Tell whether a gradient is this answer. The largest entry tells most of them at a glance."""
        if np.shape(gradient) != self.numbers.shape:
            return False
        at = self.largest
        off = abs(np.asarray(gradient).flat[at] - self.numbers.flat[at])
        if not off <= self.slack.flat[at]:
            return False
        return bool(np.all(np.abs(gradient - self.numbers) <= self.slack))

    @cached_property
    def largest(self) -> int:
        """The place of the largest entry."""
        return int(np.argmax(np.abs(self.numbers)))

    @cached_property
    def coincidence(self) -> float:
        """The chance that an arbitrary gradient is this answer. A wrong shape alone tells much."""
        size = np.abs(self.numbers)
        shares = np.divide(2 * self.slack, size, out=np.ones_like(size), where=size > 0)
        chance = float(np.exp(np.sum(np.log(np.clip(shares, 1e-300, 1.0)))))
        if np.isin(size, (0.0, 1.0)).all() or (size.size == 1 and size.item() in range(100)):
            chance = max(chance, OF_WHOLE)
        if self.numbers.shape != self.node.shape:
            chance *= OF_A_SHAPE
        return chance

    @cached_property
    def shapes(self) -> "dict[str, Claim]":
        """The answer, and the same in the shape of the gradient if it may only have another, by that mistake."""
        shape, x = self.node.shape, self.numbers
        shapes = {"": self}
        if x.T.shape == shape and not self.fits(x.T):
            shapes[TRANSPOSED] = replace(self, numbers=x.T, slack=self.slack.T)
        if x.size == self.node.size and x.shape != shape:
            shapes[RESHAPED] = replace(self, numbers=x.reshape(shape), slack=self.slack.reshape(shape))
        return shapes


def without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape without its axes of size 1."""
    return tuple([n for n in shape if n != 1])
