"""The writers of mathematics and of JavaScript: every row, every name, and formulas that mean what they show."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value, rules
from autograd.formulas import numpys, signature
from autograd.rules import TABLE
from autograd.symbols import Name, Symbol, applied
from autograd.table import row
from autograd.writers.javascript import Javascript
from autograd.writers.latex import Latex, derivative_table
from autograd.writers.mathml import MathML
from autograd.writers.text import equations, formulas

HOSTILE = ["</script><b>", r"\write18{ls}", "a_{b", "$x$ & y%", "x^2~#", "\u00fc \u65e5", "-", "{}", "'\""]


SIGNS = {
    "\u2212": "-",
    "\u2062": "*",
    "\u22c5": "*",
    "\u2264": "<=",
    "\u2265": ">=",
    "=": "==",
    "\u00a0if\u00a0": " if ",
    "otherwise": " if True",
}


def read(math):
    """Return the Python expression that a reader sees in MathML: only brackets that are drawn are brackets."""
    parts = [read(part) for part in math]
    match math.tag:
        case "mfrac":
            return f"(({parts[0]})/({parts[1]}))"
        case "msup":
            return f"{parts[0]}**({parts[1]})"
        case "msqrt":
            return f"sqrt({''.join(parts)})"
        case "mo":
            return SIGNS.get(math.text, math.text)
        case "mtext" | "mi" | "mn":
            return math.text
        case "mtable":
            return " else ".join(parts) + " else None"
    text = "".join(parts)
    if text.startswith("|"):
        return f"abs({text[1:-1]})"
    if text.startswith("["):
        return f"({text[1:-1]})*1"
    return f"({text[1:]})" if text.startswith("{") else text


def seen(x):
    return read(ElementTree.fromstring(f"<mrow>{MathML().text(x)}</mrow>"))


@pytest.mark.parametrize("name", TABLE)
def test_every_row_is_written_in_latex_and_mathml(name):
    rule = TABLE[name]
    latex, mathml = Latex(arrays=not rule.elementwise), MathML(arrays=not rule.elementwise)
    for left, right in equations(rule, latex.text):
        assert left
        assert right.count("{") == right.count("}")
        assert right.count(r"\left") == right.count(r"\right")
    pairs = equations(rule, mathml.text)
    assert len(ElementTree.fromstring(mathml.aligned((left, "=", right) for left, right in pairs))[0]) == len(pairs)


@pytest.mark.parametrize("name", TABLE)
def test_matplotlib_reads_the_latex_of_every_row(name):
    mathtext = pytest.importorskip("matplotlib.mathtext", reason="the extra plot has it")
    for left, right in equations(TABLE[name], Latex(arrays=True).text):
        if "cases" not in right:  # which mathtext has not
            mathtext.MathTextParser("path").parse(f"${left} = {right}$")


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if rule.elementwise])
@pytest.mark.parametrize("seed", range(5))
def test_what_a_row_shows_is_what_it_computes(name, seed):
    rule, rng = TABLE[name], np.random.default_rng(seed)
    inputs = rng.uniform(*rule.smooth, rule.arity)
    scope = {other.numpy: numpys(other.numpy) for other in TABLE.values() if other.numpy}
    scope |= {other.name: other.function for other in TABLE.values() if other.function}
    scope |= {"max": max, "min": min, "e": np.e, "\u03c3": rules.sigmoid, "z": rule.compute(inputs)}
    scope |= dict(zip(signature(rule.forward).parameters, inputs, strict=True))
    forward, derivatives = formulas(rule)
    assert eval(seen(forward), scope) == pytest.approx(scope["z"], rel=1e-12)
    expected = [f(scope["z"], *inputs) for f in rule.backward if f]
    for right, derivative in zip(expected, derivatives.values(), strict=True):
        assert float(eval(seen(derivative), scope)) == pytest.approx(float(right), rel=1e-12)


def tree():
    """A random formula over x, y and numbers, as a function of x and y."""
    leaf = st.sampled_from([Symbol("x"), Symbol("y"), 2.0, -3.0, 0.5])
    two = [rules.add, rules.sub, rules.mul, rules.div, rules.pow_]
    one = [rules.neg, rules.exp, rules.absolute, TABLE["square"]]
    return st.recursive(
        leaf,
        lambda x: st.one_of(
            st.builds(lambda rule, a, b: Symbol(rule=rule, inputs=(a, b)), st.sampled_from(two), x, x),
            st.builds(lambda rule, a: Symbol(rule=rule, inputs=(a,)), st.sampled_from(one), x),
        ),
        max_leaves=8,
    )


def value(x, numbers):
    if not isinstance(x, Symbol):
        return np.float64(x)
    return numbers[x.name] if x.rule is None else x.rule.forward(*[value(part, numbers) for part in x.inputs])


@given(tree())
def test_parentheses_stand_where_a_reader_needs_them(x):
    numbers = {"x": np.float64(0.7), "y": np.float64(1.3), "e": np.e, "abs": abs}
    with np.errstate(all="ignore"):
        text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"np.float64(\1)", seen(x))
        assert not re.search(r"[-+*]-", seen(x))
        shown, right = eval(text, numbers | {"np": np}), value(x, numbers)
    if np.isfinite(right) and abs(right) < 1e100:
        assert shown == pytest.approx(right, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("W1", "W_{1}"),
        ("v12", "v_{12}"),
        ("alpha", r"\alpha"),
        ("theta0", r"\theta_{0}"),
        ("W1[0,2]", r"W_{1;\,0, 2}"),
        ("b[3]", "b_{3}"),
        ("f_x", "f_{x}"),
        ("y_pred", r"y_{\mathrm{pred}}"),
        ("wx", "w_{x}"),
        ("Wq[0,2]", r"W_{q;\,0, 2}"),
        ("pi", r"\pi"),
        ("dx", r"\mathrm{dx}"),
        ("loss", r"\mathrm{loss}"),
        ("\u03b1", r"\alpha"),
        ("x (2)", "x^{\\left( 2 \\right)}"),
        ("the bias", r"\mathrm{the\ bias}"),
        (Name("dJ/dz2", "z2", "J"), r"\frac{\partial J}{\partial z_{2}}"),
        (Name("dz2", "z2"), "z_{2}"),
        ("\u03d5", "\u03d5"),
        ("\u03ac", "\u03ac"),
        ("_", r"\mathrm{\_}"),
    ],
)
def test_names_become_mathematics(name, latex):
    assert Latex().name(name) == latex


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_are_set_as_they_are(label):
    written = Latex().text(Symbol(label) + 1)
    assert written.count("{") - written.count(r"\{") == written.count("}") - written.count(r"\}")
    assert r"\write" not in written
    shown = ElementTree.fromstring(f"<mrow>{MathML().name(label)}</mrow>")
    assert "".join(shown.itertext()).replace("\u2212", "-") == label


@pytest.mark.parametrize(
    ("x", "latex"),
    [
        (Symbol("x", shape=(2, 3)) * Symbol("y", shape=(2, 3)), r"x \odot y"),
        (Symbol("x", shape=()) * Symbol("y", shape=(2, 3)), r"x \, y"),
        (Symbol("x", shape=(2, 3)) @ Symbol("y", shape=(2, 3)).T, r"x \, y^{\top}"),
        (np.sum(Symbol("x", shape=(2, 3)), axis=0), r"\sum_{i} {x}_{i}"),
        (np.mean(Symbol("x", shape=(2, 3))), r"\frac{1}{6} \sum x"),
        (np.mean(Symbol("x", shape=(2, 3)), axis=1, keepdims=True), r"\frac{1}{3} \sum_{j} {x}_{\mathrm{:}, j}"),
        (np.mean(Symbol("x", shape=())), "x"),
        (np.max(Symbol("x", shape=(2, 3)), axis=-1), r"\max_{j} \left( {x}_{\mathrm{:}, j} \right)"),
        (np.sum(Symbol("x"), axis=1), r"\sum_{\mathrm{axis\ 1}} x"),
        (np.sum(-Symbol("x", shape=(2,))), r"\sum \left( - x \right)"),
        (Symbol("x", shape=(2, 3))[:, -1], r"{x}_{\mathrm{:,\ -1}}"),
        (Symbol("K", shape=(2, 3)).T.T, "K"),
        (Symbol("K", shape=(2, 3, 4)).T, r"\mathrm{transpose} \left( K \right)"),
        (np.broadcast_to(Symbol("x", shape=()), (2, 3)), r"x \cdot \mathbf{1}_{\mathrm{(2,\ 3)}}"),
        (np.broadcast_to(Symbol("x", shape=(3,)), (2, 3)), r"x \odot \mathbf{1}_{\mathrm{(2,\ 3)}}"),
        (Symbol("wx") * Symbol("x3") + Symbol("wh") * Symbol("h2"), r"w_{x} \, x_{3} + w_{h} \, h_{2}"),
        (Symbol("x") * Symbol("loss"), r"x \cdot \mathrm{loss}"),
        (Symbol("a") / Symbol("b") * (Symbol("c") / Symbol("d")), r"\frac{a}{b} \cdot \frac{c}{d}"),
        (Symbol("y") * np.log(Symbol("a")), r"y \, \log \left( a \right)"),
        (2 * Symbol("x") * 1e-5, r"2 \, x \cdot 1 \cdot 10^{- 5}"),
        (Symbol("x") + np.array([[1.0, -2.0], [0.5, 3.0]]), r"x + \begin{bmatrix} 1 & - 2 \\ 0.5 & 3 \end{bmatrix}"),
        (-Symbol("x") / Symbol("y"), r"- \frac{x}{y}"),
        (
            np.where(Symbol("x") > 0, Symbol("x"), 0),
            r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_forms(x, latex):
    assert Latex().text(x) == latex


def test_factors_side_by_side_have_air_between_them():
    assert MathML().text(Symbol("y") * np.log(Symbol("a"))).startswith('<mrow><mi>y</mi><mo rspace="0.17em">')


def test_two_names_never_look_the_same():
    writer = Latex()
    assert writer.text(Symbol("x1") - Symbol("x_1")) == r"x_{1} - \mathrm{x\_1}"
    assert writer.text(Symbol("x_1") * np.exp(Symbol("e"))) == r"\mathrm{x\_1} \, \mathrm{e}^{e}"


def test_a_letter_without_a_name_is_set_as_it_is():
    assert "\U00017000" in Latex().name("\U00017000")
    assert "\U00017000" in MathML().name("\U00017000")


@pytest.mark.parametrize("base", [20000.0, 1e-5, 1e22, -3.0, np.array(-3.0), np.float64(-2.5)])
def test_a_number_as_a_base(base):
    written = Latex(digits=4).text(Symbol(rule=rules.pow_, inputs=(base, 2.0)))
    assert written.startswith(r"\left( ")
    assert written.endswith(r" \right)^{2}")


def test_a_choice_between_arrays_stays_a_choice():
    k, p, q = (Symbol(name, shape=(2,)) for name in "kpq")
    for chosen in (np.where(k == 0, p, q), np.where(k == 0, 1.0, q)):
        assert r"& \text{if } k = 0" in Latex().text(chosen)


def test_guards_are_footnotes():
    writer = Latex()
    x, y = Symbol("x"), Symbol("y")
    assert writer.text(rules.pow_.derivative(0, x**y, (x, y))) == r"y \, x^{y - 1}"
    assert writer.exceptions == [("1", r"y = 0 \text{ and } x = 0", "y - 1")]
    table = derivative_table()
    assert r"\text{with } 1 \text{ for } x \text{ where } x = 0" in table
    assert all(Latex().upright(name) in table for name in TABLE)


def test_a_row_of_ones_own_is_written_in_every_language(own_rows):
    cube = row("cube", lambda x: x * x * x, lambda z, x: 3 * x**2)
    x = Symbol("x")
    assert Latex().text(applied(cube, (x,))) == r"\mathrm{cube} \left( x \right)"
    assert seen(cube.derivative(0, cube(2.0), (x,))) == "3*x**(2)"
    assert Javascript().text(applied(cube, (x,))) == "x * x * x"


def test_a_new_row_has_the_names_that_languages_have_for_numpys_function(own_rows):
    arcsin = row("arcsin", lambda x: np.arcsin(x), lambda z, x: 1 / np.sqrt(1 - x**2))
    x = Symbol("x")
    assert Javascript().text(arcsin(x)) == "Math.asin(x)"
    assert Latex().text(arcsin(x)) == r"\arcsin \left( x \right)"


@pytest.mark.parametrize("name", ["exp", "square", "sqrt", "abs", "logaddexp"])
def test_a_row_that_takes_a_name_does_not_take_the_form_of_the_row_before(own_rows, name):
    inputs = tuple(map(Symbol, "xy"[: TABLE[name].arity]))
    before = [language().text(applied(TABLE[name], inputs)) for language in (Latex, MathML, Javascript)]
    if len(inputs) == 1:
        other = row(name, lambda x: x * 3, lambda z, x: 3)
    else:
        other = row(name, lambda x, y: x * 3 + y, lambda z, x, y: 3, lambda z, x, y: 1)
    assert other.numpy == ""
    after = [language().text(applied(other, inputs)) for language in (Latex, MathML, Javascript)]
    assert after[0].startswith(rf"\{name} " if name == "exp" else rf"\mathrm{{{name}}}")
    assert after[2].startswith("x * 3")
    assert not set(before) & set(after)


def test_a_row_that_was_replaced_is_a_method_again():
    assert Value(1.0).exp().data == np.e


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if not rule.elementwise])
def test_javascript_has_no_arrays_and_says_so(name):
    rule = TABLE[name]
    with pytest.raises(TypeError, match=f"{name} is no operation on single numbers"):
        Javascript().text(Symbol(rule=rule, inputs=(Symbol("x"),) * rule.arity))
