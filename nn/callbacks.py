"""Callbacks: code of your own that fit calls as it goes, with Keras's names."""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import numpy as np

from nn.data import Array
from nn.left_out import Answering, answering
from nn.settings import in_range, whole_number, yes_or_no

__all__ = [
    "Callback", "LambdaCallback", "EarlyStopping", "Snapshots",
]  # fmt: skip
__getattr__ = answering(__name__)

Logs = dict[str, float]


class Callback(Answering):
    """Code for each stage of a run: subclass it, and write the methods that you need.

    `logs` holds the cost and the metrics by name, those of the examples to validate with as "val_loss" ...; it is
    empty at the beginning of something. Setting `self.model.stop_training = True` ends the run.

    The weights are those of the moment in every method. A method for single batches makes fit run the visible loop,
    whose steps are made one at a time; with `jit_compile=True` it is refused.

    Attributes:
        model: the model that learns.
        params: the numbers of "epochs" and of "steps" in one of them.

    Example:
        >>> class Tell(Callback):
        ...     def on_epoch_end(self, epoch, logs=None):
        ...         print(epoch, f"{logs['loss']:.3f}")
        >>> from nn import Dense, Sequential
        >>> model = Sequential([Dense(1, kernel_initializer="ones")])
        >>> model.compile(loss="mse")
        >>> history = model.fit([[1.0]], [3.0], epochs=2, verbose=0, callbacks=[Tell()])
        0 4.000
        1 1.440
    """

    model: Any = None
    params: dict[str, int]

    def __init__(self) -> None:
        """Make it without settings."""

    def __init_subclass__(cls) -> None:
        for name in vars(cls):
            if name.startswith("on_") and name not in MOMENTS:
                raise TypeError(f"{cls.__name__}.{name} would never be called. Choose one of {', '.join(MOMENTS)}.")

    def set_model(self, model: Any) -> None:
        """Take the model of the run, which `self.model` is already."""

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """After the last epoch, or after Ctrl-C, but not after an error."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Before each epoch, counted from 0."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """After each epoch."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """Before each step, counted from 0 in every epoch."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """After each step, with the means over the epoch so far."""


MOMENTS = [name for name in vars(Callback) if name.startswith("on_")]


class LambdaCallback(Callback):
    """A callback made of functions: LambdaCallback(on_epoch_end=lambda epoch, logs: print(logs)).

    Raises:
        TypeError: if one of the names is no method of Callback.
    """

    def __init__(self, **functions: Callable[..., None] | None) -> None:
        for name, function in functions.items():
            if function is None:
                continue
            if name not in MOMENTS:
                moments = ", ".join(MOMENTS)
                raise TypeError(f"LambdaCallback({name}=...): there is no such moment. Choose one of {moments}.")
            if not callable(function):
                raise TypeError(f"LambdaCallback({name}={function!r}): give a function of what the moment tells.")
            setattr(self, name, function)


class EarlyStopping(Callback):
    """Ends a run when a number has not become better for `patience` epochs.

    Args:
        monitor: the name of the number: "val_loss", "loss", "val_accuracy" ...
        min_delta: by how much it must be better to count.
        patience: how many epochs to wait for that; 0 ends the run at the first that is no better.
        verbose: 1 prints when the run is ended.
        mode: "min" if less is better, "max" if more is; "auto" takes "max" for an accuracy.
        baseline: a number that must be reached within `patience` epochs.
        restore_best_weights: whether to go back to the weights of the best epoch when the run is over.
        start_from_epoch: the first epoch, from 0, that counts.

    Attributes:
        best, best_epoch: the best number, and when it was (from 0).
        stopped_epoch: the epoch that ended the run; 0 if none did.

    Raises:
        ValueError: if the mode is unknown, or there is no number of that name; it lists the names there are.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0.0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        if mode not in ("auto", "min", "max"):
            raise ValueError(f"EarlyStopping(mode={mode!r}): choose 'min', 'max' or 'auto'.")
        in_range(f"EarlyStopping(min_delta={min_delta!r})", min_delta, "give a number", lambda x: abs(x) < np.inf)
        if baseline is not None:
            in_range(f"EarlyStopping(baseline={baseline!r})", baseline, "give a number, or None", lambda x: True)
        if not isinstance(monitor, str):
            raise TypeError(f"EarlyStopping(monitor={monitor!r}): give the name of a number, 'val_loss'.")
        self.monitor = monitor
        self.min_delta = abs(min_delta)
        self.verbose = verbose
        self.baseline = baseline
        self.start_from_epoch = whole_number(
            f"EarlyStopping: start_from_epoch={start_from_epoch!r}", start_from_epoch, 0
        )
        self.patience = whole_number(f"EarlyStopping: patience={patience!r}", patience, 0)
        self.restore_best_weights = yes_or_no("EarlyStopping: restore_best_weights", restore_best_weights)
        self.sign = 1.0  # less of the number is better
        if mode == "max" or (mode == "auto" and "acc" in monitor):
            self.sign = -1.0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.best = self.sign * np.inf
        self.best_epoch = 0
        self.stopped_epoch = 0
        self._waited = 0
        self._best_weights: list[Array] = []

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        if self.monitor not in logs:
            hint = ""
            if self.monitor.startswith("val_"):
                hint = " Give fit validation_data or validation_split."
            raise ValueError(f"EarlyStopping: there is no {self.monitor!r} among {', '.join(logs)}.{hint}")
        if epoch < self.start_from_epoch:
            return
        self._waited += 1
        number = logs[self.monitor]
        if self._is_better(number, self.best):
            self.best = number
            self.best_epoch = epoch
            if self.restore_best_weights:
                self._best_weights = self.model.get_weights()
            if self.baseline is None or self._is_better(number, self.baseline):
                self._waited = 0
        elif self._waited >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True
            if self.verbose:
                print(f"Epoch {epoch + 1}: early stopping; the best {self.monitor} was in epoch {self.best_epoch + 1}")

    def _is_better(self, number: float, than: float) -> bool:
        return self.sign * number + self.min_delta < self.sign * than

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self._best_weights:
            self.model.set_weights(self._best_weights)


