"""Regularizers, layers that draw at random, sample weights: the visible loop, derived code and XLA learn alike."""

import importlib.util

import numpy as np
import pytest
from networks import examples

from autograd import Tensor, compare
from nn import Dense, Input, Sequential, load
from nn.layers import Dropout, Flatten, Normalization
from nn.optimizers import Adam, GradientDescent
from nn.regularizers import L1, L1L2, L2

WEIGHTS = np.random.default_rng(5).random(53)
WAYS = [{}, {"jit_compile": True}] if importlib.util.find_spec("jax") else [{}]
NAMES = ["derived", "compiled"][: len(WAYS)]


def adapted():
    layer = Normalization()
    layer.adapt(examples()[0] * 3 + 1)
    return layer


NETWORKS = {
    "l2": (lambda: [Dense(5, "tanh", kernel_regularizer=L2(0.1)), Dense(1, "sigmoid", bias_regularizer="l2")], None),
    "l1": (lambda: [Dense(5, "relu", kernel_regularizer=L1L2(0.02, 0.125)), Dense(1, "sigmoid")], None),
    "dropout": (lambda: [Dense(6, "tanh"), Dropout(0.5), Dense(4, "tanh"), Dropout(0.2), Dense(1, "sigmoid")], None),
    "nothing dropped": (lambda: [Dense(5, "tanh"), Dropout(0.0), Dense(1, "sigmoid")], None),
    "normalization": (lambda: [adapted(), Dense(5, "tanh"), Dense(1, "sigmoid")], None),
    "flatten": (lambda: [Flatten(input_shape=(2, 2)), Dense(5, "tanh"), Flatten(), Dense(1, "sigmoid")], None),
    "sample weights": (lambda: [Dense(5, "tanh"), Dense(1, "sigmoid")], WEIGHTS),
    "all": (
        lambda: [
            adapted(), Dropout(0.25), Dense(5, "tanh", kernel_regularizer=L1(0.01)), Dropout(0.5), Dense(1, "sigmoid"),
        ],
        WEIGHTS,
    ),
}  # fmt: skip


