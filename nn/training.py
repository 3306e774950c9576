"""The loop that learns: what the cost J is (compile), and how gradient descent minimises it (fit)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor, grad
from nn.checks import check_connected, check_finite, diverged
from nn.derived import DerivedStep, NotDerivableError, require_known, unlikely_sizes
from nn.examples import CHUNK, batches, checked_pair, checked_validation, hold_out, whole_number
from nn.history import History
from nn.losses import Loss, loss_named
from nn.metrics import Metric, measured_by, metric_named
from nn.optimizers import GradientDescent, Optimizer, optimizer_named
from nn.progress import Progress, shown
from nn.scalars import holds_values, labelled, numbers

Array = npt.NDArray[Any]


class Trainable:
    """Anything that computes an output from inputs and parameters can be compiled, fitted and evaluated.

    Args:
        seed: makes random choices repeatable, bit for bit.

    Attributes:
        loss, optimizer, metrics, run_eagerly: what compile was told.
        history: what the latest fit returned.
    """

    def __init__(self, seed: int | None) -> None:
        self.loss: Loss | None = None
        self.optimizer: Optimizer = GradientDescent()
        self.metrics: dict[str, Metric] = {}
        self.run_eagerly = False
        self.history = History()
        self._rng = np.random.default_rng(seed)
        self._derived: tuple[tuple[Any, ...], DerivedStep] | None = None

    @property
    def parameters(self) -> list[Node]:
        """The leaves that gradient descent moves."""
        raise NotImplementedError

    def __call__(self, X: Any) -> Any:
        """The output f(X), as a graph."""
        raise NotImplementedError

    def compile(
        self,
        loss: str | Loss,
        optimizer: str | Optimizer = "gradient_descent",
        metrics: str | Sequence[str | Metric] | None = None,
        *,
        run_eagerly: bool = False,
    ) -> None:
        """Say what to minimise, how, and what to report.

        Args:
            loss: an object such as BinaryCrossentropy(), or its name.
            optimizer: an object such as Adam(alpha=0.01), or its name. The default is plain gradient descent,
                `w -= alpha * dw` with alpha = 0.1. (Keras would take RMSprop without a word.)
            metrics: "accuracy", "mae", "mse", or functions (y, p) -> float of arrays.
            run_eagerly: whether fit runs the visible loop, node by node, instead of the NumPy code derived from it
                (`model.derive(X, y)` shows that). Both give the same weights to the last few bits.

        Raises:
            TypeError, ValueError: if a name is unknown or an object is of the wrong kind.
        """
        new_loss, new_optimizer = loss_named(loss), optimizer_named(optimizer)
        chosen = [metric_named(m, new_loss) for m in ([metrics] if isinstance(metrics, str) else metrics or ())]
        titles = ["loss", *(title for title, _ in chosen)]
        if len(set(titles)) < len(titles):
            raise ValueError(f"metrics {titles[1:]}: give each a name of its own, and none the name 'loss'.")
        self.loss, self.optimizer, self.metrics = new_loss, new_optimizer, dict(chosen)
        self.run_eagerly = run_eagerly

    def cost(self, X: Any, y: npt.ArrayLike) -> Any:
        """J(W, b), the mean of the loss over the examples, as a node: `model.cost(X, y).backward()`.

        Args:
            X: inputs, (m, features).
            y: targets, (m,) for a single unit, else (m, units) or as the loss says.

        Raises:
            RuntimeError: if no loss has been chosen.
            ValueError: if the shapes don't fit.
        """
        return labelled(self._chosen_loss()(y, self(X)), "J")

    def _parts(self) -> list[Any]:
        """Everything whose code runs in a step."""
        return [type(self), type(self.loss), type(self.optimizer), *self.metrics.values()]

    def _chosen_loss(self) -> Loss:
        if self.loss is None:
            raise RuntimeError("no loss has been chosen. Call model.compile(loss=BinaryCrossentropy()) first.")
        return self.loss

    def fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = 1,
        *,
        validation_split: float = 0.0,
        validation_data: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
        shuffle: bool = True,
    ) -> History:
        """Learn from examples: a step of gradient descent for each batch, all batches once in an epoch.

        Args:
            X: inputs, (m, features).
            y: targets, (m,) for a single unit, else (m, units) or as the loss says.
            batch_size: the number of examples in one step; None for all of them.
            epochs: how often to go through all examples.
            verbose: 0 silent, 1 a live line (one line per epoch if the output is not a terminal), 2 one line per epoch.
            validation_split: the share of the examples, the last ones, to validate with instead of learning.
            validation_data: other examples (X, y) to validate with; then nothing is split off.
            shuffle: whether to deal the batches anew in every epoch.

        Returns:
            The curves. A loss is the mean over the batches of its epoch, as in Keras. Ctrl-C ends the run early and
            keeps what was learned.

        Raises:
            TypeError, ValueError: if the data don't fit each other or the network.
            FloatingPointError: if J is no longer finite; it says when, and what to try.
        """
        X, y = checked_pair(X, y)
        size = whole_number("batch_size", len(X) if batch_size is None else batch_size, 1)
        epochs = whole_number("epochs", epochs, 0)
        if validation_data is None:
            (X, y), validation = hold_out(X, y, validation_split)
        else:
            validation = checked_validation(validation_data)
        progress, history = Progress(epochs, verbose), History()
        history.initial_loss = self._measure(X, y)["loss"]
        if validation is not None:
            self._measure(*validation)  # whatever is wrong with them is said before anything is learned
        check_connected(self.cost(X[:1], y[:1]), self.parameters)
        self.history = history
        epoch = 0
        try:
            steps = self._steps(X, y)
            for epoch in range(epochs):
                totals = dict.fromkeys(["loss", *self.metrics], 0.0)
                dealt = batches(len(X), size, self._rng if shuffle else None)
                with steps() as step:
                    for done, batch in enumerate(dealt, start=1):
                        measured = step(batch)
                        if not isfinite(measured["loss"]):
                            when = f"in epoch {epoch + 1}, batch {done}"
                            raise diverged(f"the cost is {measured['loss']} {when}", self.optimizer)
                        for k, number in measured.items():
                            totals[k] += number * len(batch) / len(X)
                        progress.batch(epoch, done, -(-len(X) // size), measured["loss"])
                check_finite(self.parameters, f"after epoch {epoch + 1}", self.optimizer)
                if validation is not None:
                    totals |= {f"val_{k}": number for k, number in self._measure(*validation).items()}
                history.append(totals)
                progress.epoch(epoch, totals)
        except KeyboardInterrupt:
            history.interrupted = True
            progress.interrupted(epoch)
        finally:
            if self._derived is not None:
                self._derived[1].forget_buffers()
        return history

    def _step(self, X: Any, y: Any, answers: Array) -> dict[str, float]:
        """The heart of learning: forward, backward, w -= alpha * dw. The metrics are told the answers as they came."""
        p = self(X)  # forward: the output f(x),
        J = self._chosen_loss()(y, p)  # the loss L and its mean, the cost J
        if isfinite(J):
            parameters = [w for w in self.parameters if not w.constant]
            gradients = grad(J, wrt=parameters)  # backward: dw = dJ/dw for every parameter that is not frozen
            for w, dw in zip(parameters, gradients, strict=True):
                self.optimizer.update(w, dw)  # w -= alpha * dw
        return {"loss": float(J), **measured_by(self.metrics, answers, numbers(p))}

    def _steps(self, X: Array, y: Array) -> Callable[[], AbstractContextManager[Callable[[Array], dict[str, float]]]]:
        """What fit repeats, as a context for an epoch: within, the step is a function of the indices of a batch."""
        if holds_values(p := self(X[:2])):
            return lambda: nullcontext(lambda batch: self._step(X[batch], y[batch], y[batch]))
        inputs = X.astype(p.dtype)  # cast and checked once, and not in every batch
        targets = self._chosen_loss().targets(y, (len(X), *p.shape[1:])).astype(p.dtype)

        def visibly(batch: Array) -> dict[str, float]:
            return self._step(
                Tensor(inputs[batch], "X", constant=True), Tensor(targets[batch], "y", constant=True), y[batch]
            )

        try:
            derived = None if self.run_eagerly else self.derive(X[:2], y[:2])
        except NotDerivableError:
            derived = None
        if derived is None:
            return lambda: nullcontext(visibly)

        @contextmanager
        def moving() -> Iterator[Callable[[Array], dict[str, float]]]:
            with derived.moving() as move:

                def step(batch: Array) -> dict[str, float]:
                    J, p = move(inputs[batch], targets[batch])
                    return {"loss": float(J), **measured_by(self.metrics, y[batch], p)}

                yield step

        return moving

    def derive(self, X: npt.ArrayLike, y: npt.ArrayLike) -> DerivedStep:
        """The training step as the NumPy program that fit runs: print its `.source`.

        Args:
            X: inputs, (m, features); one example is enough.
            y: targets, as for fit.

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
                W1 -= 0.1 * dW1
                b1 -= 0.1 * db1
            <BLANKLINE>
                return J, a1
        """
        inputs, targets = checked_pair(X, y)
        loss = self._chosen_loss()
        parts = self._parts()
        require_known(parts)
        parameters = self.parameters
        passes = []
        for m in unlikely_sizes(parameters):  # what is the same for two numbers of examples holds for any
            some = np.arange(m) % len(inputs)
            p = self(inputs[some])
            passes.append((p, loss(targets[some], p)))
        if loss.looks_at(passes[0][0]):
            raise NotDerivableError("the loss looks at the predictions of every batch: the last layer has no sigmoid")
        key = (*map(id, [*parameters, *parts, self.optimizer]), repr(loss), repr(self.optimizer))
        key += tuple([w.constant for w in parameters])
        if self._derived is None or self._derived[0] != key:  # the same parts, told the same, make the same step
            self._derived = key, DerivedStep(passes, parameters, self.optimizer)
        self._derived[1].require_even_counts()
        return self._derived[1]

    def __getstate__(self) -> dict[str, Any]:
        """For copies: everything but the derived step, which is made again when it is needed."""
        return self.__dict__ | {"_derived": None}

    def evaluate(self, X: npt.ArrayLike, y: npt.ArrayLike, *, verbose: int = 0, return_dict: bool = False) -> Any:
        """The cost on other examples; with metrics, a list of the cost and each metric, as in Keras.

        Args:
            X: inputs, (m, features).
            y: targets, as for fit.
            verbose: 1 prints the numbers.
            return_dict: whether to return them by name instead.

        Raises:
            RuntimeError: if no loss has been chosen.
            TypeError, ValueError: if the data don't fit each other or the network.
        """
        measured = self._measure(*checked_pair(X, y))
        if verbose:
            print("  ".join(f"{title}: {shown(number)}" for title, number in measured.items()))
        if return_dict:
            return measured
        return list(measured.values()) if self.metrics else measured["loss"]

    def _measure(self, X: Array, y: Array) -> dict[str, float]:
        """The cost and the metrics by name, without learning."""
        loss, sums = self._chosen_loss(), dict.fromkeys(["loss", *self.metrics], 0.0)
        for chunk in batches(len(X), CHUNK):
            p = self(X[chunk])
            measured = {"loss": float(loss(y[chunk], p)), **measured_by(self.metrics, y[chunk], numbers(p))}
            sums = {k: total + measured[k] * len(chunk) / len(X) for k, total in sums.items()}
        return sums
