"""A language of one's own: a short writer, given to every view that writes mathematics."""

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, explain, sigmoid
from autograd.rules import TABLE
from autograd.symbols import Symbol
from autograd.writers.latex import Latex
from autograd.writers.mathematics import MathWriter
from autograd.writers.mathml import MathML
from autograd.writers.text import equations


class Typst(MathWriter):
    """Writes symbols as Typst does, https://typst.app/docs/reference/math."""

    spelling = MathWriter.spelling | {
        "fraction": "frac(%s, %s)", "derivative": "(partial %s)/(partial %s)", "root": "sqrt(%s)",
        "entry": "%s_(%s)", "lower": "%s_(%s)", "upper": "%s^(%s)", "lower upper": "%s_(%s)^(%s)",
        "( )": "(%s)", "[ ]": "[%s]", "| |": "abs(%s)", "matrix": "mat(%s)", "line": "; ", "cell": ", ",
        "cases": 'mat(delim: #("{", none), %s)', "if": '"if "', "otherwise": '"otherwise"', "and": '" and "',
        "equations": "$ %s $", "below": " \\\n  ", "grid": "mat(delim: #none, %s)",
        "<-": "arrow.l", "odot": "dot.o", "dot": "dot", "no sign": "thin", "T": "top", "infinity": "oo",
    }  # fmt: skip

    def letter(self, base):
        return base

    def upright(self, text):
        return '"' + text.replace("\\", r"\\").replace('"', r"\"") + '"'


def neuron():
    w, b = Value(3.0, "w1"), Value(-1.0, "beta")
    a = sigmoid(2 * w + b)
    a.label = "a"
    return (a - 1) ** 2 / 2


def test_a_derivation():
    assert derive(neuron()).write(Typst(digits=4)) == (
        '$ a &= frac(1, 1 + "e"^(- (2 thin w_(1) + beta))) \\\n'
        "  v_(3) &= a - 1 \\\n"
        "  J &= frac(v_(3)^(2), 2) \\\n"
        "  (partial J)/(partial a) &= 0.5 dot (2 thin v_(3)) \\\n"
        "  (partial J)/(partial beta) &= (partial J)/(partial a) thin (a thin (1 - a)) \\\n"
        "  (partial J)/(partial w_(1)) &= (partial J)/(partial beta) dot 2 $"
    )


def test_an_explanation():
    w = Value(3.0, "w1")
    assert explain(-w, alpha=0.5).write(Typst(digits=4)) == (
        "$ J &= - w_(1) = - 3 \\\n"
        "  (partial J)/(partial J) &= 1 \\\n"
        "  (partial J)/(partial w_(1)) &+= (partial J)/(partial J) dot (- 1) = 1 dot (- 1) = - 1 \\\n"
        "  w_(1) &arrow.l w_(1) - alpha thin (partial J)/(partial w_(1)) = 3 - 0.5 dot (- 1) = 3.5 $"
    )


def test_a_comparison():
    w = Value(-1e-7, "w")
    first, second = compare(w * w, {"w": 2e-7}, numeric=False).write(Typst(digits=4)).split("; ")
    assert first.startswith('mat(delim: #none, "gradient", "shape", "entry", "autograd", "by hand"')
    assert second.startswith('(partial J)/(partial w), "", "", - 2 dot 10^(- 7), 2 dot 10^(- 7), "-"')
    assert '"wrong: the sign is turned"' in second


@pytest.mark.parametrize("language", [Typst, Latex, MathML])
def test_a_writer_is_used_again_as_if_it_were_new(language):
    writer = language(digits=4)
    views = [derive(neuron()), explain(neuron()), compare(neuron(), {"w1": 1.0, "beta": 2.0})]
    first = [view.write(writer) for view in views]
    assert [view.write(writer) for view in views] == first
    assert writer.names == {}


@pytest.mark.parametrize("name", TABLE)
def test_every_row_is_written(name):
    pairs = equations(TABLE[name], Typst(arrays=not TABLE[name].elementwise).text)
    for left, right in pairs:
        assert right.count("(") == right.count(")")
        assert "%s" not in left + right


def test_arrays_choices_and_transposes():
    X, k = Tensor([[1.0, 2.0], [3.0, 4.0]], "X", constant=True), Tensor([[0.0], [1.0]], "k", constant=True)
    w = Tensor([[3.0], [4.0]], "w")
    z = X @ w
    z.label = "z"
    text = derive(np.where(k == 0, z, 0.1 * z).sum()).write(Typst())
    assert 'J &= sum mat(delim: #("{", none), z, "if " k = 0; 0.1 thin z, "otherwise")' in text
    assert "(partial J)/(partial w) &= X^(top) thin (partial J)/(partial z)" in text


def test_a_form_that_is_missing_is_named():
    class Unfinished(Typst):
        spelling = {form: text for form, text in Typst.spelling.items() if form != "root"}  # noqa: RUF012

    with pytest.raises(TypeError, match=r"Unfinished\.spelling lacks 'root'\. Give its text, with %s for each part"):
        Unfinished().text(np.sqrt(Symbol("x")))
