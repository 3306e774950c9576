"""detect_nan: the first operation, forward and backward, that makes nan or inf of finite numbers."""

import numpy as np
import pytest

from autograd import Tensor, Value, detect_nan, exp, grad, jvp, log, sigmoid, sqrt, where


def zero():
    return Value(0.0, label="p")


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda: log(zero()), r"^log of 'p' makes -inf of 0\. .*np\.where\(ok, x, 1\.0\)"),
        (lambda: 1 / zero(), r"^div of an unlabelled Value \(leaf\) and 'p' makes inf of 1, 0\."),
        (lambda: exp(Value(800.0, label="z")), r"^exp of 'z' makes inf of 800\. It overflows above 709: sigmoid"),
        (lambda: Value(1e200) * 1e200, r"makes inf of 1e\+200, 1e\+200\. The numbers are too large"),
        (lambda: Value(-8.0) ** (1 / 3), r"^pow of .* makes nan of -8, 0\.333333\."),
        (lambda: np.log(Tensor([[1.0, 2.0], [3.0, 0.0]])), r"log of .* makes -inf at entry \[1, 1\] of 0\."),
        (lambda: Tensor([1.0, 2.0]) / Tensor([[4.0], [0.0]]), r"makes inf at entry \[1, 0\] of 1, 0\."),
        (lambda: np.sum(Tensor([1e308, 1e308])), r"^sum of .* makes inf of numbers of shape \(2,\)\. The numbers are"),
    ],
)
def test_the_first_operation_is_named(f, message):
    with detect_nan(), pytest.raises(FloatingPointError, match=message):
        f()


def test_numbers_that_came_in_are_not_accused():
    with detect_nan():
        x = Value(np.inf) + 1.0
        y = np.sum(Tensor([np.nan, 1.0]) * 2)
    assert np.isinf(x.data)
    assert np.isnan(y.data)


def test_the_backward_pass():
    x = Value(0.0, label="x")
    with detect_nan():
        J = sqrt(x) * 0.0
        with pytest.raises(FloatingPointError, match=r"sqrt passes nan back to 'x', which is 0 .*above is 0.*0 \* inf"):
            J.backward()
        assert x.grad == 0.0
        with pytest.raises(FloatingPointError, match="sqrt passes inf back to an unlabelled Value"):
            grad(lambda x: sqrt(x))(0.0)
    with np.errstate(all="ignore"):
        J.backward()
    assert np.isnan(x.grad)


def test_the_branch_that_where_does_not_take():
    x = Tensor([4.0, 0.0], label="x")
    with detect_nan():
        J = np.sum(where(x.data > 0, sqrt(x), 0.0))
        with pytest.raises(FloatingPointError, match=r"sqrt passes nan back to 'x' at entry \[1\].*np\.where\(ok, f"):
            J.backward()
        ok = x.data > 0
        np.sum(where(ok, sqrt(where(ok, x, 1.0)), 0.0)).backward()
    assert x.grad.tolist() == [0.25, 0.0]


def test_what_is_right_passes_and_the_block_ends():
    w = Tensor(np.random.default_rng(1).normal(size=(3, 2)), label="w")
    with detect_nan():
        J = np.mean(sigmoid(w * 1000.0) ** 2)
        J.backward()
    inside = w.grad.copy()
    J.backward()
    np.testing.assert_allclose(w.grad, 2 * inside)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        log(Value(0.0))


def test_every_entry_is_looked_at():
    with detect_nan():
        with pytest.raises(FloatingPointError, match=r"makes -inf at entry \[1\] of 0\."):
            np.log(Tensor([np.inf, 0.0]))
        x = Tensor([np.nan, 0.0], label="x")
        with pytest.raises(FloatingPointError, match=r"back to 'x' at entry \[1\]"):
            np.sum(np.sqrt(x)).backward()
        x = Tensor([np.nan, 1.0])
        np.sum(np.sqrt(x)).backward()
    assert np.isnan(x.grad[0])


def test_forward_mode_is_watched():
    def f(x):
        return sqrt(x) * 2

    with detect_nan():
        with pytest.raises(
            FloatingPointError, match=r"In forward mode sqrt passes inf on from .*: the tangent that comes"
        ):
            jvp(f, 0.0, 1.0)
        with pytest.raises(FloatingPointError, match=r"sqrt passes nan on .* is 0, the local derivative is infinite"):
            jvp(f, 0.0, 0.0)
        with pytest.raises(
            FloatingPointError, match=r"at entry \[1\], which is 0 there: the tangent that comes in is 3"
        ):
            jvp(lambda x: np.sum(np.sqrt(x)), np.array([1.0, 0.0]), np.array([2.0, 3.0]))
        with pytest.raises(FloatingPointError, match="In forward mode sum passes inf on"):
            jvp(lambda x: np.sum(x * 1e300), np.full(2, 1e7), np.full(2, 1e8))
        outside = Value(1e200, "outside")
        with pytest.raises(FloatingPointError, match=r"mul of 'outside' and .* makes inf of 1e\+200, 1e\+200"):
            jvp(lambda x: x * outside, 1.0, Value(1e200))
        y, tangent = jvp(lambda x: np.sum(np.sqrt(x)), np.array([1.0, 4.0]), np.array([2.0, 3.0]))
    assert (y, tangent) == (3.0, 1.75)
    with np.errstate(all="ignore"):
        assert jvp(f, 0.0, 1.0)[1] == np.inf


def test_a_pull_back_that_overflows():
    x = Tensor([1e-200, 1e-200], label="x")
    with detect_nan():
        J = (x @ np.array([1e200, 1e200])) * 1e200
        with pytest.raises(FloatingPointError, match=r"In the backward pass dot passes inf back to .x. at entry"):
            J.backward()
