"""A matplotlib figure that shows itself in a notebook, and what the pictures of this folder share."""

from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import numpy as np

from autograd.files import written_whole

DOTS = 150  # an inch
# Told apart by colour-blind readers too, and by their shapes. Source: M. Okabe and K. Ito (2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442")
SHAPES = "os^Dv*PX"
NEGATIVE_TO_POSITIVE = ("#d55e00", "#ffffff", "#0072b2")


def shown_figure(what: str, **options: Any) -> Any:
    """A new figure that needs no pyplot to be shown, made with these options of matplotlib's Figure.

    Raises:
        ImportError: if matplotlib is not installed; `what` says who needs it.
    """
    if find_spec("matplotlib") is None:
        raise ImportError(f'{what} needs matplotlib: pip install "chalkgrad[plot]"')
    from matplotlib.figure import Figure

    class ShownFigure(Figure):
        """A Figure that a notebook shows as an image, and that a file gets whole."""

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

    return ShownFigure(layout="constrained", **options)


def plain(text: str) -> str:
    """A name as it is, and no formula: matplotlib sets what stands between dollar signs."""
    return text.replace("$", r"\$")


def sizes_of(model: Any) -> str:
    """The numbers of inputs and of the units of each layer with weights between: 400-25-15-1."""
    return "-".join(map(str, [model.features, *(layer.units for layer in with_matrices(model))]))


def with_matrices(model: Any) -> list[Any]:
    """The layers that have a matrix W of weights, as Dense has."""
    return [layer for layer in model.layers if np.ndim(layer.weights_by_name.get("W")) == 2]


def diverging() -> Any:
    """From negative through white at 0 to positive."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("negative_to_positive", NEGATIVE_TO_POSITIVE)


def image_shape(features: int, shape: tuple[int, int] | None, what: str) -> tuple[int, int]:
    """The rows and columns of an image of that many numbers: as given, or a square, or a single row.

    Raises:
        ValueError: if they are another number.
    """
    side = round(features**0.5)
    square = (side, side) if side * side == features else (1, features)
    sizes = tuple(np.atleast_1d(np.asarray(square if shape is None else shape, dtype=object)))
    if len(sizes) != 2 or not all(isinstance(n, int) and n > 0 for n in sizes) or sizes[0] * sizes[1] != features:
        said = " x ".join(map(str, sizes))
        raise ValueError(f"{what}: {features} features are no {said} image. Give shape=(rows, columns).")
    return sizes[0], sizes[1]


def grid_of_axes(what: str, count: int, title: str) -> tuple[Any, list[Any]]:
    """A figure with so many small pictures, and their axes, without ticks."""
    columns = min(count, max(5, int(np.ceil(count**0.5))))
    rows = -(-count // columns)
    figure = shown_figure(what, figsize=(max(1.6 * columns + 1.2, 5), 1.8 * rows + 0.6))
    figure.suptitle(title, wrap=True)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for i, one in enumerate(axes):
        one.set(xticks=[], yticks=[])
        one.set_visible(i < count)
    return figure, list(axes[:count])
