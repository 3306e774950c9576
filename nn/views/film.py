"""A run as a film: the boundary at each of the moments whose weights were kept."""

import tempfile
from pathlib import Path
from typing import Any

from autograd.views.printed import embedded_image, save_by_suffix
from nn.callbacks import Snapshots
from nn.views.boundary import boundary
from nn.views.figure import shown_figure

FRAMES = 4  # pictures a second


class Film:
    """A GIF that a notebook shows and `save` writes."""

    def __init__(self, gif: bytes) -> None:
        self.gif = gif

    def save(self, path: str | Path) -> Path:
        """Write the film to a file, whole or not at all: .gif.

        Raises:
            ValueError: for another suffix.
        """
        return save_by_suffix(path, gif=lambda: self.gif)

    def _repr_html_(self) -> str:
        return embedded_image("gif", self.gif, "training, picture by picture")


def film(snapshots: Snapshots, X: Any, y: Any) -> Film:
    """Return the boundary at each moment, and give the model its own weights again afterwards."""
    model, now = snapshots.model, snapshots.model.get_weights()
    figure = shown_figure("History.animate", figsize=(6, 5))

    def picture(i: int) -> list[Any]:
        figure.clear()
        model.set_weights(snapshots.weights[i])
        epochs = snapshots.epochs[i]
        boundary(model, X, y, f"After {epochs} epoch{'s' * (epochs != 1)}", figure.subplots())
        return []

    from matplotlib.animation import FuncAnimation, PillowWriter

    try:
        picture(0)  # what can't be drawn is said now, and not from within matplotlib
        moving = FuncAnimation(figure, picture, frames=len(snapshots.epochs), init_func=list)
        with tempfile.TemporaryDirectory() as folder:
            moving.save(Path(folder) / "film.gif", writer=PillowWriter(fps=FRAMES), dpi=80)
            return Film((Path(folder) / "film.gif").read_bytes())
    finally:
        model.set_weights(now)
