"""check_gradients: derivatives of a function, the engine's or one's own, against measured slopes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.functional import grad, map_numbers, node_of
from autograd.judging.differences import NUMERIC, Slope, slope
from autograd.node import Node
from autograd.tensor import REAL

Array = npt.NDArray[Any]

CALLS = 4  # of a function at one point, to see whether it draws random numbers
UNCLEAR, NOTHING = 1e-2, 1e-4  # the uncertainty, as a share of the slope or as it is, with which nothing is told


def check_gradients(f: Callable[..., Any], *arguments: Any, order: int = 2) -> None:
    """Check derivatives of a function against central differences, each entry by itself.

    Args:
        f: a function of numbers and arrays that returns a scalar.
        arguments: where to check it: all that `grad` takes, numbers, arrays, nodes, or dicts, lists and tuples of
            them; a list of numbers alone is a vector. If the first is a function, it is the gradient that is
            checked, and f may be of any make.
        order: 1 for the gradient, 2 for the second derivatives along a random direction too; a gradient of
            one's own is checked to order 1.

    Raises:
        TypeError: if an argument holds no numbers.
        ValueError: if the order is another one, or f returns more than a number.
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
    if not callable(f) or (not point.arrays and not point.arguments):
        raise TypeError("check_gradients takes a function and where to check it, an argument for each that f takes.")
    with np.errstate(all="ignore"):
        first = _require_the_same(f, point, [_number(f(*point.copies())) for _ in range(CALLS)])
        if own is not None:
            gradient = own(*point.copies())
            _check(f, point, point.flat(point.by_argument(gradient), "by hand"), 1, "by hand it is")
        else:
            _check_engine(f, point, order)
        _require_the_same(f, point, [first, _number(f(*point.copies()))])


def _check_engine(f: Callable[..., Any], point: "_Point", order: int) -> None:
    """Check the gradient by the engine, and the gradient of its slope along a random direction."""
    if not isinstance(f(*map_numbers(point.copies(), node_of)), Node):  # f depends on nothing that has a gradient
        _check(f, point, [np.zeros(array.shape) for array in point.arrays], 1, "autograd says")
        return
    every = tuple(range(len(point.arguments)))
    gradient = grad(f, argnums=every)
    _check(f, point, point.flat(gradient(*point.copies()), "of autograd"), 1, "autograd says")
    directions = [np.random.default_rng(0).normal(size=array.shape) for array in point.arrays]

    def along(*arguments: Any) -> Any:
        """The slope of f along the direction."""
        parts: list[Any] = []
        map_numbers(gradient(*arguments), lambda x, path: parts.append(x))
        return sum(np.sum(v * g) for v, g in zip(directions, parts, strict=True))

    if order == 2:
        second = grad(along, argnums=every)(*point.copies())
        _check(along, point, point.flat(second, "of autograd"), 2, "autograd says")


def _require_the_same(f: Callable[..., Any], point: "_Point", values: Sequence[float]) -> float:
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
        self.arrays: list[Array] = []
        self.paths: list[str] = []

        def numbers(x: Any, path: str) -> Any:
            array = np.array(node_of(x, path).raw, dtype=float)
            self.arrays.append(array)
            self.paths.append(path)
            return _as_given(array)

        vectors = [np.asarray(x) if isinstance(x, list) and _is_plain(x) else x for x in arguments]
        self.keys = list(_keys(tuple(vectors)))
        self.arguments = tuple([map_numbers(x, numbers, f"argument {i}") for i, x in enumerate(vectors)])

    def copies(self, number: int = -1, array: Any = None) -> tuple[Any, ...]:
        """The arguments in arrays that f may write into, perhaps with others in one place."""
        arrays = [array if i == number else x for i, x in enumerate(self.arrays)]
        each = iter([_as_given(x.copy()) for x in arrays])
        return tuple([map_numbers(x, lambda x, path: next(each)) for x in self.arguments])

    def by_argument(self, gradient: Any) -> Any:
        """Return one gradient for each argument, of which one alone need not come in a list."""
        is_list = isinstance(gradient, (list, tuple))
        if len(self.arguments) > 1 or (is_list and len(gradient) == 1 and np.ndim(gradient) > self.arrays[0].ndim):
            return gradient
        return (gradient,)

    def flat(self, gradients: Any, whose: str) -> list[Array]:
        """Gradients in the structure of the arguments as arrays, one for each place."""
        found = [_gradient_at(gradients, keys, whose) for keys in self.keys]
        shapes = [array.shape for array in self.arrays]
        if [array.shape for array in found] != shapes:
            raise AssertionError(
                f"the gradient {whose} has shapes {[x.shape for x in found]}, and the arguments have {shapes}."
            )
        return found


