"""Job S in chalkgrad: the graph of one example in Values, derived, and run on all 100 at once, in NumPy or by XLA."""

import random
import sys

from worker import moons, serve, settings

from autograd import Value, derive

jit = "--jit" in sys.argv and not sys.argv.remove("--jit")
settings()
random.seed(1)
X, y = moons()
sizes = [2, 16, 16, 1]
weights = []


def layer(x, units, last):
    outputs = []
    for _ in range(units):
        w, b = (
            [Value(random.uniform(-1, 1), f"w{len(weights) + i}") for i in range(len(x))],
            Value(0.0, f"b{len(weights)}"),
        )
        weights.extend([*w, b])
        z = sum((wi * xi for wi, xi in zip(w, x, strict=True)), b)
        outputs.append(z if last else z.relu())
    return outputs


inputs = [Value(float(X[0, i]), f"x{i}", constant=True) for i in range(2)]
x = inputs
for n, units in enumerate(sizes[1:], start=1):
    x = layer(x, units, n == 3)
target = Value(float(y[0]), "y", constant=True)
step_of = derive((1 - target * x[0]).relu())
parameters = {w.label: w.data for w in weights}


def step():
    losses, gradients = step_of({"x0": X[:, 0], "x1": X[:, 1], "y": y} | parameters)
    cost = losses / len(X) + 1e-4 * sum(w * w for w in parameters.values())
    for name, dw in gradients.items():
        parameters[name] -= 0.01 * (dw / len(X) + 2e-4 * parameters[name])
    return cost


def step_by_xla():
    import jax
    import jax.numpy as jnp

    compiled, names = step_of.jit(), list(parameters)
    weights, data = jnp.array(list(parameters.values())), jax.device_put({"x0": X[:, 0], "x1": X[:, 1], "y": y})

    @jax.jit
    def move(weights, data):
        loss, gradients = compiled(data | dict(zip(names, weights, strict=True)))
        cost = loss / len(X) + 1e-4 * (weights * weights).sum()
        dw = jnp.stack([gradients[name] for name in names])
        return weights - 0.01 * (dw / len(X) + 2e-4 * weights), cost

    def step():
        nonlocal weights
        weights, cost = move(weights, data)
        return float(cost)

    return step


if jit:
    import jax

    jax.config.update("jax_enable_x64", True)
serve(step_by_xla() if jit else step, times=20)
