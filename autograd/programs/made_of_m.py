"""Numbers that may have been computed from m, the number of examples, before they were typed into a formula.

Python computes `len(X) - 1` before the engine sees it, so that a graph of 8 examples holds a 7. Code for any m must not
take it for granted: the 7 binds the code to 8 examples, since 7 is m - 1. But a 2 in a graph of 3 examples, as many
formulas have it, is kept, and whoever calls the code with another m is warned.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from autograd.names import is_raw_number, number_text
from autograd.node import Node
from autograd.writers.text import M, written

OfM = Callable[[Any], Any]  # of m, a number or a symbol

# What is computed from the number of examples. The first ones are often multiplied by a size, or divide a decimal.
OFTEN: tuple[OfM, ...] = (lambda m: m, lambda m: m - 1)
USUAL: tuple[OfM, ...] = (
    *OFTEN,
    lambda m: m + 1,
    lambda m: 2 * m + 1,
    lambda m: m / 2,
    lambda m: m**2,
    lambda m: m * (m - 1) / 2,
    lambda m: np.sqrt(m),
    lambda m: np.log(m),
    lambda m: np.log(m) / np.log(2),
)
SELDOM: tuple[OfM, ...] = (
    lambda m: m - 2,
    lambda m: 2 * m - 1,
    lambda m: m * (m + 1),
    lambda m: m**3,
    lambda m: (m - 1) / m,
    lambda m: (m + 1) / m,
    lambda m: np.sqrt(2 * m),
    lambda m: np.sqrt(m - 1),
    lambda m: np.log(m + 1),
    lambda m: np.log(m) / np.log(10),
    lambda m: np.exp(m),
)
# Many formulas have these, decimals of one digit and powers of ten, whatever m is.
ORDINARY = {0.0, 0.25, 1.0, 1.5, 2.0, 3.0, 4.0, *(k / 10 for k in range(10)), *(10.0**k for k in range(-9, 10))}
ENTRIES = 100  # an array of more different entries is not looked at: it holds data


class Origin(NamedTuple):
    """A way to make a number of m: `times * f(m) / over`, or where f(m) is below, `times / (over * f(m))`."""

    times: float
    over: float
    f: OfM
    is_below: bool

    def number(self, m: Any) -> Any:
        """Return the number for m examples, or the formula where m is a symbol."""
        if self.is_below:
            return self.times / (self.over * self.f(m))
        return self.times * self.f(m) / self.over

    @property
    def is_plain(self) -> bool:
        """Tell whether it is k m or 1 / (k m)."""
        return self.f is USUAL[0] and (abs(self.times) == 1 if self.is_below else self.over == 1)

    def __str__(self) -> str:
        return written(self.number(M))


Origins = Mapping[Node, Sequence[Origin]]  # of each number that may be made of m


@lru_cache
def functions_of_m(m: int, features: frozenset[int]) -> tuple[list[OfM], list[OfM]]:
    """Return what is often and what is seldom computed from m, for data of so many features.

    A variance is divided by m - n, or m - n - 1, where a model has n parameters. (Never by 1 or 2 for that reason.)
    """
    usual, seldom = list(USUAL), list(SELDOM)
    for n in sorted(features):
        often, less = with_features(n)
        usual += [f for f in often if f(m) > 2]
        if m > n + 1:
            seldom += less
    return usual, seldom


def with_features(n: int) -> tuple[list[OfM], list[OfM]]:
    """Return what is often and what is seldom computed from m and n."""
    ratios: list[OfM] = [lambda m: (m - 1) / (m - n), lambda m: (m - 1) / (m - n - 1)]
    return [lambda m: m - n, lambda m: m - n - 1], [lambda m: m + n, lambda m: np.sqrt(m - n), *ratios]


@lru_cache(maxsize=1024)  # a graph may hold the same number many times
def origins(
    number: float, m: int, factors: frozenset[float], features: frozenset[int], divides: bool
) -> tuple[list[Origin], bool]:
    """Return how a number may be made of m, the factors and the features, and whether that binds the code to this m.

    A number that somebody types is short: it is made of m where it is f(m) times a factor, or one below the other. One
    of more than two digits, 0.0583333333333333, was computed, and so it may have a decimal in it, 0.7 / (2 m).
    """
    size, sign = abs(number), math.copysign(1.0, number)
    is_short = size == float(f"{size:.2g}")
    with np.errstate(over="ignore"):
        tolerance = 1e-6 if size == np.float32(size) and not is_short else 1e-12
    exact, decimal = [], []
    usual, seldom = functions_of_m(m, features)
    for f in (*usual, *seldom):
        with np.errstate(over="ignore"):
            unit = float(f(m))
        if unit == size == 0:
            exact.append(Origin(1.0, 1.0, f, False))
        if not (size and 0 < unit < np.inf):
            continue
        its_factors = factors
        if f not in OFTEN:
            its_factors = frozenset({1.0, 2.0}) if f in usual else frozenset({1.0})
        for is_below, q in ((False, size / unit), (True, size * unit)):
            for times, over in _quotients(its_factors, is_below, is_short):
                if _near(q, times / over, tolerance):
                    exact.append(Origin(sign * times, over, f, is_below))
            if q <= 1e-5 or not (is_below or not unit.is_integer()):
                continue
            for over in _divisors(f, factors, is_short):
                digits = 1 if is_short or q * over > 1 else 2
                k = float(f"{q * over:.{digits}g}")
                if _near(q * over, k, 1e-12) and (k < 1 or (f is USUAL[0] and not is_short and k not in factors)):
                    decimal.append(Origin(sign * k, over, f, is_below))
    if any(origin.is_plain for origin in exact):
        return exact, True
    if size in ORDINARY:
        whole = [x for x in exact if abs(x.times) == x.over == 1 and (sign > 0 or x.is_below)]
        likely = [x for x in whole if x.f in USUAL or (x.f in usual and (divides or x.is_below))]
        return [*likely, *decimal], False
    is_computed = not is_short and any(abs(x.times) < 1 for x in decimal)
    return [*exact, *decimal], bool(exact) or is_computed


def _quotients(factors: Set[float], is_below: bool, is_short: bool) -> Iterator[tuple[float, float]]:
    """Yield what f(m), or 1 / f(m), may be multiplied with: k, 1 / k, or fewer where short numbers would often fit."""
    for k in factors:
        if not is_short or not is_below or k <= 2:
            yield k, 1.0
        if k > 1 and (not is_short or is_below or k == 2):
            yield 1.0, k


def _divisors(f: OfM, factors: Set[float], is_short: bool) -> Iterable[float]:
    """Return what a decimal may be divided by, besides f(m)."""
    if is_short:
        return (1.0, 2.0) if f is USUAL[0] else ()
    return factors if f in OFTEN else (1.0, 2.0)


def _near(x: float, y: float, tolerance: float) -> bool:
    return abs(x - y) <= tolerance * y


def numbers_of_examples(
    order: Sequence[Node], m: int, examples: Set[Node] = frozenset()
) -> tuple[dict[Node, list[Origin]], dict[Node, list[Origin]]]:
    """Return the numbers of a graph that may be made of m, the number of examples, each with its origins.

    The first ones bind the code to this m. The others may stay as they are: ordinary numbers, exponents, and constants
    that the code takes by name, unless they are `examples`, which are given for every m. The exponent 2 is no number of
    examples, nor is an ordinary number that is compared with others.
    """
    sizes = {float(n) for node in order for n in node.shape if n}
    factors = frozenset({1.0, 2.0, *sizes, *(2 * n for n in sizes)})
    data = [node.shape for node in order if node.is_leaf and node.constant and node.ndim == 2]
    features = frozenset(n for count, n in data if count == m and n > 1)
    binding: dict[Node, list[Origin]] = {}
    kept: dict[Node, list[Origin]] = {}
    rules = [(node.rule, node.parents) for node in order if node.rule is not None]
    exponents = {parents[1] for rule, parents in rules if rule.symbol == "**"}
    divisors = {parents[1] for rule, parents in rules if rule.symbol == "/"}
    reached = _reached(order)
    for node in order:
        if not (node.is_leaf and node.constant) or node in examples:
            continue
        entries = np.unique(np.asarray(node.raw, dtype=float)).tolist()
        if len(entries) > ENTRIES or (node in exponents and entries == [2.0]):
            continue
        for number in filter(np.isfinite, entries):
            ways, binds = origins(number, m, factors, features, node in divisors)
            if binds and is_raw_number(node) and not (node in exponents and number.is_integer()):
                binding[node] = ways
            elif binds or (ways and len(entries) == 1 and node in reached):
                kept.setdefault(node, ways)
    return binding, kept


def _reached(order: Sequence[Node]) -> set[Node]:
    """Return the nodes that J is computed from in another way than by comparing them, or as a bound."""
    reached = {order[-1]}
    for node in reversed(order):
        if node in reached and node.rule is not None and not node.rule.is_comparison:
            reached |= {x for x in node.parents if not (x.is_leaf and node.rule.bounds)}
    return reached


def formulas_of_m(m: int, numbers: Origins) -> dict[Node, Any]:
    """Return the numbers as formulas of the symbol m, where k m and 1 / (k m) come before other origins.

    Raises:
        ValueError: if a number may be made of m in several ways.
    """
    by_node = {}
    for node, ways in numbers.items():
        plain = [way for way in ways if way.is_plain and (m == 1 or (way.times % m and way.over % m))]
        likely = plain[:1] or ways
        if len({f"{float(way.number(211)):.9g}" for way in likely}) > 1:
            listed = " or ".join(dict.fromkeys(map(str, likely)))
            raise ValueError(
                f"m={m}: {number_text(float(node.raw))} may be {listed}. Derive the graph of another number of "
                "examples, such as 11 or 13, which may tell them apart."
            )
        by_node[node] = likely[0].number(M)
    return by_node


def with_origins(numbers: Mapping[str, Sequence[Origin]]) -> str:
    """Return the texts of numbers with what they may be: `7 (m - 1)`."""
    return " and ".join([f"{text} ({ways[0]})" for text, ways in numbers.items()])
