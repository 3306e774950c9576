"""Object arrays of Values: NumPy goes through their entries, and each gets a small graph."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def entry_by_entry(rule: Any, inputs: Sequence[Any]) -> Any:
    """Apply a rule to the entries of object arrays, or compute it from operations on entries."""
    arrays = [_in_array(rule.name, x) for x in inputs]
    if rule.elementwise:
        return np.frompyfunc(rule, len(arrays), 1)(*arrays)
    try:
        return rule.compute(arrays)
    except TypeError as error:
        raise TypeError(
            f"{rule.name} of an object array is not possible, as NumPy computes it of floats alone ({error}). Join the "
            "Values in one Tensor: np.stack(list(array.flat)).reshape(array.shape)."
        ) from None


def _in_array(name: str, x: Any) -> Any:
    if not hasattr(x, "read_rule"):
        return x
    if x.shape:  # a symbol of one entry may have none
        raise TypeError(
            f"{name}: an object array of Values and a Tensor of shape {x.shape} do not mix. "
            "Turn the Values into one Tensor first: np.stack(list_of_values)."
        )
    return boxed(x)


def boxed(x: Any) -> Any:
    """Return a node or a symbol in an array of its own: NumPy goes through that, and asks it for no rule."""
    box = np.empty((), dtype=object)
    box[()] = x
    return box
