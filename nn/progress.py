"""The progress of a training run: a live line in a terminal, one clean line per epoch in a log."""

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
        verbose: 0 is silent; 1 keeps a live line up to date where the stream is a terminal; 2 writes one line
            per epoch and nothing else, as 1 does where it is not.
        stream: standard output if not given.
    """

    def __init__(self, epochs: int, verbose: int | str, stream: TextIO | None = None) -> None:
        if verbose not in (0, 1, 2, "auto"):
            raise ValueError(f"verbose={verbose!r}: 0 is silent, 1 a live line, 2 one line per epoch.")
        self.stream = stream or sys.stdout
        self.epochs, self.verbose = epochs, 1 if verbose == "auto" else verbose
        self.live = self.verbose == 1 and self.stream.isatty()
        self._drawn_at = 0.0

    def batch(self, epoch: int, done: int, batches: int, loss: float) -> None:
        """After a batch: redraw the live line, if it is time to."""
        if self.live and (now := time.monotonic()) - self._drawn_at >= REDRAW:
            self._drawn_at = now
            bar = "=" * (20 * done // batches)
            self._write(
                f"\r{self._line(f'Epoch {epoch + 1}/{self.epochs}  [{bar:<20}]  loss: {shown(loss)}')[: self._width()]}"
            )

    def epoch(self, epoch: int, numbers: dict[str, float]) -> None:
        """After an epoch: its line, for good."""
        if self.verbose:
            text = "  ".join([f"Epoch {epoch + 1}/{self.epochs}", *(f"{k}: {shown(v)}" for k, v in numbers.items())])
            self._write(f"\r{self._line(text)}\n" if self.live else f"{text}\n")

    def interrupted(self, epoch: int, *, finished: bool = False) -> None:
        """After Ctrl-C, in an epoch or when it was finished."""
        if self.verbose:
            when = f"{'after' if finished else 'in'} epoch {epoch + 1}"
            text = f"Interrupted {when}; the weights learned so far are kept."
            self._write(f"\r{self._line(text)}\n" if self.live else f"{text}\n")

    def _line(self, text: str) -> str:
        """The text over the whole width, so that nothing of the line before shows through."""
        return f"{text:<{self._width()}}"

    def _width(self) -> int:
        return shutil.get_terminal_size().columns - 1

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
