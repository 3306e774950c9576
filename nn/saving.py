"""The file of a saved network: its architecture as JSON, its weights as arrays, in one .npz without pickle.

It also holds what it takes to go on learning where the network was.
"""

import math
from collections.abc import Callable, Sequence
from os import SEEK_END
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np

from autograd.files import require_path, written_whole
from autograd.tensor import REAL
from nn.arrays import finite, real
from nn.base_layer import Layer
from nn.data import Array
from nn.lookup import T, also_called
from nn.losses import LOSSES
from nn.metrics import is_known
from nn.optimizers import OPTIMIZERS
from nn.settings import settings_of, whole_number

FORMAT = "chalkgrad model 2"
KINDS: dict[str, Any] = {kind.__name__: kind for kind in (*LOSSES.values(), *OPTIMIZERS.values())}  # type: ignore


@also_called()
def save(model: Any, path: str | Path) -> None:
    """Write the network to one .npz file, which `nn.load` reads so that it goes on learning where it was.

    How it was compiled is part of it, unless the loss, the optimizer or a metric is of your own; how steps are run
    (run_eagerly, jit_compile, devices) is not.

    Raises:
        ValueError: if the weights are not made yet, or a layer would be another one when it is loaded; it says why.
    """
    from nn.made_again import described

    refuse_files_of_keras(path)
    weights = weights_by_number(model.get_weights())
    layers = [("Input", {"shape": [model.features]})]
    layers += [described(layer, model.dtype) for layer in model.layers]
    progress, memories = progress_of(model)
    architecture = {"dtype": str(model.dtype), "layers": layers, "progress": progress}
    write(path, architecture, weights | memories)


@also_called()
def save_weights(model: Any, path: str | Path) -> None:
    """Write the weights alone to one .npz file, for `load_weights` of a network of the same layers.

    Raises:
        ValueError: if the weights are not made yet.
    """
    refuse_files_of_keras(path, "save_weights")
    write(path, {}, weights_by_number(model.get_weights()))


@also_called()
def load_weights(model: Any, path: str | Path) -> None:
    """Take the weights from a file that `save_weights` or `save` wrote: all of them, or none.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it is none of these files, or the number or a shape is wrong.
    """
    _, arrays = read(path)
    model.set_weights(weights_in(arrays))


def restored(path: str | Path, kind: Callable[..., T]) -> T:
    """Return the network of that kind which `save` wrote, as `load` says."""
    from nn.made_again import FROZEN, layer_made

    architecture, arrays = read(path)
    try:
        model: Any = kind(dtype=architecture["dtype"])
        model._is_empty = True  # its weights are checked, and then set
        for name, config in architecture["layers"]:
            if name not in Layer.kinds:
                raise LookupError(f"there is no layer {name!r}: define its class, or import it, before load")
            trainable = config.pop("trainable", True)
            frozen = config.pop(FROZEN, ())
            layer = layer_made(Layer.kinds[name], config)
            layer.trainable = trainable
            model.add(layer)
            for weight in frozen:
                layer.weights_by_name[weight].constant = True
        model._is_empty = False
        model.set_weights(weights_in(arrays))
        go_on(model, architecture["progress"], arrays)
        if arrays:
            raise ValueError(f"it holds arrays that belong to nothing: {', '.join(arrays)}")
        return model  # type: ignore[no-any-return]
    except Exception as error:
        raise ValueError(foreign(path, error)) from None


def progress_of(model: Any) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return what a network needs to go on learning where it was.

    These are the states of its generators of random numbers; and its loss, optimizer and metrics, with what the
    optimizer remembers, unless one of them is of the user's own.
    """
    loss = model.loss
    optimizer = model.optimizer
    progress: dict[str, Any] = {"random": [generator.bit_generator.state for generator in model.generators]}
    if not is_compiled_with_known(model):
        return progress, {}
    progress["loss"] = [type(loss).__name__, settings_of(loss)]
    progress["optimizer"] = [type(optimizer).__name__, settings_of(optimizer)]
    progress["metrics"] = list(model.metrics)
    progress["steps"] = []
    arrays = {}
    for i, w in enumerate(model.parameters):
        for key, x in optimizer.memory(w).items():
            if key.startswith("weight"):
                raise ValueError(
                    f"memory[{key!r}] of {optimizer} would overwrite a weight in the file. Give it another key."
                )
            if key == "t":
                progress["steps"].append(x)
            else:
                arrays[f"{key}_{i}"] = x
    return progress, arrays


def is_compiled_with_known(model: Any) -> bool:
    """Tell whether the loss, the optimizer and the metrics are of this package, and none is of the user's own."""
    for thing in (model.loss, model.optimizer):
        if KINDS.get(type(thing).__name__) is not type(thing):
            return False
    return all(is_known(title, metric, model.loss) for title, metric in model.metrics.items())


