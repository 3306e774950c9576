"""The training step as derived code: what fit runs unless it is told to run eagerly."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import accumulate
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor, derive
from autograd.symbols import Shape, Symbol
from autograd.views.cells import Cell, Cells
from autograd.views.in_place import InPlace
from autograd.views.program import Program, program_of
from autograd.views.source import source
from autograd.views.trace import Trace
from nn.optimizers import Optimizer

Array = npt.NDArray[Any]


class NotDerivableError(ValueError):
    """Why a training step can't be written down as code that holds for every batch."""


def require_known(parts: Iterable[Any]) -> None:
    """Raise the NotDerivableError for code that is not of this package: it may do something else in every batch."""
    for part in parts:
        if not getattr(part, "func", part).__module__.startswith(("nn.", "autograd.")):
            raise NotDerivableError(f"{part!r} is code of your own, which may do something else in every batch")


class DerivedStep:
    """One step of gradient descent as straight-line NumPy code: forward, backward, w -= alpha * dw.

    Calling it moves the parameters, unless J is not finite, and gives the cost J and the predictions p from before.

    Attributes:
        in_place: the code as it is run: every result is written into an array of the step before, and the parameters
            stand one after another in one array w, so that the update is one line for all of them.
        dtype: what X and y are to be cast to.
    """

    def __init__(self, p: Node, J: Node, parameters: Sequence[Node], optimizer: Optimizer) -> None:
        """`J` is the cost of some examples, and `p` are the predictions for them.

        Raises:
            NotDerivableError: if the code would not hold for other data; it says why.
        """
        self._parameters, self._optimizer = list(parameters), optimizer
        if not isinstance(p, Tensor) or not isinstance(J, Tensor):
            raise NotDerivableError("a network of Values is there to be looked at, number by number")
        self.dtype = p.dtype
        self._trace = _trace(p, J, parameters)
        self._outputs = [self._trace.values[J], self._trace.values[p]]
        slopes = {w: Symbol(f"d{self._trace.names[w]}", of=w.shape) for w in parameters}
        gradients = {slopes[w]: self._trace.gradients[w] for w in parameters}
        backprop = InPlace(program_of(self._trace, self._outputs, gradients, list(slopes.values())), "backprop")
        dw = Symbol("dw", of=(1,))
        self._update = Update(optimizer, Cells(), Symbol("w", of=(1,)), dw)
        move = InPlace(self._update.program(), "move", scratch=[dw])
        self.in_place = f"{backprop.text}\n\n{move.text}"
        namespace: dict[str, Any] = {"np": np}
        exec(compile(self.in_place, "<derived step>", "exec"), namespace)
        self._backprop, self._move = namespace["backprop"], namespace["move"]
        self._counts = backprop.buffers, move.buffers
        self.forget_buffers()
        self._w, dw_flat = self._flat(), self._flat()
        self._states = {key: self._flat() for key in self._update.first}
        self._moved = [self._w[0], dw_flat[0], *(state for state, _ in self._states.values())]
        by_leaf = dict(zip(self._parameters, self._w[1], strict=True))
        self._given = [*(by_leaf[leaf] for leaf in self._trace.leaves if not leaf.constant), *dw_flat[1]]
        self._t = 0
        self._ignored = self._trace.ignored

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
        updates: dict[Symbol, Cell] = {}
        given: dict[str, Symbol] = {}
        for w in self._parameters:
            dw = Symbol(f"d{trace.names[w]}", of=w.shape)
            trace.cells.define(dw, trace.gradients[w])
            update = Update(self._optimizer, trace.cells, trace.values[w], dw)
            updates |= update.updates
            given |= {x.name: x for x in update.given}
        program = program_of(trace, self._outputs, updates, list(given.values()))
        return source(program, "step", lambda writer: ", ".join(map(writer.text, self._outputs)))

    @contextmanager
    def moving(self) -> Iterator[Callable[[Array, Array], tuple[float, Array]]]:
        """Take up the parameters, and what the optimizer remembers of them, as they are now; put them back in the end.

        Within, the step is a function of the examples X (m, features) and their targets y (m, ...), of this dtype.
        """
        memories = [self._optimizer.memory(w) for w in self._parameters]
        self._fill(self._w, [parameter.data for parameter in self._parameters])
        for key, first in self._update.first.items():
            self._fill(self._states[key], [memory.get(key, first) for memory in memories])
        self._t = memories[0]["t"]
        try:
            yield self._step
        finally:
            for i, (parameter, memory) in enumerate(zip(self._parameters, memories, strict=True)):
                parameter.data[...] = self._w[1][i]
                memory.update({"t": self._t}, **{key: pieces[i].copy() for key, (_, pieces) in self._states.items()})

    def _step(self, X: Array, y: Array) -> tuple[float, Array]:
        m = len(X)
        with np.errstate(**self._ignored):
            J, p, self._buffers[m] = self._backprop(X, y, *self._given, *self._buffers[m])
            if isfinite(J):
                self._t += 1
                counted = (self._t,) if self._update.counts else ()
                self._move_buffers = self._move(*self._moved, *counted, *self._move_buffers)
        return J, p

    @staticmethod
    def _fill(flat: tuple[Array, list[Array]], arrays: Sequence[Any]) -> None:
        for piece, array in zip(flat[1], arrays, strict=True):
            piece[...] = array

    def _flat(self) -> tuple[Array, list[Array]]:
        """An array for the numbers of all parameters one after another, and the views of its pieces in their shapes."""
        flat = np.zeros(sum(w.size for w in self._parameters), self.dtype)
        ends = list(accumulate([w.size for w in self._parameters]))
        return flat, [flat[end - w.size : end].reshape(w.shape) for w, end in zip(self._parameters, ends, strict=True)]


