"""Weights as plain arrays: given out as copies, and taken back, all of them or none."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from nn.data import finite, real
from nn.scalars import assign, data_of

Array = npt.NDArray[Any]


def copies_of(layers: Sequence[Any]) -> list[Array]:
    """Copies of the weights of each layer in order, W and then b."""
    return [data_of(weight).copy() for layer in layers for weight in layer.weights_by_name.values()]


def take(layers: Sequence[Any], weights: Sequence[npt.ArrayLike]) -> None:
    """Give the layers these weights, in the order of `copies_of`.

    Raises:
        ValueError: if their number or a shape is wrong, or one is not finite; it names the layer.
    """
    places = [(layer, name, weight) for layer in layers for name, weight in layer.weights_by_name.items()]
    arrays = [real(weight, f"weight {i}") for i, weight in enumerate(weights)]
    if len(arrays) != len(places):
        raise ValueError(f"set_weights takes {len(places)} arrays, W and b of each layer, but got {len(arrays)}.")
    for (layer, name, weight), array in zip(places, arrays, strict=True):
        shape = np.shape(weight)
        if array.shape != shape:
            raise ValueError(f"{name} of {layer.name} has shape {shape}, but the array given {array.shape}.")
        finite(array, f"{layer.name}.{name}", dtype=data_of(weight).dtype)
    for (_, _, weight), array in zip(places, arrays, strict=True):
        assign(weight, array)
