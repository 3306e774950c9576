"""Answers that are functions: called at the graph's numbers, at others, and for twice as many examples."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from traceback import format_exception_only
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, topological_order
from autograd.judging.answers import Answer, read_answer
from autograd.judging.entries import distance
from autograd.judging.replay import rebuilt
from autograd.names import clipped
from autograd.node import Node
from autograd.tensor import Tensor
from autograd.value import Value

Array = npt.NDArray[Any]

CLOSE = 1e-6  # the tolerated share there, where a different order of sums rounds differently


@dataclass(frozen=True)
class Part:
    """One gradient of a function that returns several by name, alone or behind the cost."""

    function: Callable[..., Any]
    name: Any

    def __call__(self, **arguments: Any) -> Any:
        return gradients_in(self.function(**arguments))[self.name]


def gradients_in(result: Any) -> Any:
    """The gradients that a function returned: a dict, or the last of several results."""
    return result[-1] if isinstance(result, tuple) and result else result


class Functions:
    """Calls answers that are functions of a graph's quantities, which they take by name.

    Args:
        everything: the graph in topological order.
    """

    def __init__(self, everything: Sequence[Node]) -> None:
        self.everything = everything
        self.by_label = {node.label: node for node in everything if node.label}
        self.J = everything[-1]

    def called(self, f: Callable[..., Any]) -> Any:
        """What a function returns at the graph's numbers; a text says why it can't be called."""
        return self._at(f, {label: node.raw for label, node in self.by_label.items()})

    def complaint(self, f: Callable[..., Any], node: Node, right: Array) -> str:
        """Say where an answer that is right at the graph's numbers is wrong; "" if it is nowhere."""
        for sign in (1, -1):
            with np.errstate(all="ignore"):
                new = rebuilt(self.everything, partial(_moved, np.random.default_rng(0), sign), {})
            if np.isfinite(new[self.J].raw).all() and not self._is_right(f, new, [self._gradient(new, node)]):
                return "right at these numbers, and wrong at others: is a number typed into it?"
        m = self._examples(f)
        try:
            new = rebuilt(self.everything, lambda leaf: _twice(leaf, m), {}) if m else {}
        except (ValueError, TypeError, IndexError):  # the graph holds for these m examples only
            return ""
        # A cost with its own 1 / m typed into it doubles, where an answer that divides by len(X) does not.
        is_parameter = node.is_leaf and not node.constant
        if m and is_parameter and not self._is_right(f, new, [self._gradient(new, node), right]):
            return f"right for {m} examples, and wrong for {2 * m}: is a size typed into it?"
        return ""

    def _at(self, f: Callable[..., Any], values: Mapping[str, Any]) -> Any:
        """What a function returns for values by label; a text says why it can't be called."""
        by_place, by_name = [], {}
        for name, parameter in _parameters(f).items():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) or name not in values:
                if parameter.default is not parameter.empty:
                    continue
                return f"a function of {str(parameter)!r}, which is none of {', '.join(values)}: name its arguments so"
            x = np.array(values[name]) if np.ndim(values[name]) else values[name]
            if parameter.kind is parameter.POSITIONAL_ONLY:
                by_place.append(x)
            else:
                by_name[name] = x
        try:
            with np.errstate(all="ignore"):
                return f(*by_place, **by_name)
        except (Exception, SystemExit) as error:  # the student's own, which must not stop the other rows
            said = "".join(format_exception_only(type(error), error)).strip()
            return f"a function that raises {clipped(said, 80)}"

    def _is_right(self, f: Callable[..., Any], new: Mapping[Node, Node], rights: Sequence[Any]) -> bool:
        answer = read_answer(self._at(f, {label: new[node].raw for label, node in self.by_label.items()}))
        if not isinstance(answer, Answer):
            return False
        return any(_is_close(np.asarray(right, dtype=float), answer.numbers) for right in rights)

    def _gradient(self, new: Mapping[Node, Node], node: Node) -> Any:
        J = new[self.J]
        gradients = backpropagate(topological_order(J, constants=False), J.seed())
        return gradients.get(new[node], np.zeros(new[node].shape))

    def _examples(self, f: Callable[..., Any]) -> int:
        """How many examples the data hold that a function takes; 0 if it takes none."""
        data = [
            self.by_label[name] for name in _parameters(f) if name in self.by_label and self.by_label[name].constant
        ]
        counts = {node.shape[0] for node in data if node.shape}
        return counts.pop() if len(counts) == 1 else 0


def _parameters(f: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function; none for one that hides them."""
    try:
        return inspect.signature(getattr(f, "function", f)).parameters
    except (TypeError, ValueError):
        return {}


def _is_close(right: Array, numbers: Array) -> bool:
    if right.size != numbers.size:
        return False
    size = float(np.max(np.abs(right), initial=0.0))
    return bool(np.all(distance(right.ravel(), numbers.ravel()) <= CLOSE * size))


def _moved(rng: np.random.Generator, sign: int, leaf: Node) -> Node:
    """A parameter at other numbers, of the same sign or the other; data stay."""
    if leaf.constant:
        return leaf
    raw = sign * leaf.raw * (1 + 0.3 * rng.random(leaf.shape)) + 0.01 * rng.random(leaf.shape)
    return Value(float(raw), leaf.label) if isinstance(leaf, Value) else Tensor(raw, leaf.label)


def _twice(leaf: Node, m: int) -> Node:
    """Data of m examples, each of them twice."""
    if not leaf.constant or leaf.shape[:1] != (m,):
        return leaf
    return Tensor(np.concatenate([leaf.raw, leaf.raw]), leaf.label, constant=True)
