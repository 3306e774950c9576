"""Entries, each judged by itself: beside large ones, where sums cancel, at kinks and at edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_graphs import gradients, scalar_graph, tensor_graph

from autograd import Tensor, Value, compare, logistic_loss, maximum, minimum, relu, sigmoid, softmax


def row_of(J, by_hand, **how):
    """The one row of a comparison in which w alone is asked."""
    (row,) = compare(J, {"w": by_hand}, **how).rows
    return row


def at(f, x):
    """The cost f(w) at a number or an array."""
    return np.sum(f(Tensor(x, "w"))) if np.ndim(x) else f(Value(x, "w")) * 1.0


def test_an_entry_beside_a_large_one_is_judged_by_its_own_size():
    right = np.array([1e8, 1.0, 1e-8])
    J = at(lambda w: w * w / 2, right)
    assert row_of(J, right).ok
    for wrong in (-1.0, 0.0, 1.0009, 10.0, 1 + 1e-6, np.nan, np.inf):
        for entry in (1, 2):
            answer = right.copy()
            answer[entry] *= wrong
            row = row_of(J, answer)
            assert not row.ok
            assert row.share == pytest.approx(2 / 3)


def test_features_that_are_not_scaled_hide_nothing():
    X, y = np.array([[3.8e8, 0.02], [1.2e8, 0.05], [8.0e7, 0.01]]), np.array([1.0, 2.0, 0.5])
    w = Tensor([1e-8, 0.5], "w")
    J = np.mean((X @ w - y) ** 2)
    right = 2 * X.T @ (X @ w.data - y) / 3
    assert row_of(J, right).ok
    assert not row_of(J, [right[0], 0.0]).ok
    assert not row_of(J, [right[0], -right[1]]).ok
    assert not row_of(J, [right[0] * (1 + 1e-6), right[1]]).ok


def test_a_sum_that_cancels_is_known_as_well_as_its_terms():
    def J():
        return np.sum(Value(1.0, "w") * np.array([1e8, 1.0, -1e8]))

    assert row_of(J(), 1.0).verdict == "equal"
    row = row_of(J(), 1 + 1e-7)
    assert row.ok
    assert "below what can be told here" in row.verdict or row.verdict == "equal"
    assert not row_of(J(), 1.0001).ok
    assert not row_of(J(), -1.0).ok
    assert not row_of(J(), 0.0).ok


def test_zero_is_right_where_all_terms_cancel():
    w = Value(1.0, "w")
    for J in (w * 0.1 * 3 - w * 0.3, w * 0.7 - w * 0.1 * 7):  # 5.6e-17 and such, not 0
        row = row_of(J, 0.0)
        assert row.ok
        assert row.verdict == "equal, below what can be told here, where terms cancel"
        assert not row_of(J, 1e-12).ok
        assert not row_of(J, 1e-3).ok


def test_the_gradient_of_a_softmax_that_cancels():
    x = np.array([[0.3, 0.3, 0.3], [1.0, -2.0, 0.5]])
    assert row_of(at(softmax, x), np.zeros((2, 3))).ok  # its rows add up to 1
    assert not row_of(at(softmax, x), np.full((2, 3), 1e-9)).ok


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize(
    "logit", [-40.0, -25.0, -20.0, -18.0, -3.0, 0.0, 3.0, 10.0, 18.0, 20.0, 25.0, 36.0, 40.0, 700.0]
)
def test_cross_entropy_at_saturation_is_right_by_each_formula(logit, target):
    z = Value(logit, "w")
    J = logistic_loss(z, sigmoid(z), Value(target, "y", constant=True))
    p = 1 / (1 + np.exp(-logit))
    assert row_of(J, p - target).ok
    assert compare(J).ok
    if 0 < p < 1:
        assert row_of(J, (-target / p + (1 - target) / (1 - p)) * p * (1 - p)).ok
    assert not row_of(J, p - target + 0.01).ok
    assert not row_of(J, target - p + 1e-6).ok or abs(p - target) < 1e-6


KINKS = {
    "relu": (relu, 0.0, 0, 1), "np.maximum(0, w)": (lambda w: np.maximum(0, w), 0.0, 0, 1),
    "np.maximum(w, 0)": (lambda w: np.maximum(w, 0), 0.0, 0, 1),
    "maximum(w, 0.0)": (lambda w: maximum(w, 0.0), 0.0, 0, 1),
    "clip, below": (lambda w: np.clip(w, 0, 1), 0.0, 0, 1),
    "clip, above": (lambda w: np.clip(w, 0, 1), 1.0, 0, 1),
    "abs": (abs, 0.0, -1, 1), "np.abs": (lambda w: np.abs(w - 3), 3.0, -1, 1),
    "(|w| + w) / 2": (lambda w: (abs(w) + w) / 2, 0.0, 0, 1),
    "hinge": (lambda w: np.maximum(0, 1 - w), 1.0, -1, 0),
    "minimum": (lambda w: minimum(w, 2.0), 2.0, 0, 1),
    "leaky": (lambda w: np.maximum(w, 0.1 * w), 0.0, 0.1, 1),
    "steep": (lambda w: 1e6 * relu(w), 0.0, 0, 1e6),
    "flat": (lambda w: 1e-6 * relu(w), 0.0, 0, 1e-6),
    "curved": (lambda w: relu(w) * np.exp(w), 0.0, 0, 1),
    "far up": (lambda w: relu(w - 7) + 10, 7.0, 0, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", KINKS)
def test_any_slope_between_those_of_a_kink_is_right_and_no_other(name):
    f, x, low, high = KINKS[name]
    middle, width = (low + high) / 2, high - low
    for slope in (low, middle, high, low + 0.01 * width, high - 0.01 * width):
        row = row_of(at(f, x), slope)
        assert row.ok
        assert row.verdict == "equal" or row.verdict.startswith("equal at a kink, where any slope from ")
    for slope in (low - 0.01 * width, high + 0.01 * width, 10 * high + 1, np.nan, np.inf):
        assert not row_of(at(f, x), slope).ok


@pytest.mark.parametrize("name", KINKS)
@pytest.mark.parametrize("beside", [1e-3, -1e-3, 1e-6, -1e-6, 1e-9, -1e-9])
def test_beside_a_kink_there_is_one_slope(name, beside):
    f, x, low, high = KINKS[name]
    assert not row_of(at(f, x + beside), (low + high) / 2).ok
    assert compare(at(f, x + beside)).ok


def test_kinks_in_an_array_are_right_one_by_one():
    J = at(relu, np.array([0.0, 1.0, 0.0, -1.0]))
    for answer in ([0, 1, 0, 0], [1, 1, 0, 0], [0.5, 1, 1, 0]):
        assert row_of(J, answer).ok
    assert row_of(J, [1, 1, 2, 0]).share == 0.75
    assert row_of(J, [1, 0, 1, 1]).share == 0.5
    ties = np.max(Tensor([2.0, 2.0, 1.0], "w")) * 1.0
    for answer in ([1, 0, 0], [0, 1, 0], [0.5, 0.5, 0]):
        assert row_of(ties, answer).ok
    assert not row_of(ties, [0, 0, 1]).ok
    assert not row_of(ties, [1.1, 0, 0]).ok


def test_many_kinks_are_right_in_reasonable_time():
    for size in (200, 201, 1500):
        assert row_of(at(relu, np.zeros(size)), np.ones(size)).ok


def test_a_network_whose_first_example_is_zero():
    X, y = (
        np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        np.array([[0.0], [1.0], [1.0], [0.0]]),
    )
    for rectify in (relu, lambda z: np.maximum(0, z), lambda z: (abs(z) + z) / 2):
        W1, b1 = Tensor([[1.0, -2.0], [0.5, 1.0]], "W1"), Tensor([[0.0, 0.0]], "b1")
        W2 = Tensor([[1.5], [-1.0]], "W2")
        z = X @ W1 + b1
        a = rectify(z)
        p = a @ W2 + 0.5
        dp = 2 * (p.data - y) / 4
        for derivative in (z.data > 0, z.data >= 0):
            dz = dp @ W2.data.T * derivative
            right = {"W1": X.T @ dz, "b1": dz.sum(0, keepdims=True), "W2": a.data.T @ dp}
            assert compare(np.mean((p - y) ** 2), right).ok
            assert not compare(np.mean((p - y) ** 2), right | {"b1": right["b1"] * 5}).ok


@pytest.mark.parametrize(
    ("f", "x", "right"),
    [
        (np.log, 1e-7, 1e7), (np.log, 1e-12, 1e12), (np.sqrt, 1e-9, 0.5e-9**0.5 / 1e-9 / 2**0.5),
        (lambda w: w**1.5, 0.0, 0.0),
        (np.log1p, -1 + 1e-8, 1 / (1 + (-1 + 1e-8))), (lambda w: 1 / w, 1e-8, -1e16),
        (lambda w: w**-2, 1e-5, -2e15),
        (lambda w: w * np.log(w), 1e-8, np.log(1e-8) + 1),
        (lambda w: w**-0.5, 1e-7, -0.5 * 1e-7**-1.5),
        (lambda w: np.log(1 - w), 0.999999, -1 / (1 - 0.999999)), (np.exp, 300.0, np.exp(300.0)),
        (np.sin, 1e6, np.cos(1e6)),
    ],
)  # fmt: skip
def test_at_the_edge_of_a_domain_the_right_is_right_and_the_wrong_is_wrong(f, x, right):
    row = row_of(at(f, x), right)
    assert row.ok, row.verdict
    assert row.verdict == "equal"
    for wrong in (1.001 * right + 1e-3 * (right == 0), -right + 1e-3 * (right == 0)):
        assert not row_of(at(f, x), wrong).ok


def test_nan_and_infinity_by_name():
    with np.errstate(all="ignore"):
        J = at(np.log, np.array([0.0, 1.0]))
        for right in ([np.inf, 1.0], ["inf", "1"]):
            assert row_of(J, right).ok
        for wrong in ([-np.inf, 1.0], [5.0, 1.0], [np.nan, 1.0], [np.inf, 2.0], [1e308, 1.0]):
            assert not row_of(J, wrong).ok
        assert "nan in 1 of 2 entries" in row_of(J, [np.nan, 1.0]).verdict
        assert "infinite" in row_of(at(np.log, np.array([1.0, 1.0])), [1.0, np.inf]).verdict
        J = at(np.sqrt, np.array([-1.0, 1.0]))
        for answer in ([0.0, 0.5], [np.nan, 0.5], [np.inf, 0.5]):
            row = row_of(J, answer)
            assert not row.ok
            assert row.share == 0.5
            assert "nan" in row.verdict
            assert "as if" not in row.verdict


def test_a_comparison_in_the_cost_leaves_its_gradient_exact():
    y, w = Tensor([0.0, 1.0, 1.0], "y", constant=True), Tensor([1.0, 2.0, 3.0], "w")
    J = np.sum(np.where(y == 1, np.tanh(w), 0.5 * w))
    right = np.where(y.data == 1, 1 - np.tanh(w.data) ** 2, 0.5)
    assert row_of(J, right).ok
    assert row_of(J, right * 1.01).share == 0
    assert row_of(np.sum(np.maximum(0, 2 - w)), [-1.01, -0.5, 0.01]).share == pytest.approx(1 / 3)


SEED = st.integers(0, 10_000)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEED)
def test_the_engines_gradients_of_scalar_graphs_are_right(seed):
    J = scalar_graph(seed)
    right = {row.name: float(row.autograd) for row in compare(J).rows}
    assert compare(J).ok
    assert compare(J, right).ok
    assert compare(J, {name: np.float32(x) for name, x in right.items()}, numeric=False).ok


@settings(max_examples=60, deadline=None, derandomize=True)
@given(SEED, st.integers(1, 6))
def test_the_engines_gradients_of_array_graphs_are_right(seed, m):
    J, parameters = tensor_graph(seed, m)
    right = gradients(J, parameters)
    assert compare(J, right).ok
    single = {name: np.asarray(x).astype("f4") for name, x in right.items()}
    assert compare(J, single, numeric=False).ok


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEED, st.data())
def test_one_per_cent_off_is_wrong_in_scalar_graphs(seed, data):
    J = scalar_graph(seed)
    right = {row.name: float(row.autograd) for row in compare(J).rows}
    name = data.draw(st.sampled_from(sorted(right)))
    wrong = right | {name: right[name] * 1.01 + 0.01 * (right[name] == 0)}
    (row,) = [row for row in compare(J, wrong, numeric=False).rows if row.name == name]
    assert not row.ok or "kink" in row.verdict


@settings(max_examples=100, deadline=None, derandomize=True)
@given(SEED, st.integers(1, 6), st.data())
def test_one_per_cent_off_in_one_entry_is_wrong_in_array_graphs(seed, m, data):
    J, parameters = tensor_graph(seed, m)
    right = gradients(J, parameters)
    name = data.draw(st.sampled_from(sorted(right)))
    wrong = np.array(right[name], dtype=float)
    entry = tuple(data.draw(st.integers(0, n - 1)) for n in wrong.shape)
    if abs(wrong[entry]) < 1e-9:  # saturated: what is left may be rounding
        return
    wrong[entry] *= 1.01
    (row,) = [row for row in compare(J, right | {name: wrong}, numeric=False).rows if row.name == name]
    assert not row.ok or "kink" in row.verdict
    assert row.ok or row.share == pytest.approx(1 - 1 / wrong.size)


def test_empty_gradients_are_no_distance_apart():
    apart = compare(np.sum(Tensor(np.ones((0, 3)), "x") ** 2), {"x": np.ones((0, 3))}).rows[0].apart
    assert (apart.largest, apart.relative, apart.where, apart.ok) == (0.0, 0.0, (), True)
