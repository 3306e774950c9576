"""Comparison with gradients by hand: right ones pass, and the classic mistakes are found and named."""

import numpy as np
import pytest

from autograd import Tensor, Value, check_gradients, compare, relu, rules, sigmoid
from autograd.views.diagnose import diagnose
from nn import Sequential, by_hand
from nn.layers import Dense, Input


def network(m=8, dtype="float64"):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(m, 3)), rng.integers(0, 2, (m, 1)).astype(float)
    model = Sequential([Input(3), Dense(4, "sigmoid"), Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=1, dtype=dtype)
    model.compile("binary_crossentropy")
    return model.cost(X, y), by_hand.gradients(X, y, model.get_weights())


def test_right_gradients_are_equal_three_ways():
    J, right = network()
    comparison = compare(J, right)
    assert comparison.ok
    assert comparison.first_difference is None
    assert [row.name for row in comparison.rows] == ["z3", "b3", "W3", "a2", "z2", "b2", "W2", "a1", "z1", "b1", "W1"]
    for row in comparison.rows:
        assert row.hand.largest < 1e-15
        assert row.numeric.largest < 1e-9
        assert row.measured == pytest.approx(row.autograd[row.entry], abs=1e-9)
        assert row.verdict == "equal"
    comparison.raise_if_different()


@pytest.mark.parametrize(
    ("name", "mistake", "verdict"),
    [
        ("W3", lambda g: g * 8, "times m = 8: is the mean over 8 entries missing"),
        ("W3", lambda g: g / 8, "divided by m = 8: is the mean over 8 entries taken twice"),
        ("W3", lambda g: g * 3, "the right one times 3"),
        ("W3", lambda g: -g, "the sign is turned"),
        ("W3", lambda g: g.T, r"equal after transposing: it has shape \(1, 4\) instead of \(4, 1\)"),
        ("W2", lambda g: g.T, "equal after transposing"),
        ("W3", lambda g: g.ravel(), "equal after reshaping"),
        ("W1", lambda g: g[:2], r"it has shape \(2, 4\) instead of \(3, 4\)"),
        ("b2", lambda g: g + np.array([0, 0, 1e-3, 0]), "different"),
        ("b2", lambda g: g * np.nan, "different"),
    ],
)
def test_a_mistake_is_found_and_named(name, mistake, verdict):
    J, right = network()
    comparison = compare(J, right | {name: mistake(right[name])}, numeric=False)
    assert not comparison.ok
    assert comparison.first_difference == name
    wrong = [row for row in comparison.rows if not row.ok]
    assert [row.name for row in wrong] == [name]
    with pytest.raises(AssertionError, match=rf"(?s)first at '{name}'.*{verdict}"):
        comparison.raise_if_different()


def test_the_entry_of_the_largest_difference_is_shown():
    J, right = network()
    wrong = right["W1"].copy()
    wrong[2, 1] += 0.5
    row = next(row for row in compare(J, {"dW1": wrong}).rows if row.name == "W1")
    assert row.entry == (2, 1)
    assert row.hand.largest == pytest.approx(0.5)
    assert "[2, 1]" in str(compare(J, {"dW1": wrong}))


def test_a_forgotten_sum_is_recognised():
    J, right = network()
    row = next(row for row in compare(J, {"b1": right["z1"]}).rows if row.name == "b1")
    assert row.verdict.startswith("equal after summing over axis 0")
    assert diagnose(np.array([[3.0, 6.0]]), np.array([[1.0, 2.0], [2.0, 4.0]]), set()).startswith("equal after summing")
    assert diagnose(np.array(3.0), np.array([[1.0], [2.0]]), set()).startswith("equal after summing over all axes")


def test_two_mistakes_at_once():
    right = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert diagnose(right, -right.T, set()) == "transposed, and the sign is turned"
    assert "times m = 7 and the sign turned" in diagnose(right, -7 * right, {7})
    assert diagnose(right, right * 1.00001, set()).startswith("nearly equal")


def test_the_first_mistake_in_backward_order_comes_first():
    J, right = network()
    assert compare(J, right | {"W1": right["W1"] * 2, "z2": right["z2"] * 2}, numeric=False).first_difference == "z2"


def test_what_is_not_given_is_checked_by_central_differences_only():
    w, x = Value(2.0, "w"), Value(-1.5, "x", constant=True)
    z = w * x
    z.label = "z"
    comparison = compare(sigmoid(z) ** 2)
    assert comparison.ok
    assert [row.verdict for row in comparison.rows] == ["not given", "not given"]
    assert comparison.rows[1].numeric.largest < 1e-9


def test_a_wrong_rule_is_found_by_central_differences(monkeypatch):
    monkeypatch.setattr("autograd.rules.TABLE", dict(rules.TABLE))
    monkeypatch.setattr("autograd.rules.NUMPY", dict(rules.NUMPY))
    wrong = rules.row("wrong", lambda x: x * x, lambda z, x: x)
    x = Value(3.0, "x")
    comparison = compare(wrong(x))
    assert not comparison.ok
    assert "central differences disagree" in comparison.rows[0].verdict


def test_a_kink_is_no_mistake():
    x, z = Value(0.0, "x"), Tensor([0.0, -1.0], "z")
    assert compare(relu(x) * 2.0, {"x": 0.0}).ok
    assert compare(np.sum(relu(z)), {"z": [0, 0]}).ok
    assert not compare(relu(x) * 2.0, {"x": 1.0}).ok


@pytest.mark.parametrize(
    ("J_of", "w", "right"),
    [
        (lambda w: -np.sum(np.log(w)), [1e-3, 2e-3], [-1000, -500]),
        (lambda w: np.sum(np.log(w)), [1e-6], [1e6]),
        (lambda w: np.sum((w - 1) ** 2), [1.0, 1.0], [0, 0]),
        (lambda w: np.sum(w) * 1e-3 + 1e6, [1.0], [1e-3]),
        (lambda w: np.sum(w) * 1e-13, [1.0], [1e-13]),
        (lambda w: np.sum(np.exp(w)), [20.0], [np.exp(20.0)]),
        (lambda w: np.sum(np.sqrt(w)), [1e-3, 4.0], [0.5 / np.sqrt(1e-3), 0.25]),
    ],
)
def test_what_is_right_passes_at_every_scale_and_a_turned_sign_does_not(J_of, w, right):
    comparison = compare(J_of(Tensor(w, "w")), {"w": right})
    assert comparison.ok, comparison
    check_gradients(J_of, w)
    if any(right):
        assert not compare(J_of(Tensor(w, "w")), {"w": -np.array(right)}).ok


def test_infinity_excuses_nothing():
    x = Tensor([np.inf, 1.0], "x")
    J = np.sum(x**2)
    assert not compare(J, {"x": [np.inf, -999.0]}).ok
    assert not compare(J, {"x": [5.0, 2.0]}).ok
    assert compare(J, {"x": [np.inf, 2.0]}, numeric=False).ok


def test_float32_is_compared_as_precisely_as_it_can_be():
    J, right = network(dtype="float32")
    assert compare(J, right, numeric=False).ok
    assert not compare(J, right | {"W1": right["W1"] * 1.01}, numeric=False).ok


def test_a_large_array_is_sampled():
    W = Tensor(np.random.default_rng(1).normal(size=(60, 50)), "W")
    comparison = compare(np.sum(W**3), {"W": 3 * W.data**2})
    assert comparison.ok
    assert comparison.rows[0].numeric.largest < 1e-6


def test_what_compare_refuses():
    J, right = network()
    with pytest.raises(ValueError, match=r"no gradient below J belongs to 'W9'\. The labels are: z3, b3"):
        compare(J, {"W9": right["W1"]})
    a, b = Value(1.0, "a"), Value(2.0, "a")
    with pytest.raises(ValueError, match="'a' is not the only one of that name"):
        compare(a * b, {"a": 1.0})
    with pytest.raises(ValueError, match="nothing below J is labelled"):
        compare(Value(1.0) * 2)
    w = Value(2.0, "w")
    for bad in ("w", ["w"], {1: 2.0}, {"w": "66"}, {"w": None}, {"w": [1, [2]]}, {"w": 1j}):
        with pytest.raises(TypeError, match=r"by_hand=|the gradient by hand of 'w'"):
            compare(w * w, bad)
    with pytest.raises(ValueError, match="'dw' is not the only one"):
        compare(w * w, {"w": 4.0, "dw": -4.0})
    for order in (0, 3, -1, "1"):
        with pytest.raises(ValueError, match="order="):
            check_gradients(lambda x: x**2, 1.0, order=order)
    with pytest.raises(TypeError, match="compare takes a node"):
        compare(1.0)
    w = Value(2.0, "w")
    J = w * w
    w.data = 3.0
    with pytest.raises(ValueError, match="data of 'w' changed"):
        compare(J)


def test_a_comparison_touches_no_gradient():
    w = Value(2.0, "w")
    compare(w * w, {"w": 4.0})
    assert w.grad == 0


def test_a_notebook_gets_the_table():
    w = Value(2.0, "<w>")
    assert "&lt;w&gt;" in compare(w * w)._repr_html_()


def test_empty_gradients():
    assert compare(np.sum(Tensor(np.ones((0, 3)), "W")), {"W": np.ones((0, 3))}).ok
    assert diagnose(np.zeros(2), np.ones(2), set()) == "different"


def test_check_gradients_passes_what_is_right_and_names_what_is_wrong(monkeypatch):
    check_gradients(lambda x, w: np.mean(np.tanh(x @ w) ** 2), np.ones((4, 3)) / 3, np.array([0.1, -0.2, 0.5]))
    check_gradients(lambda x: x**3, 2.0)
    monkeypatch.setattr("autograd.rules.TABLE", dict(rules.TABLE))
    wrong = rules.row("wrong", lambda x: x * x, lambda z, x: x)
    with pytest.raises(
        AssertionError, match=r"order 1 by argument 0, entry \[1\]: autograd says 2, .* say (4|3\.99999)"
    ):
        check_gradients(lambda x: np.sum(wrong(x)), np.array([0.0, 2.0]))
    half_wrong = rules.row("half_wrong", lambda x: x**3, lambda z, x: 3 * wrong(x))
    check_gradients(lambda x: np.sum(half_wrong(x)), np.array([1.0, 2.0]), order=1)
    with pytest.raises(AssertionError, match="order 2"):
        check_gradients(lambda x: np.sum(half_wrong(x)), np.array([1.0, 2.0]))
