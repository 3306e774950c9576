"""The training step as derived code, which fit runs unless it is told to run eagerly."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor
from autograd.graph import topological_order
from nn.data import Deal, Examples, checked_pair, finite, real
from nn.fitting.epochs import Steps
from nn.losses import Loss
from nn.optimizers import Optimizer

if TYPE_CHECKING:
    from nn.steps.compiled import EpochProgram

Array = npt.NDArray[Any]
LABEL = attrgetter("label")
FIXED = ("X", "sample_weight", "y")  # what is known of the examples; all else that a step takes is drawn for it


class NotDerivableError(ValueError):
    """Why a training step can't be written down as code that holds for every batch."""


class UnevenStepsError(NotDerivableError):
    """Why a step is not derived for an optimizer that counts: it has moved some parameters more often than others."""


def code_of(part: Any) -> Any:
    """What runs when a part is called: its class, if it is an object of one, or the function itself."""
    return part if isinstance(part, (type, FunctionType, partial)) else type(part)


def require_derivable(parts: Iterable[Any], parameters: Iterable[Node]) -> None:
    """Raise the NotDerivableError for code that is not of this package, or for a network of Values.

    Such code may do something else in every batch.
    """
    if not all(isinstance(w, Tensor) for w in parameters):
        raise NotDerivableError("a network of Values is there to be looked at, number by number")
    for part in parts:
        if not getattr(getattr(part, "func", part), "__module__", "numpy").startswith(("nn.", "autograd.")):
            raise NotDerivableError(f"{part!r} is code of your own, which may do something else in every batch")


class DerivedStep:
    """One step of gradient descent as straight-line NumPy code: forward, backward, w -= alpha * dw.

    Call it with a batch: the examples X (m, features) and their targets y, in the shape of the predictions, and by name
    the arrays that `source` takes beside them: `sample_weight`, and masks such as `mask2`. It moves the parameters,
    unless J is not finite, and gives the cost J and the predictions p from before.

    Attributes:
        names: those of the arrays of a batch, in the order of the arguments.
        source: the code, a function of arrays; what runs are these operations, in arrays that are filled again.
        made_of: what must be the same if it is to be used again: settings, and then objects.
    """

    def __init__(
        self,
        p: Tensor,
        J: Tensor,
        parameters: Sequence[Node],
        optimizer: Optimizer,
        drawn: Iterable[str] = (),
        made_of: Sequence[Any] = (),
    ) -> None:
        """`p` and `J` are the predictions and the cost for some examples: leaves X, y, what is drawn, sample_weight.

        Raises:
            NotDerivableError: if the code would not hold for other data; it says why.
        """
        from nn.steps.memories import Memories  # these are loaded when something is derived
        from nn.steps.training_program import StepProgram

        moving = [w for w in parameters if not w.constant]
        if not moving:
            raise NotDerivableError("every parameter is frozen, so there is nothing to learn")
        leaves = [node for node in topological_order(J) if node.is_leaf and node.shape]
        learned = {leaf for leaf in leaves if not leaf.constant}
        examples = sorted((leaf for leaf in leaves if leaf.constant and leaf not in set(parameters)), key=LABEL)
        self.names = list(map(LABEL, examples))
        if set(self.names) - {"sample_weight"} != {"X", "y", *drawn} or learned != set(moving):
            raise NotDerivableError("the cost depends on arrays besides X, y and the parameters")
        try:
            self._program = StepProgram(J, p, set(examples), moving, optimizer.step)
        except (ValueError, TypeError) as error:
            raise NotDerivableError(f"the step can't be derived: {error}") from None
        self._memories, self.made_of = Memories(optimizer, moving, self._program.initial, p.dtype), made_of
        self._shapes, self.dtype = {leaf.label: leaf.shape[1:] for leaf in examples}, p.dtype
        self.source = self._program.source
        self._epochs: tuple[Sequence[Any], EpochProgram] | None = None  # compiled, and for which devices

    def let_go(self) -> None:
        """Start afresh with arrays: those so far may be large, and others may read what the optimizer remembers."""
        self._memories.let_go()
        self._program.forget_buffers()

    def require_even_counts(self) -> None:
        """Raise the UnevenStepsError for an optimizer that has moved some parameters more often than others."""
        if self._program.uses_t and len(self._memories.step_counts) > 1:
            raise UnevenStepsError(
                f"{self._memories.optimizer} counts steps, and has moved some parameters more often than others; "
                "optimizer.forget() starts afresh"
            )

    def __call__(self, X: npt.ArrayLike, y: npt.ArrayLike, **more: npt.ArrayLike) -> tuple[float, Array]:
        inputs, targets = checked_pair(X, y)
        given = {name: finite(real(x, name), name) for name, x in more.items()} | {"X": inputs, "y": targets}
        if sorted(given) != self.names:
            raise TypeError(f"the step takes {', '.join(self.names)}, and was given {', '.join(sorted(given))}.")
        for name, array in given.items():
            if array.shape != (shape := (len(targets), *self._shapes[name])):
                raise ValueError(f"{name} has shape {array.shape}, and the step takes {shape}.")
        weights = given["sample_weight"].astype(self.dtype) if "sample_weight" in given else None
        draws = {name: lambda m, name=name: given[name] for name in self.names if name not in FIXED}
        examples = Examples(inputs, targets, targets.astype(self.dtype), weights, draws)
        steps = self.one_by_one(examples)
        with np.errstate(**steps.ignored):
            ((J, p),) = steps(Deal(np.arange(len(targets)), len(targets)))
        steps.bring_back()
        return float(J), p.copy()

    def one_by_one(self, examples: Examples) -> Steps:
        """The same for all batches of an epoch, one after another; p is overwritten by the next step."""
        from nn.steps.in_turn import InTurn

        return InTurn(self._program, self._memories, self._shaped(examples))

    def compiled(self, examples: Examples, given: Any, asks_p: bool) -> Steps:
        """The same for all batches of an epoch in one call, compiled by XLA for these devices; p only if asked."""
        from nn.steps.compiled import CompiledEpochs, EpochProgram

        devices = chosen_devices(given)
        if self._epochs is None or self._epochs[0] != devices:
            self._epochs = devices, EpochProgram(self._program, devices)
        return CompiledEpochs(self._epochs[1], self._memories, self._shaped(examples), asks_p)

    def _shaped(self, examples: Examples) -> Examples:
        """The examples with their weights in the shape that the program multiplies them in, (m,) or (m, 1)."""
        if examples.sample_weight is None:
            return examples
        shape = len(examples), *self._shapes["sample_weight"]
        return replace(examples, sample_weight=examples.sample_weight.reshape(shape))

    @property
    def pure(self) -> str:
        """What jit_compile=True runs, under jax.numpy: the same statements, which give what the arrays become."""
        return self._program.pure


