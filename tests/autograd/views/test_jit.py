"""derive(J).jit(): the derived function compiled by XLA says what it says in NumPy."""

import numpy as np
import pytest
from random_graphs import scalar_graph, tensor_graph
from rows import applied, cases

from autograd import Tensor, Value, derive
from autograd.rules import TABLE

jax = pytest.importorskip("jax")

CASES = [
    (name, shapes, options) for name, rule in TABLE.items() for shapes, options in cases(rule) if rule.has_derivative(0)
]


def same(found, expected, tolerance=1e-12):
    (J, gradients), (J_expected, gradients_expected) = found, expected
    np.testing.assert_allclose(np.asarray(J), J_expected, rtol=tolerance, atol=tolerance)
    assert gradients.keys() == gradients_expected.keys()
    for name, g in gradients_expected.items():
        assert np.asarray(gradients[name]).dtype == np.asarray(g).dtype
        np.testing.assert_allclose(np.asarray(gradients[name]), g, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("name", "shapes", "options"), CASES)
def test_every_row_of_the_table(name, shapes, options):
    rule, rng = TABLE[name], np.random.default_rng(7)
    formulas = rule.backward * len(shapes) if rule.variadic else rule.backward
    if not all(formulas) or "bool" in str(getattr(options.get("key"), "dtype", "")):
        pytest.skip("a choice by the data of this graph, which is not derived")
    if shapes == [()] and "axis" in options:
        pytest.skip("XLA takes no axis of a single number")
    nodes = [Tensor(rng.uniform(*rule.smooth, shape), f"x{i}") for i, shape in enumerate(shapes)]
    z = applied(rule, nodes, options)
    derivation = derive(np.sum(rng.normal(size=z.shape) * z * z))
    same(derivation.jit()(), derivation())


@pytest.mark.parametrize("f", [np.sort, np.median, lambda x: np.sort(x, axis=0), lambda x: np.partition(x, 1)[1]])
def test_the_order_of_entries(f):
    x = Tensor(np.array([[2.0, 0.5, 0.3], [0.4, 1.7, 0.6], [0.2, 0.9, 2.5]]), "x")
    derivation = derive(np.sum(f(x) ** 3))
    same(derivation.jit()(), derivation())
    same(derivation.jit()(x=-x.data), derivation(x=-x.data))


@pytest.mark.parametrize("seed", range(12))
def test_random_graphs(seed):
    J = scalar_graph(seed)
    derivation = derive(J)
    same(derivation.jit()(), derivation(), 1e-9)
    J, _ = tensor_graph(seed, 5)
    derivation = derive(J)
    same(derivation.jit()(), derivation(), 1e-9)


def test_values_for_many_examples():
    w, x, b = Value(3.0, "w"), Value(2.0, "x", constant=True), Value(-1.0, "b")
    derivation = derive((w * x + b).relu() ** 2)
    compiled, xs = derivation.jit(), np.linspace(-1, 3, 7)
    same(compiled(x=xs), derivation(x=xs))
    same(compiled(x=xs, per_example=True), derivation(x=xs, per_example=True))
    same(compiled({"x": xs, "w": 0.5}, b=np.ones(7)), derivation({"x": xs, "w": 0.5}, b=np.ones(7)))
    assert compiled(x=xs, per_example=True)[1]["b"].shape == (7,)


def test_each_example_of_tensors():
    rng = np.random.default_rng(1)
    X, W = Tensor(rng.normal(size=(5, 3)), "X", constant=True), Tensor(rng.normal(size=(3, 2)), "W")
    derivation = derive(np.mean((X @ W) ** 2))
    data = rng.normal(size=(7, 3))
    J, gradients = derivation.jit()(X=data, per_example=True)
    assert J.shape == (7,)
    assert gradients["W"].shape == (7, 3, 2)
    for i in range(7):
        same((J[i], {"W": gradients["W"][i]}), derivation(X=data[i : i + 1]))
    with pytest.raises(ValueError, match=r"for one of Tensors, use derive\(J\).jit\(\)"):
        derivation(X=data, per_example=True)


def test_it_may_be_called_within_functions_of_jax():
    X, W = Tensor(np.ones((5, 3)), "X", constant=True), Tensor(np.full((3, 2), 0.5), "W")
    derivation = derive(np.mean((X @ W) ** 2))
    compiled = derivation.jit()
    step = jax.jit(lambda W: W - 0.1 * compiled(W=W)[1]["W"])
    moved = step(np.full((3, 2), 0.5, "float32"))
    assert moved.dtype == np.float32
    np.testing.assert_allclose(np.asarray(moved), 0.5 - 0.1 * derivation()[1]["W"], rtol=1e-6)
    assert jax.numpy.ones(1).dtype == np.float32  # nothing was set for others


@pytest.mark.parametrize(
    ("given", "error", "says"),
    [
        ({"Z": 1.0}, TypeError, "this graph has no 'Z'"),
        ({"X": np.ones((2, 2))}, ValueError, r"X has shape \(2, 2\).*derived for \(m, 3\)"),
        ({"W": "a"}, TypeError, "W must be real numbers"),
        ({"X": np.ones((0, 3))}, ValueError, "there is no example"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, says):
    X, W = Tensor(np.ones((5, 3)), "X", constant=True), Tensor(np.ones((3, 2)), "W")
    compiled = derive(np.mean((X @ W) ** 2)).jit()
    with pytest.raises(error, match=says):
        compiled(**given)


def test_whole_numbers_of_jax_are_numbers():
    w, x = Value(3.0, "w"), Value(2.0, "x", constant=True)
    derivation = derive((w * 0.3 + x * 0.7) ** 2)
    same(derivation(w=jax.numpy.array(3)), derivation(w=3))
    np.testing.assert_allclose(np.asarray(derivation.jit()(w=jax.numpy.array(3))[1]["w"]), 1.38, rtol=1e-6)
    mapped = jax.vmap(lambda w: derivation.jit()(w=w)[1]["w"])(jax.numpy.arange(3))
    np.testing.assert_allclose(np.asarray(mapped), [0.84, 1.02, 1.2], rtol=1e-6)
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")
    derivation = derive(np.mean((W * 0.3) ** 2))
    same(derivation(W=jax.numpy.array([[1, 2], [3, 4]])), derivation())


def test_each_example_of_none_is_refused():
    W = Tensor(np.ones((2, 2)), "W")
    with pytest.raises(ValueError, match="no array holds examples"):
        derive(np.sum(W**2)).jit()(per_example=True)
    X = Tensor(np.ones((3, 2)), "X", constant=True)
    with pytest.raises(ValueError, match=r"no array holds examples\. For m = 3 examples only"):
        derive(np.sum((X @ W) ** 2) / 3).jit()(per_example=True)


def test_float32_stays_float32():
    w = Tensor(np.ones(3), "w", dtype="float32")
    J, gradients = derive(np.sum(w * w)).jit()()
    assert J.dtype == np.float32
    assert gradients["w"].dtype == np.float32
