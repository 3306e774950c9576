"""The questions to HIPS autograd."""

import warnings

import numpy as np

import autograd.numpy as anp
from autograd import grad, make_vjp


def second_derivative():
    return grad(grad(lambda x: x**3))(2.0)


def numpy_function():
    return float(grad(np.sin)(1.0))


def long_chain():
    def f(x):
        for _ in range(100_000):
            x = x + 1.0
        return x

    return float(grad(f)(1.0))


def left_to_the_collector():
    grad(lambda x: x * x * 3.0)(2.0)


def default_precision():
    return float(grad(lambda x: anp.sum(x**3))(anp.array([0.1]))[0])


def gradient_on_the_way():
    kept = []

    def f(x):
        kept.append(x * x)
        return kept[0] * 3.0

    grad(f)(2.0)
    return kept[0].grad


def changed_data():
    x = anp.array([2.0])
    pull_back, _ = make_vjp(lambda x: anp.sum(x * x))(x)
    x[0] = 5.0
    return float(pull_back(1.0)[0])


def column_minus_row():
    shapes = []

    def f(p):
        difference = p - anp.array([1.0, 2.0, 3.0])
        shapes.append(list(difference.shape))
        return anp.sum(difference)

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        grad(f)(anp.array([[1.0], [2.0], [3.0]]))
    return [shapes[0], "a warning" if warned else "no word"]
