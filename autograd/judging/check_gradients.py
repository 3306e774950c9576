"""check_gradients: derivatives of a function, the engine's or one's own, against measured slopes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd.arguments import Function, map_numbers, node_of
from autograd.functional import grad
from autograd.jacobians import jvp
from autograd.judging.differences import NUMERIC, slope
from autograd.node import Node
from autograd.tensor import REAL, Array

CALLS = 4  # of a function at one point, to see whether it draws random numbers
UNCLEAR, NEAR_ZERO = 1e-2, 1e-4  # the uncertainty, as a share of the slope or as it is, with which nothing is told


def check_gradients(f: Callable[..., Any], *arguments: Any, order: int = 2) -> None:
    """Check derivatives of a function against central differences, each entry by itself.

    Args:
        f: a function of numbers and arrays that returns a scalar, or an array, whose entries are checked one by one.
        arguments: where to check it: all that `grad` takes, numbers, arrays, nodes, or dicts, lists and tuples of
            them; a list of numbers alone is a vector. If the first is a function, it is the gradient that is
            checked, and f may be of any make; where f returns an array of shape s, the Jacobian, of shape s + r.
        order: 1 for the gradient, 2 for the second derivatives along a random direction too; a gradient of
            one's own is checked to order 1.

    Raises:
        TypeError: if an argument holds no numbers.
        ValueError: if the order is another one, or f returns no numbers.
        AssertionError: if a derivative is wrong; it names the argument and the entry, both numbers and the tolerance.
            Or if that can't be told: f gives another number at each call, or has no measurable slope there.

    Example:
        >>> check_gradients(lambda x, w: np.sum(np.tanh(x @ w)), np.ones((2, 3)), np.full(3, 0.1))
        >>> check_gradients(lambda p: p["w"] ** 2 + p["b"], {"w": 3.0, "b": 1.0})
        >>> check_gradients(lambda w: w**2, lambda w: 3 * w, 1.0)
        Traceback (most recent call last):
        AssertionError: derivative of order 1 by argument 0: by hand it is 3, central differences say 2, tolerance 3e-05
    """
    if order not in (1, 2) or isinstance(order, bool):
        raise ValueError(f"order={order!r}: 1 checks the gradient, 2 the second derivatives too.")
    own = arguments[0] if arguments and callable(arguments[0]) else None
    point = _Point(arguments if own is None else arguments[1:])
    if not callable(f) or not (point.arrays and point.arguments):
        raise TypeError("check_gradients takes a function and where to check it, an argument for each that f takes.")

    with np.errstate(all="ignore"):
        shape = np.shape(_numbers(f(*point.copies())))
        by_hand = None
        if own is not None and 0 not in shape:
            by_hand = _by_hand(own, point, shape)
        for index in np.ndindex(shape):
            _check_entry(f, by_hand, point, order, index)


def _by_hand(own: Function, point: "_Point", shape: tuple[int, ...]) -> Any:
    """Return the gradient of one's own, or the Jacobian of a function that returns an array, for each argument."""
    gradient = own(*point.copies())
    is_list = isinstance(gradient, (list, tuple)) and len(gradient) == 1
    is_listed = is_list and np.ndim(gradient) > point.arrays[0].ndim + len(shape)
    if len(point.arguments) == 1 and not is_listed:  # that of one argument alone need not come in a list
        gradient = (gradient,)
    return map_numbers(gradient, lambda part, _: _jacobian(part, shape)) if shape else gradient


def _jacobian(part: Any, shape: tuple[int, ...]) -> Array:
    """Return the Jacobian of a function that returns this shape as an array."""
    array = np.asarray(part.raw if isinstance(part, Node) else part)
    if array.shape[: len(shape)] != shape:
        raise AssertionError(
            f"f returns shape {shape}, and its Jacobian by hand has shape {array.shape}, which must begin with that."
        )
    return array


def _check_entry(f: Function, by_hand: Any, point: "_Point", order: int, index: tuple[int, ...]) -> None:
    """Check the derivatives of one entry of what f returns, () for a scalar: those by hand, if there are any."""

    def cost(*arguments: Any) -> Any:
        result = f(*arguments)
        return result[index] if index else result

    def value() -> float:
        return _number(cost(*point.copies()))

    of = f"of entry {list(index)} " if index else ""
    first = _require_the_same([value() for _ in range(CALLS)])
    if by_hand is not None:
        gradient = map_numbers(by_hand, lambda part, _: part[index]) if index else by_hand
        _check(cost, point, gradient, 1, of, "by hand it is")
    elif isinstance(cost(*map_numbers(point.copies(), node_of)), Node):
        _check_engine(cost, point, order, of)
    else:  # f depends on nothing that has a gradient
        _check(cost, point, map_numbers(point.copies(), lambda x, _: 0 * x), 1, of, "autograd says")
    _require_the_same([first, value()])


