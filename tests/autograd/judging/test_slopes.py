"""Check the slopes that are measured: of polynomials, of kinks, and of what has none."""

import math

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from autograd.judging.differences import slope

NUMBER = st.floats(-3, 3).map(lambda x: round(x, 3))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(NUMBER, min_size=2, max_size=6), NUMBER)
def test_slopes_of_polynomials(coefficients, x):
    p = np.polynomial.Polynomial(coefficients)
    derivative = float(p.deriv()(x))
    measured = slope(lambda x: float(p(x[()])), np.array(x), (), derivative)
    assert not measured.is_kink
    assert measured.agrees(derivative)
    assert measured.uncertainty < 1e-4 * (1 + abs(derivative))
    off = 0.01 * (1 + abs(derivative))
    for wrong in (derivative + off, derivative - off, -derivative - off):
        assert not slope(lambda x: float(p(x[()])), np.array(x), (), wrong).agrees(wrong)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(NUMBER, NUMBER, NUMBER, NUMBER)
@example(1.5, -0.719, -0.766, 1.5)  # at one of the steps the curvature hides the kink
def test_slopes_of_kinks(x, left, right, bend):
    assume(abs(right - left) > 0.01)

    def f(at):
        d = float(at[0]) - x
        return (right if d > 0 else left) * d + bend * d * d

    low, high = min(left, right), max(left, right)
    measured = slope(f, np.array([x]), (0,), low - 1)
    assert measured.is_kink
    assert measured.low == pytest.approx(low, abs=1e-4)
    assert measured.high == pytest.approx(high, abs=1e-4)
    for inside in (low, high, (low + high) / 2):
        assert slope(f, np.array([x]), (0,), inside).agrees(inside)
    for outside in (low - 0.01, high + 0.01):
        assert not slope(f, np.array([x]), (0,), outside).agrees(outside)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(NUMBER, st.sampled_from([0.25, 0.5, 0.75, 0.9]), st.sampled_from([1, -1]), st.booleans())
def test_slopes_of_cusps_are_not_known(x, power, sign, is_even):
    def f(at):
        d = float(at[0]) - x
        return sign * abs(d) ** power * (1 if is_even or d > 0 else -1)

    measured = slope(f, np.array([x]), (0,), 0.0)
    assert not measured.uncertainty < 0.01


@settings(max_examples=100, deadline=None, derandomize=True)
@given(NUMBER, NUMBER, st.floats(1e-3, 10), st.sampled_from([0.0, 0.5, 1.0]))
def test_slopes_of_jumps_are_not_known(x, line, jump, at_jump):
    def f(at):
        d = float(at[0]) - x
        return line * d + jump * float(np.heaviside(d, at_jump))

    measured = slope(f, np.array([x]), (0,), line)
    assert not measured.uncertainty < 0.01 * jump


def test_a_slope_is_measured_on_copies():
    x = np.array([1.0, 2.0])

    def f(at):
        at *= 2
        return float(np.sum(at))

    assert slope(f, x, (1,), 2.0).middle == pytest.approx(2)
    assert list(x) == [1.0, 2.0]


def test_a_step_at_which_the_function_raises_is_outside_of_its_domain():
    def root(x):
        return math.sqrt(x[()] - 1)

    measured = slope(root, np.array(1 + 1e-9), (), 0.5 / math.sqrt(1e-9))
    assert measured.agrees(0.5 / math.sqrt(1e-9))
    assert not measured.agrees(0.8 / math.sqrt(1e-9))
