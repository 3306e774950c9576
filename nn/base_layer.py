"""The base of layers: weights by name, building, calling, freezing, copying, and a twin of Values."""

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from copy import copy, deepcopy
from functools import cache, partial
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from autograd import Tensor
from nn.arrays import finite, real
from nn.data import Array, Draws
from nn.fitting.seeds import generator
from nn.initializers import Initializer, initializer_named
from nn.left_out import Answering
from nn.regularizers import Penalty
from nn.scalars import assign, data_of, labelled, nodes_of, objects_in, values_of
from nn.settings import yes_or_no


class Layer(Answering):
    """One stage of a Sequential: a function of an array, a Tensor or an array of Values.

    For a layer of your own, write `call`, and `build` if it has weights, which `add_weight` makes; it then trains,
    saves, loads and has a twin of Values.

    Args:
        name: what to call the layer.
        trainable: whether gradient descent moves its weights.

    Attributes:
        number: its place among the layers of its model, from 1; 0 before it has one. Names and labels carry it.
        units: the number of outputs; 0 while it is unknown.
        weights_by_name: the arrays that it has learned or is given, in the order in which they were added.
        parameters: the same as a tuple.
        regularizers: what the cost is raised by, a function of a weight each, by the weight's name.

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
    activation: Any = None  # the function that its outputs go through last, if there is one
    generator: Any = None  # what it draws from while it learns
    regularizers: Mapping[str, Penalty] = {}
    _given_name = ""
    _trainable = True
    _fixed: frozenset[str] = frozenset()  # weights that gradient descent never moves
    kinds: ClassVar[dict[str, type["Layer"]]] = {}  # by name, so that a saved layer is found again

    of_the_start: ClassVar[frozenset[str]] = frozenset({"trainable"})  # arguments that no file needs beside weights
    _built_for = 0  # the number of features that it has weights for
    _building: Any = None  # while it is built: its generator, the type of float, whether its weights are set afterwards

    def __init_subclass__(cls) -> None:
        known = Layer.kinds.get(cls.__name__, cls)  # a class may be defined again, but not in place of another one
        if known.__module__ == cls.__module__:
            Layer.kinds[cls.__name__] = cls

    def __init__(self, *, name: str = "", trainable: bool = True) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{type(self).__name__}(name={name!r}): a name is text.")
        self._given_name = name
        self.trainable = trainable

    @property
    def name(self) -> str:
        """The name that it was given, or the kind of layer and its number: "dense_1"."""
        return self._given_name or f"{type(self).__name__.lower()}_{self.number}"

    @property
    def weights_by_name(self) -> dict[str, Any]:
        """The arrays that it has learned or is given, by name."""
        return vars(self).setdefault("_weights", {})  # type: ignore[no-any-return]

    @property
    def learned(self) -> dict[str, Any]:
        """The weights that gradient descent moves, unless they are frozen, by name."""
        return {name: weight for name, weight in self.weights_by_name.items() if name not in self._fixed}

    @property
    def frozen_alone(self) -> list[str]:
        """The names of weights that are frozen by themselves, in a layer that is not."""
        if not self.trainable:
            return []
        return [name for name, weight in self.learned.items() if all(node.constant for node in nodes_of(weight))]

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The weights in order: of Dense, W then b."""
        return tuple(self.weights_by_name.values())

    weights = property(lambda self: list(self.parameters), doc="The same, by Keras's name.")

    @property
    def trainable(self) -> bool:
        """True if gradient descent moves the weights: `layer.trainable = False` freezes them."""
        return self._trainable

    @trainable.setter
    def trainable(self, trainable: bool) -> None:
        self._trainable = yes_or_no(f"{self.name}: trainable", trainable)
        for weight in self.learned.values():
            for node in nodes_of(weight):
                node.constant = not self._trainable

    def get_weights(self) -> list[Array]:
        """Return copies of W and b."""
        return [data_of(weight).copy() for weight in self.parameters]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take W and b, both or none, or raise the ValueError that says what does not fit."""
        set_weights([self], weights)

    def build(self, features: int) -> None:
        """Make the weights, with `add_weight`, for that many input features."""

    def call(self, x: Any, training: bool = False) -> Any:
        """The output for x of shape (m, features): an array of shape (m, units). `training` is True while it learns."""
        raise NotImplementedError(f"{type(self).__name__} has no call(self, x), which computes the output: write it.")

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make this layer again, but for how its weights start.

        These are the ones that the constructor was called with: numbers, words, arrays and nests of them. Write it
        yourself if some of them can change later.
        """
        args, settings = self._call
        call = inspect.signature(partial(type(self).__init__, self)).bind(*args, **settings)
        config = call.arguments
        for x in call.signature.parameters.values():
            if x.kind is x.VAR_KEYWORD:
                config |= config.pop(x.name, {})
        return {name: x for name, x in config.items() if name not in self.of_the_start}

    def penalties(self) -> list[Any]:
        """Return the amounts that the size of the weights adds to the cost, as nodes."""
        nodes = []
        for name, penalty in self.regularizers.items():
            R = penalty(self.weights_by_name[name])
            if np.shape(R):
                raise ValueError(f"the regularizer of {self.name}.{name} gave shape {np.shape(R)}, not one number.")
            nodes.append(labelled(R, f"penalty_{name}{self.number}"))
        return nodes

    def draws(self) -> Draws:
        """Return, by label, the functions that draw random arrays for m examples, which `call` needs."""
        return {}

    def __call__(self, x: Any, training: bool = False) -> Any:
        """The output for x, of shape (m, features). A layer without a model makes its weights at the first call."""
        if not self.number:
            if isinstance(x, (list, tuple)):
                x = np.asarray(x)
            self._start_for(np.shape(x))
        if takes(type(self).call, "training"):
            output = self.call(x, training=training)
        else:
            output = self.call(x)
        if output is None:
            raise TypeError(f"call of {self.name} returned None: let it return the output.")
        return output

    def _start_for(self, shape: tuple[int, ...]) -> None:
        """Make the weights of a layer without a model, for an input of that shape."""
        features = math.prod(shape[1:])
        is_other = self._built_for > 0 and features != self._built_for
        if len(shape) < 2 or not features or is_other:
            wanted = self._built_for or "features"
            raise ValueError(f"{self.name} takes an array of shape (m, {wanted}), and was given one of {shape}.")
        if not self._built_for:
            self.start(features, generator(None), "float64")

    def add_weight(
        self,
        name: str = "",
        shape: tuple[int, ...] = (),
        initializer: str | Initializer = "glorot_uniform",
        trainable: bool = True,
    ) -> Any:
        """Make a new weight, a Tensor that gradient descent moves, in `build`.

        Args:
            name: what it is called in files and messages; its label carries the number of the layer too. One without
                a name is called w, w_2 ...
            shape: its shape; () for a single number.
            initializer: how it starts, a name ("zeros", "glorot_uniform" ...) or a function (shape, rng) -> array.
            trainable: whether gradient descent moves it.

        Raises:
            ValueError: if there is a weight of that name, or the initializer gives another shape.
        """
        if self._building is None:
            raise RuntimeError(f"{self.name}: make the weight {name!r} in build, which is told the number of features.")
        count = len(self.weights_by_name)
        if not name:
            name = f"w_{count + 1}" if count else "w"
        if name in self.weights_by_name:
            raise ValueError(f"{self.name} has a weight {name!r} already. Give each weight a name of its own.")
        rng, dtype, is_empty = self._building
        start: Any = np.broadcast_to(np.zeros((), dtype), shape)  # which takes no memory
        if not is_empty:
            numbers = initializer_named(initializer)(shape, rng)
            start = Tensor.frozen(numbers, dtype=dtype)
        if start.shape != tuple(shape):
            raise ValueError(f"the initializer of {self.name}.{name} gave shape {start.shape} instead of {shape}.")
        weight = Tensor.leaf(start, f"{name}{self.number}", not trainable)
        self.weights_by_name[name] = weight
        if not trainable:
            self._fixed |= {name}
        return weight

    def start(self, features: int, rng: "np.random.Generator", dtype: DTypeLike, *, is_empty: bool = False) -> None:
        """Build the layer with this source of random numbers, or empty if its weights are set afterwards.

        A layer that made its weights before it had a model keeps them.
        """
        keeps_weights = self._built_for > 0 and not is_empty
        weights = self.get_weights()
        if keeps_weights and self._built_for != features:
            raise ValueError(f"{self.name} has weights for {self._built_for} features, and is to get {features}.")
        units_of_constructor = vars(self).setdefault("_given_units", self.units)
        self.units = units_of_constructor or features
        vars(self).pop("_weights", None)  # of a try that failed
        self._building = rng, dtype, is_empty or keeps_weights
        try:
            if takes(type(self).build, "input_shape"):  # as in Keras
                self.build((None, features))  # type: ignore[arg-type]
            else:
                self.build(features)
        finally:
            del self._building  # None, that of the class, stands for it again
        self._built_for = features
        if keeps_weights:
            self.set_weights(weights)
        if not self._trainable:
            self.trainable = False
        self._require_weights_of_its_own()

    def _require_weights_of_its_own(self) -> None:
        """Raise the ValueError for a Tensor or a layer among the attributes that would not learn."""
        own = set(map(id, self.parameters))
        for name, x in vars(self).items():
            for layer in objects_in(x, Layer):
                if layer.number:  # then it has a place of its own
                    continue
                raise ValueError(
                    f"{name} of {self.name} holds a layer, {x!r}: weights of a layer in a layer would not learn nor "
                    "be saved. Make them in this one, with add_weight, or let Sequential apply one layer after another."
                )
            for tensor in objects_in(x, Tensor):
                if not tensor.constant and id(tensor) not in own:
                    raise ValueError(
                        f"{name} of {self.name} holds a Tensor that add_weight did not make: it would not learn nor "
                        f"be saved. Make it with self.add_weight({name!r}, {tensor.shape}), or with constant=True."
                    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.units} units>"

    def as_values(self, twins: dict[int, Any] | None = None) -> Self:
        """Return the same layer with a Value for each entry of its weights, wherever they stand among its attributes.

        Args:
            twins: the Values of weights of other layers, by the id of the weight, so that a shared one stays shared.
        """
        if twins is None:
            twins = {}
        labels = {id(weight): f"{name}{self.number}" for name, weight in self.weights_by_name.items()}

        def twin_of(x: Any) -> Any:
            if type(x) is dict:
                return {name: twin_of(item) for name, item in x.items()}
            if type(x) in (list, tuple):
                return type(x)(map(twin_of, x))
            holds_numbers = id(x) in labels or (isinstance(x, Tensor) and x.constant)
            if holds_numbers and id(x) not in twins:
                twins[id(x)] = values_of(x, labels.get(id(x)) or x.label or "constant")
            return twins.get(id(x), x)

        twin = copy(self)
        vars(twin).update(twin_of(vars(self)))
        twin.generator = deepcopy(self.generator)
        return twin


