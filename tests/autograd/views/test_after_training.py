"""Views of a graph whose leaves got other data since, or gradients over several passes."""

import re

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, draw, explain, grad, tanh
from nn import Sequential
from nn.layers import Dense, Input


def cards(drawing):
    """The lines of every card, by its first line."""
    found = re.findall(r'\tn\d+ \[label="?(.*?)"? [a-z]+=', drawing.source)
    return {card.split("\\n")[0]: card.split("\\n")[1:] for card in found}


def trained(passes=1):
    """The last cost of a loop that ends with an update, as loops do: w was 3, and is 2 now."""
    w = Value(3.0, "w")
    J = (w * 2 - 1) ** 2
    J.label = "J"
    for _ in range(passes):
        J.backward()
    w.data -= 0.05 * 20
    return J, w


def test_a_picture_holds_the_numbers_that_its_edges_were_computed_from():
    J, w = trained()
    drawing = draw(J)
    assert cards(drawing)["w"] == ["(later set to 2)", "3", "d 20"]
    assert cards(drawing)["v1 = w * 2"] == ["6", "d 10"]
    assert "w   3 (later set to 2)   d 20" in drawing.tree()
    w.data = 3.0
    assert cards(draw(J))["w"] == ["3", "d 20"]
    assert "w   3   d 20" in drawing.tree()


def test_an_array_that_changed_in_place():
    W, x = Tensor([[1.0, 2.0], [3.0, 4.0]], "W"), Tensor([5.0, 6.0], "x", constant=True)
    J = np.sum((W @ x) ** 2)
    W.data -= 1
    x.data[0] = 9
    assert cards(draw(J))["W"] == ["(later set to [0 1; 2 3])", "[1 2;", "3 4]", "d -"]
    assert cards(draw(J))["x"] == ["(later set to [9 6])", "[5 6]"]
    assert "x = [5 6] (later set to [9 6])" in draw(J).tree()
    assert "W[0,0] * x[0] + W[0,1] * x[1] = 1 * 5 + 2 * 6 = 17" in explain(J).entries(1)


def test_entries_that_share_a_box():
    weights = [Value(float(i), f"W[0,{i}]") for i in range(3)]
    J = sum(weights) * 2
    J.backward()
    weights[1].data = 7.0
    drawing = draw(J, collapse=True)
    card = r'"W (3 Values, later set to others)\n0 to 2, mean 1\nd 2 to 2, mean 2"'
    assert card in drawing.source
    J.backward()
    twice = r"d 4 to 4, mean 4, accumulated or assigned:\nthese edges add 2 to 2, mean 2"
    assert twice in draw(J, collapse=True).source


def test_an_explanation_and_its_page_have_the_numbers_of_the_pass():
    J, w = trained()
    explanation = explain(J, alpha=0.05)
    text = explanation.text(200)
    assert re.search(r"w -= alpha \* dJ/dw +3 - 0.05 \* 20 +2$", text)
    assert "In these steps w is 3; it was later set to 2." in text
    page = explanation.html()
    assert '"value":3.0' in page
    assert '"value":2.0,"rows":1,"card":"n0"' not in page
    assert '"still":""' in page
    assert '<p class="soft">In these steps w is 3; it was later set to 2.</p>' in page
    assert "later set" not in explain((w * 2 - 1) ** 2).html()
    many = [Value(0.0, f"w{i}") for i in range(9)]
    total = sum(many)
    for w in many:
        w.data = 1.0
    sentences = explain(total).steps.notes
    assert len(sentences) == 6
    assert sentences[-1] == "4 more nodes were later set to other data."


@pytest.mark.parametrize("assigned", [float("nan"), 5.0])
def test_what_was_computed_from_two_kinds_of_data_is_no_pass(assigned):
    w = Value(2.0, "w")
    first = w * 3
    w.data = assigned
    J = first + w * w
    for view in (draw, explain):
        with pytest.raises(ValueError, match="data of 'w' changed while this graph was being"):
            view(J)


def test_a_bare_number_has_no_name_to_say_that_it_changed():
    J = Value(2.0, "w") * 3
    J.parents[1].data = 4.0
    with pytest.raises(ValueError, match="the number 3 of this graph was later set to 4"):
        draw(J)


def test_messages_are_about_what_was_asked():
    J, w = trained()
    for view in (derive, compare):
        with pytest.raises(ValueError, match=r"data of 'w' changed .* this graph is not the one of"):
            view(J)
    with pytest.raises(ValueError, match="new nodes would mix both"):
        grad(J, wrt=[w], create_graph=True)


