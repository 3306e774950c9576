"""Verdicts on wrong answers: each says what was done, where, and what is right, and what it says is so."""

import re

import numpy as np
import pytest
from random_graphs import scalar_graph, tensor_graph

from autograd import Tensor, Value, compare, grad, sigmoid, softmax, tanh
from autograd.backpropagation import backpropagate
from autograd.graph import topological_order
from autograd.judging.symbolic_pass import SymbolicPass
from autograd.names import names_of

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(5, 3)), RNG.normal(size=(5, 2))
W1, B1, W2 = RNG.normal(size=(3, 4)), RNG.normal(size=4), RNG.normal(size=(4, 2))


def network():
    """J = mean((a2 - y)**2) + 0.1 sum(W2**2), and all its gradients by hand."""
    w1, b1, w2 = Tensor(W1, "W1"), Tensor(B1, "b1"), Tensor(W2, "W2")
    z1 = Tensor(X, "X", constant=True) @ w1 + b1
    a1 = sigmoid(z1)
    a2 = a1 @ w2
    z1.label, a1.label, a2.label = "z1", "a1", "a2"
    J = np.mean((a2 - Tensor(Y, "y", constant=True)) ** 2) + 0.1 * np.sum(w2**2)
    A = a1.data
    da2 = 2 * (a2.data - Y) / 10
    da1 = da2 @ W2.T
    dz1 = da1 * A * (1 - A)
    right = {"a2": da2, "W2": A.T @ da2 + 0.2 * W2, "a1": da1, "z1": dz1, "W1": X.T @ dz1, "b1": dz1.sum(axis=0)}
    return J, right, {"a1": A, "z1": z1.data, "a2": a2.data, "X": X, "y": Y, "W1": W1, "W2": W2, "b1": B1}


