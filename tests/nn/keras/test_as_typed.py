"""Lines that a student of Keras types: `import nn as tf` and what follows."""

import logging

import numpy as np
import pytest

import nn as tf
from autograd import Tensor, draw, relu
from nn import Dense, Input, Sequential, load
from nn.layers import Dropout, Flatten, Normalization
from nn.optimizers import SGD, Adam

X = np.random.default_rng(1).normal(size=(20, 3))
y = (X[:, 0] > 0).astype(float)


def test_names_are_those_of_keras():
    model = tf.keras.Sequential([
        tf.keras.Input(shape=(3,)),
        tf.keras.layers.Dense(4, activation="relu", kernel_regularizer=tf.keras.regularizers.l2(0.01), name="L1"),
        tf.keras.layers.Dense(1, activation=tf.keras.activations.linear),
    ], name="mine")  # fmt: skip
    model.compile(loss=tf.keras.losses.BinaryCrossentropy(from_logits=True), optimizer=tf.keras.optimizers.Adam(0.001))
    model.fit(X, y, epochs=2, verbose=0)
    assert model.name == "mine"
    assert tf.keras.models.Sequential is tf.Sequential is Sequential
    assert tf.keras.optimizers.SGD is SGD


def test_functions_of_arrays_give_constant_tensors():
    p = tf.nn.softmax(X)
    assert isinstance(p, Tensor)
    assert p.constant
    np.testing.assert_allclose(p.numpy().sum(axis=1), 1)
    np.testing.assert_allclose(np.array(p), p.numpy())
    assert np.argmin([np.mean(tf.math.sigmoid(x)) for x in X]) == np.argmin([np.mean(1 / (1 + np.exp(-x))) for x in X])
    w = Tensor(X, "w")
    assert not tf.nn.relu(w).constant
    with pytest.raises(TypeError, match="would lose its gradient"):
        np.array(tf.nn.relu(w))


def test_a_function_of_tf_is_an_activation_like_its_name(tmp_path):
    model = Sequential([Dense(4, tf.nn.relu), Dense(1)], seed=1)
    model.compile("mse")
    model.fit(X, y, verbose=0)
    assert model.derived_step is not None
    assert model.layers[0].activation is relu
    model.save(tmp_path / "model.npz")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (lambda: tf.GradientTape, "no GradientTape, on purpose.*J.backward"),
        (lambda: tf.keras.layers.Conv2D, "no Conv2D, on purpose.*Flatten"),
        (lambda: tf.keras.layers.MaxPooling2D, "no MaxPooling2D, on purpose.*Flatten"),
        (lambda: tf.keras.layers.BatchNormalization, "on purpose.*Normalization with adapt"),
        (lambda: tf.keras.layers.LSTM, "on purpose.*write a loop"),
        (lambda: tf.keras.Model, "on purpose.*Sequential"),
        (
            lambda: tf.keras.layers.Desne,
            r"^there is no Desne here\. There are Activation, Dense, Dropout, Fl",
        ),
        (lambda: tf.nothing, "^there is no nothing here. There are autograph, keras"),
    ],
)
def test_what_is_left_out_says_what_to_use(name, says):
    with pytest.raises(AttributeError, match=says):
        name()


def test_seeds():
    tf.random.set_seed(3)
    first = Sequential([Dense(2, input_dim=3)]).get_weights()[0]
    tf.keras.utils.set_random_seed(3)
    np.testing.assert_array_equal(Sequential([Dense(2, input_dim=3)]).get_weights()[0], first)
    np.random.seed(3)
    assert np.any(Sequential([Dense(2, input_dim=3)]).get_weights()[0] != first)


def test_a_layer_by_itself():
    layer = tf.keras.layers.Dense(units=1, activation="linear")
    a = layer(X[0].reshape(1, 3))
    w, b = layer.get_weights()
    np.testing.assert_allclose(a.numpy(), np.dot(X[:1], w) + b)
    layer.set_weights([np.full((3, 1), 2.0), np.ones(1)])
    model = Sequential([Input(3), layer])
    np.testing.assert_allclose(model.predict(X), 2 * X.sum(axis=1, keepdims=True) + 1)
    assert layer.W.label == "W1"
    other = Dense(1)
    other(X)
    with pytest.raises(ValueError, match="dense_2 has weights for 3 features, and is to get 2"):
        Sequential([Input(3), Dense(2), other])


