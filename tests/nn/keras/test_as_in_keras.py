"""What courses of Keras use beside the three lines: class weights, smoothing, baselines, losses and metrics by name."""

import numpy as np
import pytest

import nn as tf
from autograd import Tensor
from nn import Dense, Input, Sequential, losses, metrics
from nn.callbacks import Callback, EarlyStopping
from nn.layers import InputLayer, Layer
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy

RNG = np.random.default_rng(3)
X = RNG.normal(size=(30, 2))
YES = (X[:, 0] > 0.5).astype(float)
CLASSES = np.arange(30) % 3


def network(units=1, activation="sigmoid", loss="binary_crossentropy", **options):
    model = Sequential([Input(2), Dense(4, "tanh"), Dense(units, activation)], seed=1)
    model.compile(loss, **options)
    return model


def same_weights(one, other):
    for w, v in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-12, atol=1e-14)


CLASS_WEIGHTS = {0: 0.5, 2: 3.0}


@pytest.mark.parametrize(
    ("y", "make"),
    [
        (YES, network), (YES[:, None], network),
        (CLASSES, lambda **o: network(3, "softmax", SparseCategoricalCrossentropy(), **o)),
        (np.eye(3)[CLASSES], lambda **o: network(3, "softmax", CategoricalCrossentropy(), **o)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("run_eagerly", [True, False])
@pytest.mark.parametrize("sample_weight", [None, np.linspace(0, 2, 30)])
def test_class_weights_are_weights_of_the_examples(y, make, run_eagerly, sample_weight):
    classes = np.argmax(y, axis=1) if y.shape[1:] == (3,) else y.ravel()
    weights = np.array([CLASS_WEIGHTS.get(int(k), 1.0) for k in classes])
    one, other = make(run_eagerly=run_eagerly), make(run_eagerly=run_eagerly)
    one.fit(X, y, epochs=3, verbose=0, class_weight=CLASS_WEIGHTS, sample_weight=sample_weight)
    product = weights if sample_weight is None else weights * sample_weight
    other.fit(X, y, epochs=3, verbose=0, sample_weight=product)
    same_weights(one, other)


@pytest.mark.parametrize(
    ("weights", "y", "error", "says"),
    [
        ([1, 2], YES, TypeError, r"class_weight=\[1, 2\]: give a dict"),
        ({0: -1.0}, YES, ValueError, "class_weight holds -1"),
        ({0: np.nan}, YES, ValueError, r"class_weight\[\d+\] is nan"),
        ({0: 2.0}, YES / 2, ValueError, "targets that are class numbers, and one is 0.5"),
    ],
)
def test_class_weights_that_are_none(weights, y, error, says):
    with pytest.raises(error, match=says):
        network().fit(X, y, class_weight=weights, verbose=0)


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_label_smoothing(share):
    p = RNG.uniform(0.1, 0.9, size=(30, 1))
    y = YES[:, None] * (1 - share) + share / 2
    expected = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(BinaryCrossentropy(label_smoothing=share)(YES, p), expected)
    q = RNG.dirichlet(np.ones(3), size=30)
    one_hot = np.eye(3)[CLASSES]
    expected = np.mean(-np.sum((one_hot * (1 - share) + share / 3) * np.log(q), axis=1))
    np.testing.assert_allclose(CategoricalCrossentropy(label_smoothing=share)(one_hot, q), expected)


def test_smoothed_targets_are_learned_counted_and_saved(tmp_path):
    models = [network(loss=BinaryCrossentropy(label_smoothing=0.2), run_eagerly=e, metrics=["acc"]) for e in (0, 1)]
    for model in models:
        history = model.fit(X, YES, epochs=4, verbose=0)
        assert history.history["acc"][-1] == pytest.approx(np.mean((model.predict(X).ravel() > 0.5) == YES), abs=0.2)
    same_weights(*models)
    models[0].save(tmp_path / "model.npz")
    again = tf.load(tmp_path / "model.npz")
    assert repr(again.loss) == "BinaryCrossentropy(from_logits=False, label_smoothing=0.2)"
    assert again.evaluate(X, YES) == models[0].evaluate(X, YES)
    with pytest.raises(ValueError, match=r"label_smoothing=-1\): the share of certainty"):
        BinaryCrossentropy(label_smoothing=-1)


@pytest.mark.parametrize(
    ("function", "kind", "y", "p"),
    [
        (losses.binary_crossentropy, BinaryCrossentropy, YES[:, None], RNG.uniform(0.1, 0.9, (30, 1))),
        (losses.categorical_crossentropy, CategoricalCrossentropy, np.eye(3)[CLASSES], RNG.dirichlet(np.ones(3), 30)),
        (losses.sparse_categorical_crossentropy, SparseCategoricalCrossentropy, CLASSES, RNG.dirichlet(np.ones(3), 30)),
        (losses.mse, losses.MeanSquaredError, RNG.normal(size=(30, 2)), RNG.normal(size=(30, 2))),
        (losses.mean_absolute_error, losses.MeanAbsoluteError, RNG.normal(size=30), RNG.normal(size=30)),
    ],
)
def test_losses_as_functions(function, kind, y, p):
    L = function(y, p)
    assert np.shape(L) == (30,)
    np.testing.assert_allclose(np.mean(L), kind()(y, p))
    np.testing.assert_allclose(function(y, Tensor(p)).data, L)
    assert type(losses.loss_named(function)) is kind


def test_metrics_by_name():
    model = network(metrics=["binary_accuracy", "MAE"])
    model.fit(X, YES, verbose=0)
    p = model.predict(X).ravel()
    scores = model.evaluate(X, YES, return_dict=True)
    assert scores["binary_accuracy"] == pytest.approx(np.mean((p > 0.5) == YES))
    assert scores["MAE"] == pytest.approx(np.mean(np.abs(p - YES)))
    classes = network(3, "softmax", "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
    _, accuracy = classes.evaluate(X, CLASSES)
    assert accuracy == pytest.approx(np.mean(np.argmax(classes.predict(X), axis=1) == CLASSES))
    with pytest.raises(ValueError, match="there is no metric 'precision'"):
        network(metrics=["precision"])
    assert set(metrics.__all__) <= set(vars(metrics))


def test_a_metric_that_is_no_mean_is_computed_on_as_many_as_asked():
    X_, y = RNG.normal(size=(3000, 2)), RNG.normal(size=3000) * np.linspace(1, 50, 3000)

    def rmse(y, p):
        return float(np.sqrt(np.mean((p - y) ** 2)))

    model = network(activation="linear", loss="mse", metrics=[rmse])
    error = model.predict(X_).ravel() - y
    loss, score = model.evaluate(X_, y, batch_size=3000)
    assert score == pytest.approx(np.sqrt(np.mean(error**2)))
    assert loss == pytest.approx(np.mean(error**2))
    parts = [np.sqrt(np.mean(error[i : i + 500] ** 2)) for i in range(0, 3000, 500)]
    assert model.evaluate(X_, y, batch_size=500)[1] == pytest.approx(np.mean(parts))


def stopped(numbers, **options):
    """The epochs until the callback ends the run, and the best of them."""
    stopping, model = EarlyStopping("loss", **options), network()
    stopping.model = model
    stopping.on_train_begin()
    for epoch, number in enumerate(numbers):
        stopping.on_epoch_end(epoch, {"loss": number})
        if model.stop_training:
            return epoch + 1, stopping.best_epoch
    return None, stopping.best_epoch


def test_a_baseline_and_a_first_epoch():
    falling = [5.0, 4.0, 3.0, 2.0, 1.0]
    assert stopped(falling, patience=2)[0] is None
    assert stopped(falling, patience=2, baseline=2.5)[0] is None
    flat = [1.0] * 6
    assert stopped(flat, patience=2) == (3, 0)
    assert stopped(flat, patience=2, start_from_epoch=2) == (5, 2)
    assert stopped([3.0, 3.5, 3.5, 0.5], patience=2, baseline=1.0)[0] == 2
    with pytest.raises(ValueError, match="start_from_epoch=-1"):
        EarlyStopping(start_from_epoch=-1)
    with pytest.raises(ValueError, match="baseline='low'"):
        EarlyStopping(baseline="low")


def test_weights_alone_in_a_file(tmp_path):
    one, other = network(), Sequential([Input(2), Dense(4, "relu"), Dense(1)], seed=9)
    one.save_weights(tmp_path / "weights.npz")
    other.load_weights(tmp_path / "weights.npz")
    same_weights(one, other)
    one.save(tmp_path / "model.npz")
    third = network()
    third.fit(X, YES, verbose=0)
    third.load_weights(tmp_path / "model.npz")
    same_weights(one, third)
    narrow = Sequential([Input(2), Dense(3), Dense(1)], seed=2)
    before = narrow.get_weights()
    with pytest.raises(ValueError, match=r"W of dense_1 has shape \(2, 3\), but the array given \(2, 4\)"):
        narrow.load_weights(tmp_path / "weights.npz")
    for w, v in zip(before, narrow.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
    with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
        tf.load(tmp_path / "weights.npz")
    for name in ("w.weights.h5", "w.keras"):
        with pytest.raises(ValueError, match=r"call it \.npz"):
            one.save_weights(tmp_path / name)


def test_the_first_layer_by_keras_other_name():
    model = Sequential([InputLayer(input_shape=(2,)), Dense(3)], seed=1)
    np.testing.assert_array_equal(model.get_weights()[0], Sequential([Input(2), Dense(3)], seed=1).get_weights()[0])
    assert tf.keras.layers.InputLayer is InputLayer


def test_a_layer_as_keras_writes_it(tmp_path):
    class Linear(Layer):
        def __init__(self, units=32, **kwargs):
            super().__init__(**kwargs)
            self.units = units

        def build(self, input_shape):
            self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", trainable=True)
            self.b = self.add_weight(shape=(self.units,), initializer="zeros", trainable=True)

        def call(self, inputs, **kwargs):
            assert "training" in kwargs
            return np.dot(inputs, self.w) + self.b

    model = Sequential([Input(2), Linear(3, name="first"), Dense(1)], seed=1)
    model.compile("mse")
    model.fit(X, YES, epochs=2, verbose=0)
    assert [list(layer.weights_by_name) for layer in model.layers] == [["w", "w_2"], ["W", "b"]]
    model.save(tmp_path / "model.npz")
    np.testing.assert_array_equal(tf.load(tmp_path / "model.npz").predict(X), model.predict(X))


def test_settings_are_checked_when_they_are_assigned():
    model = network(optimizer="adam")
    for name, wrong in (("alpha", -1), ("alpha", "0.1"), ("learning_rate", None), ("epsilon", -1.0), ("beta_1", 1.5)):
        before = repr(model.optimizer)
        with pytest.raises(ValueError, match=r"Adam\(\w+="):
            setattr(model.optimizer, name, wrong)
        assert repr(model.optimizer) == before
    dropout = tf.keras.layers.Dropout(0.5)
    with pytest.raises(ValueError, match=r"Dropout\(rate=1\.0\)"):
        dropout.rate = 1.0

    class TooFar(Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.optimizer.alpha *= -1

    with pytest.raises(ValueError, match="the learning rate is a number above 0"):
        model.fit(X, YES, epochs=3, verbose=0, callbacks=TooFar())
