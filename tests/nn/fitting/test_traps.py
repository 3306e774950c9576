"""What goes wrong without an error is said in words, with numbers that were measured in the run."""

import copy
import logging
import re

import numpy as np
import pytest

from nn import Activation, Dense, Sequential
from nn.activations import linear
from nn.fitting.measured import constant_cost, measured
from nn.layers import Dropout, Flatten
from nn.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    MeanAbsoluteError,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
    loss_named,
)
from nn.optimizers import Adam, GradientDescent
from nn.regularizers import L2

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 2))
y = (X[:, 0] * X[:, 1] > 0).astype(float)


def notes(layers, loss, X, y, epochs=2, optimizer="gradient_descent", **options):
    model = Sequential(layers, seed=1)
    model.compile(loss, optimizer)
    return model, model.fit(X, y, epochs=epochs, verbose=0, **options).notes


def sigmoids():
    return [Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")]


def test_nothing_is_said_of_a_run_that_learns(caplog):
    _, said = notes([Dense(25, "tanh"), Dense(1, "sigmoid")], "binary_crossentropy", X, y, 60, Adam(0.02))
    assert said == []
    assert caplog.records == []


def test_inputs_that_are_not_scaled(caplog):
    with caplog.at_level(logging.WARNING, "nn"):
        model, (said,) = notes([Dense(1)], "mse", X * [1, 8], X[:, 1] * 8, 3)
    assert caplog.messages == [said]
    before, after, epoch, reach = re.search(
        r"the cost grew from (\S+) to (\S+) by epoch (\d).*which reach ([\d.]+), to about -1", said
    ).groups()
    assert float(after) == pytest.approx(model.history.history["loss"][int(epoch) - 1], rel=1e-3)
    assert float(before) == pytest.approx(model.history.initial_loss, rel=1e-3)
    assert float(reach) == pytest.approx(np.abs(X * [1, 8]).max(), rel=1e-3)
    assert "GradientDescent(alpha=0.1)" in said


def test_scaled_inputs_are_not_blamed():
    _, (said,) = notes([Dense(1)], "mse", X / 3, X[:, 1], 2, GradientDescent(30.0))
    assert "scale" not in said


def test_a_network_that_sits_still():
    model, (said,) = notes(sigmoids(), BinaryCrossentropy(), X, y, 100)
    assert f"the loss is {model.history.history['loss'][-1]:.4g}, hardly better" in said
    assert "better than one answer for all examples (0.6905)" in said
    assert "saturated" not in said
    assert "larger alpha than in GradientDescent(alpha=0.1)" in said
    J = model.cost(X, y)
    J.backward()
    for layer in model.layers:
        typical = float(re.search(rf"(\S+) in {layer.name}", said)[1])
        assert typical == pytest.approx(np.median(np.abs(layer.W.grad)), rel=0.05)


def test_a_network_that_is_saturated():
    model, (said,) = notes(sigmoids(), BinaryCrossentropy(), X * [1, 2000], y, 100)
    share = int(re.search(r"(\d+)% of the activations of dense_1 are saturated", said)[1])
    W, b = model.get_weights()[:2]
    a = 1 / (1 + np.exp(-np.clip(X * [1, 2000] @ W + b, -500, 500)))
    assert share == round(100 * np.mean(a * (1 - a) < 0.05 / 4))
    assert f"which reach {np.abs(X * [1, 2000]).max():,.4g}" in said


def test_classes_that_are_not_told_apart():
    classes, tiny = np.arange(300) % 3, GradientDescent(1e-4)
    _, said = notes([Dense(3, "softmax")], "sparse_categorical_crossentropy", X, classes, 40, tiny)
    assert "network has not learned from X" in said[0]


@pytest.mark.parametrize(
    ("activation", "loss", "targets", "says"),
    [
        ("sigmoid", MeanSquaredError(), X[:, 1] * 30, "but the last layer is sigmoid, which gives 0 to 1"),
        ("relu", BinaryCrossentropy(from_logits=True), y, "logits lie anywhere, but relu gives 0 to inf"),
        ("tanh", "mae", X[:, 1] * 3, "which gives -1 to 1. Let it be linear, or scale the targets"),
    ],
)
def test_a_last_layer_that_does_not_fit(activation, loss, targets, says):
    _, said = notes([Dense(1, activation)], loss, X, targets)
    assert says in said[0]


def test_softmax_for_answers_of_their_own():
    _, said = notes([Dense(2, "softmax")], BinaryCrossentropy(), X, np.eye(2)[y.astype(int)])
    assert "the last layer is softmax. Use CategoricalCrossentropy()" in said[0]


def test_the_cost_of_one_answer_for_all():
    p = y.mean()
    entropy = -p * np.log(p) - (1 - p) * np.log(1 - p)
    assert constant_cost(BinaryCrossentropy(from_logits=True), y[:, None]) == pytest.approx(entropy)
    classes = np.eye(3)[[0, 0, 0, 1]]
    expected = -(0.75 * np.log(0.75) + 0.25 * np.log(0.25))
    assert constant_cost(CategoricalCrossentropy(), classes) == pytest.approx(expected)
    assert constant_cost(SparseCategoricalCrossentropy(), classes) == pytest.approx(expected)
    assert constant_cost(MeanSquaredError(), y[:, None]) == pytest.approx(np.var(y))
    assert constant_cost(MeanAbsoluteError(), np.array([[1.0], [2.0], [9.0]])) == pytest.approx(8 / 3)
    assert np.isnan(constant_cost(loss_named(lambda y, p: (p - y) ** 4), classes))

    class Half(MeanSquaredError):
        def losses(self, y, p):
            return 0.5 * (p - y) ** 2

    assert np.isnan(constant_cost(Half(), classes))


def test_what_is_measured():
    model, _ = notes([Dense(4, "tanh"), Dense(2, "relu"), Dense(1, "sigmoid")], BinaryCrossentropy(), X, y)
    model.layers[1].trainable = False
    loss, (first, second, last) = measured(model, model.examples(X, y))
    assert loss == pytest.approx(model.evaluate(X, y))
    assert np.isnan(second.saturated)
    assert second.gradient is None
    np.testing.assert_allclose(last.outputs, model.predict(X))
    assert first.outputs.shape == (300, 4)


def test_no_false_alarms():
    """Runs that went well, or that were at rest before, get no note."""
    wide = [Dense(50, "relu", kernel_regularizer=L2(0.02)), Dense(1, "sigmoid")]
    labels = (X[:, 0] > 0).astype(float)
    _, said = notes(wide, "binary_crossentropy", X, labels, 40, GradientDescent(0.1))
    assert said == []
    model, _ = notes([Dense(1)], "mse", X, X[:, 0], 200)
    assert model.history.history["loss"][-1] < 1e-12
    model.compile("mse", Adam(0.001))
    assert model.fit(X, X[:, 0], epochs=3, verbose=0).notes == []
    model, _ = notes([Dense(30, "relu"), Dropout(0.8), Dense(1, "sigmoid")], BinaryCrossentropy(), X, labels, 300)
    assert model.fit(X, labels, epochs=3, verbose=0).notes == []
    for tail in (Flatten(), Activation("linear"), Dropout(0.0)):
        assert notes([Dense(1, "sigmoid"), tail], BinaryCrossentropy(), X, labels)[1] == []
    assert notes([Dense(1, "sigmoid")], BinaryCrossentropy(), X, np.full(300, 0.5), 30)[1] == []
    assert notes([Dense(1, "sigmoid")], "mse", X, labels * (1 + 1e-9))[1] == []


def test_units_that_no_gradient_reaches():
    zeros = {"kernel_initializer": "zeros"}
    _, (said,) = notes([Dense(3, "relu", **zeros), Dense(1, "sigmoid", **zeros)], BinaryCrossentropy(), X, y_half(), 30)
    assert "All 3 units of dense_1 compute the same" in said
    _, (said,) = notes([Dense(3, lambda z: 0 * z), Dense(1, "sigmoid", **zeros)], BinaryCrossentropy(), X, y_half(), 30)
    assert "No gradient reaches the weights" in said


def y_half():
    """As many of one class as of the other, so that the bias of the last layer gets no gradient either."""
    return np.arange(300) % 2.0


def test_networks_of_values_and_frozen_ones():
    model = Sequential([Dense(2, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(BinaryCrossentropy(), GradientDescent(1e-6))
    model.build(2)
    assert model.as_values().fit(X[:4], [0, 1, 1, 0], epochs=20, verbose=0).notes == []
    model.trainable = False
    assert model.fit(X, y, epochs=20, verbose=0).notes == []


def test_penalties_count_in_what_is_measured():
    model = Sequential([Dense(3, "tanh", kernel_regularizer=L2(1.0)), Dense(1, "sigmoid")], seed=1)
    model.compile(BinaryCrossentropy())
    model.build(2)
    J = model.cost(X, y)
    J.backward()
    _, layers = measured(model, model.examples(X, y))
    np.testing.assert_allclose(layers[0].gradient, model.layers[0].W.grad)


def test_sample_weights_count_in_the_cost_that_grows():
    """A small part of the cost, and so many times alpha, make the same steps."""
    data, steps = (X * [1, 8], X[:, 1] * 8), GradientDescent(1e29)
    _, (said,) = notes([Dense(1)], "mse", *data, 1, steps, sample_weight=np.full(300, 1e-30))
    assert "the cost grew" in said


@pytest.mark.parametrize("batch_size", [None, 32])
@pytest.mark.parametrize(
    ("layer", "loss", "factor"),
    [
        (Dense(1), lambda y, p: np.log(p - 1000), 1.0),
        (Dense(1, lambda z: np.sqrt(z - 1000)), "mse", 1.0),
        (Dense(1), "mse", 1e200),
    ],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_steps_are_not_blamed_for_what_was_there_before_the_first(layer, loss, factor, batch_size):
    model = Sequential([copy.deepcopy(layer)], seed=1)
    model.compile(loss)
    with pytest.raises(FloatingPointError, match=r"^the cost is (nan|inf) before the first step") as said:
        model.fit(X * factor, X[:, 0], batch_size, verbose=0)
    assert np.isfinite(model.predict(X * factor)).all() == (layer.activation is linear)
    assert "If model.predict(X) is finite, it is the loss" in str(said.value)
    leaping = Sequential([Dense(1)], seed=1)
    leaping.compile("mse", GradientDescent(1e9))
    with pytest.raises(FloatingPointError, match="numbers have grown"):
        leaping.fit(X, X[:, 0], batch_size, epochs=50, verbose=0)
