"""Losses: the formula, the gradient, and the edges where a naive formula breaks."""

import math

import numpy as np
import pytest
from differences import central_difference

from autograd import Tensor, Value, grad, sigmoid, softmax
from nn.losses import (
    TINY,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    loss_named,
    mae,
)

RNG = np.random.default_rng(1)


def log_sum_exp(z):
    return np.log(np.exp(z).sum(axis=-1))


@pytest.mark.parametrize("shape", [(5, 1), (3, 3), (4, 2)])
def test_binary_crossentropy_in_all_its_forms(shape):
    z, y = RNG.normal(size=shape), RNG.integers(0, 2, shape)
    p = 1 / (1 + np.exp(-z))
    L = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
    for loss, prediction in [
        (BinaryCrossentropy(), p),
        (BinaryCrossentropy(), Tensor(p)),
        (BinaryCrossentropy(), sigmoid(Tensor(z))),
        (BinaryCrossentropy(from_logits=True), z),
        (BinaryCrossentropy(from_logits=True), Tensor(z)),
    ]:
        assert float(loss(y, prediction)) == pytest.approx(L, rel=1e-14)
    by_z = grad(lambda z: BinaryCrossentropy()(y, sigmoid(z)))(z)
    by_p = grad(lambda p: BinaryCrossentropy()(y, p))(p)
    np.testing.assert_allclose(by_z, (p - y) / p.size, rtol=1e-13)
    np.testing.assert_allclose(by_p, (p - y) / (p * (1 - p)) / p.size, rtol=1e-12)


@pytest.mark.parametrize(
    ("z", "y", "L", "slope"),
    [
        (1000, 1, 0, 0),
        (1000, 0, 1000, 1),
        (-1000, 1, 1000, -1),
        (-1000, 0, 0, 0),
        (1000, 0.25, 750, 0.75),
        (0, 1, math.log(2), -0.5),
    ],
)
def test_saturated_logits_give_the_exact_loss_and_gradient_in_silence(z, y, L, slope):
    for kind in (Value, lambda z: Tensor([[z]])):
        for loss, output in [(BinaryCrossentropy(), sigmoid), (BinaryCrossentropy(from_logits=True), lambda z: z)]:
            node = kind(float(z))
            target = y if isinstance(node, Value) else [[y]]
            with np.errstate(all="raise"):
                J = loss(target, output(node))
                J.backward()
            assert float(J) == pytest.approx(L, rel=1e-15)
            assert np.squeeze(node.grad) == pytest.approx(slope, abs=1e-15)


@pytest.mark.parametrize(
    ("p", "y", "L", "slope"),
    [(0.0, 0, 0, 1), (1.0, 1, 0, -1), (0.0, 1, -math.log(TINY), -1 / TINY), (1.0, 0, -math.log(TINY), 1 / TINY)],
)
def test_a_probability_of_exactly_0_or_1_is_finite_and_silent(p, y, L, slope):
    for dtype in ("float64", "float32"):
        x = Tensor([p], dtype=dtype)
        with np.errstate(all="raise"):
            J = BinaryCrossentropy()([y], x)
            J.backward()
        assert float(J) == pytest.approx(L, rel=1e-6)
        assert x.grad[0] == pytest.approx(slope, rel=1e-6)


def test_mean_squared_error():
    p, y = RNG.normal(size=(4, 3)), RNG.normal(size=(4, 3))
    assert float(MeanSquaredError()(y, p)) == pytest.approx(np.mean((p - y) ** 2))
    np.testing.assert_allclose(grad(lambda p: MeanSquaredError()(y, p))(p), 2 * (p - y) / 12, rtol=1e-14)


@pytest.mark.parametrize("shape", [(5, 3), (3, 3)])
def test_categorical_crossentropy_in_all_its_forms(shape):
    z, classes = RNG.normal(size=shape), RNG.integers(0, 3, shape[0])
    one_hot, p = np.eye(3)[classes], np.exp(z - log_sum_exp(z)[:, None])
    L = np.mean(log_sum_exp(z) - z[np.arange(shape[0]), classes])
    for kind, y in [(CategoricalCrossentropy, one_hot), (SparseCategoricalCrossentropy, classes),
                    (SparseCategoricalCrossentropy, classes[:, None].astype(float))]:  # fmt: skip
        assert float(kind()(y, p)) == pytest.approx(L, rel=1e-14)
        assert float(kind()(y, softmax(Tensor(z)))) == pytest.approx(L, rel=1e-14)
        assert float(kind(from_logits=True)(y, Tensor(z))) == pytest.approx(L, rel=1e-14)
        dz = grad(lambda z, kind=kind, y=y: kind()(y, softmax(z)))(z)
        np.testing.assert_allclose(dz, (p - one_hot) / shape[0], atol=1e-15)
        np.testing.assert_allclose(dz, central_difference(lambda z, y=y, k=kind: k()(y, softmax(z)), z), atol=1e-9)