def learned(layers, sample_weight, optimizer=GradientDescent, batch_size=10, dtype="float64", **way):
    X, y = examples()
    model = Sequential([Input(4), *layers()], seed=3, dtype=dtype)
    model.compile("binary_crossentropy", optimizer(), **way)
    options = {"batch_size": batch_size, "sample_weight": sample_weight, "verbose": 0}
    said = [model.fit(X, y, epochs=epochs, validation_split=0.2, **options).history for epochs in (1, 2)]
    return model, said


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
@pytest.mark.parametrize(("name", "batch_size"), [*((name, 10) for name in NETWORKS), ("all", None)])
def test_same_weights(name, batch_size, way):
    eagerly, said = learned(*NETWORKS[name], batch_size=batch_size, run_eagerly=True)
    model, said_too = learned(*NETWORKS[name], batch_size=batch_size, **way)
    assert model.derived_step is not None  # it did not fall back to the visible loop
    for w, v in zip(eagerly.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(v, w, rtol=1e-11, atol=1e-13)
    for one, other in zip(said, said_too, strict=True):
        for key in one:
            np.testing.assert_allclose(other[key], one[key], rtol=1e-12)


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_float32_and_adam(way):
    eagerly, _ = learned(*NETWORKS["all"], Adam, dtype="float32", run_eagerly=True)
    model, _ = learned(*NETWORKS["all"], Adam, dtype="float32", **way)
    for w, v in zip(eagerly.get_weights(), model.get_weights(), strict=True):
        assert w.dtype == v.dtype == np.float32
        assert np.linalg.norm(w - v) <= 1e-5 * np.linalg.norm(w)


def test_a_setting_that_changed_is_another_program():
    X, y = examples()
    for name, change in (
        ("l2", lambda model: setattr(model.layers[0].regularizers["W"], "l2", 0.5)),
        ("dropout", lambda model: setattr(model.layers[1], "rate", 0.1)),
        ("normalization", lambda model: model.layers[0].adapt(X * 7 - 2)),
    ):
        found = []
        for eagerly in (False, True):
            model, _ = learned(*NETWORKS[name], run_eagerly=eagerly)
            change(model)
            model.fit(X, y, epochs=1, verbose=0)
            found.append(model.get_weights())
        for w, v in zip(*found, strict=True):
            np.testing.assert_allclose(v, w, rtol=1e-11, atol=1e-13)


def test_the_cost_is_the_mean_of_weighted_losses_and_penalties():
    X, y = examples()
    model, _ = learned(*NETWORKS["l2"], batch_size=None)
    J = model.evaluate(X, y, sample_weight=WEIGHTS)
    p, W1, b2 = model.predict(X), model.layers[0].W.data, model.layers[1].b.data
    L = (-y * np.log(p) - (1 - y) * np.log(1 - p)).ravel()
    np.testing.assert_allclose(J, np.mean(WEIGHTS * L) + 0.1 * np.sum(W1**2) + 0.01 * np.sum(b2**2), rtol=1e-13)
    unweighted = model.cost(X, y)
    np.testing.assert_allclose(unweighted.data, np.mean(L) + 0.1 * np.sum(W1**2) + 0.01 * np.sum(b2**2), rtol=1e-13)
    assert compare(unweighted).ok
    tiny = model.as_values().cost(X[:3], y[:3])
    np.testing.assert_allclose(tiny.data, model.cost(X[:3], y[:3]).data, rtol=1e-13)
    assert float(tiny.grad) == 0.0


@pytest.mark.parametrize("penalty", [L1(0.3), L2(0.3), L1L2(0.2, 0.7)])
def test_the_gradient_of_a_penalty(penalty):
    W = Tensor(np.random.default_rng(1).normal(size=(3, 2)), "W")
    penalty(W).backward()
    np.testing.assert_allclose(W.grad, penalty.l1 * np.sign(W.data) + 2 * penalty.l2 * W.data, rtol=1e-14)


def test_an_unweighted_run_is_one_with_weights_of_one():
    one, _ = learned(*NETWORKS["sample weights"])
    other, _ = learned(NETWORKS["sample weights"][0], None)
    same, _ = learned(NETWORKS["sample weights"][0], np.ones(53))
    assert np.any(one.get_weights()[0] != same.get_weights()[0])
    for w, v in zip(other.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-12)


def test_classes_with_sample_weights():
    X, _ = examples()
    found = []
    for way in [{"run_eagerly": True}, *WAYS]:
        model = Sequential([Dense(4, "tanh"), Dense(3, "softmax")], seed=1)
        model.compile("sparse_categorical_crossentropy", **way)
        model.fit(X, np.arange(53) % 3, sample_weight=WEIGHTS, epochs=2, verbose=0)
        found.append(model.get_weights())
    for other in found[1:]:
        for w, v in zip(found[0], other, strict=True):
            np.testing.assert_allclose(v, w, rtol=1e-12, atol=1e-14)


def test_what_is_drawn_is_an_argument_of_the_step():
    X, y = examples()
    model, _ = learned(*NETWORKS["dropout"])
    step = model.derive(X, y, sample_weight=WEIGHTS)
    assert step.names == ["X", "mask2", "mask4", "sample_weight", "y"]
    assert "def step(X, mask2, mask4, sample_weight, y, W1" in step.source
    masks = {"mask2": np.ones((53, 6)), "mask4": np.zeros((53, 4))}
    J, p = step(X, y, sample_weight=WEIGHTS[:, None], **masks)
    np.testing.assert_allclose(p, p[0, 0])  # nothing reaches the last layer
    with pytest.raises(TypeError, match="the step takes X, mask2, mask4, sample_weight, y, and was given X, y"):
        step(X, y)
    with pytest.raises(ValueError, match=r"mask4 has shape \(53, 3\), and the step takes \(53, 4\)"):
        step(X, y, sample_weight=WEIGHTS[:, None], **masks | {"mask4": np.ones((53, 3))})
    assert np.isfinite(J)


def test_deriving_draws_nothing():
    X, y = examples()
    found = []
    for look in (True, False):
        model = Sequential([Input(4), *NETWORKS["dropout"][0]()], seed=3)
        model.compile("binary_crossentropy")
        if look:
            model.derive(X, y)
        model.fit(X, y, verbose=0)
        found.append(model.get_weights())
    for w, v in zip(*found, strict=True):
        np.testing.assert_array_equal(w, v)


def test_dropout_keeps_the_mean():
    layer = Dropout(0.25)
    layer.start(40, np.random.default_rng(1), "float64")
    x = np.ones((500, 40))
    out = layer(x, training=True)
    assert set(np.unique(out)) == {0.0, 4 / 3}
    assert abs(out.mean() - 1) < 0.02
    assert layer(x) is x


def test_dropout_while_learning_in_a_network_of_values():
    X, _ = examples()
    model = Sequential([Input(4), Dropout(0.5), Dense(2)], seed=1)
    twin = model.as_values()
    ours = [model(X[:3], training=True).data for _ in range(2)]
    theirs = [np.array([[v.data for v in row] for row in twin(X[:3], training=True)]) for _ in range(2)]
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-14)
    assert np.any(ours[0] != ours[1])


