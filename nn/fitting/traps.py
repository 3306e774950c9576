"""Beginners' traps, said in words: runs that go wrong without an error, why, and what helps, each from its number."""

from typing import Any

import numpy as np

from autograd import Tensor
from nn.callbacks import Callback, Logs
from nn.data import Array, Examples
from nn.fitting.history import History
from nn.fitting.measured import Measured, activation_of, constant_cost, entering, measured, sizes, some_of
from nn.initializers import INITIALIZERS, initializer_named
from nn.layers import Dense, Normalization
from nn.losses import BinaryCrossentropy, Crossentropy
from nn.scalars import data_of

GROWN = 10  # times the cost before the first step
PATIENCE = 20  # epochs after which a network should have learned something
LITTLE = 0.95  # of the cost of one answer for all: a loss above that is worth the search for a cause
NOTHING = 0.995  # of that cost: what chance alone may gain
DEAD = 0.8  # the share of dead relus that leaves too few to learn with
DEEP, VANISHED = 3, 0.01  # bounded hidden layers, and the share of the last layer's gradient that reaches the first
LARGE, SMALL, MIXED = 5, 0.1, 100  # sizes of inputs, which are 1 if scaled; and the ratio of two
ROUGH = 0.05  # of the loss, its scatter over the latest epochs: beyond that the steps are not too small
FALL = 0.01  # of the loss, over the latest epochs: a loss that falls by less needs something else than more epochs
# Sizes of targets that a network, whose outputs start at about 1, hardly reaches, or hardly tells apart.
LARGE_TARGET, SMALL_TARGET = 100, 0.01
STILL = 0.2  # of their size: weights that have moved less in a whole run were moved too slowly

# The smallest and the largest output of an activation.
RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
}  # fmt: skip


def last_layer(model: Any) -> Any:
    """The layer whose outputs are those of the network, or None: later ones hand them on."""
    for layer in reversed(model.layers):
        if layer.parameters or activation_of(layer) != "linear":
            return layer
    return None


def scaling(model: Any, inputs: Array) -> str:
    """The advice to scale what enters the first Dense layer, with the Normalization that is there if one is."""
    there = [layer.name for layer in model.layers if isinstance(layer, Normalization)]
    by = f"let {there[0]} adapt(X)" if there else "let a Normalization come first, and adapt(X)"
    return f"scale the inputs, which reach {np.abs(inputs).max():,.4g}, to about -1 ... 1: {by}"


