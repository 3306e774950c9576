"""History: what fit returns, the curves of the cost and the metrics."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numpy.typing import ArrayLike

from autograd.files import written_whole
from nn.callbacks import Callback, Logs, Snapshots

FEW = 10_240  # examples that the cost before the first step is measured on


class History(Callback):
    """The numbers of a training run, one for each finished epoch.

    Attributes:
        history: a list for each of "loss", the metrics, and both with "val_" if there were validation data.
        epoch: the numbers of the finished epochs, from 0 as in Keras.
        initial_loss: the cost on the training data before the first step (if there are more, on 10,240 of them). It is
            measured without Dropout, as by evaluate; the losses of epochs are those with it.
        interrupted: True if Ctrl-C ended the run early.
        notes: what went wrong without an error, in words.
        snapshots: the weights that the callback Snapshots kept, if it was there.
    """

    interrupted = False
    snapshots: Snapshots | None = None

    def __init__(self, initial_loss: float = float("nan")) -> None:
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []
        self.initial_loss = initial_loss
        self.notes: list[str] = []

    def latest(self) -> dict[str, float]:
        """The numbers of the last finished epoch, by name."""
        return {name: numbers[-1] for name, numbers in self.history.items()}

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self.append(logs or {})

    def append(self, numbers: dict[str, float]) -> None:
        """Add the numbers of one more epoch."""
        self.epoch.append(len(self.epoch))
        for name, number in numbers.items():
            self.history.setdefault(name, []).append(number)

    def say(self, text: str) -> None:
        """Add a note, which the logger "nn" says too."""
        import logging

        self.notes.append(text)
        logging.getLogger("nn").warning(text)

    def __repr__(self) -> str:
        text = f"History of {len(self.epoch)} epochs"
        if self.epoch:
            text += f", loss {self.initial_loss:.4g} -> {self.history['loss'][-1]:.4g}"
        if self.interrupted:
            text += ", interrupted"
        return f"<{text}>"

    def chart(self, rows: int = 12, width: int = 50) -> str:
        """The cost over the epochs as text: a bar for each of about `rows` epochs, starting before the first."""
        from nn.views.curves import chart

        return chart(self, rows, width)

    def save_csv(self, path: str | Path) -> None:
        """Write one row per epoch, numbered from 1, to a CSV file, after the cost before the first step in row 0."""
        import csv

        with written_whole(path, "w") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(["epoch", *self.history])
            others = [""] * (len(self.history) - 1)
            table.writerow([0, self.initial_loss, *others])
            for i, row in enumerate(zip(*self.history.values(), strict=True)):
                table.writerow([i + 1, *row])

    def plot(self, path: str | Path | None = None) -> Any:
        """Return the cost and each metric on a panel of its own, validation dashed, and save it if a path is given.

        Returns:
            A matplotlib Figure that a notebook shows, and that has `.save(path)`.

        Raises:
            ImportError: if matplotlib is not installed.
        """
        from nn.views.curves import curves

        figure = curves(self)
        if path is not None:
            figure.save(path)
        return figure

    def animate(self, X: ArrayLike, y: ArrayLike) -> Any:
        """The decision boundary as it formed, as a GIF that has `.save(path)`, for examples of one or two features.

        Raises:
            ValueError: if no weights were kept: `fit(X, y, callbacks=[Snapshots(every=5)])` keeps them.
            ImportError: if matplotlib is not installed.
        """
        from nn.views.film import film

        if self.snapshots is None:
            raise ValueError("no weights were kept on the way: fit(X, y, callbacks=[Snapshots(every=5)]) keeps them.")
        return film(self.snapshots, X, y)

    def _repr_png_(self) -> bytes | None:
        """Return the curves for a notebook, if matplotlib is there."""
        if not self.epoch or find_spec("matplotlib") is None:
            return None
        return self.plot()._repr_png_()  # type: ignore[no-any-return]
