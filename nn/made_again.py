"""A layer as a file holds it: its class by name, and the arguments that make it again as it is."""

import inspect
import json
from collections import deque
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import is_dataclass
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd import Node, Tensor
from autograd.names import clipped
from nn.base_layer import Layer, takes
from nn.scalars import data_of, holds_values

FROZEN = "frozen weights"  # can be no argument's name
OF_EVERY_LAYER = {*vars(Layer()), "features"}
DATA: Any = (bool, int, float, complex, str, bytes, type(None))
KEPT = "what changes while the network learns is a weight: add_weight(..., trainable=False)"
WHY = "has the name of another one, or its own __call__ in place of call"


def described(layer: Layer, dtype: npt.DTypeLike) -> tuple[str, dict[str, Any]]:
    """Return the kind of a layer and the arguments that make it again, with what is frozen of it.

    Raises:
        ValueError: if these do not make it again.
    """
    kind, config = type(layer), layer.get_config()
    own = f"{layer!r} is a layer of your own"
    if Layer.kinds.get(kind.__name__) is not kind or kind.__call__ is not Layer.__call__:
        raise ValueError(f"{own} that {WHY}, which a file can't hold. Save get_weights() instead.")
    try:
        config = {name: x for name, x in config.items() if takes(kind.__init__, name)}  # a class may fix some
        config = json.loads(json.dumps(packed(config)))
        again = _rebuilt(layer, config, dtype)
    except Exception as error:
        raise ValueError(
            f"{own}, and {kind.__name__}(**get_config()) does not make it again ({type(error).__name__}: {error}). Let "
            "get_config() return the arguments of its constructor, in types that JSON knows."
        ) from error
    _require_the_same(layer, again, partial(_rebuilt, layer, config, dtype), dtype)
    if not layer.trainable:
        return kind.__name__, config | {"trainable": False}
    return kind.__name__, config | ({FROZEN: layer.frozen_alone} if layer.frozen_alone else {})


def made(kind: type[Layer], config: Mapping[str, Any]) -> Layer:
    """Return the layer that these arguments make, which are as `described` gives them."""
    named, placed = unpacked(config), []
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    has_more = any(x.kind is x.VAR_POSITIONAL and x.name in named for x in parameters)
    for x in parameters:
        if x.kind is x.VAR_POSITIONAL:
            placed += named.pop(x.name, ())
        elif x.name in named and (x.kind is x.POSITIONAL_ONLY or (has_more and x.kind is x.POSITIONAL_OR_KEYWORD)):
            placed.append(named.pop(x.name))
    return kind(*placed, **named)


def _rebuilt(layer: Layer, config: Mapping[str, Any], dtype: npt.DTypeLike) -> Layer:
    """Return the layer that a loaded network would have."""
    again = made(type(layer), config)
    again.number = layer.number
    again.start(layer._built_for, np.random.default_rng(), dtype, is_empty=True)
    again.set_weights(layer.get_weights())
    return again


def _require_the_same(layer: Layer, called: Layer, rebuilt: Callable[[], Layer], dtype: npt.DTypeLike) -> None:
    """Raise the ValueError for a layer that is another one when it is made again.

    An attribute may differ only if a call sets it, as a cache is set, and a few rows give the same outputs.

    Args:
        layer: the one that is to be saved.
        called: what a file would give, which is called here.
        rebuilt: makes the same once more, as it is before any call.
        dtype: the type of float that the network computes with.
    """
    unlike, is_same, set_by_calls = _unlike(layer, called), True, []
    again = rebuilt() if unlike else called
    x = Tensor(np.random.default_rng(0).normal(size=(3, layer._built_for)), dtype=dtype, constant=True)
    shown = copy(layer)  # which takes what its calls assign
    try:
        with np.errstate(all="ignore"):
            first, second, other = [data_of(each(x)) for each in (shown, shown, called)]
            called(x, training=True)
    except Exception:
        pass  # a call may refuse rows that it was not written for; then no attribute may differ
    else:
        set_by_calls = _unlike(again, called)
        draws_at_random = not unlike and not _equal(first, second)
        is_same = _equal(first, other) or draws_at_random
    kind = type(layer).__name__
    for name in unlike:
        if not is_same or name not in set_by_calls:
            held, made_so = (clipped(repr(getattr(x, name, None)), 70) for x in (layer, again))
            raise ValueError(
                f"{layer.name}.{name} is {held}, but {kind}(**get_config()) sets it to {made_so}, so a loaded network "
                f"may predict something else. Give it to {kind} when it is made, or let get_config() return it; {KEPT}."
            )
    if not is_same:
        raise ValueError(
            f"{layer.name} and {kind}(**get_config()) give different outputs, so a loaded network would predict "
            f"something else. Let call depend on the arguments of {kind} alone; {KEPT}."
        )


