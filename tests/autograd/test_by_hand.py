"""Derivatives against formulas from a book, one line of mathematics a test."""

import math

import numpy as np
import pytest

from autograd import (
    Tensor,
    Value,
    cos,
    exp,
    grad,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    tanh,
    value_and_grad,
    where,
)
from autograd.rules import TABLE

s = lambda x: 1 / (1 + math.exp(-x))  # noqa: E731

UNARY = [
    (exp, lambda x: math.exp(x)),
    (log, lambda x: 1 / x),
    (sqrt, lambda x: 0.5 / math.sqrt(x)),
    (sin, lambda x: math.cos(x)),
    (cos, lambda x: -math.sin(x)),
    (tanh, lambda x: 1 / math.cosh(x) ** 2),
    (sigmoid, lambda x: s(x) * (1 - s(x))),
    (softplus, lambda x: s(x)),
    (relu, lambda x: 1.0),
    (abs, lambda x: 1.0),
    (np.square, lambda x: 2 * x),
    (np.log1p, lambda x: 1 / (1 + x)),
    (np.expm1, lambda x: math.exp(x)),
    (lambda x: -x, lambda x: -1.0),
    (lambda x: x**3, lambda x: 3 * x**2),
    (lambda x: x**-0.5, lambda x: -0.5 * x**-1.5),
    (lambda x: 2**x, lambda x: math.log(2) * 2**x),
    (lambda x: x**x, lambda x: x**x * (math.log(x) + 1)),
    (lambda x: 1 / x, lambda x: -1 / x**2),
    (lambda x: 5 - x, lambda x: -1.0),
    (lambda x: x - 5, lambda x: 1.0),
    (lambda x: 7 / (3 - x), lambda x: 7 / (3 - x) ** 2),
    (lambda x: maximum(x, 0.5), lambda x: 1.0),
    (lambda x: minimum(x, 0.5), lambda x: 0.0),
    (lambda x: where(True, x**2, x), lambda x: 2 * x),
    (lambda x: np.clip(x, 0, 1), lambda x: 0.0),
]


@pytest.mark.parametrize(("f", "derivative"), UNARY)
@pytest.mark.parametrize("x", [1.3, 2.0])
def test_a_function_of_one_number(f, derivative, x):
    assert grad(f)(x) == pytest.approx(derivative(x), rel=1e-14)


@pytest.mark.parametrize(("f", "derivative"), UNARY)
def test_a_function_of_each_entry(f, derivative):
    x = np.array([[1.1, 1.4, 2.2], [1.9, 2.5, 1.2]])
    expected = np.vectorize(derivative)(x)
    np.testing.assert_allclose(grad(lambda x: np.sum(f(x)))(x), expected, rtol=1e-13)


def test_reflected_operators_keep_their_order():
    x, y = 3.0, 5.0
    assert grad(lambda v: y - v)(x) == -1
    assert grad(lambda v: y / v)(x) == -y / x**2
    assert grad(lambda v: y**v)(x) == y**x * math.log(y)
    M, N = np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[7.0, 11.0], [13.0, 19.0]])
    np.testing.assert_array_equal((M @ Tensor(N)).data, M @ N)
    np.testing.assert_array_equal((M - Tensor(N)).data, M - N)
    np.testing.assert_array_equal((M / Tensor(N)).data, M / N)
    np.testing.assert_array_equal((M ** Tensor(N)).data, M**N)


def test_micrograd_readme():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}" == "24.7041 138.8338 645.5773"


def test_course_examples():
    w = Value(3.0)
    J = (2 + 3 * w) ** 2
    J.backward()
    assert (J.data, w.grad) == (121, 66)
    w, b, x, y = Value(-2.0), Value(8.0), 2, 1
    J = (w * x + b - y) ** 2 / 2
    J.backward()
    assert (J.data, w.grad, b.grad) == (4.5, 6, 3)


def test_product_of_matrices():
    rng = np.random.default_rng(1)
    for m, n, k in [(2, 3, 4), (3, 3, 3)]:
        x, y, g = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(m, k))
        dx, dy = grad(lambda x, y, g=g: np.sum(g * (x @ y)), argnums=(0, 1))(x, y)
        np.testing.assert_allclose(dx, g @ y.T, rtol=1e-14)
        np.testing.assert_allclose(dy, x.T @ g, rtol=1e-14)


@pytest.mark.parametrize(
    ("left", "right"),
    [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 2)), ((5, 2, 3), (5, 3, 4)),
     ((2, 3), (5, 3, 4)), ((1, 2, 3), (5, 3, 4)), ((3, 3, 3), (3, 3, 3))],
)  # fmt: skip
def test_every_shape_of_product(left, right):
    """d sum(g * (x @ y)): x_ij y_jk g_ik written out by einsum, with the batch axes summed."""
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=left), rng.normal(size=right)
    g = rng.normal(size=(x @ y).shape)
    X, Y = x if x.ndim > 1 else x[None, :], y if y.ndim > 1 else y[:, None]
    G = g if x.ndim > 1 else np.expand_dims(g, -1 if y.ndim == 1 else -2)
    G = G if y.ndim > 1 else G.reshape(*np.broadcast_shapes(X.shape[:-2], Y.shape[:-2]), X.shape[-2], 1)
    full_x, full_y = np.einsum("...ik,...jk->...ij", G, Y), np.einsum("...ij,...ik->...jk", X, G)
    dx, dy = grad(lambda x, y: np.sum(g * (x @ y)), argnums=(0, 1))(x, y)
    np.testing.assert_allclose(dx, full_x.reshape(-1, *X.shape).sum(axis=0).reshape(left), rtol=1e-12)
    np.testing.assert_allclose(dy, full_y.reshape(-1, *Y.shape).sum(axis=0).reshape(right), rtol=1e-12)


