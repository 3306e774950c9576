"""A layer is saved by what makes it again: the arguments of its constructor, and nothing that was changed since."""

import copy

import numpy as np
import pytest

from nn import Dense, Input, Sequential, load
from nn.layers import Activation, Dropout, Layer, Normalization
from nn.regularizers import L2

X = np.array([[0.5, -1.0], [1.5, 2.0], [-3.0, 0.25]])


class Stretch(Layer):
    def __init__(self, factor=2.0, shift=0.0):
        self.factor, self._shift = factor, shift

    def call(self, x):
        return x * self.factor + self._shift


class Wide(Dense):
    def __init__(self, units, gain=1.0, **more):
        super().__init__(units, **more)
        self.gain = gain

    def call(self, x, training=False):
        return super().call(x, training) * self.gain


class Half(Layer):
    """Says one of its two arguments."""

    def __init__(self, a=1.0, b=1.0):
        self.a, self.b = a, b

    def get_config(self):
        return {"a": self.a}

    def call(self, x):
        return self.a * x + self.b


class Busy(Layer):
    """Has attributes that are its own work."""

    def __init__(self, seed=1):
        super().__init__(name="busy")
        self.gain, self.latest = None, None
        self.inner = {"power": 2, "limits": (0, 1)}
        self.rng = np.random.default_rng(seed)
        self.bend = lambda x: x**2

    def build(self, features):
        self.gain = self.add_weight("gain", (features,), "ones")

    def call(self, x):
        self.latest = x
        return self.bend(x) * self.gain


class Penalized(Layer):
    def __init__(self, penalty=0.1, **more):
        super().__init__(**more)
        self.regularizers = {"w": L2(penalty)}

    def build(self, features):
        self.w = self.add_weight("w", (features,))

    def call(self, x):
        return x * self.w


class Sums(Layer):
    """Takes its arguments by place."""

    def __init__(self, first, /, by_class, *others):
        self.units, self.total = 0, first + sum(others) + sum(by_class.get(k, 0.0) for k in range(3))

    def call(self, x):
        return x * self.total


class Table(Layer):
    """Has arguments that are arguments of Dense too, with another meaning."""

    def __init__(self, input_dim, features, start_initializer="ones"):
        self.rows, self.units, self.start_initializer = input_dim, features, start_initializer

    def build(self, features):
        self.E = self.add_weight("E", (features, self.units), self.start_initializer)

    def call(self, x):
        return x @ self.E * self.rows


class Fixed(Dense):
    def __init__(self):
        super().__init__(4, "tanh")


def network(layer):
    return Sequential([Input(2), layer, Dense(1)], seed=1)


def reloaded(model, tmp_path):
    model.save(tmp_path / "model.npz")
    return load(tmp_path / "model.npz")


MADE = [
    lambda: Stretch(5.0), lambda: Stretch(shift=3.0), lambda: Stretch(np.float64(2.5), np.int64(3)), lambda: Half(3.0),
    lambda: Wide(3, gain=4.0), lambda: Wide(2, 3.0, activation="tanh", use_bias=False, name="wide"),
    lambda: Wide(2, kernel_initializer=lambda shape, rng: np.ones(shape)), Busy, lambda: Penalized(0.5, name="p"),
    lambda: Dense(2, "relu", kernel_regularizer="l2", input_shape=(2,)), lambda: Dense(2, trainable=False),
    lambda: Stretch(X[0]), lambda: Stretch((np.float64(2.0), 3.0), [[1.0, np.int64(4)]]), lambda: Fixed(),
    lambda: Sums(1.0, {0: 5.0, 2: np.float32(2.0)}, 3.0, 4.0), lambda: Sums(1.0, {}), lambda: Table(7, 5),
    lambda: Table(7, 5, start_initializer="zeros"), lambda: Stretch(float("nan")),
    lambda: Dropout(0.3, name="drop"), lambda: Activation("tanh", name="bent"), lambda: Normalization(name="n"),
]  # fmt: skip


@pytest.mark.parametrize("make", MADE)
def test_it_predicts_and_costs_the_same(make, tmp_path):
    model = network(make())
    model.compile("mse")
    if np.isfinite(model.predict(X)).all():
        model.fit(X, X[:, 0], epochs=3, verbose=0)
    for again in (reloaded(model, tmp_path), copy.deepcopy(model)):
        np.testing.assert_array_equal(again.predict(X), model.predict(X))
        np.testing.assert_equal(again.evaluate(X, X[:, 0]), model.evaluate(X, X[:, 0]))
        assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
        assert [w.constant for w in again.parameters] == [w.constant for w in model.parameters]
    np.testing.assert_allclose(model.as_values().predict(X), model.predict(X))


