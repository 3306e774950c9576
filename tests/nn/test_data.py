"""Examples that a network can't learn from are refused, by name and with the fix."""

import numpy as np
import pytest

from nn import Sequential
from nn.layers import Dense
from nn.losses import BinaryCrossentropy


def network():
    model = Sequential([Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    return model


@pytest.mark.parametrize(
    ("X", "y", "options", "says"),
    [
        (np.ones((5, 2, 2)), np.ones(5), {}, r"X has shape \(5, 2, 2\); give \(m, features\)"),
        (np.ones((5, 2)), np.ones(4), {}, r"\(5, 2\) and y has shape \(4,\).*each of the 5 rows"),
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


def test_rows_of_different_lengths_and_masked_entries():
    with pytest.raises(ValueError, match="X needs rows of equal length"):
        network().fit([[1.0, 2.0], [3.0]], [1, 0])
    with pytest.raises(TypeError, match="X has a mask"):
        network().fit(np.ma.ones((2, 2)), [1, 0])
