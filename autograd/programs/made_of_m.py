"""Numbers that may have been computed from m, the number of examples, before they were typed into a formula.

Python computes `len(X) - 1` before the engine sees it, so that a graph of 8 examples holds a 7. Code for any m must not
take it for granted: the 7 binds the code to 8 examples, since 7 is m - 1. But a 2 in a graph of 3 examples, as many
formulas have it, is kept, and whoever calls the code with another m is warned.
"""

import math
from collections import defaultdict
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
        other = self.times if self.is_below else self.over
        return self.f is USUAL[0] and abs(other) == 1

    def __str__(self) -> str:
        return written(self.number(M))


Origins = Mapping[Node, Sequence[Origin]]  # of each number that may be made of m


@lru_cache
def functions_of_m(m: int, features: frozenset[int]) -> tuple[list[OfM], list[OfM]]:
    """Return what is often and what is seldom computed from m, for data of so many features.

    A variance is divided by m - n, or m - n - 1, where a model has n parameters; but a 1 or a 2 is no such divisor.
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
    return [lambda m: m - n, lambda m: m - n - 1], [
        lambda m: m + n,
        lambda m: np.sqrt(m - n),
        lambda m: (m - 1) / (m - n),
        lambda m: (m - 1) / (m - n - 1),
    ]


@lru_cache(maxsize=1024)  # a graph may hold the same number many times
def origins(
    number: float, m: int, factors: frozenset[float], features: frozenset[int], divides: bool
) -> tuple[list[Origin], bool]:
    """Return how a number may be made of m, the factors and the features, and whether that binds the code to this m.

    A number of one or two digits was typed. It is made of m where it is f(m) times a factor, or one below the other.
    A longer one, 0.0583333333333333, was computed, and so it may have a decimal in it as well: 0.7 / (2 m).
    """
    size = abs(number)
    sign = math.copysign(1.0, number)
    is_short = size == float(f"{size:.2g}")
    tolerance = 1e-12
    exact, decimal = [], []
    usual, seldom = functions_of_m(m, features)
    with np.errstate(over="ignore"):
        if not is_short and size == np.float32(size):
            tolerance = 1e-6
        units = [(f, float(f(m))) for f in (*usual, *seldom)]
    for f, unit in units:
        if unit == size == 0:
            exact.append(Origin(1.0, 1.0, f, False))
        if not (size and 0 < unit < np.inf):
            continue
        its_factors: Set[float] = {1.0}
        if f in OFTEN:
            its_factors = factors
        elif f in usual:
            its_factors = {1.0, 2.0}
        for is_below, q in ((False, size / unit), (True, size * unit)):
            for times, over in _quotients(its_factors, is_below, is_short):
                if math.isclose(q, times / over, rel_tol=tolerance):
                    exact.append(Origin(sign * times, over, f, is_below))
            if q > 1e-5 and (is_below or not unit.is_integer()):
                for over in _divisors(f, factors, is_short):
                    k = _as_decimal(q * over, is_short)
                    if k < 1 or (f is USUAL[0] and not is_short and k not in factors):
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
    if not is_short and f in OFTEN:
        return factors
    if not is_short or f is USUAL[0]:
        return (1.0, 2.0)
    return ()


def _as_decimal(x: float, is_short: bool) -> float:
    """Return the decimal of few digits that a number is, or 1 if it is none."""
    digits = 2
    if is_short or x > 1:
        digits = 1
    k = float(f"{x:.{digits}g}")
    if math.isclose(x, k, rel_tol=1e-12):
        return k
    return 1.0


def numbers_of_examples(
    order: Sequence[Node], m: int, examples: Set[Node] = frozenset()
) -> tuple[dict[Node, list[Origin]], dict[Node, list[Origin]]]:
    """Return the numbers of a graph that may be made of m, the number of examples, each with its origins.

    The first ones bind the code to this m. The others may stay as they are: ordinary numbers, exponents, and constants
    that the code takes by name. Not looked at are `examples`, which are given for every m, the exponent 2, and ordinary
    numbers that are only compared with others.
    """
    binding: dict[Node, list[Origin]] = {}
    kept: dict[Node, list[Origin]] = {}
    factors, features = {1.0, 2.0}, set()
    second_operands: dict[str, set[Node]] = defaultdict(set)
    for node in order:
        for n in filter(None, node.shape):
            factors |= {n, 2.0 * n}
        if node.rule is not None:
            second_operands[node.rule.symbol].update(node.parents[1:])
        elif node.constant and node.ndim == 2 and node.shape[0] == m and node.shape[1] > 1:
            features.add(node.shape[1])
    exponents = second_operands["**"]
    reached = _reached(order)
    for node in order:
        if not (node.is_leaf and node.constant) or node in examples:
            continue
        entries = np.unique(np.asarray(node.raw, dtype=float)).tolist()
        if len(entries) > ENTRIES or (node in exponents and entries == [2.0]):
            continue
        for number in filter(np.isfinite, entries):
            ways, binds = origins(number, m, frozenset(factors), frozenset(features), node in second_operands["/"])
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
        plain = [way for way in ways if way.is_plain]
        if m > 1:
            plain = [way for way in plain if way.times % m and way.over % m]
        likely = plain[:1] or ways
        elsewhere = {f"{float(way.number(211)):.9g}" for way in likely}
        if len(elsewhere) > 1:
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
