"""Derived programs under jax.numpy, which XLA compiles for a core, a GPU or many devices. It needs the extra `jax`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from types import ModuleType
from typing import Any

from autograd.views.derivation.source import IMPORT


def required_jax(who: str) -> ModuleType:
    """JAX, which is imported only when it is asked for.

    Raises:
        ImportError: if it is not installed; it says how to get it.
    """
    try:
        return import_module("jax")
    except ImportError:
        raise ImportError(f'{who} needs JAX: pip install "chalkgrad[jax]"') from None


def under_jax(source: str, title: str) -> Callable[..., Any]:
    """The function of that name which a derived program defines: the same text, but for what `np` is."""
    namespace: dict[str, Any] = {}
    text = source.replace(IMPORT, IMPORT.replace("import numpy", "import jax.numpy"), 1)
    exec(compile(text, "<derived, under jax.numpy>", "exec"), namespace)
    # Products of float32 are computed as such, also where a device would rather take fewer bits.
    return required_jax("XLA").default_matmul_precision("highest")(namespace[title])  # type: ignore[no-any-return]


def numpys_types() -> AbstractContextManager[None]:
    """Within this, JAX computes with the types that NumPy would: 64 bits where there are 64, 32 where there are 32."""
    return required_jax("XLA").enable_x64(True)  # type: ignore[no-any-return]
