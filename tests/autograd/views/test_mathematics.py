"""derive and compare as mathematics: equations that mean what the code computes, tables that say what is wrong."""

import re
import shutil
import subprocess
from xml.etree import ElementTree

import numpy as np
import pytest
from random_graphs import scalar_graph, tensor_graph

from autograd import Tensor, Value, compare, derive, explain
from autograd.writers.latex import BREAK, Latex, document


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


def comparison():
    w, b = Value(3.0, "w1"), Value(-1.0, "<b|x>_")
    J = (w * 2 + b) ** 2
    J.label = "J"
    return compare(J, {"w1": -20.0, "<b|x>_": 10.0})


ODD = [
    "caf\u00e9", "\u00df", "na\u00efve_2", "\u0142\u00f3d\u017a", "w \u03b8", "\u03b1_\u03b2",
    "a\u2212b", "x\u00b2", "w\u2019", "\u6743\u91cd", "x\u53d8", "\U0001f3af", "\u2764\ufe0f",
    "x\u0302", "\u1ebf", "\u0416", "\u2113", "\xa0", "$x$ & y%", "x^2~#", "{}", r"\write18{ls}", "a_{b", "'\"",
    "<b>|`@*[]", r"\\[0.3em]", "w[0,1]", "x" * 10_000,
]  # fmt: skip


def long_graph():
    """A graph whose steps take several pages: TeX measures no page that is higher."""
    return sum(np.tanh(Value(0.01 * i, f"x{i}")) for i in range(300))


def odd_graph():
    """A graph with names that TeX has no letters for."""
    return sum(Value(2.0, label) * i for i, label in enumerate(ODD, 2))


VIEWS = {
    "derivation": (lambda: derive(network()), 1),
    "explanation": (lambda: explain(network(), alpha=0.1), 1),
    "comparison": (comparison, 1),
    "odd derivation": (lambda: derive(odd_graph()), 1),
    "odd comparison": (lambda: compare(odd_graph(), dict.fromkeys(ODD, 1.0)), 1),
    "long derivation": (lambda: derive(long_graph()), 3),
    "long explanation": (lambda: explain(long_graph()), 5),
    "long comparison": (lambda: compare(long_graph(), {"x7": 1.0}), 1),
}


@pytest.mark.parametrize(("view", "pages"), VIEWS.values(), ids=VIEWS)
def test_a_document_is_read_by_tex_where_there_is_one(view, pages, tmp_path):
    tex = shutil.which("pdflatex")
    if not tex:
        pytest.skip("no TeX here; KaTeX reads the formulas in the browser tests")
    found = view()
    path = found.save(tmp_path / "x.tex")
    command = [tex, "-interaction=nonstopmode", "-jobname=x"]
    command.append(r"\pdfobjcompresslevel=0 \input{x.tex}")  # the sizes of pages can be read then
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    log = path.with_suffix(".log").read_text(errors="replace")
    assert "Missing character" not in log
    assert re.search(rf"Output written on x.pdf \({pages} pages?,", log)
    pdf = path.with_suffix(".pdf").read_bytes()
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(sizes) == pages  # each as large as the formula on it, and none that no reader shows
    assert all(80 < float(width) < 14_400 and float(height) < 14_400 for width, height in sizes)
    rows = min(300, found.latex().count("\n") - 1)
    assert 12 * rows < float(sizes[0][1]) < 60 * rows + 60


def test_a_document_has_every_equation_on_one_of_its_pages():
    for view in (derive(long_graph()), explain(long_graph())):
        first, *equations, last = view.latex().splitlines()
        source = document(view.latex())
        assert source.count(first) == source.count(last) > 1
        assert [line for line in source.splitlines() if "&" in line and "=" in line] == [
            line if line in source else line.removesuffix(BREAK) for line in equations
        ]
    table = compare(sum(Value(1.0, f"w{i}") for i in range(400)), {}).latex()
    assert document(table).count(r"\hline") == 2


def test_a_document_writes_what_is_not_ascii_with_what_every_tex_has():
    source = document(derive(odd_graph()).latex())
    declared = {
        "00E9": r"\'{e}",
        "03B8": r"\ensuremath{\theta}",
        "6743": r"\fbox{\scriptsize 6743}",
    }
    for number, latex in declared.items():
        assert rf"\DeclareUnicodeCharacter{{{number}}}{{\text{{{latex}}}}}" in source
    assert "Unicode" not in document(derive(network()).latex())
    assert max(map(len, source.splitlines())) < 2000  # which TeX can still measure


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
