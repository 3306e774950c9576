"""Real Keras learns the same, and networks go there and come back. It needs the extra `keras`."""

import os

import numpy as np
import pytest
from keras_floats import keras_in

import nn
from autograd import compare
from nn import Dense, Input, Sequential
from nn.layers import Activation, Dropout, Flatten, Layer, Normalization
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from nn.optimizers import Adam, GradientDescent, Momentum, RMSprop
from nn.regularizers import L1, L1L2

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras's own code

RNG = np.random.default_rng(4)
X = RNG.normal(size=(24, 4))
YES = (X[:, :1] + X[:, 1:2] > 0).astype(float)
CLASSES = np.arange(24) % 3
WEIGHTS = RNG.random(24)


@pytest.fixture(autouse=True)
def _in_float64():
    with keras_in(keras, "float64"):
        yield


def adapted():
    layer = Normalization()
    layer.adapt(X * 2 + 1)
    return layer


CASES = {  # layers, loss, targets
    "sigmoid": ([lambda: Dense(5, "sigmoid"), lambda: Dense(1, "sigmoid")], "binary_crossentropy", YES),
    "logits": ([lambda: Dense(5, "relu"), lambda: Dense(1)], BinaryCrossentropy(from_logits=True), YES),
    "classes": ([lambda: Dense(5, "tanh"), lambda: Dense(3, "softmax")], "sparse_categorical_crossentropy", CLASSES),
    "class logits": ([lambda: Dense(5, "softplus"), lambda: Dense(3)], SparseCategoricalCrossentropy(True), CLASSES),
    "one-hot": ([lambda: Dense(3), lambda: Activation("softmax")], CategoricalCrossentropy(), np.eye(3)[CLASSES]),
    "mse": ([lambda: Dense(5, "leaky_relu"), lambda: Dense(2)], "mse", X[:, :2]),
    "mae": ([lambda: Dense(5, "tanh", use_bias=False), lambda: Dense(2)], "mae", X[:, :2] * 3),
    "penalties": (
        [lambda: Dense(5, "tanh", kernel_regularizer="l2", bias_regularizer=L1L2(0.01, 0.02)),
         lambda: Dense(1, "sigmoid", kernel_regularizer=L1(0.05))],
        "binary_crossentropy", YES,
    ),
    "normalized": ([adapted, lambda: Dense(3, "tanh"), Flatten, lambda: Dense(1)], "mse", YES),
}  # fmt: skip
OPTIMIZERS = [lambda: GradientDescent(0.1), lambda: Momentum(0.05), lambda: RMSprop(0.01), lambda: Adam(0.01)]


def network(case="sigmoid", optimizer=OPTIMIZERS[3], metrics=("accuracy",), dtype="float64"):
    layers, loss, y = CASES[case]
    model = Sequential([Input(4), *(layer() for layer in layers)], seed=3, dtype=dtype)
    model.compile(loss, optimizer(), metrics)
    return model, y


