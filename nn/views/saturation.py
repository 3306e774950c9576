"""Activations forward and gradients back, layer by layer: saturated units and vanishing gradients at a glance."""

from typing import Any

import numpy as np

from nn.fitting.measured import measured
from nn.views.figure import COLOURS, literal, shown_figure

BINS = 40
POSSIBLE = {"sigmoid": (0, 1), "softmax": (0, 1), "tanh": (-1, 1)}


def saturation(model: Any, X: Any, y: Any) -> Any:
    """Return a figure with a row for each layer: its activations, and the sizes of its gradients dJ/dW.

    All activations have one axis, which has room for all that they can be, and all gradients another.
    """
    _, measurements = measured(model, model.examples(X, y))
    pairs = zip(model.layers, measurements, strict=True)
    layers = [one for layer, one in pairs if one.gradient is not None or layer.activation is not None]
    figure = shown_figure("plot_saturation", figsize=(12, 1.7 * len(layers) + 1))
    figure.suptitle("Forward: the activations of each layer. Backward: its gradients")
    rows = figure.subplots(len(layers), 2, squeeze=False, sharex="col")
    sizes = [_powers_of_ten(x.gradient) for x in layers]
    possible = [POSSIBLE.get(x.activation, (0, 0)) for x in layers]
    forward = np.histogram_bin_edges(np.concatenate([*(x.outputs.ravel() for x in layers), *possible]), BINS)
    backward = np.histogram_bin_edges(np.concatenate(sizes), BINS)
    behind = 0.0  # what is typical of the layer that the gradient comes from
    for layer, size, (left, right) in reversed([*zip(layers, sizes, rows, strict=True)]):
        left.hist(layer.outputs.ravel(), bins=forward, color=COLOURS[0])
        flat = "" if np.isnan(layer.saturated) else f": {layer.saturated:.0%} saturated"
        left.set(title=f"{literal(layer.name)}{flat}", ylabel="how many", yticks=[])
        right.set(yticks=[], title="no weights that learn")
        if layer.gradient is None:
            continue
        typical = np.median(np.abs(layer.gradient))
        notes = [f"median |dJ/dW| {typical:.1e}"]
        if behind:
            notes.append(f"{typical / behind:.2g} times the next layer's")
        if size.size < layer.gradient.size:
            notes.append(f"{1 - size.size / layer.gradient.size:.0%} are 0")
        right.set_title(", ".join(notes), fontsize="medium")
        behind = typical
        right.hist(size, bins=backward, color=COLOURS[1])
        if typical:
            right.axvline(np.log10(typical), color="#202124", linestyle="--")
    rows[-1][0].set(xlabel="activation")
    rows[-1][1].set(xlabel="log10 of |dJ/dW|, without those of 0; dashed: the median")
    return figure


def _powers_of_ten(gradient: Any) -> Any:
    """Return the logarithms of the sizes of a gradient's entries, without those that are 0."""
    if gradient is None:
        return np.array([])
    return np.log10(np.abs(gradient[gradient != 0]))
