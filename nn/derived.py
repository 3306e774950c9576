"""The training step as derived code: what fit runs unless it is told to run eagerly."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor
from autograd.symbols import Shape, Symbol
from autograd.views.derivation.cells import Cell, Cells
from autograd.views.derivation.derive import derive_step
from autograd.views.derivation.in_place import InPlace
from autograd.views.derivation.program import Program, program_of
from autograd.views.derivation.source import source
from autograd.views.derivation.trace import Trace
from nn.optimizers import Optimizer

Array = npt.NDArray[Any]


STEP = Symbol("t", of=())  # the number of the step, from 1, which all parameters share


class NotDerivableError(ValueError):
    """Why a training step can't be written down as code that holds for every batch."""


def require_known(parts: Iterable[Any]) -> None:
    """Raise the NotDerivableError for code that is not of this package: it may do something else in every batch."""
    for part in parts:
        if not getattr(part, "func", part).__module__.startswith(("nn.", "autograd.")):
            raise NotDerivableError(f"{part!r} is code of your own, which may do something else in every batch")


def unlikely_sizes(parameters: Sequence[Node]) -> list[int]:
    """Two numbers of examples that are not the size of any parameter."""
    taken = {size for w in parameters for size in w.shape}
    return list(islice((m for m in count(2) if m not in taken), 2))


class DerivedStep:
    """One step of gradient descent as straight-line NumPy code: forward, backward, w -= alpha * dw.

    Calling it moves the parameters, unless J is not finite, and gives the cost J and the predictions p from before.

    Attributes:
        in_place: the code as it is run: the statements of `source`, each of which writes its result into an array of
            the step before.
        dtype: what X and y are to be cast to.
    """

    def __init__(self, passes: Sequence[tuple[Node, Node]], parameters: Sequence[Node], optimizer: Optimizer) -> None:
        """`passes` are the predictions p and the cost J for two different numbers of examples.

        Raises:
            NotDerivableError: if the code would not hold for other data; it says why.
        """
        self._parameters, self._optimizer = [w for w in parameters if not w.constant], optimizer
        p, J = passes[0]
        if not isinstance(p, Tensor) or not isinstance(J, Tensor):
            raise NotDerivableError("a network of Values is there to be looked at, number by number")
        self.dtype = p.dtype
        trace = self._trace = _trace(passes, parameters)
        self._outputs = [trace.values[J], trace.values[p]]
        slopes = {w: Symbol(f"d{trace.names[w]}", of=w.shape) for w in self._parameters}
        gradients = {slopes[w]: trace.gradients[w] for w in self._parameters}
        backprop = InPlace(program_of(trace, self._outputs, gradients, list(slopes.values())), "backprop")
        cells = Cells()
        self._updates = [_update(optimizer, cells, Symbol(trace.names[w], of=w.shape), slopes[w]) for w in slopes]
        becomes = {x: new for update in self._updates for x, new in update.updates.items()}
        given = [*_given(self._updates), *(x for update in self._updates for x in (update.w, update.dw))]
        program = Program(given, {"update": cells.needed(becomes.values())}, (), becomes)
        move = InPlace(program, "move", scratch=list(slopes.values()))
        self.in_place = f"{backprop.text}\n\n{move.text}"
        namespace: dict[str, Any] = {"np": np}
        exec(compile(self.in_place, "<derived step>", "exec"), namespace)
        self._backprop, self._move = namespace["backprop"], namespace["move"]
        self._counts = backprop.buffers, move.buffers
        self.forget_buffers()
        self._ignored = trace.ignored

    def forget_buffers(self) -> None:
        """Free the arrays of the steps so far, which may be large; the next step makes new ones."""
        backprop, move = self._counts
        self._buffers: dict[int, tuple[Any, ...]] = defaultdict(lambda: (None,) * backprop)
        self._move_buffers: tuple[Any, ...] = (None,) * move

    def require_even_counts(self) -> None:
        """Raise the NotDerivableError for an optimizer that has moved some parameters more often than others."""
        if len({self._optimizer.memory(w)["t"] for w in self._parameters}) > 1:
            raise NotDerivableError(f"{self._optimizer} has moved some parameters more often than others")

    @cached_property
    def source(self) -> str:
        """The code, to be read: one line of update for each parameter."""
        trace = self._trace
        found = []
        for w in self._parameters:
            dw = Symbol(f"d{trace.names[w]}", of=w.shape)
            trace.cells.define(dw, trace.gradients[w])
            found.append(_update(self._optimizer, trace.cells, trace.values[w], dw))
        updates = {x: new for update in found for x, new in update.updates.items()}
        program = program_of(trace, self._outputs, updates, _given(found))
        return source(program, "step", lambda writer: ", ".join(map(writer.text, self._outputs)))

    @contextmanager
    def moving(self) -> Iterator[Callable[[Array, Array], tuple[float, Array]]]:
        """Take up the parameters, and what the optimizer remembers of them, as they are now; put them back in the end.

        Within, the step is a function of the examples X (m, features) and their targets y (m, ...), of this dtype.
        """
        memories = [self._optimizer.memory(w) for w in self._parameters]
        states = [
            {key: self._filled(w, memory.get(key, first)) for key, first in update.first.items()}
            for w, memory, update in zip(self._parameters, memories, self._updates, strict=True)
        ]
        slopes = [np.zeros(w.shape, self.dtype) for w in self._parameters]
        constants = [leaf for leaf in self._trace.leaves if leaf.constant and not self._trace.has_examples(leaf)]
        data = [w.data for w in self._parameters]
        by_leaf = dict(zip(self._parameters, data, strict=True))
        given = [leaf.raw for leaf in constants]
        given += [by_leaf[leaf] for leaf in self._trace.leaves if not leaf.constant]
        remembered = [array for state in states for array in state.values()]
        moved = [x for pair in zip(data, slopes, strict=True) for x in pair]
        counts, t = any(update.counts for update in self._updates), memories[0]["t"]

        def step(X: Array, y: Array) -> tuple[float, Array]:
            nonlocal t
            m = len(X)
            with np.errstate(**self._ignored):
                J, p, self._buffers[m] = self._backprop(X, y, *given, *slopes, *self._buffers[m])
                if isfinite(J):
                    t += 1
                    counted = (t,) if counts else ()
                    self._move_buffers = self._move(*remembered, *counted, *moved, *self._move_buffers)
            return J, p

        try:
            yield step
        finally:
            for memory, state in zip(memories, states, strict=True):
                memory.update(state, t=t)

    def _filled(self, w: Node, numbers: Any) -> Array:
        """What is remembered of a parameter, as an array of its own."""
        return np.array(np.broadcast_to(numbers, w.shape), self.dtype)


