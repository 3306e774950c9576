"""Why a network has not learned: each cause from a number that NumPy finds again, and each advice mends the run."""

import re

import numpy as np
import pytest

from nn import Activation, Dense, Sequential
from nn.callbacks import EarlyStopping
from nn.fitting.measured import measured
from nn.layers import Dropout, Normalization
from nn.losses import BinaryCrossentropy
from nn.optimizers import SGD, Adam, GradientDescent, Momentum, RMSprop
from nn.regularizers import L2

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 2))
y = (X[:, 0] * X[:, 1] > 0).astype(float)
line = (X[:, 0] > 0).astype(float)


def fitted(layers, X=X, y=y, epochs=100, optimizer="gradient_descent", loss="binary_crossentropy", seed=1, **options):
    model = Sequential(layers, seed=seed, dtype=options.pop("dtype", "float64"))
    model.compile(loss, optimizer)
    model.fit(X, y, epochs=epochs, verbose=0, **options)
    return model


def note(model):
    """The one note, which shows the loss of the last epoch, and calls it no better only if it is not."""
    (said,) = model.history.notes
    assert len(re.findall(r"To mend it|Take|Let it|Give", said)) <= 1
    loss, better, constant = re.search(r"the loss.* is (\S+), (no|hardly) better than .*?\((\S+)\)", said).groups()
    assert better == ("hardly" if float(loss) < float(constant) else "no")
    if not model.penalties() and "without" not in said:
        assert loss == f"{model.history.history['loss'][-1]:.4g}"
    return said


def learned(model):
    return model.history.history["loss"][-1] < 0.6


def hidden(activation, units=(20,), **options):
    return [*(Dense(n, activation, **options) for n in units), Dense(1, "sigmoid")]


def shifted(by):
    return lambda shape, rng: np.full(shape, by)


def scaled(X):
    first = Normalization()
    first.adapt(X)
    return first


@pytest.mark.parametrize("start", ["zeros", "ones"])
def test_units_all_alike(start):
    same = {"kernel_initializer": start, "use_bias": start == "ones"}
    model = fitted([Dense(8, "tanh", **same), Dense(1, "sigmoid", **same)])
    W = model.get_weights()[0]
    said = note(model)
    assert f"All 8 units of dense_1 compute the same: their weights differ by {np.ptp(W, axis=1).max():.1g}" in said
    assert "with kernel_initializer='glorot_uniform'" in said
    assert learned(fitted(hidden("tanh")))


def test_an_initializer_that_is_there_is_not_advised():
    model = Sequential(hidden("tanh"), seed=1)
    model.build(2)
    model.set_weights([np.zeros_like(w) for w in model.get_weights()])
    model.compile("binary_crossentropy")
    model.fit(X, y, epochs=30, verbose=0)
    assert "Let it start from random weights." in note(model)


def test_units_that_may_be_alike():
    """A single one, and the last ones, whose gradients the targets tell apart."""
    layers = [Dense(1, "tanh"), Dense(2, kernel_initializer="zeros")]
    model = fitted(layers, y=np.column_stack([y, y]), optimizer=GradientDescent(1e-6), loss="mse")
    assert "alike" not in note(model)
    assert "compute the same" not in note(model)


def test_dead_relus():
    model = fitted(hidden("relu", (20, 10)), optimizer=GradientDescent(10))
    a = np.maximum(0, X @ model.layers[0].W.data + model.layers[0].b.data)
    a = np.maximum(0, a @ model.layers[1].W.data + model.layers[1].b.data)
    said = note(model)
    assert f"{np.mean((a == 0).all(axis=0)):.0%} of the units of dense_2 are dead: relu gives 0 for all 300" in said
    assert "take a smaller alpha than in GradientDescent(alpha=10)" in said
    assert learned(fitted(hidden("relu", (20, 10)), optimizer=GradientDescent(0.3)))


def test_relus_that_start_dead():
    said = note(fitted(hidden("relu", bias_initializer=shifted(-6.0)), epochs=300))
    assert "let dense_1 start with bias_initializer='zeros'" in said
    assert learned(fitted(hidden("relu"), epochs=300))
    falling = {"kernel_initializer": lambda shape, rng: -rng.random(shape)}
    positive = np.abs(X)
    told = (positive[:, 0] > positive[:, 1]).astype(float)
    assert "take leaky_relu there" in note(fitted(hidden("relu", **falling), positive, told))
    assert learned(fitted(hidden("leaky_relu", **falling), positive, told))


