"""fit on derived code and the visible loop, on many random networks: the same weights, whatever the parts are."""

import numpy as np
import pytest
from random_graphs import SEEDS

from autograd import sigmoid
from autograd.rules import row
from nn import Sequential
from nn.layers import Dense, Input, Layer
from nn.losses import BinaryCrossentropy, MeanSquaredError
from nn.optimizers import Adam, GradientDescent, Momentum, RMSprop
from nn.steps.step import NotDerivableError


class Normalised(GradientDescent):
    """A scale for each array."""

    def step(self, w, dw, memory):
        w.data -= self.alpha * dw / (1 + np.sum(dw * dw))


class Largest(Momentum):
    """A maximum over each array, and something to remember."""

    def step(self, w, dw, memory):
        memory["v"] = 0.5 * memory.get("v", 0.0) + np.max(np.abs(dw)) * dw
        w.data -= self.alpha * memory["v"] / (1 + np.mean(w.data**2))


class Remembering(GradientDescent):
    """What is remembered moves on from one place to the next, and is read before it does."""

    def step(self, w, dw, memory):
        last, older = memory.get("last", 0.0), memory.get("older", 0.0)
        memory["sum"] = memory.get("sum", 0.0) + last - older
        memory["last"], memory["older"] = dw, last
        w.data -= self.alpha * (dw - 0.1 * last + 0.05 * older) + 0.01 * memory["sum"]


class FirstStepTwice(GradientDescent):
    """More than a formula."""

    def step(self, w, dw, memory):
        w.data -= (2 if memory["t"] == 1 else 1) * self.alpha * dw


for own in (Normalised, Largest, Remembering, FirstStepTwice):
    own.__module__ = "nn.optimizers"  # as if it were one of the package, whose formula is derived

OPTIMIZERS = [
    GradientDescent, lambda: Momentum(0.05), RMSprop, lambda: Adam(0.01), Normalised, Largest, Remembering,
    FirstStepTwice,
]  # fmt: skip


def weights(run_eagerly, seed):
    rng = np.random.default_rng(seed)
    m, features, width = int(rng.integers(1, 14)), int(rng.integers(1, 4)), int(rng.integers(1, 5))
    hidden = ["tanh", "sigmoid", "relu", "linear"]
    layers = [Dense(width, hidden[rng.integers(4)], use_bias=rng.random() < 0.7) for _ in range(rng.integers(0, 3))]
    classes = int(rng.integers(1, 4))
    last, loss = [("sigmoid", BinaryCrossentropy()), ("linear", MeanSquaredError()), ("tanh", "mse")][rng.integers(3)]
    model = Sequential([Input(features), *layers, Dense(classes, last)], seed=seed)
    model.compile(loss, OPTIMIZERS[rng.integers(len(OPTIMIZERS))](), run_eagerly=run_eagerly)
    X, y = rng.normal(size=(m, features)), (rng.random((m, classes)) > 0.5).astype(float)
    if layers and rng.random() < 0.3:
        model.layers[0].W.constant = True
    model.fit(X, y, epochs=2, batch_size=int(rng.integers(1, 8)), verbose=0)
    model.layers[-1].W.constant = rng.random() < 0.3
    model.fit(X, y, epochs=1, verbose=0)
    if (
        not run_eagerly
        and not isinstance(model.optimizer, FirstStepTwice)
        and any(not w.constant for w in model.parameters)
    ):
        assert model.derive(X, y).source  # it did not run the visible loop
    return model.get_weights()


def test_a_random_network_learns_the_same_both_ways():
    for seed in SEEDS:
        for one, other in zip(weights(True, seed), weights(False, seed), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13, err_msg=str(seed))


def examples(m=20):
    rng = np.random.default_rng(1)
    return rng.normal(size=(m, 3)), (rng.random((m, 1)) > 0.5).astype(float)


def model_of(*layers, loss="binary_crossentropy", optimizer=GradientDescent, **options):
    model = Sequential([Input(3), *layers], seed=1)
    model.compile(loss, optimizer(), **options)
    return model


def test_what_is_run_is_what_is_printed_parameter_by_parameter():
    X, y = examples()
    model = model_of(Dense(4, "tanh"), Dense(1, "sigmoid"), optimizer=Normalised)
    derived = model.derive(X, y)
    for name in ("W1", "b1", "W2", "b2"):
        assert f"{name} -= 0.1 * d{name} / (1 + " in derived.source
    source = model_of(Dense(1, "sigmoid"), optimizer=Remembering).derive(X, y).source
    assert " = last_W1.copy()" in source
    with pytest.raises(NotDerivableError, match="more than a formula"):
        model_of(Dense(1, "sigmoid"), optimizer=FirstStepTwice).derive(X, y)


def test_a_cost_that_is_divided_by_the_number_of_examples():
    class Halved(MeanSquaredError):
        def losses(self, y, p):
            return (p - y) ** 2 / (2 * len(y))

    Halved.__module__ = "nn.losses"
    X, y = examples()
    with pytest.raises(NotDerivableError, match="another number of examples"):
        model_of(Dense(1), loss=Halved()).derive(X, y)


