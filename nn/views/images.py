"""Networks of images, drawn as images: the weights of units, and the examples that a network gets wrong."""

from typing import Any

import numpy as np

from nn.scalars import data_of
from nn.views.boundary import classes_of, probabilities
from nn.views.figure import diverging, grid_of_axes, image_shape, literal, with_matrices


def weights(model: Any, shape: tuple[int, int] | None = None, layer: int | str | None = None, most: int = 64) -> Any:
    """Return a figure of each unit's weights as an image, all on one scale of colours, white at 0.

    Raises:
        ValueError: if the layer has no matrix of weights, or its inputs are no image of that shape.
    """
    model.get_weights()  # which says so if there are none yet
    matrices = with_matrices(model)
    chosen = matrices[0] if layer is None and matrices else None
    if layer is not None:
        chosen = model.get_layer(layer) if isinstance(layer, str) else model.get_layer(index=layer)
    if chosen is None or all(chosen is not one for one in matrices):
        names = ", ".join(one.name for one in matrices)
        raise ValueError(f"plot_weights(layer={layer!r}): the layers with a matrix W are {names or 'none'}.")
    W = data_of(chosen.weights_by_name["W"])
    rows, columns = image_shape(W.shape[0], shape, "plot_weights")
    count = min(most, W.shape[1])
    which = "all" if count == W.shape[1] else "the first"
    title = f"Weights of {which} {count} units of {literal(chosen.name)}"
    figure, all_axes = grid_of_axes("plot_weights", count, title)
    largest = float(np.abs(W).max()) or 1.0
    for unit, axes in enumerate(all_axes):
        shown = axes.imshow(W[:, unit].reshape(rows, columns), cmap=diverging(), vmin=-largest, vmax=largest)
        axes.set_title(f"unit {unit}", fontsize=8)
    figure.colorbar(shown, ax=all_axes, label="weight", shrink=0.8)
    return figure


def mistakes(model: Any, X: Any, y: Any, shape: tuple[int, int] | None = None, most: int = 20) -> Any:
    """Return a figure of the examples that the network gets wrong, the surest first, each with both answers.

    Raises:
        ValueError: if the network tells no classes apart, or the examples are no images of that shape.
    """
    examples = model.examples(X, y)
    images, right = np.asarray(examples.X[:]), classes_of(model.loss, examples.targets)
    if right is None:
        raise ValueError(f"plot_mistakes: {model.loss} tells no classes apart.")
    p = probabilities(model, images)
    p = np.hstack([1 - p, p]) if p.shape[1] == 1 else p  # no and yes are two classes
    answers, sure = p.argmax(axis=1), p.max(axis=1)
    wrong = np.flatnonzero(answers != right)
    chosen = wrong[np.argsort(-sure[wrong])][:most]
    rows, columns = image_shape(images.shape[1], shape, "plot_mistakes")
    title = f"{len(wrong)} of {len(right)} examples are wrong ({len(wrong) / len(right):.1%})"
    if len(chosen) < len(wrong):
        title += f"; the {len(chosen)} that the network is surest of"
    figure, all_axes = grid_of_axes("plot_mistakes", max(len(chosen), 1), title)
    for i, axes in zip(chosen, all_axes, strict=False):
        axes.imshow(images[i].reshape(rows, columns), cmap="gray_r")
        axes.set_title(f"X[{i}] is {right[i]}\nsaid {answers[i]} ({sure[i]:.0%})", fontsize=8)
    if not len(chosen):
        all_axes[0].axis("off")
        all_axes[0].set_title("Every answer is right.")
    return figure
