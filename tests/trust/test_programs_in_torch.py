"""Random programs in PyTorch: its numbers, gradients and second derivatives are the engine's. `make torch-test`."""

import random

import numpy as np
import pytest
from in_torch import KNOWN, torch
from trust.program import calls, program

from autograd import hvp

NUMBER = 200
NAMES = sorted(name for name in calls() if KNOWN.get(name))


def run(steps, leaves):
    """Run the steps of a program on PyTorch's tensors."""
    nodes = list(leaves)
    for rule, inputs, options in steps:
        given = [nodes[x] if isinstance(x, int) else torch.as_tensor(np.asarray(x, float)) for x in inputs]
        if rule.name == "where":
            given[0] = given[0] != 0
        nodes.append(KNOWN[rule.name](given, **options) if rule.variadic else KNOWN[rule.name](*given, **options))
    return nodes[-1]


@pytest.mark.parametrize("first", range(0, NUMBER, 20))
def test_random_programs(first):
    for seed in range(first, first + 20):
        one = program(random.Random(seed), 12, NAMES)
        leaves = one.nodes()
        J = one.run(leaves)
        J.backward()
        theirs = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in one.leaves]
        cost = run(one.steps, theirs)
        gradients = torch.autograd.grad(cost, theirs, create_graph=True, allow_unused=True, materialize_grads=True)
        t = one.direction(np.random.default_rng(seed))
        slope = sum(torch.sum(g * torch.as_tensor(np.asarray(d))) for g, d in zip(gradients, t, strict=True))
        products = [torch.zeros(())] * len(theirs)
        if slope.requires_grad:
            products = torch.autograd.grad(slope, theirs, allow_unused=True, materialize_grads=True)
        scale = 1 + abs(float(J.data)) + sum(torch.sum(torch.abs(g)).item() for g in gradients)
        bend = scale + sum(torch.sum(torch.abs(h)).item() for h in products)
        assert cost.item() == pytest.approx(float(J.data), abs=1e-12 * scale), one
        for leaf, theirs_g in zip(leaves, gradients, strict=True):
            np.testing.assert_allclose(
                leaf.grad, theirs_g.numpy(force=True), rtol=0, atol=1e-12 * bend, err_msg=repr(one)
            )
        for ours, theirs_h in zip(hvp(one.run, one.leaves, t), products, strict=True):
            np.testing.assert_allclose(ours, theirs_h.numpy(force=True), rtol=0, atol=1e-11 * bend, err_msg=repr(one))


def test_the_programs_take_nearly_every_row():
    assert len(NAMES) >= 0.9 * len(calls()), sorted(set(calls()) - set(NAMES))
