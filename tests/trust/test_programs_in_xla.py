"""Random programs compiled by XLA, and those of their second derivatives, say what they say in NumPy."""

import random

import numpy as np
import pytest
from trust.agreement import is_chosen, picks_by_truths
from trust.program import program

from autograd import derive

pytest.importorskip("jax")
NUMBER = 200


def same(ours, theirs, scale, one):
    """Require the cost and the gradients of two ways to be the same, as far as sums in another order are."""
    (J, gradients), (cost, others) = ours, theirs
    assert gradients.keys() == others.keys()
    np.testing.assert_allclose(np.asarray(cost), J, rtol=0, atol=1e-11 * scale, err_msg=repr(one))
    for name, g in gradients.items():
        np.testing.assert_allclose(np.asarray(others[name]), g, rtol=0, atol=1e-11 * scale, err_msg=repr(one))


def check(J, one):
    """Compare both ways to the gradients of a cost."""
    derivation = derive(J)
    ours = derivation()
    scale = 1 + abs(ours[0]) + sum(float(np.sum(np.abs(g))) for g in ours[1].values())
    same(ours, derivation.jit()(), scale, one)


@pytest.mark.parametrize("first", range(0, NUMBER, 20))
def test_random_programs(first):
    twice = 0
    for seed in range(first, first + 20):
        one = program(random.Random(seed), 6)
        if any(picks_by_truths(options) for *_, options in one.steps):
            continue
        leaves = one.nodes()
        check(one.run(leaves), one)
        J = one.bend(leaves, one.direction(np.random.default_rng(seed)))
        if not J.constant and not is_chosen(J):
            check(J, one)
            twice += 1
    assert twice > 8
