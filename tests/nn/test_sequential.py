"""A network as an object: layers, shapes, weights, and the same network of Values."""

from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Value, tanh
from demos import by_hand
from nn import Sequential
from nn.initializers import INITIALIZERS, initializer_named
from nn.layers import Activation, Dense, Input
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError
from nn.optimizers import Adam, GradientDescent

DIGITS = Path(__file__).parents[2] / "demos" / "data" / "digits01.npz"


def digits_network(seed=1):
    return Sequential([Input(400), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=seed)


def test_the_layers_compute_their_formula():
    rng = np.random.default_rng(1)
    model = Sequential([Dense(4, "tanh"), Dense(4, tanh), Dense(3, "relu"), Dense(2)], seed=1)
    X = rng.normal(size=(5, 3))
    output = model(X)
    W1, b1, W2, b2, W3, b3, W4, b4 = model.get_weights()
    a = np.tanh(np.tanh(X @ W1 + b1) @ W2 + b2)
    np.testing.assert_allclose(output.data, np.maximum(a @ W3 + b3, 0) @ W4 + b4, rtol=1e-14)
    np.testing.assert_array_equal(model.predict(X), output.data)
    assert [layer.name for layer in model.layers] == ["dense_1", "dense_2", "dense_3", "dense_4"]
    assert [parameter.label for parameter in model.parameters] == ["W1", "b1", "W2", "b2", "W3", "b3", "W4", "b4"]
    assert model.layers[0].W is model.parameters[0]
    assert model.layers[0].b is model.parameters[1]


def test_the_graph_carries_the_names_of_the_course():
    model = Sequential([Dense(2, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(BinaryCrossentropy())
    J = model.cost(np.ones((3, 2)), np.ones(3))
    labels, stack = set(), [J]
    while stack:
        node = stack.pop()
        labels.add(node.label)
        stack.extend(node.parents)
    assert labels >= {"J", "X", "y", "W1", "b1", "z1", "a1", "W2", "b2", "z2"}


def test_softmax_and_activation_layers():
    X = np.random.default_rng(2).normal(size=(4, 3))
    one, two = Sequential([Dense(3, "softmax")], seed=1), Sequential([Dense(3), Activation("softmax")], seed=1)
    np.testing.assert_array_equal(one.predict(X), two.predict(X))
    np.testing.assert_allclose(one.predict(X).sum(axis=1), 1)
    assert two.layers[1].name == "activation_2"


def test_a_layer_without_bias():
    model = Sequential([Dense(2, use_bias=False)], seed=1)
    X = np.ones((1, 3))
    np.testing.assert_array_equal(model.predict(X), X @ model.layers[0].W.data)
    assert len(model.parameters) == 1
    assert model.layers[0].b == 0


def test_layers_are_built_as_soon_as_the_features_are_known():
    early = Sequential([Input(shape=(3,)), Dense(2)], seed=1)
    late = Sequential([Dense(2)], seed=1)
    added = Sequential(seed=1)
    added.add(Input((3,)))
    added.add(Dense(2))
    with pytest.raises(AttributeError, match=r"dense_1 has no W yet.*Input\(shape="):
        _ = late.layers[0].W
    late.predict(np.ones((1, 3)))
    for model in (early, late, added):
        assert model.layers[0].W.shape == (3, 2)
        np.testing.assert_array_equal(model.get_weights()[0], early.get_weights()[0])


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Dense(0), r"Dense\(units=0\)"),
        (lambda: Dense(2.5), r"units=2\.5"),
        (lambda: Dense(1, "softmax"), "would always give 1"),
        (lambda: Dense(2, "sigmiod"), "no activation 'sigmiod'. Choose one of sigmoid"),
        (lambda: Dense(2, kernel_initializer="xavier"), "no initializer 'xavier'"),
        (lambda: Sequential([Dense(1)]).build(-1), "features=-1: give a whole number"),
        (lambda: Input((2, 3)), r"Input\(shape=\(2, 3\)\)"),
        (lambda: Sequential([Dense(1), Input(3)]), "Input comes first"),
        (lambda: Sequential([layer := Dense(1), layer]), "dense_1 belongs to a model already"),
        (lambda: Sequential().predict(np.ones((1, 1))), "no layers"),
        (lambda: Sequential([Dense(1)]).get_weights(), "get_weights: the model has no weights yet"),
        (lambda: Sequential([Dense(1)]).as_values(), "as_values: the model has no weights yet"),
        (lambda: digits_network().predict(np.ones((2, 300))), "dense_1 takes 400 features an example, but X has 300"),
        (
            lambda: Sequential([Input(2), Dense(3, kernel_initializer=lambda shape, rng: np.ones(3))]),
            r"dense_1\.W gave shape \(3,\) instead of \(2, 3\)",
        ),
    ],
)
def test_mistakes_are_named(build, says):
    with pytest.raises(ValueError, match=says):
        build()


def test_what_is_no_layer_or_no_float_is_refused():
    with pytest.raises(TypeError, match=r"25 is not a layer.*Dense\(25"):
        Sequential([25])
    for dtype in ("int64", "float16"):
        with pytest.raises(TypeError, match=f"dtype='{dtype}'"):
            Sequential(dtype=dtype)
    assert len(Sequential(Dense(1)).layers) == 1
    with pytest.raises(TypeError, match="is not a layer"):
        Sequential([[Dense(1)]])


def test_a_layer_that_can_not_be_built_is_not_added():
    model, layer = Sequential([Input(2)]), Dense(3, kernel_initializer=lambda shape, rng: np.zeros(9))
    with pytest.raises(ValueError, match=r"gave shape \(9,\)"):
        model.add(layer)
    assert model.layers == []
    kept = Dense(1)
    with pytest.raises(TypeError, match="5 is not a layer"):
        Sequential([kept, 5])
    assert Sequential([kept]).layers == [kept]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers(name):
    W = initializer_named(name)((300, 200), np.random.default_rng(1))
    deviations = {
        "zeros": 0, "ones": 0, "random_uniform": 0.1 / np.sqrt(12), "random_normal": 0.05,
        "glorot_uniform": np.sqrt(2 / 500), "glorot_normal": np.sqrt(2 / 500),
        "he_uniform": np.sqrt(2 / 300), "he_normal": np.sqrt(2 / 300),
    }  # fmt: skip
    assert W.shape == (300, 200)
    assert W.std() == pytest.approx(deviations[name], rel=0.01)
    assert W.mean() == pytest.approx(float(name == "ones"), abs=1e-3)
    if name in ("glorot_uniform", "he_uniform"):
        assert np.abs(W).max() == pytest.approx(deviations[name] * np.sqrt(3), rel=1e-3)
    if name in ("glorot_normal", "he_normal"):
        assert np.abs(W).max() < 2 * deviations[name] / 0.879


def test_weights_come_and_go_in_keras_order():
    model = Sequential([Input(3), Dense(2), Dense(1)], seed=1)
    weights = [np.ones((3, 2)), [5, 6], [[1], [2]], np.zeros(1)]
    model.set_weights(weights)
    for mine, given in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(mine, given)
    model.get_weights()[0][:] = 7
    assert model.layers[0].W.data[0, 0] == 1
    before = model.get_weights()
    for bad, says in [
        (weights[:3], "takes 4 arrays, W and b of each layer, but got 3"),
        ([*weights[:2], np.ones((1, 2)), weights[3]], r"W of dense_2 has shape \(2, 1\), but the array given \(1, 2\)"),
        ([*weights[:3], [np.nan]], r"dense_2\.b\[0\] is nan"),
    ]:
        with pytest.raises(ValueError, match=says):
            model.set_weights([np.zeros_like(w) if i == 0 else w for i, w in enumerate(bad)])
        for mine, old in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(mine, old)


def test_summary_is_keras_table(capsys):
    digits_network().summary()
    table = capsys.readouterr().out
    assert [line.split() for line in table.splitlines() if "dense" in line] == [
        ["dense_1", "(Dense)", "(None,", "25)", "10,025"],
        ["dense_2", "(Dense)", "(None,", "15)", "390"],
        ["dense_3", "(Dense)", "(None,", "1)", "16"],
    ]
    assert "Total params: 10,431" in table
    Sequential([Dense(3)]).summary()
    assert "unknown until the number of features is" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("activations", "loss", "y"),
    [
        (["sigmoid"] * 3, BinaryCrossentropy(), [1, 0, 1, 1, 0]),
        (["tanh", "relu", "linear"], MeanSquaredError(), [1.5, 0.0, -1.0, 2.0, 0.5]),
        (["relu", "tanh", "linear"], BinaryCrossentropy(from_logits=True), [1, 0, 1, 1, 0]),
        (["sigmoid", "softmax", "sigmoid"], MeanSquaredError(), [1.0, 0.0, 1.0, 1.0, 0.0]),
    ],
)
def test_a_network_of_values_equals_the_network_of_tensors(activations, loss, y):
    model = Sequential([Input(3), *(Dense(n, a) for n, a in zip([4, 2, 1], activations, strict=True))], seed=5)
    model.compile(loss)
    _assert_twins(model, np.random.default_rng(6).normal(size=(5, 3)), np.array(y))


