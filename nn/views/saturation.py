"""Activations forward and gradients back, layer by layer: saturated units and vanishing gradients at a glance."""

from typing import Any

import numpy as np

from nn.fitting.measured import measured
from nn.views.figure import COLOURS, literal, shown_figure

BINS = 40


def saturation(model: Any, X: Any, y: Any) -> Any:
    """Return a figure with a row for each layer: its activations, and the sizes of its gradients dJ/dW."""
    _, measurements = measured(model, model.examples(X, y))
    pairs = zip(model.layers, measurements, strict=True)
    layers = [one for layer, one in pairs if one.gradient is not None or layer.activation is not None]
    figure = shown_figure("plot_saturation", figsize=(9, 1.7 * len(layers) + 1))
    figure.suptitle("Forward: the activations of each layer. Backward: its gradients")
    rows = figure.subplots(len(layers), 2, squeeze=False)
    sizes = [np.array([]) if x.gradient is None else np.abs(x.gradient[x.gradient != 0]) for x in layers]
    all_sizes = np.concatenate([*sizes])
    ends = np.log10([all_sizes.min(), all_sizes.max()] if all_sizes.size else [0.1, 1.0])
    for layer, size, (left, right) in zip(layers, sizes, rows, strict=True):
        left.hist(layer.outputs.ravel(), bins=BINS, color=COLOURS[0])
        flat = "" if np.isnan(layer.saturated) else f": {layer.saturated:.0%} saturated"
        left.set(title=f"{literal(layer.name)}{flat}", ylabel="how many", yticks=[])
        right.set(xlim=(np.min(ends) - 0.5, np.max(ends) + 0.5), yticks=[])
        if layer.gradient is None:
            right.set(title="no weights that learn")
            continue
        zeros = 1 - size.size / layer.gradient.size
        title = f"half of dJ/dW are below {layer.typical:.1e}"
        right.set(title=f"{title}, {zeros:.0%} are 0" if zeros else title)
        if size.size:
            right.hist(np.log10(size), bins=BINS, color=COLOURS[1])
            right.axvline(np.log10(np.median(size)), color="#202124", linestyle="--")
    rows[-1][0].set(xlabel="activation")
    rows[-1][1].set(xlabel="log10 of |dJ/dW|, without those of 0, dashed their median")
    return figure
