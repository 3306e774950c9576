"""Every equation, title and label on the page, read as a statement: it is evaluated, or is the engine's own."""

import re

import numpy as np
import pytest
from cards import choose, downhill, tables
from random_graphs import scalar_graph, tensor_graph

from autograd import Tensor, Value, explain
from autograd.rules import TABLE
from autograd.views.numbers import plain_text
from demos.expressions import EXPRESSIONS
from demos.neuron import neuron

RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u207b", "01234-")


def as_python(text):
    """A formula in signs of mathematics as Python writes it."""
    text = re.sub("[\u2070\u00b9\u00b2\u00b3\u2074\u207b]+", lambda power: f" ** ({power[0].translate(RAISED)})", text)
    text = re.sub(r"\[([^][]+ [<>=!]+ [^]]+)\]", r"(\1)", text)  # an indicator
    return plain_text(text).replace("\u00b7", "*").replace("^", " ** ")


def value_of(text, reading, moved=None, by=0.0):
    """The number of a formula whose names are those of a graph of Values, with one of them moved by so much."""
    formula, numbers = as_python(text), {}
    for k, (node, name) in enumerate(reading.names.items()):
        numbers[f"name_{k}"] = float(node.raw) + by * (name == moved)
        formula = re.sub(rf"(?<![\w.]){re.escape(name)}(?![\w.\[])", f"name_{k}", formula)
    return float(eval(formula, dict(TABLE) | numbers))


def scalar_graphs():
    yield neuron()
    yield from (make() for make in EXPRESSIONS.values())
    yield from (scalar_graph(seed) for seed in range(20))


def test_the_equations_are_pythons(load):
    graphs = [*scalar_graphs(), *(tensor_graph(seed, 3)[0] for seed in range(20))]
    for J in graphs:
        page, steps = load(J, alpha=0.1), explain(J, alpha=0.1).steps
        assert page.evaluate("steps.map((_, s) => equation(s))") == [step.equation for step in steps.walk]


@pytest.mark.parametrize("place", ["", "#every=1"])
def test_titles_of_cards_are_true(load, place):
    """The right side of a title, evaluated with the numbers of the graph, is the value on its card or box."""
    checked = 0
    for J in scalar_graphs():
        page, reading = load(J, place), explain(J).steps.reading
        titles = page.eval_on_selector_all(
            "#graph g.node.computed .title, #graph g.node.cost .title",
            "titles => titles.map(title => title.textContent)",
        )
        for title in titles:
            name, _, formula = title.partition(" = ")
            assert formula or title.endswith("nodes)") or title.endswith("Values)")
            if formula and "\u2026" not in formula:
                expected = float(next(node for node, known in reading.names.items() if known == name).raw)
                assert value_of(formula, reading) == pytest.approx(expected, rel=1e-3, abs=1e-9), title
                checked += 1
    assert checked > 150


def test_labels_on_lines_into_boxes_are_true(blank, load):
    """A label is the derivative of the formula in the title of the box, by the card at the tail."""
    blank.set_viewport_size({"width": 700, "height": 900})
    checked = 0
    for J in scalar_graphs():
        page, reading = load(J), explain(J).steps.reading
        labels = page.evaluate(
            "arrows.filter(({ line }) => cards[line.to].members.length > 1).map(({ line, texts }) =>"
            " [cards[line.from].node.name, cards[line.to].rest, texts.map(t => t.textContent).join(' ')])"
        )
        for tail, rest, label in labels:
            _, is_formula, formula = rest.partition(" = ")
            if is_formula and label:
                up, down = (value_of(formula, reading, tail, by) for by in (1e-6, -1e-6))
                assert float(plain_text(label)) == pytest.approx((up - down) / 2e-6, rel=1e-3, abs=1e-6), (tail, rest)
                checked += 1
    assert checked > 60


def test_labels_on_lines_are_true(load):
    """A label is the local derivative: its formula, evaluated, and its number."""
    checked = 0
    for J in scalar_graphs():
        page, steps = load(J, "#every=1"), explain(J).steps
        labels = page.evaluate(
            "arrows.filter(a => a.group.dataset.edge).map(a => [a.line.edges.length, Number(a.group.dataset.edge),"
            " a.texts.map(t => t.textContent).join(' '), cards[a.line.to].members.length])"
        )
        for edges, e, label, inside in labels:
            if edges == 1 and inside == 1 and "\u2026" not in label:
                for side in label.split(" = "):
                    local = float(steps.backward[e].local)
                    assert value_of(side, steps.reading) == pytest.approx(local, rel=1e-3, abs=1e-9), label
                    checked += 1
    assert checked > 600


def test_the_mathematics_of_an_update_is_true(load):
    page, steps = load(neuron(), alpha=0.5), explain(neuron(), alpha=0.5).steps
    page.keyboard.press("End")
    said = page.text_content("#chain math")
    update = steps.updates[-1]
    left, _, numbers, result = re.split("[\u2190=]", said)
    assert left == update.name
    assert eval(as_python(numbers.replace("\u22c5", "*"))) == pytest.approx(float(result), rel=1e-3)
    assert float(result) == pytest.approx(float(update.result), rel=1e-3)


