"""The layout of the page's graph: nothing stands on anything else, lines are short, and what opens stays in place."""

import json
from importlib import resources

import numpy as np
import pytest
from cards import choose
from curves import boxes, inside, points_of
from random_graphs import scalar_graph, tensor_graph

from autograd import Value, tanh
from demos.expressions import EXPRESSIONS
from demos.neuron import neuron
from nn import Sequential
from nn.layers import Dense, Input

FOLDER = resources.files("autograd.views.explanation").joinpath("pages")
LAYOUT = "".join(FOLDER.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in ("layers", "order", "places"))
RUN = """([code, cards, lines, down]) => {
  const { layOut, layersOf } = new Function(code + "; return { layOut, layersOf };")();
  return [layOut(cards, lines, { down }), layersOf(cards.length, lines.map(line => ({ ...line })))];
}"""


def random_graph(seed):
    """Cards and lines of a random graph: inputs stand before what uses them, and some are used twice."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 30))
    cards = [{"width": float(rng.integers(50, 160)), "height": float(rng.integers(30, 110))} for _ in range(count)]
    lines = []
    for card in range(1, count):
        for _ in range(int(rng.integers(1, 4))):
            label = {"width": float(rng.integers(10, 90)), "height": 16.0} if rng.random() < 0.7 else None
            lines.append({"from": int(rng.integers(card)), "to": card, "label": label})
    return cards, lines


@pytest.mark.parametrize("down", [False, True])
def test_nothing_stands_on_anything_else(blank, down):
    for seed in range(60):
        cards, lines = random_graph(seed)
        laid, _ = blank.evaluate(RUN, [LAYOUT, cards, lines, down])
        assert "null" not in json.dumps(laid)  # no NaN
        labelled = [k for k, line in enumerate(lines) if line["label"]]
        card_boxes = boxes(laid["cards"], cards)
        label_boxes = boxes([laid["lines"][k]["label"] for k in labelled], [lines[k]["label"] for k in labelled])
        everything = card_boxes + label_boxes
        for i, one in enumerate(everything):
            for other in everything[:i]:
                apart = [abs(one[k] - other[k]) >= one[k + 2] + other[k + 2] - 0.01 for k in (0, 1)]
                assert any(apart), (seed, one, other)
            assert one[0] >= one[2]
            assert one[1] >= one[3]
            assert one[0] + one[2] <= laid["width"]
            assert one[1] + one[3] <= laid["height"]
        for k, line in enumerate(lines):
            points = points_of(laid["lines"][k]["curve"])
            for card, box in enumerate(card_boxes):
                assert card in (line["from"], line["to"]) or not inside(points, box), (seed, k, card)
            for other, box in zip(labelled, label_boxes, strict=True):
                assert other == k or not inside(points, box), (seed, k, other)


def test_lines_are_as_short_as_they_can_be(blank):
    """The layers are the best of all layers, which are tried one by one."""
    for seed in range(40):
        cards, lines = random_graph(seed)
        _, layers = blank.evaluate(RUN, [LAYOUT, cards[:7], [x for x in lines if x["to"] < 7], False])
        ends = [(x["from"], x["to"]) for x in lines if x["to"] < 7]
        assert all(layers[a] < layers[b] for a, b in ends)
        assert sum(layers[b] - layers[a] for a, b in ends) == least_length(len(cards[:7]), ends)


def least_length(count, ends):
    """The least sum of lengths over all layers that have the inputs first."""
    best = [10**6]
    into = [[a for a, b in ends if b == card] for card in range(count)]
    order = list(range(count))[::-1]

    def place(k, layers):
        if k == count:
            best[0] = min(best[0], sum(layers[b] - layers[a] for a, b in ends))
            return
        card = order[k]
        latest = min([layers[b] for a, b in ends if a == card], default=count) - 1
        earliest = depth(card)
        for layer in range(earliest, max(latest, earliest) + 1):
            place(k + 1, {**layers, card: layer})

    def depth(card):
        return max([depth(x) + 1 for x in into[card]], default=0)

    place(0, {})
    return best[0]


def test_the_neuron_fits_a_phone_from_top_to_bottom(page):
    page.set_viewport_size({"width": 360, "height": 720})
    page.reload()
    whole = "figure.scrollWidth <= figure.clientWidth && figure.scrollHeight <= figure.clientHeight"
    assert page.evaluate(whole)
    page.evaluate("showEvery(true)")
    assert page.evaluate("picture.width") <= 340
    assert page.evaluate("figure.scrollWidth <= figure.clientWidth")


def graphs():
    yield from (make() for make in EXPRESSIONS.values())
    yield neuron()
    yield tensor_graph(1, 3)[0]
    yield scalar_graph(3, steps=60)


@pytest.mark.parametrize("size", [(1280, 800), (768, 900), (360, 720)])
def test_everything_is_on_one_screen(blank, load, size):
    width, height = size
    blank.set_viewport_size({"width": width, "height": height})
    for J in graphs():
        page = load(J, alpha=0.1)
        assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") <= [
            height, width
        ]  # fmt: skip
        for part in ("#cost", "#graph", "#say", "#next", "#quiz + *, #ask"):
            box = page.locator(part).last.bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= height
        at = page.locator("#next").bounding_box()
        page.click("#walk")
        for _ in range(6):
            assert page.locator("#next").bounding_box() == at
            page.click("#next")
        page.keyboard.press("End")
        assert page.locator("#next").bounding_box() == at


WHOLE = "figure.scrollWidth <= figure.clientWidth && figure.scrollHeight <= figure.clientHeight"


def wide():
    """A graph that is too wide to be read on a screen: one step after another, and names in between."""
    x = Value(0.5, "x")
    J = x
    for k in range(4):
        J = tanh(J * 0.9 + x) * 2.0 - x
        J.label = f"s{k}"
    return J


@pytest.mark.parametrize("size", [(1280, 800), (768, 1000)])
def test_the_whole_graph_is_on_the_screen_and_can_be_read(blank, load, size):
    blank.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    for J in (*(make() for make in EXPRESSIONS.values()), neuron(), wide()):
        page = load(J)
        assert page.evaluate(WHOLE)
        assert page.evaluate("12 * zoom") >= 7.6
        everything = page.evaluate("cards.flatMap(card => card.members).sort((a, b) => a - b)")
        assert everything == list(range(len(everything)))


def test_the_walk_shows_every_step_and_the_overview_comes_back(load):
    page = load(wide())
    count = "cards.length"
    boxes, nodes = page.evaluate(count), page.evaluate("nodes.length")
    assert boxes < nodes
    page.click("#walk")
    assert page.evaluate(count) == nodes
    assert page.is_disabled("#every")
    page.keyboard.press("End")
    assert page.evaluate(count) == nodes
    page.click("#walk")
    assert page.evaluate(count) == boxes
    assert page.evaluate(WHOLE)


def test_every_step_can_be_shown_and_the_address_keeps_it(load):
    page = load(wide())
    boxes = page.evaluate("cards.length")
    page.click("#every")
    assert page.evaluate("cards.length") == page.evaluate("nodes.length")
    page.reload()
    assert page.evaluate("cards.length") == page.evaluate("nodes.length")
    assert page.get_attribute("#every", "aria-pressed") == "true"
    page.click("#every")
    assert page.evaluate("cards.length") == boxes
    assert "every=" not in page.url


def test_a_graph_that_has_room_shows_every_step_at_once(page):
    assert page.evaluate("cards.length") == page.evaluate("nodes.length")
    assert not page.is_visible("#every")


def test_before_a_class_the_letters_of_the_graph_grow_too(load):
    page = load(wide())
    for walks in (False, True):
        if walks:
            page.click("#walk")
        before = page.evaluate("zoom")
        page.keyboard.press("p")
        assert page.evaluate("12 * zoom") >= 12
        assert page.evaluate("zoom") >= before * (1.5 if walks else 1)
        page.keyboard.press("p")
        assert page.evaluate("zoom") == pytest.approx(before)


def test_a_window_of_another_size_gets_an_overview_of_its_own(load):
    page = load(neuron())
    whole = page.evaluate("cards.length")
    page.set_viewport_size({"width": 600, "height": 700})
    page.wait_for_function("n => cards.length < n", arg=whole)
    assert page.evaluate(WHOLE)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function("n => cards.length === n", arg=whole)


def test_boxes_open_where_they_stand_and_close_again(load):
    x = Value(0.5, "x")
    J = x
    for k in range(40):
        J = tanh(J * 0.9 + x)
        if k % 5 == 4:
            J.label = f"s{k}"
    page = load(J)
    before = page.locator("#graph g.node").count()
    order = names_in_order(page)
    choose(page, "s19")
    at = page.evaluate("screenPlace(chosen)")
    page.click("#open")
    assert page.locator("#graph g.node").count() > before
    assert page.evaluate("screenPlace(chosen)[0]") == pytest.approx(at[0], abs=2)  # the graph is centred in height
    assert [name for name in names_in_order(page) if name in order] == order
    assert page.locator("#graph g.edge").count() > before
    page.click("#shut")
    assert page.locator("#graph g.node").count() == before
    assert names_in_order(page) == order


@pytest.mark.parametrize("size", [(1280, 800), (768, 900), (360, 720)])
def test_both_cards_of_a_step_are_in_view(page, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.reload()
    for s in range(page.evaluate("steps.length")):
        page.evaluate("s => go(s)", s)
        room, *marked = page.evaluate(
            """[figure, ...figure.querySelectorAll(".node.active, .node.receiver")].map(
              element => (b => [b.left, b.top, b.right, b.bottom])(element.getBoundingClientRect()))"""
        )
        assert len(marked) == (2 if page.evaluate("steps[now].kind") == "edge" else 1)
        low, high = np.min(marked, axis=0)[:2], np.max(marked, axis=0)[2:]
        if np.all(high - low < np.subtract(room[2:], room[:2])):
            assert np.all(low >= np.subtract(room[:2], 2))
            assert np.all(high <= np.add(room[2:], 2))


def names_in_order(page):
    """The names on the cards with a label, from left to right."""
    return page.evaluate(
        "cards.filter(card => card.node.label).sort((a, b) => a.group.getBoundingClientRect().x"
        " - b.group.getBoundingClientRect().x).map(card => card.head)"
    )


def test_a_large_array_opens_row_by_row(load):
    model = Sequential([Input(9), Dense(8, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    page = load(model.as_values().cost(np.ones((1, 9)), [1]))
    before = page.locator("#graph g.node").count()
    choose(page, "W1[0,0]")
    page.click("#open")
    assert page.locator("#graph g.node").count() == before + 8
    assert page.locator("#graph .name:text-is('W1[3,\u2026]')").count() == 1
    choose(page, "W1[3,0]")
    page.click("#open")
    assert page.locator("#graph g.node").count() == before + 8 + 7
    page.click("#shut")
    assert page.locator("#graph g.node").count() == before + 8


def test_a_graph_of_many_nodes_opens_as_boxes(load):
    x = Value(0.5, "x")
    J = x
    for k in range(500):
        J = tanh(J + x)
        J.label = f"s{k}"
    page = load(J)
    before = page.locator("#graph g.node").count()
    assert 60 < before <= 250
    choose(page, "s439")
    page.click("#open")
    assert page.locator("#graph g.node").count() > before + 50
    assert page.locator("#graph g.node.box").count() > 0