def changed(layer, name, value):
    setattr(layer, name, value)
    return layer


def changed_deep():
    layer = Busy()
    layer.inner["power"] = 3
    return layer


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: changed(Stretch(), "factor", 7.0), r"stretch_1\.factor is 7\.0, but .* sets it to 2\.0"),
        (lambda: changed(Stretch(), "_shift", 1.0), r"_shift is 1\.0"),
        (lambda: Half(2.0, 9.0), r"half_1\.b is 9\.0, but Half\(\*\*get_config\(\)\) sets it to 1\.0"),
        (lambda: changed(Wide(2), "gain", [1.0]), r"gain is \[1\.0\]"),
        (changed_deep, "inner is"),
        (lambda: changed(Busy(), "bend", abs), "bend is"),
        (lambda: changed(Penalized(), "regularizers", {"w": L2(0.7)}), "regularizers is"),
        (lambda: Stretch(2j), "JSON"),
    ],
)
def test_what_would_be_lost_is_refused_before_anything_is_written(make, says, tmp_path):
    model = network(make())
    with pytest.raises(ValueError, match=says):
        model.save(tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_change_after_the_first_run_is_refused_too(tmp_path):
    model = network(Stretch(3.0))
    reloaded(model, tmp_path)
    model.layers[0].factor = 4.0
    with pytest.raises(ValueError, match="factor is 4"):
        model.save(tmp_path / "model.npz")


@pytest.mark.parametrize(
    ("config", "says"),
    [({"units": 2}, r"array given \(2, 3\)"), ({"units": 3, "use_bias": False}, "takes 1 arrays, .* but got 2")],
)
def test_a_file_that_could_not_be_read_is_not_written(config, says, tmp_path):
    class Wrong(Wide):
        def get_config(self):
            return config

    with pytest.raises(ValueError, match=says):
        network(Wrong(3)).save(tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


class Running(Layer):
    """Keeps a mean in a plain attribute, or in a weight."""

    def __init__(self, kept="plain"):
        self.kept = kept
        if kept == "number":
            self.mean = 0.0

    def build(self, features):
        if self.kept == "weight":
            self.mean = self.add_weight("mean", (features,), "zeros", trainable=False)

    def adapt(self, X):
        if self.kept == "weight":
            self.mean.data = X.mean(axis=0)
        else:
            self.mean = float(X.mean()) if self.kept == "number" else X.mean(axis=0)

    def call(self, x):
        return x - self.mean


@pytest.mark.parametrize("kept", ["number", "plain"])
def test_what_a_layer_learns_in_a_plain_attribute_is_refused(kept, tmp_path):
    layer = Running(kept)
    layer.adapt(X)
    with pytest.raises(ValueError, match=r"running_1\.mean is .*add_weight\(\.\.\., trainable=False\)"):
        network(layer).save(tmp_path / "model.npz")


def test_what_a_layer_learns_in_a_weight_is_saved(tmp_path):
    model = network(Running("weight"))
    model.layers[0].adapt(X)
    again = reloaded(model, tmp_path)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert np.any(again.layers[0].mean.data)


def test_settings_that_may_change_are_saved_as_they_are(tmp_path):
    model = network(Dropout(0.1))
    model.layers[0].rate = 0.6
    assert reloaded(model, tmp_path).layers[0].rate == 0.6


@pytest.mark.parametrize("frozen", ["W", "b"])
def test_a_frozen_weight_stays_frozen(frozen, tmp_path):
    model = Sequential([Input(2), Dense(3, "tanh"), Dense(1)], seed=1)
    getattr(model.layers[0], frozen).constant = True
    model.compile("mse")
    again = reloaded(model, tmp_path)
    assert [w.label for w in again.parameters if w.constant] == [f"{frozen}1"]
    for network_ in (model, again):
        network_.fit(X, X[:, 0], epochs=2, verbose=0, shuffle=False)
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    again.layers[0].trainable = True
    assert not any(w.constant for w in again.parameters)


def test_what_is_made_without_a_constructor_of_its_own_takes_a_name():
    class Plain(Layer):
        def call(self, x):
            return x

    assert Plain(name="first").name == "first"
    assert not Plain(trainable=False).trainable
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Plain(colour=1)
