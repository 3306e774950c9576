"""A small Keras-like neural-network package on top of `autograd`.

>>> from nn import Dense, Sequential
>>> model = Sequential([Dense(units=25, activation="sigmoid"), Dense(1, "sigmoid")])
>>> model.compile(loss="binary_crossentropy")
"""

from typing import Any

from autograd import relu, sigmoid, softmax, tanh
from nn.layers import Activation, Dense, Input
from nn.loading import load
from nn.seeds import set_random_seed
from nn.sequential import Sequential

__all__ = [
    "Sequential", "load", "Dense", "Input", "Activation", "relu", "sigmoid", "softmax", "tanh", "set_random_seed",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """TensorFlow's names, which are made when one is first used: `import nn as tf`, then `tf.keras.layers.Dense`."""
    if name.startswith("__"):
        raise AttributeError(name)
    if name in ("to_keras", "from_keras"):
        from nn import keras_bridge

        return getattr(keras_bridge, name)
    from nn.keras_names import tf

    return getattr(tf, name)
