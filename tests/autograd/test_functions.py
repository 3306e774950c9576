"""Functions of NumPy on nodes: hand formulas, and what holds at points where there is no derivative."""

import numpy as np
import pytest

from autograd import Tensor, Value, grad, hypot


@pytest.mark.parametrize(
    ("f", "x", "slope"),
    [
        (np.exp2, 3.0, 8 * np.log(2)), (np.log2, 4.0, 1 / (4 * np.log(2))), (np.log10, 4.0, 1 / (4 * np.log(10))),
        (np.cbrt, 8.0, 1 / 12), (np.cbrt, -8.0, 1 / 12), (np.arcsin, 0.6, 1.25), (np.arccos, 0.6, -1.25),
        (np.arcsinh, 0.75, 0.8), (np.arccosh, 1.25, 4 / 3), (np.arctanh, 0.5, 4 / 3),
        (lambda x: np.arctan2(x, 3.0), 4.0, 3 / 25), (lambda x: np.arctan2(4.0, x), 3.0, -4 / 25),
        (lambda x: np.hypot(x, 3.0), 4.0, 0.8), (lambda x: x % 3, 7.5, 1), (lambda x: 7.5 % x, 2.0, -3),
        (lambda x: -7.5 % x, 2.0, 4), (lambda x: x // 3 + x, 7.5, 1), (lambda x: 7 // x + x, 2.5, 1),
        (lambda x: divmod(x, 3)[1] * x, 7.5, 9), (lambda x: divmod(7.5, x)[1] * x, 2.0, -4.5),
    ],
)  # fmt: skip
def test_slopes_by_hand(f, x, slope):
    assert grad(f)(x) == pytest.approx(slope, rel=1e-14)
    assert grad(lambda a: np.sum(f(a)))(np.array([x]))[0] == pytest.approx(slope, rel=1e-14)


def test_quotients_and_remainders_are_numpys():
    for x in (Value(-7.5), Tensor([-7.5, 7.5, 0.0])):
        for y in (2.0, -2.0, 0.3):
            np.testing.assert_array_equal((x % y).data, x.data % y)
            np.testing.assert_array_equal((x // y).data, x.data // y)
            for one, other in zip(divmod(x, y), divmod(x.data, y), strict=True):
                np.testing.assert_array_equal(one.data, other)
            for one, other in zip(np.divmod(y, x - 1), np.divmod(y, x.data - 1), strict=True):
                np.testing.assert_array_equal(one.data, other)


def test_where_a_function_has_no_derivative():
    assert grad(hypot, argnums=(0, 1))(0.0, 0.0) == (0, 0)
    assert grad(np.fmax, argnums=(0, 1))(1.0, 1.0) == (0.5, 0.5)
    assert grad(np.fmin, argnums=(0, 1))(1.0, 1.0) == (0.5, 0.5)
    assert grad(np.fmax, argnums=(0, 1))(np.nan, 1.0) == (0, 1)
    assert grad(np.fmin, argnums=(0, 1))(1.0, np.nan) == (1, 0)
    assert grad(lambda x: x % 1.0)(2.0) == 1
    assert grad(lambda x: x // 1.0)(2.0) == 0