def test_classes_as_values():
    for loss in (CategoricalCrossentropy(), CategoricalCrossentropy(from_logits=True)):
        model = Sequential([Input(3), Dense(3, "linear" if loss.from_logits else "softmax")], seed=5)
        model.compile(loss)
        _assert_twins(model, np.random.default_rng(6).normal(size=(4, 3)), np.eye(3)[[0, 2, 1, 2]])


def test_one_digit_as_values():
    with np.load(DIGITS) as file:
        X, y = file["X"][4:5] / 255, file["y"][4:5]
    model = digits_network()
    model.compile(BinaryCrossentropy())
    _assert_twins(model, X, y)
    expected = by_hand.gradients(X, y[:, None], model.get_weights())
    for parameter in model.parameters:
        np.testing.assert_allclose(parameter.grad, expected[parameter.label], atol=1e-15)


def _assert_twins(model, X, y):
    tiny = model.as_values()
    J, scalar = model.cost(X, y), tiny.cost(X, y)
    assert isinstance(scalar, Value)
    assert scalar.data == pytest.approx(J.data, rel=1e-12)
    np.testing.assert_allclose(tiny.predict(X), model.predict(X), rtol=1e-12)
    J.backward()
    scalar.backward()
    for layer, twin in zip(model.layers, tiny.layers, strict=True):
        for parameter, values in zip(layer.parameters, twin.parameters, strict=True):
            gradients = np.frompyfunc(lambda value: value.grad, 1, 1)(values).astype(float)
            np.testing.assert_allclose(gradients, parameter.grad, rtol=0, atol=1e-12)


