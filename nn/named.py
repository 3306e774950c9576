"""Looking things up by the names that Keras gave them."""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def named(what: str, name: str, known: Mapping[str, T]) -> T:
    """What `known` holds under that name.

    Raises:
        ValueError: if there is nothing of that name; it lists the names there are.

    Example:
        >>> named("number", "three", {"one": 1, "two": 2})
        Traceback (most recent call last):
        ValueError: there is no number 'three'. Choose one of one, two.
    """
    if name not in known:
        raise ValueError(f"there is no {what} {name!r}. Choose one of {', '.join(known)}.")
    return known[name]
