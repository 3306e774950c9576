"""grad, value_and_grad and hessian: structure, composition and what they refuse."""

import math
from copy import copy
from typing import NamedTuple

import numpy as np
import pytest
from differences import central_difference

from autograd import (
    Tensor,
    Value,
    derive,
    exp,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    log,
    sigmoid,
    sin,
    stop_gradient,
    tanh,
    value_and_grad,
    vjp,
)


def test_orders_one_to_four_of_a_polynomial():
    f = lambda x: x**4 - 2 * x**2  # noqa: E731
    orders = [f, grad(f), grad(grad(f)), grad(grad(grad(f))), grad(grad(grad(grad(f))))]
    assert [order(2.0) for order in orders] == [8, 24, 44, 48, 24]
    assert all(type(order(2.0)) is float for order in orders)


@pytest.mark.parametrize("x", [0.0, 1.7])
def test_orders_of_sin_come_round(x):
    f = sin
    for expected in (math.cos, lambda x: -math.sin(x), lambda x: -math.cos(x), math.sin):
        f = grad(f)
        assert f(x) == pytest.approx(expected(x), abs=1e-15)


def test_derivatives_of_a_power_at_zero():
    f = lambda x: x**2  # noqa: E731
    assert [grad(f)(0.0), grad(grad(f))(0.0), grad(grad(grad(f)))(0.0)] == [0, 2, 0]


def test_sigmoid_third_derivative():
    p = 1 / (1 + math.exp(-0.7))
    assert grad(grad(grad(sigmoid)))(0.7) == pytest.approx(p * (1 - p) * (1 - 6 * p + 6 * p**2), rel=1e-13)


def test_no_confusion_between_nested_variables():
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1
    assert grad(lambda x: x * grad(lambda y: x * y)(x))(3.0) == 6
    assert grad(lambda x: grad(lambda y: x * y * y)(2.0))(3.0) == 4
    assert grad(lambda x: grad(lambda y: y**3)(x) * x)(2.0) == 9 * 2**2


def test_a_captured_parameter_makes_the_gradient_a_node():
    w = Value(5.0)
    slope = grad(lambda x: w * x**2)(3.0)
    assert isinstance(slope, Value)
    slope.backward()
    assert (slope.data, w.grad) == (30, 6)


def test_argnums():
    f = lambda x, y, scale=1.0: scale * x * y**2  # noqa: E731
    assert grad(f)(2.0, 3.0) == 9
    assert grad(f, argnums=1)(2.0, 3.0, scale=10.0) == 120
    assert grad(f, argnums=(1, 0))(2.0, 3.0) == (12, 9)
    assert grad(f, argnums=-1)(2.0, 3.0) == 12
    assert value_and_grad(f, argnums=(0, 1))(2.0, 3.0) == (18, (9, 12))
    with pytest.raises(TypeError, match="argnums=5 must name arguments by number, but 2"):
        grad(f, argnums=5)(2.0, 3.0)


@pytest.mark.parametrize("argnums", [(0, 0), (0, -2), "0", 1.0, (0, "1")])
def test_argnums_that_name_nothing_or_the_same_twice(argnums):
    with pytest.raises(TypeError, match="argnums="):
        grad(lambda x, y: x * y, argnums=argnums)(2.0, 3.0)


def test_a_constant_argument_is_differentiated_like_a_number():
    assert grad(lambda x: x**2)(Value(3.0, constant=True)) == 6
    assert grad(lambda x: x * grad(sin)(grad(lambda y: 2 * y)(x)))(1.3) == pytest.approx(math.cos(2))


def test_an_inner_gradient_by_a_number_leaves_the_outer_one_a_number():
    outer = grad(lambda x: x * grad(lambda y: x * y**3)(2.0))(1.5)
    assert type(outer) is float
    assert outer == 36


def test_powers_are_exact_where_their_exponent_is_small():
    np.testing.assert_allclose(
        hessian(lambda v: v[0] ** v[1])(np.array([2.0, 0.0])), [[0, 0.5], [0.5, math.log(2) ** 2]]
    )
    assert grad(lambda y: grad(grad(lambda x: x**y))(2.0))(1.0) == pytest.approx(0.5)


def test_a_node_named_twice_gets_two_arrays():
    w = Tensor([1.0, 2.0])
    a, b = grad(np.sum(w * w), wrt=[w, w])
    np.testing.assert_array_equal(a, b)
    assert not np.shares_memory(a, b)


def test_the_second_derivative_of_a_line_is_zero_in_every_form():
    x = Value(1.0)
    slope = grad(3 * x, wrt=x, create_graph=True)
    assert grad(slope, wrt=x) == 0


