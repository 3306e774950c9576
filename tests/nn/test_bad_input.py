"""What can't be done is said in the package's own words, and nothing is half done."""

import json

import numpy as np
import pytest

import nn
from nn import Dense, Sequential, load
from nn.callbacks import Callback, EarlyStopping, LambdaCallback, Snapshots
from nn.layers import Dropout, Flatten, Layer, Normalization
from nn.losses import SparseCategoricalCrossentropy
from nn.optimizers import Adam
from nn.regularizers import L2

X = np.random.default_rng(0).normal(size=(40, 2))
y = (X[:, 0] > 0).astype(float)


def made(*layers, loss="binary_crossentropy", **options):
    model = Sequential(layers, seed=1)
    model.compile(loss, **options)
    return model


def neuron(**options):
    return made(Dense(1, "sigmoid", **options))


def adapted():
    layer = Normalization()
    layer.adapt(X)
    return layer


class OwnWeights(Layer):
    def build(self, features):
        self.kernel = self.add_weight("W", (features, 1))

    def call(self, x):
        return 1 / (1 + np.exp(-(x @ self.kernel)))


class InConstructor(Layer):
    def __init__(self):
        self.w = self.add_weight("w", (1,))


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        (lambda: neuron().fit(X, y, verbose=0, callbacks=EarlyStopping), TypeError, "is no Callback. Give objects"),
        (lambda: neuron().fit(X, y, verbose=0, callbacks=3), TypeError, "is no Callback. Give objects"),
        (lambda: Snapshots(0), ValueError, "Snapshots: every=0: give a whole number, 1 or more"),
        (lambda: EarlyStopping(patience="3"), ValueError, "patience='3': give a whole number"),
        (lambda: EarlyStopping(min_delta=np.nan), ValueError, "min_delta=nan"),
        (lambda: Dropout(0.5)(np.ones(3), True), ValueError, r"shape \(m, features\), and was given one of \(3,\)"),
        (lambda: Dense(2)(3.0), ValueError, r"was given one of \(\)"),
        (lambda: adapted()(np.ones((1, 3))), ValueError, "was adapted to 2 features, and is to get 3"),
        (lambda: Sequential([nn.Input(3), adapted()]), ValueError, "was adapted to 2 features, and is to get 3"),
        (lambda: made(Flatten(), Dense(1)).predict(np.ones((0, 2, 2))), ValueError, "there is no example"),
        (lambda: made(Flatten(), Dense(1)).predict([[[1.0], [2.0, 3.0]]]), ValueError, "rows of equal length"),
        (lambda: Flatten((28, -1)), ValueError, "give the shape of one example"),
        (lambda: InConstructor(), RuntimeError, "make the weight 'w' in build"),
        (
            lambda: neuron(kernel_regularizer=lambda w: w**2).fit(X, y, verbose=0), ValueError,
            r"the regularizer of dense_1.W gave shape \(2, 1\), not one number",
        ),
        (
            lambda: neuron().fit(X, y, verbose=0, sample_weight=np.ones((40, 1))), ValueError,
            r"sample_weight has shape \(40, 1\); give one number an example, \(40,\)",
        ),
        (
            lambda: made(Dense(1), loss=lambda y, p: np.mean((p - y) ** 2)).evaluate(X, y, sample_weight=np.ones(40)),
            ValueError, r"gave L of shape \(\): sample_weight needs one for each example",
        ),
        (lambda: neuron().plot_boundary(X, np.ones((40, 3))), ValueError, "do not fit predictions"),
        (lambda: neuron().plot_mistakes(X, y, (2,)), ValueError, "2 features are no 2 image"),
        (lambda: made(Dense(1), loss="mse").plot_mistakes(X, y, (1, 2)), ValueError, "tells no classes apart"),
        (lambda: Sequential([Dense(1)]).draw(), ValueError, "has no weights yet"),
        (lambda: neuron(trainable=False).playground(X, y), ValueError, "a network that learns"),
        (lambda: neuron().playground(np.ones((20001, 2)), np.ones(20001)), ValueError, "up to 20,000 examples"),
        (lambda: made(OwnWeights()).playground(X, y), ValueError, "is code of your own"),
        (
            lambda: made(Dense(2, "softmax"), Flatten(), loss=SparseCategoricalCrossentropy()).playground(X, y),
            ValueError, "let the last layer be the one with softmax",
        ),
        (lambda: Sequential([nn.Input(2), Dense(1)]).save("m.keras"), ValueError, "to_keras"),
        (lambda: nn.keras.metrics, AttributeError, "on purpose.*compile"),
        (lambda: nn.SGD, AttributeError, "nn.layers, nn.losses, nn.optimizers"),
    ],
)  # fmt: skip
def test_it_is_said(do, error, says):
    pytest.importorskip("matplotlib")
    with pytest.raises(error, match=says):
        do()


