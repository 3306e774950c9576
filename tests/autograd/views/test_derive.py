"""derive: the code that it writes is executed, and gives what backward gives."""

import ast
import re

import numpy as np
import pytest
from rows import applied, cases

from autograd import Tensor, Value, derive, draw, maximum, relu, sigmoid, tanh, where
from autograd.rules import TABLE
from demos import by_hand
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import CategoricalCrossentropy, MeanSquaredError

SHAPES = [[(3, 3)] * 3, [()] * 3, [(2, 3), (3,), ()]]
ROWS = [(name, shapes, options) for name, rule in TABLE.items() for shapes, options in cases(rule, SHAPES)]


def run(source, arguments):
    """The code on its own, with nothing but NumPy imported."""
    namespace = {}
    exec(source, namespace)
    return namespace["backprop"](*arguments)


def unread(source):
    """The names that a program defines and never reads."""
    names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    stored, read = ({x.id for x in names if isinstance(x.ctx, context)} for context in (ast.Store, ast.Load))
    return stored - read


def agrees(derivation, J, leaves, tolerance=1e-12):
    assert not unread(derivation.source)
    cost, gradients = derivation()
    J.zero_grad()
    J.backward()
    assert cost == pytest.approx(float(J), rel=tolerance)
    assert list(gradients) == [leaf.label for leaf in leaves]
    for leaf in leaves:
        assert np.shape(gradients[leaf.label]) == leaf.shape
        np.testing.assert_allclose(gradients[leaf.label], leaf.grad, rtol=tolerance, atol=1e-300)
    return True


@pytest.mark.parametrize(("name", "shapes", "options"), ROWS)
def test_every_row(name, shapes, options):
    rule, rng = TABLE[name], np.random.default_rng(4)
    leaves = [Tensor(rng.uniform(*rule.smooth, shape), "uvw"[i]) for i, shape in enumerate(shapes)]
    result = applied(rule, leaves, options)
    weights = Tensor(rng.normal(size=result.shape), "weights", constant=True)
    J = np.sum(weights * result)
    if np.asarray(options.get("key")).dtype == np.bool_:
        with pytest.raises(ValueError, match="array of booleans"):
            derive(J)
        return
    derivation = derive(J)
    used = [leaf for leaf in leaves if f"d{leaf.label}" in derivation.source or f'"{leaf.label}"' in derivation.source]
    assert agrees(derivation, J, used)
    cost, gradients = run(derivation.source, [weights.data, *[leaf.data for leaf in leaves]])
    assert cost == pytest.approx(float(J), rel=1e-12)
    for leaf in leaves:
        np.testing.assert_allclose(np.broadcast_to(gradients[leaf.label], leaf.shape), leaf.grad, rtol=1e-12)


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if rule.elementwise])
def test_every_elementwise_row_on_values(name):
    rule, rng = TABLE[name], np.random.default_rng(7)
    leaves = [Value(x, "uvw"[i]) for i, x in enumerate(rng.uniform(*rule.smooth, rule.arity))]
    assert agrees(derive(3 * rule(*leaves) ** 2), 3 * rule(*leaves) ** 2, leaves)


def network(m=6, dtype="float64", loss="binary_crossentropy", activations=("sigmoid", "sigmoid", "sigmoid")):
    units = (4, 3, 1)
    model = Sequential([Input(5), *map(Dense, units, activations)], seed=2, dtype=dtype)
    model.compile(loss)
    rng = np.random.default_rng(5)
    return model, rng.normal(size=(m, 5)), (rng.random((m, 1)) > 0.5).astype(float)