def test_layers_that_draw_or_normalize_by_themselves():
    assert set(np.unique(Dropout(0.5)(np.ones((10, 4)), training=True))) == {0.0, 2.0}
    layer = Normalization()
    layer.adapt(X)
    assert isinstance(layer(X), np.ndarray)
    np.testing.assert_array_equal(layer(X), layer(X))


def test_frozen_layers_and_models():
    model = Sequential([Dense(4, "tanh", trainable=False), Dense(1)], seed=1)
    model.compile("mse")
    before = model(X) is not None and model.get_weights()
    model.fit(X, y, verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert np.any(model.get_weights()[2] != before[2])
    model.trainable = False
    before = model.get_weights()
    assert not model.trainable
    model.fit(X, y, verbose=0)
    for w, v in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
    model.trainable = True
    model.fit(X, y, verbose=0)
    assert np.any(model.get_weights()[0] != before[0])


def test_the_learning_rate_is_set_between_fits():
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse", Adam(0.001))
    model.optimizer.learning_rate = 0.5
    assert model.optimizer.alpha == 0.5
    before = model(X) is not None and model.get_weights()[0]
    model.fit(X, y, batch_size=None, verbose=0)
    np.testing.assert_allclose(np.abs(model.get_weights()[0] - before), 0.5, rtol=1e-4)


def test_losses_by_the_names_of_their_classes():
    model = Sequential([Dense(1, "sigmoid")])
    model.compile(loss="BinaryCrossentropy", optimizer="adam")
    assert model.evaluate(X, y, 32, 0) == pytest.approx(model.evaluate(X, y))


@pytest.mark.parametrize(("m", "share", "left"), [(10, 0.25, 7), (37, 0.2, 29), (15, 0.1, 13), (10, 0.2, 8)])
def test_a_validation_split_leaves_as_many_as_in_keras(m, share, left):
    counted = []
    model = Sequential([Dense(1)])
    model.compile("mse", metrics=[lambda y, p: counted.append(len(y)) or 0.0], run_eagerly=True)
    model.fit(np.ones((m, 2)), np.ones(m), batch_size=None, validation_split=share, verbose=0)
    assert left in counted
    assert m - left in counted


def test_swapped_arguments_of_compile():
    model = Sequential([Dense(1)])
    for optimizer in ("adam", Adam(0.01)):
        with pytest.raises(TypeError, match=r"this is an optimizer.*Adam\(learning_rate=0\.001\)"):
            model.compile(optimizer, "mse")


def test_flatten_needs_no_input():
    images = X[:, :2].reshape(20, 2, 1)
    model = Sequential([Flatten(input_shape=(2, 1)), Dense(1)])
    assert model.predict(images).shape == (20, 1)
    with pytest.raises(ValueError, match=r"For images start with Flatten\(input_shape=\(2, 1\)\)"):
        Input((2, 1))


def test_logging_can_be_silenced(caplog):
    model = Sequential([Dense(1, "sigmoid")])
    model.compile("mse")
    logging.getLogger("nn").setLevel(logging.ERROR)
    try:
        model.fit(X, X[:, 0] * 100, verbose=0)
    finally:
        logging.getLogger("nn").setLevel(logging.NOTSET)
    assert caplog.records == []
    assert len(model.history.notes) == 1


def test_a_penalty_stands_in_the_printed_code(tmp_path):
    model = Sequential([Dense(1, kernel_regularizer="l2")], seed=1)
    model.compile("mse")
    source = model.derive(X, y).source
    assert "penalty_W1 = 0.01 * (W1 ** 2).sum()" in source
    assert "** 2).mean() + penalty_W1" in source
    assert "dW1 = 0.01 * (2 * W1) + X.T @ dz1" in source
    assert "penalty_W1" in str(draw(model.cost(X[:2], y[:2])))
    model.save(tmp_path / "model.npz")
    assert load(tmp_path / "model.npz").layers[0].regularizers["W"].l2 == 0.01
