"""Derivatives of functions with many results: pulled back, pushed forward, or all of them as an array."""

from collections.abc import Sequence
from functools import wraps
from typing import Any

import numpy as np

from autograd.arguments import Call, Function, map_numbers, positions_of, require_function
from autograd.functional import grad
from autograd.gradients import gradients_of
from autograd.graph import in_numbers
from autograd.node import Node, as_node
from autograd.snapshots import in_nodes
from autograd.tangents import push_forward


def vjp(f: Function, x: Any) -> tuple[Any, Function]:
    """Return f(x) and the function that pulls a gradient of f(x) back to x: reverse mode.

    Args:
        f: a function of one argument that returns a node of any shape.
        x: a number, an array, or a nest of them as in `grad`.

    Returns:
        f(x), and the function from g, of the shape of f(x), to the gradient of sum(g * f) by x, in the structure of x.

    Raises:
        TypeError: as `grad`.
        ValueError: of the function that pulls, if g has another shape than f(x).

    Example:
        >>> y, pull = vjp(lambda x: x**2, np.array([1.0, 3.0]))
        >>> y, pull(np.array([1.0, 10.0]))
        (array([1., 9.]), array([ 2., 60.]))
    """
    call = Call(f, 0, (x,), {})
    if call.node().is_leaf:  # it is frozen below, and what is pulled back starts at a node that is not
        call.result = +call.result
    y, outside = call.node(), call.depends_on_more()

    def pull(g: Any) -> Any:
        gradients = gradients_of(y, call.leaves, outside or isinstance(g, Node), g, call.below)
        return call.like_the_arguments(gradients)[0]

    call.freeze()
    return y if outside else _plain(y.raw), pull


def jvp(f: Function, x: Any, t: Any) -> tuple[Any, Any]:
    """Return f(x) and its derivative along the direction t: forward mode, by the same rows.

    Each number of t is multiplied by a slope, a 0 too: where a slope is infinite or nan, that is nan, as it is where a
    backward pass multiplies a gradient of 0.

    Args:
        f: a function of one argument that returns a node, or a nest of them.
        x: a number, an array, or a nest of them as in `grad`.
        t: the direction in which x moves, in the structure and the shapes of x.

    Returns:
        f(x), and the derivative of f(x + s t) by s at s = 0, both in the structure of f(x).

    Raises:
        TypeError: as `grad`.
        ValueError: if t has another structure than x, or another shape somewhere.

    Example:
        >>> jvp(lambda x: np.sum(x**3), np.array([1.0, 2.0]), np.array([1.0, 0.5]))
        (9.0, 9.0)
    """
    call = Call(f, 0, (x,), {})
    directions = _directions(call, t)
    outside = call.depends_on_more() or any(isinstance(direction, Node) for direction in directions)
    y = call.result if outside else map_numbers(call.result, lambda node, path: _plain(node.raw))
    tangent = _pushed(call, directions, outside)
    call.freeze()
    return y, tangent


def hvp(f: Function, x: Any, v: Any) -> Any:
    """Return the Hessian of a scalar function at x times v, without the Hessian: the gradient, pushed forward.

    Source: B. Pearlmutter, "Fast exact multiplication by the Hessian" (1994).

    Args:
        f: a function of one argument that returns a scalar.
        x: a number, an array, or a nest of them as in `grad`.
        v: a direction, in the structure and the shapes of x.

    Raises:
        TypeError, ValueError: as `jvp`.

    Example:
        >>> hvp(lambda x: x[0] ** 2 * x[1], np.array([3.0, 5.0]), np.array([1.0, 1.0]))
        array([16.,  6.])
    """
    return jvp(grad(f), x, v)[1]


def jacobian(f: Function, argnum: int = 0) -> Function:
    """Return the derivative of every entry of f by every entry of an argument, as a function.

    It is computed in forward mode, one push for each entry of the argument, or in reverse mode, one pull for each entry
    of the result, whichever are fewer. A slope that is infinite or nan makes nan of its column in forward mode, of its
    row in reverse mode, since 0 * inf is nan.

    Args:
        f: a function that returns a node of any shape s.
        argnum: the argument to differentiate with respect to, a number or an array of shape r.

    Returns:
        A function whose result has shape s + r: entry [i, j] is df_i / dx_j. A float for single numbers.

    Raises:
        TypeError: as `grad`; also if the argument is a dict, list or tuple.

    Example:
        >>> jacobian(lambda x: x**2 * x[::-1])(np.array([1.0, 3.0]))
        array([[6., 1.],
               [9., 6.]])
    """
    return _matrix(f, argnum, "jacobian")


