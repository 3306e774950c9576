"""Examples that a network can't learn from are refused, by name and with the fix."""

import re

import numpy as np
import pytest

from nn import Sequential
from nn.layers import Dense
from nn.losses import BinaryCrossentropy, MeanSquaredError, mean_absolute_error


def network():
    model = Sequential([Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    return model


@pytest.mark.parametrize(
    ("X", "y", "options", "says"),
    [
        (np.ones((5, 2, 2)), np.ones(5), {}, r"X has shape \(5, 2, 2\); give \(m, features\)"),
        (np.ones((5, 2)), np.ones(4), {}, r"\(5, 2\) and y has shape \(4,\).*each of the 5 rows"),
        (np.ones((5, 2)), np.ones((1, 5, 1)), {}, r"y has shape \(1, 5, 1\).*each of the 5 rows.*Write y\[0\]"),
        (np.ones((5, 2)), np.ones((1, 5)), {}, r"y has shape \(1, 5\).*Write y\[0\]\."),
        (np.ones((5, 2)), 1.0, {}, r"y has shape \(\).*Write np\.full\(5, y\) if all have the same"),
        (np.ones((0, 2)), np.ones(0), {}, "no example"),
        (np.array([[1.0, np.nan]]), np.ones(1), {}, r"X\[0, 1\] is nan"),
        (np.ones((2, 2)), np.array([1.0, np.inf]), {}, r"y\[1\] is inf"),
        (np.ones((5, 2)), np.ones(5) * 3, {}, "a target is a probability, 0 to 1, but one of them is 3"),
        (np.ones((5, 2)), np.ones((5, 2)), {}, r"targets of shape \(5, 2\).*predictions of shape \(5, 1\)"),
        (np.ones((5, 2)), np.ones(5), {"batch_size": 0}, "batch_size=0"),
        (np.ones((5, 2)), np.ones(5), {"epochs": -1}, "epochs=-1"),
        (np.ones((5, 2)), np.ones(5), {"verbose": 3}, "verbose=3"),
        (np.ones((5, 2)), np.ones(5), {"validation_split": 1.0}, "validation_split=1.0 of 5 examples"),
        (np.ones((5, 2)), np.ones(5), {"validation_split": 0.99}, "validation_split=0.99"),
        (np.ones((5, 2)), np.ones(5), {"validation_data": (np.ones((3, 2)), np.ones(2))}, "validation X has shape"),
        (np.ones((5, 2)), np.ones(5), {"validation_data": np.ones((3, 2))}, r"a pair \(X, y\)"),
        (np.ones((5, 2)), np.ones(5), {"epochs": 2.0}, r"epochs=2\.0: give a whole number"),
        (np.ones((5, 2)), np.ones(5), {"validation_data": (np.ones((3, 4)), np.ones(3))}, "takes 2 features"),
    ],
)
def test_bad_examples_are_refused_by_name(X, y, options, says):
    with pytest.raises(ValueError, match=says):
        network().fit(X, y, **options)


def test_numbers_are_examples_of_one_feature():
    numbers, y = np.linspace(-1, 1, 6), np.array([0, 0, 0, 1, 1, 1])
    models = [network() for _ in range(3)]
    for model, X in zip(models, (numbers, list(numbers), numbers[:, None]), strict=True):
        model.fit(X, y, epochs=2, validation_data=(X, y), verbose=0)
        np.testing.assert_array_equal(model.predict(X), models[0].predict(numbers[:, None]))
        assert model.evaluate(X, y) == models[0].evaluate(numbers[:, None], y)
    assert models[0].predict([100.0]).shape == (1, 1)
    two = network()
    two.build(2)
    for use in (two.predict, lambda X: two.fit(X, np.ones(5)), lambda X: two.evaluate(X, np.ones(5))):
        with pytest.raises(ValueError, match=r"X has shape \(5,\).*X\[:, None\] for one feature.*X\[None, :\] for one"):
            use(np.ones(5))


def test_examples_that_are_no_numbers():
    with pytest.raises(TypeError, match="X must hold real numbers"):
        network().fit([["a", "b"]], [1])
    with pytest.raises(TypeError, match="y must hold real numbers"):
        network().fit([[1.0]], ["yes"])


WORDS = ["cat", "dog", "cat", "cow"]


@pytest.mark.parametrize("kind", [list, np.array, lambda x: np.array(x, dtype=object)])
@pytest.mark.parametrize(
    ("name", "given", "right"),
    [
        ("X", [["1", "20"], ["10", "3"], ["2", "1e1"]], [[1, 20], [10, 3], [2, 10]]),
        ("y", ["10", "9", "-1.5"], [10, 9, -1.5]),
        ("y", WORDS, [0, 2, 0, 1]),
        ("X", [[word, "x"] for word in WORDS], np.eye(3)[[0, 2, 0, 1]]),
        ("y", [1.0, "2", 3], [1, 2, 3]),
    ],
)
def test_text_is_answered_with_what_makes_numbers_of_it(kind, name, given, right):
    given = kind(given)
    arguments = {"X": np.ones((len(given), 1)), "y": np.ones(len(given)), name: given}
    with pytest.raises(TypeError, match=f"{name} must hold real numbers") as refused:
        network().fit(**arguments, verbose=0)
    code = re.search(r"Write (.*?)( for the (columns|numbers)|\.$)", str(refused.value))[1]
    np.testing.assert_array_equal(eval(code, {"np": np, "i": 0, name: np.asarray(given)}), right)


def test_words_among_other_things_have_no_numbers():
    with pytest.raises(TypeError, match=r"If all its entries are numbers, write np\.asarray\(y, dtype=float\)"):
        network().fit([[1.0], [2.0]], np.array(["yes", {}], dtype=object))


@pytest.mark.parametrize("loss", [BinaryCrossentropy(), MeanSquaredError(), mean_absolute_error])
def test_short_floats_are_computed_with_as_doubles(loss):
    p, y = np.array([[0.1], [0.7], [0.3]], np.float16), np.array([[0], [1], [1]], np.float16)
    expected = loss(y.astype(float), p.astype(float))
    np.testing.assert_array_equal(loss(y, p), expected)
    assert np.asarray(loss(y, p)).dtype == np.float64
    assert np.asarray(loss(*np.float32([y, p]))).dtype == np.float32


def test_a_metric_may_say_a_number_for_each_example():
    def by_example(y, p):
        return np.mean(np.abs(y - p), axis=-1)

    X, y = np.random.default_rng(0).normal(size=(7, 2)), np.arange(7) % 2
    model = network()
    model.compile("mse", metrics=[by_example, mean_absolute_error, "mae"])
    expected = np.mean(np.abs(model.predict(X)[:, 0] - y))
    np.testing.assert_allclose(model.evaluate(X, y)[1:], 3 * [expected])
    assert list(model.fit(X, y, verbose=0).latest()) == ["loss", "by_example", "mean_absolute_error", "mae"]


def test_rows_of_different_lengths_and_masked_entries():
    with pytest.raises(ValueError, match="X needs rows of equal length"):
        network().fit([[1.0, 2.0], [3.0]], [1, 0])
    with pytest.raises(TypeError, match="X has a mask"):
        network().fit(np.ma.ones((2, 2)), [1, 0])
