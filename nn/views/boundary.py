"""The decision boundary: the predictions of a network for every point of one or two features."""

from typing import Any

import numpy as np

from nn.data import Array
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy
from nn.views.figure import COLOURS, SHAPES, diverging, shown_figure, sizes_of

FINE = 200  # points of the grid along each axis
MARGIN = 0.08  # of the range of the examples, on each side


def boundary(model: Any, X: Any, y: Any, title: str = "", axes: Any = None) -> Any:
    """Return the figure, or None where the axes to draw on are given.

    Raises:
        ValueError: if the examples have more than two features, or the network several outputs that are no classes.
    """
    examples = model.examples(X, y)
    X, targets = np.asarray(examples.X[:]), examples.targets
    if X.shape[1] > 2:
        raise ValueError(f"plot_boundary: X has {X.shape[1]} features, and a plane shows two. Choose one or two.")
    figure = None
    if axes is None:
        figure = shown_figure("plot_boundary", figsize=(6.5, 5))
        axes = figure.subplots()
    lines = [np.linspace(low, high, FINE) for low, high in map(_range, X.T)]
    p = probabilities(model, np.column_stack([x.ravel() for x in np.meshgrid(*lines)]))
    classes = classes_of(model.loss, targets)
    if classes is None and p.shape[1] > 1:
        raise ValueError(f"plot_boundary: the network has {p.shape[1]} outputs that are no classes. Show one of them.")
    if X.shape[1] == 1:
        _in_one(axes, lines, p, X, targets, classes)
    else:
        _in_two(axes, lines, p, X, targets, classes)
    axes.set(xlabel="x1", title=title or f"What the {sizes_of(model)} network says of every point")
    if classes is not None or X.shape[1] == 1:
        axes.figure.legend(loc="outside lower center", ncols=5)  # where it hides no point
    return figure


def probabilities(model: Any, X: Array) -> Array:
    """Return the predictions, as probabilities where the network gives logits."""
    p = model.predict(X)
    return np.asarray(model.loss.activation(p) if model.loss.from_logits else p)


def _range(x: Array) -> tuple[float, float]:
    margin = MARGIN * (np.ptp(x) or 1.0)
    return float(x.min() - margin), float(x.max() + margin)


def classes_of(loss: Any, targets: Array) -> Array | None:
    """Return the class of each example, or None if there are no classes, as in regression."""
    if isinstance(loss, CategoricalCrossentropy):
        return np.asarray(targets.argmax(axis=1))
    is_yes_or_no = isinstance(loss, BinaryCrossentropy) and targets.shape[1] == 1
    return (targets[:, 0] > 0.5).astype(int) if is_yes_or_no else None


def _in_two(axes: Any, lines: list[Array], p: Array, X: Array, targets: Array, classes: Array | None) -> None:
    units = p.shape[1]
    grid = p.reshape(len(lines[1]), len(lines[0]), units)
    axes.set(ylabel="x2")
    whole = {"extent": (lines[0][0], lines[0][-1], lines[1][0], lines[1][-1]), "origin": "lower", "aspect": "auto"}
    if units > 1:
        from matplotlib.colors import ListedColormap

        colours = ListedColormap([COLOURS[k % len(COLOURS)] for k in range(units)])
        axes.imshow(grid.argmax(axis=2), cmap=colours, vmin=0, vmax=units - 1, alpha=0.25, **whole)
        for k in range(units):  # where it is as sure of a class as of the best other one
            lead = grid[..., k] - np.delete(grid, k, axis=2).max(axis=2)
            if lead.min() < 0 < lead.max():
                axes.contour(*lines, lead, levels=[0], colors="#202124", linewidths=1)
    elif classes is not None:
        field = axes.imshow(grid[..., 0], cmap=diverging(), vmin=0, vmax=1, alpha=0.6, **whole)
        axes.figure.colorbar(field, ax=axes, label="probability of class 1", ticks=[0, 0.5, 1])
        if grid.min() < 0.5 < grid.max():
            axes.contour(*lines, grid[..., 0], levels=[0.5], colors="#202124", linewidths=2)
    else:
        both = {"vmin": min(p.min(), targets.min()), "vmax": max(p.max(), targets.max()), "cmap": "cividis"}
        field = axes.imshow(grid[..., 0], **both, **whole)
        axes.figure.colorbar(field, ax=axes, label="prediction, and target of each point")
        axes.scatter(*X.T, c=targets.ravel(), edgecolors="#ffffff", **both)
        return
    _points(axes, X[:, 0], X[:, 1], classes, units)


def _in_one(axes: Any, lines: list[Array], p: Array, X: Array, targets: Array, classes: Array | None) -> None:
    if classes is None:
        axes.scatter(X[:, 0], targets.ravel(), color=COLOURS[1], s=18, label="examples")
        axes.plot(lines[0], p[:, 0], color=COLOURS[0], label="prediction")
        axes.set(ylabel="y")
        return
    units = p.shape[1]
    first = int(units == 1)  # a single unit says how likely class 1 is
    for k, column in enumerate(p.T):
        axes.plot(lines[0], column, color=COLOURS[k % len(COLOURS)], label=f"probability of class {first + k}")
    axes.axhline(0.5, color="#202124", linewidth=1, linestyle=":")
    axes.set(ylabel="probability")
    height = np.where(classes > 0, 1.0, 0.0) if units == 1 else np.zeros(len(classes))
    _points(axes, X[:, 0], height, classes, units)


def _points(axes: Any, x: Array, height: Array, classes: Array | None, units: int) -> None:
    """Plot the examples in a shape and a colour for each class. Two classes have those of the field's ends."""
    assert classes is not None
    colours = COLOURS if units > 1 else (COLOURS[1], COLOURS[0])
    for k in np.unique(classes):
        chosen, i = classes == k, int(k) % len(SHAPES)
        style = {"marker": SHAPES[i], "s": 22, "color": colours[i % len(colours)]}
        axes.scatter(x[chosen], height[chosen], **style, edgecolors="#ffffff", linewidths=0.5, label=f"class {k}")
