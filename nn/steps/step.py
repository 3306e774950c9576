"""The training step as derived code, which fit runs unless it is told to run eagerly."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Node, Tensor
from autograd.graph import topological_order
from autograd.programs.cells import Cell
from autograd.programs.derivable import check_derivable
from autograd.programs.examples import for_any_number
from autograd.programs.jax_numpy import required_jax
from autograd.programs.made_of_m import numbers_of_examples
from autograd.programs.program import Program, program_of
from autograd.programs.source import defined, source
from autograd.symbols import Symbol
from nn.arrays import finite, real
from nn.data import Array, Examples
from nn.optimizers import Optimizer
from nn.steps.descent import InTurn
from nn.steps.in_place import refilling
from nn.steps.movement import NUMBER, movement

IN_PLACE = True  # whether each statement writes into the array of the step before; a fifth faster, and else the same


class NotDerivableError(ValueError):
    """A training step can't be written down as code that holds for every batch."""


class UnforeseenError(NotDerivableError):
    """A step can't be derived although it holds no code of the user's own, which nobody foresees."""


def require_derivable(parts: Iterable[Any], parameters: Iterable[Node]) -> None:
    """Raise the NotDerivableError for code that is not of this package, or for a network of Values.

    Such code may do something else in every batch.
    """
    if not all(isinstance(w, Tensor) for w in parameters):
        raise NotDerivableError("a network of Values is there to be looked at, number by number")
    for part in parts:
        function = getattr(part, "func", part)  # that of a partial
        module = str(getattr(function, "__module__", "numpy"))  # an object has that of its class
        if not module.startswith(("nn.", "autograd.")):
            raise NotDerivableError(f"{part!r} is code of your own, which may do something else in every batch")


