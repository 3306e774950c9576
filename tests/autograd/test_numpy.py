"""NumPy's protocols: its functions build the graph, or say that they can't."""

import math

import numpy as np
import pytest

from autograd import Tensor, Value, derive, exp, grad, logsumexp, relu, sigmoid, softmax, square
from autograd.rules import TABLE, row
from autograd.substitutes import advice

FUNCTIONS = [
    np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh, np.abs, np.square, np.negative, np.sum, np.mean, np.max, np.min,
    np.ravel, np.transpose, np.squeeze, abs,
    lambda x: np.reshape(x, (3, 2)), lambda x: np.expand_dims(x, (0, 2)), lambda x: np.broadcast_to(x, (2, 2, 3)),
    lambda x: np.concatenate([x, np.ones((1, 3)), x]), lambda x: np.stack([x, 2 * x], axis=1),
    lambda x: np.where(x > 1, x, -x), lambda x: np.maximum(x, 1.0), lambda x: np.clip(x, 0.5, 1.5),
    lambda x: np.dot(x, np.ones((3, 2))), lambda x: np.dot(2.0, x), lambda x: x.dot([1, 2, 3]),
    lambda x: np.matmul(np.ones((4, 2)), x), lambda x: np.ones((4, 2)) @ x, lambda x: np.outer(x, np.ones(2)),
    lambda x: np.ones(3) * x, lambda x: np.float64(3) * x, lambda x: [1.0, 2.0, 3.0] * x, lambda x: x + True,
    lambda x: np.power(x, 2), lambda x: x ** np.arange(3), lambda x: np.add(x, x), lambda x: np.mean(x, 0),
    lambda x: x.sum(axis=0, keepdims=True), lambda x: x.mean(axis=(0, 1)), lambda x: np.amax(x, axis=-1),
    lambda x: x.max(1), lambda x: x.T, lambda x: x.mT, lambda x: x[0], lambda x: x.reshape(3, 2),
    lambda x: x.reshape((6,)), lambda x: x.transpose(1, 0),
]  # fmt: skip


@pytest.mark.parametrize("f", FUNCTIONS)
def test_a_numpy_function_computes_the_same_and_builds_a_graph(f):
    a = np.array([[0.5, 1.5, 2.5], [0.75, 1.25, 2.25]])
    result = f(Tensor(a))
    assert isinstance(result, Tensor)
    assert result.parents
    np.testing.assert_array_equal(result.data, f(a))
    assert result.shape == np.shape(f(a))


def test_numpy_functions_of_a_value_give_a_value():
    v = Value(0.5)
    for f in (np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh, np.abs, np.square, np.sum, np.mean, np.max):
        result = f(v)
        assert isinstance(result, Value)
        assert result.data == pytest.approx(float(f(0.5)), rel=1e-15)
    assert isinstance(np.dot(v, 3.0), Value)
    assert isinstance(np.where(v > 0, v, 0.0), Value)
    assert isinstance(np.float64(2) * v, Value)
    assert isinstance(v * np.arange(3.0), Tensor)
    assert isinstance(np.arange(3.0) * v, Tensor)
    assert isinstance(np.stack([v, v]), Tensor)


