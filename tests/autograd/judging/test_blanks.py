"""Homework with blanks: what is asked, and that its key is right."""

import runpy

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, softmax
from demos.neuron import neuron


def labelled(node, label):
    node.label = label
    return node


def layer(m=3):
    rng = np.random.default_rng(0)
    X = Tensor(rng.normal(size=(m, 2)), label="X", constant=True)
    y = Tensor(rng.normal(size=(m, 4)), label="y", constant=True)
    W, b = Tensor(rng.normal(size=(2, 4)), label="W"), Tensor(rng.normal(size=4), label="b")
    p = labelled(softmax(labelled(X @ W + b, "z")), "p")
    return labelled(np.mean((p - y) ** 2), "cost")


def with_a_function_of_its_own():
    A = Tensor([[2.0, 1.0], [0.5, 3.0]], label="A")
    return labelled(np.linalg.slogdet(A)[1], "log_det") * A[0, 0]


def with_steps():
    u, v = Value(2.0, label="u"), Value(3.2, label="v")
    return u * u + np.sign(v)


GRAPHS = [neuron, layer, with_a_function_of_its_own, with_steps, lambda: Value(2.0, label="w") * 3.0]


def function_in(path):
    return runpy.run_path(str(path))["backprop"]


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_key_is_right_and_answers_everything_the_blanks_nothing(graph, tmp_path):
    J = graph()
    derive(J).blanks().save(tmp_path / "homework.py", key=tmp_path / "key.py")
    asked = compare(J, function_in(tmp_path / "homework.py"))
    assert asked.score == 0
    assert len(asked.unanswered) == len(asked.rows)
    graded = compare(J, function_in(tmp_path / "key.py"))
    assert graded.ok
    assert [row.name for row in graded.rows] == [row.name for row in asked.rows]


def test_every_labelled_value_is_asked_for_with_its_shape_and_what_it_is_computed_from():
    lines = derive(layer()).blanks().source.splitlines()
    assert [line.strip() for line in lines if " = None" in line] == [
        "dp = None  # (m, 4), from v2",
        "dz = None  # (m, 4), from p, dp",
        "db = None  # (4,), from dz",
        "dW = None  # (2, 4), from X, dz",
    ]
    assert lines[-1].strip() == 'return cost, {"p": dp, "z": dz, "b": db, "W": dW}'


def test_no_gradient_of_the_key_stands_in_the_blanks():
    blanks = derive(layer()).blanks()
    _, _, backward = blanks.key.partition("# backward")
    formulas = [line.split(" = ")[1].split("  #")[0] for line in backward.splitlines() if " = " in line]
    assert len(formulas) >= 4
    assert [formula for formula in formulas if formula in blanks.source] == []
    assert str(blanks) == repr(blanks) == blanks.source.rstrip()


def test_the_blanks_are_saved_without_a_key_too(tmp_path):
    derive(layer()).blanks().save(tmp_path / "homework.py")
    assert [file.name for file in tmp_path.iterdir()] == ["homework.py"]


def test_the_key_holds_for_other_examples(tmp_path):
    derive(layer()).blanks().save(tmp_path / "homework.py", key=tmp_path / "key.py")
    assert compare(layer(m=7), function_in(tmp_path / "key.py")).ok


def test_labels_that_are_no_names_of_python_are_answered_by_label(tmp_path):
    u, v = Value(2.0, label="W[0,1]"), Value(3.0, label='quote "q"')
    J = labelled(u + v, "t") * u
    derive(J).blanks().save(tmp_path / "homework.py", key=tmp_path / "key.py")
    assert len(compare(J, function_in(tmp_path / "homework.py")(2.0, 3.0)[1]).unanswered) == 3
    cost, gradients = function_in(tmp_path / "key.py")(2.0, 3.0)
    assert cost == J.data
    assert compare(J, gradients).ok


def test_one_line_filled_in_is_one_right_row(tmp_path):
    text = derive(layer()).blanks().source.replace("dp = None", "dp = 2 * v2 / y.size")
    (tmp_path / "homework.py").write_text(text)
    comparison = compare(layer(), function_in(tmp_path / "homework.py"))
    assert [row.name for row in comparison.rows if row.ok] == ["p"]
    assert set(comparison.unanswered) == {"z", "b", "W"}
