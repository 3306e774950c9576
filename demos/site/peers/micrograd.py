"""The questions to micrograd, which has no arrays."""

import numpy as np
from micrograd.engine import Value


def second_derivative():
    x = Value(2.0)
    (x**3).backward()
    first = x.grad
    first.backward()
    return x.grad


def numpy_function():
    x = Value(1.0)
    np.sin(x).backward()
    return x.grad


def long_chain():
    x = Value(1.0)
    J = x
    for _ in range(100_000):
        J = J + 1.0
    J.backward()
    return x.grad


def left_to_the_collector():
    x = Value(2.0)
    J = x * x * 3.0
    J.backward()
    return x


def default_precision():
    x = Value(0.1)
    (x**3).backward()
    return x.grad


def gradient_on_the_way():
    x = Value(2.0)
    z = x * x
    J = z * 3.0
    J.backward()
    return z.grad


def changed_data():
    x = Value(2.0)
    J = x * x
    x.data = 5.0
    J.backward()
    return x.grad


def column_minus_row():
    p, y = Value(np.array([[1.0], [2.0], [3.0]])), np.array([1.0, 2.0, 3.0])
    return [list((p - y).data.shape), "no word"]
