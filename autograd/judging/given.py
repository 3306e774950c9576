"""An answer as the search takes it: what fits it, how likely that is by chance, and what it may be but for a twist."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.node import Node

Array = npt.NDArray[Any]

TRANSPOSED, RESHAPED, TURNED = "it is transposed", "it is reshaped", "the sign is turned"
OF_WHOLE = 1e-3  # how likely a wrong formula gives one small whole number, or zeros and ones
OF_A_SHAPE = 1e-4  # how likely an arbitrary wrong formula has the shape of a wrong answer


@dataclass(frozen=True)
class Given:
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
        is_near = abs(np.asarray(gradient).flat[at] - self.numbers.flat[at]) <= self.slack.flat[at]
        return bool(is_near and np.all(np.abs(gradient - self.numbers) <= self.slack))

    @cached_property
    def largest(self) -> int:
        """The place of the largest entry."""
        return int(np.argmax(np.abs(self.numbers)))

    @cached_property
    def coincidence(self) -> float:
        """Tell how likely an arbitrary gradient is this answer. A wrong shape alone tells much."""
        size = np.abs(self.numbers)
        shares = np.divide(2 * self.slack, size, out=np.ones_like(size), where=size > 0)
        chance = float(np.exp(np.sum(np.log(np.clip(shares, 1e-300, 1.0)))))
        if np.isin(size, (0.0, 1.0)).all() or (size.size == 1 and size.item() in range(100)):
            chance = max(chance, OF_WHOLE)
        return chance if self.numbers.shape == self.node.shape else chance * OF_A_SHAPE


def without_twists(given: Given, sizes: Sequence[int]) -> dict[str, Given]:
    """Return the answer, and what it would be without a second mistake in its line: another shape, the sign, 1/m."""
    shape, x, slack = given.node.shape, given.numbers, given.slack
    twists = {TURNED: (-x, slack)}
    if x.T.shape == shape and not given.fits(x.T):
        twists[TRANSPOSED] = (x.T, slack.T)
    if x.size == int(np.prod(shape)) and x.shape != shape:
        twists[RESHAPED] = (x.reshape(shape), slack.reshape(shape))
    for m in sizes if x.size > 1 else ():
        twists[f"it is {m} times too large"] = (x / m, slack / m)
        twists[f"it is {m} times too small"] = (x * m, slack * m)
    others = {twist: Given(given.node, numbers, False, off) for twist, (numbers, off) in twists.items()}
    return {"": given, **others}


def without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return a shape without its axes of size 1."""
    return tuple([n for n in shape if n != 1])
