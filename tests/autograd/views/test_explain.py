"""Explanations: every step is the engine's own, in the table and in the frames."""

import html
import json
import re

import numpy as np
import pytest
from neuron import neuron

from autograd import Tensor, Value, draw, explain, log, where
from autograd.views.columns import in_columns
from autograd.views.numbers import data_text, plain_text
from autograd.writers.latex import Latex
from autograd.writers.mathml import MathML
from nn import Sequential
from nn.layers import Dense, Input


def test_accumulation_is_shown_happening():
    a = Value(3.0, "a")
    J = a + a
    J.label = "J"
    lines = explain(J).text(100, ascii_only=True).splitlines()
    assert lines[-2].split("  ")[-1].strip() == "dJ/da = 1"
    assert lines[-1].split("  ")[-1].strip() == "dJ/da = 1 + 1 = 2"


def test_the_steps_are_those_of_the_real_pass():
    J, w, b = neuron()
    steps = explain(J).steps
    assert w.grad == b.grad == 0
    J.backward()
    last = {step.parent: step.after for step in steps.backward}
    assert last[w] == w.grad
    assert last[b] == b.grad
    for step in steps.backward:
        assert step.contribution == pytest.approx(step.upstream * step.local)
        assert step.after == pytest.approx((step.before or 0) + step.contribution)
    assert {step.parent for step in steps.backward} == {node for node in steps.gradients if node is not J}


def test_formula_numbers_and_result_stand_side_by_side():
    text = explain(neuron()[0]).text(200, ascii_only=True)
    assert re.search(r"1 +v1 +w \* x +2 \* \(-1.5\) +-3", text)
    assert re.search(r"\+ b +-3 \+ 0.5 +-2.5", text)
    assert "dJ/dv2 * (v2 * (1 - v2)) = -13.18 * 0.0701" in text


