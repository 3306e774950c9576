"""The movement of a parameter: an optimizer's step, read with symbols in place of w, dw and the memory."""

from collections.abc import Callable
from numbers import Real
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograd import Tensor
from autograd.programs.cells import Cell, Cells
from autograd.symbols import Symbol

NUMBER = Symbol("t", shape=())  # that of the step, from 1, which all parameters share
TRIALS = 3  # steps on numbers, by which the movement is checked
CORNER = 3, 2  # the shape of the arrays in a trial, which takes no time

OptimizerStep = Callable[[Any, Any, Any], None]  # of a parameter, its gradient and its memory, as Optimizer.step
States = dict[str, tuple[Any, Symbol]]  # by key: what is remembered before the first step, and its symbol


def movement(step: OptimizerStep, cells: Cells, w: Symbol, dw: Symbol) -> tuple[States, dict[Symbol, Cell]]:
    """Return what an optimizer's `step` remembers of the parameter `w`, and what that and `w` become.

    What is remembered comes by its key in the memory, as what it is before the first step, and its symbol. `cells`
    takes up what is computed.

    Raises:
        ValueError: if the step is more than a formula, such as a choice by the number of the step.
    """
    try:
        states, new = read_step(step, w, dw)
        _require_the_same(step, *(Symbol(x.name, shape=CORNER) for x in (w, dw)))
    except Exception as error:  # the code of a step may do anything that symbols are not made for
        raise ValueError(f"the update is more than a formula: {error}") from None
    return states, {x: cells.cell(formula) for x, formula in new.items()}


def read_step(step: OptimizerStep, w: Symbol, dw: Symbol) -> tuple[States, dict[Symbol, Any]]:
    """Return what a step remembers of the parameter `w`, and the formulas of what that and `w` become."""
    parameter = SimpleNamespace(data=w)
    memory = _Memory(w)
    step(parameter, dw, memory)
    new = {state: memory[key] for key, (_, state) in memory.states.items()}
    new[w] = parameter.data
    for x, formula in new.items():
        if np.shape(formula) != w.shape:
            raise ValueError(f"{x.name} would become an array of shape {np.shape(formula)}, and {w} has {w.shape}")
    return memory.states, new


class _Memory:
    """A stand-in for the memory of the parameter `w`, in which everything is a symbol.

    It is no dict: what it does not have, such as `pop`, can't be written as a formula.
    """

    def __init__(self, w: Symbol) -> None:
        self._w = w
        self._contents: dict[str, Any] = {"t": NUMBER}
        self.states: States = {}

    def get(self, key: str, start: Any = None) -> Any:
        if key not in self._contents:
            self._contents[key] = self._state(key, start)
        return self._contents[key]

    setdefault = get

    def __getitem__(self, key: str) -> Any:
        if key not in self._contents:
            raise ValueError(f"memory[{key!r}] has no start: write memory.get({key!r}, 0.0)")
        return self._contents[key]

    def __setitem__(self, key: str, new: Any) -> None:
        if key == "t":
            raise ValueError("memory['t'] counts the steps by itself: give your own number another key")
        if key not in self.states:
            self._state(key, 0.0)  # which no step reads
        self._contents[key] = new

    def __contains__(self, key: str) -> bool:
        raise ValueError(f"{key!r} in memory tells the first step from the others: write memory.get({key!r}, 0.0)")

    def _state(self, key: str, start: Any) -> Symbol:
        if not isinstance(start, Real):
            raise ValueError(f"memory.get({key!r}, start) takes a plain number for all entries, such as 0.0")
        state = Symbol(f"{key}_{self._w.name}", shape=self._w.shape)
        self.states[key] = start, state
        return state


def _require_the_same(step: OptimizerStep, w: Symbol, dw: Symbol) -> None:
    """Raise the ValueError for a step that makes other numbers than its formulas: it may change an array in place."""
    states, new = read_step(step, w, dw)
    rng = np.random.default_rng(0)
    node = Tensor(rng.normal(size=w.shape), "w")
    memory: dict[str, Any] = {}
    numbers: dict[Symbol, Any] = {state: np.full(w.shape, start) for start, state in states.values()}
    numbers[w] = node.data.copy()
    for number in range(1, TRIALS + 1):
        gradient = rng.normal(size=w.shape)
        numbers[NUMBER] = number
        numbers[dw] = gradient
        numbers |= {x: number_of_step(formula, numbers) for x, formula in new.items()}
        memory["t"] = number
        step(node, gradient.copy(), memory)
        after = remembered(memory, states) | {w: node.data}
        for x, array in after.items():
            if not np.allclose(array, numbers[x], equal_nan=True):
                raise ValueError(
                    f"step number {number} gives other numbers for {x} than the formula that it looks like. Let it "
                    "read memory.get(key, start), assign memory[key] and w.data, and change no other array in place"
                )


def remembered(memory: Any, states: States) -> dict[Symbol, Any]:
    """Return what a memory holds of a parameter, or its start, by the symbols of its states."""
    return {state: memory.get(key, start) for key, (start, state) in states.items()}


def number_of_step(formula: Any, numbers: dict[Symbol, Any]) -> Any:
    """Return what a formula gives with these numbers, or symbols, in place of its leaves and of formulas in it."""
    if not isinstance(formula, Symbol):
        return formula
    if formula in numbers:
        return numbers[formula]
    inputs = [number_of_step(x, numbers) for x in formula.inputs]
    return formula.rule.compute(inputs)  # type: ignore[union-attr]
