"""A step of training as a program: both passes of a cost, and what each parameter becomes. It is the door for nn."""

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.node import Node
from autograd.symbols import Shape, Symbol
from autograd.views.derivation.cells import Cell, Cells
from autograd.views.derivation.derive import derivable
from autograd.views.derivation.examples import for_any_number, numbers_of_examples
from autograd.views.derivation.in_place import InPlace
from autograd.views.derivation.program import Program, program_of
from autograd.views.derivation.source import source

Array = npt.NDArray[Any]
Formula = Callable[[Any, Any, Any], None]  # of the parameter, its gradient and its memory, as Optimizer.step

STEP = Symbol("t", of=())  # the number of the step, from 1, which all parameters share


class StepProgram:
    """Straight-line NumPy code: forward, backward, and then each parameter moves by a formula.

    Args:
        J: the cost.
        p: a node below J whose number is asked for too, such as the predictions.
        examples: the leaves whose first axis counts the examples; all other arrays stay as they are.
        parameters: the leaves that move.
        formula: how one of them moves, called with symbols.

    Attributes:
        source: the code, to be read.
        in_place: the code as it is run: the statements of `source`, each of which writes its result into an array of
            the step before.
        first: for each parameter, what its memory holds before the first step, by its keys.

    Raises:
        ValueError, TypeError: if the code would not hold for other examples; it says why.
    """

    def __init__(self, J: Node, p: Node, examples: Set[Node], parameters: Sequence[Node], formula: Formula) -> None:
        order, m = derivable(J), len(next(iter(examples)).raw)
        general = None if numbers_of_examples(order, m) else for_any_number(order, m, examples)
        if general is None or p not in general.trace.values:
            raise ValueError("the code does not hold for another number of examples")
        trace = self._trace = general.trace
        self._parameters, self._formula, self._ignored = parameters, formula, trace.ignored
        self._outputs = [trace.values[J], trace.values[p]]
        leaves = [leaf for leaf in trace.leaves if not trace.has_examples(leaf)]
        self._constants = [leaf for leaf in leaves if leaf.constant]
        places = {w: i for i, w in enumerate(parameters)}
        self._places = [places[leaf] for leaf in leaves if not leaf.constant]
        gradients = [Symbol(f"d{trace.names[w]}", of=w.shape) for w in parameters]
        self._gradients = [np.zeros(w.shape, p.raw.dtype) for w in parameters]
        asked = {dw: trace.gradients[w] for w, dw in zip(parameters, gradients, strict=True)}
        backprop = InPlace(program_of(trace, self._outputs, asked, gradients), "backprop")
        cells = Cells()
        moves = [
            _moved(formula, cells, Symbol(trace.names[w], of=w.shape), dw)
            for w, dw in zip(parameters, gradients, strict=True)
        ]
        self.first = [move.first for move in moves]
        becomes = {x: new for move in moves for x, new in move.becomes.items()}
        given = [*_given(moves), *(x for move in moves for x in (move.w, move.dw))]
        move = InPlace(Program(given, {"update": cells.needed(becomes.values())}, (), becomes), "move", gradients)
        self._counts = any(x is STEP for x in given)
        self.in_place = f"{backprop.text}\n\n{move.text}"
        namespace: dict[str, Any] = {"np": np}
        exec(compile(self.in_place, "<derived step>", "exec"), namespace)
        self._backprop, self._move = namespace["backprop"], namespace["move"]
        self._buffers_needed = backprop.buffers, move.buffers
        self.forget_buffers()

    def forget_buffers(self) -> None:
        """Free the arrays of the steps so far, which may be large; the next step makes new ones."""
        backprop, move = self._buffers_needed
        self._buffers: dict[int, tuple[Any, ...]] = defaultdict(lambda: (None,) * backprop)
        self._move_buffers: tuple[Any, ...] = (None,) * move

    @cached_property
    def source(self) -> str:
        """The code, to be read: a line of update for each parameter."""
        trace, moves = self._trace, []
        for w in self._parameters:
            dw = Symbol(f"d{trace.names[w]}", of=w.shape)
            trace.cells.define(dw, trace.gradients[w])
            moves.append(_moved(self._formula, trace.cells, trace.values[w], dw))
        becomes = {x: new for move in moves for x, new in move.becomes.items()}
        program = program_of(trace, self._outputs, becomes, _given(moves))
        return source(program, "step", lambda writer: ", ".join(map(writer.text, self._outputs)))

    def run(self, examples: Sequence[Array], states: Sequence[Array], t: int) -> tuple[Any, Array]:
        """Move the parameters, unless J is not finite; J and p from before.

        Args:
            examples: an array for each leaf with examples, in the order of their names.
            states: what is remembered of the parameters, in their order and that of `first`; these arrays change.
            t: the number of this step.
        """
        m, data = len(examples[0]), [w.data for w in self._parameters]
        arrays = [*(leaf.raw for leaf in self._constants), *(data[i] for i in self._places)]
        with np.errstate(**self._ignored):
            J, p, self._buffers[m] = self._backprop(*examples, *arrays, *self._gradients, *self._buffers[m])
            if isfinite(J):
                moved = [x for pair in zip(data, self._gradients, strict=True) for x in pair]
                counted = (t,) if self._counts else ()
                self._move_buffers = self._move(*states, *counted, *moved, *self._move_buffers)
        return J, p


@dataclass(frozen=True)
class _Move:
    """How one parameter moves, read from the formula.

    Attributes:
        w, dw: the parameter and its gradient.
        states: what is remembered of it.
        becomes: the parameter and what is remembered of it, each with what it becomes.
        first: what the memory holds before the first step, by its keys.
        counts: whether the formula uses the number of the step.
    """

    w: Symbol
    dw: Symbol
    states: list[Symbol]
    becomes: dict[Symbol, Cell]
    first: dict[str, Any]
    counts: bool


def _moved(formula: Formula, cells: Cells, w: Symbol, dw: Symbol) -> _Move:
    """Read the formula for the parameter `w`; `cells` takes up what is computed.

    Raises:
        ValueError: if it is more than a formula, such as a choice by the number of the step.
    """
    parameter, memory = _Parameter(w), _Memory(f"_{w.name}", w.shape)
    try:
        formula(parameter, dw, memory)
    except Exception as error:  # the code of a step may do anything that symbols are not made for
        raise ValueError(f"the update is more than a formula: {error}") from None
    new = {state: memory[key] for key, (_, state) in memory.states.items()} | {w: parameter.data}
    becomes = {x: cells.cell(what) for x, what in new.items()}
    states = [state for _, state in memory.states.values()]
    first = {key: first for key, (first, _) in memory.states.items()}
    counts = any(x is STEP for cell in cells.needed(becomes.values()) for x in cell.inputs)
    return _Move(w, dw, states, becomes, first, counts)


def _given(moves: Sequence[_Move]) -> list[Symbol]:
    """What a step is given besides the data and the parameters: what is remembered, and its number if that counts."""
    states = [x for move in moves for x in move.states]
    return [*states, STEP] if any(move.counts for move in moves) else states


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

    def get(self, key: str, first: Any = None) -> Any:
        if key not in self.states:
            self.states[key] = first, Symbol(f"{key}{self._name}", of=self._shape)
            self.setdefault(key, self.states[key][1])
        return self[key]
