"""A saved network, made again."""

from pathlib import Path

import numpy as np

from nn import saving
from nn.base_layer import Layer
from nn.data import finite, real
from nn.lookup import also_called
from nn.made_again import FROZEN, made
from nn.sequential import Sequential


@also_called()
def load(path: str | Path) -> Sequential:
    """The model that `model.save(path)` wrote, ready to predict, and to go on learning where it was.

    If its loss, optimizer or a metric was of your own, compile it first. Layers of your own are found by the names of
    their classes, which must be defined by then.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not a saved model; nothing in it is ever executed.
    """
    architecture, arrays = saving.read(path)
    try:
        weights = saving.weights_in(arrays)
        dtype = np.dtype(architecture["dtype"])
        saved = iter([finite(real(w, f"weight {i}"), f"weight {i}", dtype=dtype) for i, w in enumerate(weights)])
        model = Sequential(dtype=dtype)
        model._saved = saved  # so that nothing else is ever allocated
        for kind, config in architecture["layers"]:
            if kind not in Layer.kinds:
                raise LookupError(f"there is no layer {kind!r}: define its class, or import it, before load")
            trainable, frozen = config.pop("trainable", True), config.pop(FROZEN, ())
            layer = made(Layer.kinds[kind], config)
            layer.trainable = trainable
            model.add(layer)
            for name in frozen:
                layer.weights_by_name[name].constant = True
        model._saved = None
        model._need_weights("load")
        if next(saved, None) is not None:
            raise ValueError("it holds more arrays than its layers have parameters")
        saving.go_on(model, architecture["progress"], arrays)
        if arrays:
            raise ValueError(f"it holds arrays that belong to nothing: {', '.join(arrays)}")
        return model
    except Exception as error:
        raise ValueError(saving.foreign(path, error)) from None
