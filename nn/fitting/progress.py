"""The progress of a training run: one live line in a terminal or a notebook, one clean line per epoch in a log."""

import shutil
import sys
import time
from typing import TextIO

REDRAW = 0.1  # seconds between two drawings of the live line


def shown(number: float) -> str:
    """Four decimals where they say something, else powers of ten.

    Example:
        >>> shown(0.25), shown(1.25e-5), shown(3.726e232)
        ('0.2500', '1.250e-05', '3.726e+232')
    """
    return f"{number:.4f}" if number == 0 or 1e-3 <= abs(number) < 1e5 else f"{number:.3e}"


class Progress:
    """Tells a stream how far a run of `epochs` epochs has come, in plain ASCII.

    Args:
        verbose: 0 is silent; 1 keeps one line up to date where the stream is a terminal or a notebook; 2 writes one
            line per epoch and nothing else, as 1 does where it is neither.
        stream: standard output if not given.
    """

    def __init__(self, epochs: int, verbose: int | str, stream: TextIO | None = None) -> None:
        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose={verbose!r}: 0 is silent, 1 a live line, 2 one line per epoch.")
        self.stream = stream or sys.stdout
        self.epochs, self.verbose = epochs, 1 if verbose == "auto" else verbose
        in_notebook = type(self.stream).__module__.startswith("ipykernel")
        self.live = self.verbose == 1 and (in_notebook or self.stream.isatty())
        self._width = 200 if in_notebook else shutil.get_terminal_size().columns - 1
        self._drawn_at, self._drawn = 0.0, ""
        self._numbers: dict[str, float] = {}  # of the latest epoch that is finished

    def batch(self, epoch: int, done: int, batches: int, loss: float) -> None:
        """After a batch: redraw the live line, if it is time to."""
        if self.live and time.monotonic() - self._drawn_at >= REDRAW:
            self._draw(epoch, (epoch + done / batches) / self.epochs, self._numbers or {"loss": loss})

    def epoch(self, epoch: int, numbers: dict[str, float]) -> None:
        """After an epoch: its line, for good where the line is not live."""
        self._numbers = numbers
        if self.live and time.monotonic() - self._drawn_at >= REDRAW:
            self._draw(epoch, (epoch + 1) / self.epochs, numbers)
        elif self.verbose and not self.live:
            self._write(f"{self._line(epoch, numbers)}\n")

    def end(self, epoch: int, *, interrupted: bool = False, finished: bool = True) -> None:
        """When the run is over, in an epoch or when that was finished: the last numbers, whole."""
        if self.live and (self._numbers or self._drawn):
            share = (epoch + finished) / self.epochs
            self._write(f"\r{self._line(epoch, self._numbers, share):<{len(self._drawn)}}\n")
        if interrupted and self.verbose:
            when = f"{'after' if finished else 'in'} epoch {epoch + 1}"
            self._write(f"Interrupted {when}; the weights learned so far are kept.\n")

    def _draw(self, epoch: int, share: float, numbers: dict[str, float]) -> None:
        """The live line, over all of the one before."""
        self._drawn_at = time.monotonic()
        self._drawn = f"{self._line(epoch, numbers, share)[: self._width]:<{len(self._drawn)}}"
        self._write(f"\r{self._drawn}")

    def _line(self, epoch: int, numbers: dict[str, float], share: float | None = None) -> str:
        bar = "" if share is None else f"  [{'=' * int(20 * share):<20}]"
        return "  ".join([f"Epoch {epoch + 1}/{self.epochs}{bar}", *(f"{k}: {shown(v)}" for k, v in numbers.items())])

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
