"""One path from a card to J: the rest pales, and the product along it is what the path adds to the gradient."""

import re

import pytest
from cards import choose, words_in
from random_graphs import scalar_graph, tensor_graph

from autograd import Value, explain
from demos.expressions import EXPRESSIONS
from demos.neuron import neuron

MOST = 8
PALE = """() => [...figure.querySelectorAll("g.node:not(.bare)")].filter(
  group => Number(getComputedStyle(group).opacity) < 0.5).length"""


def paths_from(node, J, below):
    """The paths from a node to J, each as its nodes."""
    if node is J:
        return [[J]]
    return [[node, *rest] for user in below.get(node, []) for rest in paths_from(user, J, below)]


def users_of(steps):
    """The nodes that a gradient comes from, by the node that it goes to, in the order of the backward pass."""
    users = {}
    for step in steps.backward:
        users.setdefault(step.parent, []).append(step.node)
    return users


@pytest.mark.parametrize("seed", range(12))
def test_products_along_all_paths_add_up_to_the_gradient(load, seed):
    J = scalar_graph(seed)
    page, steps = load(J), explain(J).steps
    page.evaluate("byId('all-ways').open = true")
    for node in steps.parameters:
        paths = paths_from(node, J, users_of(steps))
        if not node.label or len(paths) > MOST:
            continue
        choose(page, node.label)
        buttons = page.locator("#ways button")
        assert buttons.all_inner_texts() == [" \u2192 ".join(steps.reading.names[x] for x in path) for path in paths]
        total, gradient = 0.0, float(steps.gradients[node])
        for k in range(len(paths)):
            buttons.nth(k).click()
            assert buttons.nth(k).get_attribute("aria-pressed") == "true"
            *_, numbers, product = words_in(page, "#product").split("\n")[0].removeprefix("Along it: ").split(" = ")
            assert eval(numbers) == pytest.approx(float(product), rel=5e-3, abs=1e-3)
            total += float(product)
        assert total == pytest.approx(gradient, rel=5e-3, abs=5e-3 * max(1.0, abs(gradient)))
        assert float(re.search(r"= (\S+)$", words_in(page, "#product"))[1]) == pytest.approx(gradient, rel=1e-3)


def test_the_rest_of_the_graph_pales_and_comes_back(page):
    choose(page, "w1")
    assert page.evaluate(PALE) == 0
    page.click("#all-ways summary")
    assert page.inner_text("#all-ways summary") == "2 paths from w1 to J"
    page.locator("#ways button").nth(1).click()
    shown = page.eval_on_selector_all("g.node.on-path .name", "names => names.map(name => name.textContent)")
    assert sorted(shown) == sorted(["w1", "v1", "v3", "z", "a", "v5", "v6", "J"])
    assert page.evaluate(PALE) == page.evaluate("figure.querySelectorAll('g.node:not(.bare)').length") - len(shown)
    assert page.locator("g.edge.on-path").count() == len(shown) - 1
    page.fill("#typed", "1")  # other numbers, the same path
    assert page.locator("g.edge.on-path").count() == len(shown) - 1
    page.locator("#ways button").nth(1).click()
    assert page.evaluate(PALE) == 0
    page.locator("#ways button").first.click()
    page.click("#close")
    assert page.evaluate(PALE) == 0


def test_a_path_can_be_chosen_with_the_keyboard(page):
    choose(page, "b")
    page.focus("#all-ways summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.evaluate(PALE) > 0


@pytest.mark.parametrize("place", ["#step=20", "#quiz=1"])
def test_there_are_no_paths_while_steps_are_walked_or_asked(load, place):
    page = load(neuron(), place)
    choose(page, "w1")
    assert not page.is_visible("#all-ways")


def test_arrays_and_means_over_examples_have_none(load):
    page = load(tensor_graph(1, 3)[0])
    page.evaluate("choose(nodes.findIndex(node => !node.equation && !node.constant))")
    assert not page.is_visible("#all-ways")
    w, x = Value(2.0, "w"), Value(1.0, "x", constant=True)
    J = (w * x - 1.0) ** 2
    page = load(J, alpha=0.1, examples={"x": [1.0, 2.0]})
    choose(page, "w")
    assert not page.is_visible("#all-ways")


def test_many_paths_are_counted_and_a_few_are_shown(load):
    page = load(EXPRESSIONS["small"]())
    choose(page, "a")
    assert page.inner_text("#all-ways summary") == "24 paths from a to g"
    page.click("#all-ways summary")
    page.wait_for_function("byId('ways').children.length")
    assert page.evaluate("byId('ways').children.length") == MOST
