"""A network as columns of units in order, its weights as lines."""

from typing import Any

import numpy as np

from nn.activations import known_name
from nn.scalars import data_of
from nn.views.figure import COLOURS, literal, shown_figure, sizes_of, with_matrices

MOST_UNITS = 16  # of a column, with the dots for those that are left out


def network(model: Any) -> Any:
    """Return a figure with a column for the inputs and for each layer, and a line for each weight.

    A line is as thick as its weight is large.
    Positive weights are solid and blue, negative ones dashed and orange. Of a column with more units than can be told
    apart, the first and the last are drawn.
    """
    model.get_weights()  # which says so if there are none yet
    shown = with_matrices(model)
    sizes = [model.features, *(layer.units for layer in shown)]
    columns = [_places(size) for size in sizes]
    tallest = max(max(column.values()) for column in columns) + 0.7
    figure = shown_figure("Sequential.draw", figsize=(2.2 * len(sizes) + 1, 1.3 + 0.55 * tallest))
    from matplotlib.collections import LineCollection

    axes = figure.subplots()
    for j, layer in enumerate(shown):
        W = data_of(layer.weights_by_name["W"])
        largest = float(np.abs(W).max()) or 1.0
        for sign, style, colour in ((1, "solid", COLOURS[0]), (-1, "dashed", COLOURS[1])):
            pairs = [(i, k) for i in columns[j] for k in columns[j + 1] if sign * W[i, k] > 0]
            lines = [((j, columns[j][i]), (j + 1, columns[j + 1][k])) for i, k in pairs]
            widths = [0.2 + 3 * abs(W[i, k]) / largest for i, k in pairs]
            axes.add_collection(
                LineCollection(lines, linewidths=widths, colors=colour, linestyles=style, alpha=0.6, zorder=1)
            )
    for j, (column, size) in enumerate(zip(columns, sizes, strict=True)):
        axes.scatter([j] * len(column), list(column.values()), s=160, c="#ffffff", edgecolors="#202124", zorder=2)
        if size > len(column):
            axes.text(j, column[0] - MOST_UNITS // 2, "\u22ee", ha="center", va="center", fontsize=16, zorder=3)
    names = ["inputs", *(f"{literal(layer.name)}\n{known_name(layer.activation)}" for layer in shown)]
    axes.set_xticks(range(len(sizes)), [f"{name}\n{size}" for name, size in zip(names, sizes, strict=True)])
    axes.set(yticks=[], xlim=(-0.4, len(sizes) - 0.6), ylim=(-tallest, tallest))
    axes.set_title(f"{sizes_of(model)}: positive weights solid, negative ones dashed")
    axes.spines[:].set_visible(False)
    return figure


def _places(size: int) -> dict[int, float]:
    """Return the heights of the units that are drawn, by their numbers, the first on top."""
    shown, places = min(size, MOST_UNITS), {}
    for row in range(shown):
        unit = row
        if size > shown and row == shown // 2:
            continue  # where the dots are
        if row > shown // 2:
            unit += size - shown
        places[unit] = (shown - 1) / 2 - row
    return places
