"""Random programs of numbers and arrays in JavaScript: what a page computes is what the engine computed."""

import random

import numpy as np
import pytest
from trust.program import program

from autograd import explain
from autograd.views.explanation import live

NUMBER = 200
RUN = """([program, leaves, count]) => {
  const [forward, backward] = new Function(program + "; return [forward, backward];")();
  const v = leaves.slice(), g = Array(count).fill(0);
  forward(v); g[count - 1] = 1; backward(v, [], [], [], g);
  return [v.map(Number), g.map(Number)];
}"""


def entries(nodes, of):
    """Return the numbers of all nodes, entry by entry."""
    return np.concatenate([np.ravel(np.broadcast_to(of(node), node.shape)) for node in nodes])


@pytest.mark.parametrize("order", [1, 2])
def test_random_programs(browser, order):
    page, done, unwritten, seed = browser.new_page(), 0, 0, 0
    while done < NUMBER:
        seed += 1
        one = program(random.Random(seed), 6)
        leaves = one.nodes()
        J = one.run(leaves) if order == 1 else one.bend(leaves, one.direction(np.random.default_rng(seed)))
        if J.constant:
            continue
        J.backward()
        steps = explain(J).steps
        code, why = live.program(steps, each_edge=False)
        if why:  # the inverse of a matrix has no formula for an entry, and a slope may be chosen by the data
            unwritten += 1
            continue
        done += 1
        nodes, reached = steps.reading.order, steps.reading.gradients
        held = entries(nodes, lambda node: node.raw)
        start = entries(nodes, lambda node: node.raw if node.is_leaf else 0.0)
        v, g = page.evaluate(RUN, [code, start.tolist(), len(start)])
        gradients = entries(nodes, lambda node, reached=reached: reached.get(node, 0.0))
        np.testing.assert_allclose(v, held, rtol=0, atol=1e-11 * (1 + np.max(np.abs(held))), err_msg=repr(one))
        most = 1 + np.max(np.abs(gradients))
        np.testing.assert_allclose(g, gradients, rtol=0, atol=1e-11 * most, err_msg=repr(one))
    page.close()
    assert unwritten < NUMBER
