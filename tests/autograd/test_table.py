"""Adding to the table: options reach every reading, and what does not fit is refused at once."""

import pydoc
import re

import numpy as np
import pytest

from autograd import Tensor, Value, check_gradients, compare, derive, exp, explain, grad
from autograd.formulas import numpys
from autograd.rules import NUMPY, TABLE, compose, pullback, row
from autograd.symbols import Symbol
from autograd.table import ON_NEW_ROW
from autograd.views.explanation.live import program
from autograd.writers.javascript import Javascript
from autograd.writers.latex import Latex
from autograd.writers.mathml import MathML
from autograd.writers.text import written

SLOPES = [0.1, 0.3, 0.5]


@pytest.fixture
def leak(own_rows):
    return row(
        "leak",
        lambda x, slope=0.3: np.where(x > 0, x, slope * x),
        lambda z, x, slope=0.3: np.where(x > 0, 1.0, slope),
    )


@pytest.mark.parametrize("slope", SLOPES)
def test_an_option_reaches_the_local_derivative_in_numbers_and_nodes(leak, slope):
    x = Value(-2.0)
    leak(x, slope=slope).backward()
    assert x.grad == slope
    X = Tensor([-1.0, 2.0])
    np.sum(leak(X, slope=slope)).backward()
    assert X.grad.tolist() == [slope, 1.0]
    check_gradients(lambda x: np.sum(leak(x, slope=slope) ** 2), np.array([-1.5, 0.5]))
    assert grad(grad(lambda x: leak(x, slope=slope) ** 2))(-2.0) == pytest.approx(2 * slope**2)
    v = np.array([Value(-1.0), Value(2.0)])
    np.sum(leak(v, slope=slope)).backward()
    assert [entry.grad for entry in v] == [slope, 1.0]


def test_without_the_option_its_default_is_taken(leak):
    assert (grad(leak)(-2.0), leak(-2.0), leak(x=-2.0)) == (0.3, -0.6, -0.6)


def test_there_is_one_default_that_of_the_forward_formula(own_rows):
    kinked = row("kinked", lambda x, slope=0.3: slope * x, lambda z, x, slope=7.0: slope)
    assert grad(kinked)(1.0) == 0.3
    assert grad(lambda x: kinked(kinked(x, slope=0.5), 2.0))(1.0) == 1.0


@pytest.mark.parametrize("slope", SLOPES)
def test_an_option_reaches_every_language(leak, slope):
    z = leak(Symbol("x"), slope=slope)
    assert written(z) == (f"leak(x, slope={slope})" if slope != 0.3 else "leak(x)")
    assert Latex().text(z).startswith(r"\mathrm{leak} \left( x")
    assert str(slope) in Latex().text(z) + Latex().text(z.rule.derivative(0, z, (Symbol("x"),)))
    assert MathML().text(z).count(str(slope)) == (slope != 0.3)
    assert Javascript().text(z) == f"((x > 0) ? x : {slope} * x)"
    assert Javascript().text(z.rule.derivative(0, z, (Symbol("x"),))) == f"((x > 0) ? 1 : {slope})"


@pytest.mark.parametrize("slope", SLOPES)
def test_an_option_reaches_the_derived_program_and_the_explanation(leak, slope):
    X = Tensor([[-1.0, 2.0], [3.0, -4.0]], "X")
    J = np.sum(leak(X, slope=slope) ** 2)
    J.backward()
    namespace = {}
    exec(derive(J).source, namespace)
    for cost, gradients in (derive(J)(), namespace["backprop"](X.data)):
        assert cost == pytest.approx(float(J))
        np.testing.assert_allclose(gradients["X"], X.grad)
    assert f"where(X > 0, 1, {slope})" in str(explain(J))
    dX = 2 * leak(X.data, slope=slope) * np.where(X.data > 0, 1, slope)
    assert compare(J, {"X": dX}).ok
    entries = explain(J).entries(len(explain(J).steps.forward) + 4)
    assert entries.count(f", 1, {slope})") == 8
    sides = [line.split(" = ") for line in entries.splitlines()]
    assert [float(side[-1].replace("\u2212", "-")) for side in sides] == pytest.approx(X.grad.ravel())


@pytest.mark.parametrize("javascript", ["", "((x, slope) => x > 0 ? x : slope * x)"])
def test_an_option_reaches_the_page(own_rows, javascript):
    leak = row(
        "leak", lambda x, slope=0.3: np.where(x > 0, x, slope * x), lambda z, x, slope: np.where(x > 0, 1.0, slope),
        javascript=javascript,
    )  # fmt: skip
    for slope in SLOPES:
        code, why = program(explain(leak(Value(-2.0, "x"), slope=slope)).steps)
        assert why == ""
        assert (f"(v[0], {slope})" in code) == bool(javascript)
        assert f"local[0] = ((v[0] > 0) ? 1 : {slope});" in code


