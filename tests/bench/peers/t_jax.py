"""Job T in JAX: one jitted step."""

import jax
import jax.numpy as jnp
from worker import digits, serve, settings, trained

job = settings()
jax.config.update("jax_enable_x64", job.dtype == "float64")
X, y, weights = digits(job.dtype)
weights = [jnp.asarray(w) for w in weights]


def J(weights, x, t):
    for W, b in zip(weights[:-2:2], weights[1:-2:2], strict=True):
        x = jax.nn.sigmoid(x @ W + b)
    z = x @ weights[-2] + weights[-1]
    return jnp.mean(jax.nn.softplus(z) - t * z)


@jax.jit
def move(weights, x, t):
    cost, gradients = jax.value_and_grad(J)(weights, x, t)
    return [w - 0.1 * dw for w, dw in zip(weights, gradients, strict=True)], cost


def step(batch):
    global weights
    weights, found = move(weights, X[batch], y[batch])
    return float(found)


serve(lambda: trained(job, step))
