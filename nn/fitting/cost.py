"""The cost J(W, b) of a network, as its methods: compile chooses it, cost builds it, evaluate measures it."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Node
from autograd.graph import topological_order
from nn.data import CHUNK, Array, Examples, chunks
from nn.fitting.progress import shown
from nn.lookup import also_called
from nn.losses import Loss, loss_named
from nn.metrics import Metric, metric_named, scores_of
from nn.optimizers import OPTIMIZERS, Optimizer, optimizer_named
from nn.scalars import data_of, labelled
from nn.settings import whole_number, yes_or_no
from nn.steps.step import require_one_way


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
    yes_or_no("compile: run_eagerly", run_eagerly)
    yes_or_no("compile: jit_compile", jit_compile)
    require_one_way(run_eagerly, jit_compile, devices)
    new_loss = loss_named(loss)
    new_optimizer = optimizer_named(optimizer)
    if isinstance(metrics, str):
        metrics = [metrics]
    chosen = [metric_named(metric, new_loss) for metric in metrics or ()]
    titles = [title for title, _ in chosen]
    if "loss" in titles or len(set(titles)) < len(titles):
        raise ValueError(f"metrics {titles}: give each a name of its own, and none the name 'loss'.")
    model.loss = new_loss
    model.optimizer = new_optimizer
    model.metrics = dict(chosen)
    model.run_eagerly = run_eagerly
    model.jit_compile = jit_compile
    model.devices = devices


def cost(model: Any, X: Any, y: ArrayLike) -> Any:
    """Return J(W, b), the mean of the loss over the examples and the penalties for weights, as a node.

    Args:
        model: the network.
        X: inputs, (m, features).
        y: targets, (m,) for a single unit, else (m, units) or as the loss says.

    Raises:
        RuntimeError, ValueError: if no loss has been chosen, or the shapes don't fit.
    """
    mean_loss = chosen_loss(model)(y, model(X))
    return labelled(with_penalties(model, mean_loss), "J")


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
        TypeError, ValueError: if the data don't fit each other or the network, or a batch has no whole number of them.
    """
    size = CHUNK
    if batch_size is not None:
        size = whole_number(f"batch_size={batch_size!r}", batch_size, 1)
    examples = model.examples(X, y, sample_weight)
    scores = mean_scores(model, examples, size=size)
    if verbose and verbose != "auto":
        print("  ".join(f"{title}: {shown(score)}" for title, score in scores.items()))
    if return_dict:
        return scores
    if model.metrics:
        return list(scores.values())
    return scores["loss"]


def chosen_loss(model: Any) -> Loss:
    """Return the loss of a network, if one has been chosen."""
    if model.loss is None:
        raise RuntimeError("no loss has been chosen. Call model.compile(loss=BinaryCrossentropy()) first.")
    return model.loss  # type: ignore[no-any-return]


def batch_cost(model: Any, targets: Array, p: Any, sample_weight: Array | None = None) -> Any:
    """Return J for the predictions p, as a node."""
    return with_penalties(model, model.loss.mean_loss(targets, p, sample_weight))


def with_penalties(model: Any, mean_loss: Any) -> Any:
    """Return J, the mean of the loss and what the size of the weights adds to it."""
    return sum(model.penalties(), start=mean_loss)


def examples_for(model: Any, X: Array, y: Array, sample_weight: Array | None) -> tuple[Examples, tuple[Any, Any]]:
    """Return checked examples as the network takes them, and p and the mean loss of the first chunk."""
    chunk = next(chunks(len(y)))
    p = model(model.inputs(np.asarray(X[chunk])))
    shape = len(y), *np.shape(p)[1:]
    targets = chosen_loss(model).targets(y, shape).astype(model.dtype, copy=False)
    if sample_weight is not None:
        sample_weight = sample_weight.astype(model.dtype, copy=False)
    examples = Examples(X, y, targets, sample_weight, model.draws())
    return examples, _with_loss(model, examples, chunk, p)


def _with_loss(model: Any, examples: Examples, chunk: slice, p: Any = None) -> tuple[Any, Any]:
    """Return the predictions for a chunk of examples, and the mean of their loss."""
    X, targets, sample_weight = examples.batch(chunk)
    if p is None:
        p = model(model.inputs(X))
    return p, model.loss.mean_loss(targets, p, sample_weight)


def mean_scores(
    model: Any, examples: Examples, first: Any = None, most: int | None = None, size: int = CHUNK
) -> dict[str, float]:
    """Return the cost and the metrics of all examples, or the first of them: means, `size` examples at a time.

    `first` are p and the mean loss of the first chunk, if they are known.
    """
    m = min(len(examples), most or len(examples))
    sums = dict.fromkeys(["loss", *model.metrics], 0.0)
    for chunk in chunks(m, size):
        p, mean_loss = first or _with_loss(model, examples, chunk)
        first = None
        scores = {"loss": float(with_penalties(model, mean_loss))}
        scores |= scores_of(model.metrics, examples.y[chunk], data_of(p))
        for name, score in scores.items():
            sums[name] += score * (chunk.stop - chunk.start) / m
    return sums


def parts_of_step(model: Any) -> list[Any]:
    """Return everything whose code runs in a step."""
    layers = model.layers
    loss = vars(model.loss).get("losses", type(model.loss))  # the function, if it was made of one
    parts = [type(model), loss, type(model.optimizer), *model.metrics.values(), *map(type, layers)]
    parts += [layer.activation for layer in layers if layer.activation is not None]
    for layer in layers:
        parts += layer.regularizers.values()
    return parts


def settings_of_step(model: Any) -> list[Any]:
    """Return the numbers and words that the code of a step is made with."""
    settings: list[Any] = [repr(model.loss), repr(model.optimizer)]
    settings += [(w.constant, w.label) for w in model.parameters]
    for layer in model.layers:
        settings += [x for x in vars(layer).values() if isinstance(x, (int, float, str))]
        settings.append(repr(layer.regularizers))
    return settings


def check_connected(J: Any, parameters: Iterable[Node]) -> None:
    """Check that the parameters are below the cost, and that nothing else there could learn.

    An activation that drops the graph would freeze the layers below it; a layer inside a layer would never move.

    Raises:
        ValueError: if one is not, or there is another leaf that is no constant; it names it.
    """
    reached = set(topological_order(J) if isinstance(J, Node) else ())
    parameters = list(parameters)
    for node in reached.difference(parameters):
        if node.is_leaf and not node.constant:
            raise ValueError(
                f"the cost depends on {node.name()}, which is no parameter of the network, so fit would not move "
                "it. Make it with add_weight in build of a Layer, or with constant=True if it is not to learn."
            )
    for w in parameters:
        if w not in reached:
            raise ValueError(
                f"the cost does not depend on {w.name()}: a function on the way drops the graph. Write activations "
                "with NumPy's or autograd's functions, without .data, float() or math.*"
            )