class DerivedStep:
    """One step of gradient descent as straight-line NumPy code: forward, backward, w -= alpha * dw.

    Call it with a batch: the examples X (m, features) and their targets y, in the shape of the predictions, and by name
    the arrays that `source` takes beside them: `sample_weight`, and masks such as `mask2`. It moves the parameters,
    unless J is not finite, and gives the cost J and the predictions p from before.

    Args:
        p, J: the predictions and the cost for some examples: leaves X, y, what is drawn, sample_weight.
        parameters: the leaves that are learned or frozen.
        optimizer: the one that moves them.
        drawn: the labels of what is drawn for a batch.
        key: what must be equal if the step is to be used again, with ids of objects.
        objects: the objects of these ids, stored so that Python cannot give an id to another one.

    Attributes:
        moving: the parameters that are learned.
        optimizer: the one that moves them.
        dtype: the type of float.
        initial: for each parameter that moves, its memory before the first step, by key.
        names: those of the arrays of a batch, in the order of the arguments.
        source: the code, a function of arrays; what runs are these operations, in arrays that are filled again.
        counts: whether it is given the number of the step.
        ignored: what np.errstate is told while it runs.
        function: makes functions that run the code, each for one run.
        moves: for each array that it is given besides the examples, whether it changes.

    Raises:
        NotDerivableError: if the code would not hold for other data; it says why.
    """

    def __init__(
        self,
        p: Tensor,
        J: Tensor,
        parameters: Sequence[Node],
        optimizer: Optimizer,
        drawn: Iterable[str],
        key: Sequence[Any],
        objects: Sequence[Any],
    ) -> None:
        self.moving = [w for w in parameters if not w.constant]
        if not self.moving:
            raise NotDerivableError("every parameter is frozen, so there is nothing to learn")
        order = topological_order(J)
        examples = {node for node in order if node.is_leaf and node.shape}.difference(parameters)
        self._shapes = {leaf.label: leaf.shape[1:] for leaf in examples}
        self.names = sorted(self._shapes)
        self.optimizer = optimizer
        self.key = key
        self._objects = objects
        self.dtype = p.dtype
        try:
            check_derivable(order)  # first: an array of truths that left the graph is a leaf without a name
            if set(self.names) - {"sample_weight"} != {"X", "y", *drawn}:
                raise ValueError("the cost depends on arrays besides X, y and the parameters")
            self._write(order, p, examples)
        except (ValueError, TypeError) as error:
            raise UnforeseenError(f"the step can't be derived: {error}") from None
        self._epochs: dict[Any, Any] = {}  # compiled, by the devices that they are for

    def _write(self, order: Sequence[Node], p: Node, examples: Set[Node]) -> None:
        """Write the code for any number of examples, the first axis of these leaves."""
        m = len(next(iter(examples)).raw)
        binding, _ = numbers_of_examples(order, m, examples)
        general = None
        if not binding:
            general = for_any_number(order, m, examples)
        if general is None or p not in general.trace.values:
            raise ValueError("the code does not hold for another number of examples")
        trace = general.trace
        self.initial: list[dict[str, Any]] = []
        becomes: dict[Symbol, Cell] = {}
        states: list[Symbol] = []
        for w in self.moving:
            dw = Symbol(trace.gradient_name(w), shape=w.shape)
            trace.cells.define(dw, trace.gradients[w])
            remembered, new = movement(self.optimizer.step, trace.cells, trace.values[w], dw)
            self.initial.append({key: start for key, (start, _) in remembered.items()})
            states += [state for _, state in remembered.values()]
            becomes |= new
        self.counts = id(NUMBER) in trace.cells.needed(becomes.values())
        self._leaves = [leaf for leaf in trace.leaves if leaf not in trace.examples]
        changing = [*(trace.values[leaf] for leaf in self._leaves), *states]
        self.moves = [x in becomes for x in changing]
        self.ignored = trace.ignored
        outputs = [trace.values[trace.J], trace.values[p]]
        more = list(states)
        if self.counts:
            more.append(NUMBER)
        program = program_of(trace, outputs, becomes, more)
        after = [becomes.get(x, x) for x in changing]
        self._pure = program_of(trace, outputs + after, more=more)
        self.source = _source(program)
        if IN_PLACE:
            self.function = refilling(program, "step")
        else:
            self.function = partial(defined, self.source, "step")

    @cached_property
    def pure(self) -> str:
        """The same statements, giving what the arrays become, as jit_compile=True runs them under jax.numpy."""
        return _source(self._pure)

    def arrays(self) -> list[Array]:
        """Return the arrays of the leaves that hold no examples, in the order in which the program takes them."""
        # Reading .data makes an array one that may be changed, as the parameters are.
        return [leaf.raw if leaf.constant else leaf.data for leaf in self._leaves]

    def require_even_counts(self) -> None:
        """Raise the UnforeseenError for an optimizer that has moved some parameters more often than others."""
        counts = {self.optimizer.memory(w)["t"] for w in self.moving}
        if self.counts and len(counts) > 1:
            raise UnforeseenError(
                f"{self.optimizer} counts steps, and has moved some parameters more often than others; "
                "optimizer.forget() starts afresh"
            )

    def __call__(self, X: ArrayLike, y: ArrayLike, **more: ArrayLike) -> tuple[float, Array]:
        batch = {name: finite(real(x, name), name) for name, x in {"X": X, "y": y, **more}.items()}
        if sorted(batch) != self.names:
            raise TypeError(f"the step takes {', '.join(self.names)}, and was given {', '.join(sorted(batch))}.")
        for name, array in batch.items():
            shape = len(batch["X"]), *self._shapes[name]
            if array.shape != shape:
                raise ValueError(f"{name} has shape {array.shape}, and the step takes {shape}.")
        arrays = [np.asarray(batch[name], self.dtype) for name in self.names]
        descent = InTurn(self, Examples(batch["X"], batch["y"], batch["y"]))
        with np.errstate(**self.ignored):
            J, p = descent.move(arrays)
        descent.bring_back()
        return float(J), p.copy()

    def compiled(self, examples: Examples, where: Any, asks_p: bool) -> InTurn:
        """Return what makes the steps of an epoch in one call, compiled by XLA for devices."""
        from nn.steps.compiled import CompiledEpochs, EpochProgram

        devices = tuple(chosen_devices(where))
        if devices not in self._epochs:
            self._epochs = {devices: EpochProgram(self, devices)}
        return CompiledEpochs(self._epochs[devices], examples, asks_p)

    def shaped(self, examples: Examples) -> Examples:
        """Return examples with their weights in the shape that the program multiplies them in, (m,) or (m, 1)."""
        if examples.sample_weight is None:
            return examples
        shape = len(examples), *self._shapes["sample_weight"]
        return replace(examples, sample_weight=examples.sample_weight.reshape(shape))


def _source(program: Program) -> str:
    """Return the text of a program as a function, which returns its outputs."""
    return source(program, "step", lambda writer: ", ".join(map(writer.text, program.outputs)))


def require_one_way(run_eagerly: bool, jit_compile: bool, devices: Any) -> None:
    """Raise the error for settings of the steps that contradict each other, or can't be had here."""
    if jit_compile and run_eagerly:
        raise ValueError("jit_compile=True compiles the derived step; run_eagerly=True asks for none. Choose one.")
    if devices is not None and not jit_compile:
        raise ValueError(f"devices={devices!r} are for compiled steps: add jit_compile=True.")
    if jit_compile:
        chosen_devices(devices)


def chosen_devices(where: Any) -> list[Any]:
    """Return JAX's devices to compile for: all that there are, those of a platform such as "cpu", or these.

    Raises:
        ImportError: if JAX is not installed.
        ValueError, TypeError: if there are none of that name, or something else is given.
    """
    jax = required_jax("jit_compile=True")
    if where is None or (where and isinstance(where, str)):
        try:
            return list(jax.devices(where))
        except RuntimeError as error:
            raise ValueError(f"devices={where!r}: {error}") from None
    devices = list(where) if isinstance(where, (list, tuple)) else [where]
    are_devices = all(isinstance(device, jax.Device) for device in devices)
    if not devices or not are_devices or len(set(devices)) < len(devices):
        raise TypeError(
            f"devices={where!r}: give some of jax.devices(), each once, or the name of a platform, such as 'gpu'."
        )
    return devices
