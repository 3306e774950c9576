"""Comparisons, shapes and sizes. They have no derivative, so they are no rows of the table, but formulas hold them."""

import numpy as np

from autograd.table import Rule

LESS = Rule("less", lambda x, y: x < y, (None, None), symbol="<", numpy="less")
LESS_EQUAL = Rule("less_equal", lambda x, y: x <= y, (None, None), symbol="<=", numpy="less_equal")
GREATER = Rule("greater", lambda x, y: x > y, (None, None), symbol=">", numpy="greater")
GREATER_EQUAL = Rule("greater_equal", lambda x, y: x >= y, (None, None), symbol=">=", numpy="greater_equal")
EQUAL = Rule("equal", lambda x, y: x == y, (None, None), symbol="==", numpy="equal")
NOT_EQUAL = Rule("not_equal", lambda x, y: x != y, (None, None), symbol="!=", numpy="not_equal")
COMPARISONS = LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL

SHAPE = Rule("shape", lambda x: np.shape(x), (None,), symbol=".shape", numpy="shape")
SIZE = Rule("size", lambda x: np.size(x), (None,), symbol=".size", numpy="size")