class Update:
    """One step of an optimizer, read from its own formula.

    Attributes:
        updates: the parameter and what is remembered of it, each with what it becomes.
        first: what the memory holds before the first step, by its keys.
        given: the symbols of the memory.
        counts: whether the formula uses t, the number of the step.
        cells: what is computed.
    """

    def __init__(self, optimizer: Optimizer, cells: Cells, w: Symbol, dw: Symbol) -> None:
        """`cells` takes up the cells of the formula."""
        t = Symbol("t", of=())
        moved, memory = _Moved(w), _Memory(t, "" if w.name == "w" else f"_{w.name}", w.shape)
        optimizer.step(moved, dw, memory)  # type: ignore[arg-type]
        new = {state: memory[key] for key, (_, state) in memory.states.items()} | {w: moved.data}
        self.updates: dict[Symbol, Cell] = {x: cells.cell(becomes) for x, becomes in new.items()}
        self.first = {key: first for key, (first, _) in memory.states.items()}
        self.cells = cells.needed(self.updates.values())
        self.counts = any(x is t for cell in self.cells for x in cell.inputs)
        self.given = [*(state for _, state in memory.states.values()), *([t] if self.counts else [])]
        self._arguments = [w, dw, *self.given]

    def program(self) -> Program:
        """The update alone."""
        return Program(self._arguments, {"update": self.cells}, (), self.updates)


class _Moved:
    """What stands for a parameter in the formula of an optimizer."""

    def __init__(self, data: Symbol) -> None:
        self.data: Any = data


class _Memory(dict[str, Any]):
    """What stands for the memory of a parameter: everything in it is a symbol."""

    def __init__(self, t: Symbol, name: str, shape: Shape) -> None:
        super().__init__(t=t)
        self._name, self._shape = name, shape
        self.states: dict[str, tuple[Any, Symbol]] = {}

    def get(self, key: str, first: Any = None) -> Any:
        if key not in self.states:
            self.states[key] = first, Symbol(f"{key}{self._name}", of=self._shape)
            self.setdefault(key, self.states[key][1])
        return self[key]


def _trace(p: Node, J: Node, parameters: Sequence[Node]) -> Trace:
    """The trace of J, if it holds for every batch."""
    trace = derive(J).trace
    data = [node.label for node in trace.leaves if node.constant]
    if sorted(data) != ["X", "y"] or {node for node in trace.leaves if not node.constant} != set(parameters):
        raise NotDerivableError("the cost depends on arrays besides X, y and the parameters")
    if not trace.size or p not in trace.values:
        raise NotDerivableError("the forward pass does not hold for another number of examples")
    return trace
