"""Real Keras learns the same, and networks go there and come back. It needs the extra `keras`."""

import os
import warnings

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
    "smoothed": ([lambda: Dense(1, "sigmoid")], BinaryCrossentropy(label_smoothing=0.2), YES),
    "smoothed classes": (
        [lambda: Dense(3, "softmax")], CategoricalCrossentropy(label_smoothing=0.3), np.eye(3)[CLASSES],
    ),
    "mse": ([lambda: Dense(5, "leaky_relu"), lambda: Dense(2)], "mse", X[:, :2]),
    "mae": ([lambda: Dense(5, "tanh", use_bias=False), lambda: Dense(2)], "mae", X[:, :2] * 3),
    "penalties": (
        [lambda: Dense(5, "tanh", kernel_regularizer="l2", bias_regularizer=L1L2(0.01, 0.02)),
         lambda: Dense(1, "sigmoid", kernel_regularizer=L1(0.05), bias_regularizer=None)],
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


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_was_adapted_is_there_at_once_and_after_a_file(dtype, tmp_path):
    layer = Normalization()
    layer.adapt([[200.0, 12.0], [300.0, 16.0]])
    model, X = Sequential([Input(2), layer], dtype=dtype), np.array([[150.0, 18.0], [350.0, 10.0]])
    theirs = nn.to_keras(model)
    theirs.save(tmp_path / "model.keras")
    for there in (theirs, keras.models.load_model(tmp_path / "model.keras")):
        np.testing.assert_allclose(there.predict(X, verbose=0), [[-2, 2], [2, -2]], rtol=1e-6)
        np.testing.assert_array_equal(nn.from_keras(there).get_weights(), model.get_weights())


def test_over_jax_it_is_said_once_that_keras_computes_in_float32():
    model, y = network("normalized", metrics=())
    with keras_in(keras, "float32", x64=False), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        theirs = nn.to_keras(model)
        close = {"rtol": 1e-5, "atol": 1e-5}
        np.testing.assert_allclose(theirs.predict(X, verbose=0), model.predict(X), **close)
        options = {"epochs": 2, "batch_size": 8, "shuffle": False, "verbose": 0}
        said, said_here = (network_.fit(X, y, **options).history["loss"] for network_ in (theirs, model))
        np.testing.assert_allclose(said, said_here, **close)
    said = [(w.filename, str(w.message)) for w in warned if w.category is UserWarning]
    over_jax = keras.backend.backend() == "jax"
    assert theirs.layers[0].dtype == ("float32" if over_jax else "float64")
    assert [file for file, _ in said] == [__file__] * over_jax
    assert all("Keras over jax computes in float32" in message and "JAX_ENABLE_X64" in message for _, message in said)


@pytest.mark.parametrize(
    ("layers", "loss", "y"),
    [
        ([lambda: Dense(1)], BinaryCrossentropy(from_logits=True), YES),
        ([lambda: Dense(3, "sigmoid")], BinaryCrossentropy(), np.eye(3)[CLASSES]),
        ([lambda: Dense(2)], "mse", (X[:, :2] > 0).astype(float)),
        ([lambda: Dense(3)], CategoricalCrossentropy(from_logits=True), np.eye(3)[CLASSES]),
        ([lambda: Dense(3, "softmax")], SparseCategoricalCrossentropy(), CLASSES),
    ],
)
def test_accuracy_is_counted_as_here(layers, loss, y):
    model = Sequential([Input(4), *(layer() for layer in layers)], seed=1)
    model.set_weights([w / 4 for w in model.get_weights()])  # logits between 0 and 0.5 among them
    model.compile(loss, metrics=["acc", "mae"] if np.ndim(y) == 2 else ["acc"])
    theirs = nn.to_keras(model)
    said = theirs.evaluate(X, y, batch_size=24, verbose=0)
    np.testing.assert_allclose(said, model.evaluate(X, y), rtol=1e-6)
    assert list(nn.from_keras(theirs).metrics) == list(model.metrics)


@pytest.mark.parametrize("optimizer", [Momentum(0.1, beta=0.0), GradientDescent(1), Adam(np.float32(0.5))])
def test_constants_that_keras_would_not_take_as_they_are(optimizer):
    model, y = network("mse", lambda: optimizer, metrics=())
    theirs = nn.to_keras(model)
    options = {"epochs": 2, "batch_size": 8, "shuffle": False, "verbose": 0}
    said, said_here = (network_.fit(X, y, **options).history["loss"] for network_ in (theirs, model))
    np.testing.assert_allclose(said, said_here, rtol=1e-6)
    assert nn.from_keras(theirs).optimizer.alpha == optimizer.alpha


def test_whatever_keras_is_set_to():
    model, _ = network("normalized", metrics=())
    try:
        keras.config.set_dtype_policy("mixed_float16")
        keras.config.set_image_data_format("channels_first")
        theirs = nn.to_keras(model)
        np.testing.assert_allclose(theirs.predict(X, verbose=0), model.predict(X), rtol=1e-6, atol=1e-6)
        assert type(theirs.optimizer).__name__ == "Adam"
        assert nn.from_keras(theirs).optimizer.alpha == model.optimizer.alpha
    finally:
        keras.config.set_image_data_format("channels_last")


def test_the_twin_of_values_goes_out_too():
    model, _ = network("mse", OPTIMIZERS[1], metrics=())
    twin = model.as_values()
    twin.fit(X[:4], X[:4, :2], epochs=1, shuffle=False, verbose=0)
    model.fit(X[:4], X[:4, :2], epochs=1, shuffle=False, verbose=0)
    for there, same in zip(nn.to_keras(twin).optimizer.variables, nn.to_keras(model).optimizer.variables, strict=True):
        np.testing.assert_allclose(there.numpy(), same.numpy(), rtol=1e-6, atol=1e-9)


def test_a_layer_that_adam_has_moved_less_often():
    model, y = network()
    model.layers[0].trainable = False
    model.fit(X, y, epochs=2, verbose=0)
    assert int(nn.to_keras(model).optimizer.iterations) == 2
    model.layers[0].trainable = True
    with pytest.raises(
        ValueError, match=r"Adam has made 0 steps for 'b1' and 2 steps for 'b2'\. Keras counts one number"
    ):
        nn.to_keras(model)
    model.optimizer.forget()
    assert int(nn.to_keras(model).optimizer.iterations) == 0


def mae(y, p):
    return 0.0


def test_a_metric_of_ones_own_with_a_known_name():
    model, _ = network(metrics=[mae])
    with pytest.raises(ValueError, match=r"a metric of \['mae'\] is of your own"):
        nn.to_keras(model)


def test_early_stopping_stops_where_keras_does():
    for options in (
        {},
        {"patience": 2},
        {"patience": 3, "min_delta": 0.02},
        {"mode": "max", "patience": 1},
        {"patience": 2, "baseline": 0.2},
        {"patience": 2, "baseline": 5.0},
        {"start_from_epoch": 4},
    ):
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
        (lambda: nn.to_keras(frozen_alone()), "dense_1 is trainable, but its W is not: Keras freezes all or none"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def frozen_alone():
    model = Sequential([Input(2), Dense(1)])
    model.layers[0].W.constant = True
    return model


def compiled(loss="mse", optimizer="sgd"):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(loss=loss, optimizer=optimizer)
    return model