def go_on(model: Any, progress: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Let a network go on learning from the progress that `progress_of` returned."""
    for generator, state in zip(model.generators, progress["random"], strict=True):
        generator.bit_generator.state = state
    if "loss" not in progress:
        return
    loss, settings = progress["loss"]
    optimizer, constants = progress["optimizer"]
    model.compile(KINDS[loss](**settings), KINDS[optimizer](**constants), progress["metrics"])
    for i, (w, t) in enumerate(zip(model.parameters, progress["steps"], strict=True)):
        memory = model.optimizer.memory(w)
        for name in [name for name in arrays if name.endswith(f"_{i}")]:
            array = finite(real(arrays.pop(name), name), name, dtype=model.dtype)
            if array.shape != w.shape:
                raise ValueError(f"what the optimizer remembers of {w.name()} has another shape")
            memory[name.removesuffix(f"_{i}")] = array
        memory["t"] = whole_number(f"steps={t!r}", t, 0)


def refuse_files_of_keras(path: str | Path, verb: str = "save") -> None:
    """Raise the ValueError for a name that says that Keras wrote the file."""
    ending = ".keras"
    if verb == "save_weights":
        ending = ".weights.h5"
    if str(path).endswith((".keras", ".h5")):
        raise ValueError(
            f"{str(path)!r} would be a file of Keras's own, and this is one of NumPy's: call it .npz. "
            f"nn.to_keras(model).{verb}(path) writes one of Keras's, {ending}."
        )


def weights_by_number(weights: Sequence[Array]) -> dict[str, Array]:
    """Return the weights of a network by the names that they have in its file."""
    return {f"weight_{i}": weight for i, weight in enumerate(weights)}


def weights_in(arrays: dict[str, Array]) -> list[Array]:
    """Return the weights of a network in order, taken out of the arrays of its file."""
    count = sum(name.startswith("weight_") for name in arrays)
    return [arrays.pop(f"weight_{i}") for i in range(count)]


def write(path: str | Path, architecture: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Write a network to `path`, whole or not at all."""
    import json
    from io import BytesIO

    description = json.dumps({"format": FORMAT, **architecture})
    archive = BytesIO()  # which a full disk does not leave half closed
    np.savez(archive, **arrays, description=np.array(description))  # type: ignore[arg-type]
    with written_whole(path, "wb") as file:
        file.write(archive.getbuffer())


def read(path: str | Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the architecture and the arrays that `write` wrote, without ever executing anything in the file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not of this format.
    """
    import json

    require_path(path)
    with open(path, "rb") as raw:
        try:
            arrays = _arrays_in(raw)
            architecture = json.loads(str(arrays.pop("description")))
            if architecture.pop("format") != FORMAT:
                raise ValueError(f"its format is not {FORMAT!r}")
            return architecture, arrays
        except Exception as error:
            raise ValueError(foreign(path, error)) from None


def _arrays_in(raw: BinaryIO) -> dict[str, Array]:
    """Return the arrays of a .npz file by name, once their sizes are known to be what the file can hold.

    Raises:
        ValueError: if an array is larger than its part of the file, which would take memory for nothing, or if it
            holds objects, which only executing code could make.
    """
    from zipfile import ZipFile

    size = raw.seek(0, SEEK_END)
    arrays = {}
    with ZipFile(raw) as file:
        if sum(part.file_size for part in file.infolist()) > size:
            raise ValueError("it is compressed, or its parts overlap; a model is saved as it is")
        for part in file.infolist():
            with file.open(part) as stream:
                arrays[part.filename.removesuffix(".npy")] = _array_in(stream, part.file_size)
    return arrays


def _array_in(stream: IO[bytes], size: int) -> Array:
    """Return the array that a part of a file holds, which has that many bytes."""
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        raise ValueError(f"an array is of version {version} of NumPy's format, and not (1, 0)")
    shape, is_fortran, dtype = np.lib.format.read_array_header_1_0(stream)
    if dtype.kind not in REAL + "U":
        raise ValueError(f"an array holds {dtype}, and not numbers or text")
    data = stream.read()
    if math.prod(shape) * dtype.itemsize != len(data) or len(data) > size:
        raise ValueError(f"an array says that it has shape {shape}, and has {len(data)} bytes")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if is_fortran else "C")


def foreign(path: str | Path, error: Exception) -> str:
    """Return the message for a file that is no saved network."""
    reason = f"{type(error).__name__}: {error}"
    return f"{str(path)!r} is not a model saved by chalkgrad ({reason}), or not one that can be made again here."