def test_saturated_by_large_weights():
    model = fitted(hidden("sigmoid", kernel_initializer=lambda shape, rng: rng.normal(0, 100, shape)))
    said = note(model)
    a = 1 / (1 + np.exp(-np.clip(X @ model.layers[0].W.data + model.layers[0].b.data, -500, 500)))
    assert f"{np.mean(a * (1 - a) < 0.05 / 4):.0%} of the activations of dense_1 are saturated" in said
    assert "let dense_1 start from smaller weights with kernel_initializer='glorot_uniform'" in said
    assert learned(fitted(hidden("sigmoid"), epochs=300, optimizer=GradientDescent(1.0)))


def test_saturated_by_large_inputs():
    far = X * [1, 2000]
    said = note(fitted(hidden("tanh"), far))
    assert "let a Normalization come first" in said
    assert f"which reach {np.abs(far).max():,.4g}" in said
    assert learned(fitted([scaled(far), *hidden("tanh")], far))
    assert "let normalization_1 adapt(X)" in note(fitted([Normalization(), *hidden("tanh")], far))
    heavy = {"kernel_initializer": lambda shape, rng: rng.normal(0, 100, shape)}
    assert "Normalization" not in note(fitted([scaled(far), *hidden("tanh", **heavy)], far, optimizer=SGD(1e-4)))


def test_vanishing_gradients():
    model = fitted(hidden("sigmoid", [15] * 6))
    said = note(model)
    J = model.cost(X, y)
    J.backward()
    assert "The gradients vanish on their way back" in said
    for layer in model.layers:
        size = float(re.search(rf"(\S+) in {layer.name}", said)[1])
        assert size == pytest.approx(np.median(np.abs(layer.W.grad)), rel=0.05)
    assert "Take relu in place of sigmoid in the hidden layers" in said
    assert learned(fitted(hidden("relu", [15] * 6)))
    still = fitted(hidden("relu", [15] * 6), optimizer=GradientDescent(1e-6), seed=3)
    assert "vanish" not in note(still)
    assert "relu" not in note(still)


def test_gradients_that_are_small_for_other_reasons():
    """An input that is always 0 has no gradient, and a small one has a small gradient, in any network."""
    small = np.hstack([X, 1e-3 * RNG.normal(size=(300, 8))])
    assert "Feature" in note(fitted(hidden("sigmoid", [15] * 3), small))
    blank = np.hstack([X, np.zeros((300, 8))])
    model = fitted(hidden("sigmoid", [15] * 6), blank)
    J = model.cost(blank, y)
    J.backward()
    dW = np.abs(model.layers[0].W.grad)
    size = float(re.search(r"(\S+) in dense_1", note(model))[1])
    assert size == pytest.approx(np.median(dW[dW > 0]), rel=0.05)


def test_layers_in_a_row_without_an_activation():
    model = fitted([Dense(8), Dropout(0.0), Dense(4), Activation("linear"), Dense(1, "sigmoid")])
    assert "between dense_1, dense_3 and dense_5: together they are one straight line, x @ W + b" in note(model)
    W1, b1, W2, b2, W3, b3 = model.get_weights()
    W, b = W1 @ W2 @ W3, (b1 @ W2 + b2) @ W3 + b3
    assert f"with W of shape {W.shape}" in note(model)
    np.testing.assert_allclose(model.predict(X), 1 / (1 + np.exp(-X @ W - b)))
    assert "Give dense_1 an activation" in note(model)
    assert learned(fitted([Dense(8, "tanh"), Dense(4), Dense(1, "sigmoid")]))
    even = np.vstack([X, -X])
    regression = fitted([Dense(8), Dense(1)], even, even[:, 0] ** 2, loss="mse")
    assert "no activation between dense_1 and dense_2" in note(regression)
    mostly = np.where(RNG.random(300) < 0.2, 1 - line, line)
    assert fitted([Dense(8), Dense(1, "sigmoid")], y=mostly).history.notes == []


@pytest.mark.parametrize(("factor", "activation", "alpha"), [(0.001, "tanh", 0.1), (100, "softplus", 1e-6)])
def test_inputs_of_another_size(factor, activation, alpha):
    far = X * factor
    said = note(fitted(hidden(activation), far, optimizer=GradientDescent(alpha)))
    size = np.sqrt(np.mean(far**2, axis=0)).max()
    assert f"The inputs are {size:.3g} in size, not about 1" in said
    assert f"which reach {np.abs(far).max():,.4g}, to about -1 ... 1: let a Normalization come first" in said
    assert learned(fitted([scaled(far), *hidden(activation)], far, epochs=300))


