"""Answers that are functions: called at the graph's numbers, at others, and for twice as many examples."""

import inspect
from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from traceback import extract_tb, format_exception_only
from typing import Any

import numpy as np

from autograd.judging.case import Case
from autograd.judging.replay import attempted
from autograd.names import clipped
from autograd.node import Node
from autograd.tensor import Tensor

STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


@dataclass(frozen=True)
class Part:
    """One gradient of a function that returns several by name, alone or behind the cost."""

    function: Callable[..., Any]
    name: Any

    def __call__(self, **arguments: Any) -> Any:
        return gradients_in(self.function(**arguments))[self.name]


def gradients_in(result: Any) -> Any:
    """The gradients that a function returned: a dict, or the last of several results."""
    if isinstance(result, tuple) and result:
        return result[-1]
    return result


def by_name(f: Callable[..., Any], case: Case) -> dict[Any, Part]:
    """The gradients that one function returns, each as a function."""
    result = called(f, case)
    gradients = gradients_in(result)
    if not isinstance(gradients, Mapping):
        what = f"a function that returns {type(gradients).__name__}"
        if isinstance(result, str):
            what = result
        raise TypeError(f"by_hand is {what}. Return the gradients by label, {{'W': dW}}.")
    return {name: Part(f, name) for name in gradients}


def called(f: Callable[..., Any], case: Case) -> Any:
    """Return what a function returns for the quantities of a graph. A text says why it can't be called."""
    parameters = _parameters(f)
    if parameters is None:
        return "a function without a signature: give the number that it returns"
    values = {node.label: copy(node.raw) for node in case.everything if node.label}  # it may write into them
    by_place, by_keyword, unknown = [], {}, []
    for name, x in parameters.items():
        if name not in values or x.kind in STARRED:
            if x.default is x.empty:
                unknown.append(repr(str(x)))
        elif x.kind is x.POSITIONAL_ONLY:
            by_place.append(values[name])
        else:
            by_keyword[name] = values[name]
    if unknown:
        return (
            f"a function of {', '.join(unknown)}, which the graph does not have: name its arguments after "
            f"{', '.join(values)}, or give the number that it returns"
        )
    try:
        with np.errstate(all="ignore"):
            return f(*by_place, **by_keyword)
    except (Exception, SystemExit) as error:  # the student's own, which must not stop the other rows
        message = format_exception_only(type(error), error)[-1].partition(": ")[2].strip()
        return f"a function that raises {type(error).__name__}{line_of(error)}: {clipped(message, 150)}"


def line_of(error: BaseException, file: str = "") -> str:
    """Say the last line of a file that an error came through, or "" if it came through none.

    Without a name it is the file of the function that was called from here.
    """
    places = [place for place in extract_tb(error.__traceback__) if place.filename != __file__]
    own = [place for place in places if place.filename == (file or places[0].filename)]
    if not own:
        return ""
    number, text = own[-1].lineno, own[-1].line
    return f" in line {number}, `{clipped(text, 80)}`" if text else f" in line {number}"


def complaints(case: Case) -> Callable[[Callable[..., Any], Node], str]:
    """Return what says where an answer that is right at the graph's numbers is wrong, or "" if it is nowhere."""

    @cache  # the same for all gradients of one function
    def elsewhere(sign: int, names: Collection[str]) -> Case:
        with np.errstate(all="ignore"):
            return case.rebuilt(partial(_at_other_numbers, np.random.default_rng(0), sign, names))

    @cache
    def twice_as_many(m: int) -> Case | None:
        return attempted(case.rebuilt, partial(_twice, m))  # None if the graph holds for these m examples only

    def complaint(f: Callable[..., Any], node: Node) -> str:
        parameters = tuple(_parameters(f) or ())
        for sign in (1, -1):
            other = elsewhere(sign, parameters)
            if np.isfinite(other.J.raw).all() and not other.takes(called(f, other), node):
                return "right at these numbers, and wrong at others: is a number typed into it?"
        data = [x for x in case.everything if x.label in parameters and x.constant and x.shape]
        counts = {x.shape[0] for x in data}
        if len(counts) != 1 or not node.is_leaf:
            return ""
        (m,) = counts
        larger = twice_as_many(m)
        # A cost with its own 1 / m typed into it doubles, where an answer that divides by len(X) does not.
        if larger and not larger.takes(called(f, larger), node, case.gradients[node]):
            return f"right for {m} examples, and wrong for {2 * m}: is a size typed into it?"
        return ""

    return complaint


def _parameters(f: Any) -> Mapping[str, inspect.Parameter] | None:
    """The parameters of a function, or of the one within. None for one that hides them."""
    while hasattr(f, "function"):
        f = f.function
    try:
        return inspect.signature(f).parameters
    except (TypeError, ValueError):
        return None


def _at_other_numbers(rng: np.random.Generator, sign: int, names: Collection[str], leaf: Node) -> Node:
    """Return a leaf at other numbers near by. A parameter may get the other sign.

    Data stay as they are if the function does not take them, or if they are whole numbers.
    """
    if leaf.constant and (leaf.label not in names or np.all(leaf.raw == np.round(leaf.raw))):
        return leaf
    numbers = leaf.raw * (1 + 0.3 * rng.random(leaf.shape)) + 0.01 * rng.random(leaf.shape)
    if not leaf.constant:
        numbers = sign * numbers
    return leaf.leaf(leaf.frozen(numbers), leaf.label, leaf.constant)


def _twice(m: int, leaf: Node) -> Node:
    """Data of m examples, each of them twice."""
    if not leaf.constant or leaf.shape[:1] != (m,):
        return leaf
    return Tensor(np.concatenate([leaf.raw, leaf.raw]), leaf.label, constant=True)