def test_softmax():
    x = np.array([0.3, -1.2, 2.0])
    p = np.exp(x) / np.exp(x).sum()
    for i in range(3):
        np.testing.assert_allclose(grad(lambda x, i=i: softmax(x)[i])(x), p[i] * ((np.arange(3) == i) - p), rtol=1e-13)


def test_logistic_regression_as_the_course_writes_it():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(4, 6)), rng.integers(0, 2, 6)

    def J(w, b):
        z = np.dot(w, x) + b
        f_x = 1 / (1 + np.exp(-z))
        loss = -y * np.log(f_x) - (1 - y) * np.log(1 - f_x)
        return np.mean(loss)

    w, b = rng.normal(size=4), 0.3
    cost, (dw, db) = value_and_grad(J, argnums=(0, 1))(w, b)
    f_x = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
    assert cost == pytest.approx(J(w, b), rel=1e-15)
    np.testing.assert_allclose(dw, np.dot(x, f_x - y) / 6, rtol=1e-12)
    assert db == pytest.approx(np.mean(f_x - y), rel=1e-12)


def test_the_course_lines_with_one_example_and_values():
    w, b, x, y = Value(0.5), Value(-0.25), 3.0, 1
    z = np.dot(w, x) + b
    f_x = 1 / (1 + np.exp(-z))
    loss = -y * np.log(f_x) - (1 - y) * np.log(1 - f_x)
    loss.backward()
    assert isinstance(loss, Value)
    assert w.grad == pytest.approx((s(1.25) - 1) * 3)
    assert b.grad == pytest.approx(s(1.25) - 1)


@pytest.mark.parametrize(
    ("f", "at_the_kink"),
    [(relu, 0), (abs, 0), (lambda x: maximum(x, 0.0), 0.5), (lambda x: minimum(0.0, x), 0.5),
     (lambda x: np.max(np.stack([x, x, 0.0])), 2 / 3), (lambda x: x**2, 0), (lambda x: x**1, 1), (lambda x: x**0, 0)],
)  # fmt: skip
def test_at_a_kink(f, at_the_kink):
    assert grad(f)(0.0) == pytest.approx(at_the_kink)


def test_clip_lets_the_gradient_through_at_its_bounds():
    dx, dlow, dhigh = grad(lambda x, a, b: np.sum(np.clip(x, a, b)), argnums=(0, 1, 2))(
        np.array([-1.0, 0, 1, 2, 3]), 0.0, 2.0
    )
    np.testing.assert_array_equal(dx, [0, 1, 1, 1, 0])
    assert (dlow, dhigh) == (1, 1)


@pytest.mark.parametrize("name", ["dot", "matmul", "matrix_vector", "vector_matrix"])
def test_a_product_row_refuses_other_ranks(name):
    shapes = {
        "dot": [(2,), (2,)],
        "matmul": [(2, 2), (2, 2)],
        "matrix_vector": [(2, 2), (2,)],
        "vector_matrix": [(2,), (2, 2)],
    }
    for other, (left, right) in shapes.items():
        arguments = Tensor(np.ones(left)), Tensor(np.ones(right))
        if other == name:
            TABLE[name](*arguments)
        else:
            with pytest.raises(ValueError, match="x @ y finds the right one"):
                TABLE[name](*arguments)


def test_zero_to_a_power_that_is_a_node():
    assert grad(lambda x, y: x**y, argnums=(0, 1))(0.0, 2.0) == (0, 0)
    np.testing.assert_array_equal(grad(lambda y: np.sum(np.array([0.0, 1.0]) ** y))(np.array([3.0, 3.0])), [0, 0])


def test_ties_in_a_maximum_share_the_gradient():
    np.testing.assert_allclose(grad(np.max)(np.array([[2.0, 1.0], [2.0, 2.0]])), [[1 / 3, 0], [1 / 3, 1 / 3]])
    dx = grad(lambda x: np.sum(np.array([1.0, 10.0]) * np.min(x, axis=1)))(np.array([[2.0, 2.0], [5.0, 3.0]]))
    np.testing.assert_allclose(dx, [[0.5, 0.5], [0, 10]])


def test_an_entry_indexed_twice_gets_both_gradients():
    x = Tensor([1.0, 2.0, 4.0])
    np.sum(x[[0, 2, 0]] * np.array([1.0, 10.0, 100.0])).backward()
    np.testing.assert_array_equal(x.grad, [101, 0, 10])


@pytest.mark.parametrize(
    "key",
    [0, -1, slice(1, None), (slice(None), 2), (0, 1), None, ..., (..., None, 1), (slice(None, None, -1), [0, 0, 2]),
     ([1, 0], [2, 2]), np.array([[True, False, True], [False, True, True]]), [],
     (slice(None), []), ([[0], [1]], [0, 2]), (None, 1, slice(2))],
)  # fmt: skip
def test_every_kind_of_index(key):
    a = np.arange(6.0).reshape(2, 3)
    x, g = Tensor(a), np.random.default_rng(4).normal(size=a[key].shape)
    np.testing.assert_array_equal(x[key].data, a[key])
    np.sum(x[key] * g).backward()
    expected = np.zeros((2, 3))
    np.add.at(expected, key, g)
    np.testing.assert_array_equal(x.grad, expected)
