"""Operations on every entry for itself: dz/dx is the local derivative.

Source: they stand in any table of derivatives.
"""

from typing import Any

import numpy as np

from autograd.table import NUMPY, row

# fmt: off

add = row("add", lambda x, y: x + y, lambda z, x, y: 1, lambda z, x, y: 1, symbol="+", numpy="add")
sub = row("sub", lambda x, y: x - y, lambda z, x, y: 1, lambda z, x, y: -1, symbol="-", numpy="subtract")
mul = row("mul", lambda x, y: x * y, lambda z, x, y: y, lambda z, x, y: x, symbol="*", numpy="multiply")
div = row("div", lambda x, y: x / y, lambda z, x, y: 1 / y, lambda z, x, y: -z / y,
          symbol="/", numpy="divide", smooth=(0.3, 2.0))
neg = row("neg", lambda x: -x, lambda z, x: -1, symbol="-", numpy="negative")
pos = row("pos", lambda x: +x, lambda z, x: 1, symbol="+", numpy="positive")


class Guard(int):
    """A number that takes the place of another at single points, for the machine: a textbook leaves it out."""

def unless(condition: Any, x: Any) -> Any:
    """Return x, and 1 where the condition holds."""
    if type(condition) in (bool, int):  # of floats
        return 1 if condition else x
    return np.where(condition, Guard(1), x)


# The guards keep 0 * inf away at x = 0: there x ** 0 has derivative 0 by x, and 0 ** y has derivative 0 by y.
pow_ = row("pow", lambda x, y: x**y,
           lambda z, x, y: y * x ** unless((y == 0) * (x == 0), y - 1),
           lambda z, x, y: z * np.log(unless(x == 0, x)),
           symbol="**", numpy="pow", smooth=(0.3, 2.0))
square = row("square", lambda x: x * x, lambda z, x: 2 * x, numpy="square")
sqrt = row("sqrt", lambda x: np.sqrt(x), lambda z, x: 1 / (2 * z), numpy="sqrt", smooth=(0.3, 2.0))
exp = row("exp", lambda x: np.exp(x), lambda z, x: z, numpy="exp",
          remedy="It overflows above 709: sigmoid, softplus, softmax and logsumexp are exact for any number.")
expm1 = row("expm1", lambda x: np.expm1(x), lambda z, x: z + 1, numpy="expm1")
log = row("log", lambda x: np.log(x), lambda z, x: 1 / x, numpy="log", smooth=(0.3, 2.0))
log1p = row("log1p", lambda x: np.log1p(x), lambda z, x: 1 / (1 + x), numpy="log1p", smooth=(-0.7, 2.0))

sin = row("sin", lambda x: np.sin(x), lambda z, x: np.cos(x), numpy="sin")
cos = row("cos", lambda x: np.cos(x), lambda z, x: -np.sin(x), numpy="cos")
tanh = row("tanh", lambda x: np.tanh(x), lambda z, x: 1 - z**2, numpy="tanh")
row("tan", lambda x: np.tan(x), lambda z, x: 1 + z**2, numpy="tan", smooth=(-1.0, 1.0))
row("arctan", lambda x: np.arctan(x), lambda z, x: 1 / (1 + x**2), numpy="arctan")
row("sinh", lambda x: np.sinh(x), lambda z, x: np.cosh(x), numpy="sinh")
row("cosh", lambda x: np.cosh(x), lambda z, x: np.sinh(x), numpy="cosh")
sigmoid = row("sigmoid", lambda x: 1 / (1 + np.exp(-x)), lambda z, x: z * (1 - z), saturates=True)
logaddexp = row("logaddexp", lambda x, y: np.logaddexp(x, y),
                lambda z, x, y: np.exp(x - z), lambda z, x, y: np.exp(y - z), saturates=True, numpy="logaddexp")
softplus = row("softplus", lambda x: np.logaddexp(0, x), lambda z, x: sigmoid(x), saturates=True)
# A comparison counts as 1 where it holds and 0 elsewhere. At 0: relu' = 0 and abs' = 0. Two equal inputs of a
# maximum share the gradient equally; at a bound, clip lets it through to x.
relu = row("relu", lambda x: np.maximum(x, 0), lambda z, x: x > 0)
sign = row("sign", lambda x: np.sign(x), lambda z, x: 0, numpy="sign")
absolute = row("abs", lambda x: np.abs(x), lambda z, x: np.sign(x), numpy="abs")
maximum = row("maximum", lambda x, y: np.maximum(x, y),
              lambda z, x, y: (x > y) + np.equal(x, y) / 2,
              lambda z, x, y: (y > x) + np.equal(x, y) / 2, bounds=True, numpy="maximum")
minimum = row("minimum", lambda x, y: np.minimum(x, y),
              lambda z, x, y: (x < y) + np.equal(x, y) / 2,
              lambda z, x, y: (y < x) + np.equal(x, y) / 2, bounds=True, numpy="minimum")
clip = row("clip", lambda x, low, high: np.minimum(np.maximum(x, low), high),
           lambda z, x, low, high: (low <= x) * (x <= high),
           lambda z, x, low, high: (x < low) * (low <= high),
           lambda z, x, low, high: np.maximum(x, low) > high, bounds=True, numpy="clip")
where = row("where", lambda condition, x, y: np.where(condition, x, y),
            None,
            lambda z, condition, x, y: np.where(condition, 1, 0),
            lambda z, condition, x, y: np.where(condition, 0, 1), numpy="where")


def numpy_clip(x: Any, a_min: Any = None, a_max: Any = None) -> Any:
    """Return x between two bounds, where None is no bound: `np.clip`."""
    return clip(x, -np.inf if a_min is None else a_min, np.inf if a_max is None else a_max)


NUMPY[np.clip] = numpy_clip