def test_gradients_that_accumulated_stand_beside_what_the_edges_add():
    J, w = trained(passes=2)
    for drawing in (draw(J), draw(J, collapse=True), draw(J, flow=True), draw(J, show="both")):
        assert cards(drawing)["w"][-2:] == ["d 40, accumulated or assigned:", "these edges add 20"]
        assert drawing.source.count("accumulated") == 1
    assert "d 40, accumulated or assigned: these edges add 20" in draw(J).tree()
    assert "accumulated" not in explain(J).html()  # the gradients of its own pass
    w.grad = 5.0
    assert cards(draw(J))["w"][-2:] == ["d 5, accumulated or assigned:", "these edges add 20"]
    w.grad = 0.0
    assert cards(draw(J))["w"][-2:] == ["d 0, accumulated or assigned:", "these edges add 20"]
    J.zero_grad()
    assert cards(draw(J))["w"][-1] == "d -"
    J.backward()
    assert cards(draw(J))["w"][-1] == "d 20"


def test_gradients_of_arrays_that_accumulated():
    W = Tensor(np.arange(20.0).reshape(4, 5), "W")
    J = np.sum(W * W)
    J.backward()
    assert "accumulated" not in draw(J).source
    J.backward()
    assert cards(draw(J))["W"][1:] == [
        "d 4 x 5, 0 to 76, mean 38, accumulated or assigned:",
        "these edges add 4 x 5, 0 to 38, mean 19",
    ]


def test_gradients_of_another_cost_are_not_those_of_this_one():
    w = Value(3.0, "w")
    h = w * 2
    h.label = "h"
    first, second = h**2, h * 5
    first.backward()
    second.backward()
    drawing = draw(first)
    assert cards(drawing)["h = w * 2"] == ["6", "d 5, accumulated or assigned:", "these edges add 12"]
    assert cards(drawing)["w"] == ["3", "d 34, accumulated or assigned:", "these edges add 24"]
    assert cards(draw(second))["h = w * 2"] == ["6", "d 5"]
    third = w * 7
    third.label = "third"
    assert cards(draw(third))["w"][-1] == "none of it from third"


def test_a_part_of_a_graph_shows_its_share():
    w = Value(3.0, "w")
    z = w * 2
    z.label = "z"
    (z * 5 + w).backward()
    assert cards(draw(z))["w"] == ["3", "d 11, accumulated or assigned:", "these edges add 10"]


def test_thickness_follows_the_pass_of_this_cost():
    w = Value(3.0, "w")
    h = w * 2
    first, second = h**2, h * -5
    first.backward()
    second.backward()
    assert "dashed" not in draw(first, flow=True).source
    assert "dashed" in draw(second, flow=True).source


def test_rounding_is_no_second_pass():
    for seed in range(30):
        numbers = np.random.default_rng(seed).normal(size=6)
        x = Value(0.3, "x")
        factors = [0.1, 0.2, -0.3, 1e8, -1e8, 0.7]
        parts = [tanh(x * a) * b for a, b in zip(numbers, factors, strict=True)]
        J = sum(parts) * sum(parts[::-1])
        J.backward()
        assert "accumulated" not in draw(J).source
    w = Value(2.0, "w")
    J = w * 3.0 - w * 3.0
    J.backward()
    w.grad = 4e-16
    assert "accumulated" not in draw(J).source
    w.grad = 4e-6
    assert "accumulated" in draw(J).source
    W = Tensor(np.ones(1, "float32"), "W")
    J = np.sum(W * np.float32(1.2345))
    J.backward()
    W.grad = np.nextafter(W.grad, np.float32(1))
    assert "d [1.234]" in draw(J).source
    assert "accumulated" not in draw(J).source
    for dtype in ("float32", "float64"):
        model = Sequential([Input(3), Dense(4, "tanh"), Dense(1, "sigmoid")], seed=1, dtype=dtype)
        model.compile("binary_crossentropy")
        J = model.cost(np.ones((50, 3)), np.ones(50))
        J.backward()
        assert "accumulated" not in draw(J).source
        assert "accumulated" not in draw(J).tree()


def test_a_graph_with_too_many_cards_names_calls_that_draw_it():
    wide = np.sum(np.stack([tanh(Value(i * 1.0, f"x{i}")) for i in range(300)]))
    chain = sum([tanh(Value(i * 1.0, f"x{i}")) for i in range(300)])
    entries = sum([tanh(Value(i * 1.0, f"x[{i}]")) for i in range(300)])
    at_three, at_once = "draw(J, depth=3)", "draw(J, collapse=True)"
    fitting = [(wide, {"draw(J, depth=1)"}), (chain, {at_three}), (entries, {at_three, at_once})]
    for J, fits in fitting:
        for collapse in (True, False):
            try:
                draw(J, collapse=collapse)
            except ValueError as error:
                named = set(re.findall(r"(?<!print\()draw\(J[^)]*\)", str(error)))
                assert named == fits
                for call in (*named, *re.findall(r"print\((draw\(J[^)]*\))\)", str(error))):
                    assert eval(call, {"draw": draw, "J": J})
            else:
                assert collapse
                assert J is entries
    with pytest.raises(ValueError, match=r"Try an inner node, .*print\(draw\(J, depth=0\)\)"):
        draw(sum([Value(1.0, "x"), Value(2.0, "y")]), max_nodes=2)