class Snapshots(Callback):
    """Keeps the weights of every `every`-th epoch, and those before the first and after the last: for animate.

    Attributes:
        epochs: how many epochs were finished at each time, from 0.
        weights: what `get_weights` gave then.
    """

    def __init__(self, every: int = 1) -> None:
        self.every = whole_number(f"Snapshots: every={every!r}", every, 1)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.epochs: list[int] = []
        self.weights: list[list[Array]] = []
        self._keep(0)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        if (epoch + 1) % self.every == 0:
            self._keep(epoch + 1)

    def on_train_end(self, logs: Logs | None = None) -> None:
        finished = len(self.model.history.epoch)
        if self.epochs[-1] != finished:
            self._keep(finished)
        self.model.history.snapshots = copy(self)  # the next run gives this one new lists

    def _keep(self, finished: int) -> None:
        self.epochs.append(finished)
        self.weights.append(self.model.get_weights())


def listed(callbacks: Callback | Sequence[Callback]) -> list[Callback]:
    """Return callbacks as a list, or raise the TypeError for what is none."""
    each: list[Any] = list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]
    for callback in each:
        if not isinstance(callback, Callback):
            raise TypeError(f"callbacks: {callback!r} is no Callback. Give objects: EarlyStopping(), or your own.")
    return each


def sees_batches(callback: Callback) -> bool:
    """Tell whether a callback has a method of its own for single batches."""
    for name in ("on_train_batch_begin", "on_train_batch_end"):
        method = getattr(callback, name)
        if getattr(method, "__func__", None) is not getattr(Callback, name):
            return True
    return False


def tell(callbacks: Sequence[Callback], moment: str, *message: Any) -> None:
    """Call the method of a moment, such as on_train_begin, of each callback."""
    for callback in callbacks:
        getattr(callback, f"on_{moment}")(*message)
