"""The page computes: its arithmetic is the engine's, and what a reader can move moves every number."""

import numpy as np
import pytest
from cards import card, choose, downhill, tables, words_in

from autograd import Value, explain
from autograd.names import number_text
from autograd.rules import TABLE
from autograd.table import row
from autograd.views.explanation.live import program
from autograd.views.numbers import data_text, plain_text
from demos.neuron import neuron

ROWS = [rule for rule in TABLE.values() if rule.elementwise]
RUN = """([program, leaves, count, edges]) => {
  const [forward, backward] = new Function(program + "; return [forward, backward];")();
  const v = leaves.slice(), g = Array(count).fill(0), local = [], adds = [], after = [];
  forward(v); g[count - 1] = 1; backward(v, local, adds, after, g);
  return [v.map(Number), g.map(Number)];
}"""


def into(rule, x):
    """`x` moved into the interval on which a row is smooth."""
    low, high = rule.smooth
    return low + (high - low) * TABLE["sigmoid"](x)


def graph(seed, numbers):
    """A cost over rows of every kind, of four leaves that hold `numbers`."""
    rng = np.random.default_rng(seed)
    nodes = [Value(x, label, constant=label == "c") for label, x in zip("abcd", numbers, strict=True)]
    for k in range(12):
        rule = ROWS[(seed * 12 + k) % len(ROWS)]
        inputs = [into(rule, nodes[i]) for i in rng.integers(len(nodes), size=rule.arity)]
        if rule.name == "where":
            inputs[0] = Value(float(k % 2), constant=True)
        nodes.append(rule(*inputs))
    J = sum(nodes[-4:], nodes[0] * nodes[1])
    J.label = "J"
    return J


def test_the_arithmetic_of_the_page_is_the_engines(blank):
    rng, seen = np.random.default_rng(0), set()
    for seed in range(200):
        steps = explain(graph(seed, rng.normal(size=4))).steps
        seen |= {node.rule.name for node in steps.reading.names if node.rule}
        code, why = program(steps)
        assert why == ""
        for numbers in rng.normal(size=(3, 4)):
            J = graph(seed, numbers)
            again = explain(J).steps
            leaves = [float(node.raw) if node.is_leaf else 0.0 for node in again.reading.order]
            v, g = blank.evaluate(RUN, [code, leaves, len(leaves), len(again.backward)])
            values = [float(node.raw) for node in again.reading.order]
            gradients = [float(again.gradients.get(node, 0.0)) for node in again.reading.order]
            np.testing.assert_allclose(v, values, rtol=0, atol=1e-12 * max(map(abs, values)))
            largest = max(max(map(abs, gradients)), max(abs(float(step.local)) for step in again.backward))
            np.testing.assert_allclose(g, gradients, rtol=0, atol=1e-12 * largest)
    assert seen >= {rule.name for rule in ROWS}


def test_a_row_of_ones_own_computes_in_the_page(blank, own_rows):
    cube = row("cube", lambda x: x * x * x, lambda z, x: 3 * x**2)
    code, _ = program(explain(cube(Value(2.0, "x"))).steps)
    assert blank.evaluate(RUN, [code, [3.0, 0.0], 2, 1]) == [[3.0, 27.0], [27.0, 1.0]]


def test_shown_digits_are_pythons(page):
    rng = np.random.default_rng(1)
    numbers = [0.0, -0.0, 1.0, -12345.0, 12355.0, 1234.5, 1235.5, 99995.0, 9999.5, 0.5, 1e-4, 9.9995e-5, 1e100, 5e-324]
    numbers += [float(x) for x in rng.normal(size=10_000) * 10.0 ** rng.integers(-8, 9, size=10_000)]
    shown = page.evaluate("numbers => numbers.map(plain)", numbers)
    assert shown == [plain_text(number_text(x)) for x in numbers]


def test_a_page_that_can_not_compute_says_why(load):
    x = Value(2.0, "x")
    J = x * x if x > 1 else x
    page = load(J)
    assert "'x' was compared" in page.inner_text("#still")
    assert not page.is_visible("#downhill")
    choose(page, "x")
    assert page.is_visible("#panel")
    assert not page.is_visible("#value")


def numbers_at(w1):
    """What the engine says where w1 has another number: the texts of every value and gradient, by name."""
    steps = explain(neuron(w1)).steps
    numbers = {name: (node.raw, steps.gradients.get(node, 0.0)) for node, name in steps.reading.names.items()}
    return {name: tuple(map(data_text, pair)) for name, pair in numbers.items()}


