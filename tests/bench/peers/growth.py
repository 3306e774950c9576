"""How time and memory grow with the nodes of a graph and with the examples of a batch: one line of JSON each."""

import json
import resource
import time
import tracemalloc

import numpy as np

from autograd import Value
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy


def chain(n):
    """A chain of n Values, each the one before times w."""
    w = J = Value(1.0 + 1e-9)
    for _ in range(n):
        J = J * w
    return J


def by_nodes(n):
    start = time.perf_counter()
    J = chain(n)
    forward = time.perf_counter()
    J.backward()
    backward = time.perf_counter()
    del J
    freed = time.perf_counter()
    tracemalloc.start()
    J = chain(n)
    held = tracemalloc.get_traced_memory()[0]
    J.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "nodes": n, "forward": forward - start, "backward": backward - forward, "freeing": freed - backward,
        "bytes": held / n, "peak bytes": peak / n,
    }  # fmt: skip


def by_examples(m):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(m, 20)), rng.integers(0, 2, m)
    model = Sequential([Input(20), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    model.fit(X[:100], y[:100], verbose=0)
    start = time.perf_counter()
    model.fit(X, y, verbose=0)
    return {
        "examples": m,
        "an epoch": time.perf_counter() - start,
        "peak bytes of the process": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


for n in (1_000, 10_000, 100_000, 1_000_000):
    print(json.dumps(by_nodes(n)), flush=True)
for m in (100, 1_000, 10_000, 100_000, 1_000_000):
    print(json.dumps(by_examples(m)), flush=True)
