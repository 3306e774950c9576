"""How often check_gradients calls a function: in proportion to its arguments and results, not to their product."""

import numpy as np
import pytest

from autograd import Value, check_gradients


def calls_for(n, **how):
    count = 0

    def f(x):
        nonlocal count
        count += 1
        return np.sin(x) * np.arange(1.0, n + 1)

    check_gradients(f, *how.pop("own", ()), np.linspace(0.1, 1.0, n), **how)
    return count


@pytest.mark.parametrize("how", [{"order": 1}, {"order": 2}])
def test_calls_grow_with_the_entries_and_not_with_their_square(how):
    few, many = calls_for(4, **how), calls_for(16, **how)
    assert few > 4  # it measures at all
    assert many < 4.5 * few


def test_a_jacobian_by_hand_takes_a_few_calls_for_each_argument():
    def jacobian_of(x):
        return np.diag(np.cos(x) * np.arange(1.0, len(x) + 1))

    assert calls_for(16, own=(jacobian_of,)) < 16 * 12


def test_a_point_out_of_the_domain_of_one_entry_is_asked_once():
    asked = []

    def f(x):
        asked.append(float(np.asarray(getattr(x, "raw", x))[0]))
        if asked[-1] < 0:
            raise ValueError("no logarithm")
        return x * np.array([1.0, 2.0])

    with pytest.raises(AssertionError, match=r"of entry \[1\] of order 1 by argument 0, entry \[1\]"):
        check_gradients(f, lambda x: np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([0.0, 1.0]))
    below = [at for at in asked if at < 0]
    assert below
    assert len(below) == len(set(below))


def test_entries_that_vary_by_themselves_are_told():
    rng = np.random.default_rng(1)
    with pytest.raises(AssertionError, match="f gives another number at each call"):
        check_gradients(lambda x: np.stack([x, x * rng.random()]), Value(2.0))
