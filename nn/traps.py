"""Beginners' traps, said in words: runs that go wrong without an error, and what helps, from numbers of the run."""

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Tensor, grad
from autograd.table import Rule
from nn.activations import known_name, linear
from nn.data import CHUNK, Examples
from nn.history import History
from nn.layers import Activation, Dropout, Flatten
from nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Crossentropy,
    Loss,
    MeanAbsoluteError,
    MeanSquaredError,
)
from nn.scalars import data_of

Array = npt.NDArray[Any]

GROWN = 10  # times the cost before the first step
PATIENCE = 20  # epochs after which a network should have learned something
FLAT = 0.05  # of the largest derivative of a sigmoid or tanh: below that a unit is saturated

# The smallest and the largest output of an activation.
RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
}  # fmt: skip


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
        """The size that half of the gradient's entries stay below."""
        return float("nan") if self.gradient is None else float(np.median(np.abs(self.gradient)))

    @property
    def largest(self) -> float:
        """The size of the gradient's largest entry."""
        return float("nan") if self.gradient is None else float(np.abs(self.gradient).max())


def measured(model: Any, examples: Examples) -> tuple[float, list[Measured]]:
    """Both passes over some examples: the mean of the loss, without penalties, and every layer of Tensors."""
    chunk = slice(0, CHUNK)
    outputs = list(model.outputs(model.inputs(examples.inputs(chunk))))
    loss = model.loss.cost(examples.targets_of(chunk), outputs[-1], examples.weights_of(chunk))
    weights = [next((w for w in layer.parameters if not w.constant), None) for layer in model.layers]
    moving = [w for w in weights if w is not None]
    gradients = iter(grad(model.with_penalties(loss), wrt=moving) if moving else ())
    found = []
    for layer, output, w in zip(model.layers, outputs, weights, strict=True):
        saturated = _flat_share(layer.activation, output) if _saturates(layer) else float("nan")
        found.append(Measured(layer.name, data_of(output), saturated, next(gradients) if w is not None else None))
    return float(loss), found


def _saturates(layer: Any) -> bool:
    """Whether the activation of a layer is bounded on both sides, unit by unit, and so flat far out."""
    return known_name(getattr(layer, "activation", None)) in ("sigmoid", "tanh")


def _flat_share(rule: Rule, a: Tensor) -> float:
    """The share of a = rule(z) where the derivative is small beside that at z = 0, the largest."""
    slopes = rule.derivative(0, a.raw, [a.parents[0].raw])
    return float(np.mean(slopes < FLAT * rule.derivative(0, rule(0.0), [0.0])))


def constant_cost(loss: Loss, targets: Array) -> float:
    """What the best constant answer would cost; nan for a loss of one's own."""
    if isinstance(loss, MeanAbsoluteError):
        return float(np.mean(np.abs(targets - np.median(targets, axis=0))))
    kinds = (BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError)
    kind = next((kind for kind in kinds if isinstance(loss, kind)), None)
    mean = np.broadcast_to(targets.mean(axis=0), targets.shape)
    return float("nan") if kind is None else float(kind().cost(targets, mean))


