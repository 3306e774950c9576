"""fit does what a person with NumPy would do, and says what it did."""

import contextlib
import io
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograd import Tensor
from demos import by_hand
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy, MeanSquaredError
from nn.optimizers import Adam, GradientDescent


def network(seed=1, **options):
    model = Sequential([Dense(4, "sigmoid"), Dense(3, "sigmoid"), Dense(1, "sigmoid")], seed=seed, **options)
    model.compile(loss=BinaryCrossentropy(), metrics=["accuracy"])
    return model


def in_order(gradients):
    """The gradients of W1, b1, W2, b2 ... from those of all quantities."""
    layers = range(1, 1 + sum(name.startswith("W") for name in gradients))
    return [gradients[f"{letter}{layer}"] for layer in layers for letter in "Wb"]


def examples(m=50, features=3, seed=2):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, features))
    return X, (X.sum(axis=1) > 0).astype(float)


@pytest.mark.parametrize(("units", "features", "batch_size"), [([4, 3, 1], 3, 16), ([3, 3, 3], 3, 7), ([2], 5, None)])
def test_fit_equals_backprop_written_by_hand(units, features, batch_size):
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(40, features)), rng.integers(0, 2, (40, units[-1])).astype(float)
    model = Sequential([Input((features,)), *(Dense(n, "sigmoid") for n in units)], seed=4)
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.7))
    weights = model.get_weights()
    history = model.fit(X, y, batch_size=batch_size, epochs=6, shuffle=False, verbose=0)
    size = batch_size or len(X)
    assert history.initial_loss == pytest.approx(by_hand.cost(X, y, weights), rel=1e-14)
    for epoch in range(6):
        costs = []
        for start in range(0, len(X), size):
            batch = slice(start, start + size)
            costs.append(by_hand.cost(X[batch], y[batch], weights) * len(X[batch]))
            for w, dw in zip(weights, in_order(by_hand.gradients(X[batch], y[batch], weights)), strict=True):
                w -= 0.7 * dw
        assert history.history["loss"][epoch] == pytest.approx(sum(costs) / len(X), rel=1e-12)
    for mine, hand in zip(model.get_weights(), weights, strict=True):
        np.testing.assert_allclose(mine, hand, rtol=0, atol=1e-12)


def test_a_seed_repeats_weights_and_shuffling_bit_for_bit():
    X, y = examples()
    first, second, other = network(1), network(1), network(2)
    for model in (first, second, other):
        model.fit(X, y, epochs=3, verbose=0)
    for a, b, c in zip(first.get_weights(), second.get_weights(), other.get_weights(), strict=True):
        assert a.tobytes() == b.tobytes()
        assert a.tobytes() != c.tobytes()


def test_shuffling_deals_every_example_once_an_epoch():
    seen = []

    class WatchingLoss(MeanSquaredError):
        def losses(self, y, p):
            seen.append(y.data[:, 0])
            return super().losses(y, p)

    model = Sequential([Dense(1)], seed=1)
    model.compile(loss=WatchingLoss(), optimizer=GradientDescent(1e-9), run_eagerly=True)
    y = np.arange(10.0)
    model.fit(np.ones((10, 2)), y, batch_size=4, epochs=2, verbose=0)
    sizes = [len(batch) for batch in seen]
    assert sizes == [10, 4, 4, 2, 4, 4, 2]  # the network runs once before the first step
    first, second = np.concatenate(seen[1:4]), np.concatenate(seen[4:])
    assert sorted(first) == sorted(second) == list(y)
    assert list(first) != list(second)


def test_history_and_validation():
    X, y = examples(100)
    model = network()
    history = model.fit(X[:80], y[:80], epochs=5, verbose=0, validation_data=(X[80:], y[80:]))
    assert model.history is history
    assert history.epoch == [0, 1, 2, 3, 4]
    assert list(history.history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert all(len(curve) == 5 for curve in history.history.values())
    assert [history.history["val_loss"][-1], history.history["val_accuracy"][-1]] == model.evaluate(X[80:], y[80:])
    assert not history.interrupted
    untouched = network(7)
    assert untouched.fit(X, y, epochs=0, verbose=0).history == {}
    assert network(7).fit(X, y, epochs=1, verbose=0).initial_loss == untouched.evaluate(X, y)[0]


def test_validation_split_holds_out_the_last_examples():
    X, y = examples(50)
    split, given = network(), network()
    a = split.fit(X, y, epochs=2, verbose=0, validation_split=0.2)
    b = given.fit(X[:40], y[:40], epochs=2, verbose=0, validation_data=(X[40:], y[40:]))
    assert a.history == b.history


def test_fit_goes_on_where_it_stopped():
    X, y = examples()
    once, twice = network(), network()
    for model in (once, twice):
        model.compile(BinaryCrossentropy(), Adam(0.01))
    once.fit(X, y, epochs=4, verbose=0)
    twice.fit(X, y, epochs=2, verbose=0)
    twice.fit(X, y, epochs=2, verbose=0)
    for a, b in zip(once.get_weights(), twice.get_weights(), strict=True):
        assert a.tobytes() == b.tobytes()


def test_training_touches_neither_the_data_nor_the_gradients():
    X, y = examples()
    model = network()
    model.build(3)
    copies = X.copy(), y.copy()
    model.fit(X, y, epochs=1, verbose=0)
    np.testing.assert_array_equal(X, copies[0])
    np.testing.assert_array_equal(y, copies[1])
    assert all(np.all(w.grad == 0) for w in model.parameters)


def test_float32_throughout():
    X, y = examples()
    model = network(dtype="float32")
    model.compile(BinaryCrossentropy(), "adam")
    model.fit(X, y, epochs=2, verbose=0)
    assert {w.dtype for w in model.get_weights()} == {model.predict(X).dtype} == {np.dtype("float32")}
    assert model.cost(X, y).dtype == np.float32


def test_a_cost_that_is_not_finite_stops_with_advice():
    X, y = examples()
    model = Sequential([Dense(3), Dense(1)], seed=1)
    model.compile(MeanSquaredError(), GradientDescent(alpha=1e3))
    with (
        np.errstate(all="ignore"),
        pytest.raises(FloatingPointError, match=r"in epoch \d+, batch \d+.*smaller alpha.*alpha=1000"),
    ):
        model.fit(X, y, epochs=200, verbose=0)
    assert model.history.epoch


def test_weights_that_are_not_finite_stop_it_too():
    model = Sequential([Dense(1)], seed=1)
    model.compile(MeanSquaredError(), GradientDescent(1e300))
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError, match=r"'W1' holds numbers .* after epoch 1"):
        model.fit(np.ones((5, 2)) * 1e5, np.ones(5) * 1e10, batch_size=None, verbose=0)


