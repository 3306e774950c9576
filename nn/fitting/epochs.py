"""The epochs of a run: all batches once in each, a step of gradient descent for each batch."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from nn.callbacks import Callback, sees_batches, tell
from nn.data import Array, Batches, Examples, chunks
from nn.fitting.cost import mean_scores
from nn.fitting.interrupts import ctrl_c_waits
from nn.fitting.threads import threads_for
from nn.metrics import scores_of
from nn.optimizers import Optimizer
from nn.steps.descent import Descent


@dataclass(frozen=True)
class Run:
    """One run of fit.

    Args:
        model: the network.
        examples: those to learn from.
        validation: those to validate with.
        size: the number of examples in a batch.
        watching: the callbacks of the run.
        new_descent: makes the descent anew for each epoch, where a callback may have changed anything.
    """

    model: Any
    examples: Examples
    validation: Examples | None
    size: int
    watching: Sequence[Callback]
    new_descent: Callable[[], Descent] | None

    @cached_property
    def _has_hooks(self) -> bool:
        """True if one of the callbacks has a method of its own for single batches."""
        return any(map(sees_batches, self.watching))

    def learn(self, descent: Descent, epochs: int, shuffle: bool) -> bool:
        """Make all epochs, or those until a callback ends them, and return False if Ctrl-C did."""
        model = self.model
        m = len(self.examples)
        threads = threads_for(min(self.size, m), model.parameters)
        model.stop_training = False
        try:
            with threads, ctrl_c_waits() as let_ctrl_c:
                for epoch in range(epochs):
                    tell(self.watching, "epoch_begin", epoch, {})
                    if self.new_descent is not None:
                        descent = self.new_descent()
                    if shuffle:
                        order = model.generators[0].permutation(m)
                    else:
                        order = np.arange(m)
                    logs = self._epoch(descent, epoch, order, let_ctrl_c)
                    if self.validation is not None or self.new_descent is not None:
                        descent.bring_back()
                    if self.validation is not None:
                        scores = mean_scores(model, self.validation)
                        logs |= {f"val_{name}": score for name, score in scores.items()}
                    tell(self.watching, "epoch_end", epoch, logs)
                    if model.stop_training:
                        break
                    let_ctrl_c()
        except KeyboardInterrupt:
            return False
        finally:
            descent.bring_back()
        return True

    def _epoch(self, descent: Descent, epoch: int, order: Array, pause: Callable[[], None]) -> dict[str, float]:
        """Make the steps of an epoch with the examples in this order, and return its logs.

        The epoch is counted from 0. `pause` is called after each step, unless all are made at once.

        Returns:
            The means of the cost and the metrics, each as it was before a step.

        Raises:
            FloatingPointError: that names the first batch whose cost is not finite, or such a parameter.
        """
        model = self.model
        m = len(order)
        sums = dict.fromkeys(["loss", *model.metrics], 0.0)
        seen = 0.0
        batches = Batches(order, self.size)
        rows = iter(batches)
        with np.errstate(**descent.ignored):
            steps = iter(descent(batches))
            for i, chunk in enumerate(chunks(m, self.size)):
                if self._has_hooks:
                    tell(self.watching, "train_batch_begin", i, {})
                J, p = next(steps)
                if not isfinite(J):
                    if epoch == i == 0:
                        raise undefined(J)
                    raise diverged(f"the cost is {J} in epoch {epoch + 1}, batch {i + 1}", model.optimizer)
                share = (chunk.stop - chunk.start) / m
                seen += share
                sums["loss"] += J * share
                if model.metrics:
                    y = self.examples.y[next(rows)]
                    for name, score in scores_of(model.metrics, y, p).items():
                        sums[name] += score * share
                if not descent.is_at_once:
                    pause()
                if self._has_hooks:
                    tell(self.watching, "train_batch_end", i, _means(sums, seen))
                    if model.stop_training:
                        break
        if not descent.is_finite():
            descent.bring_back()
            for w in model.parameters:
                if not np.isfinite(w.raw).all():
                    what = f"{w.name()} holds numbers that are not finite after epoch {epoch + 1}"
                    raise diverged(what, model.optimizer)
        return _means(sums, seen)


def _means(sums: Mapping[str, float], seen: float) -> dict[str, float]:
    """Return means from sums that are weighted by the share of each batch, over the share that was seen."""
    return {name: float(total / seen) for name, total in sums.items()}


def diverged(what: str, optimizer: Optimizer) -> FloatingPointError:
    """The error to raise when numbers are no longer finite.

    Example:
        >>> from nn.optimizers import GradientDescent
        >>> print(diverged("the cost is inf", GradientDescent(10.0)))  # doctest: +ELLIPSIS
        the cost is inf: numbers have grown beyond all bounds. Try a smaller alpha than in GradientDescent(...
    """
    return FloatingPointError(
        f"{what}: numbers have grown beyond all bounds. Try a smaller alpha than in {optimizer}, scale X and y to "
        "about -1 ... 1, or start again from a new model."
    )


def undefined(J: float) -> FloatingPointError:
    """The error to raise for a cost that is not finite before anything has been learned."""
    return FloatingPointError(
        f"the cost is {J} before the first step, so the steps are not to blame: the loss gives it, an activation, or "
        "numbers as large as those of X or of the weights. If model.predict(X) is finite, it is the loss."
    )
