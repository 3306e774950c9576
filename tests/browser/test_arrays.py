"""Graphs of Tensors on the page: they compute entry by entry, and an entry can be looked into and dragged."""

import re

import numpy as np
import pytest
from cards import card, choose, downhill, words_in
from random_graphs import tensor_graph

from autograd import Tensor, explain
from autograd.names import number_text
from autograd.rules import TABLE
from autograd.views.explanation.live import program
from autograd.views.numbers import plain_text

RUN = """([program, leaves, J]) => {
  const [forward, backward] = new Function(program + "; return [forward, backward];")();
  const v = leaves.slice(), g = leaves.map(() => 0);
  forward(v); g[J] = 1; backward(v, [], [], [], g);
  return [v.map(Number), g.map(Number)];
}"""
X = [[1.0, 2.0], [3.0, -4.0], [0.5, 0.0]]
W = [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]


def network(w=0.1):
    weights = np.array(W)
    weights[0, 0] = w
    z = Tensor(X, "X", constant=True) @ Tensor(weights, "W") + Tensor([0.1, 0.2, -0.3], "b")
    z.label = "z"
    a = np.tanh(z)
    a.label = "a"
    J = np.mean(a**2)
    J.label = "J"
    return J


@pytest.fixture
def arrays(load):
    return load(network(), alpha=0.1)


def numbers_on(page, name, kind):
    """The entries that a card shows, of the "value" or the "gradient"."""
    i = page.evaluate("name => nodes.findIndex(node => node.name === name)", name)
    return page.locator(f"#graph g.node[data-node='{i}'] text.entry.{kind}").all_text_contents()


def texts(array):
    return [number_text(x) for x in np.ravel(array)]


def test_the_arithmetic_of_arrays_is_the_engines(blank):
    for seed in range(200):
        steps = explain(tensor_graph(seed, 3)[0]).steps
        order, gradients = steps.reading.order, steps.gradients
        code, why = program(steps)
        assert why == ""
        leaves = np.concatenate([np.ravel(x.raw) if x.is_leaf else np.zeros(x.size) for x in order]).astype(float)
        v, g = blank.evaluate(RUN, [code, leaves.tolist(), len(leaves) - 1])
        values = np.concatenate([np.ravel(x.raw) for x in order]).astype(float)
        expected = np.concatenate([np.ravel(gradients.get(x, np.zeros(x.shape))) for x in order])
        np.testing.assert_allclose(v, values, rtol=0, atol=1e-12 * np.max(np.abs(values)), err_msg=str(seed))
        largest = max(1, np.max(np.abs(expected)))
        np.testing.assert_allclose(g, expected, rtol=0, atol=1e-12 * largest, err_msg=str(seed))


def test_cards_show_matrices_with_their_shapes(arrays):
    assert card(arrays, "W")[0] == "W  2\u00d73"
    steps = explain(network()).steps
    for node, name in steps.reading.names.items():
        if node.ndim:
            assert numbers_on(arrays, name, "value") == texts(node.raw)
            assert numbers_on(arrays, name, "gradient") == (texts(steps.gradients[node]) if not node.constant else [])


def test_an_entry_lights_what_makes_it_and_shows_its_sum(arrays):
    i = arrays.evaluate("nodes.findIndex(node => node.name === 'v1')")
    arrays.click(f"#graph g.node[data-node='{i}'] text.entry.value >> nth=4")
    assert words_in(arrays, "#sum").splitlines()[0] == (
        "v1[1,1] = X[1,0] * W[0,1] + X[1,1] * W[1,1] = 3 * (-0.2) + (-4) * 0.5 = -2.6"
    )
    lit = arrays.locator("#graph text.lit").all_text_contents()
    assert sorted(plain_text(text) for text in lit) == sorted(["-2.6", "3", "-4", "-0.2", "0.5"])


def test_an_entry_is_dragged_and_everything_moves(arrays):
    i = arrays.evaluate("nodes.findIndex(node => node.name === 'W')")
    arrays.click(f"#graph g.node[data-node='{i}'] text.entry.value >> nth=0")
    assert arrays.inner_text("#panel h2") == "W[0,0] = 0.1"
    arrays.fill("#typed", "0.7")
    steps = explain(network(0.7)).steps
    for node, name in steps.reading.names.items():
        if node.ndim and not node.constant:
            assert numbers_on(arrays, name, "value") == texts(node.raw)
            assert numbers_on(arrays, name, "gradient") == texts(steps.gradients[node])
    assert arrays.url.endswith("in.W%5B0%2C0%5D=0.7")
    arrays.reload()
    assert numbers_on(arrays, "W", "value")[0] == "0.7"


def test_a_step_shows_both_matrices_and_their_shapes(arrays):
    steps = explain(network()).steps
    at = next(i for i, step in enumerate(steps.backward) if step.parent_name == "W")
    arrays.evaluate("s => go(s)", len(steps.forward) + 1 + at)
    assert arrays.locator("#chain mtext.shape").all_text_contents() == ["3\u00d72", "3\u00d73", "2\u00d73"]
    matrices = arrays.eval_on_selector_all(
        "#chain mtable", "tables => tables.map(t => [...t.querySelectorAll('mtd')].map(d => d.textContent))"
    )
    step = steps.backward[at]
    assert matrices == [texts(X), texts(step.upstream), texts(step.contribution)]


def test_why_a_bias_gets_a_sum_is_said(arrays):
    steps = explain(network()).steps
    at = next(i for i, step in enumerate(steps.backward) if step.parent_name == "b")
    arrays.evaluate("s => go(s)", len(steps.forward) + 1 + at)
    assert "b (3) was used again and again to make z (3 x 3)" in arrays.inner_text("#note")
    assert "summed over axis 0" in arrays.inner_text("#note")


def test_every_entry_line_is_true(load):
    """Each line, by name and with numbers, is evaluated, and is Python's but for brackets."""
    checked = 0
    for seed in range(40):
        J = tensor_graph(seed, 3)[0]
        explained = explain(J)
        lines = load(J).evaluate("steps.map(step => entryLines(step))")
        for number, said in enumerate(lines, start=1):
            for line, expected in zip(said, explained.entries(number).splitlines(), strict=True):
                assert bare(line) == bare(expected)
                sides = re.split(r" \+?= ", line)
                if len(sides) == 4:
                    found = eval(sides[2], dict(TABLE))
                    assert found == pytest.approx(float(sides[3]), rel=5e-3, abs=5e-3), line
                    checked += 1
    assert checked > 500


def bare(line):
    return re.sub(r"[()]", "", line)


def test_downhill_moves_arrays(arrays):
    downhill(arrays)
    arrays.click("#step")
    steps = explain(network(), alpha=0.1).steps
    for update in steps.updates:
        assert numbers_on(arrays, update.name, "value") == texts(update.result)


def test_a_graph_of_many_entries_stays_still_and_says_so(load):
    page = load(np.sum(Tensor(np.ones((50, 50)), "W") ** 2))
    assert "5,002 entries" in page.inner_text("#still")
    choose(page, "W")
    assert not page.is_visible("#value")
    assert card(page, "W")[1] == "50 x 50, 1 to 1, mean 1"
