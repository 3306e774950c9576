"""Layers: step one of a network, how the output is computed from the input x and the parameters W, b."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import affine, maximum, softmax
from nn.activations import ActivationFunction, activation_named, name_of
from nn.base_layer import Layer
from nn.data import Array, Draws, as_matrix, chunks
from nn.initializers import Initializer, initializer_named
from nn.left_out import answering
from nn.regularizers import Penalty, config_of, regularizer_named
from nn.scalars import assign, constant_like, data_of, labelled
from nn.settings import Number, whole_number, yes_or_no

__all__ = ["Layer", "Input", "InputLayer", "Activation", "Dense", "Dropout", "Normalization", "Flatten"]
__getattr__ = answering(__name__)


class Input(Layer):
    """Says the number of features, so that the network has its weights before it sees data.

    Args:
        shape: (features,), or the number alone.
        input_shape: the same, by the name that Keras's InputLayer has for it.
        name: what to call it.

    Raises:
        ValueError: if the shape is not one positive number.
    """

    def __init__(
        self, shape: int | tuple[int, ...] = (), *, input_shape: int | tuple[int, ...] = (), name: str = ""
    ) -> None:
        super().__init__(name=name)
        shape = input_shape or shape
        sizes = np.atleast_1d(shape).tolist()
        is_one_number = len(sizes) == 1 and isinstance(sizes[0], int)
        if not is_one_number or sizes[0] < 1:
            images = ""
            if len(sizes) > 1:
                images = f" For images start with Flatten(input_shape={shape})."
            raise ValueError(f"Input(shape={shape!r}): give the features of one example, as in (400,).{images}")
        self.units = sizes[0]


InputLayer = Input  # Keras's other name: InputLayer(input_shape=(400,))


class Activation(Layer):
    """An activation as a layer of its own: `Dense(3)`, then `Activation("softmax")`.

    Args:
        activation: a name (sigmoid, relu, softplus, tanh ...) or a function.
    """

    def __init__(self, activation: str | ActivationFunction, *, name: str = "") -> None:
        super().__init__(name=name)
        self.activation = activation_named(activation)

    def call(self, x: Any, training: bool = False) -> Any:
        return labelled(self.activation(x), f"a{self.number}")

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"activation": name_of(self.activation)}


class Dense(Layer):
    """A layer in which every unit sees every input: activation(x @ W + b).

    Args:
        units: the number of outputs.
        activation: a name (sigmoid, relu, softplus, tanh ...) or a function of z; linear if not given.
        use_bias: whether to add b.
        kernel_initializer: how W starts, a name (glorot_uniform, he_normal ...) or a function (shape, rng) -> array.
        bias_initializer: how b starts.
        kernel_regularizer, bias_regularizer: what the size of W, or of b, adds to the cost: L2(0.01), "l2", a function.
        name: what to call the layer.
        trainable: whether gradient descent moves W and b.
        input_shape, input_dim: for the first layer, (features,) or the number alone: what an Input would say.

    Attributes:
        W: the weights, a Tensor of shape (features, units) once the layer is built.
        b: the biases, a Tensor of shape (units,).

    Raises:
        ValueError: if `units` is no positive whole number, or a name is unknown.

    Example:
        >>> layer = Dense(units=2, activation="sigmoid")
        >>> layer.start(3, np.random.default_rng(1), "float64")
        >>> layer(np.zeros((5, 3))).shape
        (5, 2)
    """

    of_the_start = frozenset({"trainable", "kernel_initializer", "bias_initializer", "input_shape", "input_dim"})

    def __init__(
        self,
        units: int,
        activation: str | ActivationFunction | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        kernel_regularizer: str | Penalty | None = None,
        bias_regularizer: str | Penalty | None = None,
        *,
        name: str = "",
        trainable: bool = True,
        input_shape: tuple[int, ...] = (),
        input_dim: int = 0,
    ) -> None:
        super().__init__(name=name, trainable=trainable)
        self.units = whole_number(f"Dense(units={units!r})", units, 1)
        self.use_bias = yes_or_no("Dense: use_bias", use_bias)
        self.activation = activation_named(activation or "linear")
        if self.units == 1 and self.activation is softmax:
            raise ValueError("Dense(1, 'softmax') would always give 1. Use 'sigmoid' for one probability.")
        initializer_named(kernel_initializer)  # a wrong name is refused now, and not when the layer is built
        initializer_named(bias_initializer)
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer
        penalties = {"W": regularizer_named(kernel_regularizer)}
        if use_bias:
            penalties["b"] = regularizer_named(bias_regularizer)
        self.regularizers = {name: penalty for name, penalty in penalties.items() if penalty is not None}
        if input_shape or input_dim:
            self.features = Input(input_shape or input_dim).units

    def build(self, features: int) -> None:
        self.add_weight("W", (features, self.units), self.kernel_initializer)
        if self.use_bias:
            self.add_weight("b", (self.units,), self.bias_initializer)

    @property
    def W(self) -> Any:
        """The weights, of shape (features, units)."""
        return self._weight("W")

    @property
    def b(self) -> Any:
        """The biases, of shape (units,), or 0.0 without use_bias."""
        if not self.use_bias:
            return 0.0
        return self._weight("b")

    def call(self, x: Any, training: bool = False) -> Any:
        if self.use_bias:
            z = affine(x, self.W, self.b)  # x @ W + b as one node
        else:
            z = x @ self.W
        a = self.activation(labelled(z, f"z{self.number}"))
        return labelled(a, f"a{self.number}")

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config["units"] = self.units
        config["activation"] = name_of(self.activation)
        config["use_bias"] = self.use_bias
        names = {"W": "kernel_regularizer", "b": "bias_regularizer"}
        for weight, penalty in self.regularizers.items():
            config[names[weight]] = config_of(penalty)
        return config

    def _weight(self, name: str) -> Any:
        if name not in self.weights_by_name:
            raise AttributeError(
                f"{self.name} has no {name} yet, because it doesn't know its number of features. "
                "Start the model with Input(shape=(features,)), or call model.build(features) or fit first."
            )
        return self.weights_by_name[name]


class Dropout(Layer):
    """While the network learns, each input is 0 with probability `rate`, and the others are x / (1 - rate).

    What stays is a mask, 0 or 1 for each number of a batch, which the layer draws anew for every batch from a generator
    that the model has made for it. In the derivative, which is mask / (1 - rate), the mask is data.

    Raises:
        ValueError: if the rate does not lie from 0 to below 1.

    Source: N. Srivastava et al. (2014); scaled while learning, as in Keras.
    """

    rate = Number("the share of inputs to drop lies from 0 to below 1", lambda x: 0 <= x < 1)

    def __init__(self, rate: float, *, name: str = "") -> None:
        super().__init__(name=name)
        self.rate = rate

    def build(self, features: int) -> None:
        rng, _, _ = self._building
        self.generator = rng.spawn(1)[0]  # of its own, so that drawing does not change the shuffling

    def mask(self, m: int) -> Array:
        """Return 1 for each number that stays, 0 for the others, for m examples: (m, units)."""
        drawn: Array = self.generator.random((m, self.units)) >= self.rate
        return drawn.astype(float)

    def draws(self) -> Draws:
        if not self.rate:
            return {}
        return {f"mask{self.number}": self.mask}

    def call(self, x: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return x
        mask = constant_like(x, self.mask(len(x)), f"mask{self.number}")
        return labelled(x * mask / (1 - self.rate), f"a{self.number}")

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {"rate": self.rate}


class Normalization(Layer):
    """(x - mean) / sqrt(variance), with the mean and the variance of each feature that `adapt` has found.

    It works by itself too: `normalization.adapt(X); X = normalization(X)` gives an array for an array.

    Example:
        >>> normalization = Normalization()
        >>> normalization.adapt([[200.0, 12.0], [300.0, 16.0]])
        >>> normalization(np.array([[250.0, 18.0]]))
        array([[0., 2.]])
    """

    _statistics: tuple[Array, Array] | None = None  # until there are weights

    def __init__(self, axis: int = -1, *, name: str = "") -> None:
        if axis not in (-1, 1):
            raise ValueError(f"Normalization(axis={axis!r}): each feature has its own mean, axis=-1.")
        super().__init__(name=name)

    def adapt(self, data: ArrayLike) -> None:
        """Take the mean and the variance of each feature of these examples, (m, features)."""
        X = as_matrix(data)
        if self._built_for and X.shape[1] != self._built_for:
            raise ValueError(f"{self.name} is for {self._built_for} features, and adapt was given {X.shape[1]}.")
        mean = self._mean(X, np.asarray)
        variance = self._mean(X, lambda rows: (rows - mean) ** 2)
        variance[variance <= (1e-12 * mean) ** 2] = 0.0  # rounding errors of a feature that never changes
        if not self._built_for:
            self._statistics = mean, variance
        for weight, array in zip(self.parameters, (mean, variance), strict=False):
            assign(weight, array)

    @staticmethod
    def _mean(X: Any, function: Callable[[Array], Array]) -> Array:
        """Return the mean of a function of the examples, some at a time, over all of them."""
        total: Any = 0
        for chunk in chunks(X.shape[0]):
            rows = np.asarray(X[chunk], dtype=float)
            total = total + function(rows).sum(axis=0)
        return total / X.shape[0]  # type: ignore[no-any-return]

    def build(self, features: int) -> None:
        if self._statistics is None and not (self.number or self._built_for):
            raise ValueError(f"{self.name} knows no mean and variance yet. Call adapt(X) first.")
        mean, variance = self._statistics or (np.broadcast_to(0.0, features), np.broadcast_to(1.0, features))
        if len(mean) != features:
            raise ValueError(f"{self.name} was adapted to {len(mean)} features, and is to get {features}.")
        self.add_weight("mean", (features,), lambda shape, rng: mean, trainable=False)
        self.add_weight("variance", (features,), lambda shape, rng: variance, trainable=False)
        self._statistics = None  # the weights hold them from here on

    def call(self, x: Any, training: bool = False) -> Any:
        mean, variance = self.parameters
        if not self.number:  # by itself it computes with arrays
            mean, variance = data_of(mean), data_of(variance)
        return labelled((x - mean) / maximum(np.sqrt(variance), 1e-7), f"a{self.number}")


class Flatten(Layer):
    """Makes rows of images: examples of shape (m, height, width) become (m, height * width).

    As the first layer it lets the model take such examples; after another layer it changes nothing, since the outputs
    of a layer are rows already.

    Args:
        input_shape: the shape of one example, so that the network has its weights before it sees data.
    """

    def __init__(self, input_shape: tuple[int, ...] = (), *, name: str = "") -> None:
        sizes = np.atleast_1d(np.asarray(input_shape, object)).tolist()
        if not all(isinstance(size, int) and size > 0 for size in sizes):
            raise ValueError(f"Flatten(input_shape={input_shape!r}): give the shape of one example, as in (20, 20).")
        super().__init__(name=name)
        if sizes:
            self.features = math.prod(sizes)

    def call(self, x: Any, training: bool = False) -> Any:
        if np.ndim(x) > 2:
            return x.reshape(len(x), -1)
        return x
