"""An epoch: all batches once, a step of gradient descent for each, and what these steps say on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node
from nn.callbacks import Hooks
from nn.data import Deal, Examples
from nn.fitting.checks import check_finite, diverged, undefined
from nn.fitting.progress import Progress
from nn.metrics import Metric, scores_of
from nn.optimizers import Optimizer

Array = npt.NDArray[Any]


class Steps:
    """What makes the steps of an epoch.

    Attributes:
        ignored: what np.errstate is told while they run: what saturates on the way is no reason to warn.
        moves_at_once: whether all steps of an epoch are made at once, and not as they are asked for.
        slow_because: the reason to be said where they take longer than the user expects; "" where there is none.
    """

    ignored: Mapping[str, Any] = {}
    moves_at_once = False
    slow_because = ""

    def __init__(self, examples: Examples, parameters: Sequence[Node]) -> None:
        self.examples, self.parameters = examples, parameters

    def __call__(self, deal: Deal) -> Iterable[tuple[Any, Any]]:
        """Make a step for each batch; the cost J and the predictions p of each, as they were before its step."""
        raise NotImplementedError

    def are_finite(self) -> bool:
        """Whether all numbers in the parameters are finite."""
        return all(np.isfinite(w.raw).all() for w in self.parameters)

    def bring_back(self) -> None:
        """Let the parameters, and what the optimizer remembers of them, be what the steps have made of them."""


class NodeByNode(Steps):
    """Runs the visible loop: `step` takes inputs, targets and sample weights of a batch, and gives J and p."""

    def __init__(self, step: Callable[..., tuple[Any, Any]], examples: Examples, parameters: Sequence[Node]) -> None:
        super().__init__(examples, parameters)
        self._step = step

    def __call__(self, deal: Deal) -> Iterable[tuple[Any, Any]]:
        data = self.examples
        return (self._step(data.inputs(batch), data.targets_of(batch), data.weights_of(batch)) for batch in deal)


@dataclass(frozen=True)
class Run:
    """One run of fit: what is said of its steps."""

    optimizer: Optimizer
    y: Array  # the answers as they came
    size: int  # of a batch
    metrics: Mapping[str, Metric]
    progress: Progress
    hooks: Hooks

    @cached_property
    def _shares(self) -> list[float]:
        """The share that each batch has in the examples."""
        m = len(self.y)
        return [min(self.size, m - start) / m for start in range(0, m, self.size)]

    def epoch(self, steps: Steps, epoch: int, order: Array, pause: Callable[[], None]) -> dict[str, float]:
        """Make the steps of an epoch, counted from 0, in this order; `pause` is called after each that is made alone.

        Returns:
            The means of the cost and the metrics, each as it was before a step.

        Raises:
            FloatingPointError: that names the first batch whose cost is not finite, or such a parameter.
        """
        deal, shares = Deal(order, self.size), self._shares
        loss, scores = 0.0, dict.fromkeys(self.metrics, 0.0)
        batches = iter(deal)
        with np.errstate(**steps.ignored):
            made = iter(steps(deal))
            for i in range(len(shares)):
                if self.hooks.of_batches:
                    self.hooks.tell("train_batch_begin", i, {})
                J, p = next(made)
                if not isfinite(J):
                    if epoch == i == 0:
                        raise undefined(J)
                    raise diverged(f"the cost is {J} in epoch {epoch + 1}, batch {i + 1}", self.optimizer)
                loss += J * shares[i]
                if scores:
                    for k, score in scores_of(self.metrics, self.y[next(batches)], p).items():
                        scores[k] += score * shares[i]
                if not steps.moves_at_once:
                    pause()
                self.progress.batch(epoch, i + 1, len(shares), J)
                if self.hooks.of_batches:
                    self.hooks.tell("train_batch_end", i, self._means(i + 1, loss, scores))
                    if self.hooks.model.stop_training:
                        break
        if not steps.are_finite():
            steps.bring_back()
            check_finite(steps.parameters, f"after epoch {epoch + 1}", self.optimizer)
        return self._means(i + 1, loss, scores)

    def _means(self, batches: int, loss: float, scores: Mapping[str, float]) -> dict[str, float]:
        """The means over the first batches of an epoch, from sums over their shares in all examples."""
        seen = 1.0 if batches == len(self._shares) else sum(self._shares[:batches])
        return {k: float(total / seen) for k, total in {"loss": loss, **scores}.items()}
