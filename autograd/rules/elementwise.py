"""Operations on every entry for itself, smooth where they are defined: dz/dx is the local derivative.

Source: they stand in any table of derivatives.
"""

import math
from typing import Any

import numpy as np

from autograd.table import TABLE, row

# fmt: off

ABOVE_ZERO, WITHIN_ONE = (0.3, 2.0), (-0.7, 0.7)  # intervals in which some rows change smoothly

add = row("add", lambda x, y: x + y, lambda z, x, y: 1, lambda z, x, y: 1, symbol="+")
sub = row("sub", lambda x, y: x - y, lambda z, x, y: 1, lambda z, x, y: -1, symbol="-", numpy="subtract")
mul = row("mul", lambda x, y: x * y, lambda z, x, y: y, lambda z, x, y: x, symbol="*", numpy="multiply")
div = row("div", lambda x, y: x / y, lambda z, x, y: 1 / y, lambda z, x, y: -z / y,
          symbol="/", numpy="divide", smooth=ABOVE_ZERO)
neg = row("neg", lambda x: -x, lambda z, x: -1, symbol="-", numpy="negative")
pos = row("pos", lambda x: +x, lambda z, x: 1, symbol="+", numpy="positive")


class Guard(int):
    """A number that takes the place of another at single points, for the machine: a textbook leaves it out."""

def unless(condition: Any, x: Any) -> Any:
    """`x`, and 1 where the condition holds."""
    if type(condition) in (bool, int):  # of floats
        return 1 if condition else x
    if type(condition) is np.ndarray and condition.dtype == bool and not condition.any():
        return x
    return TABLE["where"](condition, Guard(1), x)  # the row goes through arrays of symbols too


# The guards keep 0 * inf away at x = 0: there x ** 0 has derivative 0 by x, and 0 ** y has derivative 0 by y.
pow_ = row("pow", lambda x, y: x**y,
           lambda z, x, y: y * x ** unless((y == 0) * (x == 0), y - 1),
           lambda z, x, y: z * np.log(unless(x == 0, x)),
           symbol="**", smooth=ABOVE_ZERO)
square = row("square", lambda x: x * x, lambda z, x: 2 * x)
sqrt = row("sqrt", np.sqrt, lambda z, x: 1 / (2 * z), smooth=ABOVE_ZERO)
row("cbrt", np.cbrt, lambda z, x: 1 / (3 * z**2), smooth=ABOVE_ZERO)
exp = row("exp", np.exp, lambda z, x: z,
          remedy="It overflows above 709: sigmoid, softplus, softmax and logsumexp are exact for any number.")
row("exp2", np.exp2, lambda z, x: z * math.log(2), javascript="(x => 2 ** x)")
expm1 = row("expm1", np.expm1, lambda z, x: z + 1)
log = row("log", np.log, lambda z, x: 1 / x, smooth=ABOVE_ZERO)
row("log2", np.log2, lambda z, x: 1 / (x * math.log(2)), smooth=ABOVE_ZERO)
row("log10", np.log10, lambda z, x: 1 / (x * math.log(10)), smooth=ABOVE_ZERO)
log1p = row("log1p", np.log1p, lambda z, x: 1 / (1 + x), smooth=(-0.7, 2.0))

sin = row("sin", np.sin, lambda z, x: np.cos(x))
cos = row("cos", np.cos, lambda z, x: -np.sin(x))
row("tan", np.tan, lambda z, x: 1 + z**2, smooth=(-1.0, 1.0))
row("arcsin", np.arcsin, lambda z, x: 1 / np.sqrt(1 - x**2), smooth=WITHIN_ONE)
row("arccos", np.arccos, lambda z, x: -1 / np.sqrt(1 - x**2), smooth=WITHIN_ONE)
row("arctan", np.arctan, lambda z, x: 1 / (1 + x**2))
row("arctan2", np.arctan2, lambda z, x, y: y / (x**2 + y**2), lambda z, x, y: -x / (x**2 + y**2),
    smooth=ABOVE_ZERO, javascript="Math.atan2")
row("sinh", np.sinh, lambda z, x: np.cosh(x))
row("cosh", np.cosh, lambda z, x: np.sinh(x))
tanh = row("tanh", np.tanh, lambda z, x: 1 - z**2)
row("arcsinh", np.arcsinh, lambda z, x: 1 / np.sqrt(x**2 + 1))
row("arccosh", np.arccosh, lambda z, x: 1 / np.sqrt(x**2 - 1), smooth=(1.3, 3.0))
row("arctanh", np.arctanh, lambda z, x: 1 / (1 - x**2), smooth=WITHIN_ONE)
# At the point (0, 0), where it has no derivative, both are 0.
row("hypot", np.hypot, lambda z, x, y: x / unless(z == 0, z), lambda z, x, y: y / unless(z == 0, z),
    smooth=ABOVE_ZERO, javascript="Math.hypot")
sigmoid = row("sigmoid", lambda x: 1 / (1 + np.exp(-x)), lambda z, x: z * (1 - z), saturates=True)
logaddexp = row("logaddexp", np.logaddexp,
                lambda z, x, y: np.exp(x - z), lambda z, x, y: np.exp(y - z), saturates=True)
softplus = row("softplus", lambda x: np.logaddexp(0, x), lambda z, x: sigmoid(x), saturates=True)