def test_a_network_reads_like_the_textbook():
    model, X, y = network()
    J = model.cost(X, y)
    derivation = derive(J)
    lines = [line.partition("  #")[0].strip() for line in str(derivation).splitlines()]
    for expected in (
        "m = len(X)", "z1 = X @ W1 + b1", "a1 = 1 / (1 + np.exp(-z1))", "dz3 = (a3 - y) / m", "dW3 = a2.T @ dz3",
        "db3 = dz3.sum(axis=0)", "da2 = dz3 @ W3.T", "dz2 = da2 * (a2 * (1 - a2))", "dW1 = X.T @ dz1",
    ):  # fmt: skip
        assert expected in lines
    assert not re.search(r"\b1 \*|\* 1\b|\+ 0\b|broadcast|copy", derivation.source)
    assert agrees(derivation, J, model.parameters)
    for name, gradient in by_hand.gradients(X, y, model.get_weights()).items():
        if name[0] in "Wb":
            np.testing.assert_allclose(derivation()[1][name], gradient, rtol=1e-12)


@pytest.mark.parametrize("m", [1, 2, 6, 31])
@pytest.mark.parametrize(
    ("loss", "activations"),
    [
        ("binary_crossentropy", ("sigmoid", "relu", "sigmoid")),
        ("mean_squared_error", ("tanh", "relu", "linear")),
        (MeanSquaredError(), (lambda z: z * sigmoid(z), "tanh", "sigmoid")),
        ("binary_crossentropy", ("tanh", "softmax", "sigmoid")),
    ],
)
def test_it_holds_for_any_number_of_examples(m, loss, activations):
    model, X, y = network(6, loss=loss, activations=activations)
    derivation = derive(model.cost(X, y))
    assert "(m, 4)" in derivation.source
    _, X, y = network(m)
    J = model.cost(X, y)
    cost, gradients = derivation(X=X, y=y)
    J.backward()
    assert cost == pytest.approx(float(J), rel=1e-12)
    for leaf in model.parameters:
        np.testing.assert_allclose(gradients[leaf.label], leaf.grad, rtol=1e-11, atol=1e-16)


def test_classes():
    model = Sequential([Input(5), Dense(3, "softmax")], seed=2)
    model.compile(CategoricalCrossentropy())
    rng = np.random.default_rng(5)
    J = model.cost(rng.normal(size=(8, 5)), np.eye(3)[rng.integers(3, size=8)])
    derivation = derive(J)
    assert "dz1 = (a1 - y) / m" in derivation.source
    assert agrees(derivation, J, model.parameters)


def test_new_parameters():
    model, X, y = network()
    derivation = derive(model.cost(X, y))
    weights = [w * 2 for w in model.get_weights()]
    found = derivation({parameter.label: w for parameter, w in zip(model.parameters, weights, strict=True)})
    model.set_weights(weights)
    assert found[0] == pytest.approx(model.evaluate(X, y), rel=1e-12)


def test_float32_is_kept():
    model, X, y = network(dtype="float32")
    derivation = derive(model.cost(X, y))
    assert {g.dtype for g in derivation()[1].values()} == {np.dtype("float32")}
    assert derivation(X=X)[1]["W1"].dtype == np.float32


def test_gradients_are_arrays_of_their_own():
    a, b = Tensor([1.0, 2.0], "a"), Tensor([3.0, 4.0], "b")
    x = Tensor([5.0, 6.0], "x", constant=True)
    _, gradients = derive(np.sum((a + b) * x))()
    gradients["a"][0] = 99.0
    assert gradients["b"][0] == 5.0
    assert x.data[0] == 5.0


def test_fan_out_and_reuse():
    x = Value(1.5, "x")
    z = x * x + x
    J = z * z + tanh(z) * x + x / z
    assert agrees(derive(J), J, [x])
    assert agrees(derive(J), J, [x])


def test_a_long_chain():
    x = Value(1.0, "x")
    J = x
    for _ in range(20_000):
        J = J * 1.0001 + 0.00001
    assert agrees(derive(J), J, [x])


def test_a_leaf_is_its_own_cost():
    assert derive(Value(2.0, "x"))() == (2.0, {"x": 1.0})


