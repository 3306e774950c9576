"""The questions to chalkgrad."""

import warnings

import numpy as np

from autograd import Tensor, Value, grad


def second_derivative():
    return grad(grad(lambda x: x**3))(2.0)


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
    x = Tensor([0.1])
    np.sum(x**3).backward()
    return float(x.grad[0])


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
    p, y = Tensor([[1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 3.0])
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        shape = (p - y).shape
    return [list(shape), "a warning" if warned else "no word"]
