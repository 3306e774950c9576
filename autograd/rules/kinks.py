"""Operations on every entry for itself that have a kink or a jump, and what their derivative is there."""

from typing import Any

import numpy as np

from autograd.rules.elementwise import ABOVE_ZERO
from autograd.table import NUMPY, row

# fmt: off

# A comparison counts as 1 where it holds and 0 elsewhere. At 0: relu' = 0 and abs' = 0. Two equal inputs of a
# maximum share the gradient equally; at a bound, clip lets it through to x. A whole quotient has derivative 0, also
# where it jumps.
relu = row("relu", lambda x: np.maximum(x, 0), lambda z, x: x > 0)
sign = row("sign", np.sign, lambda z, x: 0)
floor_divide = row("floor_divide", np.floor_divide, lambda z, x, y: 0, lambda z, x, y: 0,
                   smooth=ABOVE_ZERO, javascript="((x, y) => Math.floor(x / y))")
mod = row("mod", np.mod, lambda z, x, y: 1, lambda z, x, y: -(x // y), smooth=ABOVE_ZERO,
          javascript="((x, y) => ((r) => r * y < 0 ? r + y : r)(x % y))")
absolute = row("abs", np.abs, lambda z, x: np.sign(x))
maximum = row("maximum", np.maximum,
              lambda z, x, y: (x > y) + np.equal(x, y) / 2,
              lambda z, x, y: (y > x) + np.equal(x, y) / 2, bounds=True)
minimum = row("minimum", np.minimum,
              lambda z, x, y: (x < y) + np.equal(x, y) / 2,
              lambda z, x, y: (y < x) + np.equal(x, y) / 2, bounds=True)
# These take the number where the other input is nan, which gets no gradient then.
fmax = row("fmax", np.fmax,
           lambda z, x, y: np.equal(x, z) / (1 + np.equal(x, y)),
           lambda z, x, y: np.equal(y, z) / (1 + np.equal(x, y)), javascript="((x, y) => x > y || y !== y ? x : y)")
fmin = row("fmin", np.fmin, *fmax.backward, javascript="((x, y) => x < y || y !== y ? x : y)")
clip = row("clip", lambda x, low, high: np.minimum(np.maximum(x, low), high),
           lambda z, x, low, high: (low <= x) * (x <= high),
           lambda z, x, low, high: (x < low) * (low <= high),
           lambda z, x, low, high: np.maximum(x, low) > high, bounds=True)
where = row("where", lambda condition, x, y: np.where(condition, x, y),
            None,
            lambda z, condition, x, y: np.where(condition, 1, 0),
            lambda z, condition, x, y: np.where(condition, 0, 1))


def numpy_clip(x: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """Return x between two bounds, where None is no bound: `np.clip`."""
    low = next(bound for bound in (a_min, min, -np.inf) if bound is not None)
    high = next(bound for bound in (a_max, max, np.inf) if bound is not None)
    return clip(x, low, high)


NUMPY[np.clip] = numpy_clip