def test_labels_become_identifiers():
    leaves = [
        Value(2.0 + i, label)
        for i, label in enumerate(["W[0,1]", "w 1", "lambda", "np", "2x", "W_0_1", "dq", "q", 'a"b'])
    ]
    J = sum(leaf**2 for leaf in leaves)
    assert agrees(derive(J), J, leaves)


def scalar_graph():
    w, b = Value(0.5, "w"), Value(-0.25, "b")

    def L(x, y):
        return relu(sigmoid(w * x + b) - y) + maximum(w * x, 0.3) * b

    return w, b, L, derive(L(Value(2.0, "x", constant=True), Value(1.0, "y", constant=True)))


def test_a_graph_of_values_takes_arrays_of_examples():
    w, b, L, derivation = scalar_graph()
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=7), rng.random(7)
    each = []
    for xi, yi in zip(x, y, strict=True):
        w.grad, b.grad = 0.0, 0.0
        J = L(xi, yi)
        J.backward()
        each.append((float(J), w.grad, b.grad))
    costs, dw, db = np.transpose(each)
    J, gradients = derivation(x=x, y=y, per_example=True)
    np.testing.assert_allclose(J, costs, rtol=1e-12)
    np.testing.assert_allclose(gradients["w"], dw, rtol=1e-12)
    np.testing.assert_allclose(gradients["b"], db, rtol=1e-12)
    J, gradients = derivation(x=x, y=y)
    assert (J, gradients["w"], gradients["b"]) == pytest.approx((costs.sum(), dw.sum(), db.sum()), rel=1e-12)


def test_numbers_divide_as_numpy_does():
    x = Value(1.0, "x")
    with np.errstate(all="ignore"):
        assert derive(1 / x)(x=0.0) == (np.inf, {"x": -np.inf})


def test_what_saturates_does_not_warn():
    z = Value(1.0, "z")
    assert derive(sigmoid(z))(z=-1000.0) == (0.0, {"z": 0.0})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"Z": 1.0}, "no 'Z'. It takes 'X', 'y', 'W1'"),
        ({"W1": np.ones((4, 5))}, r"W1 has shape \(4, 5\), but the code was derived for \(5, 4\)"),
        ({"X": np.ones((6, 4))}, r"X has shape \(6, 4\), but the code was derived for \(m, 5\)"),
        ({"X": np.ones((7, 5))}, "the numbers of examples differ: 7 in X, 6 in y"),
        ({"b1": "text"}, "b1 must be real numbers"),
    ],
)
def test_what_does_not_fit_is_refused(given, message):
    model, X, y = network()
    with pytest.raises((TypeError, ValueError), match=message):
        derive(model.cost(X, y))(given)


def test_a_fixed_shape_is_said():
    X, w = Tensor(np.ones((6, 2)), "X", constant=True), Tensor([1.0, 2.0], "w")
    derivation = derive(np.sum(np.reshape(X @ w, (3, 2)) ** 2))
    assert derivation()[0] == 54.0
    with pytest.raises(ValueError, match=r"derived for \(6, 2\)"):
        derivation(X=np.ones((9, 2)))


def test_a_choice_made_with_the_data_is_refused():
    w, x = Value(2.0, "w"), Tensor([1.0, -2.0], "x")
    product = w * 3
    with pytest.raises(ValueError, match="'w' was compared"):
        derive(product * 2 if w > 1 else product)
    with pytest.raises(ValueError, match="holds booleans"):
        derive(np.sum(where(x > 0, x, 0.1 * x)))
    with pytest.raises(ValueError, match="holds booleans"):
        derive(np.sum(where(x.data > 0, x, 0.1 * x)))
    y = Tensor([1.0, -2.0], "y")
    with pytest.raises(ValueError, match="'y' was compared"):
        derive(y[int(np.argmax(y))])