J, RIGHT, VALUES = network()
A, DA2, DA1, DZ1 = VALUES["a1"], RIGHT["a2"], RIGHT["a1"], RIGHT["z1"]
LINE = "right is dz1 = da1 * (a1 * (1 - a1))"
CASES = [
    ("z1", DA1, f"as if a1 * (1 - a1) were left out; {LINE}"),
    ("z1", DA1 * A, f"as if 1 - a1 were left out; {LINE}"),
    ("z1", A * (1 - A), f"as if da1 were left out; {LINE}"),
    ("z1", DA1 * (A * (1 - A)) ** 2, f"as if a1 * (1 - a1) were taken twice; {LINE}"),
    ("z1", DA1 * sigmoid(A) * (1 - sigmoid(A)), f"as if dz1 = da1 * (sigmoid(a1) * (1 - sigmoid(a1))); {LINE}"),
    ("z1", DA1 * (1 - A**2), f"as if dz1 = da1 * (1 - a1 ** 2); {LINE}"),
    ("z1", DA1 * VALUES["z1"] * (1 - VALUES["z1"]), f"as if z1 were taken for a1; {LINE}"),
    ("z1", DA1 * A * (1 + A), f"as if 1 + a1 stood for 1 - a1; {LINE}"),
    ("z1", -DA1 * A, f"as if 1 - a1 were left out, and the sign is turned; {LINE}"),
    ("W1", RIGHT["W1"].T, "equal after transposing: it has shape (4, 3) instead of (3, 4)"),
    ("W1", RIGHT["W1"].ravel(), "equal after reshaping: it has shape (12,) instead of (3, 4)"),
    ("W1", W1, "W1 was handed in"),
    ("b1", DZ1, "equal after summing over axis 0: it has shape (5, 4) instead of (4,)"),
    ("b1", 5 * DZ1, "equal after summing over axis 0, and it is 5 times too large: it has shape (5, 4)"),
    ("b1", DZ1.sum(axis=1), "as if db1 = sum(dz1, axis=1); right is db1 = sum(dz1, axis=0): it has shape (5,)"),
    ("b1", DZ1.sum(), "as if db1 = sum(dz1); right is db1 = sum(dz1, axis=0): it has shape () instead of (4,)"),
    ("W2", A.T @ DA2, "as if the term 0.1 * (2 * W2) were forgotten"),
    ("W2", 0.2 * W2, "as if the path through a2, dW2 += a1.T @ da2, were forgotten"),
    ("W2", A.T @ DA2 + 0.1 * W2, "as if 2 were left out; right is dW2 += 0.1 * (2 * W2)"),
    ("W2", A.T @ DA2 - 0.2 * W2, "the sign of 0.1 * (2 * W2) is turned"),
    ("W2", -RIGHT["W2"], "the sign is turned"),
    ("a1", DA2 @ (W2 - 0.1 * RIGHT["W2"]).T, "as if W2 had been updated before, by -0.1 times dW2; right is da1 ="),
    ("a2", DA2 * 10, "by hand it is the right one times m = 10: is the mean over 10 entries missing?"),
    ("a2", -DA2 / 10, "divided by m = 10 and the sign turned: is the mean over 10 entries taken twice?"),
    ("a2", DA2 * 10 / 3, "times 10/3: is it a mean over 3 entries in place of 10?"),
    ("a2", DA2 / 2, "as if 2 were left out; right is da2 = 2 * (a2 - y) / 10"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answer", "verdict"), CASES, ids=[f"{n}: {v[:40]}" for n, _, v in CASES])
def test_a_mistake_is_said_in_a_sentence(name, answer, verdict):
    right_before = dict(list(RIGHT.items())[: list(RIGHT).index(name)])
    row = next(row for row in compare(J, right_before | {name: answer}, numeric=False).rows if row.name == name)
    assert verdict in row.verdict
    assert not row.ok
    assert row.mistake.place == name


NAMESPACE = VALUES | {f"d{name}": g for name, g in RIGHT.items()} | {"sum": np.sum, "sigmoid": sigmoid}


def evaluated(line):
    """Compute a line of a verdict. One with `+=` adds to what is there, and is only compared in a sum."""
    return eval(line, {"__builtins__": {}}, NAMESPACE)


@pytest.mark.parametrize(("name", "answer", "verdict"), CASES, ids=[f"{n}: {v[:40]}" for n, _, v in CASES])
def test_what_a_verdict_states_is_so(name, answer, verdict):
    verdict = compare(J, {name: answer}, wrt=[name], numeric=False).rows[0].verdict
    right = re.search(rf"right is d{name} = ([^:]+?)(?:: it has|$)", verdict)
    wrong = re.search(rf"as if d{name} = ([^;]+);", verdict)
    if right:
        np.testing.assert_allclose(evaluated(right[1]), RIGHT[name], rtol=1e-12)
    if wrong:
        np.testing.assert_allclose(evaluated(wrong[1]), answer, rtol=1e-12)


@pytest.mark.parametrize("graph", [scalar_graph, lambda seed: tensor_graph(seed, 5)[0]], ids=["Values", "Tensors"])
def test_the_formulas_of_a_graph_add_up_to_its_gradients(graph):
    for seed in range(60):
        J = graph(seed)
        everything = topological_order(J)
        order = [node for node in everything if not node.constant]
        gradients = backpropagate(order, J.seed())
        formulas = SymbolicPass(order, names_of(everything))
        for tail, stretches in formulas.stretches.items():
            parts = [formulas.numbers(stretch.formula, gradients) for stretch in stretches]
            size = max(np.max(np.abs(part), initial=0.0) for part in parts)
            np.testing.assert_allclose(sum(parts), gradients[tail], rtol=1e-9, atol=1e-12 * size)


def test_later_answers_follow_from_the_first_wrong_one():
    dz1 = DA1 * (1 - A**2)
    comparison = compare(J, RIGHT | {"z1": dz1, "W1": X.T @ dz1, "b1": dz1.sum(axis=0)}, numeric=False)
    verdicts = {row.name: row.verdict for row in comparison.rows}
    assert verdicts["z1"] == f"as if dz1 = da1 * (1 - a1 ** 2); {LINE}"
    assert verdicts["W1"] == verdicts["b1"] == "follows from dz1, and is right apart from that"
    assert not any(row.ok for row in comparison.rows if row.name in ("z1", "W1", "b1"))
    two = compare(J, RIGHT | {"z1": dz1, "W1": dz1.T @ X * 2, "b1": dz1.sum(axis=0)}, numeric=False)
    assert {row.name: row.verdict for row in two.rows}["b1"] == verdicts["b1"]


def test_from_parameters_alone_the_mistake_is_found_further_up():
    dz1 = DA1 * A
    comparison = compare(J, {"W2": RIGHT["W2"], "W1": X.T @ dz1, "b1": dz1.sum(axis=0)}, numeric=False)
    verdicts = {row.name: row.verdict for row in comparison.rows}
    assert verdicts["b1"] == f"as if 1 - a1 were left out; {LINE}"
    assert verdicts["W1"].startswith("follows from db1")


def test_a_factor_on_a_chain_is_said_to_be_somewhere_on_it():
    verdict = compare(J, {"b1": 10 * RIGHT["b1"]}, wrt=["b1"], numeric=False).rows[0].verdict
    assert verdict == (
        "by hand it is the right one times m = 10 somewhere between J and b1: is the mean over 10 entries missing?"
    )


def test_a_factor_further_up_is_said_of_what_it_is_on():
    w = Value(0.7, "w")
    a, b = tanh(w), np.exp(w)
    q = a * b
    q.label = "q"
    J = np.sin(q) * 3.0 + w * 5.0
    da, db, dq = 1 - a.data**2, b.data, 3 * np.cos(q.data)
    verdict = compare(J, {"w": -dq * (da * b.data + db * a.data) + 5}, wrt="w", numeric=False).rows[0].verdict
    assert verdict.startswith("the sign of dq is turned")


def test_the_mean_taken_at_the_parameters_is_a_convention():
    rows = compare(J, RIGHT | {"z1": 10 * DZ1}, numeric=False).rows
    verdict = {row.name: row.verdict for row in rows}["z1"]
    assert verdict.endswith("The parameters' gradients are right, as where the mean is taken there.")


def test_two_mistakes_that_give_the_same_numbers_are_both_said():
    row = compare(J, {"W1": X.T @ DA1}, wrt=["W1"], numeric=False).rows[0]
    assert row.verdict.startswith("either as if a1 * (1 - a1) were left out")
    assert ", or as if da1 were taken for dz1" in row.verdict
    assert row.mistake.kinds == ("left out", "another quantity")


def test_a_sum_through_softmax_that_is_left_out():
    z = Tensor(RNG.normal(size=(4, 3)), "z")
    p = softmax(z)
    p.label = "p"
    J = -np.mean(np.log(p) * Y[:4, :1])
    dp = -Y[:4, :1] / p.data / 12
    verdict = compare(J, {"p": dp, "z": p.data * dp}, numeric=False).rows[1].verdict
    assert "as if sum(dp * p, axis=-1, keepdims=True) were left out; right is dz = p * (dp - sum(dp * p" in verdict


def test_indices_that_come_twice():
    E, rows = Tensor(RNG.normal(size=(4, 2)), "E"), np.array([0, 2, 0, 3])
    J = np.sum(np.tanh(E[rows]))
    d = 1 - np.tanh(E.data[rows]) ** 2
    wrong = np.zeros((4, 2))
    wrong[rows] = d
    assert "as if an index that comes twice kept its last value" in compare(J, {"E": wrong}).rows[0].verdict


def test_one_of_two_paths_in_a_graph_of_values():
    a, b = Value(1.7, "a"), Value(-0.6, "b")
    q = a * b
    q.label = "q"
    J = tanh(q) + a
    dq = 1 - np.tanh(1.7 * -0.6) ** 2
    assert compare(J, {"a": 1.0}, wrt="a").rows[0].verdict == ("as if the path through q, da += dq * b, were forgotten")
    assert compare(J, {"a": dq * -0.6}, wrt="a").rows[0].verdict == "as if the term 1 were forgotten"


def test_a_column_that_meets_a_row_is_said_above_and_in_the_row():
    x, y, w = RNG.normal(size=(4, 2)), RNG.normal(size=4), Tensor([[1.0], [2.0]], "w")
    q = x @ w
    J = np.mean((q - y) ** 2)
    comparison = compare(J, {"w": 2 * x.T @ (q.data - y[:, None]) / 4})
    assert (
        comparison.rows[0].verdict == "right for the cost without the broadcast of (4, 1) and (4,) to (4, 4): see above"
    )
    assert "sub of shapes (4, 1) and (4,) makes (4, 4), so that the cost is one of all pairs" in comparison.notes[0]
    assert comparison.notes[0] in str(comparison)
    right = compare(J, {"w": x.T @ (2 * (q.data - y).sum(axis=1, keepdims=True)) / 16})
    assert right.ok
    assert right.notes == comparison.notes


def test_a_row_that_meets_a_column_is_said_on_the_way_too():
    x, y, w = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 1)), Tensor([1.0, 2.0], "w")
    f = x @ w
    f.label = "f"
    J = np.mean((f - y) ** 2)
    df = 2 * (f.data - y.ravel()) / 4
    for answer in (df, df[:, None]):
        first, *_ = compare(J, {"f": answer}, wrt=["f"], numeric=False).rows
        assert first.verdict.startswith("right for the cost without the broadcast of (4,) and (4, 1) to (4, 4)")