def test_an_option_is_written_where_it_differs_from_numpys_own_default(own_rows):
    spread = pullback(
        "spread", lambda x, /, ddof=1: np.std(x, ddof=ddof),
        lambda g, z, x, ddof: g * (x - np.mean(x)) / z / (np.size(x) - ddof), numpy="std",
    )  # fmt: skip
    w = Tensor([1.0, 2.0, 4.0], "w")
    for option, text in (({}, "w.std(ddof=1)"), ({"ddof": 1}, "w.std(ddof=1)"), ({"ddof": 0}, "w.std()")):
        J = spread(w, **option) * 2
        assert text in derive(J).source
        assert derive(J)()[0] == pytest.approx(float(J), rel=1e-15)
        check_gradients(lambda x, option=option: spread(x, **option), w.data)


@pytest.mark.parametrize(
    ("add", "forward", "backward", "says"),
    [
        (row, lambda x, y: x * y, [lambda z, x, y: y], r"a\(x, y\) needs a derivative .* \(x, y\).*given 1"),
        (row, lambda x: x * x, [], r"\(x\), but is given 0"),
        (row, lambda x: x * x, [lambda z, x: x, lambda z, x: x], r"\(x\), but is given 2"),
        (row, lambda x, y=2: x * y, [lambda z, x, y: y] * 2, r"\(x\), but is given 2.*An option has a default"),
        (row, lambda x: x * x, [lambda x: 2 * x], r"takes \(x\), but is called with \(z, x\)"),
        (row, lambda x: x * x, [lambda g, z, x: 2 * x], r"takes \(g, z, x\), but is called with \(z, x\): missing"),
        (row, lambda x, slope=0.3: x * slope, [lambda z, x: 0.3], r"called with \(z, x, slope\).*'slope'"),
        (row, lambda x, slope=0.3: x * slope, [lambda z, x, slop=0.3: slop], r"\(z, x, slope\).*'slope'"),
        (pullback, lambda x: x, [lambda z, x: x], r"takes \(z, x\), but is called with \(g, z, x\)"),
        (pullback, lambda x, /, axis=None: x, [lambda g, z, x: g], r"called with \(g, z, x, axis\).*'axis'"),
        (pullback, lambda x, /, axis: x, [lambda g, z, x: g], r"called with \(g, z, x, axis\).*'axis'"),
    ],
)  # fmt: skip
def test_formulas_that_do_not_fit_are_refused_at_once(own_rows, add, forward, backward, says):
    with pytest.raises(TypeError, match=says):
        add("a", forward, *backward)
    assert "a" not in TABLE


def test_a_variadic_pullback_takes_the_place_of_its_input(own_rows):
    with pytest.raises(TypeError, match=r"called with \(g, z, arrays, i, axis\)"):
        pullback("joined", lambda arrays, /, axis=0: np.stack(arrays, axis), lambda g, z, arrays: g, variadic=True)


def test_numpys_function_of_the_rows_name_is_the_row_if_it_computes_the_same(own_rows):
    cumsum = pullback("cumsum", lambda x: np.cumsum(x), lambda g, z, x: np.cumsum(g[::-1])[::-1])
    assert np.cumsum(Tensor([1.0, 2.0])).rule is cumsum
    mine = row("radians_of_mine", lambda x: np.deg2rad(x), lambda z, x: np.pi / 180, numpy="deg2rad")
    assert np.deg2rad(Value(8.0)).rule is mine
    assert mine(Symbol("x")).rule is mine
    assert "np.deg2rad(x)" in derive(mine(Value(8.0, "x"))).source
    for name in (
        "rint",
        "sinc",
        "test",
        "float32",
        "save",
        "unique",
    ):  # and nothing of NumPy's is run that should not be
        thrice = row(name, lambda x: x * 3, lambda z, x: 3)
        assert thrice.numpy == ""
        assert NUMPY.get(getattr(np, name)) is None
    assert row("cbrt", lambda x: np.cbrt(x), lambda z, x: 1 / (3 * z**2), numpy="").numpy == ""


def test_a_new_row_is_what_it_says_and_no_more(own_rows):
    thrice = row("thrice_of_a_test", lambda x: x * 3, lambda z, x: 3)
    assert thrice.elementwise
    assert not pullback("whole_of_a_test", lambda x: x * 3, lambda g, z, x: g * 3).elementwise
    assert [name for name in ("variadic", "saturates", "reshapes", "bounds", "spelled") if getattr(thrice, name)] == []
    assert [name for name in ("symbol", "javascript", "numpy", "fuses", "remedy") if getattr(thrice, name)] == []


