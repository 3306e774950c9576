"""The derived steps of an epoch, one after another, in NumPy: as little as can be stands around the program."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from nn.data import Deal, Examples
from nn.fitting.epochs import Steps
from nn.steps.memories import Memories
from nn.steps.training_program import StepProgram


class InTurn(Steps):
    """The steps of one run of fit: called with the deal of an epoch, it gives J and p of each batch."""

    def __init__(self, program: StepProgram, memories: Memories, examples: Examples) -> None:
        super().__init__(examples, memories.parameters)
        self._program, self._memories, self.ignored = program, memories, program.ignored
        self._t = memories.begin()

    def __call__(self, deal: Deal) -> Iterable[tuple[Any, Any]]:
        run, dealt = self._program.run, self.examples.dealt
        arrays = self._program.arrays(self._memories.state())
        for batch in deal:
            J, p = run(dealt(batch), arrays, self._t + 1)
            if isfinite(J):
                self._t += 1
            yield J, p

    def bring_back(self) -> None:
        self._memories.reached(self._t)
