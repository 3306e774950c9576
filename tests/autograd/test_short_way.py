"""The short way between numbers: an operator of Values runs the row's formulas, and hardly anything else."""

import subprocess
import sys

import pytest

from autograd import Value
from autograd.table import TABLE, row

ROWS_OF_ONE = [name for name, rule in TABLE.items() if rule.elementwise and rule.arity == 1]


def functions_that_run(f, *inputs):
    """The code of each function of Python's that a call of f runs, f's own first."""
    called = []
    sys.setprofile(lambda frame, event, argument: called.append(frame.f_code) if event == "call" else None)
    try:
        f(*inputs)
    finally:
        sys.setprofile(None)
    return called


def takes_the_short_way(f, *inputs):
    """Whether f makes its node without the questions that arrays need answered, which take several times as long."""
    return Value.read_rule.__code__ not in functions_that_run(f, *inputs)


@pytest.mark.parametrize(
    ("f", "formulas"),
    [(lambda x, y: x + y, 1), (lambda x, y: x - y, 1), (lambda x, y: x * y, 3), (lambda x, y: x / y, None),
     (lambda x, y: x**y, None), (lambda x, y: -x, 2), (lambda x, y: 2.0 + x, None), (lambda x, y: 2.0 - x, None),
     (lambda x, y: 2.0 * x, None), (lambda x, y: 2.0 / x, None), (lambda x, y: 2.0**x, None)],
)  # fmt: skip
def test_an_operator_takes_the_short_way(f, formulas):
    x, y = Value(1.5), Value(2.5)
    assert takes_the_short_way(f, x, y)
    if formulas:  # the derivatives of a sum are known, and numbers that can't go wrong need no guard
        assert len(functions_that_run(f, x, y)) == 2 + formulas


def test_a_row_of_one_number_is_a_method_that_takes_the_short_way(own_rows):
    row("cube_of_a_test", lambda x: x * x * x, lambda z, x: 3 * (x * x))
    for name in [*ROWS_OF_ONE, "cube_of_a_test"]:
        assert takes_the_short_way(lambda x, name=name: getattr(x, name)(), Value(sum(TABLE[name].smooth) / 2)), name
    program = (
        "from autograd import Value; from autograd.rules import TABLE; rules = TABLE.values();"
        "print([x.name for x in rules if x.elementwise and x.arity == 1 and x.name not in vars(Value)])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_a_row_of_one_number_that_overflows_warns_as_numpy_does(own_rows):
    triple = row("triple_of_a_test", lambda x: 3 * x, lambda z, x: 3.0)
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert triple(Value(1e308)).data == float("inf")


def test_the_derivative_of_two_numbers_may_choose(own_rows):
    slope, other_slope = (lambda z, x, y: 2.0 if x > y else 3.0), (lambda z, x, y: 3.0 if x > y else 2.0)
    larger_twice = row("larger_twice", lambda x, y: 2 * x + 3 * y if x > y else 3 * x + 2 * y, slope, other_slope)
    for x, y in ((1.5, 0.5), (0.5, 1.5)):
        a, b = Value(x), Value(y)
        larger_twice(a, b).backward()
        assert (a.grad, b.grad) == ((2.0, 3.0) if x > y else (3.0, 2.0))