@pytest.mark.parametrize("x", [Value(0.5), Tensor([[0.5, 1.0], [2.0, 3.0]])])
@pytest.mark.parametrize(
    ("f", "name"),
    [(np.sinc, "np.sinc"), (np.floor, "np.floor"), (np.linalg.svd, "np.linalg.svd"), (np.linalg.qr, "np.linalg.qr"),
     (np.heaviside, "np.heaviside"), (np.add.reduce, "np.add.reduce"), (np.fft.fft, "np.fft.fft"), (np.i0, "np.i0")],
)  # fmt: skip
def test_a_function_without_a_row_is_named(f, name, x):
    arguments = (x, x) if f is np.heaviside else (x,)
    with pytest.raises(TypeError, match=name.replace(".", r"\.")):
        f(*arguments)


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (np.floor, r"Use x // 1, which has derivative 0"),
        (np.sinc, r"Use np\.sin\(np\.pi \* x\) / \(np\.pi \* x\)"),
        (np.linalg.svd, r"no derivative where two values are equal; np\.linalg\.norm"),
        (np.linalg.eigh, r"no derivative where two values are equal; np\.trace"),
        (np.linalg.qr, r"np\.linalg\.solve\(X\.T @ X, X\.T @ y\).*cholesky"),
        (np.fft.fft, r"numbers here are real"),
        (np.angle, r"Numbers here are real.*arctan2"),
        (np.multiply.reduce, r"Use np\.prod"),
        (np.i0, r"i0 = autograd\.rules\.row\('i0', np\.i0, lambda z, x: special\.i1\(x\)\)"),
        (np.roots, r"compose\(np\.roots, formula\)"),
        (np.frompyfunc(lambda x: x, 1, 1), r"scipy\.special\.<lambda> .*row\("),
        (lambda x: np.sum(x, dtype=int), r"'dtype'; x\.astype\('float32'\)"),
        (lambda x: np.max(x, initial=1.0), r"'initial'; np\.maximum\(result, number\)"),
        (lambda x: np.mean(x, where=x.data > 0), r"'where'; np\.where\(mask, x, 0\)"),
        (lambda x: np.std(x, where=x.data > 0), r"np\.var\(x, axis.*'where'; np\.where\(mask, x, 0\)"),
        (lambda x: np.ravel(x, order="F"), r"np\.ravel\(x\) .*'order'.*take x\.T"),
        (lambda x: np.average(x, returned=True), r"'returned'; np\.sum\(weights\)"),
        (lambda x: np.nan_to_num(x, nan=1.0), r"'nan'; np\.where"),
        (lambda x: np.interp(x, [0, 1], [0, 1], period=1), r"'period'; x % period"),
        (lambda x: x.astype(int), r"int64 has no derivative; node\.data\.astype\('int64'\)"),
        (lambda x: np.einsum("...i->i", x), r"np\.einsum\('\.\.\.i->i', .* of nodes takes a letter for each axis"),
        (lambda x: np.linalg.norm(x, "nuc"), r"order nuc of 2 axes has no derivative here"),
        (lambda x: np.linalg.norm(x[0], 0), r"order 0 of 1 axes has no derivative here"),
        (lambda x: np.linalg.svd(x), r"where two values are equal; np\.linalg\.norm, det, inv and solve need none"),
        (lambda x: np.linalg.eigvalsh(x), r"where two values are equal; np\.trace and np\.linalg\.det give their sum"),
        (lambda x: np.linalg.qr(x), r"np\.linalg\.solve\(X\.T @ X, X\.T @ y\) for least squares; R is"),
        (lambda x: np.fft.rfft(x), r"numbers here are real; a product with np\.cos and np\.sin"),
        (lambda x: np.unique(x), r"Use x\.data, since nothing here changes smoothly"),
        (lambda x: np.trapezoid(x), r"Use np\.sum\(\(y\[1:\] \+ y\[:-1\]\) / 2 \* np\.diff\(x\)\)"),
        (lambda x: x.astype("float32", copy=False), r"'copy'; the result is a node of its own"),
        (lambda x: x * 1j, "two Values for a complex one"),
        (lambda x: Tensor(x.data + 1j), r"an array of complex128\. Keep the two parts in two arrays"),
        (lambda x: np.array([x, x]), r"np\.stack\(\[\.\.\.\]\) to join nodes"),
        (lambda x: np.mean([x[0, 0], x[0, 1]]), r"np\.stack\(\[\.\.\.\]\) to join nodes"),
        (lambda x: x[0, 0].sort(), r"np\.sort of a single number: it has no axis"),
        (lambda x: Value(1.0).sort(), r"np\.sort of a single number: it has no axis"),
    ],
)  # fmt: skip
def test_what_is_left_out_says_what_to_use(f, words):
    with pytest.raises(TypeError, match=words):
        f(Tensor([[0.5, 1.0], [2.0, 3.0]]))


