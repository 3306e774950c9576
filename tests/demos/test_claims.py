"""What the prose of the lessons says of the numbers that their cells compute."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

LESSONS = Path(__file__).parents[2] / "demos" / "lessons"


def test_1_the_ratio_comes_closer_to_the_derivative(work):
    ratios = [float(ratio) for ratio in re.findall(r"J / h = ([\d.]+)", work("lesson_01_nudge").text)]
    assert ratios == sorted(ratios, reverse=True)
    assert 12 < ratios[-1] < 12.001
    assert abs(work("lesson_01_nudge").number("both sides:") - 12) < abs(
        work("lesson_01_nudge").number("one side:") - 12
    )
    assert work("lesson_01_nudge").number("chain rule:") == work("lesson_01_nudge").number("dJ/dw =") == 12


def test_2_the_two_examples_disagree_and_the_larger_one_wins(work):
    lesson = work("lesson_02_two_paths")
    one, other = lesson.number("first example alone:"), lesson.number("second example alone:")
    assert one < 0 < other
    assert lesson.number("dJ/dw:") == one + other > 0
    assert lesson.number("with +=:") == 2 * lesson.number("with = :")


def test_3_a_minus_y_and_the_line_that_is_learned(work):
    lesson = work("lesson_03_one_neuron")
    assert lesson.number("their product =") == pytest.approx(lesson.number("a - y         ="), rel=1e-14)
    assert lesson.number("log 2 =") == pytest.approx(lesson.number("J     ="), rel=1e-14)
    assert lesson.number("ratio of the weights:") == pytest.approx(-2, abs=0.3)
    assert np.allclose(lesson.names["by_formula"], lesson.names["cost_and_gradient"](np.zeros(2), 0.0)[1][0])


def test_4_a_small_a_good_and_a_large_alpha(work):
    lesson = work("lesson_04_descent")
    costs = dict(re.findall(r"^alpha = (\S+) +w = .* J = (\S+)$", lesson.text, re.MULTILINE))
    small, good, large = float(costs["0.01"]), float(costs["0.1"]), float(costs["0.5"])
    at_zero = lesson.names["cost"](0.0)
    assert good < 0.05 < small < at_zero < large
    stable, diverging = re.findall(r"ten steps: (\S+)   after a hundred: (\S+)", lesson.text)
    assert float(stable[1]) < float(stable[0])
    assert float(diverging[1]) > float(diverging[0])
    assert lesson.number("gradient of the sum / gradient of the mean =") == pytest.approx(lesson.names["m"])
    signs = [slope.startswith("-") for slope in re.findall(r"dJ/dw = +(-?\d\S*)", lesson.text)[-6:]]
    assert signs == [True, False] * 3


def test_5_both_networks_have_one_cost_and_one_gradient(work):
    lesson = work("lesson_05_hidden_layer")
    by_number = np.array([[value.grad for value in row] for row in lesson.names["w1"]])
    assert np.allclose(by_number, lesson.names["W1"].grad, rtol=1e-12)
    assert np.allclose(lesson.names["dW1"], by_number, rtol=1e-12)
    costs = re.findall(r"^(?:by hand|nn, matrices|nn, as Values): +(\S+)$", lesson.text, re.MULTILINE)
    assert np.ptp([float(cost) for cost in costs]) < 1e-14
    assert len(costs) == 3


def test_6_each_mistake_gets_its_name(work):
    text = work("lesson_06_own_backprop").text
    verdicts = [
        "dz2: by hand it is the right one times m = 8: is the mean over 8 entries missing?",
        "dW1: follows from dz2, and is right apart from that",
        "dz1: as if a1 * (1 - a1) were left out",
        "db1: equal after summing over axis 0",
        "dW1: equal after transposing",
        "dW2: the sign is turned",
        "dz1: as if z1 were taken for a1",
    ]
    places = [text.index(verdict) for verdict in verdicts]
    assert places == sorted(places)
    assert all(float(apart) < 1e-15 for apart in re.findall(r"(\d\S+) apart", text))


def test_7_fit_is_the_loop_that_is_written_out(work):
    lesson = work("lesson_07_digits")
    assert lesson.number("never seen:") >= 99
    assert lesson.number("one neuron:") >= 99
    aparts = re.findall(r"[Wb]\d: (\S+) apart", lesson.text)
    assert [float(apart) < 1e-12 for apart in aparts] == [True] * 6
    assert lesson.number("largest difference from predict:") < 1e-12
    assert str(lesson.names["model"].optimizer) == "GradientDescent(alpha=0.1)"
    assert len(lesson.names["X"]) == 800
    assert lesson.names["X"].shape[1] == 400


def test_8_saturation_scaling_and_the_size_of_weights(work):
    lesson = work("lesson_08_saturation")
    assert abs(lesson.number("squared error: dJ/dz =")) < 0.001
    assert lesson.number("cross-entropy: dJ/dz =") < -0.999
    assert lesson.number("sigmoids passed: 8   gradient:") < 1e-5
    assert lesson.number("hidden units that are flat:") == 100
    assert "100% of the activations of dense_1 are saturated" in lesson.text
    before, after, by_layer = re.findall(r"<History of 100 epochs, loss \S+ -> ([\d.]+)>", lesson.text)
    assert float(before) > 0.6 > 0.3 > float(after)
    assert after == by_layer
    narrow, round_valley = re.findall(r"steepest / flattest = (\d+)", lesson.text)
    assert int(narrow) > 1000
    assert int(round_valley) == 1
    rows = re.findall(r"(?:activations|gradients): +\[(.*)\]", lesson.text)
    spread = [[float(number.strip("'")) for number in row.split(", ")] for row in rows]
    small, small_back, large, large_back, right, right_back = spread
    assert small[-1] == small_back[0] == 0
    assert min(large) > 0.9
    assert large_back[0] > 100 * large_back[-1]
    assert right[-1] > 0.3 * right[0]
    assert right_back[0] > 0.3 * right_back[-1]
    assert lesson.number("deviation of W in Dense(25) for 400 inputs:") == pytest.approx(
        lesson.number("sqrt(2 / (inputs + outputs)):"), rel=0.02
    )


def test_9_p_minus_y_and_learning_by_heart(work):
    lesson = work("lesson_09_softmax")
    assert lesson.text.count("[0.70538451 0.25949646 0.03511903]") == 5
    assert "as it stands:           [nan nan nan]" in lesson.text
    assert lesson.text.count("[-0.29461549  0.25949646  0.03511903]") == 3
    assert "equal" in lesson.text
    history = lesson.names["plain"].history.history
    assert history["loss"][-1] < 0.05
    assert min(history["val_loss"]) < 0.6 < 0.8 < min(history["val_loss"][0], history["val_loss"][-1])
    sizes = re.findall(r"size of the weights ([\d.]+)   loss on new data ([\d.]+)", lesson.text)
    (plain_size, plain), (small_size, small) = sizes
    assert float(small_size) < float(plain_size) / 2
    assert float(small) < 0.7 * float(plain)
    assert lesson.number("new data, with dropout:") < 0.7 * lesson.number("new data, plain:")
    assert "two predictions are equal: True" in lesson.text
    assert "gradients: [2. 0. 0. 0." in lesson.text


def test_10_what_each_rule_does_in_a_long_valley(work):
    lesson = work("lesson_10_optimizers")
    by_alpha = [int(steps) for steps in re.findall(r"alpha = \S+: (\d+) steps", lesson.text)]
    assert by_alpha == sorted(by_alpha, reverse=True)
    assert by_alpha[-1] > 100
    none, some, good, too_much = (int(steps) for steps in re.findall(r"beta = \S+: (\d+) steps", lesson.text))
    assert good < some < none
    assert good < too_much
    assert re.search(r"first step of Adam: +\[-0.1 -0.1\]", lesson.text)
    assert "cost times a thousand: [-0.1 -0.1]" in lesson.text
    assert lesson.names["cost"](lesson.names["start"] - np.linalg.solve(lesson.names["H"], lesson.names["dw"])) < 1e-20
    near, far = (
        lesson.names["newton"](lesson.names["bowl"], 0.5, 4),
        lesson.names["newton"](lesson.names["bowl"], 1.1, 4),
    )
    assert abs(near[-1]) < 1e-6
    assert abs(far[-1]) > 1000
    assert abs(lesson.names["path"][-1]) < 1e-6
    assert lesson.number("curvature there:") < 0
    losses = re.findall(r"History of 30 epochs, loss \S+ -> ([\d.]+)", lesson.text)
    assert len(set(losses)) == 3


def test_11_every_gradient_by_hand_is_right(work):
    lesson = work("lesson_11_attention")
    verdicts = re.findall(r"^d\w+ {2,}.* (\S+)$", lesson.text, re.MULTILINE)
    assert verdicts.count("equal") == len(verdicts) == 12
    fading = [float(slope) for slope in re.findall(r"steps later: ([\d.]+)", lesson.text)]
    assert fading == sorted(fading, reverse=True)
    assert fading[-1] < 1e-4
    assert lesson.number("largest difference:") < 1e-15
    pairs = re.findall(r"largest weight ([\d.]+), divided ([\d.]+)", lesson.text)
    assert [float(plain) > float(divided) for plain, divided in pairs] == [True] * 3
    assert float(pairs[-1][0]) > 0.99
    same = re.findall(r"of (?:x|ten times x): +(\[.*\])", lesson.text)
    assert same[0] == same[1]
    assert lesson.number("dx times x:") == lesson.number("sum of dx:") == 0
    assert "first output = first value: True" in lesson.text


def test_12_values_tensors_numpy_and_what_is_compiled_have_the_same_costs(work):
    lesson = work("lesson_12_gpt")
    assert lesson.number("J of emma:") == pytest.approx(lesson.number("log of 27:"), abs=0.1)
    assert lesson.number("log of 27:") == pytest.approx(np.log(len(lesson.names["LETTERS"])), rel=1e-15)
    titles = ["Values", "Tensors", "derived NumPy"]
    assert list(lesson.names["costs"]) == titles
    assert [len(costs) for costs in lesson.names["costs"].values()] == [5] * 3
    aparts = [float(apart) for apart in re.findall(r"at most (\S+) apart", lesson.text)]
    assert max(aparts) < 1e-14
    has_jax = bool(find_spec("jax"))
    assert list(lesson.names["seconds"]) == titles + ["XLA, 512 names"] * has_jax
    assert len(aparts) == len(re.findall(r"times faster|\bValues .* ms a name", lesson.text)) == 3 + has_jax
    assert ("JAX is not installed" in lesson.text) != has_jax
    weights = sum(W.size for W in lesson.names["START"].values())
    assert f"{weights:,} weights" in (LESSONS.parents[1] / "README.md").read_text()
    by_values, by_tensors = (
        lesson.names[f"step_by_{way}"](lesson.names["START"], "ava") for way in ("values", "tensors")
    )
    for key, dw in by_values[1].items():
        assert np.allclose(dw, by_tensors[1][key], rtol=0, atol=1e-14)
    assert lesson.number("hundred names: first") - lesson.number("last") > 0.3
    spelled = re.search(r"^after: +(.*)$", lesson.text, re.MULTILINE)[1].split(", ")
    assert len(spelled) == 10
    assert all(re.fullmatch("[a-z]{0,8}", name) for name in spelled)


def test_13_the_engine_that_is_built_gives_the_same_numbers(work, own_rows):
    lesson = work("lesson_13_open_the_engine")
    assert lesson.names["J"].data == pytest.approx(lesson.names["VJ"].data, rel=1e-15)
    assert lesson.names["a"].grad == pytest.approx(lesson.names["va"].grad, rel=1e-15)
    assert lesson.names["b"].grad == pytest.approx(lesson.names["vb"].grad, rel=1e-15)
    assert lesson.number("gradient:") == pytest.approx(1 / 1.7**2)
    assert lesson.number("second derivative:") == pytest.approx(-2 / 1.7**3)
    assert (lesson.number("dJ/da ="), lesson.number("dJ/db =")) == (3, 3)
    walk = re.findall(r"^(\w): its gradient is (\S+), and it passes it on to (.*)$", lesson.text, re.MULTILINE)
    assert walk == [("J", "1.0", "['b', 'a']"), ("b", "1.0", "['a', 'a']"), ("a", "7.0", "[]")]


def test_14_each_bug_goes_wrong_and_is_caught(work):
    lesson = work("lesson_14_museum_of_bugs")
    assert [float(number) for number in re.findall(r"^gradient: (\S+)", lesson.text, re.MULTILINE)] == [44, 8, 84]
    assert lesson.text.count("check_gradients: derivative of order 1") == 2
    assert lesson.names["descend"](with_zero_grad=True)[-1] == 0
    assert max(lesson.names["descend"](with_zero_grad=False)[3:]) > 9
    assert "False - by hand it is the right one times 2" in lesson.text
    assert lesson.number("J without the sum:") < 1e-9 < lesson.number("J with the sum:")


def test_15_each_run_goes_wrong_and_is_caught(work):
    lesson = work("lesson_15_museum_of_runs")
    random, zero = re.findall(r"start: +<History of 60 epochs, loss \S+ -> ([\d.]+)>", lesson.text)
    assert float(random) < 0.2 < 0.69 < float(zero)
    assert "All 8 units of dense_1 compute the same" in lesson.text
    hidden = lesson.names["model"].layers[0].W.data
    assert np.ptp(hidden, axis=1).max() < 1e-12 < np.abs(hidden).min()
    assert lesson.number("largest entry of dJ/dW, hidden layer:") == 0 < lesson.number("last layer:")
    assert "a = 0.0   J = inf   dJ/dw = nan" in lesson.text
    assert "log of 'a' makes -inf of 0" in lesson.text
    assert lesson.number("the cost of the 'best' weights:") > lesson.number("the best cost, as noted:")
    assert np.allclose(lesson.names["p"].data, 7 / 3, atol=1e-3)
    assert "of shape (3, 1) and an unlabelled Tensor (leaf) of shape (3,) made (3, 3)" in lesson.text


def test_16_each_answer_gets_its_mark_whatever_the_others_do(work):
    lesson = work("lesson_16_marking_a_class")
    shares = {result["student"]: result["share"] for result in lesson.names["results"]}
    assert list(shares) == list(lesson.names["answers"])
    assert shares["ada"] == 1
    assert shares["ben"] == 6 / 7
    assert 0 < shares["cleo"] < shares["ben"]
    assert shares["dan"] == shares["eve"] == shares["fred"] == 0
    sentences = {result["student"]: result["sentence"] for result in lesson.names["results"]}
    assert "right for 3 examples, and wrong for 6" in sentences["cleo"]
    assert sentences["eve"].startswith("its process ended without an answer")
    assert sentences["fred"].startswith("its process ended without an answer (code 1): did it take more than")
    assert lesson.number("gil  ") == 10
    assert lesson.number("hana ") == pytest.approx(10 / 3, abs=0.01)
    assert all(not row["ok"] for row in lesson.names["details"]["rows"])