def test_a_slider_moves_every_number(page):
    page.keyboard.press("End")
    assert not page.is_visible("#examples")
    tables(page)
    page.click("#values button:text-is('w1')")
    page.fill("#typed", "1.25")
    for name, (value, gradient) in numbers_at(1.25).items():
        row = page.locator(f"#values tr:has(button:text-is('{name}'))")
        if row.count() and name not in ("w1", "w2", "b"):  # these have taken their step at the last step
            assert row.locator("td").nth(1).inner_text().split(" ")[0] == value
            assert row.locator("td").nth(2).inner_text() in (gradient, "")
    assert "in.w1=1.25" in page.url
    assert "2" in page.inner_text("#values tr:has(button:text-is('w1')) small")
    page.reload()
    page.keyboard.press("Home")
    assert card(page, "w1")[1] == "1.25"
    page.keyboard.press("End")
    tables(page)
    page.click("#list")
    downhill(page)
    page.click("#reset")
    assert "in.w1" not in page.url
    tables(page)
    assert page.locator("#values small").count() == 0


def test_the_slider_works_by_mouse_and_by_keyboard(page):
    choose(page, "w1")
    before = float(page.input_value("#typed"))
    page.focus("#value")
    page.keyboard.press("ArrowRight")
    assert float(page.input_value("#typed")) > before
    box = page.locator("#value").bounding_box()
    page.mouse.click(box["x"] + 2, box["y"] + box["height"] / 2)
    assert float(page.input_value("#typed")) < before
    assert page.inner_text("#phase").startswith("All ")  # arrows on a slider are no steps


def test_a_nudge_shows_what_was_predicted_and_what_happened(page, explained):
    choose(page, "w1")
    page.fill("#by", "0.001")
    page.click("#nudge")
    said = words_in(page, "#nudged").splitlines()
    predicted, actual = (float(line.rsplit("=", 1)[1]) for line in said)
    w1 = next(node for node in explained.steps.reading.names if node.label == "w1")
    assert predicted == pytest.approx(float(explained.steps.gradients[w1]) * 0.001, rel=1e-3)
    change = float(neuron(2.001).data) - float(neuron(2.0).data)
    assert actual == pytest.approx(change, rel=1e-3)


def test_a_step_downhill_is_gradient_descent(clocked, explained):
    page = clocked
    downhill(page)
    page.fill("#alpha", "0.5")
    page.click("#step")
    steps = explained.steps
    for node in steps.gradients:
        if node.is_leaf:
            assert card(page, node.label)[1] == data_text(node.raw - 0.5 * steps.gradients[node])
    page.click("#step")
    assert page.get_attribute("#curve", "aria-label").startswith("J over 2 steps: from")
    assert len(page.get_attribute("#curve polyline", "points").split()) == 3
    page.click("#descend")
    page.clock.run_for(1050)
    page.click("#descend")
    label = page.get_attribute("#curve", "aria-label")
    assert int(label.split()[2]) >= 12
    page.clock.run_for(1000)
    assert page.get_attribute("#curve", "aria-label") == label  # it has stopped
    first, last = (float(x) for x in label.split("from ")[1].split(" to "))
    assert last < first


def test_examples_page_through_and_train_on_their_mean(load):
    data = {"x": [1.0, 2.0, 4.0], "y": [1.0, 3.0, 2.0]}

    def cost(w, x, y):
        w, x, y = Value(w, "w"), Value(x, "x", constant=True), Value(y, "y", constant=True)
        J = (w * x - y) ** 2
        J.label = "J"
        return J, w

    page = load(cost(0.5, 1.0, 1.0)[0], alpha=0.1, examples=data)
    page.click("#forth")
    page.click("#forth")
    assert page.inner_text("#which") == "example 2 of 3"
    page.keyboard.press("End")
    second = cost(0.5, 2.0, 3.0)[0]
    assert card(page, "J")[1] == data_text(second.data)
    means, slopes = [], []
    for x, y in zip(*data.values(), strict=True):
        J, w = cost(0.5, x, y)
        J.backward()
        means.append(J.data)
        slopes.append(w.grad)
    assert f"J, the mean over 3 examples, = {number_text(np.mean(means))}" in page.inner_text("#cost")
    downhill(page)
    page.fill("#alpha", "0.01")
    page.click("#step")
    page.keyboard.press("Home")
    assert card(page, "w")[1] == number_text(0.5 - 0.01 * np.mean(slopes))
    assert "example=2" in page.url


