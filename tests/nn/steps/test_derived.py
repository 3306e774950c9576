"""The derived step learns what the visible loop learns, and refuses what it could get wrong."""

import numpy as np
import pytest
from networks import NETWORK, NETWORKS, examples

from autograd import sigmoid
from autograd.rules import TABLE, row
from nn import Sequential
from nn.layers import Dense, Dropout
from nn.losses import Loss, MeanSquaredError
from nn.optimizers import Adam, GradientDescent, Momentum, RMSprop
from nn.regularizers import L2
from nn.steps.step import NotDerivableError


def learned(run_eagerly, layers, loss, optimizer, X, y, dtype="float64", metrics=("mae",), **options):
    """A model after two fits, and what they said."""
    model = Sequential([layer() for layer in layers], seed=3, dtype=dtype)
    model.compile(loss, optimizer(), metrics, run_eagerly=run_eagerly)
    said = [model.fit(X, y, epochs=epochs, verbose=0, **options).history for epochs in (3, 2)]
    return model, said


def same(layers, loss, optimizer, X, y, tolerance=1e-13, **options):
    eager, said_eagerly = learned(True, layers, loss, optimizer, X, y, **options)
    derived, said = learned(False, layers, loss, optimizer, X, y, **options)
    derived.derive(X, y)  # says so if it can not be derived, and fit went the other way
    for one, other in zip(eager.get_weights(), derived.get_weights(), strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)
    for one, other in zip(said_eagerly, said, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_allclose(one[name], other[name], rtol=max(tolerance, 1e-12))
    memories = [
        [optimizer.memory(w) for w in model.parameters] for model in (eager, derived) for optimizer in [model.optimizer]
    ]
    for one, other in zip(*memories, strict=True):
        assert one.keys() == other.keys()
        for key in one:
            np.testing.assert_allclose(one[key], other[key], rtol=tolerance, atol=tolerance)
    return derived


@pytest.fixture(params=[True, False], ids=["in place", "plain"])
def _in_place(request, monkeypatch):
    """The steps write into the arrays of the steps before, or run as their source stands there."""
    monkeypatch.setattr("nn.steps.step.IN_PLACE", request.param)


@pytest.mark.usefixtures("_in_place")
@pytest.mark.parametrize("batch_size", [1, 8, 53, None])
@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, RMSprop, Adam])
def test_optimizers_and_batches(optimizer, batch_size):
    model = same(NETWORK, "binary_crossentropy", optimizer, *examples(), batch_size=batch_size)
    assert model.optimizer.memory(model.parameters[0])["t"] == 5 * -(-53 // (batch_size or 53))


@pytest.mark.usefixtures("_in_place")
@pytest.mark.parametrize(("layers", "loss", "units"), NETWORKS)
def test_networks(layers, loss, units):
    model = same(layers, loss, GradientDescent, *examples(units=units), batch_size=10)
    assert "def step(X, y, W1" in model.derive(*examples(units=units)).source


@pytest.mark.usefixtures("_in_place")
def test_classes():
    X, _ = examples()
    classes = np.arange(53) % 3
    layers = [lambda: Dense(5, "tanh"), lambda: Dense(3, "softmax")]
    same(layers, "sparse_categorical_crossentropy", Adam, X, classes, metrics=("accuracy",))
    same(layers, "categorical_crossentropy", Adam, X, np.eye(3)[classes], metrics=("accuracy",))


@pytest.mark.usefixtures("_in_place")
def test_float32():
    model = same(NETWORK, "binary_crossentropy", Adam, *examples(), tolerance=1e-5, dtype="float32")
    assert {w.dtype for w in model.get_weights()} == {np.dtype("float32")}


def test_the_source_shows_the_update():
    model, _ = learned(False, NETWORK, "binary_crossentropy", lambda: GradientDescent(0.25), *examples())
    source = model.derive(*examples()).source
    assert "W3 -= 0.25 * dW3\n" in source
    assert "dz3 = (a3 - y) / m" in source
    namespace = {}
    exec(source, namespace)
    X, y = examples()
    weights = model.get_weights()
    J, _ = namespace["step"](X, y, *weights)
    model.fit(X, y, batch_size=None, shuffle=False, verbose=0)
    assert model.history.history["loss"][0] == J
    for mine, fitted in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(mine, fitted, rtol=1e-14)


def test_what_is_printed_is_what_runs():
    model, _ = learned(False, NETWORK, "binary_crossentropy", GradientDescent, *examples())
    derived, (X, y) = model.derive(*examples()), examples()
    namespace, weights = {}, model.get_weights()
    exec(derived.source, namespace)
    J, p = namespace["step"](X, y, *weights)
    found, predicted = derived(X, y)
    assert found == J
    assert np.array_equal(p, predicted)
    for mine, moved in zip(weights, model.get_weights(), strict=True):
        assert np.array_equal(mine, moved)


def test_weights_are_those_of_the_moment():
    X, y = examples()
    eager, derived = (Sequential([Dense(3, "tanh"), Dense(1)], seed=1) for _ in range(2))
    for model, run_eagerly in ((eager, True), (derived, False)):
        model.compile("mse", Momentum(0.05), run_eagerly=run_eagerly)
        model.fit(X, y, verbose=0)
        model.layers[0].W.data[0] = 0.5
        model.fit(X, y, verbose=0)
        model.set_weights([w * 0.5 for w in model.get_weights()])
        model.optimizer.alpha = 0.01
        model.fit(X, y, verbose=0)
    for one, other in zip(eager.get_weights(), derived.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_arrays_that_were_handed_out_follow():
    model, _ = learned(False, NETWORK, "binary_crossentropy", GradientDescent, *examples())
    W = model.layers[0].W.data
    before = W.copy()
    model.fit(*examples(), verbose=0)
    assert W is model.layers[0].W.data
    assert np.all(before != W)


class OwnLoss(Loss):
    def losses(self, y, p):
        return (p - y) ** 2 * len(y)


class OwnLayer(Dense):
    pass


class Schedule(GradientDescent):
    def step(self, w, dw, memory):
        super().step(w, dw, memory)
        self.alpha *= 0.99


def own_metric(y, p):
    return float(np.mean(p))


def centred(z):
    return z - np.sum(z, axis=0) / len(z)


@pytest.mark.parametrize(
    ("layer", "loss", "optimizer", "metrics"),
    [
        (lambda: Dense(3, centred), "mse", GradientDescent, ("mae",)),
        (lambda: Dense(3, "tanh"), OwnLoss(), GradientDescent, ("mae",)),
        (lambda: Dense(3, "tanh"), "mse", Schedule, ("mae",)),
        (lambda: OwnLayer(3, "tanh"), "mse", GradientDescent, ("mae",)),
        (lambda: Dense(3, "tanh"), "mse", GradientDescent, (own_metric,)),
    ],
)
def test_code_of_ones_own_runs_in_the_visible_loop(layer, loss, optimizer, metrics):
    X, y = examples()
    layers = [layer, lambda: Dense(1)]
    eager, _ = learned(True, layers, loss, optimizer, X, y, metrics=metrics, batch_size=10)
    model, _ = learned(False, layers, loss, optimizer, X, y, metrics=metrics, batch_size=10)
    with pytest.raises(NotDerivableError, match="code of your own"):
        model.derive(X, y)
    for one, other in zip(eager.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_loss_that_checks_predictions_goes_on_checking_them():
    X, y = examples()
    model = Sequential([Dense(1)], seed=1)
    model.compile("binary_crossentropy")
    with pytest.raises(ValueError, match="is no probability"):
        model.fit(X, y, verbose=0)
    model = Sequential([Dense(2, "softmax"), Dense(1, "relu", kernel_initializer="zeros")], seed=1)
    model.compile("binary_crossentropy")
    with pytest.raises(NotDerivableError, match="looks at the predictions"):
        model.derive(X, y)


def test_optimizers_that_moved_some_parameters_more_often():
    X, y = examples()
    model, _ = learned(False, NETWORK, "binary_crossentropy", Adam, X, y)
    w = model.parameters[0]
    model.optimizer.update(w, np.zeros(w.shape))
    with pytest.raises(NotDerivableError, match="more often than others"):
        model.derive(X, y)


def test_fit_says_that_it_runs_node_by_node_after_uneven_steps():
    X, y = examples()
    model = Sequential([Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("mse", Adam())
    model.layers[0].trainable = False
    assert model.fit(X, y, verbose=0).notes == []
    model.layers[0].trainable = True
    (note,) = model.fit(X, y, verbose=0).notes
    assert note.startswith("fit runs node by node, which takes longer: Adam(")
    assert "more often than others; optimizer.forget() starts afresh" in note
    model.optimizer.forget()
    assert model.fit(X, y, verbose=0).notes == []
    model.compile("mse", Adam(), run_eagerly=True)  # asked for
    assert model.fit(X, y, verbose=0).notes == []


def test_a_row_of_ones_own_is_derived():
    swish = row("swish_of_a_test", lambda x: x * sigmoid(x), lambda z, x: sigmoid(x) + z * (1 - sigmoid(x)))
    try:
        same([lambda: Dense(3, swish), lambda: Dense(1)], "mse", GradientDescent, *examples())
    finally:
        del TABLE["swish_of_a_test"]


def test_a_network_of_values_is_not_derived():
    X, y = examples(6)
    model, _ = learned(False, [lambda: Dense(2, "tanh"), lambda: Dense(1)], MeanSquaredError(), GradientDescent, X, y)
    twin = model.as_values()
    with pytest.raises(NotDerivableError, match="network of Values"):
        twin.derive(X, y)
    twin.fit(X, y, verbose=0, shuffle=False)
    model.fit(X, y, verbose=0, shuffle=False)
    np.testing.assert_allclose(twin.get_weights()[0], model.get_weights()[0], rtol=1e-12)


def test_a_cost_that_is_not_finite_moves_nothing():
    X, y = examples()
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse", GradientDescent(1e200))
    with pytest.raises(FloatingPointError, match="grown beyond all bounds"), np.errstate(all="ignore"):
        model.fit(X, y, epochs=5, verbose=0)
    assert np.all(np.isfinite(model.get_weights()[0]))


def test_ctrl_c_keeps_what_was_learned(monkeypatch):
    X, y = examples()
    calls = []

    def interrupting(J):
        calls.append(J)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return True

    monkeypatch.setattr("nn.fitting.epochs.isfinite", interrupting)
    model = Sequential([Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("mse", Adam(0.01))
    history = model.fit(X, y, epochs=100, batch_size=10, verbose=0)
    assert history.interrupted
    assert model.evaluate(X, y) < history.initial_loss
    assert model.optimizer.memory(model.parameters[0])["t"] == 20


def test_what_an_optimizer_remembered_is_not_changed_by_a_later_fit():
    X, y = examples()
    model, _ = learned(False, NETWORK, "binary_crossentropy", lambda: Momentum(0.05), X, y)
    remembered = model.optimizer.memory(model.parameters[0])["v"]
    before = remembered.copy()
    model.fit(X, y, verbose=0)
    np.testing.assert_array_equal(remembered, before)


@pytest.mark.parametrize(
    ("features", "layer"),
    [
        (2, lambda: Dense(4, kernel_regularizer=L2(0.02))), (3, lambda: Dense(4, kernel_regularizer=L2(0.005))),
        (17, lambda: Dropout(0.8)),
    ],
)  # fmt: skip
def test_typed_numbers_are_not_taken_for_numbers_of_examples(features, layer):
    X, y = np.random.default_rng(0).normal(size=(30, features)), np.arange(30) % 2
    model = Sequential([layer(), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    assert "def step" in model.derive(X, y).source


def test_a_step_takes_a_batch_and_checks_it():
    X, y = examples()
    model, _ = learned(False, NETWORK, "binary_crossentropy", GradientDescent, X, y)
    derived = model.derive(X, y)
    J, p = derived(X.tolist(), y.tolist())
    first = p.copy()
    assert derived(X, y)[0] < J
    np.testing.assert_array_equal(p, first)
    for wrong in ((X, y[:1]), (X, y[:, 0]), (X[:, :2], y), (X, [["a"]] * len(X))):
        with pytest.raises((ValueError, TypeError), match=r"shape|real numbers"):
            derived(*wrong)
