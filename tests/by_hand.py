"""Backpropagation through a network of sigmoid layers with cross-entropy, as it is derived on paper."""

import numpy as np


def forward(X, weights):
    """The activations of every layer, X first; `weights` is [W1, b1, W2, b2, ...]."""
    activations = [X]
    for W, b in zip(weights[::2], weights[1::2], strict=True):
        activations.append(1 / (1 + np.exp(-(activations[-1] @ W + b))))
    return activations


def cost(X, y, weights):
    p = forward(X, weights)[-1]
    return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))


def gradients(X, y, weights):
    """dJ/dW1, dJ/db1, ... in the order of `weights`."""
    activations = forward(X, weights)
    dz = (activations[-1] - y) / y.size
    found = []
    for i in reversed(range(len(weights) // 2)):
        found[:0] = [activations[i].T @ dz, dz.sum(axis=0)]
        dz = dz @ weights[2 * i].T * activations[i] * (1 - activations[i])
    return found
