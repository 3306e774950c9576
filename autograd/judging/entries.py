"""The tolerance of an entry, its marks, and the words for how a wrong answer differs."""

from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.judging.answers import Answer
from autograd.tensor import Array

Truths = npt.NDArray[np.bool_]

SAMPLED, KINKS = 200, 2000  # entries of an array that are measured at most: of all, and of wrong ones
EXACT, SINGLE = 1e-7, 1e-4  # the tolerated share of an entry, in float64 and in float32
NAMED_ENTRIES = 3  # wrong entries that are named one by one
DIGITS = 3  # an answer with as many digits may be a rounded one


@dataclass(frozen=True)
class Tolerance:
    """The tolerance of an entry: a share of it, an amount, and the rounding of its own digits.

    An answer of any shape may have its axes of size 1 elsewhere.
    """

    rtol: float | None = None
    atol: float = 0.0
    digits: int = DIGITS
    any_shape: bool = False

    def __post_init__(self) -> None:
        if self.rtol is not None:
            _require_tolerance("rtol", self.rtol)
        _require_tolerance("atol", self.atol)
        if not (isinstance(self.digits, Integral) and self.digits >= 1):
            raise ValueError(f"digits={self.digits!r}: the digits of a rounded answer are a whole number, 1 or more.")

    def allowed(self, right: Array, answer: Answer) -> Any:
        """The difference that is tolerated at each entry."""
        share, least = EXACT, self.atol
        if answer.is_single:
            share, least = SINGLE, least + float(np.finfo(np.float32).tiny)
        if self.rtol is not None:
            share = self.rtol
        return least + share * np.abs(right)


def _require_tolerance(name: str, number: Any) -> None:
    is_real = isinstance(number, (Real, np.floating))
    if not (is_real and 0 <= number < np.inf):
        raise ValueError(f"{name}={number!r}: a tolerated difference is a number, 0 or more.")


@dataclass(frozen=True)
class Difference:
    """The distance between two versions of one gradient."""

    largest: float  # the largest absolute difference
    relative: float  # that, relative to the largest entry of the gradient
    where: tuple[int, ...]  # the index of the entry
    ok: bool  # whether every entry is right

    @classmethod
    def between(cls, right: Array, apart: Array, ok: bool) -> "Difference":
        """Return the largest difference between a gradient and another one, entry by entry `apart`."""
        if not right.size:
            return cls(0.0, 0.0, (), ok)
        where = index_of(np.argmax(apart), right.shape)
        largest = float(apart[where])
        scale = float(np.max(np.abs(right[np.isfinite(right)]), initial=0.0))
        return cls(largest, largest / (scale or 1.0), where, ok)


def difference_text(right: Array, by_hand: Array, wrong: Truths) -> str:
    """Say how a wrong answer differs, and nothing of the cause."""
    if np.isnan(right).any():
        return "different: autograd's own gradient is nan"
    strange = int(np.count_nonzero(np.isnan(by_hand) & wrong))
    if strange and right.ndim:
        return f"different: nan in {strange} of {right.size} entries"
    if strange:
        return "different: nan"
    if np.isinf(by_hand[wrong]).any():
        return "different: infinite where the gradient is not"
    where = [str(list(index)) for index in indices(wrong)]
    if right.ndim and len(where) <= NAMED_ENTRIES and len(where) < right.size:
        return f"different in entry {', '.join(where)} only"
    size = float(np.sum(right * right))
    if not 0 < size < np.inf:
        return "different"
    factor = float(np.sum(right * by_hand)) / size
    if not factor or not np.allclose(by_hand, factor * right, rtol=1e-6, atol=0):
        return "different"
    if np.isclose(factor, 1, rtol=1e-3):
        return f"nearly equal: by hand it is larger by {factor - 1:.1e} of it"
    return f"by hand it is the right one times {factor:.4g}"


def distance(right: Array, other: Array) -> Array:
    """Return how far entries are apart: infinite where one is nan, or only one infinite."""
    with np.errstate(invalid="ignore"):
        apart = np.nan_to_num(np.abs(right - other), nan=np.inf, posinf=np.inf)
    return np.asarray(np.where(right == other, 0.0, apart))


def indices(mask: Truths) -> list[tuple[int, ...]]:
    """The indices at which something holds."""
    return list(map(tuple, np.argwhere(mask).tolist()))


def index_of(flat: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The index of an entry, from its number in the flattened array."""
    return tuple(map(int, np.unravel_index(flat, shape)))
