"""Job S in PyTorch with a 0-d tensor for every number, as micrograd has it."""

import random
from itertools import pairwise

import torch
from worker import moons, serve, settings

job = settings()
torch.set_num_threads(job.threads)
random.seed(1)
X, y = moons()
sizes = [2, 16, 16, 1]


def leaf(x):
    return torch.tensor(x, dtype=torch.float64, requires_grad=True)


layers = [
    [([leaf(random.uniform(-1, 1)) for _ in range(n)], leaf(0.0)) for _ in range(units)] for n, units in pairwise(sizes)
]
parameters = [p for layer in layers for w, b in layer for p in [*w, b]]


def score(x):
    for layer in layers:
        x = [sum((wi * xi for wi, xi in zip(w, x, strict=True)), b) for w, b in layer]
        x = [torch.relu(z) for z in x] if layer is not layers[-1] else x
    return x[0]


def step():
    scores = [score([torch.tensor(xi, dtype=torch.float64) for xi in x]) for x in X.tolist()]
    losses = [torch.relu(1 + -yi * s) for yi, s in zip(y.tolist(), scores, strict=True)]
    J = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)
    for p in parameters:
        p.grad = None
    J.backward()
    with torch.no_grad():
        for p in parameters:
            p -= 0.01 * p.grad
    return J.item()


serve(step)
