"""Pictures: what stands on cards and edges, how large graphs are kept readable, and hostile labels."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from neuron import neuron

from autograd import Tensor, Value, draw, explain, sigmoid
from autograd.names import number_text
from autograd.views.numbers import ascii_text, data_text
from nn import Sequential
from nn.layers import Dense, Input

HOSTILE = ["<script>alert(1)</script>", 'quo"te', "back\\slash \\n \\G", "new\nline", "{a|b}", "<b>bold</b>", "<>",
           "&amp;", "x" * 10_000, "[[DATA]]", "</script>", "\x00\x1b[31m"]  # fmt: skip


def network(values=False):
    model = Sequential([Input(2), Dense(3, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    J = (model.as_values() if values else model).cost(np.array([[0.5, -1.2]]), [1])
    J.backward()
    return J


def cards(drawing):
    """The lines of every card, by its first line."""
    found = re.findall(r'\tn\d+ \[label="?(.*?)"? [a-z]+=', drawing.source)
    return {card.split("\\n")[0]: card.split("\\n")[1:] for card in found}


def test_a_card_holds_name_formula_value_and_gradient():
    J, w, _ = neuron()
    assert cards(draw(J))["w"] == ["2", "d -"]
    J.backward()
    shown = cards(draw(J))
    assert shown["w"] == ["2", f"d {number_text(w.grad)}"]
    assert shown["x"] == ["\N{MINUS SIGN}1.5"]
    assert shown["z = v1 + b"][0] == "\N{MINUS SIGN}2.5"
    assert shown["J = \N{MINUS SIGN}v3"][1] == "d 1"


@pytest.mark.parametrize(
    ("show", "label"), [("numbers", "-1.5"), ("formulas", "x"), ("both", "x = -1.5"), ("none", None)]
)
def test_an_edge_carries_the_local_derivative(show, label):
    source = ascii_text(draw(neuron()[0], show=show).source)
    edge = re.search(r"n\d+ -> n\d+ \[(.*?)id=\"edge-k2-0\"", source)[1]
    assert edge == (f'label="{label}" ' if label and label != "x" else "label=x " if label else "")


def test_a_minus_is_true_and_a_hyphen_stays():
    x = Value(2.0, "skip-connection")
    shown = cards(draw((1 - x) * 1e-7))
    assert shown["v1 = 1 \N{MINUS SIGN} (skip-connection)"] == ["\N{MINUS SIGN}1", "d -"]
    assert "J = v1 * 1e\N{MINUS SIGN}07" in shown


def test_an_array_that_is_repeated_says_so_on_its_edge():
    source = draw(np.mean(Tensor([1.0, 2.0, 3.0], "x"))).source
    assert 'label="dJ/dJ / 3, repeated"' in source


@pytest.mark.parametrize("show", ["numbers", "formulas", "both"])
def test_a_picture_is_written_in_words_and_signs(show):
    """And an arrow has room for three numbers."""
    X = Tensor([[1.0, 2.0, 4.0], [0.0, -1.0, 3.0]], "X")
    v = X - np.mean(X, axis=1, keepdims=True)
    source = draw(np.sum(v / np.sqrt(np.mean(v**2, axis=1, keepdims=True)) * np.mean(v, axis=0)), show=show).source
    assert not re.search("axis=|keepdims|broadcast_to", source)
    assert "over axis 1)" in source
    labels = re.findall(r'-> n\d+ \[label="([^"]*)"', source)
    assert any("repeated" in label for label in labels)
    assert all(label.count(" ") < 3 for label in labels if label.startswith("["))


def test_a_node_used_twice_has_two_edges():
    a = Value(3.0, "a")
    assert draw(a + a).source.count("->") == 2
    assert draw(a * a, show="formulas").source.count("label=a ") == 2


def test_shapes_tell_parameters_data_constants_and_the_cost_apart():
    J, _, _ = neuron()
    source = draw(J * 2.0).source
    for name, look in [("w", 'shape=box style="rounded,filled"'), ("x", "shape=note"), ("2", "shape=plaintext")]:
        assert re.search(rf'label="?{name}\b.*{look}', source)
    assert source.count("peripheries=2") == 1


def test_arrays_show_their_numbers_or_their_shape():
    drawing = draw(network())
    assert cards(drawing)["b1"][0] == "[0 0 0]"
    assert "X.T @ dJ/dz1" in drawing.source
    big = Tensor(np.arange(100.0).reshape(20, 5), "W")
    assert cards(draw(np.sum(big)))["W"] == ["20 x 5, 0 to 99, mean 49.5", "d -"]


def test_gradients_have_a_colour_of_their_own_on_every_line():
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")
    J = np.sum(W * W)
    J.backward()
    lines = re.findall(r'fill="(#\w+)">([^<]+)</text>', draw(J).picture("svg").decode())
    assert [colour for colour, text in lines if text in ("d [2 4;", "6 8]")] == ["#a33b00", "#a33b00"]
    assert [colour for colour, text in lines if text in ("[1 2;", "3 4]")] == ["#202124"] * 2


def test_numbers_read_well():
    shown = [1 / 3, -2.0, -0.0, 1e-12, 123456.0, float("nan"), float("-inf")]
    assert [ascii_text(number_text(x)) for x in shown] == ["0.3333", "-2", "0", "1e-12", "1.235e+05", "NAN", "-INF"]
    assert data_text(np.zeros((0, 3))) == "0 x 3, empty"


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text(label):
    x = Value(2.0, label)
    J = x * x
    J.label = label
    J.backward()
    picture = ET.fromstring(draw(J).picture("svg"))
    assert {element.tag.rpartition("}")[2] for element in picture.iter() if isinstance(element.tag, str)} <= {
        "svg", "g", "title", "polygon", "path", "text", "ellipse", "polyline",
    }  # fmt: skip
    texts = [element.text or "" for element in picture.iter() if str(element.tag).endswith("text")]
    start = "".join(c if c.isprintable() else " " for c in label)[:30].strip()
    assert any(start in text.replace("\xa0", " ") for text in texts)
    assert draw(J).tree().isprintable() or "\n" in draw(J).tree()
    page = explain(J).html()
    assert page.count("<script") == 2
    assert "<b>bold" not in page


def test_the_tree_names_a_shared_node_again_and_says_how_many_are_left():
    a = Value(3.0, "a")
    s = sigmoid(a)
    s.label = "s"
    J = s * s
    assert draw(J).tree(ascii_only=True).splitlines() == [
        "J = s * s   0.9074   d -",
        "|- s = sigmoid(a)   0.9526   d -",
        "|  `- a   3   d -",
        "`- s = sigmoid(a)   0.9526   d -  (above)",
    ]
    x = y = Value(1.0)
    for _ in range(100_000):
        y = y + x
    assert draw(y, depth=2).tree().splitlines()[-1].endswith("more nodes")


def test_depth_leaves_a_box_with_a_count():
    J = network(values=True)
    drawing = draw(J, depth=3)
    below = re.search(r'label="(\d+) nodes below"', drawing.source)
    shown = set(drawing.cards.values()) - {"below"}
    assert int(below[1]) + len(shown) == len(drawing.cards)
    assert len(shown) < 10


def test_a_large_graph_collapses_to_its_layers():
    model = Sequential([Input(20), Dense(10, "tanh"), Dense(5, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    J = model.as_values().cost(np.ones((1, 20)), [1])
    J.backward()
    drawing = draw(J)
    assert len(set(drawing.cards.values())) < 20
    assert "W1 (200 Values)" in drawing.source
    assert "200 edges" in drawing.source


def test_too_many_cards_are_refused_with_what_to_do():
    x = Value(1.0)
    named = [sigmoid(x * i) for i in range(400)]
    for node in named:
        node.label = "named"
    J = sum(named, x)
    with pytest.raises(ValueError, match=r"cards would be too many.*depth=3.*max_nodes"):
        draw(J)
    assert draw(J, depth=2)


def test_two_thousand_cards_make_a_picture():
    model = Sequential([Input(2), Dense(24, "tanh"), Dense(24, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    drawing = draw(model.as_values().cost(np.ones((1, 2)), [1]), max_nodes=5000, collapse=False)
    assert len(set(drawing.cards.values())) > 2000
    assert drawing.picture("svg").count(b'class="node"') > 2000


def test_flow_shows_size_and_sign():
    x, y = Value(1.0, "x"), Value(1.0, "y")
    J = 100 * x - y * 0.01
    J.backward()
    source = draw(J, flow=True).source
    widths = [float(w) for w in re.findall(r"penwidth=([\d.]+)", source)]
    assert max(widths) == 4
    assert min(widths) < 1
    assert "dashed" in source


def test_flow_of_what_is_too_small_for_a_ratio():
    x, y = Value(1.0, "x"), Value(1.0, "y")
    J = 1e300 * x + 1e-320 * y
    J.backward()
    assert "penwidth=0.3" in draw(J, flow=True).source
    assert "penwidth=4" in draw(J, flow=True).source


def test_a_collapsed_arrow_is_the_derivative_along_all_hidden_paths():
    w = Value(3.0, "w")
    J = (2 + 3 * w) ** 2 + w * w
    J.backward()
    source = draw(J, collapse=True).source
    assert source.count("->") == 1
    assert re.search(r"-> n\d+ \[label=72 ", source)
    assert cards(draw(J, collapse=True))["w"] == ["3", "d 72"]
    W = Tensor(np.ones((2, 2)), "W")
    assert 'label="4 nodes"' in draw(np.sum(np.tanh(W) * 2), collapse=True).source


def test_what_a_broadcast_parent_gets_is_summed():
    X = Tensor(np.ones((8, 2)), "X", constant=True)
    W, b = Tensor(np.ones((2, 3)), "W"), Tensor(np.ones(3), "b")
    z = X @ W + b
    z.label = "z"
    assert 'label="sum(dJ/dz over axis 0)"' in draw(np.sum(z**2)).source


def test_a_fused_loss_says_what_it_is_and_what_it_goes_past():
    for values in (False, True):
        drawing = draw(network(values), collapse=False)
        source, end = drawing.source, "[0,0]" if values else ""
        assert "sigmoid and cross-entropy in one" in source
        assert re.search(rf"fused into v\d+: no dJ/da2{re.escape(end)} from there", source)
        assert f"no dJ/da2{end} from there" in drawing.tree()
    text = explain(network()).text(200)
    assert re.search(r"dJ/da2 is not computed by way of v\d, which is sigmoid and cross-entropy in one\.", text)
    assert "(1 Value)" in draw(network(values=True), collapse=True).source


def test_flow_of_what_is_not_finite():
    i, o = Value(np.inf, "i"), Value(1.0, "o")
    J = i * o + o
    J.backward()
    assert 'color="#000000"' in draw(J, flow=True).source


def test_no_two_nodes_share_a_name():
    x, again, taken = Value(1.0, "x"), Value(2.0, "x"), Value(3.0, "x (2)")
    v1 = Value(4.0, "v1")
    J = (x * again + taken) * v1
    names = list(explain(J).steps.reading.names.values())
    assert sorted(names) == sorted(set(names))
    assert {"x", "x (2)", "x (3)", "v1", "v2", "v3", "J"} == set(names)


def test_what_draw_refuses():
    with pytest.raises(ValueError, match="there are none yet"):
        draw(Value(1.0) * 2, flow=True)
    for depth in (-1, 1.5):
        with pytest.raises(ValueError, match="depth="):
            draw(Value(1.0) * 2, depth=depth)
    with pytest.raises(TypeError, match="draw takes a node"):
        draw(3.0)
    with pytest.raises(ValueError, match="show='all'"):
        draw(Value(1.0), show="all")