def test_no_row_takes_a_function_that_another_has(own_rows):
    other = row("other", lambda x: np.exp(x), lambda z, x: z, numpy="exp")
    assert np.exp(Value(1.0)).rule is exp
    assert other(Value(1.0)).rule is other
    again = row("exp", lambda x: np.exp(x), lambda z, x: z)
    assert np.exp(Value(1.0)).rule is again


def test_every_row_computes_what_the_function_it_names_does():
    x = np.array([0.3, 0.9])
    for rule in TABLE.values():
        if rule.numpy and rule.elementwise:
            low, high = rule.smooth
            inputs = [low + (high - low) * (x + i) / 4 for i in range(rule.arity)]
            np.testing.assert_array_equal(rule(*inputs), numpys(rule.numpy)(*inputs))


def variance(x, axis=None, ddof=0):
    squares = np.sum((x - np.mean(x, axis=axis, keepdims=True)) ** 2, axis=axis)
    return squares / (np.size(x) / np.size(squares) - ddof)


def test_a_function_of_numpy_is_composed_of_other_operations(own_rows):
    compose(np.var, variance)
    x = np.array([[1.0, 2.0, 6.0], [0.0, 1.0, 5.0]])
    for option in ({}, {"ddof": 1}, {"axis": 1}, {"axis": 0, "ddof": 1}):
        J = np.sum(np.var(Tensor(x, "x"), **option))
        assert float(J) == pytest.approx(np.sum(np.var(x, **option)))
        check_gradients(lambda x, option=option: np.sum(np.var(x, **option)), x)
        assert derive(J)()[0] == pytest.approx(float(J))
    compose(np.var, lambda x: x * 3)
    assert np.var(Value(2.0)).data == 6.0


@pytest.mark.parametrize("function", [np.exp, np.abs, np.clip, np.sum])
def test_a_composition_takes_no_function_of_a_row(own_rows, function):
    with pytest.raises(TypeError, match=r"of nodes is the row '\w+' already.*row\('"):
        compose(function, lambda x: x)
    assert isinstance(function(Value(2.0), *[0, 1][: 2 * (function is np.clip)]), Value)


def test_a_comparison_gives_truths_and_any_other_row_numbers(own_rows):
    y = Tensor([1.0, 2.0, 2.0], "y", constant=True)
    for mask in (y == 2, y > 1, y >= 2, np.not_equal(y, 1.0)):
        assert mask.data.tolist() == [False, True, True]
        assert mask.dtype == bool
        assert np.arange(3)[mask.data].tolist() == [1, 2]
    over = row("over_of_a_test", lambda x: x > 1, None)
    apart = row("apart_of_a_test", lambda x, y: x != y, lambda z, x, y: 0 * x, lambda z, x, y: 0 * y)
    for z in (over(y), apart(y, 1.0)):
        assert (z.dtype, z.data.tolist()) == (np.float64, [0.0, 1.0, 1.0])


def test_a_row_whose_formula_goes_through_a_shape_has_no_text_and_says_why(own_rows):
    loop = pullback("loop", lambda x: np.sum(x), lambda g, z, x: sum(g * n for n in np.shape(x)) + 0 * x)
    says = r"x\.shape is a formula, which can't be gone through one by one or unpacked"
    assert repr(loop) == "<rule loop>"
    with pytest.raises(TypeError, match=says):
        loop.text()
    assert re.search(says, pydoc.render_doc(loop, renderer=pydoc.plaintext))
    x = Tensor([1.0, 2.0], "x")
    loop(x).backward()
    assert x.grad.tolist() == [2, 2]
    assert derive(loop(x))()[1]["x"].tolist() == [2, 2]


def test_a_symbol_can_not_be_gone_through():
    x = Symbol("x")
    for ask in (iter, list, len, tuple, sum, lambda x: [*x], lambda x: 3 in x):
        with pytest.raises(TypeError, match=r"x is a formula|has no len|is not iterable"):
            ask(x)
    with pytest.raises(TypeError, match=r"x\.shape is a formula"):
        _, _ = np.shape(x)


def test_who_listens_hears_of_every_new_row(own_rows):
    heard = []
    ON_NEW_ROW.append(heard.append)
    try:
        added = [row("once", lambda x: x, lambda z, x: 1), pullback("twice", lambda x: x, lambda g, z, x: g)]
    finally:
        ON_NEW_ROW.remove(heard.append)
    assert heard == added
