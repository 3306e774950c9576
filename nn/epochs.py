"""An epoch: all batches once, a step of gradient descent for each, and what these steps say on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node
from nn.checks import check_finite, diverged
from nn.data import Deal, Examples
from nn.metrics import Metric, scores_of
from nn.optimizers import Optimizer
from nn.progress import Progress

Array = npt.NDArray[Any]


class Steps:
    """What makes the steps of an epoch.

    Attributes:
        ignored: what np.errstate is told while they run: what saturates on the way is no reason to warn.
        moves_at_once: whether all steps of an epoch are made at once, and not as they are asked for.
    """

    ignored: Mapping[str, Any] = {}
    moves_at_once = False

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
    """Runs the visible loop: `step` makes a step for the inputs and the targets of a batch, and gives J and p."""

    def __init__(
        self, step: Callable[[Array, Array], tuple[Any, Any]], examples: Examples, parameters: Sequence[Node]
    ) -> None:
        super().__init__(examples, parameters)
        self._step = step

    def __call__(self, deal: Deal) -> Iterable[tuple[Any, Any]]:
        return (self._step(self.examples.inputs(batch), self.examples.targets_of(batch)) for batch in deal)


@dataclass(frozen=True)
class Run:
    """One run of fit: its steps, and what is said of them."""

    steps: Steps
    optimizer: Optimizer
    y: Array  # the answers as they came
    size: int  # of a batch
    metrics: Mapping[str, Metric]
    progress: Progress

    @cached_property
    def _shares(self) -> list[float]:
        """The share that each batch has in the examples."""
        m = len(self.y)
        return [min(self.size, m - start) / m for start in range(0, m, self.size)]

    def epoch(self, epoch: int, order: Array, pause: Callable[[], None]) -> dict[str, float]:
        """Make the steps of an epoch, counted from 0, in this order; `pause` is called after each that is made alone.

        Returns:
            The means of the cost and the metrics, each as it was before a step.

        Raises:
            FloatingPointError: that names the first batch whose cost is not finite, or such a parameter.
        """
        deal, shares = Deal(order, self.size), self._shares
        loss, scores = 0.0, dict.fromkeys(self.metrics, 0.0)
        batches = iter(deal)
        with np.errstate(**self.steps.ignored):
            for i, (J, p) in enumerate(self.steps(deal)):
                if not isfinite(J):
                    raise diverged(f"the cost is {J} in epoch {epoch + 1}, batch {i + 1}", self.optimizer)
                loss += J * shares[i]
                if scores:
                    for k, score in scores_of(self.metrics, self.y[next(batches)], p).items():
                        scores[k] += score * shares[i]
                if not self.steps.moves_at_once:
                    pause()
                self.progress.batch(epoch, i + 1, len(shares), J)
        if not self.steps.are_finite():
            self.steps.bring_back()
            check_finite(self.steps.parameters, f"after epoch {epoch + 1}", self.optimizer)
        return {"loss": float(loss), **scores}