def step_for(
    p: Any,
    J: Any,
    loss: Loss,
    optimizer: Optimizer,
    parts: Sequence[Any],
    settings: Sequence[Any],
    parameters: Sequence[Node],
    drawn: Iterable[str],
    latest: DerivedStep | None,
) -> DerivedStep:
    """The step for predictions and a cost like these: the latest one, if it was made of the same.

    Raises:
        NotDerivableError: if it can't be derived, and why.
    """
    if loss.looks_at(p):
        raise NotDerivableError("the loss looks at the predictions of every batch, for want of a sigmoid or softmax")
    settings = [*settings, p.dtype, sorted(x.label for x in topological_order(J) if x.is_leaf and x.label)]
    objects = [optimizer, *parts, *parameters]
    if latest is None or settings != latest.made_of[0] or list(map(id, objects)) != list(map(id, latest.made_of[1])):
        latest = DerivedStep(p, J, parameters, optimizer, drawn, (settings, objects))
    latest.require_even_counts()
    return latest


def require_one_way(run_eagerly: bool, jit_compile: bool, devices: Any) -> None:
    """Raise the error for settings of the steps that contradict each other, or can't be had here."""
    if jit_compile and run_eagerly:
        raise ValueError("jit_compile=True compiles the derived step; run_eagerly=True asks for none. Choose one.")
    if devices is not None and not jit_compile:
        raise ValueError(f"devices={devices!r} are for compiled steps: add jit_compile=True.")
    if jit_compile:
        chosen_devices(devices)


def chosen_devices(given: Any) -> list[Any]:
    """JAX's devices to compile for: all that there are, those of a platform such as "cpu" or "gpu", or the ones given.

    Raises:
        ImportError: if JAX is not installed.
        ValueError, TypeError: if there are none of that name, or something else is given.
    """
    from autograd.programs.jax_numpy import required_jax

    jax = required_jax("jit_compile=True")
    if given is None or (given and isinstance(given, str)):
        try:
            return list(jax.devices(given))
        except RuntimeError as error:
            raise ValueError(f"devices={given!r}: {error}") from None
    devices = list(given) if isinstance(given, (list, tuple)) else [given]
    if not devices or not all(isinstance(device, jax.Device) for device in devices) or len(set(devices)) < len(devices):
        raise TypeError(
            f"devices={given!r}: give some of jax.devices(), each once, or the name of a platform, such as 'gpu'."
        )
    return devices
