"""The questions to PyTorch."""

import warnings

import numpy as np
import torch


def second_derivative():
    x = torch.tensor(2.0, requires_grad=True)
    (first,) = torch.autograd.grad(x**3, x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    return float(second)


def numpy_function():
    x = torch.tensor(1.0, requires_grad=True)
    np.sin(x).backward()
    return float(x.grad)


def long_chain():
    x = torch.tensor(1.0, requires_grad=True)
    J = x
    for _ in range(100_000):
        J = J + 1.0
    J.backward()
    return float(x.grad)


def left_to_the_collector():
    x = torch.tensor(2.0, requires_grad=True)
    J = x * x * 3.0
    J.backward()
    return x


def default_precision():
    x = torch.tensor([0.1], requires_grad=True)
    (x**3).sum().backward()
    return float(x.grad[0])


def gradient_on_the_way():
    x = torch.tensor(2.0, requires_grad=True)
    z = x * x
    J = z * 3.0
    J.backward()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says why there is none
        return z.grad


def changed_data():
    x = torch.tensor(2.0, requires_grad=True)
    J = x * x
    x.data.fill_(5.0)
    J.backward()
    return float(x.grad)


def column_minus_row():
    p, y = torch.tensor([[1.0], [2.0], [3.0]], requires_grad=True), torch.tensor([1.0, 2.0, 3.0])
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        shape = (p - y).shape
    return [list(shape), "a warning" if warned else "no word"]
