"""Central differences: derivatives without calculus, to check those that were computed with it.

Source: W. Press et al., Numerical Recipes (2007), section 5.7.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.functional import grad
from autograd.node import Node

Array = npt.NDArray[Any]

NUMERIC = 1e-5  # the tolerated difference, relative to the largest entry of a gradient


def check_gradients(f: Callable[..., Any], *arrays: Any, order: int = 2) -> None:
    """Check the engine's derivatives of a function against central differences.

    Args:
        f: a function of numbers or arrays that returns a scalar.
        arrays: where to check it.
        order: 1 for the gradient, 2 for the second derivatives along a random direction too.

    Raises:
        AssertionError: if a derivative is wrong; it names the argument and the entry, both numbers and the tolerance.

    Example:
        >>> check_gradients(lambda x, w: np.sum(np.tanh(x @ w)), np.ones((2, 3)), np.full(3, 0.1))
    """
    points = [np.asarray(array, dtype=float) for array in arrays]
    every = tuple(range(len(points)))
    directions = [np.random.default_rng(0).normal(size=point.shape) for point in points]

    def along(*at: Any) -> Any:
        return sum(np.sum(v * g) for v, g in zip(directions, grad(f, argnums=every)(*at), strict=True))

    for n, function in enumerate((f, along)[:order], start=1):
        for i, (point, found) in enumerate(zip(points, grad(function, argnums=every)(*points), strict=True)):

            def entry(changed: Array, i: int = i, function: Callable[..., Any] = function) -> float:
                return float(function(*points[:i], changed, *points[i + 1 :]))

            for index in np.ndindex(point.shape):
                expected = central_difference(entry, point, index)
                tolerance = NUMERIC * max(1.0, float(np.max(np.abs(found))))
                if not abs(found[index] - expected) <= tolerance:
                    raise AssertionError(
                        f"derivative of order {n} by argument {i}, entry {list(index)}: autograd says "
                        f"{found[index]:.10g}, central differences say {expected:.10g}, tolerance {tolerance:.1e}"
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
                seen = zip(node.parents, node._inputs, strict=True)
                inputs = [values[parent] if parent in values else np.asarray(x, dtype=float) for parent, x in seen]
                values[node] = node.rule.compute(inputs)
        return float(np.reshape(values[order[-1]], ()))

    return cost


def central_difference(f: Callable[[Array], float], x: Array, index: tuple[int, ...]) -> float:
    """df/dx at one entry, with the step that balances rounding against curvature: the cube root of the precision."""
    x = np.array(x, dtype=float)
    at = x[index]
    step = float(np.cbrt(np.finfo(float).eps)) * max(1.0, abs(float(at)))
    x[index] = at + step
    above, upper = f(x.copy()), float(x[index])
    x[index] = at - step
    return (above - f(x.copy())) / (upper - float(x[index]))