def hessian(f: Function, argnum: int = 0) -> Function:
    """Return the matrix of second derivatives of a scalar function, as a function.

    Args:
        f: a function that returns a scalar.
        argnum: the argument to differentiate with respect to, a number or an array of shape s.

    Returns:
        A function whose result is a float for a number and an array of shape s + s for an array: entry
        [i, j] is d2f / dx_i dx_j.

    Raises:
        TypeError, ValueError: as `grad`; also if the argument is a dict, list or tuple.

    Example:
        >>> hessian(lambda x: x**4 - 2 * x**2)(2.0)
        44.0
        >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([3.0, 5.0]))
        array([[10.,  6.],
               [ 6.,  0.]])
    """
    return _matrix(grad(f, argnum), argnum, "hessian")


def elementwise_grad(f: Function, argnum: int = 0) -> Function:
    """Return the derivative, at every entry, of a function that treats each entry of its argument for itself.

    Args:
        f: a function that returns a node of the shape of the argument.
        argnum: the argument to differentiate with respect to.

    Raises:
        TypeError: as `grad`.
        ValueError: if the result has another shape.

    Example:
        >>> elementwise_grad(lambda x: x**3)(np.array([1.0, 2.0]))
        array([ 3., 12.])
    """
    require_function(f)
    _require_one(argnum, "elementwise_grad")

    @wraps(f)
    def total(*args: Any, **keywords: Any) -> Any:
        y, x = f(*args, **keywords), args[argnum]
        if np.shape(y) != np.shape(x):
            raise ValueError(
                f"{getattr(f, '__name__', 'f')} made shape {np.shape(y)} of shape {np.shape(x)}, so it is not "
                "elementwise. Take jacobian(f) for the derivative of every entry by every entry."
            )
        return np.sum(y)

    return grad(total, argnum)


def _matrix(f: Function, argnum: int, title: str) -> Function:
    require_function(f)
    _require_one(argnum, title)

    @wraps(f)
    def derivatives(*args: Any, **keywords: Any) -> Any:
        (position,) = positions_of(argnum, len(args))
        if isinstance(args[position], (dict, list, tuple)):
            raise TypeError(
                f"{title} takes a number or an array to differentiate with respect to, not a "
                f"{type(args[position]).__name__}."
            )
        call = Call(f, argnum, args, keywords)
        y, outside = call.node(), call.depends_on_more()
        (x,) = call.leaves
        is_forward = x.size < y.size
        rows: list[Any] = []
        if is_forward:
            for unit in np.eye(x.size):
                rows.append(_pushed(call, [x.owned(unit.reshape(x.shape))], outside))
        else:
            for unit in np.eye(y.size):
                rows += gradients_of(y, [x], outside, unit.reshape(y.shape), call.below)
        call.freeze()
        if not rows:
            return np.zeros(y.shape + x.shape)
        matrix = np.reshape(np.stack(rows), (len(rows), -1))
        if is_forward:
            matrix = matrix.T
        matrix = np.reshape(matrix, y.shape + x.shape)
        return matrix if outside else _plain(matrix)

    return derivatives


def _require_one(argnum: Any, title: str) -> None:
    if not isinstance(argnum, (int, np.integer)):
        raise TypeError(f"{title} differentiates by one argument: argnum={argnum!r} must be its number.")


def _directions(call: Call, t: Any) -> list[Any]:
    """Return the directions of the leaves, checked against them."""
    places: list[str] = []
    parts: dict[str, Any] = {}
    map_numbers(call.chosen[0], lambda leaf, path: places.append(path), "x")
    map_numbers(t, lambda x, path: parts.update({path: x}), "x")
    if set(parts) != set(places):
        raise ValueError(f"the direction has numbers at {list(parts)}, and x at {places}.")
    directions = []
    for leaf, path in zip(call.leaves, places, strict=True):
        direction = parts[path]
        if np.shape(direction) != leaf.shape:
            raise ValueError(f"the direction of {path} has shape {np.shape(direction)}, but {path} {leaf.shape}.")
        if not isinstance(direction, Node):
            direction = leaf.owned(np.array(leaf.frozen(direction)))
        directions.append(direction)
    return directions


def _pushed(call: Call, directions: Sequence[Any], outside: bool) -> Any:
    """Return the tangents of what a call returned, in its structure: as nodes if they depend on any from outside."""
    if outside:
        directions = list(map(as_node, directions))
    tangents: dict[Node, Any] = dict(zip(call.leaves, directions, strict=True))
    push_forward(call.below, tangents, in_nodes if outside else in_numbers)

    def tangent_of(node: Node, path: str) -> Any:
        tangent = tangents.get(node, np.zeros(node.shape))
        if not outside:
            return _plain(tangent)
        return as_node(tangent)

    return map_numbers(call.result, tangent_of)


def _plain(numbers: Any) -> Any:
    """Return numbers that the caller may keep: a float, or an array of their own."""
    return np.array(numbers) if np.ndim(numbers) else float(numbers)
