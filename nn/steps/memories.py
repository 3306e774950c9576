"""What an optimizer remembers of the parameters that a program moves, in arrays of the program's own."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node
from nn.optimizers import Optimizer

Array = npt.NDArray[Any]


class Memories:
    """The memories of some parameters; `initial` is what is remembered of each before its first step, by key."""

    def __init__(
        self, optimizer: Optimizer, parameters: Sequence[Node], initial: Sequence[Mapping[str, Any]], dtype: Any
    ) -> None:
        self.optimizer, self.parameters, self._initial, self._dtype = optimizer, parameters, initial, dtype
        self.let_go()

    def let_go(self) -> None:
        """Start afresh with arrays, since others may read those so far."""
        self._mine: list[dict[str, Array]] = [{} for _ in self.parameters]

    def state(self) -> list[Array]:
        """What is remembered, in order; a step changes these arrays in place."""
        for w, mine, initial in zip(self.parameters, self._mine, self._initial, strict=True):
            memory = self.optimizer.memory(w)
            for key, start in initial.items():
                if key not in mine or memory.get(key) is not mine[key]:
                    memory[key] = mine[key] = np.array(np.broadcast_to(memory.get(key, start), w.shape), self._dtype)
        return [array for mine in self._mine for array in mine.values()]

    @property
    def step_counts(self) -> set[int]:
        """How many steps the parameters have made."""
        return {self.optimizer.memory(w)["t"] for w in self.parameters}

    def begin(self) -> int:
        """The number of steps so far, from which `reached` goes on; the largest, where it does not matter."""
        self._t = max(self.step_counts)
        return self._t

    def reached(self, t: int) -> None:
        """Count the steps that the parameters have made since: there are `t` now."""
        for w in self.parameters:
            self.optimizer.memory(w)["t"] += t - self._t
        self._t = t
