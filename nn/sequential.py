"""Sequential: a network as a list of layers. The loop that learns is in fitting/fit.py."""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy, deepcopy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from autograd import Node, Tensor
from autograd.tensor import float_type
from nn import pictures, saving
from nn.base_layer import Layer, set_weights
from nn.data import Array, Draws, Examples, as_matrix, as_rows, as_triple, chunks
from nn.fitting import cost as costs
from nn.fitting import fit as fitting
from nn.fitting.history import History
from nn.fitting.seeds import generator
from nn.layers import Flatten, Input
from nn.left_out import Answering
from nn.lookup import also_called, look_up
from nn.losses import Loss
from nn.metrics import Metric
from nn.optimizers import GradientDescent, Optimizer
from nn.scalars import data_of, holds_values, nodes_of, values
from nn.settings import whole_number
from nn.steps.step import DerivedStep


class Sequential(Answering):
    """A network whose layers are applied one after another.

    Args:
        layers: the layers in order, or the only one; an Input may come first. More can be added with `add`.
        seed: makes the initial weights and the shuffling repeatable, bit for bit.
        dtype: the type of float for weights and data, "float64" or "float32".
        name: what to call the model.

    Attributes:
        layers: the layers that compute something (Input is not among them).
        features: those of one example; 0 until known.
        parameters: every W and b in order: Tensors, or Values for a network of Values.
        loss, optimizer, metrics, run_eagerly, jit_compile, devices: what compile was told.
        history: what the latest fit returned.
        derived_step: the step that the latest fit derived, or None.
        stop_training: a callback that sets it ends the run after the epoch, or the batch, at hand.

    Raises:
        TypeError: if something that is not a layer is given, or the dtype is another one.

    Example:
        >>> from nn import Sequential
        >>> from nn.layers import Dense
        >>> from nn.losses import BinaryCrossentropy
        >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
        >>> model = Sequential([Dense(units=1, activation="sigmoid")], seed=1)
        >>> model.compile(loss=BinaryCrossentropy())
        >>> history = model.fit(X, y, epochs=2000, verbose=0)
        >>> model.predict(X).round(1).ravel()
        array([0. , 0.1, 0.9, 1. ])
    """

    features = 0
    loss: Loss | None = None
    run_eagerly = jit_compile = stop_training = False
    devices: Any = None
    derived_step: DerivedStep | None = None
    _of_values = False
    _is_empty = False  # whether the weights of new layers are set afterwards, from a file

    compile, cost, evaluate = costs.compile, costs.cost, costs.evaluate
    fit, derive = fitting.fit, fitting.derive_step
    save, save_weights, load_weights = saving.save, saving.save_weights, saving.load_weights
    draw, plot_boundary, plot_weights = pictures.draw_network, pictures.plot_boundary, pictures.plot_weights
    plot_saturation, plot_mistakes = pictures.plot_saturation, pictures.plot_mistakes
    playground, summary = pictures.playground, pictures.summary

    def __init__(
        self,
        layers: Iterable[Layer] | Layer | None = None,
        *,
        seed: int | None = None,
        dtype: DTypeLike = "float64",
        name: str | None = None,
    ) -> None:
        self.dtype = float_type(f"Sequential(dtype={dtype!r}): weights are floats", dtype)
        self.optimizer: Optimizer = GradientDescent()
        self.metrics: dict[str, Metric] = {}
        self.history = History()
        self._rng = generator(seed)
        self.name = name or "sequential"
        self.layers: list[Layer] = []
        self._names: set[str] = set()  # of its layers
        if not isinstance(layers, Layer | Iterable | None):
            raise TypeError(f"Sequential({layers!r}): give a list of layers, such as [Dense(25, 'sigmoid'), Dense(1)].")
        if isinstance(layers, Layer):
            layers = [layers]
        in_order = [] if layers is None else list(layers)
        for layer in in_order:
            self._check(layer)
        for layer in in_order:
            self.add(layer)

    def __init_subclass__(cls) -> None:
        for name in ("call", "train_step", "test_step", "predict_step", "compute_loss"):
            if name in vars(cls):
                raise TypeError(
                    f"{cls.__name__}.{name} would never be called. Write a Layer of your own with call(self, x), or "
                    "the loop yourself: J = model.cost(X, y), J.backward(), w.data -= alpha * w.grad."
                )

    def add(self, layer: Layer) -> None:
        """Append a layer.

        Raises:
            TypeError: if it is not a layer.
            ValueError: if it belongs to a model already, or is an Input that is not first.
        """
        self._check(layer)
        if isinstance(layer, Input):
            if self.layers or self.features:
                raise ValueError("Input comes first, and once: it says how many features an example has.")
            self.features = layer.units
            return
        features = self.features
        if not self.layers:
            features = features or layer.features
        layer.number = len(self.layers) + 1
        try:
            if layer.name in self._names:
                raise ValueError(f"there is a layer called {layer.name!r} already. Give each a name of its own.")
            if features:
                self._build(layer, features)
        except Exception:
            layer.number = 0  # it never became part of the model
            raise
        self.features = features
        self.layers.append(layer)
        self._names.add(layer.name)

    @staticmethod
    def _check(layer: Any) -> None:
        if not isinstance(layer, Layer):
            raise TypeError(f"{layer!r} is not a layer. Give an object such as Dense(25, 'sigmoid').")
        if layer.number:
            raise ValueError(f"{layer.name} belongs to a model already. Make a new layer for this place.")

    @also_called()
    def build(self, features: int) -> None:
        """Make the weights for examples of that many features, unless they are made already.

        Raises:
            ValueError: if there is no layer, or the weights are for another number of features.
        """
        if not self.layers:
            raise ValueError("the model has no layers. Give Sequential a list of them, or add one.")
        features = whole_number(f"features={features!r}", features, 1)
        if not self.features:
            for layer in self.layers:
                self._build(layer, features)
            self.features = features  # not before: without all weights, the next try starts afresh
        elif features != self.features:
            raise ValueError(
                f"{self.layers[0].name} takes {self.features} features an example, but X has {features}. "
                f"Give X of shape (m, {self.features}), or make a new model."
            )

    def _build(self, layer: Layer, features: int) -> None:
        if layer.number > 1:
            features = self.layers[layer.number - 2].units
        layer.start(features, self._rng, self.dtype, is_empty=self._is_empty)

    @property
    def parameters(self) -> list[Node]:
        """Every W and b in order, as nodes, each once, with those that are frozen."""
        nodes: dict[Node, None] = {}  # a parameter of two layers moves once
        for weight in self.weights:
            nodes |= dict.fromkeys(nodes_of(weight))
        return list(nodes)

    @property
    def weights(self) -> list[Any]:
        """Every W and b."""
        return [weight for layer in self.layers for weight in layer.parameters]

    @property
    def generators(self) -> "list[np.random.Generator]":
        """The sources of what is random while the network learns: the order of the examples, and then the masks."""
        of_layers = [layer.generator for layer in self.layers]
        return [self._rng, *(one for one in of_layers if isinstance(one, np.random.Generator))]

    def penalties(self) -> list[Any]:
        """Return the amounts that the size of the weights adds to the cost, as nodes."""
        return [penalty for layer in self.layers for penalty in layer.penalties()]

    def draws(self) -> Draws:
        """Return, by label, the functions that draw random arrays for m examples while the network learns."""
        draws: Draws = {}
        for layer in self.layers:
            draws |= layer.draws()
        return draws

    def rows(self, X: Any) -> Any:
        """Return examples as a matrix: numbers are examples of one feature, and Flatten takes any shape."""
        flattens = bool(self.layers) and isinstance(self.layers[0], Flatten)
        return as_rows(X, self.features, flattens)

    def inputs(self, X: Array) -> Any:
        """Return checked examples as the network computes with them: a Tensor, or an array of Values."""
        if self._of_values:
            return values(X, "x", constant=True)
        return Tensor(X, "X", dtype=self.dtype, constant=True)

    def examples(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Examples:
        """Return examples, checked, as the network and its loss take them."""
        triple = as_triple(self.rows(X), y, sample_weight, self.dtype)
        examples, _ = costs.examples_for(self, *triple)
        return examples

    def __call__(self, X: Any, training: bool = False) -> Any:
        """Return the output f(X) for inputs of shape (m, features), as a graph: a Tensor, or an array of Values."""
        x = X
        if not isinstance(X, Node) and not holds_values(X):
            x = self.inputs(np.asarray(as_matrix(self.rows(X), dtype=self.dtype)[:]))
        self.build(x.shape[-1])
        return list(self.outputs(x, training))[-1]

    def outputs(self, x: Any, training: bool = False) -> Iterator[Any]:
        """Yield the output of each layer in turn, for inputs as nodes."""
        for place, layer in enumerate(self.layers, start=1):
            if layer.number != place:
                raise ValueError(
                    f"model.layers was changed: {layer.name} stands at place {place} and was made for place "
                    f"{layer.number}. Make a new Sequential of new layers, and give it weights with set_weights."
                )
            x = layer(x, training=True) if training else layer(x)
            yield x

    @also_called(x="X")
    def predict(self, X: ArrayLike, batch_size: int | None = None, verbose: int | str = 0) -> Array:
        """Return the outputs for inputs of shape (m, features), as an array of shape (m, units).

        `batch_size` and `verbose` are taken because Keras takes them: it is silent, and takes 1,024 rows at a time.
        """
        matrix = as_matrix(self.rows(X), dtype=self.dtype)
        outputs = []
        for chunk in chunks(matrix.shape[0]):
            inputs = self.inputs(np.asarray(matrix[chunk]))
            outputs.append(data_of(self(inputs)))
        return np.concatenate(outputs)

    def get_weights(self) -> list[Array]:
        """Return copies of W and b of each layer in order, as in Keras.

        Raises:
            ValueError: if the weights are not made yet.
        """
        self._need_weights("get_weights")
        return [array for layer in self.layers for array in layer.get_weights()]

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take W and b of each layer in order, as `get_weights` gives them: all of them, or none.

        Raises:
            ValueError: if their number or a shape is wrong; it names the layer.
        """
        self._need_weights("set_weights")
        set_weights(self.layers, weights)

    @property
    def trainable(self) -> bool:
        """True if gradient descent moves any layer's weights: `model.trainable = False` freezes them all."""
        return any(layer.trainable for layer in self.layers)

    @trainable.setter
    def trainable(self, trainable: bool) -> None:
        for layer in self.layers:
            layer.trainable = trainable

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """Return the layer of that name, or at that place, from 0."""
        if name is None:
            if not isinstance(index, int) or not -len(self.layers) <= index < len(self.layers):
                raise ValueError(
                    f"get_layer(index={index!r}): give a name, or one of the {len(self.layers)} places from 0."
                )
            return self.layers[index]
        return look_up("layer", str(name), {layer.name: layer for layer in self.layers}, Layer)  # type: ignore[no-any-return]

    def as_values(self) -> "Sequential":
        """Return the same network with every weight a Value: the same Dense code builds the scalar graph.

        Its predictions, its `cost` and every gradient equal this network's; its weights are its own. (An activation
        of one's own must use autograd's functions: NumPy's maximum of Values compares, and gives a tie to one side.)

        Raises:
            ValueError: if the weights are not made yet.
        """
        self._need_weights("as_values")
        twin = copy(self)
        twins: dict[int, Any] = {}  # of weights, by their ids
        twin.layers = [layer.as_values(twins) for layer in self.layers]
        twin._of_values = True
        twin._names = set(self._names)
        twin._rng = deepcopy(self._rng)
        twin.optimizer = copy(self.optimizer)
        twin.optimizer.forget()
        twin.jit_compile = False  # there are no derived steps of Values
        return twin

    def _need_weights(self, verb: str) -> None:
        if not self.features or not self.layers:
            raise ValueError(
                f"{verb}: the model has no weights yet, because it doesn't know its number of features. "
                "Start it with Input(shape=(features,)), or call model.build(features) or fit first."
            )

    def __getstate__(self) -> dict[str, Any]:
        """Return the attributes without the derived step, which is made again, and without devices of JAX."""
        devices = self.devices if isinstance(self.devices, str) else None
        return self.__dict__ | {"derived_step": None, "devices": devices}

    def __repr__(self) -> str:
        return f"Sequential([{', '.join(map(repr, self.layers))}])"


@also_called()
def load(path: str | Path) -> Sequential:
    """Return the model that `model.save(path)` wrote, ready to predict, and to go on learning where it was.

    If its loss, optimizer or a metric was of your own, compile it first. Layers of your own are found by the names of
    their classes, which must be defined by then.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file is not a saved model; nothing in it is ever executed.
    """
    return saving.restored(path, Sequential)
