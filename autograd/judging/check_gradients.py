"""check_gradients: derivatives of a function, the engine's or one's own, against measured slopes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from math import prod
from typing import Any

import numpy as np

from autograd.arguments import Function, map_numbers, node_of
from autograd.departures import plain
from autograd.jacobians import jvp, vjp
from autograd.judging.differences import NUMERIC, Slope, slope
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
    own = None
    if arguments and callable(arguments[0]):
        own, *arguments = arguments  # type: ignore[assignment]
    point = _Point(arguments)
    if not callable(f) or not point.arrays:
        raise TypeError("check_gradients takes a function and where to check it, an argument for each that f takes.")

    with np.errstate(all="ignore"):
        first = _require_the_same([_numbers(f(*point.copies())) for _ in range(CALLS)])
        if own is not None and first.size:
            gradient = own(*point.copies())
            is_list = isinstance(gradient, (list, tuple)) and len(gradient) == 1
            is_listed = is_list and np.ndim(gradient) > point.arrays[0].ndim + first.ndim
            if len(point.arguments) == 1 and not is_listed:  # that of one argument alone need not come in a list
                gradient = (gradient,)
            _check(f, point, point.jacobian(gradient, first.shape), 1, "by hand it is")
        elif first.size and isinstance(f(*map_numbers(point.copies(), node_of)), Node):
            _check_engine(f, point, first.shape, order)
        else:  # f depends on nothing that has a gradient
            zeros = [np.zeros(first.shape + array.shape) for array in point.arrays]
            _check(f, point, zeros, 1, "autograd says")
        _require_the_same([first, _numbers(f(*point.copies()))])


def _check_engine(f: Function, point: "_Point", shape: tuple[int, ...], order: int) -> None:
    """Check the gradients by the engine in both modes, and those of the slopes along a random direction."""
    directions = [np.random.default_rng(0).normal(size=array.shape) for array in point.arrays]
    each = iter(directions)
    direction = map_numbers(point.arguments, lambda x, _: next(each))

    def pushed(*arguments: Any) -> Any:
        """The slopes of all entries along the direction, in forward mode."""
        return jvp(lambda moved: f(*moved), arguments, direction)[1]

    def pulled(*arguments: Any) -> Any:
        """The same slopes, by the gradients in reverse mode."""
        slopes = []
        for row in _rows(f, arguments, point, shape):
            slopes.append(sum(np.sum(v * part) for v, part in zip(directions, row, strict=True)))
        return np.reshape(np.stack(slopes), shape)

    reverse = _engine_jacobian(f, point, shape)
    _check(f, point, reverse, 1, "autograd says")
    forward = _numbers(pushed(*point.copies()))
    for i in np.ndindex(shape):
        products = [v * gradient[i] for v, gradient in zip(directions, reverse, strict=True)]
        total = sum(map(np.sum, products))
        if not abs(forward[i] - total) <= NUMERIC * sum(np.sum(np.abs(x)) for x in products):
            raise AssertionError(
                f"derivative {_of(i)}along a direction: forward mode says {forward[i]}, reverse mode {total}"
            )
    if order == 2:
        _check(pushed, point, _engine_jacobian(pulled, point, shape), 2, "autograd says")


def _engine_jacobian(f: Function, point: "_Point", shape: tuple[int, ...]) -> list[Array]:
    """Return the gradients of all entries by the engine, as one array for each of the point."""
    columns = zip(*_rows(f, point.copies(), point, shape), strict=True)
    pairs = zip(point.arrays, columns, strict=True)
    return [np.array(plain(column), dtype=float).reshape(shape + array.shape) for array, column in pairs]


def _rows(f: Function, arguments: Any, point: "_Point", shape: tuple[int, ...]) -> list[list[Any]]:
    """Return the gradient of each entry of what f returns in reverse mode, in parts."""
    _, pull = vjp(lambda moved: f(*moved), arguments)
    units = np.eye(prod(shape)).reshape(-1, *shape)
    return [point.parts(pull(unit)) for unit in units]


def _of(i: tuple[int, ...]) -> str:
    return f"of entry {list(i)} " if i else ""


def _require_the_same(results: Sequence[Array]) -> Array:
    """Return what f gives at each call."""
    first = results[0]
    for result in results:
        for i in np.argwhere(~np.isclose(result, first, rtol=1e-12, atol=0, equal_nan=True)):
            raise AssertionError(
                f"f gives another number at each call, {float(first[*i])!r} and then {float(result[*i])!r}, so it has "
                "no derivative to check. Make its random generator within f, np.random.default_rng(0), and count "
                "nothing."
            )
    return first


class _Point:
    """The arguments of a function, and the numbers in them as arrays."""

    def __init__(self, arguments: Sequence[Any]) -> None:
        vectors = [np.asarray(x) if isinstance(x, list) and _is_plain(x) else x for x in arguments]
        self.arguments = tuple([map_numbers(x, node_of, f"argument {i}") for i, x in enumerate(vectors)])
        self.places: list[str] = []
        self.arrays: list[Array] = []
        for place, node in _parts(self.arguments, self.arguments):
            self.places.append(place)
            self.arrays.append(np.array(node.raw, dtype=float))

    def copies(self, number: int = -1, array: Any = None) -> Any:
        """The arguments in arrays that f may write into, perhaps with another one in one place."""
        arrays = [array if i == number else x for i, x in enumerate(self.arrays)]
        each = iter([x.copy()[()] for x in arrays])  # a single number as NumPy's, which knows nan where Python raises
        return map_numbers(self.arguments, lambda x, _: next(each))

    def parts(self, gradient: Any) -> list[Any]:
        """The parts of a gradient, one for each array."""
        return [part for _, part in _parts(self.arguments, gradient)]

    def jacobian(self, gradient: Any, shape: tuple[int, ...]) -> list[Array]:
        """The parts of a gradient by hand of a function that returns this shape, as arrays."""
        try:
            arrays = [np.asarray(plain(part)) for part in self.parts(gradient)]
        except (LookupError, ValueError) as error:
            raise AssertionError(f"the gradient by hand has shapes of its own: {error.args[0]}.") from None
        shapes = []
        for array in arrays:
            if array.dtype.kind not in REAL:
                raise TypeError(f"the gradient by hand is {gradient!r}, which is no number and no array of numbers.")
            if array.shape[: len(shape)] != shape:
                raise AssertionError(
                    f"f returns shape {shape}, and its Jacobian by hand has shape {array.shape}, which must begin with "
                    "that."
                )
            shapes.append(array.shape[len(shape) :])
        expected = [array.shape for array in self.arrays]
        if shapes != expected:
            raise AssertionError(f"the gradient by hand has shapes {shapes}, and the arguments have {expected}.")
        return [array.astype(float) for array in arrays]


def _parts(tree: Any, other: Any, place: str = "argument ") -> Iterator[tuple[str, Any]]:
    """Yield what stands in another nest where one has its numbers, and the place."""
    if not isinstance(tree, (dict, list, tuple)):
        yield place, other
        return
    keys: Iterable[Any] = range(len(tree))
    if isinstance(tree, dict):
        keys = tree
    for key in keys:
        below = f"{place}{key}" if place == "argument " else f"{place}[{key!r}]"
        try:
            part = other[key]
        except (KeyError, IndexError, TypeError):
            raise LookupError(f"it lacks {below}") from None
        yield from _parts(tree[key], part, below)


def _check(f: Function, point: _Point, jacobian: Sequence[Array], order: int, says: str) -> None:
    """Compare each entry of a Jacobian with the slope that is measured there."""
    for number, (place, array, derivatives) in enumerate(zip(point.places, point.arrays, jacobian, strict=True)):
        for index in np.ndindex(array.shape):
            result_at = _cached(f, point, number)
            for i in np.ndindex(derivatives.shape[: derivatives.ndim - array.ndim]):
                derivative = float(derivatives[i + index])
                measured = slope(partial(result_at, i), array, index, derivative)
                entry = f", entry {list(index)}" if index else ""
                message = f"derivative {_of(i)}of order {order} by {place}{entry}: {says} {derivative:.10g}"
                _require_agreement(message, derivative, measured)


def _cached(f: Function, point: _Point, number: int) -> Callable[[tuple[int, ...], Array], float]:
    """Return an entry of what f returns as a function of one array, where f is called once for each array."""
    results: dict[bytes, Array | None] = {}

    def result_at(i: tuple[int, ...], array: Array) -> float:
        key = array.tobytes()
        if key not in results:
            results[key] = None
            with suppress(ArithmeticError, ValueError):  # out of the domain
                results[key] = _numbers(f(*point.copies(number, array)))
        result = results[key]
        if result is None:
            return np.nan
        return float(result[i])

    return result_at


def _require_agreement(message: str, derivative: float, measured: Slope) -> None:
    """Raise the AssertionError of a derivative that is not the measured slope, or where that is not known well."""
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
    array = np.asarray(plain(result))
    if array.dtype.kind not in REAL or isinstance(result, (list, tuple)):
        raise ValueError(f"f returned {result!r}, and only a scalar or an array has derivatives.")
    return array


def _is_plain(x: Any) -> bool:
    """Tell whether it is a number, or a list of numbers alone, which is a vector."""
    if isinstance(x, list):
        return all(map(_is_plain, x))
    return isinstance(x, (int, float))
