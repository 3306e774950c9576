"""Layers: step one of a network, how the output is computed from the input x and the parameters W, b."""

from copy import copy
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from autograd import Tensor, affine, softmax
from nn.activations import ActivationFunction, name_of
from nn.activations import activation as activation_named
from nn.initializers import Initializer, initializer
from nn.scalars import labelled, values_of


class Layer:
    """One stage of a Sequential: a function of an array, a Tensor or an array of Values.

    Attributes:
        number: its place among the layers of its model, from 1; 0 before it has one. Names and labels carry it.
        units: the number of outputs; 0 while it is unknown.
        parameters: the arrays that gradient descent moves, W then b.
    """

    number = 0
    units = 0
    parameters: tuple[Any, ...] = ()
    initializers: tuple[str | Initializer, ...] = ()  # one for each parameter

    @property
    def name(self) -> str:
        """The kind of layer and its number: "dense_1"."""
        return f"{type(self).__name__.lower()}_{self.number}"

    def build(self, features: int, rng: np.random.Generator, dtype: npt.DTypeLike) -> None:
        """Make the parameters for that many input features."""
        self.units = features

    def __call__(self, x: Any) -> Any:
        """The output for x of shape (m, features): an array of shape (m, units)."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.units} units>"

    def title(self, i: int) -> str:
        """What messages call the i-th parameter: its label without the number of the layer, "W"."""
        return self._label(i).removesuffix(str(self.number))

    def _label(self, i: int) -> str:
        parameter = self.parameters[i]
        label = parameter.label if isinstance(parameter, Tensor) else parameter.flat[0].label if parameter.size else ""
        return label.partition("[")[0] or f"parameter {i}"

    def as_values(self, made: dict[int, Any] | None = None) -> Self:
        """The same layer with a Value for every entry of its parameters, wherever they stand among its attributes.

        Args:
            made: what was made for other layers, by the id of the parameter, so that a shared one stays shared.
        """
        made = {} if made is None else made
        for i, parameter in enumerate(self.parameters):
            if id(parameter) not in made:
                made[id(parameter)] = values_of(parameter, self._label(i))

        def twin_of(x: Any) -> Any:
            return type(x)(map(twin_of, x)) if type(x) in (list, tuple) else made.get(id(x), x)

        twin = copy(self)
        vars(twin).update({name: twin_of(x) for name, x in vars(self).items()})
        return twin

    def config(self) -> dict[str, Any]:
        """The arguments that make this layer again, but for how its weights start, in types that JSON knows."""
        raise NotImplementedError


class Input(Layer):
    """Says the number of features, so that the network has its weights before it sees data.

    Args:
        shape: (features,), or the number alone.

    Raises:
        ValueError: if the shape is not one positive number.
    """

    def __init__(self, shape: int | tuple[int, ...]) -> None:
        sizes = tuple(np.atleast_1d(shape).tolist())
        if len(sizes) != 1 or not isinstance(sizes[0], int) or sizes[0] < 1:
            raise ValueError(f"Input(shape={shape!r}): give the number of features of one example, as in (400,).")
        self.units = sizes[0]

    def config(self) -> dict[str, Any]:
        return {"shape": [self.units]}


class Activation(Layer):
    """An activation as a layer of its own: `Dense(3)`, then `Activation("softmax")`.

    Args:
        activation: a name (sigmoid, relu, tanh, linear, softmax) or a function.
    """

    def __init__(self, activation: str | ActivationFunction) -> None:
        self.activation = activation_named(activation)

    def __call__(self, x: Any) -> Any:
        return labelled(self.activation(x), f"a{self.number}")

    def config(self) -> dict[str, Any]:
        return {"activation": name_of(self.activation)}


class Dense(Layer):
    """A layer in which every unit sees every input: activation(x @ W + b).

    Args:
        units: the number of outputs.
        activation: a name (sigmoid, relu, tanh, linear, softmax) or a function of z; linear if not given.
        use_bias: whether to add b.
        kernel_initializer: how W starts, a name (glorot_uniform, he_normal ...) or a function (shape, rng) -> array.
        bias_initializer: how b starts.

    Attributes:
        W: the weights, a Tensor of shape (features, units) once the layer is built.
        b: the biases, a Tensor of shape (units,).

    Raises:
        ValueError: if `units` is no positive whole number, or a name is unknown.

    Example:
        >>> layer = Dense(units=2, activation="sigmoid")
        >>> layer.build(3, np.random.default_rng(1), "float64")
        >>> layer(np.zeros((5, 3))).shape
        (5, 2)
    """

    def __init__(
        self,
        units: int,
        activation: str | ActivationFunction | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
    ) -> None:
        if isinstance(units, bool) or not isinstance(units, (int, np.integer)) or units < 1:
            raise ValueError(f"Dense(units={units!r}): the number of units is a whole number, 1 or more.")
        self.units, self.use_bias = int(units), bool(use_bias)
        self.activation = activation_named(activation or "linear")
        if self.units == 1 and self.activation is softmax:
            raise ValueError("Dense(1, 'softmax') would always give 1. Use 'sigmoid' for one probability.")
        initializer(kernel_initializer), initializer(bias_initializer)  # a wrong name is said now, not when building
        self.initializers = (kernel_initializer, bias_initializer)[: 1 + self.use_bias]

    def build(self, features: int, rng: np.random.Generator, dtype: npt.DTypeLike) -> None:
        shapes = {"W": (features, self.units), "b": (self.units,)}
        made = []
        for given, (letter, shape) in zip(self.initializers, shapes.items(), strict=False):
            start = np.asarray(initializer(given)(shape, rng))
            if start.shape != shape:
                raise ValueError(
                    f"the initializer of {self.name}.{letter} gave shape {start.shape} instead of {shape}."
                )
            made.append(Tensor(start, f"{letter}{self.number}", dtype=dtype))
        self.parameters = tuple(made)

    @property
    def W(self) -> Any:
        """The weights, of shape (features, units)."""
        return self._parameter(0, "W")

    @property
    def b(self) -> Any:
        """The biases, of shape (units,)."""
        return self._parameter(1, "b") if self.use_bias else 0.0

    def __call__(self, x: Any) -> Any:
        if not self.use_bias:
            z = x @ self.W
        elif x.ndim == 2:
            z = affine(x, self.W, self.b)  # x @ W + b as one node
        else:
            z = x @ self.W + self.b
        labelled(z, f"z{self.number}")
        return labelled(self.activation(z), f"a{self.number}")

    def config(self) -> dict[str, Any]:
        return {"units": self.units, "activation": name_of(self.activation), "use_bias": self.use_bias}

    def _parameter(self, index: int, letter: str) -> Any:
        if not self.parameters:
            raise AttributeError(
                f"{self.name} has no {letter} yet, because it doesn't know its number of features. "
                "Start the model with Input(shape=(features,)), or call model.build(features) or fit first."
            )
        return self.parameters[index]


KINDS: dict[str, type[Layer]] = {kind.__name__: kind for kind in (Activation, Dense, Input)}
