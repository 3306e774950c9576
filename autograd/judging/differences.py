"""Slopes measured without calculus, to check derivatives that were computed with it.

Source: W. Press et al., Numerical Recipes (2007), section 5.7.
"""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

EPSILON = float(np.finfo(float).eps)
NUMERIC = 1e-5  # the tolerated difference, relative to the derivative
SETTLED = 1e-4  # an uncertainty below this share of the derivative asks for no more steps
STRAIGHT = 1e-2  # and both sides must differ by no more than this share of it
NEGLIGIBLE = 1e-10  # nor does an uncertainty below this share of the function's value
NARROWER = 4  # how much smaller the second of two steps is, at least


class Slope(NamedTuple):
    """A measured slope: one number where the function is smooth, two at a kink."""

    low: float
    high: float
    uncertainty: float  # how far off they may be; infinite if nothing could be measured

    @property
    def middle(self) -> float:
        """The slope, or the mean of the two."""
        return (self.low + self.high) / 2

    @property
    def is_kink(self) -> bool:
        """Tell whether the slopes on both sides differ."""
        return self.low < self.high

    def off(self, derivative: float) -> float:
        """Return how far a derivative lies outside of the slopes. 0 between them."""
        return max(self.low - derivative, derivative - self.high, 0.0)

    def agrees(self, derivative: float) -> bool:
        """Tell whether a derivative is one of the slopes, or between them, as far as they are known."""
        return not self.off(derivative) > NUMERIC * abs(derivative) + self.uncertainty


class Quotients(NamedTuple):
    """The difference quotients to the right, to the left and across, of one step."""

    right: float
    left: float
    across: float  # that of one side where the other lies outside of the domain
    rounding: float
    width: float  # of the step itself


def slope(f: Callable[[Any], float], x: Any, index: tuple[int, ...], expected: float, size: float = 0.0) -> Slope:
    """Measure df/dx at one entry, with more steps where the first two do not settle on the expected derivative.

    Args:
        f: the function.
        x: where to measure; it does not change.
        index: the entry of x.
        expected: the derivative that is to be checked.
        size: the largest number on the way to f, whose rounding f has, if that is larger than f itself.
    """
    changed = np.array(x, dtype=float)
    at = float(changed[index])

    def value(offset: float) -> tuple[float, float]:
        changed[index] = at + offset
        try:
            return float(changed[index]), f(changed.copy())
        except (ArithmeticError, ValueError):  # a step out of the domain, where math raises and NumPy says nan
            return float(changed[index]), np.nan

    def quotients(width: float) -> Quotients:
        above, up = value(width)
        below, down = value(-width)
        if above == middle or below == middle:  # the step is lost in rounding
            return Quotients(np.nan, np.nan, np.nan, np.inf, width)
        right = (up - y) / (above - middle)
        left = (y - down) / (middle - below)
        across = (up - down) / (above - below)
        if not np.isfinite(across):  # one side lies outside of the domain
            across = right if np.isfinite(right) else left
        rounding = 8 * EPSILON * (size + abs(middle * across)) / width
        return Quotients(right, left, across, rounding, width)

    with np.errstate(all="ignore"):
        middle, y = value(0.0)
        size = max(size, abs(y))
        scale = max(1.0, abs(at))
        width = float(np.cbrt(EPSILON)) * scale
        quick = _from_two(quotients(width), quotients(width / NARROWER))
        is_settled = quick.uncertainty <= SETTLED * abs(expected)
        if is_settled and quick.agrees(expected) and not quick.is_kink:
            return quick
        return _sharpest((quotients(width) for width in _ladder(at, scale)), NEGLIGIBLE * size)


def _ladder(at: float, scale: float) -> list[float]:
    """Steps from a tenth of a number down, and for a small number from a tenth of it, since an edge may be near."""
    widths = {scale * 10.0**-k for k in range(1, 13)}
    widths |= {abs(at) * 10.0**-k for k in range(1, 9)}
    apart: list[float] = []
    for width in sorted(widths - {0.0}, reverse=True):
        if not apart or width <= apart[-1] / NARROWER:
            apart.append(width)
    return apart


def _sharpest(steps: Iterable[Quotients], negligible: float) -> Slope:
    """The slope of the step that differs least from the one before it, up to the first that is known well.

    A kink is believed only where it stays down to the narrowest steps: one beside the point is seen by wide ones.
    """
    best, rank = Slope(np.nan, np.nan, np.inf), (True, np.inf, np.inf)
    for before, step in pairwise(steps):
        slope = _from_two(before, step)
        share = 1.0
        if slope.middle:
            share = min(slope.uncertainty / abs(slope.middle), 1.0)
        own_rank = (not np.isfinite(before.right + before.left), share, slope.uncertainty)
        kink = best if best.is_kink else slope
        is_sharper = best.is_kink != slope.is_kink and slope.uncertainty <= 1e-3 * (kink.high - kink.low)
        if is_sharper or own_rank < rank:
            best, rank = slope, own_rank
        enough = max(SETTLED * abs(best.middle), negligible)
        # Curvature may hide a kink at one step, but then not at the one before it.
        shrunk = abs(before.right - before.left) * step.width / before.width
        is_smooth = max(abs(step.right - step.left), shrunk) <= STRAIGHT * abs(best.middle) + enough
        if best.uncertainty <= enough and is_smooth and not best.is_kink:
            break
    return best


def _from_two(wide: Quotients, narrow: Quotients) -> Slope:
    """The slope from two steps, and from what they differ by how far off it may be."""
    rounding = narrow.rounding
    jump = narrow.right - narrow.left
    jump_before = wide.right - wide.left
    steady = abs(jump - jump_before) < 0.1 * abs(jump)  # that of a smooth function shrinks with the step
    if steady and abs(jump) > 1e-6 * (abs(narrow.right) + abs(narrow.left)) + 4 * rounding:
        low, high = sorted([narrow.left, narrow.right])
        off = abs(narrow.right - wide.right) + abs(narrow.left - wide.left)
        return Slope(low, high, off + rounding)
    across = narrow.across
    apart = abs(across - wide.across)
    if apart <= rounding:
        across = wide.across  # where both steps tell the same, the wider one is the more precise
    uncertainty = 2 * apart + rounding
    # The slopes to both sides come together as the step shrinks, or their gap is not known.
    shrunk = abs(jump_before) * narrow.width / wide.width
    if abs(jump) > 2 * shrunk + 4 * rounding:
        uncertainty += abs(jump)
    return Slope(across, across, uncertainty)
