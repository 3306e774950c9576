"""A matplotlib figure that shows itself in a notebook, and what the pictures of this folder share."""

from functools import partial
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from autograd.views.printed import save_by_suffix

DOTS = 150  # an inch
# Told apart by colour-blind readers too, and by their shapes. Source: M. Okabe and K. Ito (2008).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#f0e442")
SHAPES = "os^Dv*PX"
NEGATIVE_TO_POSITIVE = ("#d55e00", "#ffffff", "#0072b2")


def shown_figure(what: str, **options: Any) -> Any:
    """Return a new figure that needs no pyplot to be shown, made with these options of matplotlib's Figure.

    Raises:
        ImportError: if matplotlib is not installed; `what` says who needs it.
    """
    if find_spec("matplotlib") is None:
        raise ImportError(f'{what} needs matplotlib: pip install "chalkgrad[plot]"')
    from matplotlib.figure import Figure

    class ShownFigure(Figure):
        """A Figure that a notebook shows as an image, and that is written to a file whole."""

        def save(self, path: str | Path) -> Path:
            """Write the figure to a file, whole or not at all: .png, .svg, .pdf ..., or a PNG without a suffix.

            Raises:
                ValueError: for a suffix that matplotlib does not write.
            """
            pictures = {format: partial(self._picture, format) for format in self.canvas.get_supported_filetypes()}
            return save_by_suffix(path, **pictures, **{"": self._repr_png_})

        def _picture(self, format: str) -> bytes:
            image = BytesIO()
            self.savefig(image, format=format, dpi=DOTS)
            return image.getvalue()

        def _repr_png_(self) -> bytes:
            return self._picture("png")

    return ShownFigure(layout="constrained", **options)


def literal(text: str) -> str:
    """Return a name as it is, and no formula, as which matplotlib sets the text between dollar signs."""
    return text.replace("$", r"\$")


def sizes_of(model: Any) -> str:
    """Return the numbers of inputs and of the units of each layer with weights between: 400-25-15-1."""
    return "-".join(map(str, [model.features, *(layer.units for layer in with_matrices(model))]))


def with_matrices(model: Any) -> list[Any]:
    """Return the layers that have a matrix W of weights, as Dense has."""
    return [layer for layer in model.layers if np.ndim(layer.weights_by_name.get("W")) == 2]


def diverging() -> Any:
    """Return colours from negative through white at 0 to positive."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("negative_to_positive", NEGATIVE_TO_POSITIVE)


def image_shape(features: int, shape: tuple[int, int] | None, what: str) -> tuple[int, int]:
    """Return the rows and columns of an image of that many numbers: as given, or a square, or a single row.

    Raises:
        ValueError: if they are another number.
    """
    side = round(features**0.5)
    square = (side, side) if side * side == features else (1, features)
    sizes = tuple(np.atleast_1d(np.asarray(square if shape is None else shape, dtype=object)))
    if len(sizes) != 2 or not all(isinstance(n, int) and n > 0 for n in sizes) or sizes[0] * sizes[1] != features:
        raise ValueError(
            f"{what}: {features} features are no {' x '.join(map(str, sizes))} image. Give shape=(rows, columns)."
        )
    return sizes[0], sizes[1]


def grid_of_axes(what: str, count: int, title: str) -> tuple[Any, list[Any]]:
    """Return a figure with so many small pictures, and their axes, without ticks."""
    columns = min(count, max(5, int(np.ceil(count**0.5))))
    rows = -(-count // columns)
    figure = shown_figure(what, figsize=(max(1.6 * columns + 1.2, 5), 1.8 * rows + 0.6))
    figure.suptitle(title, wrap=True)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for i, one in enumerate(axes):
        one.set(xticks=[], yticks=[])
        one.set_visible(i < count)
    return figure, list(axes[:count])
