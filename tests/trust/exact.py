"""Arrays of mpmath's numbers, which read the rows of the table in 60 digits: derivatives without a rule or a rounding.

What NumPy calls exp, mpmath calls exp too, so a new row needs no entry here. What it spells otherwise is in `SPELLED`.
"""

import mpmath
import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from rows import applied

mpmath.mp.dps = 60
STEP = mpmath.mpf(10) ** -20

SPELLED = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "logaddexp": lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)),
    "logaddexp2": lambda x, y: mpmath.log(mpmath.power(2, x) + mpmath.power(2, y), 2),
    "exp2": lambda x: mpmath.power(2, x), "log2": lambda x: mpmath.log(x, 2),
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), "log1p": lambda x: mpmath.log(1 + x),
    "fmax": max, "fmin": min, "maximum": max, "minimum": min, "sign": lambda x: mpmath.mpf(int(mpmath.sign(x))),
}  # fmt: skip
# What NumPy does with objects itself.
PLAIN = {"power", "floor_divide", "remainder", "fmod", "conjugate"}


class Exact(NDArrayOperatorsMixin):
    """An array of mpmath's numbers, for NumPy's functions and the rows of the table."""

    def __init__(self, array):
        self.array = np.asarray(array, dtype=object)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = getattr(self.array, name)
        return Exact(attribute) if isinstance(attribute, np.ndarray) else attribute

    def __getitem__(self, key):
        return Exact(self.array[key])

    def __float__(self):
        return float(self.array.item())

    def read_rule(self, rule, inputs):
        """Compute the forward formula of a row."""
        inputs = [exact(x) for x in inputs]
        return wrapped(rule.forward(*([inputs] if rule.variadic else inputs), **rule.options))

    def __array_ufunc__(self, ufunc, method, *inputs, **keywords):
        inputs = [bare(x) for x in inputs]
        if method == "at":
            return ufunc.at(*inputs)
        name = SPELLED.get(ufunc.__name__, ufunc.__name__)
        function = name if callable(name) else getattr(mpmath, name, None)
        if function is None or ufunc.__name__ in PLAIN:
            return wrapped(ufunc(*inputs))
        return wrapped(np.frompyfunc(function, ufunc.nin, 1)(*inputs))

    def __array_function__(self, function, types, args, keywords):
        return wrapped(function(*bare(args), **{name: bare(x) for name, x in keywords.items()}))


def bare(x):
    """Return what NumPy itself takes."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(bare, x))
    return x.array if isinstance(x, Exact) else x


def wrapped(x):
    """Return numbers as Exact ones, and truths as NumPy's."""
    if isinstance(x, (bool, np.bool_)) or (isinstance(x, np.ndarray) and x.dtype != object):
        return x
    if isinstance(x, np.ndarray) and x.size and all(isinstance(entry, bool) for entry in x.flat):
        return x.astype(bool)
    return Exact(x) if isinstance(x, (np.ndarray, mpmath.mpf, int)) else x


def exact(x):
    """Return floats in 60 digits, and truths as they are."""
    if isinstance(x, Exact):
        return x
    array = np.asarray(x)
    if array.dtype == bool:
        return array
    return Exact(np.frompyfunc(mpmath.mpf, 1, 1)(array.astype(object)))


def is_readable(rule, inputs, options):
    """Tell whether mpmath has what a row computes with."""
    try:
        return bool(np.all(np.isfinite(np.asarray(applied(rule, [exact(x) for x in inputs], options).array, float))))
    except (AttributeError, NotImplementedError, TypeError, ValueError):
        return False


def slopes(f, x, t):
    """Return the first and the second derivative of f(x + s t) by s at s = 0, as floats, to 15 digits and more."""
    moved = []
    for s in (-STEP, 0, STEP):
        z = f([exact(a) + s * exact(b) for a, b in zip(x, t, strict=True)])
        moved.append(exact(z).array.item())
    before, here, after = moved
    return float((after - before) / (2 * STEP)), float((after - 2 * here + before) / STEP**2)
