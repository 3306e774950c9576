"""The loop that learns: how gradient descent minimises the cost, which stands in cost.py."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import ceil, isfinite
from typing import Any

from numpy.typing import ArrayLike

from autograd import grad
from nn.callbacks import Callback, listed, sees_batches, tell
from nn.data import Array, Examples, as_triple, as_validation, hold_out, weighted_by_class
from nn.fitting.cost import (
    batch_cost,
    check_connected,
    examples_for,
    mean_scores,
    parts_of_step,
    settings_of_step,
)
from nn.fitting.epochs import Run
from nn.fitting.history import FEW, History
from nn.fitting.progress import Progress
from nn.fitting.seeds import replayed
from nn.lookup import also_called
from nn.scalars import data_of, labelled
from nn.settings import whole_number, yes_or_no
from nn.steps.descent import Descent, InTurn
from nn.steps.step import DerivedStep, NotDerivableError, UnforeseenError, require_derivable

# Examples that show how a step is computed. No number that one types is made of it, nor of what is left of it without
# 1 to 32 features: such a number, 2 / 100 of 103 examples of 3 features, would be taken for one that holds for these.
FIRST = 167


@also_called(x="X")
def fit(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    batch_size: int | None = 32,
    epochs: int = 1,
    verbose: int | str = 1,
    *,
    callbacks: Callback | Sequence[Callback] = (),
    validation_split: float = 0.0,
    validation_data: Sequence[ArrayLike] | None = None,
    shuffle: bool = True,
    sample_weight: ArrayLike | None = None,
    class_weight: Mapping[int, float] | None = None,
) -> History:
    """Learn from examples: a step of gradient descent for each batch, all batches once in an epoch.

    Args:
        model: the network.
        X: inputs, (m, features); or arrays of any shape where the first layer is Flatten.
        y: targets, (m,) for a single unit, else (m, units) or as the loss says.
        batch_size: the number of examples in one step; None for all of them.
        epochs: how often to go through all examples.
        verbose: 0 silent, 1 or "auto" one live line (in a log a line per epoch), 2 one line per epoch.
        callbacks: what is told of the run as it goes: EarlyStopping, or a Callback of your own.
        validation_split: the share of the examples, the last ones, to validate with instead of learning.
        validation_data: other examples (X, y), or (X, y, sample_weight), to validate with; then nothing is split.
        shuffle: whether to put the examples in another order in every epoch.
        sample_weight: what the loss of each example is multiplied with, (m,). Metrics are not.
        class_weight: what the loss of an example is multiplied with, by its class: {0: 1.0, 1: 5.0}.

    Returns:
        The curves. A loss is the mean over the batches of its epoch, as in Keras. Ctrl-C ends the run early and
        keeps what was learned. What goes wrong without an error is said in words by the logger "nn", and kept in
        `history.notes`: a cost that grows tenfold, a network that learns nothing, a last layer that doesn't fit.

    Raises:
        RuntimeError, TypeError, ValueError: if there is no loss, or the data don't fit each other or the network.
        NotDerivableError: if it is to be compiled and can't be, and why.
        FloatingPointError: if J is no longer finite; it says when, and what to try.
    """
    from nn.fitting.traps import Traps

    data = as_triple(model.rows(X), y, sample_weight, model.dtype)
    if batch_size is None:
        batch_size = len(data[1])
    batch_size = whole_number(f"batch_size={batch_size!r}", batch_size, 1)
    yes_or_no("fit: shuffle", shuffle)
    epochs = whole_number(f"epochs={epochs!r}", epochs, 0)
    progress = Progress(verbose)
    if validation_data is None:
        data, held_out = hold_out(data, validation_split)
    else:
        held_out = as_validation(validation_data, model.rows, model.dtype)
    if class_weight is not None:
        data = weighted_by_class(class_weight, data)
    examples, first = examples_for(model, *data)
    _, mean_loss = first
    check_connected(mean_loss, model.parameters)
    own = listed(callbacks)
    new_descent = partial(_descent, model, examples, any(map(sees_batches, own)))
    descent = new_descent()
    validation = None  # what is wrong with these examples is said before anything is learned
    if held_out is not None:
        validation, _ = examples_for(model, *held_out)
    history = History(mean_scores(model, examples, first, FEW)["loss"])
    model.history = history
    if descent.slow_because:
        history.say(f"fit runs node by node, which takes longer: {descent.slow_because.rstrip('.')}.")
    watching = [history, progress, *own, Traps(examples)]
    steps = ceil(len(examples) / batch_size)
    for callback in watching:
        callback.model = model
        callback.params = {"epochs": epochs, "steps": steps}
        callback.set_model(model)
    tell(watching, "train_begin", {})
    may_change = new_descent if own else None  # a callback may change anything between two epochs
    run = Run(model, examples, validation, batch_size, watching, may_change)
    try:
        history.interrupted = not run.learn(descent, epochs, shuffle)
    finally:
        progress.close(interrupted=history.interrupted)
    tell(watching, "train_end", history.latest())
    return history


def step(model: Any, X: Array, targets: Array, sample_weight: Array | None = None) -> tuple[float, Array]:
    """Make one step, forward, backward, w -= alpha * dw, and return J and the predictions from before it."""
    p = model(model.inputs(X), training=True)  # forward: the output f(x),
    J = batch_cost(model, targets, p, sample_weight)  # the cost J, the mean of L
    if isfinite(J):
        parameters = [w for w in model.parameters if not w.constant]
        gradients = grad(J, wrt=parameters)  # backward: dw = dJ/dw for every parameter that is not frozen
        for w, dw in zip(parameters, gradients, strict=True):
            model.optimizer.update(w, dw)  # w -= alpha * dw
    return float(J), data_of(p)


def derive_step(model: Any, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> DerivedStep:
    """Return the training step as the NumPy program that fit runs: print its `.source`.

    Args:
        model: the network.
        X: inputs, (m, features); one example is enough.
        y: targets, as for fit.
        sample_weight: as for fit, if the step is to take it.

    Raises:
        NotDerivableError: if the step can't be written as code that holds for every batch, and why. fit runs the
            visible loop then, as it does with code of your own: an activation, layer, loss, metric or optimizer
            that is not of this package may do anything, and not the same in every batch.
        RuntimeError: if no loss has been chosen.
        TypeError, ValueError: if the data don't fit each other or the network.

    Example:
        >>> from nn import Sequential
        >>> from nn.layers import Dense, Input
        >>> model = Sequential([Input(2), Dense(1, "sigmoid")])
        >>> model.compile("binary_crossentropy")
        >>> print(model.derive([[1.0, 2.0], [3.0, 4.0]], [0, 1]).source.partition("# backward")[2].rstrip())
        <BLANKLINE>
            dz1 = (a1 - y) / m  # (m, 1)
            dW1 = X.T @ dz1  # (2, 1)
            db1 = dz1.sum(axis=0)  # (1,)
        <BLANKLINE>
            # update
            if np.isfinite(J):
                W1 -= 0.1 * dW1
                b1 -= 0.1 * db1
        <BLANKLINE>
            return J, a1
    """
    return _derived(model, model.examples(X, y, sample_weight))


def _derived(model: Any, examples: Examples) -> DerivedStep:
    """Return the step for examples like these: the latest one, if it was made of the same."""
    parts = parts_of_step(model)
    require_derivable(parts, model.parameters)  # before any code of your own is run
    X, targets, sample_weight = examples.repeated(FIRST)
    with replayed(model.generators):
        p = model(model.inputs(X), training=True)
    if model.loss.checks(p):
        raise NotDerivableError("the loss looks at the predictions of every batch, for want of a sigmoid or softmax")
    J = labelled(batch_cost(model, targets, p, sample_weight), "J")
    objects = [model.optimizer, *parts, *model.parameters]
    key = [*settings_of_step(model), sample_weight is None, *map(id, objects)]
    derived: DerivedStep | None = model.derived_step
    if derived is None or derived.key != key:
        derived = DerivedStep(p, J, model.parameters, model.optimizer, model.draws(), key, objects)
        model.derived_step = derived
    derived.require_even_counts()
    return derived


def _descent(model: Any, examples: Examples, batch_by_batch: bool) -> Descent:
    """Return what makes the steps of a run: the derived program, or the visible loop if it is asked for or needed."""
    if batch_by_batch and model.jit_compile:
        raise NotDerivableError(
            "jit_compile=True makes all steps of an epoch in one call, so hooks of single batches can't be called. "
            "Use those of epochs, or leave jit_compile out."
        )
    visible = partial(Descent, examples, partial(step, model))
    if model.run_eagerly or batch_by_batch:
        return visible()
    try:
        examples = replace(examples, draws=model.draws())  # a callback may have changed a rate
        derived = _derived(model, examples)
    except NotDerivableError as why:
        if model.jit_compile:
            raise NotDerivableError(f"jit_compile=True: {why}. Leave it out for the visible loop.") from None
        if isinstance(why, UnforeseenError):
            return visible(str(why))
        return visible()
    if model.jit_compile:
        return derived.compiled(examples, model.devices, bool(model.metrics))
    return InTurn(derived, examples)
