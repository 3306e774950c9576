"""A step of training as a program: both passes of a cost, and what each parameter becomes."""

import operator
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from functools import cached_property
from typing import Any

import numpy.typing as npt

from autograd.node import Node
from autograd.programs.cells import Cell, Cells
from autograd.programs.derivable import derivable
from autograd.programs.examples import for_any_number
from autograd.programs.made_of_m import numbers_of_examples
from autograd.programs.program import program_of
from autograd.programs.source import defined, source
from autograd.programs.updates import is_update, with_updates
from autograd.symbols import Shape, Symbol
from nn.steps.in_place import InPlace

Array = npt.NDArray[Any]
Formula = Callable[[Any, Any, Any], None]  # of the parameter, its gradient and its memory, as Optimizer.step

STEP = Symbol("t", of=())  # the number of the step, from 1, which all parameters share


class StepProgram:
    """Straight-line NumPy code: forward, backward, and then each parameter moves by a formula, unless J is not finite.

    Args:
        J: the cost.
        p: a node below J whose number is asked for too, such as the predictions.
        examples: the leaves whose first axis counts the examples; all other arrays stay as they are.
        parameters: the leaves that move.
        formula: how one of them moves, called with symbols.

    Attributes:
        source: the code; what runs is this, each statement writing into the array of the step before.
        uses_t: whether it is given the number of the step.
        ignored: what np.errstate is told while it runs.
        moves: for each array that it is given besides the examples, whether it changes.
        initial: for each parameter, what its memory holds before the first step, by its keys.

    Raises:
        ValueError, TypeError: if the code would not hold for other examples; it says why.
    """

    def __init__(self, J: Node, p: Node, examples: Set[Node], parameters: Sequence[Node], formula: Formula) -> None:
        order, m = derivable(J), len(next(iter(examples)).raw)
        binding, _ = numbers_of_examples(order, m, examples)
        general = None if binding else for_any_number(order, m, examples)
        if general is None or p not in general.trace.values:
            raise ValueError("the code does not hold for another number of examples")
        trace = general.trace
        self.initial: list[dict[str, Any]] = []
        becomes: dict[Symbol, Cell] = {}
        states: list[Symbol] = []
        for w in parameters:
            dw = Symbol(trace.gradient_name(w), of=w.shape)
            trace.cells.define(dw, trace.gradients[w])
            remembered, new = _moved(formula, trace.cells, trace.values[w], dw)
            self.initial.append({key: start for key, (start, _) in remembered.items()})
            states += [state for _, state in remembered.values()]
            becomes |= new
        self.uses_t = any(x is STEP for cell in trace.cells.needed(becomes.values()) for x in cell.inputs)
        self._leaves = [leaf for leaf in trace.leaves if not trace.has_examples(leaf)]
        self._arrays: list[Any] = [None] * len(self._leaves)
        given = [*(trace.values[leaf] for leaf in self._leaves), *states]
        self.moves = [x in becomes for x in given]
        self.ignored = trace.ignored
        outputs = [trace.values[J], trace.values[p]]
        more = [*states, STEP] if self.uses_t else states
        program = program_of(trace, outputs, becomes, more)
        self._pure = program_of(trace, [*outputs, *(becomes.get(x, x) for x in given)], more=more)
        self.source = source(
            program, "step", lambda writer: ", ".join(map(writer.text, outputs)), (), is_update, with_updates
        )
        in_place = InPlace(program, "step")
        self._function, self._buffers_needed = defined(in_place.text, "step"), in_place.buffers
        self.forget_buffers()

    @cached_property
    def pure(self) -> str:
        """The same statements as a function that gives J, p and what each array becomes, in place of changing it."""
        return source(self._pure, "step", lambda writer: ", ".join(map(writer.text, self._pure.outputs)))

    def arrays(self, states: Sequence[Array]) -> list[Array]:
        """What it is given besides the examples, in order: the arrays of the leaves as they are now, and `states`."""
        if any(map(operator.is_not, [leaf.raw for leaf in self._leaves], self._arrays)):  # others were assigned
            # Reading .data makes an array one that may be changed, as the parameters are.
            self._arrays = [leaf.raw if leaf.constant else leaf.data for leaf in self._leaves]
        return [*self._arrays, *states]

    def forget_buffers(self) -> None:
        """Free the arrays of the steps so far, which may be large; the next step makes new ones."""
        self._buffers: dict[int, tuple[Any, ...]] = defaultdict(lambda: (None,) * self._buffers_needed)

    def run(self, dealt: Sequence[Array], arrays: Sequence[Array], t: int) -> tuple[Any, Array]:
        """Move the parameters, unless J is not finite; J and p from before.

        Args:
            dealt: the arrays of a batch, in the order of their names.
            arrays: what `arrays` gives; these change.
            t: the number of this step.
        """
        m = len(dealt[0])
        counted = (t,) if self.uses_t else ()
        J, p, self._buffers[m] = self._function(*dealt, *arrays, *counted, *self._buffers[m])
        return J, p


def _moved(
    formula: Formula, cells: Cells, w: Symbol, dw: Symbol
) -> tuple[dict[str, tuple[Any, Symbol]], dict[Symbol, Cell]]:
    """The formula read for the parameter `w`: what is remembered of it, and what it and that become.

    What is remembered comes by its key in the memory, as what it is before the first step, and its symbol. `cells`
    takes up what is computed.

    Raises:
        ValueError: if it is more than a formula, such as a choice by the number of the step.
    """
    parameter, memory = _Parameter(w), _Memory(f"_{w.name}", w.shape)
    try:
        formula(parameter, dw, memory)
    except Exception as error:  # the code of a step may do anything that symbols are not made for
        raise ValueError(f"the update is more than a formula: {error}") from None
    new = {state: memory[key] for key, (_, state) in memory.states.items()} | {w: parameter.data}
    return memory.states, {x: cells.cell(what) for x, what in new.items()}


class _Parameter:
    """What stands for a parameter in the formula."""

    def __init__(self, data: Symbol) -> None:
        self.data: Any = data


class _Memory(dict[str, Any]):
    """What stands for the memory of a parameter: everything in it is a symbol."""

    def __init__(self, name: str, shape: Shape) -> None:
        super().__init__(t=STEP)
        self._name, self._shape = name, shape
        self.states: dict[str, tuple[Any, Symbol]] = {}

    def get(self, key: str, initial: Any = None) -> Any:
        if key not in self.states:
            self.states[key] = initial, Symbol(f"{key}{self._name}", of=self._shape)
            self.setdefault(key, self.states[key][1])
        return self[key]
