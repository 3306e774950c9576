"""Central differences: derivatives without calculus, to check those that were computed with it.

Source: W. Press et al., Numerical Recipes (2007), section 5.7.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from autograd.functional import grad
from autograd.node import Node, as_constant

Array = npt.NDArray[Any]

NUMERIC = 1e-5  # the tolerated difference, relative to the largest entry of a gradient


def check_gradients(f: Callable[..., Any], *arrays: Any, order: int = 2) -> None:
    """Check the engine's derivatives of a function against central differences.

    Args:
        f: a function of numbers or arrays that returns a scalar.
        arrays: where to check it.
        order: 1 for the gradient, 2 for the second derivatives along a random direction too.

    Raises:
        ValueError: if the order is another one.
        AssertionError: if a derivative is wrong; it names the argument and the entry, both numbers and the tolerance.

    Example:
        >>> check_gradients(lambda x, w: np.sum(np.tanh(x @ w)), np.ones((2, 3)), np.full(3, 0.1))
    """
    if order not in (1, 2):
        raise ValueError(f"order={order!r}: 1 checks the gradient, 2 the second derivatives too.")
    points = [as_constant(np.asarray(array)).data for array in arrays]
    every = tuple(range(len(points)))
    directions = [np.random.default_rng(0).normal(size=point.shape) for point in points]

    def along(*at: Any) -> Any:
        return sum(np.sum(v * g) for v, g in zip(directions, grad(f, argnums=every)(*at), strict=True))

    for n, function in enumerate((f, along)[:order], start=1):
        for i, (point, found) in enumerate(zip(points, grad(function, argnums=every)(*points), strict=True)):

            def entry(changed: Array, i: int = i, function: Callable[..., Any] = function) -> float:
                return float(np.asarray(function(*points[:i], changed, *points[i + 1 :])).item())

            for index in np.ndindex(point.shape):
                measured = central_difference(entry, point, index)
                tolerance = NUMERIC * float(np.max(np.abs(found))) + measured.uncertainty
                if not abs(found[index] - measured.slope) <= tolerance:
                    raise AssertionError(
                        f"derivative of order {n} by argument {i}, entry {list(index)}: autograd says "
                        f"{found[index]:.10g}, central differences say {measured.slope:.10g}, tolerance {tolerance:.1e}"
                    )


def replay_of(order: list[Node], changed: Node) -> Callable[[Array], float]:
    """J as a function of the data of one node: whatever depends on it is computed again, in float64."""
    above: list[Node] = []
    reached = {changed}
    for node in order:
        if any(parent in reached for parent in node.parents):
            reached.add(node)
            above.append(node)

    def cost(data: Array) -> float:
        values: dict[Node, Any] = {changed: data}
        for node in above:
            if node is not changed and node.rule:
                seen = zip(node.parents, node.inputs, strict=True)
                inputs = [values[parent] if parent in values else np.asarray(x, dtype=float) for parent, x in seen]
                values[node] = node.rule.compute(inputs)
        return float(np.reshape(values[order[-1]], ()))

    return cost


class Measured(NamedTuple):
    """A measured slope, and how far off it may be."""

    slope: float
    uncertainty: float


def central_difference(f: Callable[[Array], float], x: Array, index: tuple[int, ...]) -> Measured:
    """df/dx at one entry, from two steps: the cube root of the precision, and a thirty-second of that.

    The uncertainty is what the two disagree by, what rounding may do, and, since a kink has two slopes and a smooth
    function one, what the slopes to the left and to the right of x differ by.
    """
    x = np.array(x, dtype=float)
    at = float(x[index])

    def value(offset: float) -> float:
        x[index] = at + offset
        return f(x.copy())

    wide = float(np.cbrt(np.finfo(float).eps)) * max(1.0, abs(at))
    narrow = wide / 32
    with np.errstate(all="ignore"):
        middle, slopes = value(0.0), []
        for step in (wide, narrow):
            above, below = value(step), value(-step)
            slopes.append((above - below) / (2 * step))
        kink = abs(above - middle - (middle - below)) / narrow
        rounding = 8 * float(np.finfo(float).eps) * (abs(above) + abs(at * slopes[1])) / narrow
        apart = abs(slopes[0] - slopes[1])
        uncertainty = 2 * apart + kink + rounding
    # Where both steps tell the same, the wide one is the more precise.
    slope = slopes[0] if apart <= rounding else slopes[1]
    return Measured(slope, uncertainty if np.isfinite(uncertainty) else np.inf)
