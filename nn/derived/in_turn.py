"""The derived steps of an epoch, one after another, in NumPy: as little as can be stands around the program."""

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from typing import Any

import numpy.typing as npt

from autograd import Node
from nn.data import Deal, Examples
from nn.derived.training_program import StepProgram
from nn.epochs import Steps

Array = npt.NDArray[Any]


class InTurn(Steps):
    """The steps of one run of fit, made by a program: called with the deal of an epoch, it gives J and p of each batch.

    Args:
        program: the step.
        states: what the optimizer remembers of the parameters; these arrays change.
        steps: how many steps there were before.
        count: told how many there were in the end.
        examples: what to learn from.
        parameters: what moves.
    """

    def __init__(
        self,
        program: StepProgram,
        states: Sequence[Array],
        steps: int,
        count: Callable[[int], None],
        examples: Examples,
        parameters: Sequence[Node],
    ) -> None:
        super().__init__(examples, parameters)
        self._program, self._states, self._steps, self._count = program, states, steps, count
        self.ignored = program.ignored

    def __call__(self, deal: Deal) -> Iterable[tuple[Any, Array]]:
        run, inputs, answers = self._program.run, self.examples.inputs, self.examples.answers
        arrays = self._program.arrays(self._states)
        for batch in deal:
            J, p = run(inputs(batch), answers(batch), arrays, self._steps + 1)
            if isfinite(J):
                self._steps += 1
            yield J, p

    def bring_back(self) -> None:
        self._count(self._steps)
