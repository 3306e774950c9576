"""A layer as a file holds it: its class by name, and the arguments that make it again as it is."""

import inspect
from collections import deque
from collections.abc import Iterator, Mapping, Set
from copy import copy
from dataclasses import is_dataclass
from functools import partial
from itertools import zip_longest
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from autograd import Node, Tensor
from autograd.names import clipped
from nn.base_layer import Layer, takes
from nn.scalars import data_of, holds_values

FROZEN = "frozen weights"  # can be no argument's name
OF_EVERY_LAYER = {*vars(Layer()), "features"}
PLAIN: Any = (bool, int, float, complex, str, bytes, type(None), type, np.ufunc, BuiltinFunctionType)
END = object()
UNKNOWN_TO_JSON: dict[str, Any] = {  # types that JSON does not know: taken apart, and put together again
    "array()": (np.ndarray, np.ndarray.tolist, np.array),
    "dict()": (dict, lambda x: list(map(list, x.items())), dict),
    "tuple()": (tuple, list, tuple),
}
KEPT = "what changes while the network learns is a weight: add_weight(..., trainable=False)"


def described(layer: Layer, dtype: DTypeLike) -> tuple[str, dict[str, Any]]:
    """Return the kind of a layer and the arguments that make it again, with what is frozen of it.

    Raises:
        ValueError: if these do not make it again.
    """
    import json

    kind = type(layer)
    config = layer.get_config()
    own = f"{layer!r} is a layer of your own"
    if Layer.kinds.get(kind.__name__) is not kind or kind.__call__ is not Layer.__call__:
        raise ValueError(
            f"{own} that has the name of another one, or its own __call__ in place of call, which a file can't hold. "
            "Save get_weights() instead."
        )
    try:
        settings = {name: x for name, x in config.items() if takes(kind.__init__, name)}  # a class may fix some
        config = json.loads(json.dumps(packed(settings)))
        again = _rebuilt(layer, config, dtype)
    except Exception as error:
        raise ValueError(
            f"{own}, and {kind.__name__}(**get_config()) does not make it again ({type(error).__name__}: {error}). Let "
            "get_config() return the arguments of its constructor, in types that JSON knows."
        ) from error
    _require_the_same(layer, again, config, dtype)
    if not layer.trainable:
        config["trainable"] = False
    if layer.frozen_alone:
        config[FROZEN] = layer.frozen_alone
    return kind.__name__, config


def layer_made(kind: type[Layer], config: Mapping[str, Any]) -> Layer:
    """Return the layer that these arguments make, which are as `described` gives them."""
    by_name = unpacked(config)
    signature = inspect.signature(partial(kind.__init__, None))  # type: ignore[arg-type]
    call = signature.bind_partial()  # which knows what goes by place
    for name in signature.parameters.keys() & by_name.keys():
        call.arguments[name] = by_name.pop(name)
    return kind(*call.args, **call.kwargs, **by_name)


def _rebuilt(layer: Layer, config: Mapping[str, Any], dtype: DTypeLike) -> Layer:
    """Return the layer that a loaded network would have."""
    again = layer_made(type(layer), config)
    again.number = layer.number
    again.start(layer._built_for, np.random.default_rng(), dtype, is_empty=True)
    again.set_weights(layer.get_weights())
    return again


def _require_the_same(layer: Layer, called: Layer, config: Mapping[str, Any], dtype: DTypeLike) -> None:
    """Raise the ValueError for a layer that is another one when it is made again.

    An attribute may differ only if a call sets it, as a cache is set, and a few rows give the same outputs.

    Args:
        layer: the one that is to be saved.
        called: what a file would give, which is called here.
        config: the arguments that make the same once more, as it is before any call.
        dtype: the type of float that the network computes with.
    """
    kind = type(layer).__name__
    unlike = _unlike(layer, called)
    again = _rebuilt(layer, config, dtype) if unlike else called
    rows = np.random.default_rng(0).normal(size=(3, layer._built_for))
    x = Tensor(rows, dtype=dtype, constant=True)
    to_call = copy(layer)  # which takes what its calls assign
    try:
        with np.errstate(all="ignore"):
            first = data_of(to_call(x))
            second = data_of(to_call(x))
            other = data_of(called(x))
            called(x, training=True)
    except Exception:  # a call may refuse rows that it was not written for; then no attribute may differ
        is_same = True
        set_by_calls: list[str] = []
    else:
        draws_at_random = not unlike and not _equal(first, second)
        is_same = draws_at_random or _equal(first, other)
        set_by_calls = _unlike(again, called)
    for name in unlike:
        if not is_same or name not in set_by_calls:
            now = clipped(repr(getattr(layer, name, None)), 70)
            then = clipped(repr(getattr(again, name, None)), 70)
            raise ValueError(
                f"{layer.name}.{name} is {now}, but {kind}(**get_config()) sets it to {then}, so a loaded network "
                f"may predict something else. Give it to {kind} when it is made, or let get_config() return it; {KEPT}."
            )
    if not is_same:
        raise ValueError(
            f"{layer.name} and {kind}(**get_config()) give different outputs, so a loaded network would predict "
            f"something else. Let call depend on the arguments of {kind} alone; {KEPT}."
        )


