"""Activations: what a unit makes of its z = x @ W + b, by name or as any function of a node.

The functions are rows of the derivative table, so they take floats, arrays, Tensors and Values alike.

>>> import numpy as np
>>> activation_named("relu")(np.array([-1.0, 2.0]))
array([0., 2.])
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd import relu, sigmoid, softmax, softplus, tanh
from nn.left_out import answering
from nn.lookup import look_up

__all__ = [
    "linear", "leaky_relu", "relu", "sigmoid", "softmax", "softplus", "tanh",
]  # fmt: skip
__getattr__ = answering(__name__)

ActivationFunction = Callable[[Any], Any]


def linear(z: Any) -> Any:
    """No activation, a = z: for regression, or for logits that the loss turns into probabilities."""
    return z


def leaky_relu(z: Any) -> Any:
    """Return z itself above 0, and a fifth of it below, as in Keras, with the derivative 0.2 at 0."""
    return 0.8 * relu(z) + np.multiply(0.2, z)


ACTIVATIONS: dict[str, ActivationFunction] = {
    "sigmoid": sigmoid, "relu": relu, "tanh": tanh, "linear": linear, "softmax": softmax, "softplus": softplus,
    "leaky_relu": leaky_relu,
}  # fmt: skip


def activation_named(asked: str | ActivationFunction) -> ActivationFunction:
    """Return the activation of that name, or a function as it is."""
    activation = look_up("activation", asked, ACTIVATIONS, Callable)
    return getattr(activation, "__wrapped__", activation)  # type: ignore[no-any-return]


def known_name(function: Any) -> str:
    """Return the name by which `activation_named` finds a function, or "" for one of the user's own."""
    for name, known in ACTIVATIONS.items():
        if known is function:
            return name
    return ""


def name_of(function: ActivationFunction) -> str:
    """Return that name, by which a function is saved.

    Raises:
        ValueError: for a function of the user's own, which a file can't hold.
    """
    name = known_name(function)
    if not name:
        raise ValueError(
            f"the activation {function!r} has no name to save it by: a file can't hold a function. "
            "Save get_weights() with np.savez, and build the same network before set_weights()."
        )
    return name