def test_nested_parameters_come_back_in_the_same_structure():
    class Layer(NamedTuple):
        W: np.ndarray
        b: float

    parameters = {"hidden": [Layer(np.array([[1.0, -2.0], [0.5, 3.0]]), 0.25)], "out": (np.array([2, 1]), 7)}
    X = np.array([[1.0, 2.0], [3.0, -1.0]])

    def J(p):
        layer = p["hidden"][0]
        return np.mean(tanh(X @ layer.W + layer.b) @ p["out"][0] + p["out"][1])

    cost, gradient = value_and_grad(J)(parameters)
    assert type(cost) is float
    assert type(gradient["hidden"][0]) is Layer
    assert gradient["out"][1] == 1
    by_hand = (1 - np.tanh(X @ parameters["hidden"][0].W + 0.25) ** 2) * [2, 1] / 2
    np.testing.assert_allclose(gradient["hidden"][0].W, X.T @ by_hand, rtol=1e-13)
    assert gradient["hidden"][0].b == pytest.approx(by_hand.sum())
    np.testing.assert_allclose(gradient["out"][0], np.tanh(X @ parameters["hidden"][0].W + 0.25).mean(axis=0))


def test_what_J_does_not_depend_on_has_gradient_zero():
    dx, dy = grad(lambda x, y: np.sum(x) + 0.0, argnums=(0, 1))(np.ones(2), np.ones((2, 3)))
    np.testing.assert_array_equal(dy, np.zeros((2, 3)))
    np.testing.assert_array_equal(dx, [1, 1])
    assert grad(grad(lambda x: 3 * x))(2.0) == 0


def test_the_arguments_of_the_caller_are_not_touched():
    x = np.array([1.0, 2.0])
    grad(lambda x: np.sum(x * x))(x)
    assert x.flags.writeable
    v = Value(2.0)
    grad(lambda x: x * x)(v)
    assert v.grad == 0


@pytest.mark.parametrize("lost", [lambda x: math.exp(x), lambda x: float(x) * 2, lambda x: x.data, lambda x: None])
def test_a_lost_graph_is_an_error_and_not_a_zero(lost):
    with pytest.raises(TypeError, match="not a node, so its gradient would be lost"):
        grad(lost)(2.0)


def test_what_grad_refuses():
    with pytest.raises(ValueError, match=r"returned shape \(2,\).*np\.sum\(f\(x\)\)"):
        grad(lambda x: x * 2)(np.ones(2))
    with pytest.raises(TypeError, match=r"argument 0\['b'\] is None"):
        grad(lambda p: p["w"])({"w": 1.0, "b": None})
    with pytest.raises(TypeError, match="'relu' is not a function"):
        grad("relu")
    with pytest.raises(TypeError, match="a list of nodes, not None"):
        grad(Value(1.0) * 2)
    with pytest.raises(TypeError, match="go with a node"):
        grad(lambda x: x, wrt=[Value(1.0)])
    with pytest.raises(TypeError, match="with respect to, not a list"):
        hessian(lambda x: x[0])([1.0, 2.0])


def test_grad_of_a_node_leaves_every_grad_alone():
    w, b = Value(3.0), Tensor([1.0, 2.0])
    z = w * b
    J = np.sum(z**2)
    dw, db, dz = grad(J, wrt=[w, b, z])
    assert dw == 30
    np.testing.assert_array_equal(db, [18, 36])
    np.testing.assert_array_equal(dz, [6, 12])
    assert w.grad == 0
    np.testing.assert_array_equal(b.grad, [0, 0])
    assert grad(J, wrt=w) == 30


def test_grad_of_a_node_with_a_graph_differentiates_again():
    x = Value(2.0)
    (first,) = grad(x**4 - 2 * x**2, wrt=[x], create_graph=True)
    second = grad(first, wrt=x, create_graph=True)
    assert (first.data, second.data, grad(second, wrt=x)) == (24, 44, 48)
    second.backward()
    assert x.grad == 48


def test_grad_by_an_interior_node_does_not_look_below_it():
    x = Value(2.0)
    z = x * x
    assert grad(z * z + x, wrt=[z]) == [8]
    assert grad(z * z + x, wrt=[x]) == [33]


def test_hessian_of_numbers_vectors_and_matrices():
    assert hessian(lambda x: x**4 - 2 * x**2)(2.0) == 44
    A = np.array([[2.0, 1.0], [5.0, 3.0]])
    np.testing.assert_allclose(hessian(lambda x: x @ A @ x)(np.array([1.0, -1.0])), A + A.T)
    f = lambda W: np.sum(exp(W @ W) / 10)  # noqa: E731
    W = np.array([[0.1, 0.2, 0.3], [0.4, 0.3, 0.2], [0.2, 0.1, 0.5]])
    H = hessian(f)(W)
    assert H.shape == (3, 3, 3, 3)
    np.testing.assert_allclose(H.reshape(9, 9), H.reshape(9, 9).T, atol=1e-14)
    for i in np.ndindex(3, 3):
        np.testing.assert_allclose(H[i], central_difference(lambda W, i=i: grad(f)(W)[i], W), atol=1e-8)
    assert hessian(np.sum)(np.ones((0, 2))).shape == (0, 2, 0, 2)


def test_hessian_of_a_linear_function_is_zero():
    np.testing.assert_array_equal(hessian(lambda x: 3 * np.sum(x))(np.ones(2)), np.zeros((2, 2)))


