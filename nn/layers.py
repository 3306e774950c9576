"""Layers: step one of a network, how the output is computed from the input x and the parameters W, b."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from autograd import Tensor, affine, softmax
from nn.activations import ActivationFunction, activation_named, name_of
from nn.initializers import Initializer, initializer_named
from nn.scalars import labelled, nodes_of, tensors_in, twin_of
from nn.weights import copies_of, take


class Layer:
    """One stage of a Sequential: a function of an array, a Tensor or an array of Values.

    For a layer of your own, write `call`, and `build` if it has weights, which `add_weight` makes; it then trains,
    saves, loads and has a twin of Values. Write `get_config` if its constructor takes arguments.

    Attributes:
        number: its place among the layers of its model, from 1; 0 before it has one. Names and labels carry it.
        units: the number of outputs; 0 while it is unknown.
        weights_by_name: the arrays that gradient descent moves, in the order in which they were added.
        parameters: the same as a tuple, W then b.

    Example:
        >>> class Scale(Layer):
        ...     def build(self, features):
        ...         self.gain = self.add_weight("gain", (features,), "ones")
        ...
        ...     def call(self, x, training=False):
        ...         return x * self.gain
        >>> layer = Scale()
        >>> layer.start(2, np.random.default_rng(1), "float64")
        >>> layer(np.array([[3.0, 4.0]])), layer.gain.label
        (Tensor([[3., 4.]]), 'gain0')
    """

    number = 0
    units = 0
    features = 0  # of its input, where its constructor was told
    _given_name = ""
    _trainable = True
    kinds: ClassVar[dict[str, type["Layer"]]] = {}  # by name, so that a saved layer is found again

    _rng = np.random.default_rng()  # for a layer that is built without a model
    _dtype: npt.DTypeLike = "float64"
    _saved: Iterator[npt.NDArray[Any]] | None = None

    def __init_subclass__(cls) -> None:
        known = Layer.kinds.get(cls.__name__, cls)  # a class may be defined again, but not in place of another one
        if known.__module__ == cls.__module__:
            Layer.kinds[cls.__name__] = cls

    @property
    def name(self) -> str:
        """The name that it was given, or the kind of layer and its number: "dense_1"."""
        return self._given_name or f"{type(self).__name__.lower()}_{self.number}"

    @property
    def weights_by_name(self) -> dict[str, Any]:
        """The arrays that gradient descent moves, by name."""
        return vars(self).setdefault("_weights", {})  # type: ignore[no-any-return]

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The weights in order, W then b."""
        return tuple(self.weights_by_name.values())

    weights = property(lambda self: list(self.parameters), doc="The same, by Keras's name.")

    @property
    def trainable(self) -> bool:
        """Whether gradient descent moves the weights; `layer.trainable = False` freezes them."""
        return self._trainable

    @trainable.setter
    def trainable(self, trainable: bool) -> None:
        self._trainable = bool(trainable)
        for node in [node for weight in self.parameters for node in nodes_of(weight)]:
            node.constant = not self._trainable

    def get_weights(self) -> list[npt.NDArray[Any]]:
        """Copies of W and b."""
        return copies_of([self])

    def set_weights(self, weights: Sequence[npt.ArrayLike]) -> None:
        """Take W and b, both or none; a ValueError says what does not fit."""
        take([self], weights)

    def build(self, features: int) -> None:
        """Make the weights, with `add_weight`, for that many input features."""

    def call(self, x: Any, training: bool = False) -> Any:
        """The output for x of shape (m, features): an array of shape (m, units). `training` is True while it learns."""
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this layer again, but for how its weights start, in types that JSON knows."""
        return {}

    def __call__(self, x: Any, training: bool = False) -> Any:
        """The output for x, of shape (m, features)."""
        output = self.call(x, training=training) if _takes_training(type(self).call) else self.call(x)
        if output is None:
            raise TypeError(f"call of {self.name} returned None: let it return the output.")
        return output

    def add_weight(self, name: str, shape: tuple[int, ...], initializer: str | Initializer = "glorot_uniform") -> Any:
        """A new weight, a Tensor that gradient descent moves: for `build`.

        Args:
            name: what it is called in files and messages; its label carries the number of the layer too.
            shape: its shape.
            initializer: how it starts, a name ("zeros", "glorot_uniform" ...) or a function (shape, rng) -> array.

        Raises:
            ValueError: if there is a weight of that name, or the initializer gives another shape.
        """
        if name in self.weights_by_name:
            raise ValueError(f"{self.name} has a weight {name!r} already. Give each weight a name of its own.")
        start = np.asarray(next(self._saved) if self._saved else initializer_named(initializer)(shape, self._rng))
        if start.shape != tuple(shape):
            raise ValueError(f"the initializer of {self.name}.{name} gave shape {start.shape} instead of {shape}.")
        weight = self.weights_by_name[name] = Tensor(start, f"{name}{self.number}", dtype=self._dtype)
        return weight

    def start(
        self,
        features: int,
        rng: np.random.Generator,
        dtype: npt.DTypeLike,
        saved: Iterator[npt.NDArray[Any]] | None = None,
    ) -> None:
        """Build the layer, with this source of random numbers; or with saved weights, in order."""
        self.units = vars(self).setdefault("_given_units", self.units) or features  # as the constructor said, if it did
        vars(self).pop("_weights", None)  # of a try that failed
        self._rng, self._dtype, self._saved = rng, dtype, saved
        try:
            self.build(features)
        finally:
            del self._rng, self._dtype, self._saved  # those of the class stand for them again
        if not self._trainable:
            self.trainable = False
        for name, x in vars(self).items():
            for tensor in tensors_in(x):
                if not tensor.constant and id(tensor) not in map(id, self.parameters):
                    raise ValueError(
                        f"{name} of {self.name} holds a Tensor that add_weight did not make: it would not learn nor "
                        f"be saved. Make it with self.add_weight({name!r}, {tensor.shape}), or with constant=True."
                    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.units} units>"

    def as_values(self, made: dict[int, Any] | None = None) -> Self:
        """The same layer with a Value for every entry of its weights, wherever they stand among its attributes.

        Args:
            made: what was made for other layers, by the id of the weight, so that a shared one stays shared.
        """
        named = [(f"{name}{self.number}", weight) for name, weight in self.weights_by_name.items()]
        return twin_of(self, named, made)  # type: ignore[no-any-return]


@cache
def _takes_training(call: Callable[..., Any]) -> bool:
    """Whether a layer wants to know if the network is learning."""
    return "training" in inspect.signature(call).parameters


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

    def get_config(self) -> dict[str, Any]:
        return {"shape": [self.units]}


class Activation(Layer):
    """An activation as a layer of its own: `Dense(3)`, then `Activation("softmax")`.

    Args:
        activation: a name (sigmoid, relu, softplus, tanh ...) or a function.
    """

    def __init__(self, activation: str | ActivationFunction) -> None:
        self.activation = activation_named(activation)

    def call(self, x: Any, training: bool = False) -> Any:
        return labelled(self.activation(x), f"a{self.number}")

    def get_config(self) -> dict[str, Any]:
        return {"activation": name_of(self.activation)}


class Dense(Layer):
    """A layer in which every unit sees every input: activation(x @ W + b).

    Args:
        units: the number of outputs.
        activation: a name (sigmoid, relu, softplus, tanh ...) or a function of z; linear if not given.
        use_bias: whether to add b.
        kernel_initializer: how W starts, a name (glorot_uniform, he_normal ...) or a function (shape, rng) -> array.
        bias_initializer: how b starts.
        name: what to call the layer.
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

    def __init__(
        self,
        units: int,
        activation: str | ActivationFunction | None = None,
        use_bias: bool = True,
        kernel_initializer: str | Initializer = "glorot_uniform",
        bias_initializer: str | Initializer = "zeros",
        *,
        name: str = "",
        input_shape: tuple[int, ...] = (),
        input_dim: int = 0,
    ) -> None:
        if isinstance(units, bool) or not isinstance(units, (int, np.integer)) or units < 1:
            raise ValueError(f"Dense(units={units!r}): the number of units is a whole number, 1 or more.")
        self.units, self.use_bias = int(units), bool(use_bias)
        self.activation = activation_named(activation or "linear")
        if self.units == 1 and self.activation is softmax:
            raise ValueError("Dense(1, 'softmax') would always give 1. Use 'sigmoid' for one probability.")
        initializer_named(kernel_initializer), initializer_named(bias_initializer)  # a wrong name is said now
        self.kernel_initializer, self.bias_initializer = kernel_initializer, bias_initializer
        self._given_name, shape = name, input_shape or (input_dim or ())
        self.features = Input(shape).units if shape else 0

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
        """The biases, of shape (units,); 0.0 without use_bias."""
        return self._weight("b") if self.use_bias else 0.0

    def call(self, x: Any, training: bool = False) -> Any:
        z = affine(x, self.W, self.b) if self.use_bias else x @ self.W  # affine is x @ W + b as one node
        return labelled(self.activation(labelled(z, f"z{self.number}")), f"a{self.number}")

    def get_config(self) -> dict[str, Any]:
        named = {"name": self._given_name} if self._given_name else {}
        return {"units": self.units, "activation": name_of(self.activation), "use_bias": self.use_bias, **named}

    def _weight(self, name: str) -> Any:
        if name not in self.weights_by_name:
            raise AttributeError(
                f"{self.name} has no {name} yet, because it doesn't know its number of features. "
                "Start the model with Input(shape=(features,)), or call model.build(features) or fit first."
            )
        return self.weights_by_name[name]
