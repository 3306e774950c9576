"""Where randomness comes from: each model has a generator of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from nn.settings import whole_number

_root: "list[np.random.SeedSequence]" = []  # what set_random_seed was told, if it was called


def set_random_seed(seed: int) -> None:
    """Seed the models that are made from here on, but for those with a seed of their own.

    `np.random.seed` has no effect on a model: each draws from a generator of its own.
    """
    _root[:] = [np.random.SeedSequence(whole_number(f"set_random_seed({seed!r})", seed, 0))]


def generator(seed: int | None) -> "np.random.Generator":
    """Return the generator of a new model, by a seed of its own or the next one that `set_random_seed` gives."""
    if seed is not None:
        return np.random.default_rng(whole_number(f"seed={seed!r}", seed, 0))
    if _root:
        (child,) = _root[0].spawn(1)
        return np.random.default_rng(child)
    return np.random.default_rng()


@contextmanager
def replayed(generators: "Sequence[np.random.Generator]") -> Iterator[None]:
    """Set generators back after the block, so that what it has drawn is drawn once more."""
    states = [generator.bit_generator.state for generator in generators]
    try:
        yield
    finally:
        for generator, state in zip(generators, states, strict=True):
            generator.bit_generator.state = state