def test_tensors_show_pull_backs_and_small_arrays_in_full():
    model = Sequential([Input(2), Dense(2, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    J = model.cost(np.array([[0.5, -1.2]]), [1])
    text = explain(J).text(200, ascii_only=True)
    J.backward()
    for expected in ("X @ W1", "X.T @ dJ/dz1", "dJ/dz2 @ W2.T", "dJ/da1 * (a1 * (1 - a1))"):
        assert expected in text
    assert f"dJ/dW1 = {data_text(model.layers[0].W.grad)}".replace("\N{MINUS SIGN}", "-") in text


def test_a_large_array_is_said_by_its_shape():
    J = np.sum(Tensor(np.ones((30, 20)), "W") ** 2)
    assert "30 x 20, 2 to 2, mean 2" in explain(J).text(200)


def test_the_equations_of_large_arrays_are_in_symbols_and_their_numbers_beside_them():
    X, W, b = Tensor(np.ones((8, 4)), "X", constant=True), Tensor(np.ones((4, 3)), "W"), Tensor(np.ones(3), "b")
    z = X @ W + b
    z.label = "z"
    J = np.mean(z**2)
    steps = {f"{step.name} -> {step.parent_name}": step for step in explain(J).steps.backward}
    expected = "dJ/db += sum(dJ/dz * 1, axis=0) = [3.333 3.333 3.333]"
    assert steps["z -> b"].equation == expected
    to_W = next(step for name, step in steps.items() if name.endswith("W"))
    assert to_W.equation.endswith("X.T @ dJ/dv1")
    assert to_W.so_far == "dJ/dW: 4 x 3, 3.333 to 3.333, mean 3.333"
    assert next(iter(steps.values())).equation == "dJ/dv2 += broadcast_to(dJ/dJ / 24, (8, 3))"
    forward = explain(J).steps.forward[0]
    assert (forward.equation, forward.result) == ("v1 = X @ W", "8 x 3, 4 to 4, mean 4")


def test_a_stack_of_matrices_is_transposed_matrix_by_matrix():
    x = Tensor(np.ones((2, 3, 4)), "x")
    assert explain(np.sum(x.mT)).steps.forward[0].formula == "x.mT"
    assert explain(np.sum(x[0].mT)).steps.forward[1].formula == "v1.T"


def test_large_graphs_are_refused_in_words():
    y = Value(1.0, "x")
    for _ in range(10_000):
        y = y * 1.00001
    with pytest.raises(ValueError, match=r"20,001 nodes would be too many steps to read \(max_nodes=20,000\)"):
        explain(y)
    assert len(explain(y, max_nodes=30_000).steps.backward) == 10_000


def test_a_condition_has_no_edge():
    c, x = Value(1.0, "c"), Value(2.0, "x")
    steps = explain(where(c, x, 3.0)).steps.backward
    assert [step.parent_name for step in steps] == ["x"]


def test_numbers_put_in_can_be_typed_in():
    a, b = Value(-2.0, "a"), Value(-3.0, "b")
    for J, written in [
        (a**2, "(-2) ** 2"),
        (-a, "-(-2)"),
        (a - b, "-2 - (-3)"),
        (log(-a), "log(2)"),
        (a * b, "-2 * (-3)"),
    ]:
        step = explain(J).steps.forward[-1]
        assert step.numbers.replace("\N{MINUS SIGN}", "-") == written


def test_labels_with_signs_are_put_in_brackets():
    x, y = Value(2.0, "x + 1"), Value(3.0, "y - 2")
    text = explain(x * y).text(200, ascii_only=True)
    assert "(x + 1) * (y - 2)" in text
    assert "dJ/d(x + 1) = 3" in text


def test_the_cost_gives_its_name_to_the_gradients():
    w = Value(2.0, "w")
    L = w * w
    L.label = "L"
    assert "dL/dw = 2 + 2 = 4" in explain(L).text(200)


def test_a_broadcast_says_that_it_sums():
    W, b = Tensor([[1.0, -2.0], [3.0, 4.0]], "W"), Value(2.0, "b")
    text = explain(np.sum(W * b)).text(200, ascii_only=True)
    assert "sum(dJ/dv1 * W) = sum([1 1; 1 1] * [1 -2; 3 4])" in text
    assert "Z[:, -1]" in explain(np.sum(Tensor(np.ones((2, 3)), "Z")[:, -1])).text(200)


def test_nan_and_infinity_are_explained_too():
    z = Value(0.0, "z")
    with pytest.warns(RuntimeWarning):
        J = log(z) * 2.0
    with pytest.warns(RuntimeWarning):
        explained = explain(J)
    assert "INF" in explained.text(200)
    data = re.search(r'id="data">(.*?)</script>', explained.html(), re.DOTALL)[1]
    assert json.loads(data, parse_constant=pytest.fail)["edges"]


def test_updates_follow_with_a_learning_rate():
    J, w, _ = neuron()
    explained = explain(J, alpha=0.5)
    J.backward()
    assert [update.name for update in explained.steps.updates] == ["w", "b"]
    assert explained.steps.updates[0].result == w.data - 0.5 * w.grad
    assert w.data == 2
    assert "w -= alpha * dJ/dw" in explained.text(200, ascii_only=True)
    assert explain(J).steps.updates == []


@pytest.mark.parametrize("width", [200, 80, 60])
def test_a_table_keeps_a_line_for_each_step(width):
    explained = explain(neuron()[0], alpha=0.1)
    forward, backward, update = explained.text(width).split("\n\n")
    steps = explained.steps
    for table, count in ((forward, len(steps.forward)), (backward, 1 + len(steps.backward)), (update, 2)):
        assert len(table.splitlines()[2:]) == count
        assert max(map(len, table.splitlines()[1:])) <= width
    assert ("  adds  " in backward) == (width == 200)
    assert "gradient so far" in backward


def test_columns_are_left_out_before_cells_are_cut():
    rows = [("a", "bb", "a long cell"), ("1", "22", "3")]
    assert in_columns(rows, 19) == "a  bb  a long cell\n1  22  3"
    assert in_columns(rows, 14, spare=[1]) == "a  a long cell\n1  3"
    assert in_columns(rows, 15) == "a  bb  a lon...\n1  22  3"


def test_the_steps_in_markdown(tmp_path):
    explained = explain(neuron()[0])
    text = explained.save(tmp_path / "steps.md").read_text()
    assert explained.latex() in text
    assert explained.text(10**6) in text


def test_latex_of_the_walk_and_of_a_step():
    explained = explain(neuron()[0], alpha=0.5)
    steps = [*explained.steps.forward, None, *explained.steps.backward, *explained.steps.updates]
    lines = [explained.latex(step=i + 1) for i in range(len(steps))]
    assert explained.latex().replace("&", "").count(r"\\") == len(lines) - 1
    assert all(line in explained.latex().replace("&", "") for line in lines)
    assert lines[-1].startswith(r"b \leftarrow b - \alpha \, \frac{\partial J}{\partial b} = 0.5 - 0.5 \cdot")
    for step, line in zip(explained.steps.backward, lines[len(explained.steps.forward) + 1 :], strict=False):
        assert line.endswith(f"= {Latex(digits=4).number(float(step.contribution))}")
    for step in (0, -1, len(lines) + 1, 1.5):
        with pytest.raises(IndexError, match=f"there is no step {step}: the steps have the numbers 1 to {len(lines)}"):
            explained.latex(step=step)


def test_names_that_look_alike_are_told_apart_in_all_of_a_walk():
    x1, x_1 = Value(2.0, "x1"), Value(3.0, "x_1")
    walk = explain(x1**2 * np.sin(x_1)).latex()
    assert r"\partial x_{1}}" in walk
    assert r"\partial \mathrm{x\_1}}" in walk


def test_a_tex_file_is_a_document(tmp_path):
    text = explain(neuron()[0]).save(tmp_path / "x.tex").read_text(encoding="utf-8")
    assert text.startswith(r"\documentclass")
    assert explain(neuron()[0]).latex() in text


def test_what_explain_refuses():
    with pytest.raises(TypeError, match="explain takes a node"):
        explain(2.0)
    with pytest.raises(ValueError, match="only a scalar"):
        explain(Tensor([1.0, 2.0]) * 2)
    for alpha in ("0.1", float("nan")):
        with pytest.raises(TypeError, match="alpha="):
            explain(Value(1.0) * 2, alpha=alpha)
    with pytest.raises(ValueError, match=r"this can't be saved as '\.gif'\. Use \.svg, \.png, \.pdf"):
        explain(Value(1.0) * 2).frames("x", "gif")
    with pytest.raises(ValueError, match=r"can't be saved as '\.pdf'"):
        explain(Value(1.0) * 2).save("x.pdf")


def test_frames_are_pictures_of_one_size_with_what_is_known_so_far(tmp_path):
    J, _, _ = neuron()
    explained = explain(J, alpha=0.1)
    paths = explained.frames(tmp_path / "slides")
    steps = explained.steps
    assert len(paths) == len(steps.forward) + 1 + len(steps.backward) + len(steps.updates)
    assert [path.name for path in paths[:2]] == ["step_001.svg", "step_002.svg"]
    pictures = [path.read_text(encoding="utf-8") for path in paths]
    assert len({re.search(r'<svg width="\S+" height="\S+"', picture)[0] for picture in pictures}) == 1
    counts = [picture.count(">d -<") + picture.count(">d &#45;<") for picture in pictures]
    assert counts[: len(steps.forward)] == [7] * len(steps.forward)
    assert counts[-1] == 0
    assert counts == sorted(counts, reverse=True)
    for step, picture in zip(steps.backward, pictures[len(steps.forward) + 1 :], strict=False):
        shown = html.unescape(picture)
        assert step.equation in plain_text(shown)
        assert not re.search(r">[^<]*(?<!d)[ (]-[ \d][^<]*</text>", shown)  # one minus, the true one
        edge = re.search(rf'id="edge-{steps.reading.keys[step.node]}-{step.i}".*?</g>', shown, re.DOTALL)[0]
        assert "#0072b2" in edge
    first = html.unescape(pictures[0])
    assert data_text(steps.forward[-1].node.raw) not in re.findall(">([^<]*)</text>", first)[:-1]


def test_frames_of_arrays(tmp_path):
    x = Tensor([1.0, 2.0], "x")
    explained = explain(np.sum(x * x), alpha=0.1)
    assert len(explained.frames(tmp_path)) == len(explained.steps.walk)


def test_a_text_file_and_a_page(tmp_path):
    explained = explain(neuron()[0])
    assert explained.save(tmp_path / "x.txt").read_text() == explained.text(10**6) + "\n"
    page = explained.save(tmp_path / "x.html").read_text()
    assert page.startswith("<!doctype html>")
    assert not re.search(r"(src|href)=\"http", page)


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_the_mean_over_one_example_divides_by_nothing(loss, values):
    """On paper; the graph has the division that ran, and its card says what the 1 is for."""
    model = Sequential([Input(2), Dense(1, "sigmoid")], seed=1)
    model.compile(loss)
    J = (model.as_values() if values else model).cost(np.array([[0.5, -1.2]]), [1])
    explained = explain(J)
    assert not re.search(r"/ 1(?![.\d])", explained.text(200))
    assert r"}{1}" not in explained.latex()
    assert "<mn>1</mn></mfrac>" not in explained.write(MathML())
    assert all(right != "1" for left, right in explained.steps.reading.equations(MathML().text))
    assert ("J = v" in draw(J).tree()) == values
    assert ("/ 1 " in draw(J).tree()) == values


def test_what_is_one_and_has_a_name_stays():
    a, one = Value(3.0, "a"), Value(1.0, "one")
    assert [step.equation for step in explain(a / one * 1).steps.forward] == ["v1 = a / one = 3 / 1 = 3", "J = v1 = 3"]
