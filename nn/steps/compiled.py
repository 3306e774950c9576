"""A whole epoch as one call, compiled by XLA: the step's own program under jax.numpy, scanned over the batches.

Nothing here knows a formula. What runs on one core, on a GPU or on many devices is the text of DerivedStep.pure,
with `import jax.numpy as np` in place of its first line. It needs the extra `jax`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial, reduce
from itertools import chain, repeat
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from autograd.programs.jax_numpy import numpys_types, under_jax
from nn.data import Batch, Batches, Examples, chunks
from nn.steps.descent import InTurn

State = tuple[list[Any], Any, Any]  # the arrays that a step may change, the number of steps so far, whether it learns
Data = list[Any]  # the arrays of examples, in the order of their names
Results = tuple[Any, Any, Any]  # the costs, the predictions of the batches by size, whether all arrays are finite

PIECE = 2**26  # bytes of inputs to hand over at a time, where they do not lie in memory


class EpochProgram:
    """The steps of an epoch, compiled once for each shape of the data.

    Args:
        step: a DerivedStep; here it is a function (*batch, *arrays) -> (J, p, *arrays), with t at the end if it counts.
        devices: where it runs. On several, each takes a share of the examples of every batch.
    """

    def __init__(self, step: Any, devices: Sequence[Any]) -> None:
        self._function: Callable[..., Any] = under_jax(step.pure, "step")
        self.step = step
        mesh = Mesh(np.array(devices), ("examples",))
        self.everywhere = NamedSharding(mesh, PartitionSpec())
        self._shared_out = NamedSharding(mesh, PartitionSpec("examples"))
        self.run = jax.jit(self._epoch, donate_argnums=0, static_argnums=(3, 4))

    def _epoch(self, state: State, data: Data, order: Any, size: int, asks_p: bool) -> tuple[State, Results]:
        """Make the steps for all batches of the examples in this order, or for all of them as one where it is None."""
        move = partial(self._move, data, asks_p)
        parts = []
        last: Any = slice(None)
        if order is not None:
            whole = len(order) // size * size
            last = order[whole:]
            state, results = jax.lax.scan(move, state, order[:whole].reshape(-1, size))
            parts.append(results)
        if order is None or len(last):
            state, results = move(state, last)
            parts.append(jax.tree.map(lambda x: x[None], results))
        costs, predictions = zip(*parts, strict=True)
        arrays, _, _ = state
        finite = reduce(jnp.logical_and, [jnp.isfinite(x).all() for x in arrays])
        return state, (jnp.concatenate(costs), predictions, finite)

    def _move(self, data: Data, asks_p: bool, state: State, batch: Any) -> tuple[State, tuple[Any, Any]]:
        """Make a step, unless the cost of this batch, or of an earlier one, is not finite."""
        arrays, t, learns = state
        placed = jax.lax.with_sharding_constraint
        shares = [placed(x[batch], self._shared_out) for x in data]  # of the examples, one on each device
        number = [t + 1.0] if self.step.counts else []
        J, p, *moved = self._function(*shares, *arrays, *number)
        learns &= jnp.isfinite(J)
        after = []
        for old, new in zip(arrays, moved, strict=True):
            if new is not old:
                new = jnp.where(learns, new, old).astype(old.dtype)
            after.append(new)
        t += jnp.where(learns, 1.0, 0.0)
        p = placed(p, self.everywhere) if asks_p else None
        return (after, t, learns), (J, p)


class CompiledEpochs(InTurn):
    """The steps of one run of fit, an epoch at a time, made on the devices."""

    is_at_once = True

    def __init__(self, epochs: EpochProgram, examples: Examples, asks_p: bool) -> None:
        super().__init__(epochs.step, examples)
        self._epochs = epochs
        self._asks_p = asks_p
        self._finite: Any = True
        self._is_back = True
        self._data: Data | None = None
        with numpys_types():
            state = [np.array(array) for array in self.changing], float(self.t), True
            self._state: State = jax.device_put(state, epochs.everywhere)
            if type(examples.X) is np.ndarray:  # it lies in memory
                self._data = self._known(slice(0, len(examples)))

    def __call__(self, batches: Batches) -> Iterator[tuple[float, Any]]:
        self._is_back = False
        results: list[Results] = []
        with numpys_types():
            for data, piece in self._pieces(batches):
                order = None
                if piece.size < len(piece.order):
                    order = piece.order.astype(np.int32)
                self._state, result = self._epochs.run(self._state, data, order, piece.size, self._asks_p)
                results.append(result)
        _, _, self._finite = results[-1]
        for costs, predictions, _ in results:
            of_each = chain.from_iterable(map(np.asarray, predictions)) if self._asks_p else repeat(None)
            yield from zip(np.asarray(costs).tolist(), of_each, strict=False)

    def is_finite(self) -> bool:
        return bool(np.asarray(self._finite))

    def bring_back(self) -> None:
        arrays, steps, _ = self._state
        if self._is_back or any(x.is_deleted() for x in arrays):
            return  # others may have changed it since; or an epoch broke off half way: what was brought back last stays
        self._is_back = True
        for array, moves, x in zip(self.changing, self.step.moves, arrays, strict=True):
            if moves:
                array[...] = np.asarray(x)
        self.t = round(float(np.asarray(steps)))
        super().bring_back()

    def _pieces(self, batches: Batches) -> Iterator[tuple[Data, Batches]]:
        """Yield the batches with the data that they index: all of it, or pieces that are read as they come."""
        order, size = batches.order, batches.size
        m = len(order)
        if size >= m:
            data = self._data or self._known(slice(0, m))
            yield self._with_drawn(data, slice(None)), batches
            return
        if self._data is not None:
            yield self._with_drawn(self._data, order), batches
            return
        bytes_of_batch = size * self.examples.inputs(slice(0, 1)).nbytes
        piece = max(PIECE // bytes_of_batch, 1) * size
        for chunk in chunks(m, piece):
            rows = order[chunk]
            data = self._with_drawn(self._known(rows), slice(None))
            yield data, Batches(np.arange(len(rows)), size)

    def _known(self, batch: Batch) -> Data:
        """Return X, sample weights and y of examples, put where the steps are made."""
        return self._on_devices(replace(self.examples, draws={}).arguments(batch))

    def _with_drawn(self, data: Data, places: Batch) -> Data:
        """Return the data with the masks of an epoch, drawn in the order of its batches."""
        X, *others = data
        drawn = []
        for x in self.examples.draw(len(X)):
            placed = np.empty_like(x)
            placed[places] = x
            drawn.append(placed)
        return [X, *self._on_devices(drawn), *others]

    def _on_devices(self, arrays: list[Any]) -> Data:
        return [jax.device_put(x, self._epochs.everywhere) for x in arrays]
