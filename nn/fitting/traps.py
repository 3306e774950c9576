"""Beginners' traps: runs that go wrong without an error, said in words with the reason and what helps."""

from typing import Any

import numpy as np

from autograd import Tensor
from nn.callbacks import Callback, Logs
from nn.data import Array, Examples
from nn.fitting.causes import LARGE, Causes, last_layer, scaling
from nn.fitting.measured import activation_of, constant_cost, entering, measured, sizes, some_of
from nn.losses import BinaryCrossentropy
from nn.scalars import data_of

GROWN = 10  # times the cost before the first step
PATIENCE = 20  # epochs after which a network should have learned something
LITTLE = 0.95  # of the cost of one answer for all: a loss above that is worth the search for a cause
NOTHING = 0.995  # of that cost: what chance alone may gain

# The smallest and the largest output of an activation.
RANGES: dict[str, tuple[float, float]] = {
    "sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, np.inf),
    "softplus": (0.0, np.inf),
}  # fmt: skip


def _weights(layer: Any) -> Array:
    """Return a copy of the numbers in all weights of a layer."""
    return np.concatenate([np.zeros(0), *(data_of(w).ravel() for w in layer.parameters)])


class Traps(Callback):
    """Looks out for the traps of one run of fit. What it finds goes to `history.notes` and to the logger "nn"."""

    _has_grown = False
    _has_spoken = False

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Warn of a last layer whose outputs can't be what the loss takes, or what the targets are."""
        self._start = list(map(_weights, self.model.layers))
        loss = self.model.loss
        targets = self._examples.targets
        name = activation_of(last_layer(self.model))
        low, high = RANGES.get(name, (-np.inf, np.inf))
        near = 1e-6 * (1 + np.abs(targets).max())
        reaches_targets = low - near <= targets.min() and targets.max() <= high + near
        if loss.from_logits and low > -np.inf:
            self._say(
                f"{loss}: logits lie anywhere, but {name} gives {low:g} to {high:g}. Let the last layer be linear."
            )
        elif isinstance(loss, BinaryCrossentropy) and not loss.from_logits and name not in ("sigmoid", ""):
            fix = "activation='sigmoid' there, or from_logits=True"
            if name == "softmax":
                fix = "CategoricalCrossentropy()"
            self._say(f"{loss} takes each output as a probability of its own, but the last layer is {name}. Use {fix}.")
        elif loss.is_regression and not reaches_targets:
            self._say(
                f"the targets reach from {targets.min():g} to {targets.max():g}, but the last layer is {name}, which "
                f"gives {low:g} to {high:g}. Let it be linear, or scale the targets."
            )

    @np.errstate(all="ignore")
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Warn of a cost that has grown tenfold since before the first step, and past what one answer would cost."""
        before = self.model.history.initial_loss
        loss = self.model.history.history["loss"][-1]
        if self._has_grown or not loss > GROWN * before > 0:
            return
        examples = self._examples
        constant = constant_cost(self.model.loss, examples.targets, examples.sample_weight)
        if loss <= GROWN * constant:
            return  # a network that had learned well, and may have lost some of it
        self._has_grown = True
        inputs = entering(self.model, examples)
        fix = "take a smaller alpha"
        if np.any(sizes(inputs) > LARGE):
            fix = scaling(self.model, inputs)
        self._say(
            f"the cost grew from {before:.4g} to {loss:.4g} by epoch {epoch + 1}, since the steps of "
            f"{self.model.optimizer} are too large: {fix}."
        )

    @np.errstate(all="ignore")
    def on_train_end(self, logs: Logs | None = None) -> None:
        """Warn of a network that does hardly better than one answer for all, with the reason and what helps."""
        model = self.model
        examples = self._examples
        losses = self.model.history.history.get("loss", [])
        if len(losses) < PATIENCE or self._has_spoken:
            return
        loss = losses[-1]
        constant = constant_cost(model.loss, examples.targets, examples.sample_weight)
        if not loss > LITTLE * constant > 0 or not self._targets_differ() or not self._is_legible():
            return
        bare, layers = measured(model, examples)
        _, targets, sample_weight = examples.batch(some_of(examples))
        least = constant_cost(model.loss, targets, sample_weight)
        if not bare > LITTLE * least or all(layer.gradient is None for layer in layers):
            return  # the curve shows penalties, Dropout, or a network that has just begun to learn
        plain = ""
        if model.penalties() or examples.draws:
            loss = bare
            constant = least
            plain = " without penalties and Dropout"
        causes = Causes(model, layers, entering(model, examples), targets, self._moved(), losses)
        is_stuck = loss > NOTHING * constant
        why = causes.proved()
        if is_stuck and not why:
            why = causes.pace()
        if not why and not is_stuck:
            return
        is_better = float(f"{loss:.4g}") < float(f"{constant:.4g}")
        little, learned = ("hardly", "learned little") if is_better else ("no", "not learned")
        self._say(
            f"after {len(losses)} epochs the loss{plain} is {loss:.4g}, {little} better "
            f"than one answer for all examples ({constant:.4g}): the network has "
            f"{learned} from X. {why}".rstrip()
        )

    def _moved(self) -> list[float]:
        """Return by how much of their size the weights of each layer have moved in the run."""
        moved = []
        for layer, start in zip(self.model.layers, self._start, strict=True):
            distance = np.linalg.norm(_weights(layer) - start)
            moved.append(float(distance / np.linalg.norm(start)))
        return moved

    def _is_legible(self) -> bool:
        """Tell whether the network can be measured: it is made of Tensors, and computes as Sequential does."""
        model = self.model
        if not all(isinstance(w, Tensor) for w in model.parameters):
            return False
        for way in (type(model).__call__, type(model).outputs):
            if not way.__module__.startswith("nn."):
                return False
        # A loss that checks the numbers may refuse those that the last step has led to.
        p = model(model.inputs(self._examples.inputs(some_of(self._examples))))
        return not model.loss.checks(p)

    def _targets_differ(self) -> bool:
        """Tell whether the targets differ at all."""
        targets = self._examples.targets
        weights = self._examples.sample_weight
        if weights is not None:
            targets = targets[weights > 0]
        return bool(np.ptp(targets, axis=0).max() > 1e-6 * np.abs(targets).max())

    def _say(self, text: str) -> None:
        self._has_spoken = True
        self.model.history.say(text)