def set_weights(layers: Sequence[Layer], weights: Sequence[ArrayLike]) -> None:
    """Give the layers these weights, in order, all of them or none.

    Raises:
        TypeError: if they are no arrays one after another.
        ValueError: if their number or a shape is wrong, or one is not finite; it names the layer.
    """
    if not np.iterable(weights):
        raise TypeError(f"set_weights({weights!r}): give a list of arrays, as get_weights() returns it.")
    places = [(layer, *weight) for layer in layers for weight in layer.weights_by_name.items()]
    arrays = [real(weight, f"weight {i}") for i, weight in enumerate(weights)]
    if len(arrays) != len(places):
        raise ValueError(f"set_weights takes {len(places)} arrays, W and b of each layer, but got {len(arrays)}.")
    for (layer, name, weight), array in zip(places, arrays, strict=True):
        if array.shape != np.shape(weight):
            raise ValueError(f"{name} of {layer.name} has shape {np.shape(weight)}, but the array given {array.shape}.")
        finite(array, f"{layer.name}.{name}", dtype=data_of(weight).dtype)
    for (_, _, weight), array in zip(places, arrays, strict=True):
        assign(weight, array)


@cache
def takes(function: Callable[..., Any], argument: str) -> bool:
    """Return True if a function can be called with an argument of that name."""
    parameters = inspect.signature(function).parameters
    takes_any = any(x.kind is x.VAR_KEYWORD for x in parameters.values())
    return takes_any or argument in parameters
