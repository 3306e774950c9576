"""Measurements of a network on some examples: layer by layer, forward and back, and of its inputs."""

from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import Node, grad
from nn.activations import ACTIVATIONS, known_name, linear
from nn.data import CHUNK, Array, Batch, Examples
from nn.fitting.cost import with_penalties
from nn.layers import Dense
from nn.losses import Loss
from nn.scalars import data_of

FLAT = 0.05  # of the largest derivative of a sigmoid or tanh: below that a unit is saturated


@dataclass(frozen=True)
class Measured:
    """The outputs of a layer for some examples, and the gradient that comes back to it.

    Attributes:
        name: that of the layer.
        activation: the name of what its outputs have just gone through; "" if that is not known.
        outputs: its activations, (m, units).
        gradient: dJ/dW, or None if it has no weights that learn.
    """

    name: str
    activation: str
    outputs: Array
    gradient: Array | None

    @property
    def saturated(self) -> float:
        """The share of outputs where a sigmoid or tanh is flat, or nan for other activations."""
        if self.activation not in ("sigmoid", "tanh"):
            return np.nan
        rule: Any = ACTIVATIONS[self.activation]  # whose derivative is a formula of its output
        slopes = rule.derivative(0, self.outputs, [None])
        largest = rule.derivative(0, rule(0.0), [0.0])
        return float(np.mean(slopes < FLAT * largest))

    @property
    def dead(self) -> float:
        """The share of relus that are 0 for all examples, or nan for other activations."""
        if self.activation != "relu":
            return np.nan
        return float(np.mean(np.all(self.outputs <= 0, axis=0)))

    @property
    def _magnitudes(self) -> Array:
        """The sizes of the gradient's entries."""
        return np.abs(np.atleast_1d(self.gradient))  # type: ignore[arg-type]

    @property
    def largest(self) -> float:
        """The size of the gradient's largest entry."""
        return float(self._magnitudes.max())

    @property
    def arriving(self) -> float:
        """The median size of the entries that are not 0: a feature that is always 0 has no gradient."""
        magnitudes = self._magnitudes[self._magnitudes != 0]
        return float(np.median(magnitudes)) if magnitudes.size else 0.0

    @property
    def at_units(self) -> float:
        """The median over the units of the largest entry of each, which comes from its largest input."""
        magnitudes = self._magnitudes
        by_unit = magnitudes.reshape(-1, magnitudes.shape[-1])
        return float(np.median(by_unit.max(axis=0)))


def some_of(examples: Examples) -> Batch:
    """Return CHUNK of the examples, drawn the same every time: the first ones may all be of one class."""
    m = len(examples)
    if m <= CHUNK:
        return slice(0, m)
    return np.sort(np.random.default_rng(0).choice(m, CHUNK, replace=False, shuffle=False))


def measured(model: Any, examples: Examples) -> tuple[float, list[Measured]]:
    """Return the mean of the loss, without penalties, and what each layer does to some examples."""
    X, targets, sample_weight = examples.batch(some_of(examples))
    outputs = list(model.outputs(model.inputs(X)))
    loss = model.loss.mean_loss(targets, outputs[-1], sample_weight)
    J = with_penalties(model, loss)
    weights = {}  # the first of each layer that moves
    for layer in model.layers:
        moving = [w for w in layer.parameters if not w.constant]
        if moving:
            weights[layer.name] = moving[0]
    gradients = {}
    if isinstance(J, Node):
        gradients = dict(zip(weights, grad(J, wrt=list(weights.values())), strict=True))
    layers = []
    for layer, output in zip(model.layers, outputs, strict=True):
        activations = np.atleast_1d(data_of(output))
        gradient = gradients.get(layer.name)
        layers.append(Measured(layer.name, activation_of(layer), activations, gradient))
    return float(loss), layers


def activation_of(layer: Any) -> str:
    """Return the name of the activation that a layer ends with, or "" if it is code of the user's own."""
    if not type(layer).call.__module__.startswith("nn."):
        return ""
    return known_name(layer.activation or linear)


def entering(model: Any, examples: Examples) -> Array:
    """Return the inputs of the first Dense layer for some examples, (m, features), or (1, 0) without one."""
    x = model.inputs(examples.inputs(some_of(examples)))
    for layer in model.layers:
        if isinstance(layer, Dense):
            return data_of(x)
        x = layer(x)
    return np.zeros((1, 0))


def sizes(X: Array) -> Array:
    """Return the typical size of each feature, the root of its mean square without zeros."""
    squares = np.square(X, dtype=float)
    counts = np.maximum(np.count_nonzero(X, axis=0), 1)
    return np.asarray(np.sqrt(squares.sum(axis=0) / counts)).ravel()


def constant_cost(loss: Loss, targets: Array, sample_weight: Array | None = None) -> float:
    """Return the cost of the best constant answer, or nan if it is not known, as for a loss of one's own."""
    if sample_weight is not None and not sample_weight.any():
        return np.nan
    author = next(kind for kind in type(loss).__mro__ if "losses" in vars(kind))
    best = None
    if "best_constant" in vars(author):
        best = loss.best_constant(targets, sample_weight)
    if best is None:
        return np.nan
    of_outputs = copy(loss)
    of_outputs.from_logits = False
    outputs = np.broadcast_to(best, targets.shape)
    return float(of_outputs.mean_loss(targets, outputs, sample_weight))
