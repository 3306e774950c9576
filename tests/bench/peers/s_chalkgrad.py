"""Job S in chalkgrad's Values: the same program as micrograd's, node by node."""

import random
from itertools import pairwise

from worker import moons, serve, settings, warmed

from autograd import Value

settings()
random.seed(1)
X, y = moons()
sizes = [2, 16, 16, 1]
layers = [
    [([Value(random.uniform(-1, 1)) for _ in range(n)], Value(0.0)) for _ in range(units)]
    for n, units in pairwise(sizes)
]
parameters = [p for layer in layers for w, b in layer for p in [*w, b]]


def score(x):
    for layer in layers:
        x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b) for w, b in layer]
        x = [z.relu() for z in x] if layer is not layers[-1] else x
    return x[0]


def step():
    scores = [score([Value(xi) for xi in x]) for x in X.tolist()]
    losses = [(1 + -yi * s).relu() for yi, s in zip(y.tolist(), scores, strict=True)]
    J = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)
    for p in parameters:
        p.grad = 0.0
    J.backward()
    for p in parameters:
        p.data -= 0.01 * p.grad
    return J.data


serve(warmed(step))
