"""The training step as derived code: what fit runs unless it is told to run eagerly."""

from collections.abc import Callable, Sequence
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor, derive
from autograd.graph import topological_order
from autograd.symbols import Symbol
from autograd.views.cells import Cell
from autograd.views.in_place import InPlace
from autograd.views.numbers import is_raw_number
from autograd.views.program import Program
from autograd.views.source import source
from autograd.views.trace import Trace
from nn.optimizers import Optimizer

Array = npt.NDArray[Any]


class NotDerivableError(ValueError):
    """Why a training step can't be written down as code that holds for every batch."""


class DerivedStep:
    """One step of gradient descent as straight-line NumPy code: forward, backward, w -= alpha * dw.

    Calling it moves the parameters, and gives the cost J and the predictions p from before the move.

    Attributes:
        in_place: the same as it is run, with every result written into an array of the step before, and without an
            update if J is not finite.
        dtype, output_shape: what X and y are to be cast to, and the shape of the prediction for one example.
    """

    def __init__(
        self, forward: Callable[[], tuple[Node, Node]], parameters: Sequence[Node], optimizer: Optimizer
    ) -> None:
        """`forward` computes p and J as nodes.

        Raises:
            NotDerivableError: if the code would not hold for other data; it says why.
        """
        self._parameters, self._optimizer = list(parameters), optimizer
        for w in parameters:
            w.asked = ""
        (p, J), (_, again) = forward(), forward()
        if not isinstance(p, Tensor) or not isinstance(J, Tensor):
            raise NotDerivableError("a network of Values is there to be looked at, number by number")
        self.dtype, self.output_shape = p.dtype, p.shape[1:]
        trace = _trace(p, J, parameters)
        if [*map(_operation, topological_order(again))] != [*map(_operation, topological_order(J))]:
            raise NotDerivableError("the forward pass computes something else each time it is asked")
        self._t = Symbol("t", of=())
        self._states: list[tuple[Node, str, Any, Symbol]] = []  # parameter, key of its memory, first contents, symbol
        before = dict(vars(optimizer))
        updates: dict[Symbol, Cell] = {}
        for w in parameters:
            updates |= self._updates(trace, w)
        if type(optimizer).update is not Optimizer.update or vars(optimizer) != before:
            raise NotDerivableError(f"{optimizer} does more than its formula says")
        outputs = [trace.values[J], trace.values[p]]
        given = [state for *_, state in self._states]
        needed = trace.cells.needed(updates.values())
        self._counts = any(x is self._t for cell in needed for x in cell.inputs)
        given += [self._t] if self._counts else []
        program = Program(trace, outputs, updates, given)
        self._program, written = program, InPlace(program)
        self.in_place = written.text
        namespace: dict[str, Any] = {"np": np, "isfinite": isfinite}
        exec(compile(written.text, "<derived step>", "exec"), namespace)
        self._step = namespace["step"]
        self._buffers: dict[int, tuple[Any, ...]] = {}
        self._none = (None,) * written.buffers
        saturates = any(node.rule is not None and node.rule.saturates for node in trace.names)
        self._ignored: dict[str, Any] = {"over": "ignore", "under": "ignore"} if saturates else {}

    @cached_property
    def source(self) -> str:
        """The code, to be read."""
        return source(self._program, "step", lambda writer: ", ".join(map(writer.text, self._program.outputs)))

    def _updates(self, trace: Trace, w: Node) -> dict[Symbol, Cell]:
        """What one step of the optimizer makes of a parameter and of its memory, read from its own formula."""
        name, cells = trace.names[w], trace.cells
        dw = Symbol(f"d{name}", of=w.shape)
        cells.define(dw, trace.gradients[w])
        moved, memory = _Moved(trace.values[w]), _Memory(self._t, name, w.shape)
        try:
            self._optimizer.step(moved, dw, memory)  # type: ignore[arg-type]
        except (TypeError, AttributeError, KeyError) as error:
            raise NotDerivableError(f"the step of {self._optimizer} is no formula: {error}") from None
        self._states += [(w, key, first, state) for key, (first, state) in memory.states.items()]
        new = {state: memory[key] for key, (_, state) in memory.states.items()} | {trace.values[w]: moved.data}
        return {symbol: cells.cell(x) for symbol, x in new.items()}

    def start(self) -> None:
        """Take up the parameters, and what the optimizer remembers of them, as they are now."""
        memories = [self._optimizer.memory(w) for w in self._parameters]
        self._count = memories[0]["t"]
        if any(memory["t"] != self._count for memory in memories):
            raise NotDerivableError("the optimizer has moved some parameters more often than others")
        self._arrays = [w.data for w in self._parameters]
        for w, key, first, _ in self._states:
            memory = self._optimizer.memory(w)
            memory[key] = np.array(np.broadcast_to(memory.get(key, first), w.shape), dtype=w._data.dtype)
            self._arrays.append(memory[key])

    def __call__(self, X: Array, y: Array) -> tuple[Any, Any]:
        """One step with the examples X (m, features) and their targets y, both of the dtype of the parameters."""
        self._count += 1
        counted = (self._count,) if self._counts else ()
        buffers = self._buffers.get(len(X), self._none)
        with np.errstate(**self._ignored):
            J, p, self._buffers[len(X)] = self._step(X, y, *self._arrays, *counted, *buffers)
        return J, p

    def stop(self) -> None:
        """Tell the optimizer how many steps there were."""
        for w in self._parameters:
            self._optimizer.memory(w)["t"] = self._count


class _Moved:
    """What stands for a parameter in the formula of an optimizer."""

    def __init__(self, data: Symbol) -> None:
        self.data: Any = data


class _Memory(dict[str, Any]):
    """What stands for the memory of a parameter: everything in it is a symbol."""

    def __init__(self, t: Symbol, name: str, shape: tuple[int, ...]) -> None:
        super().__init__(t=t)
        self._name, self._shape = name, shape
        self.states: dict[str, tuple[Any, Symbol]] = {}

    def get(self, key: str, first: Any = None) -> Any:
        if key not in self.states:
            self.states[key] = first, Symbol(f"{key}_{self._name}", of=self._shape)
            self.setdefault(key, self.states[key][1])
        return self[key]


def _operation(node: Node) -> tuple[str, Any]:
    """What distinguishes a node of one forward pass from that of another: its rule, or the number that was typed."""
    return node.op, float(node) if is_raw_number(node) else None


def _trace(p: Node, J: Node, parameters: Sequence[Node]) -> Trace:
    """The trace of J, if it holds for every batch."""
    for node in topological_order(J):
        if node.asked:
            raise NotDerivableError(f"the data of {node.name()} were {node.asked} in the forward pass")
    try:
        derivation = derive(J)
    except ValueError as error:
        raise NotDerivableError(str(error)) from None
    trace = derivation.trace
    data = [node.label for node in trace.leaves if node.constant]
    if sorted(data) != ["X", "y"] or {node for node in trace.leaves if not node.constant} != set(parameters):
        raise NotDerivableError("the cost depends on arrays besides X, y and the parameters")
    if not trace.size or p not in trace.values:
        raise NotDerivableError("the forward pass does not hold for another number of examples")
    return trace