def test_a_graph_of_thousands_of_nodes_is_searched_within_bounds():
    w = [Value(x, f"w{i}") for i, x in enumerate(RNG.normal(size=40))]
    total = w[0]
    for step in range(1500):
        total = tanh(total * w[step % 40] + 0.1)
    assert compare(total, {"w0": 0.123}, wrt="w0", numeric=False).rows[0].verdict.startswith("by hand it is")


def test_what_follows_names_a_cause_that_it_depends_on():
    rng = np.random.default_rng(0)
    X = Tensor(rng.normal(size=(3, 2)), "X", constant=True)
    W1, b1 = Tensor(rng.normal(size=(2, 4)), "W1"), Tensor(rng.normal(size=4), "b1")
    z1 = X @ W1 + b1
    z1.label = "z1"
    J = np.mean(np.tanh(z1) ** 2)
    right = dict(zip(["z1", "W1", "b1"], grad(J, wrt=[z1, W1, b1]), strict=True))
    wrong = {"z1": -right["z1"], "b1": -3 * right["b1"], "W1": -right["W1"]}
    verdicts = {row.name: row.verdict for row in compare(J, wrong).rows}
    assert verdicts["W1"].startswith("follows from dz1")


def test_a_sign_in_a_large_array_has_its_name():
    W = Tensor(RNG.normal(size=(20, 15)), "W")
    J = np.sum(np.tanh(W @ Tensor(RNG.normal(size=(15, 3)), "x", constant=True)))
    J.backward()
    assert compare(J, {"W": -W.grad}).rows[0].verdict == "the sign is turned"


