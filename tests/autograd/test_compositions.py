"""Every function of NumPy that is composed of rows: its numbers, its derivatives to second order, its program."""

import warnings

import numpy as np
import pytest
from compositions import calls

from autograd import Tensor, check_gradients, derive
from autograd.rule import Rule
from autograd.rules import NUMPY

RNG = np.random.default_rng(0)
COMPOSED = [function for function, formula in NUMPY.items() if not isinstance(formula, Rule)]


def total(result):
    """A cost that every entry of the result changes in its own way."""
    parts = result if isinstance(result, (list, tuple)) else [result]
    return sum(np.sum(np.cos(np.arange(1.0, np.size(part) + 1)).reshape(np.shape(part)) * part**2) for part in parts)


def assert_refused_by_name(error, options):
    assert "on Values and Tensors" in str(error) or "no derivative here" in str(error)
    assert not options or any(str(option) in str(error) for option in [*options, *options.values()])


def assert_equal_numbers(result, expected):
    pairs = [(result, expected)] if isinstance(result, Tensor) else zip(result, expected, strict=True)
    for ours, numpys in pairs:
        assert np.shape(ours) == np.shape(numpys)
        np.testing.assert_allclose(getattr(ours, "data", ours), numpys, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("function", COMPOSED, ids=lambda f: f.__name__)
def test_options_go_together_as_in_numpy(function):
    for arrays, call, options in calls(function, together=3):
        try:
            result = call(*map(Tensor, arrays))
        except TypeError as error:
            assert_refused_by_name(error, options)
        else:
            assert_equal_numbers(result, call(*arrays))


@pytest.mark.parametrize("function", COMPOSED, ids=lambda f: f.__name__)
def test_it_is_numpys_function_with_derivatives(function):
    tested = 0
    for arrays, call, options in calls(function):
        leaves = [Tensor(a, "uv"[i]) for i, a in enumerate(arrays)]
        try:
            result = call(*leaves)
        except TypeError as error:
            assert_refused_by_name(error, options)
            continue
        assert_equal_numbers(result, call(*arrays))
        J = total(result)
        J.backward()
        try:
            derivation = derive(J)
            assert derivation.latex()
            cost, gradients = derivation()
        except ValueError as error:
            assert function is np.select
            assert "booleans" in str(error)  # noqa: PT017
        else:
            assert cost == pytest.approx(float(J), rel=1e-13)
            for leaf in leaves:
                if leaf.label in gradients:
                    np.testing.assert_allclose(gradients[leaf.label], leaf.grad, rtol=1e-12, atol=1e-14)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            check_gradients(lambda *x, call=call: total(call(*x)), *arrays)
        tested += 1
    assert tested


@pytest.mark.parametrize(
    ("axis", "shape"),
    [(None, (2, 3, 4)), (1, (3,)), (-1, (4,)), ((0, 2), (2, 4)), ((2, 0), (4, 2)), ((0, 1, 2), (2, 3, 4))],
)
@pytest.mark.parametrize("keepdims", [False, True])
def test_weights_lie_along_the_axes_of_an_average(axis, shape, keepdims):
    x, weights = RNG.normal(size=(2, 3, 4)), RNG.uniform(0.5, 2, size=shape)

    def average(x, weights):
        return np.average(x, axis=axis, weights=weights, keepdims=keepdims)

    np.testing.assert_allclose(average(Tensor(x), weights).data, average(x, weights), rtol=1e-13)
    check_gradients(lambda x, weights: total(average(x, weights)), x, weights)


@pytest.mark.parametrize(
    ("axis", "shape"), [(None, (3,)), (0, (4,)), ((0, 1), (3, 2)), ((0, 2), (2,)), (1, (3, 1)), (1, ())]
)
def test_weights_that_lie_along_no_axis_are_refused(axis, shape):
    for x in (np.ones((2, 3, 4)), Tensor(np.ones((2, 3, 4)))):
        with pytest.raises((ValueError, TypeError), match=r"(?i)shape.*weights|weights of shape.* do not fit"):
            np.average(x, axis=axis, weights=np.ones(shape))
