"""The causes why a network has not learned, each proved by a number of its own, with what helps."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nn.data import Array
from nn.fitting.measured import Measured, activation_of, sizes
from nn.initializers import INITIALIZERS, initializer_named
from nn.layers import Dense, Normalization
from nn.losses import Crossentropy
from nn.scalars import data_of

LATEST = 20  # epochs whose losses tell a run that still falls from one that does not
DEAD = 0.8  # the share of dead relus that leaves too few to learn with
DEEP, VANISHED = 3, 0.01  # bounded hidden layers, and the share of the last layer's gradient that reaches the first
LARGE, SMALL, MIXED = 5, 0.1, 100  # sizes of inputs, which are 1 if scaled; and the ratio of two
ROUGH = 0.05  # of the loss, its scatter over the latest epochs: beyond that the steps are not too small
FALL = 0.01  # of the loss, over the latest epochs: a loss that falls by less needs something else than more epochs
# Sizes of targets that a network, whose outputs start at about 1, hardly reaches, or hardly tells apart.
LARGE_TARGET, SMALL_TARGET = 100, 0.01
STILL = 0.2  # of their size: weights that have moved less in a whole run were moved too slowly


def last_layer(model: Any) -> Any:
    """Return the layer whose outputs are those of the network: later ones hand them on."""
    for layer in reversed(model.layers):
        if layer.parameters or activation_of(layer) != "linear":
            return layer
    return model.layers[-1]


def scaling(model: Any, inputs: Array) -> str:
    """Return the advice to scale the inputs of the first Dense layer, by the Normalization that is there, if any."""
    way = "let a Normalization come first, and adapt(X)"
    for layer in model.layers:
        if isinstance(layer, Normalization):
            way = f"let {layer.name} adapt(X)"
            break
    return f"scale the inputs, which reach {np.abs(inputs).max():,.4g}, to about -1 ... 1: {way}"


@dataclass(frozen=True)
class Causes:
    """The causes why a network has not learned.

    Args:
        model: the network after the run.
        layers: what its layers do to some examples.
        inputs: what its first Dense layer is given.
        targets: the answers to some examples.
        moved: by how much of their size the weights of each layer have moved in the run.
        losses: those of the epochs.
    """

    model: Any
    layers: list[Measured]
    inputs: Array
    targets: Array
    moved: list[float]
    losses: list[float]

    @cached_property
    def _sizes(self) -> Array:
        """The size of each feature of the inputs."""
        return sizes(self.inputs)

    @cached_property
    def _learning(self) -> list[Measured]:
        """The layers that learn."""
        return [layer for layer in self.layers if layer.gradient is not None]

    @cached_property
    def _dense(self) -> list[Any]:
        """The layers that compute as Dense does."""
        return [layer for layer in self.model.layers if type(layer).call is Dense.call]

    def proved(self) -> str:
        """Return the first cause that its number proves, the surest first, or "" if there is none."""
        return (
            self._alike()
            or self._far_targets()
            or self._saturated()
            or self._far()
            or self._dead()
            or self._straight()
            or self._vanishing()
            or self._mixed()
        )

    def pace(self) -> str:
        """Return the sentence for steps that are too small or too few, or "" if they are neither."""
        pairs = zip(self.moved, self.layers, strict=True)
        moved, still = min((moved, layer.name) for moved, layer in pairs if layer.gradient is not None)
        before, latest = np.reshape(self.losses[-LATEST:], (2, -1))
        if max(layer.largest for layer in self._learning) < 1e-12:
            return f"No gradient reaches the weights: the median |dJ/dW| is {self._gradients()}."
        if moved < STILL and latest.std() < ROUGH * latest.mean():
            return (
                f"The weights of {still} have moved by {moved:.2g} of their size in the run; the median |dJ/dW| is "
                f"{self._gradients()}. Take a larger alpha than in {self.model.optimizer}."
            )
        if latest[-1] >= (1 - FALL) * before[0]:
            return ""
        if latest.max() >= before.min():  # one chance in C(20, 10) = 184,756 that it isn't, if losses go up and down
            return ""
        return f"It still falls: from {before[0]:.4g} to {latest[-1]:.4g} in {LATEST} epochs. Take more epochs."

    def _alike(self) -> str:
        for layer in self._dense[:-1]:
            weights = np.vstack([data_of(layer.W), np.broadcast_to(data_of(layer.b), (1, layer.units))])
            apart = np.ptp(weights, axis=1).max()
            if layer.units > 1 and apart <= np.sqrt(np.finfo(layer.W.dtype).eps) * np.abs(weights).max():
                return (
                    f"All {layer.units} units of {layer.name} compute the same: their weights differ by {apart:.1g}. "
                    f"Let it start from random weights{_usual(layer)}."
                )
        return ""

    def _dead(self) -> str:
        for i, layer in enumerate(self.layers):
            if layer.dead > DEAD:
                weighted = self.model.layers[self._weighted(i)]
                start = _usual(weighted, "bias_initializer", "zeros")
                fix = "take leaky_relu there"
                if start:
                    fix = f"let {weighted.name} start{start}"
                return (
                    f"{layer.dead:.0%} of the units of {layer.name} are dead: relu gives 0 for all "
                    f"{len(layer.outputs):,} examples, and so does its derivative. To mend it, "
                    f"{self._smaller(i) or fix}."
                )
        return ""

    def _saturated(self) -> str:
        last = None
        if isinstance(self.model.loss, Crossentropy):  # it is computed from the logits: no sigmoid holds it back
            last = last_layer(self.model)
        for i, layer in enumerate(self.layers):
            if layer.saturated > 0.5 and self.model.layers[i] is not last:
                weighted = self.model.layers[self._weighted(i)]
                fix = self._smaller(i) or f"let {weighted.name} start from smaller weights{_usual(weighted)}"
                return (
                    f"{layer.saturated:.0%} of the activations of {layer.name} are saturated, with a derivative near "
                    f"0. To mend it, {fix}."
                )
        return ""

    def _smaller(self, i: int) -> str:
        """Return the advice that makes the numbers of layer i smaller: scaled inputs, or smaller steps."""
        if np.any(self._sizes > LARGE):
            return scaling(self.model, self.inputs)
        if self.moved[self._weighted(i)] > 1:
            return f"take a smaller alpha than in {self.model.optimizer}"
        return ""

    def _weighted(self, i: int) -> int:
        """Return the number of the layer whose weights make the z of layer i."""
        for k in range(i, -1, -1):
            if self.layers[k].gradient is not None:
                return k
        return i

    def _straight(self) -> str:
        model = self.model
        if len(self._dense) < 2 or not all(map(activation_of, model.layers)):
            return ""
        *below, last = self._dense
        for layer in model.layers[: model.layers.index(last)]:
            if activation_of(layer) != "linear":
                return ""
        names = ", ".join(layer.name for layer in below)
        shape = len(data_of(below[0].W)), last.units
        return (
            f"There is no activation between {names} and {last.name}: together "
            f"they are one straight line, x @ W + b with W of shape {shape}. Give {below[0].name} an activation."
        )

    def _far(self) -> str:
        largest = self._sizes.max(initial=0)
        if SMALL <= largest <= LARGE or not largest:
            return ""
        return f"The inputs are {largest:.3g} in size, not about 1. To mend it, {scaling(self.model, self.inputs)}."

    def _far_targets(self) -> str:
        largest = sizes(self.targets).max()
        if SMALL_TARGET <= largest <= LARGE_TARGET or not largest or not self.model.loss.is_regression:
            return ""
        return (
            f"The targets are {largest:.3g} in size, and the outputs start at about 1. To mend it, scale y: "
            "(y - y.mean()) / y.std()."
        )

    def _mixed(self) -> str:
        positive = np.where(self._sizes, self._sizes, np.inf)  # a feature that is always 0 has no size
        if not self._sizes.max(initial=0) > MIXED * positive.min(initial=np.inf):
            return ""
        small = positive.argmin()
        large = self._sizes.argmax()
        return (
            f"Feature {small} is {self._sizes[small]:.3g} in size, and feature {large} is {self._sizes[large]:.3g}. "
            f"To mend it, {scaling(self.model, self.inputs)}."
        )

    def _vanishing(self) -> str:
        bounded = [layer.activation for layer in self.layers[:-1] if not np.isnan(layer.saturated)]
        first = self._learning[0]
        last = self._learning[-1]
        is_less = first.arriving < VANISHED * last.arriving and first.at_units < VANISHED * last.at_units
        if len(bounded) < DEEP or not is_less:
            return ""
        return (
            f"The gradients vanish on their way back: the median |dJ/dW| is {self._gradients()}. Take relu in place "
            f"of {' and '.join(sorted(set(bounded)))} in the hidden layers."
        )

    def _gradients(self) -> str:
        return ", ".join(f"{layer.arriving:.1e} in {layer.name}" for layer in self._learning)


def _usual(layer: Any, which: str = "kernel_initializer", usual: str = "glorot_uniform") -> str:
    """Return the advice of the usual initializer, for a Dense layer that starts otherwise."""
    initializer = initializer_named(getattr(layer, which, usual))
    if initializer is INITIALIZERS[usual]:
        return ""
    return f" with {which}={usual!r}"