def test_normalization():
    X = examples()[0] * [1, 10, 100, 0] + [5, 0, -3, 2]
    layer = Normalization(axis=-1)
    with pytest.raises(ValueError, match=r"knows no mean and variance yet\. Call adapt\(X\) first"):
        layer(X)
    layer.adapt(X)
    out = layer(X)
    assert isinstance(out, np.ndarray)
    np.testing.assert_allclose(out[:, :3], (X[:, :3] - X[:, :3].mean(0)) / X[:, :3].std(0), rtol=1e-12)
    np.testing.assert_allclose(out[:, 3], 0)  # a feature that never changes
    model = Sequential([Input(4), layer, Dense(1)], seed=1)
    assert [w.label for w in model.weights] == ["mean1", "variance1", "W2", "b2"]
    model.layers[0].trainable = True
    assert [w.constant for w in model.weights] == [True, True, False, False]
    layer.adapt(X + 1)
    np.testing.assert_allclose(model.get_weights()[0], X.mean(0) + 1)
    with pytest.raises(ValueError, match="axis"):
        Normalization(axis=0)


def test_images():
    X, y = examples()
    images = X.reshape(53, 2, 2)
    model = Sequential([Flatten(), Dense(3, "tanh"), Dense(1, "sigmoid")], seed=1)
    same = Sequential([Dense(3, "tanh"), Dense(1, "sigmoid")], seed=1)
    for network, data in ((model, images), (same, X)):
        network.compile("binary_crossentropy")
        network.fit(data, y, validation_data=(data, y, WEIGHTS), epochs=2, verbose=0)
    np.testing.assert_array_equal(model.predict(images), same.predict(X))
    assert model.evaluate(images, y) == same.evaluate(X, y)
    with pytest.raises(ValueError, match="give \\(m, features\\)"):
        same.fit(images, y)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Dropout(1.0), "from 0 to below 1"),
        (lambda: L2(-1), "l2=-1: the factor of a penalty is a number, 0 or more"),
        (lambda: Dense(1, kernel_regularizer="l3"), "no regularizer 'l3'. Choose one of l1, l2, l1_l2"),
        (lambda: learned(NETWORKS["l2"][0], np.ones(3)), r"sample_weight has shape \(3,\)"),
        (lambda: learned(NETWORKS["l2"][0], -np.ones(53)), "sample_weight holds -1; give numbers of 0 or more"),
        (lambda: learned(NETWORKS["l2"][0], np.full(53, np.nan)), r"sample_weight\[0\] is nan"),
    ],
)
def test_what_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_regularizer_of_ones_own_learns_node_by_node():
    X, y = examples()
    model = Sequential([Dense(2, "tanh", kernel_regularizer=lambda W: 0.1 * np.sum(W**4)), Dense(1)], seed=1)
    model.compile("mse")
    before = model.evaluate(X, y)
    model.fit(X, y, epochs=3, verbose=0)
    assert model.derived_step is None
    assert model.evaluate(X, y) < before


@pytest.mark.parametrize("optimizer", [GradientDescent, Adam])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_loaded_model_goes_on_where_it_was(name, optimizer, tmp_path):
    X, y = examples()
    model, _ = learned(*NETWORKS[name], optimizer)
    model.compile(model.loss, model.optimizer, ["accuracy", "mae"])
    model.save(tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    assert repr(loaded.optimizer) == repr(model.optimizer)
    assert list(loaded.metrics) == ["accuracy", "mae"]
    for network in (model, loaded):
        network.fit(X, y, epochs=2, sample_weight=NETWORKS[name][1], verbose=0)
    assert model.history.history == loaded.history.history
    for w, v in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
