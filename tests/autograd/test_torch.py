"""The same gradients as PyTorch, where it is installed: pip install "chalkgrad[torch]"."""

import numpy as np
import pytest
from in_torch import KNOWN, torch
from rows import applied, cases, inputs_for

from autograd import Tensor, softplus
from autograd.rules import TABLE

CASES = [
    (name, shapes, options)
    for name, spelled in KNOWN.items()
    for shapes, options in cases(TABLE[name])
    if spelled
    and not (name == "getitem" and isinstance(options["key"], tuple) and slice(None, None, 2) in options["key"])
]


@pytest.mark.parametrize(("name", "shapes", "options"), CASES)
def test_gradient(name, shapes, options):
    rule, rng = TABLE[name], np.random.default_rng(12)
    arrays = inputs_for(rule, shapes, 11)
    ours = [Tensor(a) if a.dtype != bool else a for a in arrays]
    theirs = [torch.tensor(a, requires_grad=a.dtype != bool) for a in arrays]
    z = applied(rule, ours, options)
    t = KNOWN[name](theirs, **options) if rule.variadic else KNOWN[name](*theirs, **options)
    np.testing.assert_allclose(z.data, t.detach().numpy(), rtol=1e-12)
    g = rng.normal(size=z.shape)
    z.backward(g)
    t.backward(torch.tensor(g))
    for mine, other in zip(ours, theirs, strict=True):
        if isinstance(mine, Tensor) and other.grad is not None:
            np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-11, atol=1e-14)


def test_a_network():
    rng = np.random.default_rng(12)
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 2, (7, 1)).astype(float)
    weights = [rng.normal(size=shape) for shape in [(4, 5), (5,), (5, 1), (1,)]]
    W1, b1, W2, b2 = ours = [Tensor(w) for w in weights]
    z = np.tanh(X @ W1 + b1) @ W2 + b2
    np.mean(softplus(z) - y * z).backward()
    V1, c1, V2, c2 = theirs = [torch.tensor(w, requires_grad=True) for w in weights]
    logits = torch.tanh(torch.tensor(X) @ V1 + c1) @ V2 + c2
    torch.nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(y)).backward()
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine.grad, other.grad.numpy(), rtol=1e-12)
