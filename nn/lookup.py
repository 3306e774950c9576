"""One way from a name, a class or an object to an object, and arguments by Keras's names."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from nn.left_out import refuse_left_out

T = TypeVar("T")


def also_called(**names: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Let a function take arguments by Keras's names too, but not by both: @also_called(learning_rate="alpha").

    A name of Keras that it does not take is answered with what to use.
    """

    def decorated(function: Callable[..., T]) -> Callable[..., T]:
        @wraps(function)
        def called(*args: Any, **settings: Any) -> T:
            title = function.__qualname__.removesuffix(".__init__")
            refuse_left_out(function, title, settings.keys() - names.keys())
            ours = {names.get(name, name): x for name, x in settings.items()}
            if len(ours) < len(settings):
                raise TypeError(f"{', '.join(settings)}: two of these are names of one argument. Give it once.")
            return function(*args, **ours)

        return called

    return decorated


def look_up(what: str, asked: Any, known: Mapping[str, Any], kind: Any) -> Any:
    """Return the object of a kind that is asked for by its name, by its class, or as it is.

    Letters large or small and underscores make no difference: "ReLU", "MSE", "GlorotUniform".

    Args:
        what: the word for such objects, for messages.
        asked: a name; or a class, which is made without arguments; or an object.
        known: the objects, or what makes them, by name.
        kind: the class of the objects.

    Raises:
        ValueError: if there is nothing of that name; it lists the names there are.
        TypeError: if it is no name and no such object.

    Example:
        >>> look_up("number", "On_E", {"one": 1, "two": 2}, int)
        1
        >>> look_up("number", "tow", {"one": 1, "two": 2}, int)
        Traceback (most recent call last):
        ValueError: there is no number 'tow'. Choose one of one, two. The nearest is 'two'.
    """
    is_name = isinstance(asked, str)
    thing = known[_name_in(known, what, asked)] if is_name else asked
    if (isinstance(thing, type) and issubclass(thing, kind)) or (is_name and not isinstance(thing, kind)):
        thing = thing()
    if not isinstance(thing, kind):
        name, example = next(iter(known.items()))
        way = "a function"
        if isinstance(example, type):
            way = f"an object, {example.__name__}()"
        raise TypeError(f"{what}={asked!r}: give {way}, or a name, {name!r}.")
    return thing


def _name_in(known: Mapping[str, Any], what: str, name: str) -> str:
    """Return the known name that is the same but for large letters and underscores."""
    if name in known:
        return name
    spelled = {_bare(other): other for other in known}
    if _bare(name) in spelled:
        return spelled[_bare(name)]
    from difflib import get_close_matches

    near = get_close_matches(_bare(name), spelled, n=1)
    hint = ""
    if near:
        hint = f" The nearest is {spelled[near[0]]!r}."
    raise ValueError(f"there is no {what} {name!r}. Choose one of {', '.join(known)}.{hint}")


def _bare(name: str) -> str:
    return name.lower().replace("_", "")
