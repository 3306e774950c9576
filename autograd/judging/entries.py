"""Marks on a gradient by hand: each entry is judged by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.judging.answers import Answer
from autograd.judging.differences import Slope

Array = npt.NDArray[Any]
Index = tuple[int, ...]

SAMPLED, KINKS = 200, 2000  # entries of an array that are measured at most: of all, and of wrong ones
EXACT, SINGLE = 1e-7, 1e-4  # the tolerated share of an entry, in float64 and in float32
FEW = 3  # wrong entries that are named one by one
DIGITS = 3  # an answer with as many digits may be a rounded one


@dataclass(frozen=True)
class Tolerance:
    """The tolerance of an entry: a share of it, an amount, and the rounding of its own digits."""

    rtol: float | None = None
    atol: float = 0.0
    digits: int = DIGITS

    def __post_init__(self) -> None:
        for name, number in (("rtol", 0.0 if self.rtol is None else self.rtol), ("atol", self.atol)):
            if not (isinstance(number, (Real, np.floating)) and 0 <= number < np.inf):
                raise ValueError(f"{name}={number!r}: a tolerated difference is a number, 0 or more.")
        if not (isinstance(self.digits, Integral) and self.digits >= 1):
            raise ValueError(f"digits={self.digits!r}: the digits of a rounded answer are a whole number, 1 or more.")

    def allowed(self, right: Array, answer: Answer) -> Any:
        """The difference that is tolerated at each entry."""
        share = self.rtol if self.rtol is not None else SINGLE if answer.is_single else EXACT
        least = float(np.finfo(np.float32).tiny) if answer.is_single else 0.0
        return self.atol + least + share * np.abs(right)


@dataclass(frozen=True)
class Marks:
    """Which entries of an answer are right, and in words what they are: "equal", or how they differ."""

    right: npt.NDArray[np.bool_]
    said: str

    @property
    def share(self) -> float:
        """The right entries, as a share of all."""
        return float(np.mean(self.right)) if self.right.size else 1.0


@np.errstate(over="ignore", invalid="ignore")
def judge_entries(
    right: Array,
    answer: Answer,
    tolerance: Tolerance,
    floor: Callable[[], Array],
    kink_at: Callable[[Index], Slope | None],
) -> Marks:
    """Judge the entries of an answer of the right shape.

    Args:
        right: the engine's gradient, in float64.
        answer: the gradient by hand.
        tolerance: how far an entry may be off.
        floor: computes how far rounding alone may move each entry.
        kink_at: measures the slopes of J at one entry, if there may be a kink.
    """
    apart = distance(right, answer.numbers)
    ok = np.array(apart <= np.where(np.isfinite(right), tolerance.allowed(right, answer), 0.0))
    why = ""
    fewest = 0
    for index in _indices(~ok):
        half, digits = answer.half_unit(index, tolerance.digits)
        if apart[index] <= half * (1 + 1e-9):
            ok[index], fewest = True, min(digits, fewest or digits)
    if fewest:
        why = f" to its {fewest} digits" if right.ndim == 0 else f" to {fewest} digits"
    if not ok.all():
        below = ~ok & np.isfinite(answer.numbers) & (apart <= floor())
        if below.any():
            ok = np.array(ok | below)
            why = f", {_share_text(below)}below what can be told here, where terms cancel"
    for index in _indices(~ok)[:KINKS]:
        if np.isfinite(right[index]) and np.isfinite(answer.numbers[index]):
            slope = kink_at(index)
            if slope is not None and slope.is_kink and slope.agrees(float(answer.numbers[index])):
                low, high = f"{slope.low:.4g}", f"{slope.high:.4g}"
                ok[index], why = True, f" at a kink, where any slope from {low} to {high} is right"
    return Marks(ok, f"equal{why}" if ok.all() else difference_text(right, answer.numbers, ~ok))


def difference_text(right: Array, by_hand: Array, wrong: npt.NDArray[np.bool_]) -> str:
    """Say how a wrong answer differs, and nothing of the cause."""
    if np.isnan(right).any():
        return "different: autograd's own gradient is nan"
    strange = int(np.count_nonzero(np.isnan(by_hand) & wrong))
    if strange:
        return f"different: nan in {strange} of {right.size} entries" if right.ndim else "different: nan"
    if np.isinf(by_hand[wrong]).any():
        return "different: infinite where the gradient is not"
    where = [str(list(index)) for index in _indices(wrong)]
    if right.ndim and len(where) <= FEW and len(where) < right.size:
        return f"different in entry {', '.join(where)} only"
    size = float(np.sum(right * right))
    factor = float(np.sum(right * by_hand)) / size if 0 < size < np.inf else 0.0
    if not factor or not np.allclose(by_hand, factor * right, rtol=1e-6, atol=0):
        return "different"
    if np.isclose(factor, 1, rtol=1e-3):
        return f"nearly equal: by hand it is larger by {factor - 1:.1e} of it"
    return f"by hand it is the right one times {factor:.4g}"


def distance(right: Array, other: Array) -> Array:
    """Tell how far entries are apart: infinite where one is nan, or only one infinite."""
    with np.errstate(invalid="ignore"):
        apart = np.nan_to_num(np.abs(right - other), nan=np.inf, posinf=np.inf)
    return np.asarray(np.where(right == other, 0.0, apart))


def _share_text(below: npt.NDArray[np.bool_]) -> str:
    """Tell how many entries a remark is about."""
    return "" if below.size == 1 else f"{np.count_nonzero(below)} of {below.size} entries "


def _indices(mask: npt.NDArray[np.bool_]) -> list[Index]:
    return [tuple(int(i) for i in index) for index in np.argwhere(mask)]
