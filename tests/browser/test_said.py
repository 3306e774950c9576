"""What the page says is true: signs of derivatives, wrong input, nan, and the numbers that train."""

import re

import pytest
from cards import card, choose, downhill, words_in
from random_graphs import scalar_graph

from autograd import Value, explain, log
from autograd.names import number_text
from autograd.views.numbers import data_text, plain_text
from demos.expressions import EXPRESSIONS
from demos.neuron import neuron

# The chain rule as numbers: each fraction of partial signs by the names above and below.
CHAINS = """edges.map((_, e) => {
  const box = document.createElement("div");
  box.innerHTML = chainRule(e);
  const sign = f => [f.children[0].textContent.slice(1), f.children[1].textContent.slice(1)];
  const all = [...box.querySelectorAll("mfrac[data-node]")].map(sign);
  return [sign(box.querySelector("mfrac")), all, [...box.querySelectorAll(".local")].map(l =>
    [l.querySelector("mfrac[data-node]") ? sign(l.querySelector("mfrac[data-node]")) : null, l.textContent])];
})"""


FLOWS = """nodes.map((_, i) => {
  const box = document.createElement("div");
  box.innerHTML = flows(i);
  return box.lastElementChild?.textContent ?? null;
})"""
TEXTS = """nodes.map(node => {
  const box = document.createElement("div");
  box.innerHTML = math(node.math);
  return box.textContent;
})"""


def graphs():
    a = Value(3.0, "a")
    square = a * a
    square.label = "J"
    return [square, neuron(), *(make() for make in EXPRESSIONS.values()), *(scalar_graph(seed) for seed in range(12))]


def test_no_line_of_the_chain_rule_uses_one_sign_for_two_derivatives(load):
    """The sign on the left stands nowhere on the right; an edge has a sign only if its node depends one way."""
    for J in graphs():
        page, steps = load(J), explain(J).steps
        name_of = dict(zip(steps.reading.order, page.evaluate(TEXTS), strict=True))
        for step, (left, signs, locals_) in zip(steps.backward, page.evaluate(CHAINS), strict=True):
            assert signs.count(left) == 1, (left, signs)
            if step.is_ambiguous:
                assert all(sign != [name_of[step.node], name_of[step.parent]] for sign, _ in locals_)


def test_paths_add_up_to_the_gradient(load):
    for J in graphs()[:8]:
        page, steps = load(J), explain(J).steps
        flows = page.evaluate(FLOWS)
        index = {node: i for i, node in enumerate(steps.reading.order)}
        for node, gradient in steps.gradients.items():
            said = flows[index[node]]
            if said is None or "\u22ef" in said:
                continue
            _, product, result = plain_text(said).replace("\u22c5", "*").split("=")
            assert eval(product) == pytest.approx(float(gradient), rel=5e-3, abs=5e-3), said
            assert float(result) == pytest.approx(float(gradient), rel=1e-3)


def test_a_comparison_on_a_line_is_an_indicator(load):
    page = load(EXPRESSIONS["small"](), "#every=1")
    labels = page.eval_on_selector_all("#graph g.edge text", "texts => texts.map(t => t.textContent)")
    compared = [label for label in labels if " > 0" in label]
    assert compared
    assert all(re.fullmatch(r"\[\w+ > 0\] = [01]", label) for label in compared)


@pytest.mark.parametrize("typed", ["", "  ", "abc", "1e400", "1/0", "--2"])
def test_wrong_input_is_marked_and_said_and_nothing_moves(page, typed):
    choose(page, "w1")
    before = page.inner_text("#cost")
    page.fill("#typed", typed)
    assert page.get_attribute("#typed", "aria-invalid") == "true"
    assert page.inner_text("#typed-wrong")
    assert page.inner_text("#cost") == before
    assert card(page, "w1")[1] == "2"
    assert "in.w1" not in page.url
    page.fill("#typed", "3/2")
    assert page.get_attribute("#typed", "aria-invalid") is None
    assert page.inner_text("#typed-wrong") == ""
    assert card(page, "w1")[1] == "1.5"


@pytest.mark.parametrize("typed", ["-1", "0", "", "fast", "1e400"])
def test_a_wrong_alpha_is_said(page, typed):
    downhill(page)
    page.fill("#alpha", typed)
    assert page.get_attribute("#alpha", "aria-invalid") == "true"
    assert "a number above 0" in page.inner_text("#alpha-wrong")
    page.click("#step")
    steps = explain(neuron(), alpha=0.1).steps
    assert card(page, "w1")[1] == data_text(next(u.result for u in steps.updates if u.name == "w1"))


def test_a_number_that_the_domain_forbids_is_refused_in_words(load):
    x = Value(2.0, "x")
    J = log(x) * 2.0
    J.label = "J"
    page = load(J)
    choose(page, "x")
    page.fill("#typed", "-1")
    assert words_in(page, "#typed-wrong") == "x stays 2. With -1, v1 = log(x) at x = -1 is NAN."
    assert card(page, "x")[1] == "2"
    assert card(page, "J")[1] == number_text(J.data)


def test_downhill_stops_before_it_breaks_and_says_where(load):
    x = Value(0.1, "x")
    J = log(x) * 2.0
    J.label = "J"
    page = load(J)
    downhill(page)
    page.fill("#alpha", "1")
    page.click("#step")
    assert "v1 = log(x) at x = -19.9 is NAN" in words_in(page, "#path")
    assert card(page, "x")[1] == "0.1"


def test_nan_is_said_where_it_begins(load):
    x = Value(-1.0, "x")
    with pytest.warns(RuntimeWarning):
        y = log(x)
    J = (y + 1.0) * 2.0
    page = load(J)
    assert words_in(page, "#note").startswith("v1 = log(x) at x = -1 is NAN: from here on nothing is a number")


def cost(w, x, y):
    w, x, y = Value(w, "w"), Value(x, "x", constant=True), Value(y, "y", constant=True)
    J = (w * x - y) ** 2
    J.label = "J"
    J.backward()
    return J, w


def test_with_examples_what_is_shown_is_what_is_used(load):
    data = {"x": [1.0, 2.0, 4.0], "y": [1.0, 3.0, 2.0]}
    page = load(cost(0.5, 1.0, 1.0)[0], alpha=0.1, examples=data)
    slopes = [float(cost(0.5, x, y)[1].grad) for x, y in zip(*data.values(), strict=True)]
    mean = sum(slopes) / 3
    assert page.inner_text("#which") == "all 3 examples"
    assert card(page, "w")[-1] == f"d {number_text(mean)}"
    assert card(page, "x")[1] == number_text(7 / 3)
    downhill(page)
    page.click("#step")
    assert card(page, "w")[1] == number_text(0.5 - 0.1 * mean)
    page.click("#walk")  # a walk is that of one example
    assert page.inner_text("#which") == "example 1 of 3"
    page.keyboard.press("Escape")
    for shown in ("example 2 of 3", "example 3 of 3", "all 3 examples"):
        page.click("#forth")
        assert page.inner_text("#which") == shown
    choose(page, "x")
    page.fill("#typed", "5")
    assert "another number in each example" in page.inner_text("#typed-wrong")


def test_a_minus_is_one_sign_on_cards_and_lines(page):
    texts = page.eval_on_selector_all("#graph text", "texts => texts.map(t => t.textContent).filter(t => t !== 'd -')")
    assert not any("-" in text for text in texts)