def same_weights(model, theirs, tolerance=1e-6):
    found = [w for layer in theirs.layers for w in layer.get_weights() if np.ndim(w)]
    for w, v in zip(model.get_weights(), found, strict=True):
        np.testing.assert_allclose(v, w, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("case", CASES)
def test_it_goes_on_in_keras_with_the_same_numbers(case, optimizer):
    model, y = network(case, optimizer, metrics=())
    model.fit(X, y, epochs=3, batch_size=8, shuffle=False, sample_weight=WEIGHTS, verbose=0)
    theirs = nn.to_keras(model)
    np.testing.assert_allclose(theirs.predict(X, verbose=0), model.predict(X), rtol=1e-6, atol=1e-6)
    options = {"epochs": 4, "batch_size": 8, "shuffle": False, "sample_weight": WEIGHTS, "verbose": 0}
    said, said_here = theirs.fit(X, y, **options).history, model.fit(X, y, **options).history
    np.testing.assert_allclose(said["loss"], said_here["loss"], rtol=1e-6)
    same_weights(model, theirs)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_there_and_back(optimizer, tmp_path):
    (first, last), loss, y = CASES["penalties"]
    model = Sequential([Input(4), first(), Dropout(0.25, name="between"), last()], seed=3)
    model.compile(loss, optimizer(), ["accuracy"])
    model.layers[0].trainable = False
    model.fit(X, y, epochs=2, batch_size=8, verbose=0)
    nn.to_keras(model).save(tmp_path / "model.keras")
    back = nn.from_keras(keras.models.load_model(tmp_path / "model.keras"))
    assert [layer.name for layer in back.layers] == ["dense_1", "between", "dense_3"]
    assert [layer.trainable for layer in back.layers] == [False, True, True]
    assert back.layers[1].rate == 0.25
    for w, v in zip(model.get_weights(), back.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
    for network_ in (model, back):
        network_.layers[1].rate = 0.0
        network_.fit(X, y, epochs=3, shuffle=False, batch_size=8, verbose=0)
    np.testing.assert_allclose(back.history.history["loss"], model.history.history["loss"], rtol=1e-6)
    assert back.history.history["accuracy"] == model.history.history["accuracy"]
    for w, v in zip(model.get_weights(), back.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-6, atol=1e-7)


def test_gradients_of_a_model_made_in_keras():
    keras.config.set_dtype_policy("float32")
    theirs = keras.Sequential([
        keras.Input((2, 2)), keras.layers.Flatten(), keras.layers.Dense(3, "sigmoid", kernel_regularizer="l2"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])  # fmt: skip
    theirs.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
    model = nn.from_keras(theirs)
    images = X.reshape(24, 2, 2)
    np.testing.assert_allclose(model.predict(images), theirs.predict(images, verbose=0), rtol=1e-6)
    np.testing.assert_allclose(model.evaluate(images, YES), theirs.evaluate(images, YES, verbose=0), rtol=1e-5)
    assert compare(model.cost(images, YES), rtol=1e-2).ok
    assert model.dtype == np.float32
    assert repr(model.optimizer).startswith("GradientDescent(alpha=0.1")


def test_the_tensors_of_float32():
    model, y = network(dtype="float32")
    model.fit(X, y, epochs=2, verbose=0)
    theirs = nn.to_keras(model)
    assert theirs.layers[0].dtype == "float32"
    np.testing.assert_allclose(theirs.predict(X, verbose=0), model.predict(X), rtol=1e-5)
    assert nn.from_keras(theirs).dtype == np.float32


def test_early_stopping_stops_where_keras_does():
    for options in ({}, {"patience": 2}, {"patience": 3, "min_delta": 0.02}, {"mode": "max", "patience": 1}):
        numbers, ran = np.abs(np.sin(np.arange(30) * 0.9) + np.arange(30) * 0.03), []
        for kind in (nn.callbacks.EarlyStopping, keras.callbacks.EarlyStopping):
            stopping, model = kind("loss", **options), nn.to_keras(network()[0])
            if kind is keras.callbacks.EarlyStopping:
                stopping.set_model(model)
            else:
                stopping.model = model
            stopping.on_train_begin()
            model.stop_training = False
            epoch = 0
            while not model.stop_training and epoch < 30:
                stopping.on_epoch_end(epoch, {"loss": numbers[epoch]})
                epoch += 1
            ran.append(epoch)
        assert ran[0] == ran[1] < 30


class Own(Layer):
    def call(self, x):
        return x


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: nn.to_keras(Sequential([Input(2), Own()])), "a layer of your own"),
        (lambda: nn.to_keras(Sequential([Dense(2)])), "no weights yet"),
        (lambda: nn.from_keras(keras.Sequential([keras.layers.Dense(2)])), "knows its inputs"),
        (lambda: nn.from_keras(keras.Sequential([keras.Input((4,)), keras.layers.BatchNormalization()])), "is a Batch"),
        (
            lambda: nn.from_keras(
                keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, kernel_constraint="non_neg")])
            ),
            "kernel_constraint",
        ),
        (lambda: nn.from_keras(compiled(optimizer=keras.optimizers.Adam(weight_decay=0.1))), "weight_decay"),
        (lambda: nn.from_keras(compiled(optimizer="lion")), "Lion is not known"),
        (lambda: nn.from_keras(compiled(loss=keras.losses.Huber())), "Huber is not known"),
        (lambda: nn.from_keras(compiled(loss=keras.losses.BinaryCrossentropy(label_smoothing=0.1))), "label_smooth"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def compiled(loss="mse", optimizer="sgd"):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(loss=loss, optimizer=optimizer)
    return model
