"""check_gradients: derivatives of a function, the engine's or one's own, against measured slopes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd.arguments import Function, map_numbers, node_of
from autograd.functional import grad
from autograd.jacobians import jvp
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
    own = arguments[0] if arguments and callable(arguments[0]) else None
    point = _Point(arguments if own is None else arguments[1:])
    if not callable(f) or not (point.arrays and point.arguments):
        raise TypeError("check_gradients takes a function and where to check it, an argument for each that f takes.")

    with np.errstate(all="ignore"):
        first = _require_the_same([_numbers(f(*point.copies())) for _ in range(CALLS)])
        entries = list(np.ndindex(first.shape))  # [()] for a scalar
        if own is not None and entries:
            by_hand = _by_hand(own, point, first.shape)
            answers = {i: _at_entry(by_hand, i) for i in entries}
            _check(f, point, answers, 1, "by hand it is")
        elif entries and isinstance(f(*map_numbers(point.copies(), node_of)), Node):
            _check_engine(f, point, order, entries)
        else:  # f depends on nothing that has a gradient
            zeros = map_numbers(point.copies(), lambda x, _: 0 * x)
            _check(f, point, dict.fromkeys(entries, zeros), 1, "autograd says")
        _require_the_same([first, _numbers(f(*point.copies()))])


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


def _check_engine(f: Function, point: "_Point", order: int, entries: Sequence[tuple[int, ...]]) -> None:
    """Check the gradients by the engine in both modes, and those of the slopes along a random direction."""
    every = tuple(range(len(point.arguments)))
    gradients = {i: grad(_entry_of(f, i), argnums=every) for i in entries}
    reverse = {i: gradient(*point.copies()) for i, gradient in gradients.items()}
    _check(f, point, reverse, 1, "autograd says")
    directions = [np.random.default_rng(0).normal(size=array.shape) for array in point.arrays]
    each = iter(directions)
    direction = map_numbers(point.arguments, lambda x, _: next(each))

    def slopes(*arguments: Any) -> Any:
        """The slopes of all entries along the direction, in forward mode."""
        return jvp(lambda moved: f(*moved), arguments, direction)[1]

    forward = _numbers(slopes(*point.copies()))
    for i, gradient in reverse.items():
        pulled = [v * g for v, (_, g) in zip(directions, point.gradients(gradient, "of autograd"), strict=True)]
        total, size = sum(map(np.sum, pulled)), sum(np.sum(np.abs(part)) for part in pulled)
        if not abs(forward[i] - total) <= NUMERIC * size:
            raise AssertionError(
                f"derivative {_of(i)}along a direction: forward mode says {forward[i]}, reverse mode {total}"
            )

    def along(gradient: Function) -> Function:
        """Return the slope of an entry along the direction, as a function."""

        def pulled_slope(*arguments: Any) -> Any:
            parts = [part for _, part in _parts(point.arguments, gradient(*arguments))]
            return sum(np.sum(v * g) for v, g in zip(directions, parts, strict=True))

        return pulled_slope

    if order == 2:
        second = {i: grad(along(gradient), argnums=every)(*point.copies()) for i, gradient in gradients.items()}
        _check(slopes, point, second, 2, "autograd says")


def _entry_of(f: Function, i: tuple[int, ...]) -> Function:
    """Return a function of one entry of what f returns, () for a scalar."""

    def cost(*arguments: Any) -> Any:
        result = f(*arguments)
        return result[i] if i else result

    return cost


def _at_entry(jacobians: Any, i: tuple[int, ...]) -> Any:
    """Return the gradients of one entry, () for a scalar, in the structure of the arguments."""
    return map_numbers(jacobians, lambda part, _: part[i]) if i else jacobians


def _of(i: tuple[int, ...]) -> str:
    return f"of entry {list(i)} " if i else ""


def _require_the_same(results: Sequence[Array]) -> Array:
    """Return what f gives at each call."""
    first = results[0]
    for result in results:
        apart = np.argwhere(~np.isclose(result, first, rtol=1e-12, atol=0, equal_nan=True))
        if len(apart):
            i = tuple(apart[0])
            raise AssertionError(
                f"f gives another number at each call, {float(first[i])!r} and then {float(result[i])!r}, so it has no "
                "derivative to check. Make its random generator within f, np.random.default_rng(0), and count nothing."
            )
    return first


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


def _check(f: Function, point: _Point, gradients: dict[tuple[int, ...], Any], order: int, says: str) -> None:
    """Compare each entry of gradients, one for each entry of what f returns, with the slope that is measured there."""
    whose = "by hand" if says.startswith("by hand") else "of autograd"
    parts = {i: point.gradients(gradient, whose) for i, gradient in gradients.items()}
    for number, array in enumerate(point.arrays):
        for index in np.ndindex(array.shape):
            results = _Results(f, point, number)
            for i, placed in parts.items():
                place, gradient = placed[number]
                derivative = float(gradient[index])
                measured = slope(results.entry(i), array, index, derivative)
                entry = f", entry {list(index)}" if index else ""
                message = f"derivative {_of(i)}of order {order} by {place}{entry}: {says} {derivative:.10g}"
                _require_agreement(message, derivative, measured)


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


class _Results:
    """All entries of what f returns, computed once for each place that one argument is moved to."""

    def __init__(self, f: Function, point: _Point, number: int) -> None:
        self._f, self._point, self._number = f, point, number
        self._computed: dict[bytes, Array | Exception] = {}

    def entry(self, i: tuple[int, ...]) -> Callable[[Array], float]:
        """Return one entry as a function of the array that is moved."""
        return lambda array: float(self._at(array)[i])

    def _at(self, array: Array) -> Array:
        where = array.tobytes()
        if where not in self._computed:
            try:
                self._computed[where] = _numbers(self._f(*self._point.copies(self._number, array)))
            except (ArithmeticError, ValueError) as error:  # out of the domain, for each entry
                self._computed[where] = error
        result = self._computed[where]
        if isinstance(result, Exception):
            raise result
        return result


def _numbers(result: Any) -> Array:
    """Return what a function returned, as an array."""
    array = np.asarray(result.raw if isinstance(result, Node) else result)
    if array.dtype.kind not in REAL or isinstance(result, (list, tuple)):
        raise ValueError(f"f returned {result!r}, and only a scalar or an array has derivatives.")
    return array


def _is_plain(x: Any) -> bool:
    """Tell whether it is a number, or a list of numbers alone, which is a vector."""
    return all(map(_is_plain, x)) if isinstance(x, list) else isinstance(x, (int, float))
