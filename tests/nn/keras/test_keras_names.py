"""Keras's ways of saying the same: names of arguments, layers and weights, seeds, losses in every form."""

import numpy as np
import pytest

import nn
from autograd import Tensor, Value, relu
from nn import Activation, Dense, Input, Sequential, load, set_random_seed
from nn.activations import ACTIVATIONS, leaky_relu
from nn.losses import Loss, MeanAbsoluteError, MeanSquaredError, loss_named
from nn.optimizers import Adam, GradientDescent, Momentum, RMSprop
from nn.steps.step import NotDerivableError

X = np.random.default_rng(1).normal(size=(40, 3))
y = (X[:, 0] > 0).astype(float)


def network(**options):
    return Sequential([Dense(4, "tanh", name="layer1", **options), Dense(1, "sigmoid", name="layer2")], seed=1)


@pytest.mark.parametrize("kind", [GradientDescent, Momentum, RMSprop, Adam])
def test_learning_rate_is_alpha(kind):
    optimizer = kind(learning_rate=0.25)
    assert optimizer.alpha == optimizer.learning_rate == 0.25
    assert repr(optimizer) == repr(kind(0.25)) == repr(kind(alpha=0.25))
    with pytest.raises(TypeError, match="two of these are names of one argument"):
        kind(alpha=0.1, learning_rate=0.2)


def test_x_is_taken_for_X():
    one, other = network(), network()
    for model in (one, other):
        model.compile("binary_crossentropy")
    one.fit(X, y, epochs=2, verbose=0)
    other.fit(x=X, y=y, epochs=2, verbose=0)
    assert one.evaluate(x=X, y=y) == other.evaluate(X, y)
    np.testing.assert_array_equal(one.predict(x=X, batch_size=8, verbose=0), other.predict(X))


@pytest.mark.parametrize("options", [{"input_shape": (3,)}, {"input_dim": 3}])
def test_the_first_layer_may_say_its_features(options):
    model, same = network(**options), Sequential([Input((3,)), Dense(4, "tanh"), Dense(1, "sigmoid")], seed=1)
    for w, v in zip(model.get_weights(), same.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)


def test_layers_by_name_and_place():
    model = network(input_dim=3)
    assert model.get_layer("layer1") is model.layers[0]
    assert model.get_layer(index=-1) is model.layers[1]
    assert model.layers[0].W.label == "W1"
    with pytest.raises(ValueError, match=r"no layer 'layer3'\. Choose one of layer1, layer2"):
        model.get_layer("layer3")
    with pytest.raises(ValueError, match="there is a layer called 'layer2' already"):
        model.add(Dense(1, name="layer2"))
    assert Sequential([Dense(2), Dense(1)]).get_layer("dense_2").units == 1
    with pytest.raises(ValueError, match="there is a layer called 'dense_2' already"):
        Sequential([Dense(3, name="dense_2"), Dense(1)])


def test_a_layer_that_could_not_be_built_leaves_nothing_behind():
    model = Sequential()
    with pytest.raises(ValueError, match="gave shape"):
        model.add(Dense(2, input_shape=(2,), kernel_initializer=lambda shape, rng: np.zeros(7)))
    model.add(Input(5))
    model.add(Dense(1))
    assert model.layers[0].W.shape == (5, 1)


def test_weights_of_a_layer(tmp_path):
    model = network(input_dim=3)
    layer = model.get_layer("layer1")
    W, b = layer.get_weights()
    assert W.shape == (3, 4)
    assert [w.label for w in model.weights] == ["W1", "b1", "W2", "b2"]
    assert layer.weights == [layer.W, layer.b] or layer.weights[0] is layer.W
    layer.set_weights([W * 2, b + 1])
    np.testing.assert_array_equal(layer.W.data, W * 2)
    for wrong in ([W], [W.T, b], [W * np.nan, b]):
        with pytest.raises(ValueError, match=r"set_weights takes 2|has shape|is nan"):
            layer.set_weights(wrong)
    np.testing.assert_array_equal(layer.W.data, W * 2)
    model.save(tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert [layer.name for layer in again.layers] == ["layer1", "layer2"]
    np.testing.assert_array_equal(again.predict(X), model.predict(X))


@pytest.mark.parametrize("built", [True, False])
def test_a_frozen_layer_does_not_move(built, tmp_path):
    model = network(**({"input_dim": 3} if built else {}))
    model.layers[0].trainable = False
    model.compile("binary_crossentropy")
    model.build(3)
    before = model.get_weights()
    model.fit(X, y, epochs=2, verbose=0)
    after = model.get_weights()
    assert [np.array_equal(w, v) for w, v in zip(before, after, strict=True)] == [True, True, False, False]
    model.save(tmp_path / "model.npz")
    assert [layer.trainable for layer in load(tmp_path / "model.npz").layers] == [False, True]
    assert load(tmp_path / "model.npz").layers[0].W.constant
    model.layers[0].trainable = True
    model.fit(X, y, epochs=2, verbose=0)
    assert not np.array_equal(before[0], model.get_weights()[0])


def test_set_random_seed_repeats_what_follows():
    made = []
    for _ in range(2):
        set_random_seed(1234)
        models = [Sequential([Input(3), Dense(2)]) for _ in range(2)]
        for model in models:
            model.compile("mse")
            model.fit(X, X[:, :2], epochs=1, verbose=0)
        made.append([w for model in models for w in model.get_weights()])
    for one, other in zip(*made, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(made[0][0], made[0][2])
    own = Sequential([Input(3), Dense(2)], seed=7).get_weights()[0]
    np.testing.assert_array_equal(own, Sequential([Input(3), Dense(2)], seed=7).get_weights()[0])


def test_a_loss_in_every_form():
    def absolute(y_true, y_pred):
        return abs(y_pred - y_true)

    assert isinstance(loss_named(MeanSquaredError), MeanSquaredError)
    assert isinstance(loss_named("mae"), MeanAbsoluteError)
    costs = []
    for loss in (absolute, MeanAbsoluteError, MeanAbsoluteError(), "mean_absolute_error"):
        model = network()
        model.compile(loss, Adam(0.01))
        model.fit(X, y, epochs=3, verbose=0)
        costs.append(model.evaluate(X, y))
    np.testing.assert_allclose(costs, costs[0], rtol=1e-12)
    model.compile(absolute)
    assert isinstance(model.loss, Loss)
    with pytest.raises(NotDerivableError, match="code of your own"):
        model.derive(X, y)


def test_mean_absolute_error():
    p = Tensor([[1.0], [2.0], [5.0]])
    J = MeanAbsoluteError()([[2.0], [2.0], [3.0]], p)
    J.backward()
    assert J.data == 1.0
    np.testing.assert_allclose(p.grad, [[-1 / 3], [0.0], [1 / 3]])


def test_leaky_relu():
    for z, a, slope in ((3.0, 3.0, 1.0), (-2.0, -0.4, 0.2), (0.0, 0.0, 0.2)):
        x = Value(z)
        leaky = leaky_relu(x)
        leaky.backward()
        assert leaky.data == pytest.approx(a)
        assert x.grad == pytest.approx(slope)


def test_activations_by_name_are_derived():
    for name in ACTIVATIONS:
        units = 3 if name == "softmax" else 4
        model = Sequential([Input(3), Dense(units, name), Dense(1)], seed=1)
        model.compile("mse")
        assert "# update" in model.derive(X, y).source


def test_the_package_has_what_courses_import():
    assert nn.Dense is Dense
    assert nn.Activation is Activation
    assert nn.relu is relu
