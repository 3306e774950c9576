"""Derived code on many random graphs: what backward gives, for the examples of the graph and for any others."""

import math
import re

import numpy as np
import pytest
from random_graphs import MEANS, SEEDS, gradients, scalar_graph, tensor_graph

from autograd import Tensor, Value, derive, grad, jvp, relu, sigmoid, where
from autograd.rules import row


def same(found, J, parameters, tolerance=1e-11):
    expected = gradients(J, parameters)
    assert found[0] == pytest.approx(float(J.raw), rel=tolerance)
    for label, g in expected.items():
        # What J does not depend on is no argument of the code.
        got = found[1].get(label, np.zeros(np.shape(g)))
        np.testing.assert_allclose(got, g, rtol=tolerance, atol=tolerance * max(1.0, np.max(np.abs(g))))


def test_a_program_of_arrays():
    for seed in SEEDS:
        J, parameters = tensor_graph(seed, 4)
        same(derive(J)(), J, parameters)


def test_a_program_of_values():
    for seed in SEEDS:
        J = scalar_graph(seed)
        cost, found = derive(J)()
        J.zero_grad()
        J.backward()
        assert cost == pytest.approx(J.data, rel=1e-12)
        leaves = {x.label: x for x in _leaves(J) if not x.constant}
        for label, g in found.items():
            assert g == pytest.approx(leaves[label].grad, rel=1e-11, abs=1e-12)


def test_a_gradient_is_a_cost_too():
    x = Tensor([0.5, -1.0, 2.0], "x")
    for f in (
        lambda x: np.sum(np.sin(x)),
        lambda x: np.linalg.norm(x),
        lambda x: np.mean(x**2 * np.exp(x)),
        lambda x: np.sum(x) ** 3,
    ):
        (dx,) = grad(f(x), wrt=[x], create_graph=True)
        J = np.sum(dx * np.array([1.0, 2.0, 3.0]))
        same(derive(J)(), J, [x])


@pytest.mark.parametrize("make", [lambda: Value(2.0, "w"), lambda: Tensor([2.0, -1.0], "w")])
@pytest.mark.parametrize("f", [relu, lambda w: np.maximum(w, 1.0), lambda w: np.max(w * w)])
def test_a_gradient_that_the_data_chose_is_not_derived(f, make):
    w = make()
    J = np.sum(f(w) ** 2)
    (dw,) = grad(J, wrt=[w], create_graph=True)
    tangent = jvp(lambda x: np.sum(f(x) ** 2), w, w.data)[1]
    for cost in (np.sum(dw), np.sum(dw * dw), tangent):
        with pytest.raises(ValueError, match=r"was chosen by the data|holds booleans"):
            derive(cost)
    assert not w.asked
    same(derive(J)(), J, [w])  # no node was asked for it


def test_a_power_of_values_is_derived_twice():
    w = Value(2.0, "w")
    (dw,) = grad(w**3 + np.hypot(w, 1.0), wrt=[w], create_graph=True)
    cost, gradients = derive(dw)(w=1.0)
    assert cost == pytest.approx(3 + 1 / np.sqrt(2), rel=1e-14)
    assert gradients["w"] == pytest.approx(6 + 1 / np.sqrt(8), rel=1e-14)


def _leaves(J):
    seen, stack = set(), [J]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += node.parents
    return [node for node in seen if node.is_leaf]


def test_other_numbers_of_examples_are_right_or_refused():
    """Code that takes another number of examples gives their gradients: no number in it was the number of examples."""
    general = bound = 0
    for seed in SEEDS:
        J, _ = tensor_graph(seed, 5)
        derivation = derive(J)
        for m in (2, 7):
            other, parameters = tensor_graph(seed, m)
            data = {leaf.label: leaf.raw for leaf in _leaves(other) if leaf.label in ("X", "y")}
            if f"{next(iter(data))} (m, " in derivation.source:
                same(derivation(**data), other, parameters)
                general += 1
            elif "(5, " in derivation.source:
                with pytest.raises(ValueError, match=r"was derived for \(5"):
                    derivation(**data)
                bound += 1
    assert general > 200
    assert bound > 100


