"""The rows of the derivative table, one file for each kind. No other file knows a derivative.

A new operation is one more row: `row(name, formula, *local_derivatives)`.
"""

from autograd.rules.compositions import compose, logistic_loss, logsumexp, softmax, softmax_loss

# isort: off
from autograd.rules.elementwise import add, cos, div, exp, log, mul, neg
from autograd.rules.elementwise import pos, pow_, sigmoid, sin, softplus, sqrt, sub, tanh
from autograd.rules.kinks import absolute, floor_divide, maximum, minimum, mod, relu, where

# isort: on
from autograd.rules import matrices, order  # noqa: F401  they add their rows
from autograd.rules.products import affine, numpy_dot, product
from autograd.rules.reductions import mean
from autograd.rules.shapes import matrix_transpose, ravel, scatter
from autograd.table import NUMPY, TABLE, pullback, row

__all__ = [
    "NUMPY", "TABLE", "compose", "pullback", "row",
    "absolute", "add", "affine", "cos", "div", "exp", "floor_divide", "log", "logistic_loss", "logsumexp",
    "matrix_transpose", "maximum", "mean", "minimum", "mod", "mul", "neg", "numpy_dot", "pos", "pow_", "product",
    "ravel", "relu", "scatter", "sigmoid", "sin", "softmax", "softmax_loss", "softplus", "sqrt", "sub", "tanh", "where",
]  # fmt: skip
