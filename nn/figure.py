"""A matplotlib figure that shows itself in a notebook. It needs the extra `plot`."""

from io import BytesIO
from pathlib import Path
from typing import IO, Any

from matplotlib.figure import Figure

from autograd.files import written_whole

DOTS = 150  # an inch


def shown_figure(**options: Any) -> Any:
    """A new figure, made with these options of matplotlib's Figure, that needs no pyplot to be shown."""
    return _ShownFigure(**options)


class _ShownFigure(Figure):
    """A Figure that needs no pyplot: a notebook shows it as an image, and a file gets it whole."""

    def save(self, path: str | Path) -> Path:
        """Write the figure to a file, whole or not at all; the suffix says what, .png if there is none."""
        path = Path(path)
        with written_whole(path, "wb") as file:
            self._write(file, path.suffix[1:] or "png")
        return path

    def _write(self, file: IO[Any], format: str) -> None:
        self.savefig(file, format=format, dpi=DOTS)

    def _repr_png_(self) -> bytes:
        image = BytesIO()
        self._write(image, "png")
        return image.getvalue()
