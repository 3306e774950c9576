"""Job T in HIPS autograd: the gradient of the cost, written in its NumPy."""

import autograd.numpy as anp
import numpy as np
from worker import digits, serve, settings

from autograd import value_and_grad

job = settings()
X, y, weights = digits(job.dtype)
rng, cost = np.random.default_rng(2), 0.0


def J(weights, x, t):
    for W, b in zip(weights[::2], weights[1::2], strict=True):
        z = anp.dot(x, W) + b
        x = 1 / (1 + anp.exp(-z))
    return anp.mean(anp.logaddexp(0, z) - t * z)


gradient = value_and_grad(J)


def train():
    global cost
    for _ in range(job.epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), job.batch):
            batch = order[start : start + job.batch]
            found, gradients = gradient(weights, X[batch], y[batch])
            for w, dw in zip(weights, gradients, strict=True):
                w -= 0.1 * dw
            total += len(batch) * found
        cost = total / len(X)


serve(train, lambda: cost)