def test_what_holds_for_some_numbers_of_examples_only():
    x, w = Tensor([[1.0, 2.0]], "x", constant=True), Tensor([3.0, 4.0], "w")
    assert agrees(derive(np.sum(np.squeeze(x * w)[0])), np.sum(np.squeeze(x * w)[0]), [w])
    rows = Tensor(np.ones((32, 2)), "rows", constant=True)
    with pytest.raises(ValueError, match=r"derived for \(32, 2\)"):
        derive(np.mean(rows[:5] * w))(rows=np.ones((3, 2)))
    with pytest.raises(ValueError, match="there is no example"):
        derive(np.mean(rows @ w))(rows=np.ones((0, 2)))


def test_whole_numbers_do_not_wrap_around():
    w, t = Tensor([1.0, 2.0], "w"), Tensor([0.0, 1.0], "t", constant=True)
    for J in (np.sum(w * np.where(t, 1e10, 3e10) ** 2), np.sum(w * np.where(t, 2.0, 3.0) ** -1)):
        assert agrees(derive(J), J, [w])


def test_a_graph_that_mixes_numbers_takes_no_examples():
    v, x = Value(2.0, "v"), Value(1.0, "x", constant=True)
    derivation = derive(np.sum(v * x) ** 2)
    assert derivation() == (4.0, {"v": 4.0})
    with pytest.raises(ValueError, match="would mix examples"):
        derivation(x=[1.0, 2.0])
    with pytest.raises(ValueError, match="shape"):
        derive(v * x)(x=[])


def test_names_that_python_reads_as_one():
    w = Tensor([1.0, 2.0], "w")
    b, c = np.exp(w), np.exp(-w)
    b.label, c.label = "\N{LATIN SMALL LIGATURE FI}", "fi"
    J = np.sum(b * b * c + c * c * np.sin(b))
    assert agrees(derive(J), J, [w])
    for labels in (("\u00b5", "\u03bc"), ("x\u00b2", "\u00bd"), ("scatter", "len"), ("x", "x")):
        leaves = [Tensor([1.0, 2.0], label) for label in labels]
        J = np.sum(leaves[0][::-1] * np.exp(leaves[1]))
        cost, gradients = derive(J)()
        J.backward()
        assert cost == pytest.approx(float(J))
        for found, leaf in zip(gradients.values(), leaves, strict=True):
            np.testing.assert_allclose(found, leaf.grad, rtol=1e-14)


def test_data_assigned_after_the_forward_pass_are_refused():
    w = Value(2.0, "w")
    J = w * w
    w.data = 5.0
    with pytest.raises(ValueError, match="the data of 'w' changed"):
        derive(J)


def test_graphs_of_few_numbers():
    v, w = Value(2.0, "v"), Tensor([1.0, -2.0], "w")
    a = np.tanh(w)[0]
    for J in (-np.sum(relu(w)), -relu(v), a + a, np.mean(w, keepdims=True), np.sum(w * v.T), np.sum(w[()] * 2)):
        found = derive(J)()[1]
        leaves = [{"v": v, "w": w}[name] for name in found]
        assert agrees(derive(J), J, leaves)
    zero = Value(0.0, "zero")
    with np.errstate(all="ignore"):
        assert derive(np.sum(w * np.arctan(1 / zero)))()[0] == pytest.approx(-np.pi / 2)


def test_constants_alone_have_no_derivation():
    with pytest.raises(ValueError, match="constants alone"):
        derive(Value(2.0, constant=True) * 3)
    with pytest.raises(ValueError, match="only a scalar"):
        derive(Tensor([1.0, 2.0]) * 3)


def test_it_leaves_the_graph_as_it_is():
    w = Value(2.0, "w")
    J = w * 3
    before = draw(J).source
    derive(J)()
    assert draw(J).source == before
    assert w.grad == 0.0


def test_saved(tmp_path):
    w = Value(2.0, "w")
    path = derive(w * w).save(tmp_path / "backprop.py")
    namespace = {}
    exec(path.read_text(), namespace)
    assert namespace["backprop"](3.0) == (9.0, {"w": 6.0})
