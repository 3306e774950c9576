"""Job S in micrograd from PyPI: its own demonstration, the whole batch in one graph of Values."""

import random

from micrograd.engine import Value
from micrograd.nn import MLP
from worker import moons, serve, settings, warmed

settings()
random.seed(1)
X, y = moons()
model = MLP(2, [16, 16, 1])


def step():
    scores = [model([Value(xi) for xi in x]) for x in X.tolist()]
    losses = [(1 + -yi * score).relu() for yi, score in zip(y.tolist(), scores, strict=True)]
    J = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in model.parameters())
    model.zero_grad()
    J.backward()
    for p in model.parameters():
        p.data -= 0.01 * p.grad
    return J.data


serve(warmed(step))