class Causes:
    """The reasons why a network has not learned, each proved by a number of its own, and what helps.

    Args:
        model: the network after the run.
        layers: what its layers do to some examples.
        inputs: what its first Dense layer is given.
        targets: the answers to some examples.
        moved: by how much of their size the weights of each layer have moved in the run.
        losses: those of the epochs.
    """

    def __init__(
        self,
        model: Any,
        layers: list[Measured],
        inputs: Array,
        targets: Array,
        moved: list[float],
        losses: list[float],
    ) -> None:
        self._model, self._layers, self._inputs, self._moved, self._losses = model, layers, inputs, moved, losses
        self._targets = targets
        self._sizes = sizes(inputs)
        self._learning = [layer for layer in layers if layer.gradient is not None]
        self._dense = [layer for layer in model.layers if type(layer).call is Dense.call]

    def proved(self) -> str:
        """Return the first cause that its number proves, the surest first, or "" if there is none."""
        causes = (
            self._alike, self._far_targets, self._saturated, self._far, self._dead, self._straight, self._vanishing,
            self._mixed,
        )  # fmt: skip
        return next((sentence for cause in causes if (sentence := cause())), "")

    def pace(self) -> str:
        """Return the sentence for steps that are too small or too few, or "" if they are neither."""
        pairs = zip(self._moved, self._layers, strict=True)
        moved, still = min((moved, layer.name) for moved, layer in pairs if layer.gradient is not None)
        before, latest = np.reshape(self._losses[-PATIENCE:], (2, -1))
        if max(layer.largest for layer in self._learning) < 1e-12:
            return f"No gradient reaches the weights: half of dJ/dW are below {self._gradients()}."
        if moved < STILL and latest.std() < ROUGH * latest.mean():
            return (
                f"The weights of {still} have moved by {moved:.2g} of their size in the run; half of dJ/dW are below "
                f"{self._gradients()}. Take a larger alpha than in {self._model.optimizer}."
            )
        falls = latest[-1] < (1 - FALL) * before[0]
        if falls and latest.max() < before.min():  # one chance in C(20, 10) = 184,756 for losses that go up and down
            return f"It still falls: from {before[0]:.4g} to {latest[-1]:.4g} in {PATIENCE} epochs. Take more epochs."
        return ""

    def _alike(self) -> str:
        for layer in self._dense[:-1]:
            W, b = data_of(layer.W), data_of(layer.b)
            apart = max(np.ptp(W, axis=1).max(), np.ptp(b))
            if layer.units > 1 and apart <= np.sqrt(np.finfo(W.dtype).eps) * max(np.abs(W).max(), np.abs(b).max()):
                return (
                    f"All {layer.units} units of {layer.name} compute the same: their weights differ by {apart:.1g}. "
                    f"Let it start from random weights{_usual(layer)}."
                )
        return ""

    def _dead(self) -> str:
        for i, layer in enumerate(self._layers):
            if layer.dead > DEAD:
                weighted = self._model.layers[self._weighted(i)]
                start = _usual(weighted, "bias_initializer", "zeros")
                otherwise = f"let {weighted.name} start{start}" if start else "take leaky_relu there"
                return (
                    f"{layer.dead:.0%} of the units of {layer.name} are dead: relu gives 0 for all "
                    f"{len(layer.outputs):,} examples, and so does its derivative. To mend it, "
                    f"{self._smaller(i) or otherwise}."
                )
        return ""

    def _saturated(self) -> str:
        # Cross-entropy is computed from the logits, so that a last sigmoid holds no gradient back.
        last = last_layer(self._model) if isinstance(self._model.loss, Crossentropy) else None
        for i, layer in enumerate(self._layers):
            if layer.saturated > 0.5 and self._model.layers[i] is not last:
                weighted = self._model.layers[self._weighted(i)]
                fix = self._smaller(i) or f"let {weighted.name} start from smaller weights{_usual(weighted)}"
                return (
                    f"{layer.saturated:.0%} of the activations of {layer.name} are saturated, with a derivative near "
                    f"0. To mend it, {fix}."
                )
        return ""

    def _smaller(self, i: int) -> str:
        """Return the advice that makes the numbers of layer i smaller: scaled inputs, or smaller steps."""
        if np.any(self._sizes > LARGE):
            return scaling(self._model, self._inputs)
        has_leapt = self._moved[self._weighted(i)] > 1
        return f"take a smaller alpha than in {self._model.optimizer}" if has_leapt else ""

    def _weighted(self, i: int) -> int:
        """The number of the layer whose weights layer i has its z from."""
        return next((k for k in range(i, -1, -1) if self._layers[k].gradient is not None), i)

    def _straight(self) -> str:
        if len(self._dense) < 2 or not all(map(activation_of, self._model.layers)):
            return ""
        *below, last = self._dense
        for layer in self._model.layers[: self._model.layers.index(last)]:
            if activation_of(layer) != "linear":
                return ""
        shape = len(data_of(below[0].W)), last.units
        return (
            f"There is no activation between {', '.join(layer.name for layer in below)} and {last.name}: together "
            f"they are one straight line, x @ W + b with W of shape {shape}. Give {below[0].name} an activation."
        )

    def _far(self) -> str:
        largest = self._sizes.max(initial=0)
        if SMALL <= largest <= LARGE or not largest:
            return ""
        return f"The inputs are {largest:.3g} in size, not about 1. To mend it, {scaling(self._model, self._inputs)}."

    def _far_targets(self) -> str:
        largest = sizes(self._targets).max()
        if SMALL_TARGET <= largest <= LARGE_TARGET or not largest or not self._model.loss.is_regression:
            return ""
        return (
            f"The targets are {largest:.3g} in size, and the outputs start at about 1. To mend it, scale y: "
            "(y - y.mean()) / y.std()."
        )

    def _mixed(self) -> str:
        sizes_but_0 = np.where(self._sizes, self._sizes, np.inf)  # a feature that is always 0 has no size
        if not self._sizes.max(initial=0) > MIXED * sizes_but_0.min(initial=np.inf):
            return ""
        small, large = sizes_but_0.argmin(), self._sizes.argmax()
        return (
            f"Feature {small} is {self._sizes[small]:.3g} in size, and feature {large} is {self._sizes[large]:.3g}. "
            f"To mend it, {scaling(self._model, self._inputs)}."
        )

    def _vanishing(self) -> str:
        hidden = [layer.activation for layer in self._layers[:-1] if not np.isnan(layer.saturated)]
        first, last = self._learning[0], self._learning[-1]
        is_less = first.arriving < VANISHED * last.arriving and first.at_units < VANISHED * last.at_units
        if len(hidden) < DEEP or not is_less:
            return ""
        return (
            f"The gradients vanish on their way back: half of dJ/dW are below {self._gradients()}. Take relu in place "
            f"of {' and '.join(sorted(set(hidden)))} in the hidden layers."
        )

    def _gradients(self) -> str:
        return ", ".join(f"{layer.arriving:.1e} in {layer.name}" for layer in self._learning)


