"""Steps of arrays entry by entry: what each line says is evaluated and compared with the engine."""

import re

import numpy as np
import pytest
from random_graphs import SEEDS, tensor_graph

from autograd import Tensor, Value, explain
from autograd.names import as_term
from autograd.rules import TABLE
from autograd.views.explanation.entries import entries_of
from autograd.views.explanation.equations import Forward


def test_entries_are_the_sums_that_make_them():
    X = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "X", constant=True)
    W, b = Tensor([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], "W"), Tensor([0.1, -0.2], "b")
    a = np.tanh(X @ W + b)
    a.label = "a"
    explained = explain(np.mean((a - 1) ** 2))
    assert explained.entries(1).splitlines()[1] == (
        "v1[0,1] = X[0,0] * W[0,1] + X[0,1] * W[1,1] + X[0,2] * W[2,1] = 1 * 0.2 + 2 * (-0.4) + 3 * 0.6 = 1.2"
    )
    last = explained.entries(len(explained.steps.forward) + 1 + len(explained.steps.backward))
    assert last.splitlines()[0].startswith("dJ/dW[0,0] += X[0,0] * dJ/dv1[0,0] + X[1,0] * dJ/dv1[1,0] = 1 * ")
    with pytest.raises(IndexError, match="there is no step 99"):
        explained.entries(99)
    assert explain(np.sum(Tensor(np.ones((7, 2)), "x") * 2)).entries(1) == ""
    largest = explain(np.max(Tensor([[3.0, 1.0], [2.0, 3.0]], "x")))
    assert largest.entries(1).startswith("J = maximum(maximum(maximum(x[0,0], x[0,1]), x[1,0]), x[1,1]) = maximum(")
    assert [line.rsplit(" = ", 1)[1] for line in largest.entries(3).splitlines()] == ["0.5", "0", "0", "0.5"]  # a tie
    assert explain(Value(1.0, "x") * 2).entries(1) == ""


def test_a_guard_against_0_is_read_entry_by_entry():
    x = Tensor([[3.0, 4.0], [0.0, 5.0]], "x")
    page = explain(np.sum(np.linalg.norm(x, axis=1)))
    lines = page.entries(len(page.steps.forward) + 3).splitlines()
    assert [line.rsplit(" = ", 1)[1] for line in lines] == ["0.6", "0.8", "0", "1"]
    assert "This page can't compute" not in page.html()


def numbers_of(steps):
    """The number of every entry of every array and gradient, by the name that a line gives it."""
    found = {}
    for node, name in steps.reading.names.items():
        for at in np.ndindex(node.shape):
            index = f"[{','.join(map(str, at))}]" if at else ""
            found[as_term(name) + index] = np.asarray(node.raw)[at]
            if node in steps.gradients:
                found[steps.reading.gradient_name(node) + index] = np.asarray(steps.gradients[node])[at]
    return found


def test_every_line_is_true_on_random_graphs():
    checked = 0
    for seed in SEEDS[:60]:
        steps = explain(tensor_graph(seed, 3)[0]).steps
        numbers = numbers_of(steps)
        names = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
        for step in (*steps.forward, *steps.backward):
            found = entries_of(step)
            right = np.ravel(step.node.raw if isinstance(step, Forward) else step.contribution)
            for line, number in zip(found, right if found else [], strict=True):
                sides = line.replace(" += ", " = ").split(" = ")
                formula = re.sub(rf"(?<![\w\]])({names})(?![\w\[(])", lambda match: f"v[{match[0]!r}]", sides[1])
                with np.errstate(all="ignore"):
                    computed = eval(formula, dict(TABLE) | {"v": numbers})
                assert computed == pytest.approx(float(number), rel=1e-3, abs=1e-9), line
                assert float(sides[-1]) == pytest.approx(float(number), rel=1e-3, abs=1e-9)
                checked += 1
    assert checked > 500