def test_bad_validation_data_are_refused_before_anything_is_learned():
    X, y = examples()
    model = network()
    model.build(3)
    before, history = model.get_weights(), model.history
    with pytest.raises(ValueError, match="takes 3 features"):
        model.fit(X, y, validation_data=(np.ones((3, 5)), np.ones(3)))
    assert model.history is history
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_function_that_drops_the_graph_is_found_before_training():
    X, y = examples()
    model = Sequential([Dense(3, lambda z: np.maximum(z.data, 0)), Dense(1)], seed=1)
    model.compile("mse")
    with pytest.raises(ValueError, match="does not depend on 'W1': a function on the way drops the graph"):
        model.fit(X, y)


def test_an_optimizer_can_serve_two_models():
    X, y = examples()
    shared, alone = Adam(0.01), Adam(0.01)
    first, second, third = network(1), network(1), network(2)
    first.compile("binary_crossentropy", shared)
    second.compile("binary_crossentropy", alone)
    first.fit(X, y, epochs=2, verbose=0)
    third.compile("binary_crossentropy", shared)
    third.fit(X, y, epochs=2, verbose=0)
    second.fit(X, y, epochs=2, verbose=0)
    first.fit(X, y, epochs=2, verbose=0)
    second.fit(X, y, epochs=2, verbose=0)
    for a, b in zip(first.get_weights(), second.get_weights(), strict=True):
        assert a.tobytes() == b.tobytes()


def test_compile_takes_all_or_nothing():
    model = network()
    before = model.loss, model.optimizer, model.metrics
    for metrics, says in [(["bad"], "no metric 'bad'"), (["mae", "mae"], "a name of its own")]:
        with pytest.raises(ValueError, match=says):
            model.compile("mse", "adam", metrics)
        assert (model.loss, model.optimizer, model.metrics) == before


def test_ctrl_c_keeps_what_was_learned():
    calls = []

    class Interrupting(BinaryCrossentropy):
        def losses(self, y, p):
            calls.append(1)
            if len(calls) == 13:
                raise KeyboardInterrupt
            return super().losses(y, p)

    X, y = examples()
    model = network()
    model.compile(Interrupting(), run_eagerly=True)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        history = model.fit(X, y, batch_size=10, epochs=100)
    assert history.interrupted
    assert history.epoch == [0, 1]
    assert "interrupted" in repr(history)
    assert "Interrupted in epoch 3; the weights learned so far are kept." in said.getvalue()
    assert model.cost(X, y) < history.initial_loss


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
def test_a_real_ctrl_c():
    program = (
        "import numpy as np; from nn import Sequential; from nn.layers import Dense\n"
        "model = Sequential([Dense(50, 'relu'), Dense(1)], seed=1); model.compile('mse', 'adam')\n"
        "h = model.fit(np.ones((1000, 50)), np.ones(1000), epochs=10**6)\n"
        "print('kept', len(h.epoch), h.interrupted)"
    )
    command = [sys.executable, "-u", "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as run:
        for line in run.stdout:
            if line.startswith("Epoch 3/"):
                run.send_signal(signal.SIGINT)
                break
        rest = run.stdout.read()
    assert run.returncode == 0
    assert re.search(r"kept \d+ True", rest)


def test_a_model_without_a_loss():
    model = Sequential([Dense(1)])
    for use in (model.cost, model.fit, model.evaluate):
        with pytest.raises(RuntimeError, match=r"compile\(loss="):
            use(np.ones((2, 2)), np.ones(2))


def test_a_flat_y_is_a_column_and_never_a_square():
    X, y = examples(6)
    model = network()
    flat, column = model.cost(X, y), model.cost(X, y[:, None])
    assert flat.data == column.data
    with pytest.raises(ValueError, match=r"\(1, 6\)"):
        model.cost(X, y[None, :])


def test_the_gradient_by_the_input():
    X, y = examples(4)
    model = network()
    x = Tensor(X, label="x")
    model.cost(x, y).backward()
    weights = model.get_weights()
    h = 1e-6
    for i in np.ndindex(X.shape):
        step = np.zeros_like(X)
        step[i] = h
        slope = (by_hand.cost(X + step, y[:, None], weights) - by_hand.cost(X - step, y[:, None], weights)) / (2 * h)
        assert x.grad[i] == pytest.approx(slope, abs=1e-9)
