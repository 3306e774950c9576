"""Layers of one's own, in ten lines each: they learn, predict, save, load and have a twin of Values."""

import numpy as np
import pytest

from autograd import Tensor
from nn import Sequential, load
from nn.layers import Dense, Input, Layer
from nn.optimizers import Adam


class LayerNorm(Layer):
    def build(self, features):
        self.gain = self.add_weight("gain", (features,), "ones")
        self.shift = self.add_weight("shift", (features,), "zeros")

    def call(self, x):
        mean = np.mean(x, axis=1, keepdims=True)
        deviation = np.sqrt(np.mean((x - mean) ** 2, axis=1, keepdims=True) + 1e-6)
        return (x - mean) / deviation * self.gain + self.shift


class RandomMask(Layer):
    def __init__(self, rate, seed=1):
        self.rate, self.random = rate, np.random.default_rng(seed)

    def call(self, x, training=False):
        keep = self.random.random(x.shape) >= self.rate
        return x * keep / (1 - self.rate) if training else x

    def get_config(self):
        return {"rate": self.rate}


class Project(Layer):
    """Another number of outputs than inputs, and a weight of three axes."""

    def __init__(self, units):
        self.units = units

    def build(self, features):
        self.kernel = self.add_weight("kernel", (2, features, self.units), "glorot_normal")

    def call(self, x, training):
        return x @ self.kernel[0] + np.tanh(x @ self.kernel[1])

    def get_config(self):
        return {"units": self.units}


def examples(m=60):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(m, 3))
    return X, (X[:, :1] > X[:, 1:2]).astype(float)


def model(*layers):
    made = Sequential([Input(3), Dense(6, "tanh"), *layers, Dense(1, "sigmoid")], seed=2)
    made.compile("binary_crossentropy", Adam(0.02))
    return made


OWN = [lambda: LayerNorm(), lambda: RandomMask(0.5), lambda: Project(4)]


@pytest.mark.parametrize("layer", OWN)
def test_it_learns_predicts_and_is_saved(layer, tmp_path):
    X, y = examples()
    network = model(layer())
    before = network.get_weights()
    history = network.fit(X, y, epochs=40, verbose=0)
    assert history.history["loss"][-1] < 0.8 * history.initial_loss
    assert all(np.any(one != other) for one, other in zip(before, network.get_weights(), strict=True))
    predicted = network.predict(X)
    np.testing.assert_array_equal(predicted, network.predict(X))
    network.save(tmp_path / "model.npz")
    loaded = load(tmp_path / "model.npz")
    np.testing.assert_array_equal(loaded.predict(X), predicted)
    assert [type(one) for one in loaded.layers] == [type(one) for one in network.layers]
    loaded.compile("binary_crossentropy")
    loaded.fit(X, y, verbose=0)


@pytest.mark.parametrize("layer", OWN)
def test_it_has_a_twin_of_values(layer):
    X, y = examples(5)
    network = model(layer())
    network.fit(*examples(), epochs=3, verbose=0)
    twin = network.as_values()
    np.testing.assert_allclose(twin.predict(X), network.predict(X), rtol=1e-12)
    before = network.get_weights()
    twin.fit(X, y, verbose=0)
    for mine, old in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(mine, old)
    assert any(np.any(one != old) for one, old in zip(twin.get_weights(), before, strict=True))


def test_weights_have_names_and_labels():
    network = model(LayerNorm())
    assert [w.label for w in network.layers[1].parameters] == ["gain2", "shift2"]
    assert list(network.layers[1].weights_by_name) == ["gain", "shift"]
    with pytest.raises(ValueError, match=r"shift of layernorm_2 has shape \(6,\), but the array given \(1,\)"):
        network.set_weights([w if i != 3 else np.ones(1) for i, w in enumerate(network.get_weights())])


def test_dropping_happens_within_fit_only():
    X, y = examples()
    network = model(RandomMask(0.9))
    assert network.cost(X, y).data == network.cost(X, y).data == network.evaluate(X, y)
    (layer,) = [layer for layer in network.layers if isinstance(layer, RandomMask)]
    x = np.ones((4, 6))
    assert np.all(layer(x) == 1)
    assert np.any(layer(x, training=True) == 0)


def test_what_can_not_be_made_again_is_said_before_it_is_saved(tmp_path):
    class Forgetful(Layer):
        def __init__(self, factor):
            self.factor = factor

        def call(self, x):
            return x * self.factor

    path = tmp_path / "model.npz"
    with pytest.raises(ValueError, match=r"layer of your own.*get_config\(\) return the arguments"):
        model(Forgetful(2j)).save(path)
    with pytest.raises(ValueError, match="has a weight 'w' already"):
        model(type("Twice", (Layer,), {"build": lambda self, n: [self.add_weight("w", (n,)) for _ in range(2)]})())
    assert not path.exists()


def test_a_layer_that_is_not_defined_is_named(tmp_path):
    network = model(LayerNorm())
    network.save(tmp_path / "model.npz")
    known = Layer.kinds.pop("LayerNorm")
    try:
        with pytest.raises(ValueError, match="there is no layer 'LayerNorm'"):
            load(tmp_path / "model.npz")
    finally:
        Layer.kinds["LayerNorm"] = known


def test_a_class_of_the_same_name_does_not_take_the_place_of_a_layer():
    type("Dense", (Layer,), {"__module__": "elsewhere"})
    assert Layer.kinds["Dense"] is Dense


def test_a_tensor_that_would_not_learn_is_refused():
    class Careless(Layer):
        def build(self, features):
            self.gain = Tensor(np.ones(features))

        def call(self, x):
            return x * self.gain

    with pytest.raises(ValueError, match=r"gain of careless_2.*not learn nor be saved.*add_weight\('gain', \(6,\)\)"):
        model(Careless())


def test_constants_and_single_numbers_are_part_of_a_layer():
    class Shifted(Layer):
        def build(self, features):
            self.shift = Tensor(np.arange(float(features)), constant=True)
            self.scale = self.add_weight("scale", ())

        def call(self, x):
            return x * self.scale + self.shift

    network, X = model(Shifted()), examples(5)[0]
    np.testing.assert_allclose(network.as_values().predict(X), network.predict(X), rtol=1e-12)

    class Silent(Layer):
        def call(self, x):
            pass

    with pytest.raises(TypeError, match="call of silent_2 returned None"):
        model(Silent()).predict(X)
