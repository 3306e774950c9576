"""Ten thousand steps: what they need of memory at the end is what they needed at the beginning."""

import gc
import sys

import numpy as np
import pytest

from autograd import Tensor, Value, detect_nan, grad, hvp, jvp, relu
from nn import Sequential
from nn.layers import Dense, Dropout
from nn.losses import MeanSquaredError
from nn.optimizers import Adam

STEPS, FIRST = 10_000, 500
SLACK = 1000  # blocks of memory, for caches that fill up; one block a step would be 9,500


def of_values():
    w, b = Value(1.0, "w"), Value(0.0, "b")

    def step(i):
        J = (relu(w * 0.5 + b) - 2.0) ** 2 + 0.1 * w**2
        J.backward()
        for p in (w, b):
            p.data -= 0.01 * p.grad
        J.zero_grad()
        return float(J) < 100

    return step


def of_tensors():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
    W, b = Tensor(rng.normal(size=(3, 1)), "W"), Tensor(np.zeros(1), "b")

    def step(i):
        J = np.mean((np.tanh(X @ W + b) - y) ** 2)
        J.backward()
        for p in (W, b):
            p.data -= 0.01 * p.grad
            p.grad = None
        if i % 10 == 0:
            hvp(lambda w: np.sum(np.tanh(X @ w) ** 2), W.data, np.ones((3, 1)))
            jvp(lambda w: X @ w, W.data, np.ones((3, 1)))
            grad(lambda w: np.sum(w * W))(b.data)
            with detect_nan(), pytest.raises(FloatingPointError):
                np.log(W * 0.0)

    return step


def of_a_network():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    model = Sequential([Dense(3, "tanh"), Dropout(0.2), Dense(1)], seed=1)
    model.compile(loss=MeanSquaredError(), optimizer=Adam(0.01))
    most = len(X) * 5  # steps of a call

    def step(i):
        if i % most == 0:
            model.fit(X, y, batch_size=1, epochs=5, verbose=0)

    return step


@pytest.mark.parametrize("make", [of_values, of_tensors, of_a_network])
def test_memory_is_flat(make):
    step = make()
    for i in range(FIRST):
        step(i)
    gc.collect()
    before = sys.getallocatedblocks()
    for i in range(FIRST, STEPS):
        step(i)
    gc.collect()
    assert sys.getallocatedblocks() - before < SLACK