def test_m_says_which_numbers_are_the_number_of_examples():
    checked = 0
    for seed in SEEDS:
        J, _ = tensor_graph(seed, 11, means=MEANS[2:6])
        if not derive(J).note:
            continue  # bound for another reason
        derivation = derive(J, m=11)
        other, parameters = tensor_graph(seed, 7, means=MEANS[2:6])
        data = {leaf.label: leaf.raw for leaf in _leaves(other) if leaf.label in ("X", "y")}
        same(derivation(**data), other, parameters)
        checked += 1
    assert checked > 200


def regression(m, k=1.0):
    X = Tensor(np.random.default_rng(m).normal(size=(m, 2)), "X", constant=True)
    w = Tensor([[0.5], [-0.25]], "w")
    return X, w, np.sum((X @ w - 1) ** 2) * k


@pytest.mark.parametrize("of_m", [lambda m: 1 / m, lambda m: 1 / (2 * m), lambda m: 1 / (m * 2 * 2), lambda m: m])
def test_a_number_that_may_be_m_binds_the_code(of_m):
    _, _, J = regression(3, of_m(3))
    assert "np.mean" in derive(J).source
    with pytest.raises(ValueError, match=r"derived for \(3, 2\).*For m = 3 examples only.*np\.mean.*derive\(J, m=3\)"):
        derive(J)(X=np.ones((7, 2)))
    X, w, other = regression(7, of_m(7))
    same(derive(J, m=3)(X=X.data), other, [w])
    assert "(m, 2)" in derive(J, m=0).source
    assert derive(regression(3, 0.7)[2]).note == ""
    with pytest.raises(ValueError, match="m=4: no array of data has 4 rows"):
        derive(J, m=4)


def test_an_m_that_is_another_size_too():
    X, W = Tensor(np.ones((3, 3)), "X", constant=True), Tensor(np.ones((3, 1)), "W")
    J = np.sum(X @ W) / 3
    with pytest.raises(ValueError, match="another number of examples"):
        derive(J, m=3)


def test_exponents_and_the_numbers_of_rows_are_no_examples():
    X, w = Tensor(np.ones((2, 3)), "X", constant=True), Tensor(np.ones(3), "w")
    assert "(m, 3)" in derive(np.mean(sigmoid(X @ w) ** 2)).source


def test_a_condition_of_data_is_a_formula_of_them():
    for condition in (lambda y: y == 1, lambda y: np.greater(y, 0.5), lambda y: y * 2 >= 1, lambda y: y > 0.5):

        def J(m, condition=condition):
            X = Tensor(np.random.default_rng(m).normal(size=(m, 2)), "X", constant=True)
            y = Tensor(np.arange(m)[:, None] % 2, "y", constant=True)
            w = Tensor([[0.5], [-0.25]], "w")
            return np.mean(where(condition(y), X @ w, -3 * (X @ w))), w, {"X": X.data, "y": y.data}

        cost, _, _ = J(4)
        other, w, data = J(7)
        same(derive(cost)(**data), other, [w])


def test_a_truth_that_was_asked_of_data_is_refused():
    y, w = Tensor([0.0, 1.0], "y", constant=True), Value(2.0, "w")
    for ask in (lambda: bool((y == 1)[0]), lambda: np.any(y * 2 > 1), lambda: float(np.sum(y == 1))):
        J = np.sum(y * w)
        assert derive(J)
        ask()
        with pytest.raises(ValueError, match=r"'y' was compared|number of 'y' was taken"):
            derive(J)
        y.data = y.data


def test_whole_numbers_in_indices_shapes_and_axes_stay_whole():
    w = Tensor([[1.0, 2.0], [3.0, 4.0]], label="w")
    for J in (
        np.sum(np.stack([w[0], w[1]])), np.sum(np.concatenate([w[0], w[1] * 2]) ** 2), np.sum(np.where(w[0], w[1], 3)),
        np.sum(np.stack([np.reshape(w, (4,)), np.sum(w, axis=1, keepdims=True)[0, 0] * np.ones(4)])),
    ):  # fmt: skip
        same(derive(J)(), J, [w])


def test_a_row_that_shares_a_name_with_numpy_is_computed_by_its_own_formula(own_rows):
    trunc = row("trunc", lambda x: x * 3, lambda z, x: 3)
    gradient = row("gradient", lambda x: x * 5, lambda z, x: 5)
    w = Tensor([1.5, 2.5], "w")
    J = np.sum(trunc(w) * gradient(w))
    with pytest.raises(TypeError, match=r"np\.trunc has no row"):
        np.trunc(w)
    assert derive(J)()[0] == pytest.approx(np.sum(15 * w.data**2))
    assert (trunc.numpy, gradient.numpy) == ("", "")


