"""Comparisons, shapes and sizes. They have no derivative, so they are no rows of the table, but formulas hold them."""

import numpy as np

from autograd.table import Rule

COMPARISONS = (
    Rule("less", lambda x, y: x < y, (None, None), symbol="<", numpy="less"),
    Rule("less_equal", lambda x, y: x <= y, (None, None), symbol="<=", numpy="less_equal"),
    Rule("greater", lambda x, y: x > y, (None, None), symbol=">", numpy="greater"),
    Rule("greater_equal", lambda x, y: x >= y, (None, None), symbol=">=", numpy="greater_equal"),
    Rule("equal", lambda x, y: x == y, (None, None), symbol="==", numpy="equal"),
    Rule("not_equal", lambda x, y: x != y, (None, None), symbol="!=", numpy="not_equal"),
)
SHAPE = Rule("shape", lambda x: np.shape(x), (None,), symbol=".shape", numpy="shape")
SIZE = Rule("size", lambda x: np.size(x), (None,), symbol=".size", numpy="size")
