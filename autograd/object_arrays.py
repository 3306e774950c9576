"""Object arrays of Values: NumPy goes through their entries, and each gets a small graph."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def entry_by_entry(rule: Any, inputs: Sequence[Any]) -> Any:
    """Apply a rule to the entries of object arrays, or compute it from operations on entries."""
    boxed = [_box(rule.name, x) for x in inputs]
    return np.frompyfunc(rule, len(boxed), 1)(*boxed) if rule.elementwise else rule.compute(boxed)


def _box(name: str, x: Any) -> Any:
    """Return a scalar node in an array of its own, so that NumPy does not ask it for a rule."""
    if not hasattr(x, "read_rule"):
        return x
    if x.ndim:
        raise TypeError(
            f"{name}: an object array of Values and a Tensor of shape {x.shape} do not mix. "
            "Turn the Values into one Tensor first: np.stack(list_of_values)."
        )
    box = np.empty((), dtype=object)
    box[()] = x
    return box
