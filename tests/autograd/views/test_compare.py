"""Comparison with gradients by hand: right ones pass, and the classic mistakes are found and named."""

import numpy as np
import pytest

from autograd import Tensor, Value, check_gradients, compare, draw, explain, relu, rules, sigmoid
from demos import by_hand
from nn import Sequential
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
        assert row.apart.largest < 1e-15
        assert row.numeric_apart.largest < 1e-9
        assert row.numeric_entry == pytest.approx(row.autograd[row.entry], abs=1e-9)
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
    assert row.apart.largest == pytest.approx(0.5)
    assert "[2, 1]" in str(compare(J, {"dW1": wrong}))


def test_a_forgotten_sum_is_recognised():
    J, right = network()
    row = next(row for row in compare(J, {"b1": right["z1"]}).rows if row.name == "b1")
    assert row.verdict.startswith("equal after summing over axis 0")
    w, b = Tensor([[0.5, -1.5]], "w"), Value(0.3, "b")
    z = np.array([[1.0, 2.0], [3.0, 5.0]]) * w + b
    z.label = "z"
    J = np.sum(np.tanh(z))
    dz = 1 - np.tanh(z.data) ** 2
    forgotten = compare(J, {"z": dz, "w": dz * np.array([[1.0, 2.0], [3.0, 5.0]]), "b": dz}).rows
    assert forgotten[1].verdict == "equal after summing over all axes: it has shape (2, 2) instead of ()"
    assert forgotten[2].verdict == "equal after summing over axis 0: it has shape (2, 2) instead of (1, 2)"


def test_two_mistakes_at_once():
    J, right = network()
    for name, mistake, verdict in [
        ("W2", lambda g: -g.T, "the sign is turned, and it is transposed"),
        ("W2", lambda g: -8 * g, "times m = 8 and the sign turned"),
        ("W2", lambda g: g * 1.00001, "nearly equal: by hand it is larger by 1.0e-05 of it"),
    ]:
        comparison = compare(J, right | {name: mistake(right[name])}, numeric=False)
        row = next(row for row in comparison.rows if row.name == name)
        assert verdict in row.verdict
        assert not row.ok


def test_the_first_mistake_in_backward_order_comes_first():
    J, right = network()
    assert compare(J, right | {"W1": right["W1"] * 2, "z2": right["z2"] * 2}, numeric=False).first_difference == "z2"


def test_what_is_not_given_is_checked_by_central_differences_only():
    w, x = Value(2.0, "w"), Value(-1.5, "x", constant=True)
    z = w * x
    z.label = "z"
    comparison = compare(sigmoid(z) ** 2)
    assert comparison.ok
    assert [(row.name, row.verdict) for row in comparison.rows] == [("w", "not given")]
    assert comparison.rows[0].numeric_apart.largest < 1e-9
    assert [row.name for row in compare(sigmoid(z) ** 2, wrt=["z", "w"]).rows] == ["z", "w"]


def test_a_wrong_rule_is_found_by_central_differences(own_rows):
    wrong = rules.row("wrong", lambda x: x * x, lambda z, x: x)
    x = Value(3.0, "x")
    comparison = compare(wrong(x))
    assert not comparison.ok
    assert "central differences disagree" in comparison.rows[0].verdict


def test_a_kink_is_no_mistake():
    x, z = Value(0.0, "x"), Tensor([0.0, -1.0], "z")
    assert compare(relu(x) * 2.0, {"x": 0.0}).ok
    assert compare(np.sum(relu(z)), {"z": [0, 0]}).ok
    assert compare(relu(x) * 2.0, {"x": 1.0}).rows[0].verdict.startswith("equal at a kink, where any slope from 0 to 2")
    assert not compare(relu(x) * 2.0, {"x": 2.001}).ok
    assert not compare(relu(x) * 2.0, {"x": -0.001}).ok
    assert not compare(relu(Value(1e-7, "x")) * 2.0, {"x": 1.0}).ok  # beside the kink there is one slope


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
    assert comparison.rows[0].numeric_apart.largest < 1e-6


