"""Looking things up by the names that Keras gave them."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from nn.left_out import refuse_left_out

T = TypeVar("T")


def also_called(**names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Let a function take arguments by Keras's names too: @also_called(learning_rate="alpha"); not by both.

    A name of Keras that it does not take is answered with what to use.
    """

    def decorated(function: Callable[..., T]) -> Callable[..., T]:
        @wraps(function)
        def called(*args: Any, **given: Any) -> T:
            refuse_left_out(function, function.__qualname__.removesuffix(".__init__"), given.keys() - names.keys())
            ours = {names.get(name, name): x for name, x in given.items()}
            if len(ours) < len(given):
                raise TypeError(f"{', '.join(given)}: two of these are names of one argument. Give it once.")
            return function(*args, **ours)

        return called

    return decorated


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