def _check_engine(f: Function, point: "_Point", order: int, of: str) -> None:
    """Check the gradient by the engine in both modes, and the gradient of its slope along a random direction."""
    every = tuple(range(len(point.arguments)))
    gradient = grad(f, argnums=every)
    reverse = gradient(*point.copies())
    _check(f, point, reverse, 1, of, "autograd says")
    directions = [np.random.default_rng(0).normal(size=array.shape) for array in point.arrays]
    each = iter(directions)
    direction = map_numbers(point.arguments, lambda x, _: next(each))
    _, forward = jvp(lambda arguments: f(*arguments), point.copies(), direction)
    pulled = [v * g for v, (_, g) in zip(directions, point.gradients(reverse, "of autograd"), strict=True)]
    total, size = sum(map(np.sum, pulled)), sum(np.sum(np.abs(part)) for part in pulled)
    if not abs(float(forward) - total) <= NUMERIC * size:
        raise AssertionError(f"derivative {of}along a direction: forward mode says {forward}, reverse mode {total}")

    def along(*arguments: Any) -> Any:
        """The slope of f along the direction."""
        parts = [part for _, part in _parts(point.arguments, gradient(*arguments))]
        return sum(np.sum(v * g) for v, g in zip(directions, parts, strict=True))

    if order == 2:
        _check(along, point, grad(along, argnums=every)(*point.copies()), 2, of, "autograd says")


def _require_the_same(values: Sequence[float]) -> float:
    """Return the value that f gives at each call."""
    if not np.allclose(values, values[0], rtol=1e-12, atol=0, equal_nan=True):
        raise AssertionError(
            f"f gives another number at each call, {values[0]!r} and then {values[-1]!r}, so it has no derivative to "
            "check. Make its random generator within f, np.random.default_rng(0), and count nothing."
        )
    return values[0]


class _Point:
    """The arguments of a function, and the numbers in them as arrays."""

    def __init__(self, arguments: Sequence[Any]) -> None:
        vectors = [np.asarray(x) if isinstance(x, list) and _is_plain(x) else x for x in arguments]
        self.arguments = tuple([map_numbers(x, node_of, f"argument {i}") for i, x in enumerate(vectors)])
        self.arrays = [np.array(node.raw, dtype=float) for _, node in _parts(self.arguments, self.arguments)]

    def copies(self, number: int = -1, array: Any = None) -> Any:
        """The arguments in arrays that f may write into, perhaps with another one in one place."""
        arrays = [array if i == number else x for i, x in enumerate(self.arrays)]
        each = iter([x.copy()[()] for x in arrays])  # a single number as NumPy's, which knows nan where Python raises
        return map_numbers(self.arguments, lambda x, _: next(each))

    def gradients(self, gradient: Any, whose: str) -> list[tuple[str, Array]]:
        """The parts of a gradient as arrays, each with the place of the argument that it is for."""
        try:
            parts = list(_parts(self.arguments, gradient))
            arrays = [np.asarray(part.raw if isinstance(part, Node) else part) for _, part in parts]
        except (LookupError, ValueError) as error:
            raise AssertionError(f"the gradient {whose} has shapes of its own: {error.args[0]}.") from None
        shapes, expected = [x.shape for x in arrays], [x.shape for x in self.arrays]
        if not all(array.dtype.kind in REAL for array in arrays):
            raise TypeError(f"the gradient {whose} is {gradient!r}, which is no number and no array of numbers.")
        if shapes != expected:
            raise AssertionError(f"the gradient {whose} has shapes {shapes}, and the arguments have {expected}.")
        return [(place, array.astype(float)) for (place, _), array in zip(parts, arrays, strict=True)]


def _parts(tree: Any, other: Any, place: str = "argument ") -> Iterator[tuple[str, Any]]:
    """Yield what stands in another nest where one has its numbers, and the place."""
    if not isinstance(tree, (dict, list, tuple)):
        yield place, other
        return
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        below = f"{place}{key}" if place == "argument " else f"{place}[{key!r}]"
        try:
            part = other[key]
        except (KeyError, IndexError, TypeError):
            raise LookupError(f"it lacks {below}") from None
        yield from _parts(tree[key], part, below)


def _check(f: Function, point: _Point, gradient: Any, order: int, of: str, says: str) -> None:
    """Compare each entry of a gradient with the slope that is measured there."""
    whose = "by hand" if says.startswith("by hand") else "of autograd"
    for number, (place, array) in enumerate(point.gradients(gradient, whose)):

        def cost(array: Array, number: int = number) -> float:
            return _number(f(*point.copies(number, array)))

        for index in np.ndindex(array.shape):
            derivative = float(array[index])
            measured = slope(cost, point.arrays[number], index, derivative)
            entry = f", entry {list(index)}" if index else ""
            message = f"derivative {of}of order {order} by {place}{entry}: {says} {derivative:.10g}"
            if not (np.isfinite(derivative) and measured.agrees(derivative)):
                slopes = f"{measured.low:.10g}{f' to {measured.high:.10g}' * measured.is_kink}"
                tolerance = NUMERIC * abs(derivative) + measured.uncertainty
                raise AssertionError(f"{message}, central differences say {slopes}, tolerance {tolerance:.2g}")
            steepest = max(abs(derivative), abs(measured.low), abs(measured.high))
            if not measured.uncertainty <= UNCLEAR * steepest + NEAR_ZERO:
                raise AssertionError(
                    f"{message}, and that can't be told, since central differences know the "
                    f"slope to {measured.uncertainty:.2g} only. Check it at another point."
                )


def _numbers(result: Any) -> Array:
    """Return what a function returned, as an array."""
    array = np.asarray(result.raw if isinstance(result, Node) else result)
    if array.dtype.kind not in REAL or isinstance(result, (list, tuple)):
        raise ValueError(f"f returned {result!r}, and only a scalar or an array has derivatives.")
    return array


def _number(result: Any) -> float:
    return float(_numbers(result).item())


def _is_plain(x: Any) -> bool:
    """Tell whether it is a number, or a list of numbers alone, which is a vector."""
    return all(map(_is_plain, x)) if isinstance(x, list) else isinstance(x, (int, float))
