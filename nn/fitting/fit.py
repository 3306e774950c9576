"""The loop that learns: how gradient descent minimises the cost (fit). What the cost is stands in cost.py."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import grad
from nn.callbacks import Callback, Hooks
from nn.data import Examples, checked_validation, hold_out, weighted_by_class
from nn.fitting.checks import check_connected
from nn.fitting.cost import Compiled
from nn.fitting.epochs import NodeByNode, Run, Steps
from nn.fitting.history import FEW, History
from nn.fitting.interrupts import ctrl_c_waits
from nn.fitting.progress import Progress
from nn.fitting.seeds import drawn_again, generator
from nn.fitting.threads import threads_for
from nn.fitting.traps import Traps
from nn.layers import Dropout
from nn.lookup import also_called
from nn.scalars import data_of, labelled
from nn.settings import whole_number
from nn.steps.step import DerivedStep, NotDerivableError, UnevenStepsError, require_derivable, step_for

Array = npt.NDArray[Any]
SHOWN = 103  # examples that show how a step is computed: no number that one types is made of 102, 103 or 104


class Trainable(Compiled):
    """A network that can be compiled, fitted and evaluated; what it computes stands in ../sequential.py.

    Args:
        seed: makes random choices repeatable, bit for bit.

    Attributes:
        history: what the latest fit returned.
        stop_training: a callback that sets it ends the run after the epoch, or the batch, at hand.
    """

    stop_training = False

    def __init__(self, seed: int | None) -> None:
        super().__init__()
        self.history = History()
        self._rng = generator(seed)
        self._derived: DerivedStep | None = None  # of the last time

    @property
    def generators(self) -> list[np.random.Generator]:
        """What everything random is drawn from while the network learns: its order, and then the layers' masks."""
        return [self._rng, *(layer.generator for layer in self.layers if isinstance(layer, Dropout))]

    @also_called(x="X")
    def fit(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = 32,
        epochs: int = 1,
        verbose: int | str = 1,
        *,
        callbacks: Callback | Sequence[Callback] = (),
        validation_split: float = 0.0,
        validation_data: Sequence[npt.ArrayLike] | None = None,
        shuffle: bool = True,
        sample_weight: npt.ArrayLike | None = None,
        class_weight: Mapping[int, float] | None = None,
    ) -> History:
        """Learn from examples: a step of gradient descent for each batch, all batches once in an epoch.

        Args:
            X: inputs, (m, features); or arrays of any shape where the first layer is Flatten.
            y: targets, (m,) for a single unit, else (m, units) or as the loss says.
            batch_size: the number of examples in one step; None for all of them.
            epochs: how often to go through all examples.
            verbose: 0 silent, 1 or "auto" one live line (in a log a line per epoch), 2 one line per epoch.
            callbacks: what is told of the run as it goes: EarlyStopping, or a Callback of your own.
            validation_split: the share of the examples, the last ones, to validate with instead of learning.
            validation_data: other examples (X, y), or (X, y, sample_weight), to validate with; then nothing is split.
            shuffle: whether to deal the batches anew in every epoch.
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
        data = self._checked(X, y, sample_weight)
        size = len(data[1]) if batch_size is None else whole_number(f"batch_size={batch_size!r}", batch_size, 1)
        epochs, progress = whole_number(f"epochs={epochs!r}", epochs, 0), Progress(epochs, verbose)
        given = None if validation_data is None else checked_validation(validation_data, self.rows, self.dtype)
        learning, held_out = hold_out(data, validation_split, given)
        if class_weight is not None:
            X, y, weights = learning
            learning = X, y, weighted_by_class(class_weight, y, weights)
        examples, (p, J) = self._taken(*learning)
        check_connected(J, self.parameters)
        hooks = Hooks(callbacks, self, epochs=epochs, batches=-(-len(examples) // size))
        steps = self._steps(examples, hooks)
        # Whatever is wrong with the examples to validate with is said before anything is learned.
        validation = self._taken(*held_out)[0] if held_out else None
        history = self.history = History(self._scores(examples, (p, J), FEW)["loss"])
        if steps.slow_because:
            history.say(f"fit runs node by node, which takes longer: {steps.slow_because}.")
        traps = Traps(self, examples, history)
        traps.before()
        hooks.tell("train_begin", {})
        run = Run(self.optimizer, examples.y, size, self.metrics, progress, hooks)
        self._learn(steps, run, traps, (examples, validation), epochs, shuffle)
        hooks.tell("train_end", history.latest())
        history.snapshots = copy(hooks.snapshots)  # whose own lists are new in the next run
        traps.after()
        return history

    def _learn(
        self,
        steps: Steps,
        run: Run,
        traps: Traps,
        data: tuple[Examples, Examples | None],
        epochs: int,
        shuffle: bool,
    ) -> None:
        """All epochs, or those until Ctrl-C or a callback ends them; `data` are the examples, and those to validate."""
        (examples, validation), hooks, history, m = data, run.hooks, self.history, len(data[0])
        self.stop_training, epoch = False, 0
        try:
            with threads_for(min(run.size, m), self.parameters), ctrl_c_waits() as let_ctrl_c:
                for epoch in range(epochs):
                    if hooks:
                        hooks.tell("epoch_begin", epoch, {})
                        steps = self._steps(examples, hooks)  # a callback may have changed anything
                    order = self._rng.permutation(m) if shuffle else np.arange(m)
                    totals = run.epoch(steps, epoch, order, let_ctrl_c)
                    if validation is not None or hooks:
                        steps.bring_back()
                    if validation is not None:
                        totals |= {f"val_{k}": score for k, score in self._scores(validation).items()}
                    history.append(totals)
                    run.progress.epoch(epoch, totals)
                    traps.after_epoch(epoch, totals["loss"])
                    hooks.tell("epoch_end", epoch, dict(totals))
                    if self.stop_training:
                        break
                    let_ctrl_c()
        except KeyboardInterrupt:
            history.interrupted = True
        finally:
            steps.bring_back()
            if self._derived is not None:
                self._derived.let_go()
            run.progress.end(epoch, interrupted=history.interrupted, finished=len(history.epoch) > epoch)

    def _step(self, X: Array, targets: Array, sample_weight: Array | None = None) -> tuple[float, Array]:
        """The heart of learning: forward, backward, w -= alpha * dw. It gives J and the predictions from before."""
        p = self(self.inputs(X), training=True)  # forward: the output f(x),
        J = self.with_penalties(self._chosen_loss().cost(targets, p, sample_weight))  # the cost J, the mean of L
        if isfinite(J):
            parameters = [w for w in self.parameters if not w.constant]
            gradients = grad(J, wrt=parameters)  # backward: dw = dJ/dw for every parameter that is not frozen
            for w, dw in zip(parameters, gradients, strict=True):
                self.optimizer.update(w, dw)  # w -= alpha * dw
        return float(J), data_of(p)

    def derive(self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None) -> DerivedStep:
        """The training step as the NumPy program that fit runs: print its `.source`.

        Args:
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
        return self._derive(self._taken(*self._checked(X, y, sample_weight))[0])

    def _derive(self, examples: Examples) -> DerivedStep:
        """The step for examples like these."""
        require_derivable(self.parts(), self.parameters)  # before any code of your own is run
        few = examples.repeated(SHOWN)
        with drawn_again(self.generators):
            p = self(self.inputs(few.X), training=True)
        J = self.with_penalties(self._chosen_loss().cost(few.targets, p, few.sample_weight))
        made_of = self._chosen_loss(), self.optimizer, self.parts(), self._settings(), self.parameters
        self._derived = step_for(p, labelled(J, "J"), *made_of, self.draws(), latest=self._derived)
        return self._derived

    def _settings(self) -> list[Any]:
        """The numbers and words that the code of a step is made with."""
        of_layers = [(repr(layer.regularizers), getattr(layer, "rate", 0)) for layer in self.layers]
        return [repr(self.loss), repr(self.optimizer), *(w.constant for w in self.parameters), of_layers]

    def _steps(self, examples: Examples, hooks: Hooks) -> Steps:
        """What makes the steps of a run: the derived program, or the visible loop where that is asked for or needed."""
        eagerly = self.run_eagerly or hooks.of_batches
        if hooks.of_batches and self.jit_compile:
            raise NotDerivableError(
                "jit_compile=True makes all steps of an epoch in one call, so hooks of single batches can't be called. "
                "Use those of epochs, or leave jit_compile out."
            )
        node_by_node = NodeByNode(self._step, examples, self.parameters)
        if eagerly:
            return node_by_node
        try:
            examples = replace(examples, draws=self.draws())  # a callback may have changed a rate
            derived = self._derive(examples)
        except NotDerivableError as why:
            if self.jit_compile:
                raise NotDerivableError(f"jit_compile=True: {why}. Leave it out for the visible loop.") from None
            if isinstance(why, UnevenStepsError):  # nobody asked for it, as one does with code of one's own
                node_by_node.slow_because = str(why)
            return node_by_node
        if self.jit_compile:
            return derived.compiled(examples, self._devices, bool(self.metrics))
        return derived.one_by_one(examples)

    def __getstate__(self) -> dict[str, Any]:
        """For copies: all but the derived step, made again when it is needed, and devices that were no names."""
        return self.__dict__ | {"_derived": None, "_devices": self._devices if isinstance(self._devices, str) else None}
