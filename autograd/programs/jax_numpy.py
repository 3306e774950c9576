"""Derived programs under jax.numpy, compiled by XLA for a core, a GPU or many devices. They need the extra `jax`."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from types import ModuleType
from typing import Any

from autograd.programs.source import defined


def required_jax(who: str) -> ModuleType:
    """Return JAX, which is imported only when it is asked for.

    Raises:
        ImportError: if it is not installed; it says how to get it.
    """
    try:
        return import_module("jax")
    except ImportError:
        raise ImportError(f'{who} needs JAX: pip install "chalkgrad[jax]"') from None


def under_jax(source: str, title: str) -> Callable[..., Any]:
    """Return the function of that name which a derived program defines: the same text, where `np` is jax.numpy."""
    jax = required_jax("compiling")
    function = defined(source.replace("import numpy", "import jax.numpy", 1), title)
    # Products of float32 are computed as such, also where a device would rather take fewer bits.
    return jax.default_matmul_precision("highest")(function)  # type: ignore[no-any-return]


def numpys_types(arrays: Iterable[Any] = ()) -> AbstractContextManager[None]:
    """Let JAX compute with the types that NumPy would, unless it is tracing the arrays."""
    jax = required_jax("compiling")
    if any(isinstance(x, jax.core.Tracer) for x in arrays):
        return nullcontext()
    return jax.enable_x64(True)  # type: ignore[no-any-return]


def jitted(backprop: Callable[..., Any], arguments: Sequence[str], of_values: bool) -> Callable[..., Any]:
    """Compile the function of a derivation.

    Returns:
        A function of three: the arguments, whether each of them holds examples, and whether J and the gradients of each
        example are asked for.
    """
    import jax
    import jax.numpy as jnp

    def run(inputs: tuple[Any, ...], has_examples: tuple[bool, ...], per_example: bool) -> tuple[Any, dict[str, Any]]:
        def once(*arrays: Any) -> tuple[Any, dict[str, Any]]:
            J, gradients = backprop(*arrays)
            for name, x in zip(arguments, arrays, strict=True):
                if name in gradients:
                    gradients[name] = jnp.broadcast_to(gradients[name], x.shape).astype(x.dtype)
            return J, gradients

        if not any(has_examples) or not (of_values or per_example):
            return once(*inputs)
        rows = list(inputs)
        axes = [0 if has else None for has in has_examples]
        for i, has in enumerate(has_examples):
            if has and not of_values:
                rows[i] = rows[i][:, None]
        J, gradients = jax.vmap(once, axes)(*rows)
        if per_example:
            return J, gradients
        for name, has in zip(arguments, has_examples, strict=True):
            if name in gradients and not has:
                gradients[name] = gradients[name].sum(axis=0)
        return J.sum(), gradients

    return jax.jit(run, static_argnums=(1, 2))  # type: ignore[no-any-return]
