"""Job T in JAX: a whole epoch as one jitted call, which scans over the batches and gives the cost of the epoch."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from worker import EXAMPLES, digits, serve, settings

job = settings()
jax.config.update("jax_enable_x64", job.dtype == "float64")
X, y, weights = map(jax.device_put, digits(job.dtype))


def J(weights, x, t):
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        x = jax.nn.sigmoid(x @ W + b)
    z = x @ weights[-2] + weights[-1]
    return jnp.mean(jax.nn.softplus(z) - t * z)


def move(weights, x, t):
    cost, gradients = jax.value_and_grad(J)(weights, x, t)
    return [w - 0.1 * dw for w, dw in zip(weights, gradients, strict=True)], cost


@partial(jax.jit, donate_argnums=0)
def epoch(weights, X, y, order):
    k = EXAMPLES // job.batch
    full, last = order[: k * job.batch], order[k * job.batch :]
    weights, costs = jax.lax.scan(lambda w, batch: move(w, X[batch], y[batch]), weights, full.reshape(k, job.batch))
    total = costs.sum() * job.batch
    if len(last):
        weights, cost = move(weights, X[last], y[last])
        total += cost * len(last)
    return weights, total / EXAMPLES


def train():
    global weights
    rng, costs = np.random.default_rng(2), []
    for _ in range(job.epochs):
        weights, cost = epoch(weights, X, y, rng.permutation(EXAMPLES))
        costs.append(float(cost))
    return costs[-1]


serve(train)
