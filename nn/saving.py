"""A network in one .npz file: its architecture as JSON, its weights as arrays, and no pickle."""

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nn.files import written_whole
from nn.layers import Activation, Dense, Input, Layer

if TYPE_CHECKING:
    from nn.sequential import Sequential

FORMAT = "chalkgrad model 1"
KINDS: dict[str, type[Layer]] = {kind.__name__: kind for kind in (Activation, Dense, Input)}


def save(model: "Sequential", path: str | Path) -> None:
    """Write a built model's architecture and weights to `path`, whole or not at all.

    Raises:
        ValueError: if the model has no weights yet, or an activation without a name.
    """
    weights = model.get_weights()
    layers = [Input(model.features), *model.layers]
    description = {
        "format": FORMAT,
        "dtype": str(model.dtype),
        "layers": [{"kind": type(layer).__name__, **layer.config()} for layer in layers],
    }
    arrays = {f"weight_{i}": weight for i, weight in enumerate(weights)}
    with written_whole(path, "wb") as file:
        np.savez(file, allow_pickle=False, description=np.array(json.dumps(description)), **arrays)


def load(path: str | Path) -> "Sequential":
    """The model that `model.save(path)` wrote, ready to predict; compile it to go on training.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not a saved model; nothing in it is ever executed.
    """
    from nn.sequential import Sequential

    with open(path, "rb") as raw:
        try:
            with np.load(raw, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            description = json.loads(str(arrays.pop("description")))
            if description["format"] != FORMAT:
                raise ValueError(f"its format is {description['format']!r}, not {FORMAT!r}")
            model = Sequential([_layer(**layer) for layer in description["layers"]], dtype=description["dtype"])
            model.set_weights([arrays[f"weight_{i}"] for i in range(len(arrays))])
        except (ValueError, TypeError, KeyError, AttributeError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(
                f"{str(path)!r} is not a model saved by chalkgrad ({type(error).__name__}: {error}). "
                "Give a file that model.save wrote."
            ) from None
    return model


def _layer(kind: str, **config: Any) -> Layer:
    if kind not in KINDS:
        raise ValueError(f"there is no layer {kind!r}")
    return KINDS[kind](**config)
