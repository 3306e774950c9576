"""Keras's package, with the names that are here: `from nn.keras.layers import Dense`, `import nn.keras as keras`.

The bridge to Keras itself, to_keras and from_keras, stands in bridge.py.
"""

from nn.keras import (
    activations,
    callbacks,
    layers,
    losses,
    models,
    optimizers,
    regularizers,
    utils,
)
from nn.layers import Input
from nn.left_out import answering
from nn.sequential import Sequential

__all__ = [
    "Sequential", "Input", "activations", "callbacks", "layers", "losses", "models",
    "optimizers", "regularizers", "utils",
]  # fmt: skip
__getattr__ = answering(__name__)
