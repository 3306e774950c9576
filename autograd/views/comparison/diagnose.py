"""What is wrong with a gradient derived by hand: the classic mistakes, recognised by their numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.names import number_text

Array = npt.NDArray[Any]


def diagnose(right: Array, by_hand: Array, sizes: set[int]) -> str:
    """The difference between the right gradient and the one by hand, in words.

    Args:
        right: the engine's gradient.
        by_hand: another one.
        sizes: numbers of entries that a mean may have been taken over.

    Example:
        >>> diagnose(np.array([1.0, 2.0]), np.array([32.0, 64.0]), {32})
        'by hand it is the right one times m = 32: is the mean over 32 entries missing?'
        >>> diagnose(np.ones((2, 3)), np.ones((3, 2)), set())
        'equal after transposing: it has shape (3, 2) instead of (2, 3)'
    """
    if by_hand.shape != right.shape:
        return _wrong_shape(right, by_hand)
    factor = _factor(right, by_hand)
    if factor is not None:
        return _times(factor, sizes)
    if right.ndim == 2 and right.shape[0] == right.shape[1]:
        factor = _factor(right, by_hand.T)
        if factor is not None:
            return "equal after transposing" if np.isclose(factor, 1) else f"transposed, and {_times(factor, sizes)}"
    return "different"


def _times(factor: float, sizes: set[int]) -> str:
    if np.isclose(factor, -1):
        return "the sign is turned"
    if np.isclose(factor, 1, rtol=1e-3):
        return f"nearly equal: by hand it is larger by {factor - 1:.1e} of it"
    sign = " and the sign turned" if factor < 0 else ""
    for size in sizes:
        for said, why, by in (("times", "missing", size), ("divided by", "taken twice", 1 / size)):
            if np.isclose(abs(factor), by):
                return f"by hand it is the right one {said} m = {size}{sign}: is the mean over {size} entries {why}?"
    return f"by hand it is the right one times {number_text(factor)}"


def _wrong_shape(right: Array, by_hand: Array) -> str:
    said = f"it has shape {by_hand.shape} instead of {right.shape}"
    if by_hand.T.shape == right.shape and _same(right, by_hand.T):
        return f"equal after transposing: {said}"
    if by_hand.size == right.size and _same(right, by_hand.reshape(right.shape)):
        return f"equal after reshaping: {said}"
    for axis in (*range(by_hand.ndim), None):
        for keepdims in (False, True):
            summed = np.asarray(by_hand.sum(axis=axis, keepdims=keepdims))
            if summed.shape == right.shape and _same(right, summed):
                where = "all axes" if axis is None else f"axis {axis}"
                return f"equal after summing over {where}: {said}"
    return said


def _factor(right: Array, by_hand: Array) -> float | None:
    """by_hand / right, if that is the same number everywhere."""
    scale = float(np.max(np.abs(right)))
    if not scale or not np.isfinite(by_hand).all():
        return None
    largest = np.unravel_index(np.argmax(np.abs(right)), right.shape)
    factor = float(by_hand[largest] / right[largest])
    is_same = factor and np.allclose(by_hand, factor * right, rtol=1e-6, atol=1e-9 * scale * abs(factor))
    return factor if is_same else None


def _same(right: Array, other: Array) -> bool:
    return bool(np.allclose(right, other, rtol=1e-6, atol=1e-9 * float(np.max(np.abs(right), initial=0.0))))