COLOURS = """selector => {
  const style = getComputedStyle(document.querySelector(selector));
  return [selector.startsWith("#graph") ? style.fill : style.color, style.borderBottomStyle];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_colour_means_one_thing_on_cards_lines_equation_and_legend(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.evaluate("go(firstEdge + 3)")
    gradient, local = (
        [page.evaluate(COLOURS, selector) for selector in selectors]
        for selectors in (
            ("#graph text.gradient", "#chain .up", "#legend .up"),
            ("#graph text.local", "#chain .local", "#legend .local"),
        )
    )
    assert len({colour for colour, _ in gradient}) == 1
    assert len({colour for colour, _ in local}) == 1
    assert gradient[0][0] != local[0][0]
    # And without colour: the line below is whole or dashed.
    assert [style for _, style in gradient[1:]] == ["solid", "solid"]
    assert [style for _, style in local[1:]] == ["dashed", "dashed"]


# A hyphen where a minus should stand: before a number, a name or a bracket, and not within a name.
HYPHEN = re.compile(r"(?<![\w\])])- ?[\w(]|\de-\d")


def test_no_hyphen_stands_for_a_minus_anywhere_on_the_screen(load):
    graphs = [neuron(), scalar_graph(4), tensor_graph(2, 3)[0], EXPRESSIONS["softmax"](), layer_norm()]
    for J in graphs:
        page = load(J, alpha=0.1)
        tables(page)
        downhill(page)
        page.click("#step")
        for s in range(page.evaluate("steps.length")):
            page.evaluate("s => go(s)", s)
            assert not HYPHEN.search(page.inner_text("#say")), page.inner_text("#say")
        page.click("#list")
        for i in page.evaluate("nodes.flatMap((node, i) => node.bare ? [] : [i])"):
            page.evaluate("i => choose(i)", i)
            assert not HYPHEN.search(page.inner_text("#panel")), page.inner_text("#panel")
        page.click("#close")
        tables(page)
        assert not HYPHEN.search(page.inner_text("main")), HYPHEN.search(page.inner_text("main"))


def layer_norm():
    X = Tensor([[1.0, 2.0, 4.0], [0.0, -1.0, 3.0]], "X")
    v = X - np.mean(X, axis=1, keepdims=True)
    J = np.sum((v / np.sqrt(np.mean(v**2, axis=1, keepdims=True) + 1e-5)) ** 3)
    J.label = "J"
    return J


def test_a_label_keeps_its_hyphen(load):
    x = Value(2.0, "skip-connection")
    page = load(x * x)
    page.click("#walk")
    assert "skip-connection" in page.inner_text("#equation")


def test_an_old_value_keeps_its_minus(page):
    choose(page, "w2")
    page.fill("#typed", "1")
    page.keyboard.press("Escape")
    tables(page)
    old = page.locator("#values tr:has(button:text-is('w2')) small")
    assert old.inner_text() == "was \u22123"
    assert "line-through" not in old.evaluate("element => getComputedStyle(element).textDecorationLine")


# The least gap in pixels between two fractions side by side, and the number of such pairs.
GAPS = """selector => {
  const gaps = [];
  document.querySelectorAll(selector + " mfrac").forEach(one => {
    const a = one.getBoundingClientRect();
    document.querySelectorAll(selector + " mfrac").forEach(other => {
      const b = other.getBoundingClientRect();
      const isBeside = b.left >= a.right - 2 && a.top < b.bottom && b.top < a.bottom;
      if (one !== other && isBeside && !one.contains(other)) gaps.push(b.left - a.right);
    });
  });
  return [Math.min(...gaps), gaps.length];
}"""


def test_fractions_stand_apart(load):
    pairs = 0
    for J in (neuron(), EXPRESSIONS["softmax"](), scalar_graph(4), layer_norm()):
        page = load(J)
        for e in range(page.evaluate("edges.length")):
            page.evaluate("e => go(stepOf(e))", e)
            gap, count = page.evaluate(GAPS, "#chain")
            pairs += count
            assert not count or gap >= 3, page.text_content("#chain")
    assert pairs > 50


# The text of the formula, of all steps and of all that flows into gradients, and how often 1 stands over 1.
MATHEMATICS = """() => {
  const box = document.createElement("div");
  box.innerHTML = byId("formula").innerHTML + steps.map((_, s) => stepMath(s)).join(" ") + nodes.map((_, i) =>
    flows(i)).join(" ");
  const isOne = part => part.tagName === "mn" && part.textContent === "1";
  return [box.textContent, [...box.querySelectorAll("mfrac")].filter(f => [...f.children].every(isOne)).length];
}"""


def test_no_python_stands_in_mathematics(load):
    """No axis=, no keepdims=, no K.T.T, no sign behind a sign, no undefined, and no mean of one as 1/1."""
    K, x = Tensor([[1.0, 2.0], [3.0, 4.0]], "K"), Tensor([[2.0]], "x")
    negative = -Value(2.0, "b")
    graphs = [layer_norm(), np.sum(K.T.T @ K.T), np.mean(x * x), neuron(), Value(1.0, "a") - (-negative)]
    for J in [*graphs, *(tensor_graph(seed, 3)[0] for seed in range(20)), *scalar_graphs()]:
        text, ones = load(J, alpha=0.1).evaluate(MATHEMATICS)
        assert not re.search(r"axis=|keepdims|undefined|True|\.T|[-\u2212] ?[-\u2212]|==|> 0 =", text), text
        assert ones == 0


def test_names_of_two_letters_are_no_products(load):
    """Each is one thing, not two letters side by side, and the factors of a product have air between them."""
    wx, wh = Value(0.5, "wx"), Value(-0.3, "wh")
    y = Value(0.2, "y")
    J = (wx * wh) ** 2 - y * np.log(wx)
    J.label = "J"
    page = load(J)
    names = page.eval_on_selector_all("#formula msub", "names => names.map(name => name.textContent)")
    assert {"wx", "wh"} <= set(names)
    gaps = page.evaluate(
        """() => [...document.querySelectorAll("#formula mo")].filter(sign => sign.textContent === "\u2062").map(
          sign => [sign.previousElementSibling.getBoundingClientRect().right,
            sign.nextElementSibling.getBoundingClientRect().left])"""
    )
    assert len(gaps) == 2
    assert all(right - left >= 2 for left, right in gaps)