def test_what_compare_refuses():
    with pytest.raises(ValueError, match="nothing below J is labelled"):
        compare(Value(1.0) * 2)
    w = Value(2.0, "w")
    for bad in ("w", ["w"], 4.0):
        with pytest.raises(TypeError, match=r"by_hand=.*by label, \{'W': dW\}"):
            compare(w * w, bad)
    with pytest.raises(ValueError, match="no 'v' among the labels w"):
        compare(w * w, {"w": 4.0}, wrt=["v"])
    for tolerance in ({"rtol": -1.0}, {"atol": "0.1"}, {"rtol": float("nan")}):
        with pytest.raises(ValueError, match="a tolerated difference is a number"):
            compare(w * w, {"w": 4.0}, **tolerance)
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


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("half", "a text that is no number: 'half'"),
        (["1/3", "x"], "a text that is no number: 'x'"),
        (b"66", "bytes: give the number without quotes"),
        ([1, [2]], "rows of different lengths: give an array"),
        (1j, "not real numbers, but complex128"),
        ([None], "not real numbers, but object"),
        ("9" * 500 + "x", "a text that is no number: '999999999999999999999999999999999999..."),
    ],
)
def test_an_answer_that_is_no_number_is_a_row_and_stops_no_other(answer, verdict):
    w, b = Value(2.0, "w"), Value(3.0, "b")
    comparison = compare(w * w * b, {"w": answer, "b": 4.0})
    assert {row.name: (row.verdict, row.ok) for row in comparison.rows} == {"w": (verdict, False), "b": ("equal", True)}
    assert comparison.first_difference == "w"
    assert verdict in str(comparison)


def test_an_answer_for_nothing_in_the_graph_is_a_row_and_stops_no_other():
    J, right = network()
    comparison = compare(J, right | {"W9": right["W1"], 1: 2.0, "X": 0.0, "a3": 0.0, "dW1": right["W1"]}, numeric=False)
    assert [row.ok for row in comparison.rows] == [True] * 11 + [False] * 5
    verdicts = {row.name: row.verdict for row in comparison.rows[11:]}
    assert verdicts["W9"].startswith("the graph has no 'W9'; its labels are z3, b3")
    assert verdicts["1"].startswith("the graph has no 1;")
    assert verdicts["X"] == "X is a constant: it has no gradient"
    assert verdicts["a3"] == "not computed: sigmoid and cross-entropy in one, which goes past a3"
    assert verdicts["dW1"] == "a second answer for 'W1': give one"
    assert comparison.first_difference == "W9"
    a, b = Value(1.0, "a"), Value(2.0, "a")
    assert compare(a * b, {"a": 1.0}).rows[-1].verdict == "2 quantities are called 'a': label each of them"
    assert not compare(a * b, {"a": 1.0}).ok
    assert compare(a * b, {a: 2.0, b: Value(1.0)}).ok


def test_what_was_not_answered_is_not_ok():
    w, b = Value(2.0, "w"), Value(3.0, "b")
    J = w * b
    assert not compare(J, {}).ok
    assert [row.verdict for row in compare(J, {"w": 3.0}).rows] == ["no answer", "equal"]
    assert compare(J, {"w": 3.0}).first_difference is None
    assert compare(J, {"w": 3.0}).unanswered == compare(J, {"w": 3.0, "b": None}).unanswered == ["b"]
    assert compare(J, None).unanswered == ["b", "w"]
    assert not compare(J, None).ok
    for wrt in (["w"], "w", w, [w]):
        assert compare(J, {"w": 3.0}, wrt=wrt).ok
        assert not compare(J, {}, wrt=wrt).ok
    assert not compare(J, {"w": 3.0, "b": 7.0}, wrt=["w"]).ok  # what was answered is graded


