"""Ways to descend: what makes the steps of an epoch, node by node or by the derived program."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from nn.data import Array, Batches, Examples


class Descent:
    """A way to make the steps of an epoch: node by node, in the visible loop, where a subclass knows no other.

    Args:
        examples: those to learn from.
        step: what makes a step: a function of inputs, targets and sample weights that gives J and p.
        slow_because: the reason to be said where steps take longer than the user expects; "" where there is none.

    Attributes:
        ignored: what np.errstate is told while they run: what saturates on the way is no reason to warn.
        is_at_once: whether all steps of an epoch are made at once, and not as they are asked for.
    """

    ignored: Mapping[str, Any] = {}
    is_at_once = False

    def __init__(self, examples: Examples, step: Any, slow_because: str = "") -> None:
        self.examples = examples
        self.step = step
        self.slow_because = slow_because

    def __call__(self, batches: Batches) -> Iterable[tuple[Any, Any]]:
        """Make a step for each batch, and yield the cost J and the predictions p from before it."""
        for batch in batches:
            yield self.step(*self.examples.batch(batch))

    def is_finite(self) -> bool:
        """Tell whether all numbers are known to be finite, without a look at the parameters."""
        return False

    def bring_back(self) -> None:
        """Give the parameters, and the optimizer's memory of them, what the steps have made of them."""


class InTurn(Descent):
    """The derived steps of an epoch, one after another, in NumPy, with as little as possible around the program.

    What the optimizer remembers is, from the first step on, in arrays of its own that the program changes.

    Args:
        step: a DerivedStep.
        examples: those to learn from.

    Attributes:
        t: how many steps were made; the most, where parameters have made different numbers and it does not matter.
    """

    def __init__(self, step: Any, examples: Examples) -> None:
        super().__init__(step.shaped(examples), step)
        self._memories = [step.optimizer.memory(w) for w in step.moving]
        self.t: int = max(memory["t"] for memory in self._memories)
        self._counted = self.t
        self._function = step.function()
        self.ignored = step.ignored

    def __call__(self, batches: Batches) -> Iterable[tuple[Any, Any]]:
        for batch in batches:
            yield self.move(self.examples.arguments(batch))

    @cached_property
    def changing(self) -> list[Array]:
        """The arrays besides the batch, in the order of the arguments."""
        arrays: list[Array] = self.step.arrays()
        for w, memory, initial in zip(self.step.moving, self._memories, self.step.initial, strict=True):
            for key, start in initial.items():
                memory[key] = np.full(w.shape, memory.get(key, start), self.step.dtype)
                arrays.append(memory[key])
        return arrays

    def move(self, batch: Sequence[Array]) -> tuple[Any, Array]:
        """Make one step, unless J is not finite, and return J and p from before, of which the next overwrites p."""
        number = (self.t + 1,) if self.step.counts else ()
        J, p = self._function(*batch, *self.changing, *number)
        if isfinite(J):
            self.t += 1
        return J, p

    def bring_back(self) -> None:
        for memory in self._memories:
            memory["t"] += self.t - self._counted
        self._counted = self.t