@pytest.mark.parametrize("way", [{}, {"run_eagerly": True}])
def test_a_rate_that_a_callback_changes(way):
    def change(epoch, logs):
        model.layers[1].rate = 0.5 if epoch < 3 else 0.0

    model = made(Dense(8, "relu"), Dropout(0.0), Dense(1, "sigmoid"), **way)
    model.fit(X, y, epochs=6, verbose=0, callbacks=LambdaCallback(on_epoch_begin=None, on_epoch_end=change))
    other = made(Dense(8, "relu"), Dropout(0.0), Dense(1, "sigmoid"), run_eagerly=True)
    for epochs, rate in ((1, 0.0), (3, 0.5), (2, 0.0)):
        other.layers[1].rate = rate
        other.fit(X, y, epochs=epochs, verbose=0)
    for w, v in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-11, atol=1e-13)


def test_a_model_with_a_metric_of_ones_own_is_saved(tmp_path):
    model = neuron()
    model.compile("mse", Adam(), metrics=[lambda y, p: 1.0])
    model.fit(X, y, verbose=0)
    model.save(tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    assert loaded.loss is None
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))


def test_random_numbers_are_saved_before_compile(tmp_path):
    models = [Sequential([nn.Input(2), Dropout(0.5), Dense(1)], seed=1)]
    models[0].save(tmp_path / "model.npz")
    models.append(load(tmp_path / "model.npz"))
    for model in models:
        model.compile("mse")
        model.fit(X, y, verbose=0)
    for w, v in zip(models[0].get_weights(), models[1].get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays, said: arrays.update(weight_0=arrays["weight_0"] * np.nan),
        lambda arrays, said: arrays.update(m_0=np.array(["a"])),
        lambda arrays, said: arrays.update(v_0=arrays["v_0"] * np.nan),
        lambda arrays, said: arrays.update(v_0=arrays["v_0"].T),
        lambda arrays, said: arrays.update(more=np.ones(2)),
        lambda arrays, said: said["progress"].update(steps=[-1, 1]),
        lambda arrays, said: said["progress"].update(steps=[1]),
        lambda arrays, said: said["progress"].update(loss=["Conv", {}]),
        lambda arrays, said: said["progress"].update(random=[{"bit_generator": "None"}]),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(change, tmp_path):
    model = neuron()
    model.compile("mse", Adam())
    model.fit(X, y, verbose=0)
    model.save(tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz") as file:
        arrays = dict(file)
    said = json.loads(str(arrays.pop("description")))
    change(arrays, said)
    np.savez(tmp_path / "model.npz", **arrays, description=np.array(json.dumps(said)))
    with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
        load(tmp_path / "model.npz")


def test_normalization_keeps_what_it_had():
    layer = adapted()
    Sequential([nn.Input(2), layer])
    before = layer.get_weights()
    with pytest.raises(ValueError, match="is for 2 features, and adapt was given 3"):
        layer.adapt(np.ones((4, 3)))
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])
    constant = Normalization()
    constant.adapt(np.full((7, 1), 123456789.123))
    np.testing.assert_allclose(constant(np.full((7, 1), 123456789.123)), 0, atol=0.2)


def test_each_run_has_its_own_snapshots():
    snapshots, histories = Snapshots(), []
    for _ in range(2):
        histories.append(neuron().fit(X, y, epochs=2, verbose=0, callbacks=[snapshots]))
    assert histories[0].snapshots.model is not histories[1].snapshots.model
    assert histories[0].snapshots.weights is not histories[1].snapshots.weights


def test_settings_of_numpys_types(tmp_path):
    model = made(Dense(2, kernel_regularizer=L2(np.float32(0.5))), Dropout(np.float64(0.5)), Dense(1, "sigmoid"))
    model.compile("mse", Adam(np.float32(0.5)))
    model.fit(X, y, verbose=0)
    model.save(tmp_path / "model.npz")
    assert load(tmp_path / "model.npz").optimizer.alpha == 0.5


def test_names_are_text_and_no_formula(tmp_path):
    pytest.importorskip("matplotlib")
    model = made(Dense(4, "tanh", name="$\\frac$ <b>&"), Dense(1, "sigmoid"))
    model.fit(X, y, verbose=0, callbacks=[Callback()])
    for figure in (model.draw(), model.plot_saturation(X, y), model.plot_weights((1, 2))):
        assert figure._repr_png_().startswith(b"\x89PNG")
    assert "<b>&" not in model.playground(X, y).page()
