"""The progress of a training run: one live line in a terminal or a notebook, one clean line per epoch in a log."""

import sys
import time
from typing import TextIO

from nn.callbacks import Callback, Logs

REDRAW = 0.1  # seconds between two drawings of the live line


def shown(number: float) -> str:
    """Four decimals where they say something, else powers of ten.

    Example:
        >>> shown(0.25), shown(1.25e-5), shown(3.726e232)
        ('0.2500', '1.250e-05', '3.726e+232')
    """
    if number == 0 or 1e-3 <= abs(number) < 1e5:
        return f"{number:.4f}"
    return f"{number:.3e}"


class Progress(Callback):
    """Tells a stream how far a run has come, in plain ASCII.

    Args:
        verbose: 0 is silent; 1 keeps one line up to date where the stream is a terminal or a notebook; 2 writes one
            line per epoch and nothing else, as 1 does where it is neither.
        stream: standard output if not given.
    """

    _drawn_at = 0.0
    _drawn = ""
    _epoch = 0
    _is_over = False

    def __init__(self, verbose: int | str, stream: TextIO | None = None) -> None:
        from shutil import get_terminal_size

        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose={verbose!r}: 0 is silent, 1 a live line, 2 one line per epoch.")
        self.stream = stream or sys.stdout
        self.verbose = 1 if verbose == "auto" else verbose
        in_notebook = type(self.stream).__module__.startswith("ipykernel")
        self.live = self.verbose == 1 and (in_notebook or self.stream.isatty())
        if self.live:
            self.on_train_batch_end = self._batch  # type: ignore[method-assign]
        self._width = 200 if in_notebook else get_terminal_size().columns - 1
        self._numbers: Logs = {}  # of the latest epoch that is finished

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch = epoch
        self._is_over = False

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._numbers = dict(logs or {})
        self._is_over = True
        if self.live:
            self._draw(1.0, self._numbers)
        elif self.verbose:
            self._write(f"{self._line(self._numbers)}\n")

    def _batch(self, batch: int, logs: Logs | None = None) -> None:
        """Redraw the live line after a batch: the numbers of the latest epoch, or those so far in the first one."""
        self._draw((batch + 1) / self.params["steps"], self._numbers or logs or {})

    def close(self, *, interrupted: bool = False) -> None:
        """Write the last numbers, whole, when the run is over, however it ended."""
        if self.live and (self._numbers or self._drawn):
            line = self._line(self._numbers, float(self._is_over))
            self._write(f"\r{line.ljust(len(self._drawn))}\n")
        if interrupted and self.verbose:
            when = "after" if self._is_over else "in"
            self._write(f"Interrupted {when} epoch {self._epoch + 1}; the weights learned so far are kept.\n")

    def _draw(self, done: float, numbers: Logs) -> None:
        """Draw the live line over the one before, if it is time to, when a share of the epoch is done."""
        if time.monotonic() - self._drawn_at < REDRAW:
            return
        self._drawn_at = time.monotonic()
        line = self._line(numbers, done)[: self._width]
        self._drawn = line.ljust(len(self._drawn))
        self._write(f"\r{self._drawn}")

    def _line(self, numbers: Logs, done: float | None = None) -> str:
        epochs = self.params["epochs"]
        bar = ""
        if done is not None:
            share = (self._epoch + done) / epochs
            bar = f"  [{'=' * int(20 * share):<20}]"
        parts = [f"{name}: {shown(number)}" for name, number in numbers.items()]
        return "  ".join([f"Epoch {self._epoch + 1}/{epochs}{bar}", *parts])

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
