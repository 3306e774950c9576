"""The formula of an optimizer, read with symbols in place of a parameter, its gradient and its memory."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from autograd.programs.cells import Cell, Cells
from autograd.symbols import Symbol

OneStep = Callable[[Any, Any, Any], None]  # of the parameter, its gradient and its memory, as Optimizer.step

STEP = Symbol("t", shape=())  # the number of the step, from 1, which all parameters share


def moved(
    formula: OneStep, cells: Cells, w: Symbol, dw: Symbol
) -> tuple[dict[str, tuple[Any, Symbol]], dict[Symbol, Cell]]:
    """Return what a formula remembers of the parameter `w`, and what that and `w` become.

    What is remembered comes by its key in the memory, as what it is before the first step, and its symbol. `cells`
    takes up what is computed.

    Raises:
        ValueError: if it is more than a formula, such as a choice by the number of the step.
    """
    parameter, memory = SimpleNamespace(data=w), _Memory(w)
    try:
        formula(parameter, dw, memory)
    except Exception as error:  # the code of a step may do anything that symbols are not made for
        raise ValueError(f"the update is more than a formula: {error}") from None
    new = {state: memory[key] for key, (_, state) in memory.states.items()} | {w: parameter.data}
    return memory.states, {x: cells.cell(formula_of_x) for x, formula_of_x in new.items()}


class _Memory(dict[str, Any]):
    """A stand-in for the memory of the parameter `w`, in which everything is a symbol."""

    def __init__(self, w: Symbol) -> None:
        super().__init__(t=STEP)
        self._w = w
        self.states: dict[str, tuple[Any, Symbol]] = {}

    def get(self, key: str, initial: Any = None) -> Any:
        if key not in self.states:
            self.states[key] = initial, Symbol(f"{key}_{self._w.name}", shape=self._w.shape)
            self.setdefault(key, self.states[key][1])
        return self[key]