class Traps:
    """Looks out for the traps of one run of fit. What it finds goes to `history.notes` and to the logger "nn"."""

    def __init__(self, model: Any, examples: Examples, history: History) -> None:
        self._model, self._examples, self._history = model, examples, history
        self._has_grown = False

    def _last_activation(self) -> str:
        """The name of the activation that the outputs have gone through; "" if that is not known here."""
        for layer in reversed(self._model.layers):
            activation = getattr(layer, "activation", None)
            hands_on = isinstance(layer, (Dropout, Flatten)) or (isinstance(layer, Activation) and activation is linear)
            if not hands_on:
                return known_name(activation)
        return ""

    def before(self) -> None:
        """Warn of a last layer whose outputs can't be what the loss takes, or what the targets are."""
        loss, targets = self._model.loss, self._examples.targets
        name = self._last_activation()
        low, high = RANGES.get(name, (-np.inf, np.inf))
        near = 1e-6 * (1 + np.abs(targets).max())
        within = targets.min() >= low - near and targets.max() <= high + near
        logits = loss.from_logits
        if logits and low > -np.inf:
            self._say(
                f"{loss}: logits lie anywhere, but {name} gives {low:g} to {high:g}. Let the last layer be linear."
            )
        elif isinstance(loss, BinaryCrossentropy) and not logits and name not in ("sigmoid", ""):
            fix = (
                "CategoricalCrossentropy()" if name == "softmax" else "activation='sigmoid' there, or from_logits=True"
            )
            self._say(f"{loss} takes each output as a probability of its own, but the last layer is {name}. Use {fix}.")
        elif isinstance(loss, (MeanSquaredError, MeanAbsoluteError)) and not within:
            self._say(
                f"the targets reach from {targets.min():g} to {targets.max():g}, but the last layer is {name}, which "
                f"gives {low:g} to {high:g}. Let it be linear, or scale the targets."
            )

    def after_epoch(self, epoch: int, loss: float) -> None:
        """Warn of a cost that has grown tenfold since before the first step, and past what one answer would cost."""
        before = self._history.initial_loss
        if self._has_grown or not loss > GROWN * before > 0:
            return
        constant = constant_cost(self._model.loss, self._examples.targets)
        if loss <= GROWN * constant:
            return  # a network that had learned well, and may have lost some of it
        self._has_grown, reach = True, self._reach()
        scale = f"scale the inputs, which reach {reach:,.4g}, to about -1 ... 1, or " if reach > 3 else ""
        self._say(
            f"the cost grew from {before:.4g} to {loss:.4g} by epoch {epoch + 1}, since the steps are too large: "
            f"{scale}take a smaller alpha than in {self._model.optimizer}."
        )

    def after(self) -> None:
        """Warn of a network that tells classes apart no better than one answer for all; say why, and what helps."""
        epochs, model, examples = len(self._history.epoch), self._model, self._examples
        weighted, differ = examples.sample_weight is not None, np.ptp(examples.targets, axis=0).any()
        if epochs < PATIENCE or not isinstance(model.loss, Crossentropy) or weighted or not differ:
            return
        if not all(isinstance(w, Tensor) for w in model.parameters):
            return
        constant, (loss, layers) = constant_cost(model.loss, examples.targets), measured(model, examples)
        learning = [layer for layer in layers if layer.gradient is not None]
        if not loss > 0.99 * constant or not learning:
            return
        flat = max(layers, key=lambda layer: float(np.nan_to_num(layer.saturated)))
        if max(layer.largest for layer in learning) < 1e-12:
            why = (
                "no gradient reaches the weights. Either there is nothing to tell apart, or the units are dead or all "
                "start from 0: try other weights to start from, or another activation."
            )
        elif flat.saturated > 0.5:
            why = (
                f"{flat.saturated:.0%} of the activations of {flat.name} are saturated, with a derivative near 0. "
                f"Scale the inputs, which reach {self._reach():,.4g}, to about -1 ... 1, or start from smaller weights."
            )
        else:
            why = (
                "few units are saturated, so the steps are too small or too few, or X does not tell. Try a larger "
                f"alpha than in {model.optimizer}, the optimizer Adam(), relu in the hidden layers, or more epochs."
            )
        typical = ", ".join(f"{layer.typical:.1e} in {layer.name}" for layer in learning)
        self._say(
            f"after {epochs} epochs the loss is {loss:.4g}, no better than one answer for all examples "
            f"({constant:.4g}): the network has not learned from X. Half of dJ/dW are below {typical}; {why}"
        )

    def _say(self, text: str) -> None:
        self._history.notes.append(text)
        logging.getLogger("nn").warning(text)

    def _reach(self) -> float:
        """The largest input in size, of some examples."""
        return float(np.abs(self._examples.inputs(slice(0, CHUNK))).max())
