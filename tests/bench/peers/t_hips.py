"""Job T in HIPS autograd: the gradient of the cost, written in its NumPy."""

from worker import digits, serve, settings, trained

import autograd.numpy as anp
from autograd import value_and_grad

job = settings()
X, y, weights = digits(job.dtype)


def J(weights, x, t):
    for W, b in zip(weights[::2], weights[1::2], strict=True):
        z = anp.dot(x, W) + b
        x = 1 / (1 + anp.exp(-z))
    return anp.mean(anp.logaddexp(0, z) - t * z)


gradient = value_and_grad(J)


def step(batch):
    found, gradients = gradient(weights, X[batch], y[batch])
    for w, dw in zip(weights, gradients, strict=True):
        w -= 0.1 * dw
    return found


serve(lambda: trained(job, step))