@pytest.mark.parametrize("optimizer", [GradientDescent(0.5), Adam(0.01)])
def test_a_network_of_values_learns_by_the_same_fit(optimizer):
    rng = np.random.default_rng(7)
    X, y = rng.normal(size=(12, 2)), rng.integers(0, 2, 12)
    model = Sequential([Input(2), Dense(3, "sigmoid"), Dense(1, "sigmoid")], seed=8)
    model.compile(BinaryCrossentropy(), optimizer, metrics=["accuracy"])
    tiny = model.as_values()
    assert [value.label for value in tiny.parameters][:3] == ["W1[0,0]", "W1[0,1]", "W1[0,2]"]
    a = model.fit(X, y, epochs=3, batch_size=5, verbose=0)
    b = tiny.fit(X, y, epochs=3, batch_size=5, verbose=0)
    np.testing.assert_allclose(a.history["loss"], b.history["loss"], rtol=1e-12)
    for mine, other in zip(model.get_weights(), tiny.get_weights(), strict=True):
        np.testing.assert_allclose(mine, other, atol=1e-12)
    again = tiny.as_values()
    assert again.parameters[0].label == "W1[0,0]"
    assert again.cost(X, y).data == tiny.cost(X, y).data
    tiny.set_weights([np.zeros_like(w) for w in tiny.get_weights()])
    np.testing.assert_array_equal(tiny.predict(X), 0.5)


def test_a_network_and_a_layer_print_as_calls_and_take_lists():
    model = Sequential([Dense(2, "relu"), Dense(1)], seed=1)
    assert repr(model) == f"Sequential([{model.layers[0]!r}, {model.layers[1]!r}])"
    layer = Dense(2)
    assert layer([[1.0, 2.0], [3.0, 4.0]]).shape == (2, 2)
    assert nn.keras.Sequential is Sequential
    with pytest.raises(TypeError, match="which yields its parts one by one"):
        model.predict(iter([[1.0, 2.0]]))
