"""Operations that others compose, as rows where one step is exact or shorter, and a way to compose more."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from autograd.formulas import numpys
from autograd.rules.elementwise import exp, logaddexp, sigmoid
from autograd.table import NUMPY, TABLE, pullback, row

# fmt: off


def compose(function: Callable[..., Any], formula: Callable[..., Any]) -> None:
    """Give a NumPy function a formula of other operations, by which it is computed for nodes.

    A call that NumPy refuses for the numbers is refused for nodes too.

    Args:
        function: the NumPy function, which is no row's.
        formula: a function of nodes, called with all that the NumPy function is called with.

    Raises:
        TypeError: if the function is none of NumPy's, or a row does what it does: a row is exact, so it stays.

    Example:
        >>> from autograd import Tensor
        >>> def variance(x, axis=None):
        ...     return np.mean((x - np.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis)
        >>> compose(np.var, variance)
        >>> x = Tensor([1.0, 2.0, 6.0])
        >>> np.var(x).backward()
        >>> x.grad.round(3)
        array([-1.333, -0.667,  2.   ])
    """
    if not callable(function) or not callable(formula):
        raise TypeError(f"compose({function!r}, {formula!r}): give two functions, compose(np.var, variance).")
    if not isinstance(function, np.ufunc) and not str(function.__module__).startswith("numpy"):
        raise TypeError(f"compose({function!r}, ...): only a function of NumPy's is told of nodes. Call this one as it "
                        "stands: made of operations that nodes know, it is differentiable already.")
    for rule in TABLE.values():
        if rule.numpy and numpys(rule.numpy) is function:
            raise TypeError(f"np.{rule.numpy} of nodes is the row {rule.name!r} already, with its own derivative. "
                            f"Another row of that name takes its place: row({rule.name!r}, ...).")
    NUMPY[function] = formula


def softmax_forward(x: Any, axis: Any = -1) -> Any:
    """Return exp(x) / sum(exp(x)) along an axis, shifted so that the largest exponent is 0.

    Of Values it is exp(x - logsumexp(x)): a graph in which one of them is the largest would hold for no other numbers.
    """
    if isinstance(x, np.ndarray) and x.dtype.hasobject:
        return exp(x - log_of_sum(x, axis))
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def log_of_sum(x: Any, axis: int) -> Any:
    """Return log(sum(exp(x))) of an object array of Values, two by two, with the axis that is summed over."""
    return reduce(logaddexp, np.split(x, np.shape(x)[axis], axis))


def logsumexp_forward(x: Any, axis: Any = -1) -> Any:
    """Return log(sum(exp(x))) along an axis, shifted as softmax is, and the largest of infinities."""
    if isinstance(x, np.ndarray) and x.dtype.hasobject:
        return np.squeeze(log_of_sum(x, axis), axis)[()]
    largest = np.max(x, axis=axis, keepdims=True)
    z = largest + np.log(np.sum(np.exp(x - largest), axis=axis, keepdims=True))
    return np.squeeze(np.fmax(z, largest), axis)  # z is nan where the largest is no finite number


# An entry of -inf gets 0. Where all are -inf or one is inf, softmax is nan, and so is the gradient of logsumexp.
softmax = pullback("softmax", softmax_forward,
                   lambda g, z, x, axis: z * (g - np.sum(g * z, axis=axis, keepdims=True)),
                   saturates=True, needs="at least one axis")
logsumexp = pullback("logsumexp", logsumexp_forward,
                     lambda g, z, x, axis: np.expand_dims(g, () if axis is None else axis) * softmax(x, axis=axis),
                     saturates=True, needs="at least one axis")
softmax_loss = pullback("softmax_loss", lambda x, p, y: logsumexp(x) - np.sum(y * x, axis=-1),  # p = softmax(x)
                        lambda g, z, x, p, y: np.expand_dims(g, -1) * (softmax(x) - y), None,
                        lambda g, z, x, p, y: -np.expand_dims(g, -1) * x,
                        saturates=True, spelled=True, fuses="softmax and cross-entropy", needs="at least one axis")
# The cross-entropy of y and p = sigmoid(x), exact for any x: the derivative is known past p, which may round to 0 or 1.
logistic_loss = row("logistic_loss", lambda x, p, y: np.logaddexp(0, x) - y * x,
                    lambda z, x, p, y: sigmoid(x) - y, None, lambda z, x, p, y: -x, saturates=True, spelled=True,
                    fuses="sigmoid and cross-entropy")


compose(np.divmod, divmod)
compose(np.reciprocal, lambda x: 1 / x)
compose(np.copy, lambda x: +x)
