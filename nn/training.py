"""The loop that learns: what the cost J is (compile), and how gradient descent minimises it (fit)."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, grad
from nn.checks import check_connected
from nn.data import Examples, checked_pair, chunks, hold_out, whole_number
from nn.epochs import NodeByNode, Run, Steps
from nn.history import FEW, History
from nn.interrupts import ctrl_c_waits
from nn.losses import Loss, loss_named
from nn.metrics import Metric, metric_named, scores_of
from nn.named import also_called
from nn.optimizers import GradientDescent, Optimizer, optimizer_named
from nn.progress import Progress, shown
from nn.scalars import data_of, labelled
from nn.seeds import generator
from nn.step import DerivedStep, NotDerivableError, require_known, require_one_way, step_for
from nn.threads import threads_for

Array = npt.NDArray[Any]


class Trainable:
    """Anything that computes an output from inputs and parameters can be compiled, fitted and evaluated.

    Args:
        seed: makes random choices repeatable, bit for bit.

    Attributes:
        loss, optimizer, metrics, run_eagerly, jit_compile: what compile was told.
        history: what the latest fit returned.
    """

    def __init__(self, seed: int | None) -> None:
        self.loss: Loss | None = None
        self.optimizer: Optimizer = GradientDescent()
        self.metrics: dict[str, Metric] = {}
        self.run_eagerly = self.jit_compile = False
        self._devices: Any = None  # to compile for, as they were given
        self.history = History()
        self._rng = generator(seed)
        self._derived: DerivedStep | None = None  # of the last time

    @property
    def parameters(self) -> list[Node]:
        """The leaves that gradient descent moves."""
        raise NotImplementedError

    def __call__(self, X: Any, training: bool = False) -> Any:
        """The output f(X), as a graph."""
        raise NotImplementedError

    def inputs(self, X: Array) -> Any:
        """Examples that were checked, as what the network is called with: a Tensor, or Values."""
        raise NotImplementedError

    def cast(self, array: Array) -> Array:
        """An array in the type of float that the network computes with."""
        raise NotImplementedError

    def compile(
        self,
        loss: str | Loss,
        optimizer: str | Optimizer = "gradient_descent",
        metrics: str | Sequence[str | Metric] | None = None,
        *,
        run_eagerly: bool = False,
        jit_compile: bool = False,
        devices: Any = None,
    ) -> None:
        """Say what to minimise, how, and what to report.

        Args:
            loss: an object such as BinaryCrossentropy(), or its name.
            optimizer: an object such as Adam(alpha=0.01), or its name. The default is plain gradient descent,
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
        require_one_way(run_eagerly, jit_compile, devices)
        new_loss, new_optimizer = loss_named(loss), optimizer_named(optimizer)
        chosen = [metric_named(m, new_loss) for m in ([metrics] if isinstance(metrics, str) else metrics or ())]
        titles = ["loss", *(title for title, _ in chosen)]
        if len(set(titles)) < len(titles):
            raise ValueError(f"metrics {titles[1:]}: give each a name of its own, and none the name 'loss'.")
        self.loss, self.optimizer, self.metrics = new_loss, new_optimizer, dict(chosen)
        self.run_eagerly, self.jit_compile, self._devices = run_eagerly, jit_compile, devices

    def cost(self, X: Any, y: npt.ArrayLike) -> Any:
        """J(W, b), the mean of the loss over the examples, as a node: `model.cost(X, y).backward()`.

        Args:
            X: inputs, (m, features).
            y: targets, (m,) for a single unit, else (m, units) or as the loss says.

        Raises:
            RuntimeError, ValueError: if no loss has been chosen, or the shapes don't fit.
        """
        return labelled(self._chosen_loss()(y, self(X)), "J")

    def _parts(self) -> list[Any]:
        """Everything whose code runs in a step."""
        loss = getattr(self._chosen_loss(), "func", type(self.loss))
        return [type(self), loss, type(self.optimizer), *self.metrics.values()]

    def _chosen_loss(self) -> Loss:
        if self.loss is None:
            raise RuntimeError("no loss has been chosen. Call model.compile(loss=BinaryCrossentropy()) first.")
        return self.loss

    @also_called(x="X")
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
            verbose: 0 silent, 1 or "auto" a live line (one per epoch outside a terminal), 2 one line per epoch.
            validation_split: the share of the examples, the last ones, to validate with instead of learning.
            validation_data: other examples (X, y) to validate with; then nothing is split off.
            shuffle: whether to deal the batches anew in every epoch.

        Returns:
            The curves. A loss is the mean over the batches of its epoch, as in Keras. Ctrl-C ends the run early and
            keeps what was learned.

        Raises:
            RuntimeError, TypeError, ValueError: if there is no loss, or the data don't fit each other or the network.
            NotDerivableError: if it is to be compiled and can't be, and why.
            FloatingPointError: if J is no longer finite; it says when, and what to try.
        """
        inputs, targets = checked_pair(X, y)
        size = whole_number("batch_size", len(targets) if batch_size is None else batch_size, 1)
        epochs = whole_number("epochs", epochs, 0)
        (inputs, targets), held_out = hold_out(inputs, targets, validation_split, validation_data)
        progress, history, m = Progress(epochs, verbose), History(), len(targets)
        examples, (p, J) = self._taken(inputs, targets)
        check_connected(J, self.parameters)
        steps = self._steps(p, J, examples)
        run = Run(steps, self.optimizer, targets, size, self.metrics, progress)
        # Whatever is wrong with the examples to validate with is said before anything is learned.
        validation = self._taken(*held_out)[0] if held_out else None
        history.initial_loss, self.history = self._scores(examples, (p, J), FEW)["loss"], history
        epoch = 0
        try:
            with threads_for(min(size, m), self.parameters), ctrl_c_waits() as let_ctrl_c:
                for epoch in range(epochs):
                    order = self._rng.permutation(m) if shuffle else np.arange(m)
                    totals = run.epoch(epoch, order, let_ctrl_c)
                    if validation is not None:
                        steps.bring_back()
                        totals |= {f"val_{k}": score for k, score in self._scores(validation).items()}
                    history.append(totals)
                    progress.epoch(epoch, totals)
                    let_ctrl_c()
        except KeyboardInterrupt:
            history.interrupted = True
            progress.interrupted(epoch, finished=len(history.epoch) > epoch)
        finally:
            steps.bring_back()
            if self._derived is not None:
                self._derived.let_go()
        return history

    def _step(self, X: Array, targets: Array) -> tuple[float, Array]:
        """The heart of learning: forward, backward, w -= alpha * dw. It gives J and the predictions from before."""
        p = self(self.inputs(X), training=True)  # forward: the output f(x),
        J = self._chosen_loss().cost(targets, p)  # the loss L and its mean, the cost J
        if isfinite(J):
            parameters = [w for w in self.parameters if not w.constant]
            gradients = grad(J, wrt=parameters)  # backward: dw = dJ/dw for every parameter that is not frozen
            for w, dw in zip(parameters, gradients, strict=True):
                self.optimizer.update(w, dw)  # w -= alpha * dw
        return float(J), data_of(p)

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
                if np.isfinite(J):
                    W1 -= 0.1 * dW1
                    b1 -= 0.1 * db1
            <BLANKLINE>
                return J, a1
        """
        require_known(self._parts())  # before any code of your own is run
        return self._derive(*self._taken(*checked_pair(X, y))[1])

    def _derive(self, p: Any, J: Any) -> DerivedStep:
        """The step for predictions and a cost like these."""
        made_of = self._chosen_loss(), self.optimizer, self._parts(), self.parameters
        self._derived = step_for(p, J, *made_of, latest=self._derived)
        return self._derived

    def _steps(self, p: Any, J: Any, examples: Examples) -> Steps:
        """What makes the steps of a run: the derived program, or the visible loop where that is asked for or needed."""
        try:
            derived = None if self.run_eagerly else self._derive(p, J)
        except NotDerivableError as why:
            if self.jit_compile:
                raise NotDerivableError(f"jit_compile=True: {why}. Leave it out for the visible loop.") from None
            derived = None
        if derived is None:
            return NodeByNode(self._step, examples, self.parameters)
        if self.jit_compile:
            return derived.compiled(examples, self._devices, bool(self.metrics))
        return derived.one_by_one(examples)

    def __getstate__(self) -> dict[str, Any]:
        """For copies: all but the derived step, made again when it is needed, and devices that were no names."""
        return self.__dict__ | {"_derived": None, "_devices": self._devices if isinstance(self._devices, str) else None}

    @also_called(x="X")
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
        scores = self._scores(*self._taken(*checked_pair(X, y)))
        if verbose:
            print("  ".join(f"{title}: {shown(score)}" for title, score in scores.items()))
        return scores if return_dict else list(scores.values()) if self.metrics else scores["loss"]

    def _taken(self, X: Array, y: Array) -> tuple[Examples, tuple[Any, Any]]:
        """Examples as the network takes them; the predictions p and the cost J of the first of them, a chunk."""
        loss, chunk = self._chosen_loss(), next(chunks(len(y)))
        p = self(self.inputs(np.asarray(X[chunk])))
        examples = Examples(X, y, self.cast(loss.targets(y, (len(y), *np.shape(p)[1:]))))
        return examples, (p, loss.cost(examples.targets[chunk], p))

    def _scores(self, examples: Examples, first: Any = None, most: int | None = None) -> dict[str, float]:
        """The cost and the metrics of all examples, or the first of them; `first` are p and J of a chunk, if known."""
        sums, m = dict.fromkeys(["loss", *self.metrics], 0.0), min(len(examples), most or len(examples))
        for chunk in chunks(m):
            p = first[0] if first else self(self.inputs(examples.inputs(chunk)))
            J = first[1] if first else self._chosen_loss().cost(examples.targets[chunk], p)
            for k, score in {"loss": float(J), **scores_of(self.metrics, examples.y[chunk], data_of(p))}.items():
                sums[k] += score * (chunk.stop - chunk.start) / m
            first = None
        return sums
