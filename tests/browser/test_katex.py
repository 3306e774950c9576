"""The LaTeX that is written is read by KaTeX, which says what is wrong with it."""

from contextlib import suppress

import numpy as np
import pytest
from cards import NPM
from random_graphs import scalar_graph, tensor_graph

from autograd import compare, derive, explain
from autograd.rules import TABLE
from autograd.writers.latex import Latex, derivative_table
from autograd.writers.text import equations
from demos.expressions import EXPRESSIONS
from demos.neuron import neuron


@pytest.fixture(scope="module")
def render(browser):
    katex = NPM / "katex" / "dist" / "katex.min.js"
    if not katex.exists():
        pytest.skip("make browser-test installs KaTeX where there is npm")
    page = browser.new_page()
    page.add_script_tag(path=katex)
    yield lambda latex: page.evaluate(
        "x => katex.renderToString(x, {throwOnError: true, strict: 'error'}).length", latex
    )
    page.close()


def test_a_mistake_would_be_noticed(render):
    with pytest.raises(Exception, match="KaTeX parse error"):
        render(r"\frac{1}{")


@pytest.mark.parametrize("name", TABLE)
def test_every_row(render, name):
    for left, right in equations(TABLE[name], Latex(arrays=True).text):
        assert render(f"{left} = {right}")


def test_the_whole_table(render):
    assert render(derivative_table())


def test_whole_derivations_walks_and_comparisons(render):
    graphs = [neuron(), *(expression() for expression in EXPRESSIONS.values())]
    for seed in range(30):
        graphs += [scalar_graph(seed), tensor_graph(seed, 3)[0]]
    for J in graphs:
        assert render(explain(J, alpha=0.1).latex())
        with suppress(ValueError):  # of a graph that chose by its data, which has no derivation
            assert render(derive(J).latex())
    assert render(compare(neuron(), {"w1": np.pi, "b": "x_1 & \\ {"}).latex())


@pytest.mark.parametrize("label", ["</script><b>", r"\write18{ls}", "a_{b", "$x$ & y%", "x^2~#", "-", "{}", "'\""])
def test_labels_that_are_no_names(render, label):
    assert render(Latex().name(label))
