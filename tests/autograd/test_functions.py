"""Functions of NumPy on nodes: hand formulas, and what holds at points where there is no derivative."""

import numpy as np
import pytest

from autograd import Tensor, Value, check_gradients, derive, draw, grad, hypot, logsumexp, softmax


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


A = np.array([[2.0, 0.5, 0.3], [0.4, 1.7, 0.6], [0.2, 0.9, 2.5]])


def test_matrices_by_hand():
    rng = np.random.default_rng(0)
    G, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    inverse = np.linalg.inv(A)
    np.testing.assert_allclose(grad(lambda x: np.sum(G * np.linalg.inv(x)))(A), -inverse.T @ G @ inverse.T)
    np.testing.assert_allclose(grad(np.linalg.det)(A), np.linalg.det(A) * inverse.T)
    np.testing.assert_allclose(grad(lambda x: np.linalg.slogdet(x).logabsdet)(-A), -inverse.T)
    np.testing.assert_array_equal(grad(lambda x: np.linalg.slogdet(x)[0])(A), np.zeros((3, 3)))
    dA, db = grad(lambda x, y: np.sum(np.linalg.solve(x, y)), argnums=(0, 1))(A, b)
    w = np.linalg.solve(A.T, np.ones(3))
    np.testing.assert_allclose(dA, -np.outer(w, np.linalg.solve(A, b)))
    np.testing.assert_allclose(db, w)
    np.testing.assert_allclose(grad(np.linalg.norm)(A), A / np.linalg.norm(A))


def test_the_cholesky_factor_of_a_covariance():
    S = A @ A.T

    def J(a):  # the likelihood of a Gaussian
        L = np.linalg.cholesky(a @ a.T)
        return np.sum(np.log(np.diagonal(L))) + np.sum(np.linalg.solve(L, np.ones(3)) ** 2) / 2

    def by_hand(a):
        return np.linalg.slogdet(a @ a.T)[1] / 2 + np.ones(3) @ np.linalg.solve(a @ a.T, np.ones(3)) / 2

    check_gradients(J, A)
    np.testing.assert_allclose(grad(J)(A), grad(by_hand)(A), rtol=1e-11)
    dS = grad(lambda s: np.sum(np.linalg.cholesky(s) ** 2))(S)
    np.testing.assert_array_equal(np.triu(dS, 1), 0)  # only the lower triangle is read
    np.testing.assert_allclose(np.tril(dS), np.eye(3), atol=1e-14)  # the sum of squares is the trace
    X = Tensor(A, "A")
    assert derive(J(X))()[0] == pytest.approx(float(J(X)), rel=1e-14)
    assert draw(np.sum(np.linalg.cholesky(X @ X.T))).source


def test_a_matrix_without_an_inverse_is_named():
    for f in (np.linalg.inv, lambda x: np.linalg.solve(x, np.ones(2))):
        with pytest.raises(np.linalg.LinAlgError, match=r"'w' of shape \(2, 2\).*have an inverse"):
            f(Tensor(np.ones((2, 2)), "w"))
    for f in (np.linalg.det, lambda x: np.linalg.slogdet(x)[1]):
        with pytest.raises(np.linalg.LinAlgError, match=r"det has no derivative here.*Singular.*have an inverse"):
            grad(f)(np.ones((2, 2)))


def test_products_of_axes_that_do_not_pair_are_refused():
    x, stack = Tensor(np.ones((2, 3))), Tensor(np.ones((4, 3, 2)))
    with pytest.raises(TypeError, match=r"np\.dot of shapes \(2, 3\) and \(4, 3, 2\) .*Write x @ y"):
        np.dot(x, stack)
    assert np.dot(stack, x).shape == (4, 3, 3)
    assert np.dot(2.0, stack).shape == (4, 3, 2)
    for axes, counts in ((([0, 1], [0]), "2 axes of x and 1 of y"), ((1, [0, 1]), "1 axes of x and 2 of y")):
        with pytest.raises(ValueError, match=rf"np\.tensordot along {counts}: each needs a partner"):
            np.tensordot(x, x, axes)
    assert np.tensordot(x, x, ([], [])).shape == np.tensordot(x, x, 0).shape == (2, 3, 2, 3)