def test_large_graphs_are_refused_in_words():
    x = y = Value(1.0, "x")
    for _ in range(60_000):
        y = y * 1.00001
    with pytest.raises(ValueError, match=r"120,001 nodes would be too much code.*max_nodes=100,000"):
        derive(y)
    assert derive(relu(x) * 2, max_nodes=4)


def test_a_label_of_any_letters_is_saved_and_printed(tmp_path, monkeypatch):
    w, x = Value(2.0, "größe"), Value(3.0, "\N{GREEK SMALL LETTER THETA}")
    derivation = derive(w * x)
    path = derivation.save(tmp_path / "backprop.py")
    namespace = {}
    exec(path.read_bytes().decode("utf-8"), namespace)
    assert namespace["backprop"](2.0, 3.0)[0] == 6.0
    assert "gr\\xf6" in derivation.text(ascii_only=True)


def erf(x):
    """NumPy has no such function."""
    import math

    return np.vectorize(math.erf, otypes=[np.result_type(x)])(x)


def erf_of_its_module(x):
    return np.vectorize(math.erf)(x)


def test_a_row_that_numpy_has_no_function_for(own_rows):
    slope = 2 / math.sqrt(math.pi)
    rule = row("erf", lambda x: erf(x), lambda z, x: slope * np.exp(-(x**2)), function=erf)
    J = np.sum(rule(Tensor([0.5, -1.0], "x")))
    derivation = derive(J)
    assert "    import math\n" in derivation.source
    same(derivation(), J, [J.parents[0].parents[0]])
    assert rule.text().startswith("erf: z = erf(x), dz/dx = 1.128")
    other = row(
        "other", lambda x: erf_of_its_module(x), lambda z, x: slope * np.exp(-(x**2)), function=erf_of_its_module
    )
    with pytest.raises(ValueError, match="erf_of_its_module uses math of the lines around it: import"):
        derive(np.sum(other(Tensor([0.5, -1.0], "x"))))


def doubled(x):
    return x + x


def test_a_function_that_a_program_brings_stands_there_without_its_docstring(own_rows):
    erf_rule = row("erf", lambda x: erf(x), lambda z, x: 2 / math.sqrt(math.pi) * np.exp(-(x**2)), function=erf)
    twice = row("double_of_a_test", lambda x: doubled(x), lambda z, x: 2.0, function=doubled)
    x = Tensor([0.5, -1.0], "x")
    source = derive(np.sum(erf_rule(x) + twice(x))).source
    assert "no such function" not in source
    assert "    return x + x\n" in source


def test_what_is_used_again_is_computed_once_and_what_is_only_turned_is_not_named():
    w, x = Tensor([[1.0, 2.0], [3.0, 0.5]], "w"), Tensor([[0.5, 1.0], [1.5, 2.0]], "x", constant=True)
    e = np.exp(w * x)
    for J in (np.sum(e), np.sum(np.sin(e) * e + 1 / e)):
        assert derive(J).source.count("np.exp(") == 1
    source = derive(np.sum(np.tanh(x.T @ w) + np.sinh(x.T @ w * w))).source
    assert not re.search(r"= x\.T$|= x\.T  #", source, re.M)
    assert source.count("x.T") > 1


def test_lines_are_short_enough_to_be_read():
    w = Value(0.5, "w")
    z = w
    for _ in range(20):
        z = np.cos(1 + np.tanh(z))
    assert max(map(len, derive(z).source.splitlines())) <= 120
    long = "w" * 150
    leaves = [Tensor(np.ones((2, 3)), f"a_parameter_{i}") for i in range(20)] + [Tensor(np.ones((2, 3)), long)]
    comments = [line for line in derive(np.sum(sum(leaves))).source.splitlines() if line.strip().startswith("# ")]
    assert len(comments) > 4
    assert all(len(line) <= 120 or line == f"    # {long}" for line in comments)
    assert any(long in line.split() for line in comments)


def test_a_label_is_written_as_it_is_read():
    theta = Value(0.5, "\u03b8\u0302")
    source = derive(theta * theta).source
    assert f'"{theta.label}":' in source
