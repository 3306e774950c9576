"""The command: expressions that somebody types, and everything that is printed or written of them."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd.__main__ import main
from autograd.expression import DEEPEST, LONGEST, ExpressionError, cost_of
from autograd.rules import TABLE

NEURON = ["J = -log(sigmoid(w*x + b))", "w=2", "x=-1", "b=0.5"]


@pytest.fixture(autouse=True)
def values():
    return "fast"


def test_an_expression_is_the_graph_that_it_describes():
    J = cost_of("z = w*x + b; a = sigmoid(z); J = -log(a) + 2**-1", {"w": 2, "x": -1.0, "b": 0.5}, data=["x"])
    J.backward()
    p = 1 / (1 + np.exp(1.5))
    assert J.data == pytest.approx(-np.log(p) + 0.5, rel=1e-14)
    names = {}
    stack = [J]
    while stack:
        node = stack.pop()
        names[node.label] = node
        stack += node.parents
    assert names["w"].grad == pytest.approx(1 - p, rel=1e-12)
    assert names["b"].grad == pytest.approx(p - 1, rel=1e-12)
    assert names["x"].constant
    assert {"J", "a", "z"} <= names.keys()


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if rule.elementwise])
def test_every_function_of_single_numbers_can_be_typed(name):
    rule = TABLE[name]
    low, high = rule.smooth
    inputs = {n: low + (high - low) * x for n, x in zip("abc", [0.4, 0.6, 0.7], strict=True)}
    used = list(inputs)[: rule.arity]
    typed = cost_of(f"{name}({', '.join(used)})", {n: inputs[n] for n in used})
    assert typed.data == pytest.approx(float(rule(*[inputs[n] for n in used])), rel=1e-14)


def test_every_number_that_a_float_holds_can_be_typed():
    for text, number in (
        ("1.7976931348623157e308", sys.float_info.max), ("1.5e308", 1.5e308), (f"1{'0' * 308}", 1e308),
        (f"1{'0' * 309}", np.inf), ("1e309", np.inf), ("5e-324", 5e-324), (f"{2**53 + 1}", 2.0**53),
    ):  # fmt: skip
        assert cost_of(f"w * {text}", {"w": 1.0}).data == number
        assert cost_of(f"w * -{text}", {"w": 1.0}).data == -number


def test_the_longest_expression_and_the_deepest():
    name = "w" * LONGEST
    assert cost_of(name, {name: 2.0}).data == 2.0
    with pytest.raises(ValueError, match="an expression has at most"):
        cost_of(f"{name}w", {f"{name}w": 2.0})
    assert cost_of("w" + "+w" * DEEPEST, {"w": 2.0}).data == 2.0 * (DEEPEST + 1)


@pytest.mark.parametrize(
    ("before", "behind"), [("", "+w"), ("sin(", ")"), ("maximum(w, ", ")"), ("-", ""), ("1*(", ")")]
)
def test_operations_inside_each_other(before, behind):
    assert cost_of(before * DEEPEST + "w" + behind * DEEPEST, {"w": 2.0}).op
    with pytest.raises(ExpressionError, match="give a part a name"):
        cost_of(before * (DEEPEST + 1) + "w" + behind * (DEEPEST + 1), {"w": 2.0})


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("J = w @ x", 4, "only + - * / **"),
        ("w * q", 4, "q has no number: give it one, q=1.0"),
        ("w * foo(x)", 4, "foo is no function of single numbers; there are add"),
        ("w * sum(x)", 4, "sum is no function of single numbers; it is for arrays: write w1 + w2"),
        ("mean(w)", 0, "it is for arrays: write (w1 + w2) / 2"),
        ("w * mul_(x)", 4, "is it mul?"),
        ("sigmod(w)", 0, "is it sigmoid?"),
        ("rein(w)", 0, "rein is no function of single numbers; there are add"),
        ("log(w, x)", 0, "log takes 1 numbers, not 2"),
        ("w + x.real", 4, "only + - * / **"),
        ("w + x[0]", 4, "only + - * / **"),
        ("w if x else w", 0, "only + - * / **"),
        ("(lambda: w)()", 0, "only + - * / **"),
        ("__import__('os').system('ls')", 0, "only + - * / **"),
        ("w + 1j", 4, "only + - * / **"),
        ("w + True", 4, "only + - * / **"),
        ("w + 'x'", 4, "only + - * / **"),
        ("w ^ 2", 0, "write ** for a power"),
        ("max(w, x)", 0, "max is no function of single numbers; is it maximum"),
        ("w < x", 0, "only + - * / **"),
        ("log(x=w)", 0, "only + - * / **"),
        ("w = x", 0, "with a new name"),
        ("import os", 0, "write a formula"),
        ("z, y = w", 0, "write a formula"),
        ("w + +", 5, "this is no formula"),
        (")", 0, "this is no formula"),
        ("\u00fc * w + q", 8, "q has no number"),
        ("w" + "+w" * 200, 0, "give a part a name"),
    ],
)  # fmt: skip
def test_a_mistake_is_pointed_at(text, column, said):
    with pytest.raises(ExpressionError) as caught:
        cost_of(text, {"w": 1.0, "x": 2.0, "\u00fc": 3.0})
    why, line, pointer = str(caught.value).split("\n")
    assert said in why
    assert line == f"    {text.strip()}"
    if "inside" not in why:
        assert pointer == f"    {' ' * column}^"


@pytest.mark.parametrize(
    ("text", "numbers", "data", "said"),
    [
        ("w * w", {"w": 1.0, "z": 2.0}, [], "z: no such name"),
        ("w * w", {"w": 1.0}, ["x"], "x: no such name"),
        ("2 * 3", {}, [], "holds no name"),
        ("J = 2", {}, [], "'J = 2' has no parameter, and so no derivative: name one"),
        ("w = 2; J = w * w", {}, [], "has no parameter"),
        ("w * x", {"w": 1.0, "x": 1.0}, ["w", "x"], "has no parameter"),
        ("", {}, [], "holds no name"),
        ("w\n+ w", {"w": 1.0}, [], "on one line"),
        ("w" * 3000, {}, [], "3,000 letters: an expression has at most 2,000"),
    ],
)
def test_what_else_is_refused(text, numbers, data, said):
    with pytest.raises(ValueError, match=said):
        cost_of(text, numbers, data)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@given(st.text(max_size=30))
def test_no_text_gives_anything_but_a_graph_or_a_value_error(text):
    try:
        cost_of(text, {})
    except ValueError:
        return
    raise AssertionError(f"{text!r} needs no number")


def test_a_second_name_and_a_named_number():
    assert cost_of("a = w; J = a * a", {"w": 3.0}).data == 9.0
    J = cost_of("half = 0.5; J = half * w", {"w": 3.0})
    J.backward()
    assert [parent.constant for parent in J.parents] == [True, False]
    assert cost_of("J = w", {"w": 3.0}).label == "w"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("text", "J"),
    [("1/0 * w", np.inf), ("10**400 * w", np.inf), ("(-8)**(1/3) * w", np.nan), (f"{10**400} * w", np.inf)],
)
def test_arithmetic_on_numbers_is_numpys(text, J):
    assert str(cost_of(text, {"w": 1.0}).data) == str(J)


def test_data_may_be_listed_with_spaces(capsys):
    assert main(["w*x*y", "w=1", "x=2", "y=3", "--data", "x, y"]) == 0
    assert "dJ/dx" not in capsys.readouterr().out


def test_it_explains(capsys):
    assert main([*NEURON, "--data", "x"]) == 0
    said = capsys.readouterr().out
    assert "v3     sigmoid(v2)  sigmoid(-1.5)  0.1824" in said
    assert "dJ/dw" in said
    assert "dJ/dx" not in said
    assert main([*NEURON, "--alpha", "0.1"]) == 0
    assert "b -= alpha * dJ/db" in capsys.readouterr().out


def test_it_derives_and_typesets(capsys):
    assert main([*NEURON, "--derive", "--latex"]) == 0
    said = capsys.readouterr().out
    assert "def backprop(" in said
    assert r"\begin{aligned}" in said
    assert "Forward pass" not in said


def test_it_draws_and_writes_the_page(tmp_path, capsys):
    page, picture = tmp_path / "steps.html", tmp_path / "graph.dot"
    assert main([*NEURON, "--page", str(page), "--draw", str(picture)]) == 0
    assert "written" in capsys.readouterr().out
    assert "const backward" in page.read_text(encoding="utf-8")
    assert "sigmoid" in picture.read_text(encoding="utf-8")


def test_it_compares(capsys):
    p = 1 / (1 + np.exp(1.5))
    assert main([*NEURON, "--compare", f"w={1 - p}", f"b={p - 1}"]) == 0
    assert main([*NEURON, "--compare", f"w={p - 1}"]) == 1
    assert "the sign is turned" in capsys.readouterr().out


def test_a_formula_may_begin_with_a_minus_sign(capsys):
    assert main(["-log(w)", "w=2", "--derive"]) == 0
    assert "-np.log(w)" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["-h*w", "--w*h", "-w*h"])
def test_a_minus_sign_is_no_option(text, capsys):
    assert main([text, "w=2", "h=1", "--derive"]) == 0
    assert "def backprop" in capsys.readouterr().out


def test_without_an_expression_it_prints_the_table(capsys):
    assert main([]) == 0
    table = capsys.readouterr().out
    assert all(name in table for name in TABLE)
    assert main(["--latex"]) == 0
    assert capsys.readouterr().out.startswith(r"\begin{aligned}")


@pytest.mark.parametrize(
    "typed",
    [["w*w", "w=1", "w=2"], ["w*w", "w=1", "--page", "x.gif"], ["w*", "w=1"], ["--page", "x.html"], ["--derive"],
     ["w*w", "w=1", "--compare", "q=1", "--draw", "/nowhere/x.dot"], ["w*w", "w=1", "--alpha", "-0.1"],
     ["w*w", "w=1", "--alpha", "0"], ["w*w", "w=1", "--alpha", "nan"], ["w*w", "w=1", "--derive", "--alpha=-1"]],
)  # fmt: skip
def test_mistakes_end_with_a_sentence_and_code_2(typed, capsys):
    assert main(typed) == 2
    said = capsys.readouterr()
    assert said.err.startswith("chalkgrad: ")
    assert "Traceback" not in said.err
    assert not any("alpha" in word for word in typed) or "the learning rate is above 0" in said.err


@pytest.mark.parametrize("typed", [[], [*NEURON, "--derive"], NEURON])
def test_a_reader_that_has_seen_enough_ends_it_quietly(typed):
    command = subprocess.Popen(
        [sys.executable, "-m", "autograd", *typed], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    command.stdout.close()  # before it writes: what head does, at the worst moment
    assert command.stderr.read() == ""
    assert command.wait() == 0
    command.stderr.close()


def test_names_are_normalised_as_pythons_are(capsys):
    micro, mu, ligature = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}", "\N{LATIN SMALL LIGATURE FI}"
    numbers = [f"{mu}=2", f"{ligature}=5", "w=1"]
    assert main([f"J = {micro}*{ligature}*w", *numbers, "--data", f"{micro},fi", "--derive"]) == 0
    assert f"def backprop(fi, {mu}, w)" in capsys.readouterr().out


@pytest.mark.parametrize("typed", ["w=a", "w", "1w=1", "w=1=2", "=1"])
def test_what_is_no_name_and_number_is_said(typed, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["w*w", typed])
    assert ended.value.code == 2
    assert f"argument name=number: invalid assignment value: '{typed}'" in capsys.readouterr().err