def test_in_a_large_graph_a_neighbour_is_taken_for_a_quantity():
    w, u = Value(0.7, "w"), Value(1.3, "u")
    a = w
    for i in range(50):
        a = a * 0.98 + 0.01 * u
        a.label = f"a{i}"
    rows = compare(a * a, {"a49": 2 * a.data, "a48": 0.98 * a.data}, numeric=False).rows
    assert rows[1].verdict == "as if a49 were taken for da49; right is da48 = da49 * 0.98"


@pytest.mark.parametrize(
    ("shape", "axes"), [((), "all axes"), ((3,), "axes 0 and 1"), ((2, 4, 1), "axis 2"), ((1, 1, 3), "axes 0 and 1")]
)
def test_a_sum_that_is_left_out_says_over_which_axes(shape, axes):
    Z = Tensor(RNG.normal(size=(2, 4, 3)), "X", constant=True) + Tensor(np.full(shape, 0.5), "b")
    Z.label = "Z"
    dZ = 2 * Z.data
    row = compare(np.sum(Z**2), {"Z": dZ, "b": dZ}).rows[1]
    assert row.verdict == f"equal after summing over {axes}: it has shape (2, 4, 3) instead of {shape}"


def test_a_product_of_a_square_matrix_summed_over_its_other_axis():
    X, w = Tensor(RNG.normal(size=(4, 4)), "X", constant=True), Tensor(RNG.normal(size=4), "w")
    z = X @ w
    z.label = "z"
    dz = 1 - np.tanh(z.data) ** 2
    row = compare(np.sum(np.tanh(z)), {"z": dz, "w": (X.data * dz[:, None]).sum(axis=1)}).rows[1]
    assert row.verdict == "as if dw = sum(X * expand_dims(dz, -1), axis=1); right is dw = X.T @ dz"