def _unlike(layer: Layer, again: Layer) -> list[str]:
    """Return the names of the attributes that do not hold the same."""
    names = sorted((_state(layer).keys() | _state(again).keys()) - OF_EVERY_LAYER - layer.of_the_start)
    compared = {(id(layer), id(again)): (layer, again)}
    pairs = ((name, getattr(layer, name, None), getattr(again, name, None)) for name in names)
    return [name for name, x, y in pairs if not holds_the_same(x, y, dict(compared))]


def holds_the_same(x: Any, y: Any, compared: dict[tuple[int, int], Any]) -> bool:
    """Return True if two attributes hold the same: numbers, words, arrays, functions, nests and objects of these.

    Generators of random numbers are not compared, nor are objects that show nothing of what they hold. Pairs that are
    `compared` already, by their ids, are passed over: objects may hold each other.
    """
    if x is y or (id(x), id(y)) in compared:
        return True
    compared[id(x), id(y)] = x, y
    x, y = (data_of(part) if isinstance(part, Node) or holds_values(part) else part for part in (x, y))

    def same(*pairs: tuple[Any, Any]) -> bool:
        return all(holds_the_same(*pair, compared) for pair in pairs)

    if all(isinstance(part, (list, tuple, deque)) for part in (x, y)):
        return len(x) == len(y) and same(*zip(x, y, strict=True))
    if all(isinstance(part, DATA) or hasattr(part, "__array__") for part in (x, y)):
        return _equal(x, y)
    if not isinstance(x, type(y)) and not isinstance(y, type(x)):
        return False
    if isinstance(x, (np.random.Generator, np.random.RandomState)):
        return True
    if isinstance(x, Mapping):
        return x.keys() == y.keys() and same(*((x[key], y[key]) for key in x))
    if isinstance(x, FunctionType):
        cells = [[cell.cell_contents for cell in f.__closure__ or ()] for f in (x, y)]
        defaults = (x.__defaults__, y.__defaults__), (x.__kwdefaults__, y.__kwdefaults__)
        return x.__code__ == y.__code__ and same((cells[0], cells[1]), *defaults)
    if isinstance(x, MethodType):
        return same((x.__func__, y.__func__), (x.__self__, y.__self__))
    if isinstance(x, partial):
        return same((x.func, y.func), (x.args, y.args), (x.keywords, y.keywords))
    equality: Any = type(x).__eq__
    shows_itself = hasattr(x, "__dict__") or is_dataclass(x) or equality is object.__eq__
    if isinstance(x, (type, np.ufunc, BuiltinFunctionType)) or not shows_itself:
        return bool(x == y)
    return same((_state(x), _state(y)))


def _equal(x: Any, y: Any) -> bool:
    """Return True for the same numbers or words, where nan is nan."""
    x, y = np.asarray(x), np.asarray(y)
    return np.array_equal(x, y) or (
        x.dtype.kind in "fc" and y.dtype.kind in "fc" and np.array_equal(x, y, equal_nan=True)
    )


def _state(x: Any) -> dict[str, Any]:
    """Return the attributes of an object by name, those in slots too."""
    state: Any = object.__getstate__(x)
    in_dict, in_slots = state if isinstance(state, tuple) else (state, {})
    return {**(in_dict or {}), **in_slots}


def packed(x: Any) -> Any:
    """Return an argument in types that JSON knows: what it has no words for is an object {"kind()": [...]}."""
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, np.ndarray):
        return {"array()": x.tolist()}
    if isinstance(x, dict) and all(isinstance(key, str) for key in x):
        return {key: packed(item) for key, item in x.items()}
    if isinstance(x, dict):
        return {"dict()": [[packed(key), packed(item)] for key, item in x.items()]}
    if isinstance(x, (list, tuple)):
        items = [packed(item) for item in x]
        return {"tuple()": items} if isinstance(x, tuple) else items
    return x


def unpacked(x: Any) -> Any:
    """Return the argument that `packed` took."""
    if isinstance(x, list):
        return [unpacked(item) for item in x]
    if not isinstance(x, dict):
        return x
    ways: dict[str, Any] = {
        "array()": np.array,
        "dict()": lambda items: dict(unpacked(items)),
        "tuple()": lambda x: tuple(unpacked(x)),
    }
    if len(x) == 1 and (name := next(iter(x))) in ways:
        return ways[name](x[name])
    return {key: unpacked(item) for key, item in x.items()}