def test_a_saturated_softmax_is_exact():
    z = Tensor([[1000.0, 0.0, -1000.0]])
    with np.errstate(all="raise"):
        J = CategoricalCrossentropy()([[0, 0, 1]], softmax(z))
        J.backward()
    assert float(J) == 2000
    np.testing.assert_array_equal(z.grad, [[1, 0, -1]])


@pytest.mark.parametrize(
    ("loss", "y", "p", "says"),
    [
        (BinaryCrossentropy(), [2.0], [0.5], "a target is a probability, 0 to 1, but one of them is 2"),
        (BinaryCrossentropy(), [np.nan], [0.5], "one of them is nan"),
        (BinaryCrossentropy(), np.ones(3), np.ones((2, 1)) / 2, r"shape \(3,\) .*shape \(2, 1\)"),
        (BinaryCrossentropy(), [1.0], [-0.5], r"from_logits=False\): the prediction -0\.5 .*'sigmoid'"),
        (CategoricalCrossentropy(), [[0, 1]], [[0.9, 0.8]], r"sum to 1\.7, not 1.*'softmax'.*from_logits=True"),
        (MeanSquaredError(), np.ones((3, 1)), np.ones((3, 2)), r"\(3, 1\).*\(3, 2\)"),
        (CategoricalCrossentropy(), [0, 1], np.ones((2, 2)) / 2, "use SparseCategoricalCrossentropy"),
        (CategoricalCrossentropy(), [[1, 1]], np.ones((1, 2)) / 2, "sum to 1"),
        (SparseCategoricalCrossentropy(), [0, 2], np.ones((2, 2)) / 2, "2 is not a class number; 2 units .* 0 to 1"),
        (SparseCategoricalCrossentropy(), [0.5], np.ones((1, 2)) / 2, "0.5 is not a class number"),
        (SparseCategoricalCrossentropy(), np.eye(2), np.ones((2, 2)) / 2, r"targets of shape \(2, 2\)"),
    ],
)  # fmt: skip
def test_impossible_targets_are_refused(loss, y, p, says):
    with pytest.raises(ValueError, match=says):
        loss(y, np.asarray(p))


def test_whole_numbers_and_lists_are_floats():
    assert BinaryCrossentropy()(np.array([1, 0], np.uint8), [0.5, 0.5]) == pytest.approx(math.log(2))
    assert MeanSquaredError()([True, False], np.array([False, False])) == 0.5
    with pytest.raises(TypeError, match="the targets must hold real numbers"):
        BinaryCrossentropy()(["a"], [0.5])


def test_logits_that_changed_are_refused():
    z = Value(0.0, label="z")
    p = sigmoid(z)
    z.data = 5.0
    with pytest.raises(ValueError, match="data of 'z' changed"):
        BinaryCrossentropy()(1.0, p)


def test_logits_that_are_probabilities_already():
    for loss, activation in [(BinaryCrossentropy(True), sigmoid), (CategoricalCrossentropy(True), softmax)]:
        with pytest.raises(ValueError, match=r"they are no logits\. Leave from_logits out"):
            loss([[0, 1]], activation(Tensor([[1.0, 2.0]])))


def test_the_median_costs_least_without_weights_and_with_weights_no_formula_is_there():
    y, weights = np.array([[1.0], [2.0], [9.0]]), np.array([1.0, 1.0, 5.0])
    assert MeanAbsoluteError().best_constant(y, None) == 2.0
    assert MeanAbsoluteError().best_constant(y, weights) is None
    assert MeanSquaredError().best_constant(y, weights) == pytest.approx(48 / 7)


def test_a_function_gives_one_number_an_example():
    assert mae([1.0, 2.0], [3.0, 2.5]).tolist() == [2.0, 0.5]
    assert mae([[1.0, 2.0]], [[3.0, 2.5]]).tolist() == [1.25]
    assert isinstance(loss_named(mae), MeanAbsoluteError)


def test_losses_by_name():
    assert isinstance(loss_named("mse"), MeanSquaredError)
    assert isinstance(loss_named("binary_crossentropy"), BinaryCrossentropy)
    with pytest.raises(ValueError, match="no loss 'hinge'"):
        loss_named("hinge")
    with pytest.raises(TypeError, match=r"give an object, BinaryCrossentropy\(\)"):
        loss_named(3)
    assert isinstance(loss_named(BinaryCrossentropy), BinaryCrossentropy)
