"""Operations that make fewer entries of many: their pull-backs give each entry its share."""

from typing import Any

import numpy as np

from autograd.table import NUMPY, pullback

# fmt: off


def restore(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """`g`, the gradient of a reduction of `x`, back in the shape of `x`: each entry got a copy."""
    if axis is not None and not keepdims and np.ndim(x):  # NumPy takes the axes 0 and -1 of a single number
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


def averaged(x: Any, z: Any) -> Any:
    """How many entries of `x` each entry of their mean `z` stands for; 1 if there are none."""
    return (np.size(x) or 1) / (np.size(z) or 1)


REDUCTIONS = [([(2, 3)], {}), ([(3,)], {"keepdims": True}), ([(2, 3, 2)], {"axis": (0, -1)}),
              ([(3, 3)], {"axis": 1, "keepdims": True}), ([()], {})]
SINGLE = [([()], {"axis": -1}), ([()], {"axis": 0, "keepdims": True})]

AXES = "each axis must lie in the shape, and hold an entry where there is no result without one"
pullback("sum", lambda x, /, axis=None, keepdims=False: np.sum(x, axis=axis, keepdims=keepdims),
         lambda g, z, x, axis=None, keepdims=False: restore(g, x, axis, keepdims),
         needs=AXES, cases=[*REDUCTIONS, *SINGLE, ([(0, 3)], {"axis": 1})])
mean = pullback("mean", lambda x, /, axis=None, keepdims=False: np.mean(x, axis=axis, keepdims=keepdims),
         lambda g, z, x, axis=None, keepdims=False: restore(g, x, axis, keepdims) / averaged(x, z),
         needs=AXES, cases=[*REDUCTIONS, ([(0, 3)], {"axis": 1})])


def share_among_ties(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The pull-back of max and min: the upstream gradient goes to the entry that won; ties share it equally."""
    won = x == restore(z, x, axis, keepdims)
    return restore(g, x, axis, keepdims) * won / np.sum(won, axis=axis, keepdims=True)


max_ = pullback("max", lambda x, /, axis=None, keepdims=False: np.max(x, axis=axis, keepdims=keepdims),
         share_among_ties, needs=AXES, cases=[*REDUCTIONS, *SINGLE])
min_ = pullback("min", lambda x, /, axis=None, keepdims=False: np.min(x, axis=axis, keepdims=keepdims),
         share_among_ties, needs=AXES, cases=[*REDUCTIONS, *SINGLE])
NUMPY.update({np.amax: max_, np.amin: min_})