def test_what_belongs_together_is_linked(page):
    page.goto(page.url.split("#")[0] + "#step=22")
    page.reload()
    tables(page)
    page.hover("#values tr:has(button:text-is('a'))")
    linked = page.evaluate("[...document.querySelectorAll('.linked')].map(e => e.tagName)")
    assert {"TR", "g", "mfrac"} <= set(linked)


def test_a_card_shows_all_that_flows_into_its_gradient(page):
    page.keyboard.press("End")
    assert card(page, "a")[0] == "a = sigmoid(z)"
    choose(page, "a")
    assert page.inner_text("#panel h2") == "What flows into a"
    said = page.text_content("#flows")
    assert "path 1" in said
    assert "path 2" in said
    assert said.endswith(card(page, "a")[-1][2:])


def test_zoom_fit_and_direction(page):
    width = "document.querySelector('#graph svg').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.click("#in")
    assert page.evaluate(width) > before
    page.click("#out")
    page.click("#out")
    assert page.evaluate(width) < before
    page.click("#fit")
    assert page.evaluate(
        "document.querySelector('#graph').scrollWidth <= document.querySelector('#graph').clientWidth + 1"
    )
    shape = "(b => b.width / b.height)(document.querySelector('#graph svg').viewBox.baseVal)"
    wide = page.evaluate(shape)
    page.click("#turn")
    assert page.evaluate(shape) < wide
    assert page.locator("svg#curve ~ g.node").count() == 0
    assert "down=1" in page.url
    page.keyboard.press("End")
    assert card(page, "J")[1] == card(page, "J")[1] != ""


@pytest.mark.parametrize("cards", [1, 20])
def test_letters_on_cards_have_9_to_20_pixels(blank, load, cards):
    x = Value(2.0, "x")
    J = x * 2.0
    for _ in range(cards - 1):
        J = J * 1.01 + x
    for width in (360, 1280):
        blank.set_viewport_size({"width": width, "height": 800})
        page = load(J)
        scale = page.evaluate(
            "(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)(document.querySelector('#graph svg'))"
        )
        assert 11 * scale >= 9  # the smallest letters
        assert 12 * scale <= 20


def test_copied_latex_is_that_of_the_step(page, explained):
    page.goto(page.url.split("#")[0] + "#step=22")
    page.reload()
    assert page.evaluate("latexOf(now)") == explained.latex(step=22)
    everything = page.evaluate("steps.map((_, s) => latexOf(s))")
    assert everything == [explained.latex(step=i + 1) for i in range(len(everything))]


def test_a_box_shows_its_numbers_and_opens(load):
    x = Value(0.5, "x")
    J = x
    for k in range(40):
        J = J * 0.9 + x
        if k % 5 == 4:
            J.label = f"s{k}"
    page = load(J, "#step=12")
    s4 = next(node for node, name in explain(J).steps.reading.names.items() if name == "s4")
    assert data_text(s4.raw) in card(page, "s4")
    choose(page, "s4")
    assert page.locator("#inside li").count() > 5
    page.click("#inside li button >> nth=2")
    assert page.inner_text("#panel h2").startswith("What flows into v")
    choose(page, "x")
    page.fill("#typed", "1")
    assert card(page, "s4")[-2] == data_text(2 * float(s4.raw))


@pytest.mark.parametrize(
    ("said", "phase"),
    [
        ("step=-5", "All "), ("step=1.5", "Step 1 of"), ("step=x", "All "), ("in.w1=", "All "), ("in.w1=x", "All "),
        ("example=1.5", "All "), ("step=999", "Step 31 of"),
    ],
)  # fmt: skip
def test_no_address_breaks_the_page(page, said, phase):
    page.goto(f"{page.url.split('#')[0]}#{said}")
    page.reload()
    assert page.inner_text("#phase").startswith(phase)
    page.keyboard.press("Home")
    assert card(page, "w1")[1] == "2"
    assert "NAN" not in page.inner_text("#cost")


def test_a_cost_of_another_name(load):
    w = Value(2.0, "w")
    L = w * w
    L.label = "L"
    page = load(L, "#step=2")
    assert page.evaluate("latexOf(now)") == explain(L).latex(step=2)
    assert page.inner_text("#cost") == "L = 4"
    assert page.inner_text("#equation") == "dL/dL = 1"


def test_numbers_on_edges_wait_for_their_node(page):
    waiting = "[...document.querySelectorAll('svg g.edge text')].filter(t => !t.classList.contains('waiting')).length"
    assert page.locator("svg .waiting").count() == 0
    page.keyboard.press("Home")
    first = page.evaluate(waiting)
    page.keyboard.press("End")
    assert page.evaluate(waiting) > first
    assert page.locator("svg .waiting").count() == 0