def test_tiny_inputs_come_before_the_relus_that_they_leave_dead():
    far = X * 1e-4
    model = fitted([*hidden("relu", bias_initializer=shifted(-1e-3))], far)
    assert measured(model, model.examples(far, y))[1][0].dead > 0.8
    assert f"The inputs are {np.sqrt(np.mean(far**2, axis=0)).max():.3g} in size" in note(model)


@pytest.mark.parametrize("loss", ["mse", "mae"])
@pytest.mark.parametrize(("factor", "shift"), [(1000.0, 1e5), (1e-6, 0.0)])
def test_targets_of_another_size(factor, shift, loss):
    far = X[:, 0] * factor + shift
    for optimizer in (Adam(1e-3 if shift else 1e-4), GradientDescent(1e-6)):
        said = note(fitted([Dense(8, "tanh"), Dense(1)], X, far, 40, optimizer, loss))
        assert f"The targets are {np.sqrt(np.mean(far**2)):.3g} in size" in said
        assert "scale y: (y - y.mean()) / y.std()" in said
    mended = fitted([Dense(8, "tanh"), Dense(1)], X, (far - far.mean()) / far.std(), 40, Adam(0.01), loss)
    assert mended.history.notes == []


def test_features_of_different_sizes():
    far = X * [0.001, 1]
    said = note(fitted(hidden("tanh"), far))
    sizes = np.sqrt(np.mean(far**2, axis=0))
    assert f"Feature 0 is {sizes[0]:.3g} in size, and feature 1 is {sizes[1]:.3g}" in said
    assert learned(fitted([scaled(far), *hidden("tanh")], far))
    rare = np.eye(300)
    assert "size, not" not in note(fitted(hidden("tanh"), rare, optimizer=GradientDescent(1e-6)))
    blank = np.hstack([X, np.zeros((300, 1))])
    assert "Feature" not in note(fitted(hidden("tanh"), blank, optimizer=GradientDescent(1e-6)))


@pytest.mark.parametrize("optimizer", [GradientDescent(1e-5), Momentum(1e-6), Adam(1e-6), RMSprop(1e-7)])
def test_steps_that_are_too_small(optimizer):
    model = Sequential(hidden("tanh"), seed=1)
    model.build(2)
    start = [np.concatenate([w.ravel() for w in layer.get_weights()]) for layer in model.layers]
    model.compile("binary_crossentropy", optimizer)
    model.fit(X, y, epochs=40, verbose=0)
    said = note(model)
    name, moved = re.search(r"The weights of (\S+) have moved by (\S+) of their size", said).groups()
    ends = [np.concatenate([w.ravel() for w in layer.get_weights()]) for layer in model.layers]
    shares = [np.linalg.norm(end - was) / np.linalg.norm(was) for end, was in zip(ends, start, strict=True)]
    assert (name, float(moved)) == (f"dense_{np.argmin(shares) + 1}", pytest.approx(min(shares), rel=0.05))
    assert f"Take a larger alpha than in {optimizer}" in said
    assert "Adam()" not in said


def test_a_loss_that_still_falls():
    model = fitted([Dense(1)], y=X[:, 0] + 40, epochs=20, optimizer=GradientDescent(0.008), loss="mse")
    first, *_, last = model.history.history["loss"]
    assert f"It still falls: from {first:.4g} to {last:.4g} in 20 epochs. Take more epochs." in note(model)


def test_a_loss_that_falls_no_longer_needs_no_more_epochs():
    xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    for epochs in (500, 5000):
        model = fitted([Dense(1, "sigmoid")], xor, [0, 1, 1, 0], epochs)
        losses = model.history.history["loss"][-20:]
        assert losses[0] > losses[-1] > 0.99 * losses[0]
        assert "epochs." not in note(model)


def test_a_loss_that_goes_up_and_down_needs_no_larger_steps():
    model = fitted(hidden("leaky_relu", bias_initializer=shifted(-100.0)), epochs=300)
    assert "larger" not in note(model)


def test_nothing_to_say_but_the_fact():
    model = fitted([Dense(1, "sigmoid")], np.ones((300, 1)), epochs=200, optimizer=GradientDescent(1.0))
    assert note(model).endswith("the network has not learned from X.")


def test_a_loss_that_is_lower_is_never_called_no_better():
    for seed in range(5):
        for epochs in (20, 60, 100):
            model = fitted(hidden("sigmoid", (25, 15)), epochs=epochs, optimizer=Adam(0.001), seed=seed)
            if model.history.notes:
                note(model)


