"""derive and compare as mathematics: equations that mean what the code computes, tables that say what is wrong."""

import re
import shutil
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest
from random_graphs import scalar_graph, tensor_graph

from autograd import Tensor, Value, compare, derive
from autograd.writers.latex import Latex


def network():
    X, y = Tensor(np.ones((4, 3)), "X", constant=True), Tensor(np.ones((4, 1)), "y", constant=True)
    W1, b1, W2 = Tensor(np.ones((3, 2)), "W1"), Tensor(np.zeros(2), "b1"), Tensor(np.ones((2, 1)), "W2")
    a1 = np.tanh(X @ W1 + b1)
    a1.label = "a1"
    J = np.mean((a1 @ W2 - y) ** 2)
    J.label = "J"
    return J


def test_a_derivation_is_typeset_line_by_line():
    derivation = derive(network())
    lines = derivation.latex().splitlines()[1:-1]
    code = [line for line in derivation.source.splitlines() if re.match(r"    \w+ = ", line) and "len(" not in line]
    assert len(lines) == len(code)
    assert lines[0].startswith(r"a_{1} &= \tanh \left( X \, W_{1} + b_{1} \right)")
    latex = derivation.latex()
    assert r"J &= \frac{1}{m} \sum v_{4}^{2}" in latex
    assert (
        r"\frac{\partial J}{\partial b_{1}} &= \sum_{i} {\left( \frac{\partial J}{\partial v_{2}} \right)}_{i}" in latex
    )
    assert r"\frac{\partial J}{\partial W_{1}} &= X^{\top} \, \frac{\partial J}{\partial v_{2}}" in latex


@pytest.mark.parametrize("seed", range(40))
def test_every_derivation_has_its_equations(seed):
    for J in (scalar_graph(seed), tensor_graph(seed, 3)[0]):
        try:
            derivation = derive(J)
        except ValueError:
            continue  # a choice by the data
        latex, mathml = derivation.latex(), ElementTree.fromstring(derivation.mathml())
        assert latex.count("&=") == len(mathml[0])
        assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")
        assert "- -" not in latex


def test_what_is_returned_without_a_line_has_its_equation():
    w, x = Value(2.0, "w"), Value(3.0, "x")
    lines = derive(w * x).latex().splitlines()
    assert r"\frac{\partial J}{\partial w} &= x" in lines[2]
    assert r"\frac{\partial J}{\partial x} &= w" in lines[3]
    lines = {line.removesuffix(r" \\[0.3em]") for line in derive(w * 1).latex().splitlines()}
    assert lines >= {"J &= w", r"\frac{\partial J}{\partial w} &= 1"}
    k, p, q = Tensor([1.0, 0.0], "k", constant=True), Tensor([1.0, 2.0], "p"), Tensor([3.0, 4.0], "q")
    assert derive(np.where(k == 0, p, q).sum()).latex().count(r"\begin{cases}") == 3


def test_two_columns_hold_each_equation_beside_its_line():
    derivation = derive(network())
    shown = derivation._repr_mimebundle_()
    rows = re.findall(r"<tr>.*?</tr>", shown["text/html"])
    for row, line in zip(rows, derivation.latex().splitlines()[1:-1], strict=True):
        assert row.count("<math>") == 1
        assert row.count("<code>") == 1
        assert line
    assert "<i>np.tanh</i>" in shown["text/html"]
    assert shown["text/plain"] == derivation.source.rstrip()


def test_a_derivation_is_saved_as_what_the_suffix_says(tmp_path):
    derivation = derive(network())
    assert derivation.save(tmp_path / "x.py").read_text() == derivation.source
    assert derivation.latex() in derivation.save(tmp_path / "x.tex").read_text()
    assert "def backprop" not in (tmp_path / "x.tex").read_text()
    markdown = derivation.save(tmp_path / "x.md").read_text()
    assert derivation.latex() in markdown
    assert derivation.source in markdown
    assert "<math>" in derivation.save(tmp_path / "x.html").read_text()
    with pytest.raises(ValueError, match=r"can't be saved as '\.gif'. Use \.py, \.txt, \.tex, \.md, \.html"):
        derivation.save(tmp_path / "x.gif")
    assert not (tmp_path / "x.gif").exists()


@pytest.mark.parametrize(
    "label", ["</script><b>", r"\write18{ls}", "a_{b", "$x$ & y%", "x^2~#", "-", "{}", "'\"", "np"]
)
def test_hostile_labels_are_shown_as_they_are(label):
    w = Value(2.0, label)
    derivation = derive(w * w + 1)
    shown = derivation._repr_html_()
    assert "<b>" not in shown
    table = ElementTree.fromstring(shown[shown.index("<table") :])
    assert len(table) == derivation.latex().count("&=")
    assert label in "".join(table.itertext()).replace("\u2212", "-")
    assert r"\write18" not in derivation.latex()


def test_a_document_is_read_by_tex_where_there_is_one(tmp_path):
    tex = shutil.which("pdflatex")
    if not tex:
        pytest.skip("no TeX here; KaTeX reads the formulas in the browser tests")
    path = derive(network()).save(tmp_path / "x.tex")
    done = subprocess.run([tex, "-interaction=nonstopmode", path.name], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def comparison():
    w, b = Value(3.0, "w1"), Value(-1.0, "<b|x>_")
    J = (w * 2 + b) ** 2
    J.label = "J"
    return compare(J, {"w1": -20.0, "<b|x>_": 10.0})


def test_a_comparison_in_markdown_and_latex():
    found = comparison()
    head, ruled, *rows = found.markdown().splitlines()
    assert [row.count("|") - row.count(r"\|") for row in (head, ruled, *rows)] == [9, 9, 9, 9]
    assert [("**wrong: " in row) for row in rows] == [not row.ok for row in found.rows]
    assert "the sign is turned" in found.markdown()
    latex = found.latex()
    assert latex.count(r"\\") == 1 + len(found.rows)
    assert r"\frac{\partial J}{\partial w_{1}}" in latex
    assert "wrong:" in latex
    assert Latex().upright("<b|x>_") in latex


def test_a_notebook_marks_what_is_wrong_by_colour_and_by_word(tmp_path):
    found = comparison()
    shown = found._repr_mimebundle_()
    rows = re.findall(r"<tr.*?</tr>", shown["text/html"])[1:]
    for row, about in zip(rows, found.rows, strict=True):
        assert ("wrong:" in row) == ("background" in row) == (not about.ok)
    assert "<b|x>" not in shown["text/html"]
    assert shown["text/plain"] == str(found)
    for suffix in ("txt", "md", "tex", "html"):
        assert found.save(tmp_path / f"x.{suffix}").stat().st_size
    with pytest.raises(ValueError, match="can't be saved"):
        found.save(tmp_path / "x.py")
