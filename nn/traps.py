"""Beginners' traps, said in words: runs that go wrong without an error, and what helps, from numbers of the run."""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import grad, relu, sigmoid, softmax, softplus, tanh
from nn.activations import ACTIVATIONS, linear
from nn.data import CHUNK, Examples
from nn.history import History
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, Loss, MeanAbsoluteError, MeanSquaredError
from nn.scalars import data_of

Array = npt.NDArray[Any]

GROWN = 10  # times the cost before the first step
PATIENCE = 20  # epochs after which a network should have learned something
FLAT = 0.05  # of a sigmoid's largest derivative, 1/4, or of tanh's, 1: below that a unit is saturated

# The smallest and the largest output of an activation.
RANGES: dict[Any, tuple[float, float]] = {
    sigmoid: (0.0, 1.0), softmax: (0.0, 1.0), tanh: (-1.0, 1.0), relu: (0.0, np.inf), softplus: (0.0, np.inf),
}  # fmt: skip

NAMES: dict[Any, str] = {function: name for name, function in ACTIVATIONS.items()}


@dataclass(frozen=True)
class Measured:
    """What a layer does to some examples, and what comes back to it.

    Attributes:
        name: that of the layer.
        outputs: its activations, (m, units).
        saturated: the share of them where a sigmoid or tanh is flat; nan for other activations.
        gradient: dJ/dW, or None if it has no weights that learn.
    """

    name: str
    outputs: Array
    saturated: float
    gradient: Array | None

    @property
    def typical(self) -> float:
        """The root of the mean square of the gradient."""
        return float(np.sqrt(np.mean(self.gradient**2))) if self.gradient is not None else float("nan")


def measured(model: Any, examples: Examples) -> list[Measured]:
    """Both passes over some examples, layer by layer; `model` is a Sequential of Tensors."""
    chunk = slice(0, CHUNK)
    outputs = list(model.outputs(model.inputs(examples.inputs(chunk))))
    J = model.loss.cost(examples.targets_of(chunk), outputs[-1], examples.weights_of(chunk))
    weights = [next((w for w in layer.parameters if not w.constant), None) for layer in model.layers]
    gradients = iter(grad(J, wrt=[w for w in weights if w is not None]))
    found = []
    for layer, output, w in zip(model.layers, outputs, weights, strict=True):
        a = data_of(output)
        by_activation: dict[Any, Array] = {sigmoid: 4 * a * (1 - a), tanh: 1 - a * a}
        slopes = by_activation.get(getattr(layer, "activation", None))
        saturated = float("nan") if slopes is None else float(np.mean(slopes < FLAT))
        dw = next(gradients) if w is not None else None
        found.append(Measured(layer.name, a, saturated, dw))
    return found


def constant_cost(loss: Loss, targets: Array) -> float:
    """What the best constant answer would cost: for the cross-entropies, the share of each class; else nan."""
    if not isinstance(loss, (BinaryCrossentropy, CategoricalCrossentropy)):
        return float("nan")
    shares = np.broadcast_to(targets.mean(axis=0), targets.shape)
    kind = BinaryCrossentropy if isinstance(loss, BinaryCrossentropy) else CategoricalCrossentropy
    return float(kind().cost(targets, shares))


class Traps:
    """Looks out for the traps of one run of fit. What it finds goes to `history.notes` and to the logger "nn"."""

    def __init__(self, model: Any, examples: Examples, history: History) -> None:
        self._model, self._examples, self._history = model, examples, history
        self._has_grown = False
        self._last = getattr(model.layers[-1], "activation", linear)

    def before(self) -> None:
        """Warn of a last layer whose outputs can't be what the loss takes, or what the targets are."""
        loss, targets = self._model.loss, self._examples.targets
        low, high = RANGES.get(self._last, (-np.inf, np.inf))
        name = NAMES.get(self._last, "")
        logits = getattr(loss, "from_logits", False)
        if logits and low > -np.inf:
            self._say(
                f"{loss}: logits lie anywhere, but {name} gives {low:g} to {high:g}. Let the last layer be linear."
            )
        elif isinstance(loss, BinaryCrossentropy) and not logits and name not in ("sigmoid", ""):
            fix = (
                "CategoricalCrossentropy()" if name == "softmax" else "activation='sigmoid' there, or from_logits=True"
            )
            self._say(f"{loss} takes each output as a probability of its own, but the last layer is {name}. Use {fix}.")
        elif isinstance(loss, (MeanSquaredError, MeanAbsoluteError)) and (targets.min() < low or targets.max() > high):
            self._say(
                f"the targets reach from {targets.min():g} to {targets.max():g}, but the last layer is {name}, which "
                f"gives {low:g} to {high:g}. Let it be linear, or scale the targets."
            )

    def after_epoch(self, epoch: int, loss: float) -> None:
        """Warn of a cost that has grown tenfold since before the first step."""
        before = self._history.initial_loss
        if self._has_grown or not loss > GROWN * before > 0:
            return
        self._has_grown = True
        scale = (
            f"scale the inputs, which reach {self._reach():,.4g}, to about -1 ... 1, or " if self._reach() > 3 else ""
        )
        self._say(
            f"the cost grew from {before:.4g} to {loss:.4g} by epoch {epoch + 1}, since the steps are too large: "
            f"{scale}take a smaller alpha than in {self._model.optimizer}."
        )

    def after(self) -> None:
        """Warn of a network that is no better than a constant answer after many epochs; say why, and what helps."""
        epochs, loss = len(self._history.epoch), self._history.latest().get("loss", 0.0)
        constant = constant_cost(self._model.loss, self._examples.targets)
        if epochs < PATIENCE or self._examples.sample_weight is not None or not loss > 0.99 * constant > 0:
            return
        layers = measured(self._model, self._examples)
        flat = max(layers, key=lambda layer: float(np.nan_to_num(layer.saturated)))
        typical = ", ".join(f"{layer.typical:.1e} in {layer.name}" for layer in layers if layer.gradient is not None)
        if flat.saturated > 0.5:
            why = (
                f"{flat.saturated:.0%} of the activations of {flat.name} are saturated, with a derivative near 0. "
                f"Scale the inputs, which reach {self._reach():,.4g}, to about -1 ... 1, or start from smaller weights."
            )
        else:
            why = (
                "few units are saturated, so the steps are too small or too few. Try a larger alpha than in "
                f"{self._model.optimizer}, the optimizer Adam(), relu in the hidden layers, or more epochs."
            )
        self._say(
            f"after {epochs} epochs the cost is {loss:.4g}, no better than one answer for all examples "
            f"({constant:.4g}): the network has not learned from X. A typical dJ/dW is {typical}; {why}"
        )

    def _say(self, text: str) -> None:
        self._history.notes.append(text)
        logging.getLogger("nn").warning(text)

    def _reach(self) -> float:
        """The largest input in size, of some examples."""
        return float(np.abs(self._examples.inputs(slice(0, CHUNK))).max())
