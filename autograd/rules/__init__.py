"""The rows of the derivative table, one file for each kind. No other file knows a derivative.

A new operation is one more row: `row(name, formula, *local_derivatives)`.
"""

from autograd.rules.compositions import compose, logistic_loss, logsumexp, softmax, softmax_loss

# isort: off
from autograd.rules.elementwise import absolute, add, cos, div, exp, log, maximum, minimum, mul, neg, pos, pow_
from autograd.rules.elementwise import relu, sigmoid, sin, softplus, sqrt, sub, tanh, where

# isort: on
from autograd.rules.products import affine, numpy_dot, product
from autograd.rules.reductions import mean
from autograd.rules.shapes import matrix_transpose, ravel, scatter
from autograd.table import NUMPY, TABLE, pullback, row

__all__ = [
    "NUMPY", "TABLE", "compose", "pullback", "row",
    "absolute", "add", "affine", "cos", "div", "exp", "log", "logistic_loss", "logsumexp",
    "matrix_transpose", "maximum", "mean", "minimum", "mul", "neg", "numpy_dot", "pos", "pow_", "product", "ravel",
    "relu", "scatter", "sigmoid", "sin", "softmax", "softmax_loss", "softplus", "sqrt", "sub", "tanh", "where",
]  # fmt: skip