def _gradient_at(gradients: Any, keys: Sequence[Any], whose: str) -> Array:
    """The part of a gradient that stands where an argument does."""
    try:
        for key in keys:
            gradients = gradients[key]
        array = np.asarray(gradients.raw if isinstance(gradients, Node) else gradients)
    except (KeyError, IndexError, TypeError, ValueError):
        raise AssertionError(f"the gradient {whose} has shapes of its own: it lacks {list(keys)}.") from None
    if array.dtype.kind not in REAL:
        raise TypeError(f"the gradient {whose} is {gradients!r}, which is no number and no array of numbers.")
    return array.astype(float)


def _keys(tree: Any) -> Iterator[tuple[Any, ...]]:
    """The keys that lead to each number or array of a nest."""
    if isinstance(tree, (dict, list, tuple)):
        for key, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from [(key, *rest) for rest in _keys(part)]
    else:
        yield ()


def _check(f: Callable[..., Any], point: _Point, gradients: Sequence[Array], order: int, says: str) -> None:
    """Compare each entry of the gradients with the slope that is measured there."""
    for number, gradient in enumerate(gradients):

        def cost(array: Array, number: int = number) -> float:
            return _number(f(*point.copies(number, array)))

        for index in np.ndindex(gradient.shape):
            derivative = float(gradient[index])
            measured = slope(cost, point.arrays[number], index, derivative)
            entry = f", entry {list(index)}" if index else ""
            place = f"derivative of order {order} by {point.paths[number]}{entry}"
            if not (np.isfinite(derivative) and measured.agrees(derivative)):
                raise AssertionError(
                    f"{place}: {says} {derivative:.10g}, central differences say {_text(measured)}, tolerance "
                    f"{NUMERIC * abs(derivative) + measured.uncertainty:.2g}"
                )
            steepest = max(abs(derivative), abs(measured.low), abs(measured.high))
            if not measured.uncertainty <= UNCLEAR * steepest + NOTHING:
                raise AssertionError(
                    f"{place}: {says} {derivative:.10g}, and that can't be told, since central differences know the "
                    f"slope to {measured.uncertainty:.2g} only. Check it at another point."
                )


def _text(measured: Slope) -> str:
    """A slope, or the two of a kink."""
    return f"{measured.low:.10g} to {measured.high:.10g}" if measured.is_kink else f"{measured.middle:.10g}"


def _number(result: Any) -> float:
    """Return what a function returned, as a number."""
    array = np.asarray(result.raw if isinstance(result, Node) else result)
    if array.dtype.kind not in REAL:
        raise ValueError(f"f returned {result!r}, and only a scalar has a gradient.")
    if array.size != 1:
        raise ValueError(f"f returned shape {array.shape}, and only a scalar has a gradient: np.sum(...) of it.")
    return float(array.item())


def _is_plain(x: Any) -> bool:
    """Tell whether it is a number, or a list of numbers alone, which is a vector."""
    return all(map(_is_plain, x)) if isinstance(x, list) else isinstance(x, (int, float))


def _as_given(array: Array) -> Any:
    """The array. A single number as NumPy's, which knows nan where Python raises or turns complex."""
    return array if array.ndim else array[()]
