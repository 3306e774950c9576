"""Comparisons, shapes and sizes. They have no derivative, so they are no rows of the table, but formulas hold them."""

import operator

import numpy as np

from autograd.rule import Rule

SIGNS = {
    "less": ("<", operator.lt), "less_equal": ("<=", operator.le), "greater": (">", operator.gt),
    "greater_equal": (">=", operator.ge), "equal": ("==", operator.eq), "not_equal": ("!=", operator.ne),
}  # fmt: skip
COMPARISONS = [Rule(name, compare, (None, None), symbol=sign, numpy=name) for name, (sign, compare) in SIGNS.items()]
SHAPE = Rule("shape", lambda x: np.shape(x), (None,), symbol=".shape", numpy="shape")
SIZE = Rule("size", lambda x: np.size(x), (None,), symbol=".size", numpy="size")
