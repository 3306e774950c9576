"""What a network is measured by: its loss, the cost J, and metrics, on any examples."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor
from nn.base_layer import Layer
from nn.data import CHUNK, Examples, Given, as_array, checked_pair, checked_weights, chunks
from nn.fitting.progress import shown
from nn.layers import Flatten
from nn.left_out import Answering
from nn.lookup import also_called
from nn.losses import Loss, loss_named
from nn.metrics import Metric, metric_named, scores_of
from nn.optimizers import OPTIMIZERS, GradientDescent, Optimizer, optimizer_named
from nn.scalars import data_of, labelled, nodes_of, values
from nn.steps.step import code_of, require_one_way

Array = npt.NDArray[Any]


class Compiled(Answering):
    """A network that can be compiled and evaluated.

    Attributes:
        loss, optimizer, metrics, run_eagerly, jit_compile: what compile was told.
    """

    layers: list[Layer]
    features = 0  # of one example; 0 until known
    dtype: np.dtype[Any]
    _of_values = False

    def __init__(self) -> None:
        self.loss: Loss | None = None
        self.optimizer: Optimizer = GradientDescent()
        self.metrics: dict[str, Metric] = {}
        self.run_eagerly = self.jit_compile = False
        self._devices: Any = None  # to compile for, as they were given

    def __call__(self, X: Any, training: bool = False) -> Any:
        """The output f(X), as a graph."""
        raise NotImplementedError

    @property
    def parameters(self) -> list[Node]:
        """Every W and b in order, as nodes, each once; frozen ones too."""
        nodes = [node for layer in self.layers for weight in layer.parameters for node in nodes_of(weight)]
        return list(dict.fromkeys(nodes))  # a parameter of two layers moves once

    def inputs(self, X: Array) -> Any:
        """Examples that were checked, as what the network is called with: a Tensor, or Values."""
        if self._of_values:
            return values(X, "x", constant=True)
        return Tensor(X, "X", dtype=self.dtype, constant=True)

    def rows(self, X: Any) -> Any:
        """Examples as a matrix: numbers are examples of one feature, and Flatten takes examples of any shape."""
        may_be_numbers = isinstance(X, (list, tuple)) or getattr(X, "ndim", 0) == 1
        if self.features in (0, 1) and may_be_numbers:
            X = as_array(X, "X")
            if X.ndim == 1:
                return X[:, None]
        if not self.layers or not isinstance(self.layers[0], Flatten):
            return X
        images = as_array(X, "X")
        return images.reshape(len(images), math.prod(images.shape[1:])) if images.ndim > 2 else X

    def penalties(self) -> list[Any]:
        """What the cost is raised by for the size of the weights, as nodes."""
        return [penalty for layer in self.layers for penalty in layer.penalties()]

    def draws(self) -> dict[str, Callable[[int], Array]]:
        """What the layers draw for a batch of m examples while the network learns, by its label."""
        return {label: draw for layer in self.layers for label, draw in layer.draws().items()}

    @also_called()
    def compile(
        self,
        loss: str | Loss,
        optimizer: str | Optimizer = "gradient_descent",
        metrics: str | Sequence[str | Metric] | None = None,
        *,
        run_eagerly: bool = False,
        jit_compile: bool = False,
        devices: Any = None,
    ) -> None:
        """Say what to minimise, how, and what to report.

        Args:
            loss: an object such as BinaryCrossentropy(), or its name.
            optimizer: an object such as Adam(alpha=0.01), or its name. The default is plain gradient descent,
                `w -= alpha * dw` with alpha = 0.1. (Keras would take RMSprop without a word.)
            metrics: "accuracy", "mae", "mse", or functions (y, p) -> float of arrays: their means over batches.
            run_eagerly: whether fit runs the visible loop, node by node, instead of the NumPy code derived from it
                (`model.derive(X, y)` shows that). Both give the same weights to the last few bits.
            jit_compile: whether fit hands that code to XLA, a whole epoch in one call (extra `jax`): for long runs and
                for GPUs. The weights are the same but for rounding. Compiling takes a second or so for each shape of
                the data; fit refuses a step that can't be derived; Ctrl-C ends a run after the epoch at hand.
            devices: what to compile for: the name of a platform ("cpu", "gpu"), or some of `jax.devices()`, which are
                all taken if none are given. Each takes a share of every batch, and all hold the parameters. For
                several hosts: a seed for the model, `jax.distributed.initialize()` first, nothing else.

        Raises:
            TypeError, ValueError: if a name is unknown or an object is of the wrong kind.
            ImportError: if JAX is asked for and not installed.
        """
        if isinstance(loss, Optimizer) or (isinstance(loss, str) and loss.lower() in OPTIMIZERS):
            raise TypeError(
                f"compile(loss={loss!r}): this is an optimizer, and here the loss comes first. Name both, and give "
                "the learning rate to an object: compile(loss='mse', optimizer=Adam(learning_rate=0.001))."
            )
        require_one_way(run_eagerly, jit_compile, devices)
        new_loss, new_optimizer = loss_named(loss), optimizer_named(optimizer)
        chosen = [metric_named(m, new_loss) for m in ([metrics] if isinstance(metrics, str) else metrics or ())]
        titles = ["loss", *(title for title, _ in chosen)]
        if len(set(titles)) < len(titles):
            raise ValueError(f"metrics {titles[1:]}: give each a name of its own, and none the name 'loss'.")
        self.loss, self.optimizer, self.metrics = new_loss, new_optimizer, dict(chosen)
        self.run_eagerly, self.jit_compile, self._devices = run_eagerly, jit_compile, devices

    def cost(self, X: Any, y: npt.ArrayLike) -> Any:
        """J(W, b), the mean of the loss over the examples and the penalties for weights, as a node, to go backward.

        Args:
            X: inputs, (m, features).
            y: targets, (m,) for a single unit, else (m, units) or as the loss says.

        Raises:
            RuntimeError, ValueError: if no loss has been chosen, or the shapes don't fit.
        """
        return labelled(self.with_penalties(self._chosen_loss()(y, self(X))), "J")

    def with_penalties(self, J: Any) -> Any:
        """The cost of some examples, and what the size of the weights adds to it."""
        return sum(self.penalties(), start=J)

    def parts(self) -> list[Any]:
        """Everything whose code runs in a step."""
        loss = vars(self._chosen_loss()).get("losses", type(self.loss))  # the function, if it was made of one
        activations = [getattr(layer, "activation", None) for layer in self.layers]
        penalties = [code_of(penalty) for layer in self.layers for penalty in layer.regularizers.values()]
        own = [type(self), loss, type(self.optimizer), *self.metrics.values(), *map(type, self.layers)]
        return [*own, *filter(None, activations), *penalties]

    def _chosen_loss(self) -> Loss:
        if self.loss is None:
            raise RuntimeError("no loss has been chosen. Call model.compile(loss=BinaryCrossentropy()) first.")
        return self.loss

    @also_called(x="X")
    def evaluate(
        self,
        X: npt.ArrayLike,
        y: npt.ArrayLike,
        batch_size: int | None = None,
        verbose: int | str = 0,
        sample_weight: npt.ArrayLike | None = None,
        *,
        return_dict: bool = False,
    ) -> Any:
        """The cost on other examples; with metrics, a list of the cost and each metric, as in Keras.

        Args:
            X: inputs, (m, features).
            y: targets, as for fit.
            batch_size: how many examples a metric is computed on at a time: its mean over them is reported. 1,024
                where it is not given; len(X) for a metric that is no mean over examples.
            verbose: 1 prints the numbers.
            sample_weight: what the loss of each example is multiplied with, (m,); the metrics are not.
            return_dict: whether to return them by name instead.

        Raises:
            RuntimeError: if no loss has been chosen.
            TypeError, ValueError: if the data don't fit each other or the network.
        """
        examples, _ = self._taken(*self._checked(X, y, sample_weight))
        scores = self._scores(examples, size=batch_size or CHUNK)
        if verbose and verbose != "auto":
            print("  ".join(f"{title}: {shown(score)}" for title, score in scores.items()))
        return scores if return_dict else list(scores.values()) if self.metrics else scores["loss"]

    def taken(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Examples:
        """Examples, checked, as the network and its loss take them."""
        return self._taken(*self._checked(X, y))[0]

    def _checked(self, X: npt.ArrayLike, y: npt.ArrayLike, sample_weight: npt.ArrayLike | None = None) -> Given:
        """Return examples of numbers that the network can compute with, as they came."""
        return *checked_pair(self.rows(X), y, dtype=self.dtype), checked_weights(sample_weight, y)

    def _taken(self, X: Array, y: Array, sample_weight: Array | None = None) -> tuple[Examples, tuple[Any, Any]]:
        """Examples as the network takes them; for a chunk of them, the predictions p and the cost without penalties."""
        loss, chunk = self._chosen_loss(), next(chunks(len(y)))
        p = self(self.inputs(np.asarray(X[chunk])))
        targets = loss.targets(y, (len(y), *np.shape(p)[1:])).astype(self.dtype, copy=False)
        weights = None if sample_weight is None else sample_weight.astype(self.dtype, copy=False)
        examples = Examples(X, y, targets, weights, self.draws())
        return examples, (p, loss.cost(examples.targets[chunk], p, examples.weights_of(chunk)))

    def _scores(
        self, examples: Examples, first: Any = None, most: int | None = None, size: int = CHUNK
    ) -> dict[str, float]:
        """The cost and the metrics of all examples, or the first of them; `first` are p and J of a chunk, if known."""
        sums, m = dict.fromkeys(["loss", *self.metrics], 0.0), min(len(examples), most or len(examples))
        for chunk in chunks(m, size):
            p = first[0] if first else self(self.inputs(examples.inputs(chunk)))
            targets, weights = examples.targets[chunk], examples.weights_of(chunk)
            J = self.with_penalties(first[1] if first else self._chosen_loss().cost(targets, p, weights))
            for k, score in {"loss": float(J), **scores_of(self.metrics, examples.y[chunk], data_of(p))}.items():
                sums[k] += score * (chunk.stop - chunk.start) / m
            first = None
        return sums