def _unlike(layer: Layer, again: Layer) -> list[str]:
    """Return the names of the attributes that do not hold the same."""
    names = _state(layer).keys() | _state(again).keys()
    unlike = []
    for name in sorted(names - OF_EVERY_LAYER - layer.of_the_start):
        if not holds_the_same(getattr(layer, name, None), getattr(again, name, None)):
            unlike.append(name)
    return unlike


def holds_the_same(x: Any, y: Any) -> bool:
    """Tell whether two attributes hold the same: numbers, words, arrays, functions, nests and objects of these.

    Generators of random numbers are not compared, nor are objects that show nothing of what they hold.
    """
    if x is y:
        return True
    pairs = zip_longest(_parts(x), _parts(y), fillvalue=END)
    return all(_equal(part, other) for part, other in pairs)


def _parts(x: Any, around: Set[int] = frozenset()) -> Iterator[Any]:
    """Yield the kinds of an object and of what it holds, and their numbers, words and arrays, in order.

    `around` are the ids of the objects that hold it; one that holds itself is not gone through again.
    """
    if isinstance(x, Node) or holds_values(x):
        x = data_of(x)
    if isinstance(x, PLAIN) or hasattr(x, "__array__"):
        yield x
        return
    kind, held = _kind_and_contents(x)
    yield kind
    yield len(held)
    if id(x) not in around:
        for part in held:
            yield from _parts(part, around | {id(x)})


def _kind_and_contents(x: Any) -> tuple[Any, Any]:
    """Return the kind of an object, in a form that can be compared, and the objects that it holds."""
    if isinstance(x, (list, tuple, deque)):
        return "items", x
    if isinstance(x, Mapping):
        return set(x), [x[key] for key in sorted(x, key=repr)]
    if isinstance(x, FunctionType):
        closure = [cell.cell_contents for cell in x.__closure__ or ()]
        return x.__code__, [closure, x.__defaults__, x.__kwdefaults__]
    if isinstance(x, (MethodType, partial)):
        return type(x), x.__reduce__()
    if isinstance(x, (np.random.Generator, np.random.RandomState)):
        return type(x), []
    equality: Any = type(x).__eq__
    if hasattr(x, "__dict__") or is_dataclass(x) or equality is object.__eq__:
        return type(x).__mro__[-2:][0], [_state(x)]  # one class may be made from the other
    return x, []


def _equal(x: Any, y: Any) -> bool:
    """Return True for the same numbers or words, where nan is nan."""
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        return False
    same = x == y  # NumPy 2.1 says one False of words beside numbers, where array_equal asks for entries
    if x.dtype.kind in "fc" and y.dtype.kind in "fc":
        same |= np.isnan(x) & np.isnan(y)
    return bool(np.all(same))


def _state(x: Any) -> dict[str, Any]:
    """Return the attributes of an object by name, those in slots too."""
    state: Any = object.__getstate__(x)
    in_dict, in_slots = state if isinstance(state, tuple) else (state, {})
    return {**(in_dict or {}), **in_slots}


def packed(x: Any) -> Any:
    """Return an argument in types that JSON knows, and other types as an object {"kind()": [...]}."""
    if isinstance(x, np.generic):
        return x.item()
    if isinstance(x, list):
        return [packed(item) for item in x]
    if isinstance(x, dict) and all(isinstance(key, str) for key in x):
        return {key: packed(item) for key, item in x.items()}
    for name, (kind, taken_apart, _) in UNKNOWN_TO_JSON.items():
        if isinstance(x, kind):
            return {name: packed(taken_apart(x))}
    return x


def unpacked(x: Any) -> Any:
    """Return the argument that `packed` took."""
    if isinstance(x, list):
        return [unpacked(item) for item in x]
    if not isinstance(x, dict):
        return x
    items = {key: unpacked(item) for key, item in x.items()}
    for name, (_, _, together) in UNKNOWN_TO_JSON.items():
        if items.keys() == {name}:
            return together(items[name])
    return items
