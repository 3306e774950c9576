"""Losses: step two of a network. L says how wrong one prediction is, and the cost J is its mean over the examples.

Every loss is written once, in NumPy, and takes predictions as arrays, as Tensors or as arrays of Values.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Node, Value, logistic_loss, logsumexp, sigmoid, softmax, softmax_loss, softplus
from autograd.rule import Rule
from autograd.rules import mean
from nn.arrays import real
from nn.data import Array
from nn.left_out import Answering, answering
from nn.lookup import look_up
from nn.scalars import constant_like, data_of, holds_values, input_of
from nn.settings import Number, as_call, yes_or_no

__all__ = [
    "Loss", "BinaryCrossentropy", "MeanSquaredError", "MeanAbsoluteError", "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy", "binary_crossentropy", "categorical_crossentropy",
    "sparse_categorical_crossentropy", "mean_squared_error", "mse", "mean_absolute_error", "mae",
]  # fmt: skip
__getattr__ = answering(__name__)

# The smallest normal float32. Added to a probability it changes none above 1e-22, and keeps log(0) finite.
TINY = float(np.finfo(np.float32).tiny)


class Loss(Answering):
    """A loss L(y, p) for each prediction, which gives the cost J when it is called.

    Attributes:
        from_logits: whether predictions are logits, and no probabilities.
        is_regression: whether targets may be any numbers, so that a last layer which can't give them is a mistake.
    """

    from_logits = False
    is_regression = False

    def __init__(self) -> None:
        """Make it without settings."""

    def losses(self, y: Array, p: Any) -> Any:
        """L for each prediction: targets `y` and predictions `p`, both of shape (m, units)."""
        raise NotImplementedError(f"{type(self).__name__} has no losses(self, y, p), L for each prediction: write it.")

    def checks(self, p: Any) -> bool:
        """Tell whether L refuses some numbers of these predictions, so that it must see those of every batch."""
        return False

    def best_constant(self, y: Array, weights: Array | None) -> Any:
        """Return the prediction that costs least if all examples get the same, or None where no formula gives it.

        It belongs to `losses`: a class that writes that anew does not inherit this.
        """
        return None

    def __call__(self, y: ArrayLike, p: Any) -> Any:
        """The cost J(y, p), the mean of L.

        Args:
            y: the targets. One number per example, (m,), fits predictions of shape (m, 1).
            p: the predictions, (m, units): an array, a Tensor or an array of Values; or one Value.

        Returns:
            A scalar of the kind of `p`: a number, a Tensor or a Value.

        Raises:
            ValueError: if the shapes don't fit or a target is impossible; they are never broadcast.
        """
        return self.mean_loss(*self._read(y, p))

    def _read(self, y: ArrayLike, p: Any) -> tuple[Array, Any]:
        """Return targets and predictions as the formula needs them."""
        if not isinstance(p, Node) and not holds_values(p):
            p = real(p, "the predictions")
        targets = self.targets(real(y, "the targets"), np.shape(p))
        return targets, p

    def mean_loss(self, targets: Array, p: Any, sample_weight: Array | None = None) -> Any:
        """Return the mean of L, or of sample_weight times L, for targets as `self.targets` returns them."""
        L = self.losses(constant_like(p, targets, "y"), p)
        if sample_weight is not None:  # one number an example
            if np.shape(L)[:1] != sample_weight.shape:
                raise ValueError(f"{self} gave L of shape {np.shape(L)}: sample_weight needs one for each example.")
            ones = [1] * (np.ndim(L) - 1)
            weights = sample_weight.reshape(-1, *ones)
            L = constant_like(p, weights, "sample_weight") * L
        if isinstance(L, Value):
            return L  # the mean of a single Value is that Value
        return mean(L)

    __repr__ = as_call

    def targets(self, y: Array, shape: tuple[int, ...]) -> Array:
        """Return `y` as the formula needs it, for predictions of that shape."""
        if y.shape == shape:
            return y
        sizes = [n for n in y.shape if n != 1]
        wanted = [n for n in shape if n != 1]
        if y.shape[:1] == shape[:1] and sizes == wanted:
            return y.reshape(shape)
        raise ValueError(
            f"{type(self).__name__}: targets of shape {y.shape} do not fit predictions of shape {shape}. "
            "Both need one row per example, and one column per unit of the last layer."
        )


def mean_of_targets(loss: Loss, y: Array, weights: Array | None) -> Any:
    """Return the mean of the targets, as the `best_constant` of a loss."""
    return np.average(y, axis=0, weights=weights)


class Crossentropy(Loss):
    """The base of losses of probabilities: where p = activation(z), the loss is computed from the logits z.

    Args:
        from_logits: True if the last layer is linear, so that predictions are z and not p.
        label_smoothing: a share of certainty taken from the targets and given to all classes alike: of two classes, 0.1
            makes 0.95 of 1 and 0.05 of 0.
    """

    activation: Rule
    label_smoothing = Number("the share of certainty to take lies from 0 to 1", lambda x: 0 <= x <= 1, default=0.0)

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        self.from_logits = yes_or_no(f"{type(self).__name__}: from_logits", from_logits)
        if label_smoothing:
            self.label_smoothing = label_smoothing

    def smoothed(self, y: Array, classes: int) -> Array:
        """Return the targets with their share of certainty given to all classes alike."""
        share: float = self.label_smoothing
        if not share:
            return y
        return y * (1 - share) + share / classes

    def checks(self, p: Any) -> bool:
        return self._logits(p) is None

    def targets(self, y: Array, shape: tuple[int, ...]) -> Array:
        outside = ~((y >= 0) & (y <= 1))
        if outside.any():
            wrong = y[outside][0]
            raise ValueError(f"{type(self).__name__}: a target is a probability, 0 to 1, but one of them is {wrong:g}.")
        return super().targets(y, shape)

    def _logits(self, p: Any) -> Any:
        """Return the logits behind the predictions, if there are any: p itself, or z where p = activation(z)."""
        z = input_of(self.activation.name, p)
        if not self.from_logits:
            return z
        if z is not None:
            raise ValueError(
                f"{self}: the predictions went through {self.activation.name} already, so they are no logits. "
                "Leave from_logits out."
            )
        return p

    def _check_probabilities(self, p: Array) -> None:
        fix = f"Give the last layer activation={self.activation.name!r}, or the loss from_logits=True."
        outside = ~((p >= 0) & (p <= 1))
        if outside.any():
            raise ValueError(f"{self}: the prediction {p[outside].flat[0]:g} is no probability. {fix}")
        if self.activation is softmax:
            sums = p.sum(axis=-1)
            if not np.allclose(sums, 1, atol=1e-3):
                raise ValueError(f"{self}: the predictions of an example sum to {sums.flat[0]:g}, not 1. {fix}")


class BinaryCrossentropy(Crossentropy):
    """L = -y log(p) - (1 - y) log(1 - p), for the probability p that the answer is yes.

    If p has just been computed as sigmoid(z), or with from_logits, the loss is computed from z, as
    softplus(z) - y z: the same number, but exact where p rounds to 0 or 1, with derivative sigmoid(z) - y. The
    graph then leads from z to J and goes past p, whose own gradient stays 0.
    Otherwise the smallest normal float32 is added inside each log, so a p of 0 costs 87.3 and not infinity.

    Raises:
        ValueError: when called, if a target or a prediction lies outside [0, 1], or logits are no logits.

    Source: I. Goodfellow et al., Deep Learning (2016), section 6.2.2.2.

    Example:
        >>> print(BinaryCrossentropy()([1, 0], np.array([0.5, 0.5])).round(4))
        0.6931
    """

    activation = sigmoid
    best_constant = mean_of_targets

    def losses(self, y: Array, p: Any) -> Any:
        z = self._logits(p)
        if z is None:
            self._check_probabilities(data_of(p))
            return -y * np.log(p + TINY) - (1 - y) * np.log(1 - p + TINY)
        if z is p:
            return softplus(z) - y * z
        return logistic_loss(z, p, y)

    def targets(self, y: Array, shape: tuple[int, ...]) -> Array:
        return self.smoothed(super().targets(y, shape), 2)


class MeanSquaredError(Loss):
    """L = (p - y)^2, for regression. (Some courses halve it, which halves every gradient.)

    Example:
        >>> print(MeanSquaredError()([1.0, 2.0], np.array([1.0, 5.0])))
        4.5
    """

    is_regression = True
    best_constant = mean_of_targets

    def losses(self, y: Array, p: Any) -> Any:
        return (p - y) ** 2


class MeanAbsoluteError(Loss):
    """L = |p - y|, for regression with outliers, with the derivative 0 at 0."""

    is_regression = True

    def losses(self, y: Array, p: Any) -> Any:
        return abs(p - y)

    def best_constant(self, y: Array, weights: Array | None) -> Any:
        if weights is not None:
            return None
        return np.median(y, axis=0)


class CategoricalCrossentropy(Crossentropy):
    """L = -sum over the classes of y log(p), for targets that are one-hot rows or rows of probabilities.

    If p has just been computed as softmax(z), or with from_logits, the loss is computed from z, as
    logsumexp(z) - sum(y z), which stays exact where p rounds to 0; the graph then goes past p. (A network of
    Values has no softmax node to look behind, and adds the smallest float32 inside the log.)

    Raises:
        ValueError: when called, if the rows of y or p aren't probabilities that sum to 1, or logits are no logits.

    Source: C. Bishop, Pattern Recognition and Machine Learning (2006), equation 4.108.
    """

    activation = softmax
    best_constant = mean_of_targets

    def losses(self, y: Array, p: Any) -> Any:
        z = self._logits(p)
        if z is None:
            self._check_probabilities(data_of(p))
            return -np.sum(y * np.log(p + TINY), axis=-1)
        if z is p:
            return logsumexp(z) - np.sum(y * z, axis=-1)
        return softmax_loss(z, p, y)

    def targets(self, y: Array, shape: tuple[int, ...]) -> Array:
        if y.shape != shape:
            raise ValueError(
                f"CategoricalCrossentropy: targets of shape {y.shape} do not fit predictions of shape {shape}. "
                "It takes one row of probabilities per example; for class numbers use SparseCategoricalCrossentropy."
            )
        y = super().targets(y, shape)
        if not np.allclose(y.sum(axis=-1), 1, atol=1e-5):
            raise ValueError("CategoricalCrossentropy: each row of targets must sum to 1, like a one-hot row.")
        return self.smoothed(y, shape[-1])


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """CategoricalCrossentropy for targets that are class numbers, 0 to units - 1, of shape (m,) or (m, 1).

    Raises:
        ValueError: when called, if a target is not a class number.
    """

    def __init__(self, from_logits: bool = False) -> None:
        super().__init__(from_logits)

    def targets(self, y: Array, shape: tuple[int, ...]) -> Array:
        if y.size != math.prod(shape[:-1]) or y.shape[:1] != shape[:1]:
            one_hot_rows = ""
            if y.shape == shape:
                one_hot_rows = " For one-hot rows use CategoricalCrossentropy."
            raise ValueError(
                f"SparseCategoricalCrossentropy takes one class number for each row of the predictions, whose shape is "
                f"{shape}, and was given targets of shape {y.shape}.{one_hot_rows}"
            )
        classes = np.reshape(y, -1)
        known = np.isin(classes, np.arange(shape[-1]))
        if not known.all():
            raise ValueError(
                f"SparseCategoricalCrossentropy: {classes[~known][0]:g} is not a class number; {shape[-1]} units "
                f"know the classes 0 to {shape[-1] - 1}."
            )
        one_hot: Array = np.eye(shape[-1])[classes.astype(int)].reshape(shape)
        return one_hot


def of_each(kind: type[Loss], y_true: ArrayLike, y_pred: Any, **settings: Any) -> Any:
    """Return L for each example: (m,), or the shape of one-dimensional predictions."""
    loss = kind(**settings)
    targets, p = loss._read(y_true, y_pred)
    L = loss.losses(constant_like(p, targets, "y"), p)
    if np.ndim(L) < 2:
        return L
    return mean(L, axis=-1)


# Keras's functions; compile takes them as it takes the classes.
binary_crossentropy = partial(of_each, BinaryCrossentropy)
categorical_crossentropy = partial(of_each, CategoricalCrossentropy)
sparse_categorical_crossentropy = partial(of_each, SparseCategoricalCrossentropy)
mean_squared_error = mse = partial(of_each, MeanSquaredError)
mean_absolute_error = mae = partial(of_each, MeanAbsoluteError)

LOSSES: dict[str, type[Loss]] = {
    "binary_crossentropy": BinaryCrossentropy,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "mean_absolute_error": MeanAbsoluteError,
    "mae": MeanAbsoluteError,
    "categorical_crossentropy": CategoricalCrossentropy,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
}


class LossFunction(Loss):
    """A function (y, p) of one's own as a loss: it gives L for each prediction."""

    def __init__(self, func: Callable[[Any, Any], Any]) -> None:
        self.losses = func  # type: ignore[method-assign, assignment]


def loss_named(asked: Any) -> Loss:
    """Return the loss of that name, or a Loss as it is, or the one that a function of (y, p) makes."""
    if isinstance(asked, partial) and asked.func is of_each:
        asked = asked.args[0]
    elif callable(asked) and not isinstance(asked, (Loss, type)):
        asked = LossFunction(asked)
    return look_up("loss", asked, LOSSES, Loss)  # type: ignore[no-any-return]