def test_functions_of_scipy_are_called_by_their_own_name():
    said = advice("scipy.special.erf")
    assert "erf = autograd.rules.row('erf', special.erf, lambda z, x: 2 / np.pi**0.5 * np.exp(-(x**2)))" in said
    assert advice("scipy.special.expit") == "Use autograd.sigmoid(x)."


def test_a_row_of_a_function_that_is_not_numpys(own_rows):
    erf = np.frompyfunc(math.erf, 1, 1)  # as scipy.special.erf is, which need not be installed
    added = row("erf", erf, lambda z, x: 2 / np.pi**0.5 * np.exp(-(x**2)))
    v = Value(0.3, "v")
    assert erf(v).rule is added
    assert erf(v).data == math.erf(0.3)
    assert grad(grad(added))(0.3) == pytest.approx(-1.2 / np.pi**0.5 * np.exp(-0.09))
    assert added.text().startswith("erf: z = erf(x), dz/dx = ")
    with pytest.raises(ValueError, match=r"erf is no function of NumPy's.*function=\.\.\."):
        derive(erf(v) * 2)


def test_the_methods_of_arrays():
    a = np.array([[0.5, 1.5, 2.5], [0.75, 2.25, 1.25]])
    x = Tensor(a, "x")
    for f in (
        lambda x: x.std(), lambda x: x.var(axis=0, ddof=1), lambda x: x.prod(axis=1), lambda x: x.cumsum(axis=1),
        lambda x: x.cumprod(1), lambda x: x.repeat(2), lambda x: x.swapaxes(0, 1), lambda x: x.take([0, 1], 1),
        lambda x: x.diagonal(), lambda x: x.trace(), lambda x: x.copy(), lambda x: x.astype("float64"), lambda x: x % 1,
    ):  # fmt: skip
        np.testing.assert_allclose(f(x).data, f(a), rtol=1e-14)
        assert derive(np.sum(f(x) ** 2))()[0] == pytest.approx(np.sum(f(a) ** 2))
    assert x.clip(max=1.0).data.tolist() == a.clip(max=1.0).tolist()
    assert Value(2.0).clip(0.5, 1.0).data == Value(0.1).clip(min=1.0).data == 1.0
    assert x.sort(axis=1).data.tolist() == np.sort(a, axis=1).tolist()
    assert x.astype("float32").dtype == np.float32
    assert Value(2.0).astype(float).data == Value(2.0).copy().data == 2.0
    copied = x.copy()
    np.sum(copied * copied).backward()
    np.testing.assert_array_equal(x.grad, 2 * a)


def test_lists_of_values():
    values = [Value(1.0), Value(2.0), Value(6.0)]
    assert np.array(values).dtype == object
    for f in (np.mean, np.var, np.std, np.prod, np.median, np.max, np.linalg.norm):
        J = f(values)
        for v in values:
            v.grad = 0.0
        J.backward()
        x = Tensor([1.0, 2.0, 6.0])
        f(x).backward()
        assert J.data == pytest.approx(float(f(x)))
        assert [v.grad for v in values] == pytest.approx(x.grad.tolist())


def test_an_array_never_swallows_a_node():
    a = np.ones(2)
    with pytest.raises(TypeError, match=r"lose the graph.*array = array \+ node"):
        a += Tensor([1.0, 2.0])
    with pytest.raises(TypeError, match=r"np\.exp into an array"):
        np.exp(Tensor(a), out=a)
    with pytest.raises(TypeError, match=r"'w' for a plain array.*Use \.data"):
        np.asarray(Tensor(a, label="w"))
    with pytest.raises(TypeError, match="plain array"):
        np.array([Tensor(a), Tensor(a)])
    np.testing.assert_array_equal(a, [1, 1])


def test_an_option_that_a_row_does_not_know_is_refused():
    with pytest.raises(TypeError, match=r"sum\(x, /, axis=None, keepdims=False\) .*dtype"):
        np.sum(Tensor([1.0]), dtype=int)


