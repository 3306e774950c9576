"""What PyTorch calls the rows of the table, where it is installed: pip install "chalkgrad[torch]"."""

import numpy as np
import pytest

from autograd.rules import TABLE

torch = pytest.importorskip("torch")

# PyTorch's name, or its spelling of the operation, where it isn't the row's.
TORCH = {
    "pos": lambda x: +x, "relu": torch.relu, "softplus": torch.nn.functional.softplus,
    "max": lambda x, axis=None, keepdims=False: torch.amax(x, axes_of(x, axis), keepdims),
    "min": lambda x, axis=None, keepdims=False: torch.amin(x, axes_of(x, axis), keepdims),
    "sum": lambda x, axis=None, keepdims=False: torch.sum(x, axes_of(x, axis), keepdims),
    "mean": lambda x, axis=None, keepdims=False: torch.mean(x, axes_of(x, axis), keepdims),
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
    "logsumexp": lambda x, axis=-1: torch.logsumexp(x, axes_of(x, axis)),
    "cumsum": lambda x, axis=None: torch.cumsum(x.reshape(-1) if axis is None else x, axis or 0),
    "norm": lambda x, axis=None, keepdims=False: torch.linalg.vector_norm(x, dim=axis, keepdim=keepdims),
    "inv": torch.linalg.inv, "solve": torch.linalg.solve, "cholesky": torch.linalg.cholesky, "mod": torch.remainder,
    "slogdet": lambda x, part=1: torch.linalg.slogdet(x)[part] + 0 * x.sum(),
    "swapaxes": lambda x, axis1, axis2: torch.swapaxes(x, axis1, axis2),
    "moveaxis": lambda x, source, destination: torch.moveaxis(x, source, destination),
    "flip": lambda x, axis=None: torch.flip(x, tuple(np.atleast_1d(axes_of(x, axis)).tolist())),
    "roll": lambda x, shift, axis=None: torch.roll(x, shift, axis),
    "rot90": lambda x, k=1, axes=(0, 1): torch.rot90(x, k, axes),
    "tril": lambda x, k=0: torch.tril(x, k), "triu": lambda x, k=0: torch.triu(x, k),
    "einsum": lambda arrays, subscripts="ij,jk->ik": torch.einsum(subscripts, *arrays),
    "clip": lambda x, low, high: torch.minimum(torch.maximum(x, low), high),  # torch.clip broadcasts no gradient of x
    "floor_divide": lambda x, y: torch.floor(x / y) + 0 * x * y,
}  # fmt: skip
KNOWN = {name: TORCH.get(name) or getattr(torch, name, None) for name in TABLE}


def axes_of(x, axis):
    return tuple(range(x.ndim)) if axis is None else axis