def test_rounded_answers():
    w = Value(1.4347, "w")
    J = w * w
    assert compare(J, {"w": 2.869}).rows[0].verdict == "equal to its 4 digits"
    assert not compare(J, {"w": 2.869}, digits=5).ok
    assert compare(J, {"w": 2.869}, digits=5, rtol=1e-3).ok
    assert not compare(J, {"w": 2.9}).ok  # two digits tell too little
    assert compare(J, {"w": 2.9}, digits=2).ok
    assert compare(J, {"w": 2.87}, atol=0.005).ok
    assert not compare(J, {"w": 2.86}, atol=0.005).ok
    x = Tensor([1000.0, 0.001], "x")
    assert not compare(np.sum(x * x), {"x": [2000.0, 0.003]}, rtol=1e-3).ok  # relative to each number
    assert compare(np.sum(x * x), {"x": [2000.5, 0.002001]}, rtol=1e-3).ok


def test_what_is_printed_can_be_pasted_into_python():
    w = Value(-2.0, "w")
    J = -3 * w
    for view in (compare(J, {"w": 3.0}), explain(J, alpha=0.5), draw(J)):
        assert "-" in str(view)
        assert "\N{MINUS SIGN}" not in str(view)


def test_long_verdicts_stand_below_the_table():
    J, right = network()
    wrong = compare(J, right | {"z1": right["a1"]}, numeric=False)
    lines = wrong.text(80).splitlines()
    assert lines[0].split() == ["gradient", "shape", "entry", "autograd", "by", "hand", "numeric", "apart", "verdict"]
    in_table, below = [line for line in lines if line.startswith("dz1")]
    assert in_table.endswith("see below")
    assert below == "dz1: as if a1 * (1 - a1) were left out; right is dz1 = da1 * (a1 * (1 - a1))"
    assert max(map(len, lines)) <= 80
    assert "see below" not in wrong.text(10_000)
    assert "see below" not in wrong.markdown() + wrong.latex()


def test_numbers_in_latex_keep_their_minus_signs():
    w = Value(-2e-7, "w")
    text = compare(w * w, {"w": -0.25}, numeric=False).latex()
    assert "& - 4 \\cdot 10^{- 7} & - 0.25 &" in text


def test_a_comparison_touches_no_gradient():
    w = Value(2.0, "w")
    compare(w * w, {"w": 4.0})
    assert w.grad == 0


def test_a_notebook_gets_the_table():
    w = Value(2.0, "<w>")
    assert "&lt;w&gt;" in compare(w * w)._repr_html_()


def test_empty_gradients():
    assert compare(np.sum(Tensor(np.ones((0, 3)), "W")), {"W": np.ones((0, 3))}).ok
    assert compare(np.sum(Tensor([0.5, 2.0], "x") * 0), {"x": np.ones(2)}).rows[0].verdict == "different"


def test_check_gradients_passes_what_is_right_and_names_what_is_wrong(own_rows):
    check_gradients(lambda x, w: np.mean(np.tanh(x @ w) ** 2), np.ones((4, 3)) / 3, np.array([0.1, -0.2, 0.5]))
    check_gradients(lambda x: x**3, 2.0)
    wrong = rules.row("wrong", lambda x: x * x, lambda z, x: x)
    with pytest.raises(
        AssertionError, match=r"order 1 by argument 0, entry \[1\]: autograd says 2, .* say (4|3\.99999)"
    ):
        check_gradients(lambda x: np.sum(wrong(x)), np.array([0.0, 2.0]))
    half_wrong = rules.row("half_wrong", lambda x: x**3, lambda z, x: 3 * wrong(x))
    check_gradients(lambda x: np.sum(half_wrong(x)), np.array([1.0, 2.0]), order=1)
    with pytest.raises(AssertionError, match="order 2"):
        check_gradients(lambda x: np.sum(half_wrong(x)), np.array([1.0, 2.0]))
