"""The cost J(W, b) of a network, and its metrics: chosen by compile, computed on any examples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn.data import CHUNK, Array, Checked, Examples, checked_pair, checked_weights, chunks
from nn.fitting.progress import shown
from nn.lookup import also_called
from nn.losses import Loss, loss_named
from nn.metrics import Metric, metric_named, scores_of
from nn.optimizers import OPTIMIZERS, Optimizer, optimizer_named
from nn.scalars import data_of, labelled
from nn.settings import yes_or_no
from nn.steps.step import code_of, require_one_way


@dataclass(frozen=True)
class Cost:
    """The cost of a network by its loss, with what the size of its weights adds, and its metrics."""

    model: Any

    @property
    def loss(self) -> Loss:
        """The loss, if one has been chosen."""
        if self.model.loss is None:
            raise RuntimeError("no loss has been chosen. Call model.compile(loss=BinaryCrossentropy()) first.")
        return self.model.loss  # type: ignore[no-any-return]

    def __call__(self, targets: Array, p: Any, sample_weight: Array | None = None) -> Any:
        """Return J for the predictions p, as a node."""
        return self.with_penalties(self.loss.cost(targets, p, sample_weight))

    def with_penalties(self, J: Any) -> Any:
        """Return the cost of some examples, and what the size of the weights adds to it."""
        return sum(self.model.penalties(), start=J)

    def checked(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Checked:
        """Return examples of numbers that the network can compute with, as they came."""
        return *checked_pair(self.model.rows(X), y, dtype=self.model.dtype), checked_weights(sample_weight, y)

    def examples(self, X: Array, y: Array, sample_weight: Array | None = None) -> tuple[Examples, tuple[Any, Any]]:
        """Return checked examples as the network takes them, and p and the loss of the first chunk."""
        dtype, chunk = self.model.dtype, next(chunks(len(y)))
        p = self.model(self.model.inputs(np.asarray(X[chunk])))
        targets = self.loss.targets(y, (len(y), *np.shape(p)[1:])).astype(dtype, copy=False)
        weights = None if sample_weight is None else sample_weight.astype(dtype, copy=False)
        examples = Examples(X, y, targets, weights, self.model.draws())
        return examples, (p, self.loss.cost(targets[chunk], p, None if weights is None else weights[chunk]))

    def scores(
        self, examples: Examples, first: Any = None, most: int | None = None, size: int = CHUNK
    ) -> dict[str, float]:
        """Return the cost and the metrics of all examples, or the first of them: means, `size` examples at a time.

        `first` are p and the loss of the first chunk, if they are known.
        """
        metrics, m = self.model.metrics, min(len(examples), most or len(examples))
        sums = dict.fromkeys(["loss", *metrics], 0.0)
        for chunk in chunks(m, size):
            p, loss = first or self._forward(examples, chunk)
            first = None
            scores = {"loss": float(self.with_penalties(loss)), **scores_of(metrics, examples.y[chunk], data_of(p))}
            for name, score in scores.items():
                sums[name] += score * (chunk.stop - chunk.start) / m
        return sums

    def _forward(self, examples: Examples, chunk: slice) -> tuple[Any, Any]:
        X, targets, sample_weight = examples.batch(chunk)
        p = self.model(self.model.inputs(X))
        return p, self.loss.cost(targets, p, sample_weight)

    def parts(self) -> list[Any]:
        """Return everything whose code runs in a step."""
        model, layers = self.model, self.model.layers
        loss = vars(self.loss).get("losses", type(self.loss))  # the function, if it was made of one
        activations = [layer.activation for layer in layers if layer.activation is not None]
        penalties = [code_of(penalty) for layer in layers for penalty in layer.regularizers.values()]
        own = [type(model), loss, type(model.optimizer), *model.metrics.values(), *map(type, layers)]
        return [*own, *activations, *penalties]

    def settings(self) -> list[Any]:
        """Return the numbers and words that the code of a step is made with."""
        model = self.model
        layers = [vars(layer).values() for layer in model.layers]
        numbers = [x for values in layers for x in values if isinstance(x, (int, float, str))]
        penalties = [repr(layer.regularizers) for layer in model.layers]
        return [repr(self.loss), repr(model.optimizer), *(w.constant for w in model.parameters), *numbers, *penalties]


@also_called()
def compile(
    model: Any,
    loss: str | Loss,
    optimizer: str | Optimizer = "gradient_descent",
    metrics: str | Sequence[str | Metric] | None = None,
    *,
    run_eagerly: bool = False,
    jit_compile: bool = False,
    devices: Any = None,
) -> None:
    """Choose what to minimise, how, and what to report.

    Args:
        model: the network.
        loss: an object such as BinaryCrossentropy(), its class or its name.
        optimizer: an object such as Adam(alpha=0.01), its class or its name. The default is plain gradient descent,
            `w -= alpha * dw` with alpha = 0.1. (Keras would take RMSprop without a word.)
        metrics: "accuracy", "mae", "mse", or functions (y, p) -> float of arrays: their means over batches.
        run_eagerly: whether fit runs the visible loop, node by node, instead of the NumPy code derived from it
            (`model.derive(X, y)` shows that). Both give the same weights to the last few bits.
        jit_compile: whether fit hands that code to XLA, a whole epoch in one call (extra `jax`): for long runs and
            for GPUs. The weights are the same but for rounding. Compiling takes a second or so for each shape of
            the data; fit refuses a step that can't be derived; Ctrl-C ends a run after the epoch at hand.
        devices: what to compile for: the name of a platform ("cpu", "gpu"), or some of `jax.devices()`, which are
            all taken if none are given. Each takes a share of every batch, and all hold the parameters. For
            several hosts: a seed for the model, `jax.distributed.initialize()` first, nothing else.

    Raises:
        TypeError, ValueError: if a name is unknown or an object is of the wrong kind.
        ImportError: if JAX is asked for and not installed.
    """
    if isinstance(loss, Optimizer) or (isinstance(loss, str) and loss.lower() in OPTIMIZERS):
        raise TypeError(
            f"compile(loss={loss!r}): this is an optimizer, and here the loss comes first. Name both, and give "
            "the learning rate to an object: compile(loss='mse', optimizer=Adam(learning_rate=0.001))."
        )
    if not isinstance(metrics, str | Iterable | None):
        raise TypeError(f"compile(metrics={metrics!r}): give a list of names or functions, ['accuracy'].")
    for name, answer in (("run_eagerly", run_eagerly), ("jit_compile", jit_compile)):
        if answer not in (0, 1):
            yes_or_no(f"compile: {name}", answer)
    require_one_way(run_eagerly, jit_compile, devices)
    new_loss, new_optimizer = loss_named(loss), optimizer_named(optimizer)
    chosen = [metric_named(m, new_loss) for m in ([metrics] if isinstance(metrics, str) else metrics or ())]
    titles = ["loss", *(title for title, _ in chosen)]
    if len(set(titles)) < len(titles):
        raise ValueError(f"metrics {titles[1:]}: give each a name of its own, and none the name 'loss'.")
    model.loss, model.optimizer, model.metrics = new_loss, new_optimizer, dict(chosen)
    model.run_eagerly, model.jit_compile, model.devices = run_eagerly, jit_compile, devices


def cost(model: Any, X: Any, y: ArrayLike) -> Any:
    """Return J(W, b), the mean of the loss over the examples and the penalties for weights, as a node.

    Args:
        model: the network.
        X: inputs, (m, features).
        y: targets, (m,) for a single unit, else (m, units) or as the loss says.

    Raises:
        RuntimeError, ValueError: if no loss has been chosen, or the shapes don't fit.
    """
    J = Cost(model)
    return labelled(J.with_penalties(J.loss(y, model(X))), "J")


@also_called(x="X")
def evaluate(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    batch_size: int | None = None,
    verbose: int | str = 0,
    sample_weight: ArrayLike | None = None,
    *,
    return_dict: bool = False,
) -> Any:
    """Return the cost on other examples, or a list of the cost and each metric if there are some, as in Keras.

    Args:
        model: the network.
        X: inputs, (m, features).
        y: targets, as for fit.
        batch_size: how many examples a metric is computed on at a time: its mean over them is reported. 1,024
            where it is not given; len(X) for a metric that is no mean over examples.
        verbose: 1 prints the numbers.
        sample_weight: what the loss of each example is multiplied with, (m,); the metrics are not.
        return_dict: whether to return them by name instead.

    Raises:
        RuntimeError: if no loss has been chosen.
        TypeError, ValueError: if the data don't fit each other or the network.
    """
    J = Cost(model)
    examples, _ = J.examples(*J.checked(X, y, sample_weight))
    scores = J.scores(examples, size=batch_size or CHUNK)
    if verbose and verbose != "auto":
        print("  ".join(f"{title}: {shown(score)}" for title, score in scores.items()))
    if return_dict:
        return scores
    return list(scores.values()) if model.metrics else scores["loss"]
