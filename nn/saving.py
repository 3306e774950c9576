"""The file of a saved network: its architecture as JSON, its weights as arrays, in one .npz without pickle."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.files import written_whole
from nn.layers import Layer

FORMAT = "chalkgrad model 1"
WHY = "has the name of another one, or its own __call__ in place of call"


def described(layer: Layer) -> tuple[str, dict[str, Any]]:
    """The kind of a layer and the arguments that make it again.

    Raises:
        ValueError: if these do not make it again.
    """
    kind, config = type(layer), layer.get_config()
    said = f"{layer!r} is a layer of your own"
    if Layer.kinds.get(kind.__name__) is not kind or kind.__call__ is not Layer.__call__:
        raise ValueError(f"{said} that {WHY}, which a file can't hold. Save get_weights() instead.")
    try:
        json.dumps(config)
        kind(**config)
    except TypeError as error:
        raise ValueError(
            f"{said}, and {kind.__name__}(**get_config()) does not make it again ({error}). Let get_config() return "
            "the arguments of its constructor, in types that JSON knows."
        ) from None
    return kind.__name__, config if layer.trainable else {**config, "trainable": False}


def write(path: str | Path, architecture: dict[str, Any], weights: Sequence[npt.NDArray[Any]]) -> None:
    """Write a network to `path`, whole or not at all."""
    arrays: dict[str, Any] = {f"weight_{i}": weight for i, weight in enumerate(weights)}
    arrays["description"] = np.array(json.dumps({"format": FORMAT, **architecture}))
    with written_whole(path, "wb") as file:
        np.savez(file, **arrays)


def read(path: str | Path) -> tuple[dict[str, Any], list[npt.NDArray[Any]]]:
    """The architecture and the weights that `write` wrote; nothing in the file is ever executed.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not of this format.
    """
    with open(path, "rb") as raw:
        try:
            with np.load(raw, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            architecture = json.loads(str(arrays.pop("description")))
            if architecture.pop("format") != FORMAT:
                raise ValueError(f"its format is not {FORMAT!r}")
            return architecture, [arrays[f"weight_{i}"] for i in range(len(arrays))]
        except Exception as error:
            raise ValueError(foreign(path, error)) from None


def foreign(path: str | Path, error: Exception) -> str:
    """What to say of a file that is no saved network."""
    said = f"{type(error).__name__}: {error}"
    return f"{str(path)!r} is not a model saved by chalkgrad ({said}), or not one that can be made again here."