def _usual(layer: Any, which: str = "kernel_initializer", usual: str = "glorot_uniform") -> str:
    """The advice of the usual initializer, for a Dense layer that starts otherwise."""
    initializer = initializer_named(getattr(layer, which, usual))
    return "" if initializer is INITIALIZERS[usual] else f" with {which}={usual!r}"


def _weights(layer: Any) -> Array:
    """The numbers in all weights of a layer, copied."""
    return np.concatenate([np.zeros(0), *(data_of(w).ravel() for w in layer.parameters)])


class Traps(Callback):
    """Looks out for the traps of one run of fit. What it finds goes to `history.notes` and to the logger "nn"."""

    def __init__(self, examples: Examples, history: History) -> None:
        self._examples, self._history = examples, history
        self._has_grown = self._has_spoken = False

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Warn of a last layer whose outputs can't be what the loss takes, or what the targets are."""
        self._start = list(map(_weights, self.model.layers))
        loss, targets = self.model.loss, self._examples.targets
        last = last_layer(self.model)
        name = activation_of(last) if last is not None else ""
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
        elif loss.is_regression and not within:
            self._say(
                f"the targets reach from {targets.min():g} to {targets.max():g}, but the last layer is {name}, which "
                f"gives {low:g} to {high:g}. Let it be linear, or scale the targets."
            )

    @np.errstate(all="ignore")
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Warn of a cost that has grown tenfold since before the first step, and past what one answer would cost."""
        before, loss = self._history.initial_loss, self._history.history["loss"][-1]
        if self._has_grown or not loss > GROWN * before > 0:
            return
        constant = constant_cost(self.model.loss, self._examples.targets, self._examples.sample_weight)
        if loss <= GROWN * constant:
            return  # a network that had learned well, and may have lost some of it
        self._has_grown, inputs = True, entering(self.model, self._examples)
        fix = scaling(self.model, inputs) if np.any(sizes(inputs) > LARGE) else "take a smaller alpha"
        self._say(
            f"the cost grew from {before:.4g} to {loss:.4g} by epoch {epoch + 1}, since the steps of "
            f"{self.model.optimizer} are too large: {fix}."
        )

    @np.errstate(all="ignore")
    def on_train_end(self, logs: Logs | None = None) -> None:
        """Warn of a network that does hardly better than one answer for all, with the reason and what helps."""
        model, examples, losses = self.model, self._examples, self._history.history.get("loss", [])
        if len(losses) < PATIENCE or self._has_spoken:
            return
        loss, constant = losses[-1], constant_cost(model.loss, examples.targets, examples.sample_weight)
        if not loss > LITTLE * constant > 0 or not self._targets_differ() or not self._is_legible():
            return
        bare, layers = measured(model, examples)
        targets, sample_weight = examples.answers(some_of(examples))
        least = constant_cost(model.loss, targets, sample_weight)
        if not bare > LITTLE * least or all(layer.gradient is None for layer in layers):
            return  # the curve shows penalties, Dropout, or a network that has just begun to learn
        plain = ""
        if model.penalties() or examples.draws:
            loss, constant, plain = bare, least, " without penalties and Dropout"
        pairs = zip(map(_weights, model.layers), self._start, strict=True)
        moved = [float(np.linalg.norm(end - start) / np.linalg.norm(start)) for end, start in pairs]
        causes = Causes(model, layers, entering(model, examples), targets, moved, losses)
        is_stuck = loss > NOTHING * constant
        why = causes.proved() or (causes.pace() if is_stuck else "")
        if why or is_stuck:
            is_better = float(f"{loss:.4g}") < float(f"{constant:.4g}")
            self._say(
                f"after {len(losses)} epochs the loss{plain} is {loss:.4g}, {'hardly' if is_better else 'no'} better "
                f"than one answer for all examples ({constant:.4g}): the network has "
                f"{'learned little' if is_better else 'not learned'} from X. {why}".rstrip()
            )

    def _is_legible(self) -> bool:
        """Tell whether the network can be measured: it is made of Tensors, and computes as Sequential does."""
        model = self.model
        ways = type(model).__call__, type(model).outputs
        if not all(isinstance(w, Tensor) for w in model.parameters):
            return False
        if not all(way.__module__.startswith("nn.") for way in ways):
            return False
        # A loss that checks the numbers may refuse those that the last step has led to.
        p = model(model.inputs(self._examples.inputs(some_of(self._examples))))
        return not model.loss.checks(p)

    def _targets_differ(self) -> bool:
        """Tell whether the targets differ at all."""
        weights, targets = self._examples.sample_weight, self._examples.targets
        counted = targets if weights is None else targets[weights > 0]
        return bool(np.ptp(counted, axis=0).max() > 1e-6 * np.abs(counted).max())

    def _say(self, text: str) -> None:
        self._has_spoken = True
        self._history.say(text)
