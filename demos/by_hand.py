"""A gradient derived by hand, with four classic mistakes, each of which is found and named.

The engine is compared with the textbook's backpropagation through sigmoid layers with binary cross-entropy, in NumPy.
`weights` is [W1, b1, W2, b2, ...], as `model.get_weights()` returns them. X is (m, features), and y is (m, units).
With a0 = X, for l = 1 ... n:

    zl = a(l-1) @ Wl + bl,   al = sigmoid(zl),   J = mean(-y log(an) - (1 - y) log(1 - an))

Source: I. Goodfellow et al., Deep Learning (2016), section 6.5.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import compare
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy

Array = npt.NDArray[Any]


def forward(X: Array, weights: Sequence[Array]) -> list[Array]:
    """Return the activations a0 = X, a1, ..., an."""
    activations = [X]
    for W, b in zip(weights[::2], weights[1::2], strict=True):
        activations.append(1 / (1 + np.exp(-(activations[-1] @ W + b))))
    return activations


def cost(X: Array, y: Array, weights: Sequence[Array]) -> float:
    """Return the cost J, the mean of the loss over all entries of y."""
    p = forward(X, weights)[-1]
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


def gradients(X: Array, y: Array, weights: Sequence[Array]) -> dict[str, Array]:
    """Return dJ/dW, dJ/db, dJ/dz and dJ/da of every layer by name: {"z2": ..., "W2": ..., "b2": ..., "a1": ...}.

    Example:
        >>> weights = [np.array([[0.0], [0.0]]), np.array([0.0])]
        >>> by_name = gradients(np.array([[1.0, 2.0]]), np.array([[1.0]]), weights)
        >>> by_name["z1"], by_name["W1"].ravel(), by_name["b1"]
        (array([[-0.5]]), array([-0.5, -1. ]), array([-0.5]))
    """
    a = forward(X, weights)
    n = len(weights) // 2
    dz = (a[n] - y) / y.size
    by_name = {}
    for layer in range(n, 0, -1):
        W = weights[2 * layer - 2]
        by_name[f"z{layer}"] = dz
        by_name[f"W{layer}"] = a[layer - 1].T @ dz
        by_name[f"b{layer}"] = dz.sum(axis=0)
        if layer > 1:
            da = by_name[f"a{layer - 1}"] = dz @ W.T
            dz = da * a[layer - 1] * (1 - a[layer - 1])
    return by_name


def main() -> None:
    """Compare wrong gradients, and then the right ones, with the engine's and with central differences."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(8, 3)), rng.integers(0, 2, (8, 1)).astype(float)
    model = Sequential([Input(3), Dense(4, "sigmoid"), Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    J = model.cost(X, Y)

    right = gradients(X, Y, model.get_weights())
    mistakes = {
        "the mean over the m examples is forgotten": {"W3": right["W3"] * len(X)},
        "the matrix is the wrong way round": {"W2": right["W2"].T},
        "the sum over the examples is forgotten": {"b1": right["z1"]},
        "the local derivative of the sigmoid is forgotten": {"z1": right["a1"]},
    }
    for mistake, wrong in mistakes.items():
        comparison = compare(J, right | wrong)
        row = next(row for row in comparison.rows if not row.ok)
        print(f"A student's mistake: {mistake}.")
        print(f"  Found, first in backward order: d{comparison.first_difference}: {row.verdict}\n")

    comparison = compare(J, right)
    print(f"The right gradients, three ways; all equal: {comparison.ok}\n\n{comparison}")


if __name__ == "__main__":
    main()
