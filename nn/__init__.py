"""A small Keras-like neural-network package on top of `autograd`.

>>> from nn import Dense, Sequential
>>> model = Sequential([Dense(units=25, activation="sigmoid"), Dense(1, "sigmoid")])
>>> model.compile(loss="binary_crossentropy")
"""

from importlib import import_module
from typing import Any

import autograd

if not hasattr(autograd, "Value"):
    raise ImportError(
        f"nn computes with chalkgrad's autograd, but {autograd.__file__} is another package of that name, such as HIPS "
        "autograd, and comes first on the path. Keep one of them: pip uninstall autograd."
    )

from autograd import __version__, relu, sigmoid, softmax, tanh
from nn.fitting.seeds import set_random_seed
from nn.layers import Activation, Dense, Input
from nn.left_out import name_left_out
from nn.sequential import Sequential, load

__all__ = [
    "Sequential", "load", "Dense", "Input", "Activation", "relu", "sigmoid", "softmax", "tanh", "set_random_seed",
    "__version__",
]  # fmt: skip

TENSORFLOW, BRIDGE = "nn.keras.names", "nn.keras.bridge"
LATER = {  # where they stand: TensorFlow's names, for `import nn as tf`; and the bridge to Keras
    "autograph": TENSORFLOW, "keras": "nn.keras", "math": TENSORFLOW, "nn": TENSORFLOW, "random": TENSORFLOW,
    "to_keras": BRIDGE, "from_keras": BRIDGE,
}  # fmt: skip
WHERE = " Layers, losses, optimizers ... are in nn.layers, nn.losses, nn.optimizers, or in nn.keras."


def __getattr__(name: str) -> Any:
    """Load what only some programs need, and answer a name of Keras that is not here with what to use."""
    if name not in LATER:
        raise AttributeError(name_left_out(name, [*LATER, *__all__], WHERE))
    module = import_module(LATER[name])
    if name == "keras":
        return module
    return getattr(module, name)