def test_one_cause_is_said():
    """What has been said of the run already is the cause."""
    (said,) = fitted(hidden("relu", (20, 10)), optimizer=GradientDescent(30.0)).history.notes
    assert "the cost grew" in said
    assert said.endswith("take a smaller alpha.")


def test_normalized_inputs_are_not_blamed_for_a_cost_that_grows():
    far, target = X * 100, X[:, 0]
    grown = fitted([scaled(far), Dense(1)], far, target, 3, GradientDescent(5.0), "mse").history.notes
    assert grown[0].endswith("take a smaller alpha.")


def test_penalties_and_dropout_are_left_out_of_the_comparison():
    layers = [Dense(20, "tanh", kernel_regularizer=L2(1e-3)), Dropout(0.2), Dense(1, "sigmoid")]
    model = fitted(layers, optimizer=GradientDescent(1e-6))
    loss = model.evaluate(X, y) - float(sum(model.penalties()))
    assert f"the loss without penalties and Dropout is {loss:.4g}" in note(model)


def test_sample_weights_count_in_the_constant():
    weights = np.where(y > 0, 9.0, 1.0)
    model = fitted(hidden("tanh"), optimizer=GradientDescent(1e-6), sample_weight=weights)
    p = np.average(y, weights=weights)
    constant = -np.mean(weights * (y * np.log(p) + (1 - y) * np.log(1 - p)))
    assert f"({constant:.4g})" in note(model)
    assert fitted(hidden("tanh"), y=line, sample_weight=weights).history.notes == []
    assert fitted(hidden("tanh"), sample_weight=np.zeros(300), epochs=20).history.notes == []


def test_examples_that_come_class_by_class():
    """The first ones are all of one class, so that they alone would say little."""
    many, classes = np.repeat(X, 10, axis=0), np.sort(np.repeat(y, 10))
    model = fitted(hidden("tanh"), many, classes, 20, GradientDescent(1e-6))
    assert "moved by" in note(model)
    model.set_weights([*model.get_weights()[:-1], [2.0]])
    loss, (first, _) = measured(model, model.examples(many, classes))
    assert loss == pytest.approx(model.evaluate(many, classes), rel=0.05)
    assert len(first.outputs) == 1024


@pytest.mark.parametrize(
    ("layers", "y", "optimizer", "loss", "options"),
    [
        (hidden("tanh"), y, GradientDescent(0.3), "binary_crossentropy", {}),
        (hidden("relu", (20, 10)), y, Adam(0.01), "binary_crossentropy", {}),
        (hidden("sigmoid"), y, Adam(0.05), "binary_crossentropy", {}),
        (hidden("leaky_relu"), y, Momentum(0.05), "binary_crossentropy", {}),
        (hidden("relu"), y, RMSprop(0.01), "mse", {}),
        ([Dense(1, "sigmoid")], line, SGD(0.1), BinaryCrossentropy(), {}),
        ([Dense(1)], line, "gradient_descent", BinaryCrossentropy(from_logits=True), {"dtype": "float32"}),
        ([Dense(2, "softmax")], line, Adam(0.05), "sparse_categorical_crossentropy", {}),
        ([Dense(20, "relu"), Dropout(0.5), Dense(1, "sigmoid")], line, Adam(0.01), "binary_crossentropy", {}),
        (hidden("relu", kernel_regularizer=L2(0.02)), line, Adam(0.01), "binary_crossentropy", {}),
        ([Dense(1)], X @ [2.0, -1.0], Adam(0.05), "mae", {}),
        ([Dense(10, "relu"), Dense(1)], X[:, 0] ** 2, Adam(0.02), "mse", {"validation_split": 0.2}),
        ([Dense(4), Dense(2)], X @ [[1.0, 2.0], [3.0, -1.0]], SGD(0.05), "mse", {"batch_size": None}),
        (hidden("relu"), y, Adam(0.02), "binary_crossentropy", {"callbacks": EarlyStopping("loss", patience=5)}),
    ],
)
def test_a_healthy_run_has_no_notes(layers, y, optimizer, loss, options):
    assert fitted(layers, X, y, 60, optimizer, loss, **options).history.notes == []


def test_a_healthy_run_of_few_examples_has_no_notes():
    xor = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    assert fitted(hidden("tanh"), xor, [0, 1, 1, 0], 300, GradientDescent(1.0)).history.notes == []
    assert fitted([Dense(1)], [[1.0]], [2.0], 30, loss="mse").history.notes == []
    faint = (RNG.random(300) < 0.5 + 0.15 * np.sign(X[:, 0])).astype(float)  # which a line tells, but hardly
    assert fitted([Dense(1, "sigmoid")], y=faint).history.notes == []
