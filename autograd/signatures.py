"""The formulas of a row as functions: what they take, and the NumPy function that one of them is."""

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

Formula = Callable[..., Any]
DISPATCHED = (np.ufunc, type(np.sum))  # the kinds of NumPy's functions that can be called with nodes

signature = lru_cache(maxsize=None)(inspect.signature)  # a row is applied many times


def require_fit(rule: Any) -> None:
    """Raise a TypeError unless a rule has a formula for each input, and each takes what it is called with."""
    takes = signature(rule.forward)
    parameters = takes.parameters.values()
    inputs = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]
    inputs = inputs or [p.name for p in parameters if p.default is p.empty]
    if len(inputs) != rule.arity:
        raise TypeError(
            f"{rule.name}{takes} needs a derivative by each input, ({', '.join(inputs)}), but is given {rule.arity}. "
            "None stands where there is none. An option has a default, or stands behind a slash: (x, /, axis)."
        )
    options = list(takes.parameters)[rule.arity :]
    front = ["z", *inputs] if rule.elementwise else ["g", "z", *inputs, *["i"] * rule.variadic]
    for formula in filter(None, rule.backward):
        try:
            signature(formula).bind(*front, **dict.fromkeys(options))
        except TypeError as error:
            raise TypeError(
                f"{rule.name}{takes}: the formula of a derivative takes {signature(formula)}, but is called with "
                f"({', '.join(front + options)}): {error}."
            ) from None


def does_what_numpy_does(rule: Any) -> bool:
    """Tell whether NumPy has a function of the rule's name that gives the same numbers for the same arrays."""
    function = getattr(np, rule.name, None)
    if not isinstance(function, DISPATCHED):
        return False
    x = np.array([[-1.5, 0.25], [0.75, 2.5]])
    arguments: list[Any] = [[x, x + 1]] if rule.variadic else [x + i for i in range(rule.arity)]
    try:
        with np.errstate(all="ignore"):
            return np.array_equal(function(*arguments), rule.forward(*arguments), equal_nan=True)
    except (TypeError, ValueError):  # other inputs, or options that have no default
        return False
