"""A note after the last epoch never loses the run, whatever the layers and losses of the user do."""

import numpy as np
import pytest

from autograd import sigmoid
from nn import Activation, Dense, Sequential
from nn.layers import Dropout, Flatten, Layer, Normalization
from nn.losses import Loss, MeanSquaredError
from nn.optimizers import GradientDescent

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 2))
y = np.arange(40) % 2.0


class Same(Layer):
    """Hands on its input, though it names an activation."""

    activation = sigmoid

    def call(self, x, training=False):
        return x


class NotANumber(Layer):
    def call(self, x, training=False):
        return x if training else x * np.nan


class Cube(Layer):
    """Of nested shape, (m, units, 1, 1)."""

    def call(self, x, training=False):
        return x.reshape(len(x), -1, 1, 1)


class Plain(Layer):
    def build(self, features):
        self.gain = self.add_weight("gain", (), "ones")

    def call(self, x, training=False):
        return x * self.gain


class Share(Layer):
    """A probability that a step may take out of 0 ... 1, which the loss refuses."""

    def build(self, features):
        self.p = self.add_weight("p", (1,), lambda shape, rng: np.full(shape, 0.5))

    def call(self, x, training=False):
        return self.p + 0 * x[:, :1]


class Loses(Layer):
    """Gives plain arrays from its second call on, except while it learns."""

    calls = 0

    def call(self, x, training=False):
        self.calls += not training
        return x if training or self.calls == 1 else x.data


class Total(Layer):
    """One number for all examples."""

    def call(self, x, training=False):
        return np.sum(x)


class Spread(Layer):
    def call(self, x, training=False):
        return x * np.ones((len(y), 1))


class Own(Loss):
    def losses(self, y, p):
        return (p - y) ** 4


class Half(MeanSquaredError):
    def losses(self, y, p):
        return 0.5 * (p - y) ** 2


class Twice(Sequential):
    def __call__(self, X, training=False):
        return 2 * super().__call__(X, training)


class Forgets(Sequential):
    def outputs(self, x, training=False):
        yield list(super().outputs(x, training))[-1]


def still(layers, loss="binary_crossentropy", X=X, y=y, kind=Sequential, alpha=1e-6, **options):
    model = kind(layers, seed=1, **options)
    model.compile(loss, GradientDescent(alpha))
    return model.fit(X, y, epochs=20, verbose=0).notes


@pytest.mark.parametrize("first", [Same, Plain, lambda: Activation("sigmoid"), lambda: Activation("relu"), Flatten])
def test_first_layers_without_a_matrix(first):
    (said,) = still([first(), Dense(1, "sigmoid")])
    assert "larger alpha" in said


@pytest.mark.parametrize(
    ("made", "loss"),
    [
        (lambda: [Dense(3, "tanh"), Cube(), Activation("relu"), Flatten(), Dense(1)], "mse"),
        (lambda: [Dense(2, "relu"), Plain(), Dense(1)], "mae"),
        (lambda: [Dense(1), Plain(), Flatten()], "mse"),
        (lambda: [Normalization(), Dropout(0.5), Dense(1)], Half()),
        (lambda: [Dense(1)], Own()),
        (lambda: [Dense(1)], lambda y, p: (p - y) ** 2),
        (lambda: [Dense(1, lambda z: sigmoid(z))], "binary_crossentropy"),
        (lambda: [Dense(2, "softmax")], "sparse_categorical_crossentropy"),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(("X", "y"), [(X, y), (X, 0 * y), (X[:1], y[:1]), (X[:2], y[:2]), (0 * X, y), (X * 1e6, y)])
def test_odd_layers_losses_and_examples(made, loss, dtype, X, y):
    assert len(still(made(), loss, X, y, dtype=dtype, alpha=1e-300)) <= 1


def test_no_features_that_a_matrix_takes():
    model = Sequential([Plain(), Flatten()], seed=1)
    model.compile("mse", GradientDescent(1e-6))
    (said,) = model.fit(X, np.column_stack([y, y]), epochs=20, verbose=0).notes
    assert "The weights of plain_1 have moved" in said


def test_predictions_that_are_no_numbers():
    assert still([Dense(1), NotANumber()], "mse") == []


def test_probabilities_that_the_last_step_has_led_astray():
    model = Sequential([Share()], seed=1)
    model.compile("binary_crossentropy", GradientDescent(0.1))
    assert model.fit(X, y, epochs=20, verbose=0).notes == []


def test_a_graph_that_is_lost_on_the_way():
    assert still([Dense(1), Loses()], "mse") == []


def test_a_layer_without_examples():
    model = Sequential([Dense(1, kernel_initializer="ones"), Total(), Activation("relu"), Spread()], seed=1)
    model.compile("mse", GradientDescent(1e-6))
    (said,) = model.fit(-np.abs(X), y, None, epochs=20, verbose=0).notes
    assert "100% of the units of activation_3 are dead" in said


@pytest.mark.parametrize("kind", [Twice, Forgets])
def test_models_that_compute_something_else(kind):
    assert still([Dense(3, "tanh"), Dense(1)], "mse", kind=kind) == []


def test_networks_without_anything_to_learn():
    frozen = Dense(1, "sigmoid", trainable=False)
    assert still([frozen, Same()]) == []


def test_networks_of_values():
    model = Sequential([Same(), Dense(2, "relu"), Dense(1, "sigmoid")], seed=1)
    model.build(2)
    model.compile("binary_crossentropy", GradientDescent(1e-6))
    assert model.as_values().fit(X[:4], y[:4], epochs=20, verbose=0).notes == []
