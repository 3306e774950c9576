"""The same graph at other numbers, short ones, for the sheet of each student."""

import numpy as np
import pytest

from autograd import Tensor, Value, explain
from autograd.graph import topological_order
from autograd.judging.replay import redrawn
from demos.neuron import neuron


def numbers_of(J):
    return {node.label: np.array(node.raw) for node in topological_order(J) if node.is_leaf and node.label}


def logistic():
    X = Tensor([[1.0, 0.2], [-3.0, 4.0], [5.0, 0.006]], label="X", constant=True)
    y = Tensor([[0.0], [1.0], [1.0]], label="y", constant=True)
    w, b = Tensor([[0.5], [-0.25]], label="w"), Tensor([0.0], label="b")
    a = 1 / (1 + np.exp(-(X @ w + b)))
    return -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))


@pytest.mark.parametrize("graph", [neuron, logistic])
def test_a_seed_gives_the_same_graph_at_its_own_short_numbers(graph):
    J = graph()
    order = topological_order(J)
    new = redrawn(J, 3)
    assert [node.op for node in topological_order(new)] == [node.op for node in order]
    before, after, again, other = (numbers_of(x) for x in (J, new, redrawn(J, 3), redrawn(J, 4)))
    for name, numbers in after.items():
        np.testing.assert_array_equal(numbers, again[name])
        kept = np.where(before[name] == 0, numbers, before[name])
        np.testing.assert_array_equal(np.sign(numbers), np.sign(kept))
        assert np.all(np.abs(numbers) <= 10 * np.abs(kept))
        assert np.all(np.abs(kept) <= 10 * np.abs(numbers))
        assert all(len(f"{x:.3g}".lstrip("-0.").replace(".", "")) <= 2 for x in numbers.ravel())
    assert any(np.any(after[name] != other[name]) for name in after)
    assert any(np.any(after[name] != before[name]) for name in after)


def test_labels_of_zero_and_one_and_numbers_of_the_formula_stay():
    new = numbers_of(redrawn(logistic(), 1))
    assert new["y"].tolist() == [[0], [1], [1]]
    assert new["b"] != 0
    x = Value(3.0, "x")
    assert redrawn(x * 7.0, 1).data in [7.0 * k for k in (1, 1.5, 2, 2.5, 3, 4, 5)]


def test_no_sheet_is_saturated_or_at_a_kink():
    x, w = Value(2.0, "x", constant=True), Value(-3.0, "w")
    for seed in range(50):
        J = redrawn((x * w + 6.5).relu() + (w * x).sigmoid(), seed)
        values = [abs(node.data) for node in topological_order(J)]
        assert min(values) > 1e-6
        assert all(np.isfinite(values))


def test_the_key_has_the_gradients_of_its_own_numbers(tmp_path):
    explained = explain(neuron())
    explained.handout(tmp_path / "sheet.html", key=tmp_path / "key.html", seed=5)
    J = redrawn(neuron(), 5)
    J.backward()
    w1 = next(node for node in topological_order(J) if node.label == "w1")
    assert f'"after":{w1.grad!r}' in (tmp_path / "key.html").read_text()


def test_without_a_key_there_is_one_file(tmp_path):
    assert explain(neuron()).handout(tmp_path / "sheet.html") == tmp_path / "sheet.html"
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.html"]


def test_what_has_no_other_numbers_is_refused(tmp_path):
    w = Value(2.0, "w")
    chosen = w * 3.0 if w > 1 else -w
    with pytest.raises(ValueError, match="was compared"):
        explain(chosen).handout(tmp_path / "sheet.html", seed=1)
    u = Value(2.0, "u")
    with np.errstate(all="ignore"):
        J = np.log(u * 0.0)
    with pytest.raises(ValueError, match="finite for none of 20 draws"):
        redrawn(J, 1)


@pytest.mark.parametrize("seed", [-1, 2.5, "a", None, [1]])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(ValueError, match=r"seed=.*: give a whole number, 0 or more"):
        redrawn(Value(2.0, "w") * 3, seed)
