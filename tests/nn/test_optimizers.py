"""Optimizers against Keras's formulas, written out for three steps."""

import math

import numpy as np
import pytest

from autograd import Tensor, Value
from nn.optimizers import SGD, Adam, GradientDescent, Momentum, RMSprop, optimizer_named

GRADIENTS = [np.array([1.0, -2.0]), np.array([0.5, 0.25]), np.array([-3.0, 1.0])]


def by_formula(kind):
    w, v, m, path = np.array([1.0, 2.0]), np.zeros(2), np.zeros(2), []
    for t, g in enumerate(GRADIENTS, start=1):
        if kind == "gradient_descent":
            w = w - 0.1 * g
        elif kind == "momentum":
            m = m * 0.9 - g * 0.01
            w = w + m
        elif kind == "rmsprop":
            v = 0.9 * v + (1 - 0.9) * g * g
            w = w - 0.001 * g / np.sqrt(v + 1e-7)
        else:
            m = m + (g - m) * (1 - 0.9)
            v = v + (g * g - v) * (1 - 0.999)
            w = w - m * (0.001 * math.sqrt(1 - 0.999**t) / (1 - 0.9**t)) / (np.sqrt(v) + 1e-7)
        path.append(w)
    return path


@pytest.mark.parametrize("name", ["gradient_descent", "momentum", "rmsprop", "adam"])
def test_formula(name):
    optimizer, w, scalar = optimizer_named(name), Tensor([1.0, 2.0]), Value(2.0)
    for g, expected in zip(GRADIENTS, by_formula(name), strict=True):
        optimizer.update(w, g)
        optimizer.update(scalar, float(g[1]))
        np.testing.assert_allclose(w.data, expected, rtol=1e-14)
        assert scalar.data == pytest.approx(expected[1], rel=1e-14)


def test_each_parameter_has_its_own_memory_until_it_is_forgotten():
    optimizer = Momentum(alpha=1.0, beta=0.5)
    a, b = Value(0.0), Value(0.0)
    optimizer.update(a, 1.0)
    optimizer.update(b, 1.0)
    optimizer.update(a, 1.0)
    assert (a.data, b.data) == (-2.5, -1)
    optimizer.forget()
    optimizer.update(a, 1.0)
    assert a.data == -3.5


@pytest.mark.parametrize(
    ("w", "dw"),
    [(Value(1.0, "w", constant=True), 1.0), (Value(1.0, "w"), np.ones(2)), (Tensor([1.0, 2.0], "w"), np.ones((2, 1))),
     (Tensor([1.0, 2.0], "w"), 1.0)],
)  # fmt: skip
def test_a_gradient_of_another_shape_or_of_a_constant_moves_nothing(w, dw):
    before = np.copy(w.data)
    optimizer = Momentum()
    with pytest.raises(ValueError, match=r"'w' has shape \(.*its gradient has its shape"):
        optimizer.update(w, dw)
    assert np.array_equal(w.data, before)
    assert optimizer.memory(w)["t"] == 0


def test_keras_sgd_with_momentum():
    assert repr(SGD(0.5, 0.75)) == "Momentum(alpha=0.5, beta=0.75)"


def test_names_and_constants():
    assert repr(optimizer_named("gradient_descent")) == "GradientDescent(alpha=0.1)"
    assert repr(optimizer_named("sgd")) == repr(SGD()) == "GradientDescent(alpha=0.01)"  # as in Keras
    assert isinstance(optimizer_named("Adam"), Adam)
    adam = Adam(0.01)
    assert optimizer_named(adam) is adam
    assert isinstance(optimizer_named(Adam), Adam)
    for bad, says in [
        (lambda: GradientDescent(0), r"GradientDescent\(alpha=0\)"),
        (lambda: GradientDescent(float("nan")), "alpha=nan"),
        (lambda: Adam(beta_1=1.0), r"Adam\(beta_1=1\.0\)"),
        (lambda: RMSprop(rho=-0.1), r"rho=-0\.1"),
        (lambda: optimizer_named("newton"), "no optimizer 'newton'"),
    ]:
        with pytest.raises(ValueError, match=says):
            bad()
    with pytest.raises(TypeError, match="give an object"):
        optimizer_named(3)


def test_an_optimizer_of_ones_own_that_has_set_no_alpha_takes_no_steps_of_size_0():
    class Mine(GradientDescent):
        def __init__(self):
            pass

    assert Mine().alpha is None