def test_points_without_a_derivative():
    np.testing.assert_array_equal(grad(np.linalg.norm)(np.zeros(3)), np.zeros(3))
    np.testing.assert_array_equal(grad(lambda x: np.linalg.norm(x, np.inf))(np.array([2.0, -2, 1])), [0.5, -0.5, 0])
    np.testing.assert_array_equal(grad(np.prod)(np.array([0.0, 2, 3])), [6, 0, 0])
    np.testing.assert_array_equal(grad(np.prod)(np.array([0.0, 0, 3])), [0, 0, 0])
    np.testing.assert_array_equal(grad(lambda x: np.cumprod(x)[-1])(np.array([0.0, 2, 3])), [6, 0, 0])
    np.testing.assert_array_equal(grad(np.median)(np.array([3.0, 1, 2, 2])), [0, 0, 0.5, 0.5])
    np.testing.assert_array_equal(grad(lambda x: np.sort(x)[0])(np.array([3.0, 1, 1])), [0, 1, 0])
    np.testing.assert_array_equal(grad(np.ptp)(np.array([3.0, 1, 3])), [0.5, -1, 0.5])
    assert grad(lambda x: np.interp(x, [0.0, 1.0, 3.0], [1.0, 3.0, 2.0]))(1.0) == (2 - 0.5) / 2
    assert grad(lambda x: np.interp(x, [0.0, 1.0, 3.0], [1.0, 3.0, 2.0]))(7.0) == 0
    np.testing.assert_array_equal(grad(np.nansum)(np.array([np.nan, 0.0, 2.0])), [0, 1, 1])
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(
            grad(lambda x: np.sum(np.nan_to_num(x)))(np.array([np.nan, np.inf, 2.0])), [0, 0, 1]
        )
    assert np.isnan(np.median(Tensor([1.0, np.nan, 2.0])).data)
    np.testing.assert_array_equal(np.median(Tensor([[1.0, np.nan, 2.0], [5.0, 1.0, 3.0]]), axis=1).data, [np.nan, 3])
    with pytest.warns(RuntimeWarning):
        assert np.isnan(grad(np.std)(np.ones(2))).all()


def test_of_equal_entries_each_has_the_place_that_it_had_among_them():
    a = np.tile([2.0, 1.0, 2.0, 0.0], 20)
    places = np.argsort(a, stable=True)
    for f in (np.sort, lambda x: np.sort(x, axis=None), lambda x: np.sort(np.stack([x, -x]), axis=-1)[0]):
        (dx,) = grad(lambda x, f=f: np.sum(np.arange(80.0) * f(x)), argnums=[0])(a)
        np.testing.assert_array_equal(dx[places], np.arange(80.0))


def test_the_first_choice_whose_condition_holds_and_the_default():
    a = np.array([-1.0, 0.5, 2.0])
    x = Tensor(a)
    for default in ({}, {"default": 7.0}):
        choices = np.select([a > 1, a > 0], [x * 3, x * 2], **default)
        expected = np.select([a > 1, a > 0], [a * 3, a * 2], **default)
        np.testing.assert_array_equal(choices.data, expected)
    for conditions in ([a > 1], [a > 1, a > 0, a > -1]):
        with pytest.raises(ValueError, match=rf"np\.select of {len(conditions)} conditions and 2 choices"):
            np.select(conditions, [x * 3, x * 2])


def test_softmax_and_logsumexp_along_an_axis_and_at_infinities():
    a = np.array([[1.0, 2.0, -np.inf], [0.0, 1000.0, 3.0]])
    x = Tensor(a)
    for axis in (0, 1, -1):
        np.testing.assert_allclose(np.sum(softmax(x, axis=axis).data, axis=axis), 1, rtol=1e-15)
        np.testing.assert_allclose(logsumexp(x, axis=axis).data, np.logaddexp.reduce(a, axis=axis), rtol=1e-15)
        np.testing.assert_allclose(grad(lambda x, axis=axis: np.sum(logsumexp(x, axis=axis)))(a), softmax(a, axis=axis))
    assert logsumexp(a[1:], axis=None) == 1000.0
    with np.errstate(invalid="ignore"):
        assert logsumexp(Tensor([-np.inf, -np.inf])).data == -np.inf
        assert logsumexp(Tensor([1.0, np.inf])).data == np.inf
        assert np.isnan(logsumexp(Tensor([1.0, np.nan])).data)
        assert np.isnan(softmax(Tensor([1.0, np.inf])).data[1])


def test_softmax_of_values_asks_no_value_whether_it_is_the_largest():
    z = [Value(x, f"z{i}") for i, x in enumerate([1.0, 3.0, 800.0])]
    p = softmax(np.array(z))
    J = logsumexp(np.array(z)) - z[0] + p[2] * p[1]
    assert not any(node.asked for node in z)
    derivation = derive(J)
    np.testing.assert_allclose([node.data for node in p], softmax(np.array([1.0, 3.0, 800.0])), rtol=1e-13)
    cost, gradients = derivation(z0=801.0)
    assert cost == pytest.approx(np.log1p(np.exp(-1.0)), rel=1e-12)  # logsumexp is 801 + log(1 + 1 / e)
    assert set(gradients) == {"z0", "z1", "z2"}


@pytest.mark.parametrize("f", [np.sum, np.max, np.mean])
def test_a_reduction_over_no_axes_is_derived_and_typeset(f):
    x = Tensor([[2.0, -0.5], [0.4, 1.7]], "x")
    derivation = derive(np.sum(f(x * x, axis=())))
    assert "J &=" in derivation.latex()
    np.testing.assert_allclose(derivation()[1]["x"], 2 * x.data, rtol=1e-15)