@dataclass(frozen=True)
class _Update:
    """One step of an optimizer for one parameter, read from its own formula.

    Attributes:
        w, dw: the parameter and its gradient.
        states: what is remembered of it.
        updates: the parameter and what is remembered of it, each with what it becomes.
        first: what the memory holds before the first step, by its keys.
        counts: whether the formula uses the number of the step.
    """

    w: Symbol
    dw: Symbol
    states: list[Symbol]
    updates: dict[Symbol, Cell]
    first: dict[str, Any]
    counts: bool


def _update(optimizer: Optimizer, cells: Cells, w: Symbol, dw: Symbol) -> _Update:
    """Read the formula for the parameter `w`; `cells` takes up what is computed.

    Raises:
        NotDerivableError: if it is more than a formula, such as a choice by the number of the step.
    """
    moved, memory = _Moved(w), _Memory(f"_{w.name}", w.shape)
    try:
        optimizer.step(moved, dw, memory)  # type: ignore[arg-type]
    except Exception as error:  # the code of a step may do anything that symbols are not made for
        raise NotDerivableError(f"{optimizer} is more than a formula: {error}") from None
    new = {state: memory[key] for key, (_, state) in memory.states.items()} | {w: moved.data}
    updates = {x: cells.cell(becomes) for x, becomes in new.items()}
    states = [state for _, state in memory.states.values()]
    first = {key: first for key, (first, _) in memory.states.items()}
    counts = any(x is STEP for cell in cells.needed(updates.values()) for x in cell.inputs)
    return _Update(w, dw, states, updates, first, counts)


def _given(updates: Sequence[_Update]) -> list[Symbol]:
    """What a step is given besides the data and the parameters: what is remembered, and its number if that counts."""
    states = [x for update in updates for x in update.states]
    return [*states, STEP] if any(update.counts for update in updates) else states


class _Moved:
    """What stands for a parameter in the formula of an optimizer."""

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


def _trace(passes: Sequence[tuple[Node, Node]], parameters: Sequence[Node]) -> Trace:
    """The trace of J, if it holds for every batch."""
    try:
        derivations = [derive_step(J) for _, J in passes]
    except (ValueError, TypeError) as error:
        raise NotDerivableError(f"the cost can't be derived: {error}") from None
    trace, p = derivations[0].trace, passes[0][0]
    data = [node.label for node in trace.leaves if node.constant and node not in set(parameters)]
    learned = {w for w in parameters if not w.constant}
    if sorted(data) != ["X", "y"] or {node for node in trace.leaves if not node.constant} != learned:
        raise NotDerivableError("the cost depends on arrays besides X, y and the parameters")
    if not trace.size or p not in trace.values or len({derivation.source for derivation in derivations}) > 1:
        raise NotDerivableError("the code does not hold for another number of examples")
    return trace
