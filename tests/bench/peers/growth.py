"""How time and memory grow with the nodes of a graph and with the examples of a batch: one line of JSON each."""

import json
import resource
import sys
import time
import tracemalloc

import numpy as np
from plain_value import Value as PlainValue

from autograd import Value, grad

CLASSES = {"a class in plain Python": PlainValue, "chalkgrad, Values": Value}
DEEPEST = 10_000  # for the plain class, which recurses: tracemalloc counts all frames at every allocation
OPERATIONS, SIDE = 40, 400
ROWS = {
    "tanh": [lambda x, W: x.tanh()],
    "mixed": [lambda x, W: x @ W, lambda x, W: x + W, lambda x, W: x * W, lambda x, W: x.tanh()],
}


def chain(scalar, n):
    """Return a chain of n scalars of this class, each the one before times w."""
    w = J = scalar(1.0 + 1e-9)
    for _ in range(n):
        J = J * w
    return J


def by_nodes(name, n):
    """Return the seconds and the bytes of a chain of n nodes of a class."""
    scalar = CLASSES[name]
    start = time.perf_counter()
    J = chain(scalar, n)
    forward = time.perf_counter()
    J.backward()
    backward = time.perf_counter()
    del J
    freed = time.perf_counter()
    tracemalloc.start()
    J = chain(scalar, n)
    held = tracemalloc.get_traced_memory()[0]
    J.backward()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "class": name, "nodes": n, "forward": forward - start, "backward": backward - forward,
        "freeing": freed - backward, "bytes": held / n, "peak bytes": peak / n,
    }  # fmt: skip


def live_arrays(kind):
    """Return the largest number of arrays at once while `grad` takes the derivative of a row of operations.

    Args:
        kind: the name of the row in ROWS; its operations take turns.
    """
    rng, operations = np.random.default_rng(1), ROWS[kind]
    W = rng.normal(size=(SIDE, SIDE), scale=SIDE**-0.5)

    def cost(x):
        for k in range(OPERATIONS):
            x = operations[k % len(operations)](x, W)
        return x.sum()

    x = rng.normal(size=(SIDE, SIDE))
    tracemalloc.start()
    grad(cost)(x)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"kind": kind, "operations": OPERATIONS, "arrays": peak / x.nbytes}


def by_examples(m):
    """Return the seconds of an epoch of m examples, and the bytes of this process so far."""
    from nn import Sequential  # here, so that the engine can be measured alone
    from nn.layers import Dense, Input
    from nn.losses import BinaryCrossentropy

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


if __name__ == "__main__":
    sys.setrecursionlimit(2 * DEEPEST)
    for name, scalar in CLASSES.items():
        for n in (1_000, 10_000, 100_000, 1_000_000):
            if scalar is Value or n <= DEEPEST:
                print(json.dumps(by_nodes(name, n)), flush=True)
    for kind in ROWS:
        print(json.dumps(live_arrays(kind)), flush=True)
    for m in (100, 1_000, 10_000, 100_000, 1_000_000):
        print(json.dumps(by_examples(m)), flush=True)