def test_functions_without_a_derivative_read_the_data():
    x = Tensor([[1.0, 5.0], [7.0, np.nan]])
    assert np.shape(x) == (2, 2)
    assert (np.ndim(x), np.size(x)) == (2, 4)
    assert np.argmax(x[0]) == 1
    assert np.isnan(x).tolist() == [[False, False], [False, True]]
    assert np.array_equal(np.zeros_like(x), np.zeros((2, 2)))
    assert np.allclose(x[0], [1, 5])
    assert (np.array([2.0, 2.0]) > x[0]).tolist() == [True, False]
    assert np.isfinite(Value(3.0))


def test_whole_numbers_never_wrap_around():
    small = np.array([0, 1, 200], dtype=np.uint8)
    for f in (sigmoid, relu, softmax, logsumexp, exp, square):
        np.testing.assert_array_equal(f(small), f(small.astype(float)))


def test_clip_without_a_bound():
    x = Tensor([-1.0, 0.5, 2.0])
    np.testing.assert_array_equal(np.clip(x, 0, None).data, [0, 0.5, 2])
    np.testing.assert_array_equal(np.clip(x, None, 1).data, [-1, 0.5, 1])


def test_object_arrays_of_values_are_scalar_graphs():
    v = np.array([[Value(1.0), Value(-2.0)], [Value(3.0), Value(-4.0)]])
    for f in (np.exp, sigmoid, relu, exp, lambda a: a @ a, lambda a: a * 2.0 + 1, lambda a: Value(3.0) * a,
              lambda a: a / Value(2.0), lambda a: sigmoid([a[0, 0], a[0, 1]])):  # fmt: skip
        result = f(v)
        assert result.dtype == object
        assert all(isinstance(entry, Value) and entry.parents for entry in result.flat)
    J = np.sum(v @ v)
    assert isinstance(J, Value)
    J.backward()
    numbers = np.array([[1.0, -2.0], [3.0, -4.0]])
    expected = np.ones((2, 2)) @ numbers.T + numbers.T @ np.ones((2, 2))
    np.testing.assert_array_equal(np.vectorize(lambda entry: entry.grad)(v), expected)


@pytest.mark.parametrize("name", ["inv", "det", "slogdet", "solve", "cholesky"])
def test_what_numpy_computes_of_floats_alone_takes_the_values_in_one_tensor(name):
    numbers = np.array([[2.0, 0.5], [0.5, 3.0]])
    v = np.array([[Value(x) for x in line] for line in numbers])
    rule, f = TABLE[name], getattr(np.linalg, name)
    arrays = [v] * rule.arity
    with pytest.raises(TypeError, match=rf"{name} of an object array .*np\.stack\(list\(array\.flat\)\)\.reshape"):
        rule(*arrays)
    with pytest.raises(TypeError):
        f(*arrays)  # NumPy's own, which asks no Value
    joined = np.stack(list(v.flat)).reshape(v.shape)
    J = np.sum(rule(*[joined] * rule.arity) ** 2)
    J.backward()
    x = Tensor(numbers)
    np.sum(rule(*[x] * rule.arity) ** 2).backward()
    np.testing.assert_allclose([[entry.grad for entry in line] for line in v], x.grad, rtol=1e-13)


def test_values_in_an_array_and_a_tensor_do_not_mix():
    v = np.array([Value(1.0), Value(2.0)])
    with pytest.raises(TypeError, match=r"np\.stack\(list_of_values\)"):
        Tensor([1.0, 2.0]) * v
    with pytest.raises(TypeError, match=r"np\.stack\(list_of_values\)"):
        Tensor(v)


def test_an_unknown_type_gets_its_turn_to_answer():
    class Money:
        def __radd__(self, other):
            return "money"

    assert Value(1.0) + Money() == "money"
    assert Tensor([1.0]) + Money() == "money"
    for x in (Value(1.0), Tensor([1.0])):
        with pytest.raises(TypeError, match="unsupported operand"):
            x + "1"
        with pytest.raises(TypeError, match="unsupported operand"):
            x @ None


def test_flatten_gives_all_entries_in_one_row():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], "x")
    assert x.flatten().data.tolist() == x.data.flatten().tolist()
    assert grad(lambda x: x.flatten()[2] ** 2)(x.data).tolist() == [[0.0, 0.0], [6.0, 0.0]]
