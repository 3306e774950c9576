"""Operations that make fewer entries of many: their pull-backs give each entry its share."""

from typing import Any

import numpy as np

from autograd.formulas import Formula
from autograd.table import NUMPY, Rule, pullback

# fmt: off


def restore(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Return `g`, the gradient of a reduction of `x`, in the shape of `x`: each entry gets a copy."""
    if axis is not None and not keepdims and np.ndim(x):  # NumPy takes the axes 0 and -1 of a single number
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


def averaged(x: Any, z: Any) -> Any:
    """Return how many entries of `x` each entry of their mean `z` stands for, 1 if there are none."""
    return (np.size(x) or 1) / (np.size(z) or 1)


def share_among_ties(g: Any, z: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """Return the pull-back of max and min: the gradient goes to the entry that won, ties share it equally."""
    won = np.equal(x, restore(z, x, axis, keepdims))
    return restore(g, x, axis, keepdims) * won / np.sum(won, axis=axis, keepdims=True)


def reduction(name: str, function: Formula, backward: Formula) -> Rule:
    """Add the row of a NumPy function that goes along axes."""
    return pullback(
        name, lambda x, /, axis=None, keepdims=False: function(x, axis=axis, keepdims=keepdims), backward,
        numpy=name,
        needs="each axis must lie in the shape, and hold an entry where there is no result without one",
    )


reduction("sum", np.sum, lambda g, z, x, axis, keepdims: restore(g, x, axis, keepdims))
mean = reduction("mean", np.mean, lambda g, z, x, axis, keepdims: restore(g, x, axis, keepdims) / averaged(x, z))
NUMPY[np.amax] = reduction("max", np.max, share_among_ties)
NUMPY[np.amin] = reduction("min", np.min, share_among_ties)
