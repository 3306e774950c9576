"""Every function of NumPy that is composed of rows: its numbers, its derivatives to second order, its program."""

import warnings

import numpy as np
import pytest
from compositions import calls

from autograd import Tensor, check_gradients, derive
from autograd.rule import Rule
from autograd.rules import NUMPY

COMPOSED = [function for function, formula in NUMPY.items() if not isinstance(formula, Rule)]


def total(result):
    """A cost that every entry of the result changes in its own way."""
    parts = result if isinstance(result, (list, tuple)) else [result]
    return sum(np.sum(np.cos(np.arange(1.0, np.size(part) + 1)).reshape(np.shape(part)) * part**2) for part in parts)


@pytest.mark.parametrize("function", COMPOSED, ids=lambda f: f.__name__)
def test_it_is_numpys_function_with_derivatives(function):
    tested = 0
    for arrays, call, options in calls(function):
        leaves = [Tensor(a, "uv"[i]) for i, a in enumerate(arrays)]
        try:
            result = call(*leaves)
        except TypeError as error:
            assert "on Values and Tensors" in str(error) or "no derivative here" in str(error)  # noqa: PT017
            assert not options or any(str(option) in str(error) for option in [*options, *options.values()])  # noqa: PT017
            continue
        expected = call(*arrays)
        pairs = [(result, expected)] if isinstance(result, Tensor) else zip(result, expected, strict=True)
        for ours, numpys in pairs:
            assert np.shape(ours) == np.shape(numpys)
            np.testing.assert_allclose(getattr(ours, "data", ours), numpys, rtol=1e-13, atol=1e-15)
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
