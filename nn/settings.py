"""The checks of settings, made whenever one is assigned: in a constructor, in a file, or later."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np


def in_range(setting: str, number: Any, rule: str, accepts: Callable[[Any], bool]) -> int | float:
    """Return a number, as one of Python's, if it lies in a range.

    Args:
        setting: what it is a number of, with the number, for the message: "Dropout(rate=2)".
        number: a number of Python or NumPy; True and False are none.
        rule: the range in words.
        accepts: a function that says whether a number lies in it.
    """
    is_number = isinstance(number, (int, float, np.integer, np.floating)) and not isinstance(number, bool)
    if not is_number or not accepts(number):
        raise ValueError(f"{setting}: {rule}.")
    if isinstance(number, int):
        return number
    return float(number)


def whole_number(setting: str, number: Any, least: int) -> int:
    """Return `number` as an int, if it is a whole number and no less than `least`."""
    is_whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
    if not is_whole or number < least:
        raise ValueError(f"{setting}: give a whole number, {least} or more.")
    return int(number)


def yes_or_no(name: str, answer: Any) -> bool:
    """Return True or False, if it is one of these, or 1 or 0."""
    if not isinstance(answer, (int, np.integer, np.bool_)) or answer not in (0, 1):
        raise TypeError(f"{name}={answer!r}: give True or False.")
    return bool(answer)


def settings_of(thing: Any) -> dict[str, Any]:
    """Return the arguments that make a loss or an optimizer as it is now: the attributes that its class takes."""
    takes = inspect.signature(type(thing).__init__).parameters
    return {name: x for name, x in vars(thing).items() if name in takes}


def as_call(thing: Any) -> str:
    """Return a loss or an optimizer as the call that makes it: Adam(alpha=0.1)."""
    settings = [f"{name}={x!r}" for name, x in vars(thing).items() if not name.startswith("_")]
    return f"{type(thing).__name__}({', '.join(settings)})"


class Number:
    """An attribute that holds a number in a range.

    Args:
        rule: the range in words, for the message.
        accepts: a function that says whether a number lies in it.
        default: the number before one is assigned.

    Example:
        >>> class Step:
        ...     size = Number("a step is above 0", lambda x: x > 0)
        >>> step = Step()
        >>> step.size = -1
        Traceback (most recent call last):
        ValueError: Step(size=-1): a step is above 0.
    """

    def __init__(self, rule: str, accepts: Callable[[float], bool], default: float | None = None) -> None:
        self._rule = rule
        self._accepts = accepts
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = self._name or name  # that of the first attribute, if another one stands for the same number

    def __get__(self, obj: Any, kind: type | None = None) -> Any:
        if obj is None:
            return self
        return vars(obj).get(self._name, self._default)

    def __set__(self, obj: Any, number: Any) -> None:
        setting = f"{type(obj).__name__}({self._name}={number!r})"
        vars(obj)[self._name] = in_range(setting, number, self._rule, self._accepts)
