"""Numbers that may have been computed from m, the number of examples, before they were typed into a formula.

Python computes `len(X) - 1` before the engine sees it, so that a graph of 8 examples holds a 7. Code for any m must not
take it for granted: the 7 binds the code to 8 examples, since 7 is m - 1. But a 2 in a graph of 3 examples, as many
formulas have it, is kept, and whoever calls the code with another m is warned.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from autograd.names import is_raw_number, number_text
from autograd.node import Node
from autograd.writers.text import M, written

Function = Callable[[Any], Any]  # of m, a number or a symbol

# What is computed from the number of examples. The first ones are often multiplied by a size, or divide a decimal.
OFTEN: tuple[Function, ...] = (lambda m: m, lambda m: m - 1)
USUAL: tuple[Function, ...] = (
    *OFTEN, lambda m: m + 1, lambda m: 2 * m + 1, lambda m: m / 2, lambda m: m**2, lambda m: m * (m - 1) / 2,
    lambda m: np.sqrt(m), lambda m: np.log(m), lambda m: np.log(m) / np.log(2),
)  # fmt: skip
SELDOM: tuple[Function, ...] = (
    lambda m: m - 2, lambda m: 2 * m - 1, lambda m: m * (m + 1), lambda m: m**3, lambda m: (m - 1) / m,
    lambda m: (m + 1) / m, lambda m: np.sqrt(2 * m), lambda m: np.sqrt(m - 1), lambda m: np.log(m + 1),
    lambda m: np.log(m) / np.log(10), lambda m: np.exp(m),
)  # fmt: skip
# Many formulas have these, decimals of one digit and powers of ten, whatever m is.
ORDINARY = {0.0, 0.25, 1.0, 1.5, 2.0, 3.0, 4.0, *(k / 10 for k in range(10)), *(10.0**k for k in range(-9, 10))}
BOUNDED = {"maximum", "minimum", "clip"}
ENTRIES = 100  # an array of more different entries is not looked at: it holds data


class Reading(NamedTuple):
    """A number read as made of m: `times * f(m) / over`, or where f(m) is below, `times / (over * f(m))`."""

    times: float
    over: float
    f: Function
    is_below: bool

    def of(self, m: Any) -> Any:
        """The number for m examples, or the formula where m is a symbol."""
        return self.times / (self.over * self.f(m)) if self.is_below else self.times * self.f(m) / self.over

    @property
    def is_plain(self) -> bool:
        """Whether it is k m or 1 / (k m)."""
        return self.f is USUAL[0] and (abs(self.times) == 1 if self.is_below else self.over == 1)

    def __str__(self) -> str:
        return written(self.of(M))


Numbers = Mapping[Node, Sequence[Reading]]  # numbers that may be made of m, each with its readings


@lru_cache
def functions(m: int, features: frozenset[int]) -> tuple[list[Function], list[Function]]:
    """Return what is often and what is seldom computed from m, for data of so many features.

    A variance is divided by m - n, or m - n - 1, where a model has n parameters. (Never by 1 or 2 for that reason.)
    """
    usual, seldom = list(USUAL), list(SELDOM)
    for n in sorted(features):
        often, less = with_features(n)
        usual += [f for f in often if f(m) > 2]
        seldom += less if m > n + 1 else []
    return usual, seldom


def with_features(n: int) -> tuple[list[Function], list[Function]]:
    """Return what is often and what is seldom computed from m and n."""
    ratios: list[Function] = [lambda m: (m - 1) / (m - n), lambda m: (m - 1) / (m - n - 1)]
    return [lambda m: m - n, lambda m: m - n - 1], [lambda m: m + n, lambda m: np.sqrt(m - n), *ratios]


@lru_cache(maxsize=1024)  # a graph may hold the same number many times
def readings(
    number: float, m: int, factors: frozenset[float], features: frozenset[int], divides: bool
) -> tuple[list[Reading], bool]:
    """Return how a number may be made of m, the factors and the features, and whether that binds the code to this m.

    A number that somebody types is short: it is made of m where it is f(m) times a factor, or one below the other. One
    of more than two digits, 0.0583333333333333, was computed, and so it may have a decimal in it, 0.7 / (2 m).
    """
    size, sign = abs(number), -1.0 if number < 0 else 1.0
    is_short = size == float(f"{size:.2g}")
    tolerance = 1e-6 if size == np.float32(size) and not is_short else 1e-12
    exact, decimal = [], []
    usual, seldom = functions(m, features)
    for f in (*usual, *seldom):
        with np.errstate(over="ignore"):
            unit = float(f(m))
        if unit == size == 0:
            exact.append(Reading(1.0, 1.0, f, False))
        if not (size and 0 < unit < np.inf):
            continue
        for is_below, q in ((False, size / unit), (True, size * unit)):
            few = frozenset({1.0, 2.0}) if f in usual else frozenset({1.0})
            for times, over in _quotients(factors if f in OFTEN else few, is_below, is_short):
                if _near(q, times / over, tolerance):
                    exact.append(Reading(sign * times, over, f, is_below))
            for over in _divisors(f, is_below or not unit.is_integer(), factors, is_short) if q > 1e-5 else ():
                k = float(f"{q * over:.{1 if is_short or q * over > 1 else 2}g}")
                if _near(q * over, k, 1e-12) and (k < 1 or (f is USUAL[0] and not is_short and k not in factors)):
                    decimal.append(Reading(sign * k, over, f, is_below))
    if any(reading.is_plain for reading in exact):
        return exact, True
    if size in ORDINARY:
        whole = [r for r in exact if abs(r.times) == r.over == 1 and (sign > 0 or r.is_below)]
        likely = [r for r in whole if r.f in USUAL or (r.f in usual and (divides or r.is_below))]
        return [*likely, *decimal], False
    computed = [] if is_short else [r for r in decimal if abs(r.times) < 1]
    return [*exact, *decimal], bool(exact or computed)


def _quotients(factors: Set[float], is_below: bool, is_short: bool) -> Iterator[tuple[float, float]]:
    """What f(m), or 1 / f(m), may be multiplied with: k, 1 / k and, where a short number would often seem so, less."""
    for k in factors:
        if not is_short or not is_below or k <= 2:
            yield k, 1.0
        if k > 1 and (not is_short or is_below or k == 2):
            yield 1.0, k


def _divisors(f: Function, may_be: bool, factors: Set[float], is_short: bool) -> Iterable[float]:
    """What a decimal may be divided by, besides f(m)."""
    if not may_be or (is_short and f is not USUAL[0]):
        return ()
    return factors if f in OFTEN and not is_short else (1.0, 2.0)


def _near(x: float, y: float, tolerance: float) -> bool:
    return abs(x - y) <= tolerance * y


def numbers_of_examples(
    order: Sequence[Node], m: int, given: Set[Node] = frozenset()
) -> tuple[dict[Node, list[Reading]], dict[Node, list[Reading]]]:
    """Return the numbers of a graph that may be made of m, the number of examples, each with its readings.

    The first ones bind the code to this m. The others may stay as they are: ordinary numbers, exponents, and constants
    that the code is given by name, unless they are `given` for every m. The exponent 2 is no number of examples, nor is
    an ordinary number that is compared with others.
    """
    sizes = {float(n) for node in order for n in node.shape if n}
    factors = frozenset({1.0, 2.0, *sizes, *(2 * n for n in sizes)})
    data = [node.shape for node in order if node.is_leaf and node.constant and node.ndim == 2]
    features = frozenset(n for count, n in data if count == m and n > 1)
    binding: dict[Node, list[Reading]] = {}
    kept: dict[Node, list[Reading]] = {}
    rules = [(node.rule, node.parents) for node in order if node.rule is not None]
    exponents = {parents[1] for rule, parents in rules if rule.symbol == "**"}
    divisors = {parents[1] for rule, parents in rules if rule.symbol == "/"}
    reached = _reached(order)
    for node in order:
        if not (node.is_leaf and node.constant) or node in given:
            continue
        entries = np.unique(np.asarray(node.raw, dtype=float)).tolist()
        if len(entries) > ENTRIES or (node in exponents and entries == [2.0]):
            continue
        for number in filter(np.isfinite, entries):
            found, binds = readings(number, m, factors, features, node in divisors)
            if binds and is_raw_number(node) and not (node in exponents and number.is_integer()):
                binding[node] = found
            elif binds or (found and len(entries) == 1 and node in reached):
                kept.setdefault(node, found)
    return binding, kept


def _reached(order: Sequence[Node]) -> set[Node]:
    """The nodes that J is computed from in another way than by comparing them, or as a bound."""
    reached = {order[-1]}
    for node in reversed(order):
        if node in reached and node.rule is not None and not node.rule.is_comparison:
            reached |= {x for x in node.parents if not (x.is_leaf and node.rule.name in BOUNDED)}
    return reached


def formulas(m: int, numbers: Numbers) -> dict[Node, Any]:
    """Return the numbers as formulas of the symbol m; k m and 1 / (k m) come before other readings.

    Raises:
        ValueError: if a number may be made of m in several ways.
    """
    made = {}
    for node, found in numbers.items():
        plain = [reading for reading in found if reading.is_plain]
        chosen = [x for x in plain if m == 1 or (x.times % m and x.over % m)][:1] or found
        if len({f"{float(reading.of(211)):.9g}" for reading in chosen}) > 1:
            listed = " or ".join(dict.fromkeys(map(str, chosen)))
            raise ValueError(
                f"m={m}: {number_text(float(node.raw))} may be {listed}. Derive the graph of another number of "
                "examples, such as 11 or 13, which may tell them apart."
            )
        made[node] = chosen[0].of(M)
    return made


def said(numbers: Mapping[str, Sequence[Reading]]) -> str:
    """Return the texts of numbers with what they may be: `7 (m - 1)`."""
    return " and ".join([f"{text} ({found[0]})" for text, found in numbers.items()])