def test_a_row_of_ones_own_that_shares_a_name_with_numpy(own_rows):
    sinc = row("sinc", lambda x: x * sigmoid(x), lambda z, x: sigmoid(x) + z * (1 - sigmoid(x)))
    X, y = examples()
    found = []
    for run_eagerly in (True, False):
        model = model_of(Dense(4, sinc), Dense(1), loss="mse", run_eagerly=run_eagerly)
        model.fit(X, y, epochs=3, verbose=0)
        found.append(model.get_weights())
    model.derive(X, y)
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_freezing_after_a_fit_freezes_and_thawing_thaws():
    X, y = examples()
    model = model_of(Dense(4, "tanh"), Dense(1, "sigmoid"), optimizer=lambda: Adam(0.01))
    model.fit(X, y, verbose=0)
    W, frozen = model.layers[0].W, model.layers[0].W.data.copy()
    W.constant = True
    before = model.layers[1].W.data.copy()
    model.fit(X, y, verbose=0)
    assert np.array_equal(W.data, frozen)
    assert not np.array_equal(model.layers[1].W.data, before)
    assert "W1 -=" not in model.derive(X, y).source
    assert model.as_values().layers[0].W[0, 0].constant
    W.constant = False
    model.fit(X, y, epochs=2, verbose=0)
    assert not np.array_equal(W.data, frozen)


class Tied(Dense):
    """A layer that shares the weights of another one."""

    def __init__(self, other):
        super().__init__(3, "tanh", use_bias=False)
        self.other = other

    def build(self, features):
        self.weights_by_name["W"] = self.other.W


@pytest.mark.parametrize("run_eagerly", [True, False])
def test_one_tensor_as_the_parameter_of_two_layers(run_eagerly):
    X, y = examples()
    first = Dense(3, "tanh")
    model = model_of(first, Tied(first), Dense(1), loss="mse", run_eagerly=run_eagerly)
    assert len(model.parameters) == 4
    W = first.W.data.copy()
    (dW,) = [g for w, g in zip(model.parameters, _gradients(model, X, y), strict=True) if w is first.W]
    model.fit(X, y, batch_size=None, verbose=0)
    np.testing.assert_allclose(first.W.data, W - 0.1 * dW, rtol=1e-12)
    twin = model.as_values()
    assert twin.layers[1].W is twin.layers[0].W
    assert twin.layers[0].W is not first.W
    np.testing.assert_allclose(twin.predict(X), model.predict(X), rtol=1e-12)


def _gradients(model, X, y):
    from autograd import grad

    return grad(model.cost(X, y), wrt=model.parameters)


class Scaled(Layer):
    """Three parameters, which stand among the attributes as well."""

    def build(self, features):
        self.gain, self.shift, self.slope = (
            self.add_weight(name, (features,), "random_normal") for name in ("gain", "shift", "slope")
        )

    def call(self, x):
        return x * self.gain + self.shift + np.tanh(x) * self.slope


def test_a_layer_of_ones_own_with_three_parameters():
    X, y = examples()
    model = model_of(Dense(4), Scaled(), Dense(1), loss="mse")
    model.set_weights(model.get_weights())
    with pytest.raises(ValueError, match=r"slope of scaled_2 has shape \(4,\), but the array given \(5,\)"):
        model.set_weights([np.ones(5) if i == 4 else w for i, w in enumerate(model.get_weights())])
    twin = model.as_values()
    np.testing.assert_allclose(twin.predict(X), model.predict(X), rtol=1e-12)
    before = model.get_weights()
    twin.fit(X[:4], y[:4], verbose=0)
    for mine, old in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(mine, old)
    assert twin.layers[1].gain is twin.layers[1].parameters[0]


@pytest.mark.parametrize("choose", [
    lambda e: np.where(e <= 1.0, 0.5 * e**2, e - 0.5), lambda e: (e <= 1.0) * 0.5 * e**2 + (e > 1.0) * (e - 0.5),
])  # fmt: skip
def test_a_loss_that_chooses_by_a_comparison_is_told_of_it(choose):
    """Huber's loss: the bounds of np.minimum stay in the graph, and what `<=` answers does not."""

    class Huber(MeanSquaredError):
        def losses(self, y, p):
            return choose(abs(p - y))

    class Bounded(Huber):
        def losses(self, y, p):
            e = abs(p - y)
            small = np.minimum(e, 1.0)
            return 0.5 * small**2 + (e - small)

    Huber.__module__ = Bounded.__module__ = "nn.losses"
    X, y = examples()
    model = model_of(Dense(1), loss=Huber())
    with pytest.raises(NotDerivableError, match=r"\(abs\) was compared.*np\.minimum"):
        model.derive(X, 3 * y)
    (note,) = model.fit(X, 3 * y, verbose=0).notes
    assert "node by node" in note
    assert "(abs) was compared" in note
    derived = model_of(Dense(1), loss=Bounded())
    assert derived.fit(X, 3 * y, verbose=0).notes == []
    assert derived.derive(X, y).source
    for one, other in zip(model.get_weights(), derived.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)
