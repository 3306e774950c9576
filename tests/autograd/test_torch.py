"""The same gradients as PyTorch, where it is installed: pip install "chalkgrad[torch]"."""

import numpy as np
import pytest
from rows import applied, cases, inputs_for

from autograd import Tensor, softplus
from autograd.rules import TABLE

torch = pytest.importorskip("torch")

# PyTorch's name, or its spelling of the operation, where it isn't the row's.
TORCH = {
    "pos": lambda x: +x, "relu": torch.relu, "softplus": torch.nn.functional.softplus,
    "max": lambda x, axis=None, keepdims=False: torch.amax(x, _axes(x, axis), keepdims),
    "min": lambda x, axis=None, keepdims=False: torch.amin(x, _axes(x, axis), keepdims),
    "sum": lambda x, axis=None, keepdims=False: torch.sum(x, _axes(x, axis), keepdims),
    "mean": lambda x, axis=None, keepdims=False: torch.mean(x, _axes(x, axis), keepdims),
    "reshape": lambda x, shape: x.reshape(shape),
    "broadcast_to": lambda x, shape: torch.broadcast_to(x, shape),
    "transpose": lambda x, axes=None: x.permute(axes or tuple(range(x.ndim))[::-1]),
    "matrix_transpose": lambda x: x.mT,
    "expand_dims": lambda x, axis: x.reshape(np.expand_dims(np.empty(x.shape), axis).shape),
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(axis),
    "getitem": lambda x, key: x[torch.tensor(key) if isinstance(key, np.ndarray) else key],
    "scatter": lambda x, key, shape: torch.zeros(shape, dtype=x.dtype).index_add(0, torch.tensor(key), x),
    "concatenate": lambda xs, axis=0: torch.cat(xs, axis), "stack": lambda xs, axis=0: torch.stack(xs, axis),
    "dot": torch.matmul, "matrix_vector": torch.matmul, "vector_matrix": torch.matmul,
    "softmax": lambda x, axis=-1: torch.softmax(x if axis is not None else x.reshape(-1), axis or 0).reshape(x.shape),
    "logsumexp": lambda x, axis=-1: torch.logsumexp(x, _axes(x, axis)),
    "cumsum": lambda x, axis=None: torch.cumsum(x.reshape(-1) if axis is None else x, axis or 0),
    "norm": lambda x, axis=None, keepdims=False: torch.linalg.vector_norm(x, dim=axis, keepdim=keepdims),
    "inv": torch.linalg.inv, "solve": torch.linalg.solve, "cholesky": torch.linalg.cholesky, "mod": torch.remainder,
    "slogdet": lambda x, part=1: torch.linalg.slogdet(x)[part] + 0 * x.sum(),
    "swapaxes": lambda x, axis1, axis2: torch.swapaxes(x, axis1, axis2),
    "moveaxis": lambda x, source, destination: torch.moveaxis(x, source, destination),
    "flip": lambda x, axis=None: torch.flip(x, tuple(np.atleast_1d(_axes(x, axis)).tolist())),
    "roll": lambda x, shift, axis=None: torch.roll(x, shift, axis),
    "rot90": lambda x, k=1, axes=(0, 1): torch.rot90(x, k, axes),
    "tril": lambda x, k=0: torch.tril(x, k), "triu": lambda x, k=0: torch.triu(x, k),
    "einsum": lambda arrays, subscripts="ij,jk->ik": torch.einsum(subscripts, *arrays),
    "floor_divide": lambda x, y: torch.floor(x / y) + 0 * x * y,
}  # fmt: skip
KNOWN = {name: TORCH.get(name) or getattr(torch, name, None) for name in TABLE}
CASES = [
    (name, shapes, options)
    for name, spelled in KNOWN.items()
    for shapes, options in cases(TABLE[name])
    if spelled
    and not (name == "getitem" and isinstance(options["key"], tuple) and slice(None, None, 2) in options["key"])
]


def _axes(x, axis):
    return tuple(range(x.ndim)) if axis is None else axis


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
