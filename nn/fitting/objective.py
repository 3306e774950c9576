"""The function that a network minimises, and its metrics, on any examples."""

from typing import Any

import numpy as np

from nn.data import CHUNK, Array, Examples, chunks
from nn.losses import Loss
from nn.metrics import scores_of
from nn.scalars import data_of


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