def test_hessian_by_another_argument():
    np.testing.assert_allclose(
        hessian(lambda a, x: a * np.sum(x**3), argnum=1)(2.0, np.array([1.0, 2.0])), np.diag([12, 24])
    )


def test_hessian_counts_arguments_from_the_end_too():
    assert hessian(lambda a, b: a * b**3, argnum=-1)(2.0, 3.0) == 36
    with pytest.raises(TypeError, match="argnums=5"):
        hessian(lambda x: x, argnum=5)(1.0)


def test_newtons_method_reaches_a_root_of_the_gradient():
    f = lambda x: x * log(x) - 2 * x  # noqa: E731
    x = 2.0
    for _ in range(8):
        x = x - grad(f)(x) / hessian(f)(x)
    assert x == pytest.approx(math.e, rel=1e-14)


def test_stop_gradient_keeps_the_numbers_and_ends_the_path():
    assert grad(lambda x: x * stop_gradient(x * x))(3.0) == 9.0
    assert hessian(lambda x: x * stop_gradient(x) ** 2)(3.0) == 0.0
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_array_equal(grad(lambda x: np.sum(x * stop_gradient(x)))(x), x)
    w, X = Tensor([[1.0, 2.0]], "w"), Tensor(x, "X", constant=True)
    J = np.mean((X * w - stop_gradient(X * w) * 2) ** 2)
    by_hand = np.sum(2 * (x * w.data - x * w.data * 2) * x / x.size, axis=0, keepdims=True)
    np.testing.assert_allclose(grad(J, wrt=w), by_hand)
    np.testing.assert_allclose(derive(J, m=0)({"X": X.data, "w": w.data})[1]["w"], by_hand)
    (entry,) = stop_gradient(np.array([Value(2.0)], dtype=object))
    assert (entry.data, entry.constant) == (2.0, True)
    assert stop_gradient(3.0) == 3.0


@pytest.mark.parametrize(
    "make", [lambda: Value(3.0), lambda: Tensor(3.0), lambda: copy(Value(3.0)), lambda: -Value(-3.0)]
)
def test_a_leaf_that_the_function_makes_leaves_the_gradient_a_number(make):
    def f(x):
        return x**2 * make()

    assert grad(f)(2.0) == 12.0
    assert type(value_and_grad(f)(2.0)[0]) is float
    assert jvp(f, 2.0, 1.0) == (12.0, 12.0)
    assert type(hessian(f)(2.0)) is float
    assert grad(lambda x: x * grad(f)(x))(2.0) == 24.0
    assert type(grad(lambda x: x * 2 + 0 * grad(lambda y: y * make())(1.0))(2.0)) is float
    assert jacobian(lambda x: x * make())(np.array([1.0, 2.0])).tolist() == [[3.0, 0.0], [0.0, 3.0]]


def test_a_leaf_that_a_function_kept_from_an_earlier_call_is_from_before():
    kept = []

    def f(x):
        if not kept:
            kept.append(Value(3.0))
        return x * kept[0]

    assert grad(f)(2.0) == 3.0
    again = grad(f)(2.0)
    assert isinstance(again, Value)
    assert grad(again, wrt=kept[0]) == 1.0


SECOND_ORDERS = {
    "pow": lambda x: np.sum(x**3),
    "where": lambda x: np.sum(np.where(x.data > 1.5, x * x * x, x)),
    "maximum": lambda x: np.sum(np.maximum(x * x, 2.0) ** 2),
    "max": lambda x: np.max(x * x) ** 2,
    "abs": lambda x: np.sum(np.abs(x) ** 3),
    "cumsum": lambda x: np.sum(np.cumsum(x * x) ** 2),
    "a matrix": lambda x: np.sum(np.linalg.inv(x[:, None] * x + np.eye(3, dtype="float32"))),
}


@pytest.mark.parametrize("f", SECOND_ORDERS.values(), ids=SECOND_ORDERS.keys())
def test_second_derivatives_in_single_precision_stay_that(f):
    x = Tensor([1.0, 2.0, 3.0], dtype="float32")
    (first,) = grad(f(x), wrt=[x], create_graph=True)
    (second,) = grad(np.sum(first), wrt=[x], create_graph=True)
    assert first.dtype == second.dtype == np.float32
    assert hvp(f, x.data, np.ones(3, "float32")).dtype == np.float32
    wide = Tensor(x.data.astype(float))
    (exact,) = grad(np.sum(grad(f(wide), wrt=[wide], create_graph=True)[0]), wrt=[wide])
    np.testing.assert_allclose(second.data, exact, rtol=1e-4)
    assert exact.dtype == np.float64


def test_a_slope_of_infinity_times_0_is_nan_in_both_modes():
    with np.errstate(all="ignore"):
        x, t = np.array([1.0, 0.0]), np.array([1.0, 0.0])
        assert np.isnan(jvp(lambda x: np.sum(np.sqrt(x)), x, t)[1])
        _, pull = vjp(lambda x: np.sqrt(x), x)
        assert np.isnan(pull(t)[1])
        assert np.isnan(np.sum(grad(lambda x: np.sum(np.sqrt(x)))(x) * t))
