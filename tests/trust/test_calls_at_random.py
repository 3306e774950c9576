"""Rows and functions of NumPy called with whatever comes to hand: no error comes raw from deep inside."""

import ast
import random
import traceback
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import autograd
from autograd import Tensor, Value
from autograd.departures import plain
from autograd.rule import Rule
from autograd.rules import NUMPY, TABLE

FOLDER = Path(autograd.__file__).parent
FUNCTIONS = [*NUMPY, *TABLE.values()]
COMPOSED = [function for function, formula in NUMPY.items() if not isinstance(formula, Rule)]


def nodes():
    x = np.arange(1.0, 25.0) / 2
    shapes = [(3,), (2, 3), (3, 3), (), (0,), (0, 3), (2, 3, 4)]
    return [Value(2.0, "v"), *[Tensor(np.resize(x, shape), "T") for shape in shapes], Tensor([[True, False]])]


NUMBERS = [
    0, 1, -1, 2, 2.5, True, None, "edge", "valid", (), [], (0, 1), [0, 1], ((0, 1), (1, 0)), np.ones((2, 3)),
    np.ones(3), np.int64(3), np.array([0, 1]), np.array([True, False, True]), [Value(1.0), 2.0],
]  # fmt: skip
ODD = [
    *NUMBERS, np.nan, np.inf, 1j, "a", "ij,jk->ik", "i->", b"x", {}, slice(0, 2), object(), len, np.array([1j]),
    np.array("x"), np.array([0, 5]), np.array([Value(1.0), Value(2.0)]),
]  # fmt: skip
OPTIONS = [
    "axis", "keepdims", "weights", "ddof", "ord", "k", "n", "axes", "mode", "indices_or_sections", "repeats",
    "pad_width", "out", "where", "dtype", "shape", "reps", "shift", "initial", "source", "destination", "min", "max",
    "kth", "offset", "constant_values", "returned", "nan", "xp", "fp", "left", "zzz",
]  # fmt: skip


@cache
def raising_lines(path):
    """The lines of a file that stand in a statement which raises an error."""
    statements = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Raise)]
    return {line for node in statements for line in range(node.lineno, node.end_lineno + 1)}


def is_raised_in_words(error):
    """Whether a line of the engine raised an error, or Python or NumPy refused the call before the engine saw it."""
    frames = traceback.extract_tb(error.__traceback__)
    if not any(FOLDER in Path(frame.filename).parents for frame in frames):
        return True
    last = Path(frames[-1].filename)
    return FOLDER in last.parents and frames[-1].lineno in raising_lines(last)


def calls_at_random(seed, functions, others):
    """Yield calls of functions with a node, and other arguments, as (function, arguments, options)."""
    rng = random.Random(seed)
    for _ in range(1500):
        function = rng.choice(functions)
        choices = nodes() + others
        first = rng.choice(nodes())
        if getattr(function, "variadic", False):
            first = [first, first]
        arguments = [first, *rng.choices(choices, k=rng.choice([0, 1, 1, 2]))]
        yield (
            function,
            arguments,
            {rng.choice(OPTIONS): rng.choice(choices) for _ in range(rng.choice([0, 0, 1, 1, 2]))},
        )


def outcome(function, arguments, options):
    """What a call gives, or the error that it ends in."""
    with warnings.catch_warnings(action="ignore"):
        try:
            return function(*arguments, **options)
        except Exception as error:  # of any kind, as long as it is in words
            return error


@pytest.mark.parametrize("seed", range(4))
def test_no_call_ends_in_an_error_from_deep_inside(seed):
    raw = []
    for function, arguments, options in calls_at_random(seed, FUNCTIONS, ODD):
        result = outcome(function, arguments, options)
        if isinstance(result, Exception) and not is_raised_in_words(result):
            raw.append(f"{function}(*{arguments}, **{options}): {result!r}")
    assert raw == []


@pytest.mark.parametrize("seed", range(4))
def test_what_numpy_refuses_is_refused_and_what_both_compute_is_equal(seed):
    for function, arguments, options in calls_at_random(seed, COMPOSED, NUMBERS):
        result = outcome(function, arguments, options)
        if isinstance(result, Exception):
            continue
        numbers = [plain(x) for x in arguments], {name: plain(x) for name, x in options.items()}
        expected = outcome(function, *numbers)
        assert not isinstance(expected, Exception), f"{function}(*{arguments}, **{options}): {expected!r}"
        for ours, numpys in zip(parts(result), parts(expected), strict=True):
            np.testing.assert_allclose(
                ours, numpys, rtol=1e-12, atol=1e-12, err_msg=f"{function}(*{arguments}, {options})"
            )


def parts(result):
    return [plain(x) for x in result] if isinstance(result, (list, tuple)) else [plain(result)]
