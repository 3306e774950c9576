"""Answers that are functions: called at the graph's numbers, at others, and for twice as many examples."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from traceback import format_exception_only
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.functional import grad
from autograd.judging.answers import Answer, read_answer
from autograd.judging.entries import Tolerance, distance
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
        tolerance: how far an answer may be off.
    """

    def __init__(self, everything: Sequence[Node], tolerance: Tolerance) -> None:
        self.everything, self.tolerance = everything, tolerance
        self.near = lru_cache(maxsize=None)(self._near)  # the same for all gradients of one function
        self.doubled = lru_cache(maxsize=None)(self._doubled)
        self.by_label = {node.label: node for node in everything if node.label}
        self.J = everything[-1]

    def called(self, f: Callable[..., Any]) -> Any:
        """Return what a function returns at the graph's numbers. A text says why it can't be called."""
        return self._at(f, {label: node.raw for label, node in self.by_label.items()})

    def complaint(self, f: Callable[..., Any], node: Node, right: Array) -> str:
        """Say where an answer that is right at the graph's numbers is wrong, or "" if it is nowhere."""
        for sign in (1, -1):
            new = self.near(sign, tuple(_parameters(f) or ()))
            if np.isfinite(new[self.J].raw).all() and not self._is_right(f, new, [self._gradient(new, node)]):
                return "right at these numbers, and wrong at others: is a number typed into it?"
        m = self._examples(f)
        try:
            new = self.doubled(m) if m else {}
        except (ValueError, TypeError, IndexError):  # the graph holds for these m examples only
            return ""
        # A cost with its own 1 / m typed into it doubles, where an answer that divides by len(X) does not.
        is_parameter = node.is_leaf and not node.constant
        if m and is_parameter and not self._is_right(f, new, [self._gradient(new, node), right]):
            return f"right for {m} examples, and wrong for {2 * m}: is a size typed into it?"
        return ""

    def _at(self, f: Callable[..., Any], values: Mapping[str, Any]) -> Any:
        """Return what a function returns for values by label. A text says why it can't be called."""
        parameters = _parameters(f)
        if parameters is None:
            return "a function without a signature: give the number that it returns"
        starred = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        known = {name: x for name, x in parameters.items() if name in values and x.kind not in starred}
        unknown = [str(x) for name, x in parameters.items() if name not in known and x.default is x.empty]
        if unknown:
            return (
                f"a function of {', '.join(map(repr, unknown))}, which the graph does not have: name its arguments "
                f"after {', '.join(values)}, or give the number that it returns"
            )
        by_place = [_copy(values[name]) for name, x in known.items() if x.kind is x.POSITIONAL_ONLY]
        by_name = {name: _copy(values[name]) for name, x in known.items() if x.kind is not x.POSITIONAL_ONLY}
        try:
            with np.errstate(all="ignore"):
                return f(*by_place, **by_name)
        except (Exception, SystemExit) as error:  # the student's own, which must not stop the other rows
            said = format_exception_only(type(error), error)[-1].partition(": ")[2].strip()
            return f"a function that raises {type(error).__name__}: {clipped(said)}"

    def _near(self, sign: int, taken: tuple[str, ...]) -> dict[Node, Node]:
        with np.errstate(all="ignore"):
            return rebuilt(self.everything, partial(_moved, np.random.default_rng(0), sign, taken))

    def _doubled(self, m: int) -> dict[Node, Node]:
        return rebuilt(self.everything, partial(_twice, m))

    def _is_right(self, f: Callable[..., Any], new: Mapping[Node, Node], rights: Sequence[Any]) -> bool:
        answer = read_answer(self._at(f, {label: new[node].raw for label, node in self.by_label.items()}))
        if not isinstance(answer, Answer):
            return False
        return any(self._is_close(np.asarray(right, dtype=float), answer) for right in rights)

    def _is_close(self, right: Array, answer: Answer) -> bool:
        if right.size != answer.numbers.size:
            return False
        flat = Answer(answer.numbers.ravel(), answer.written.ravel())
        noise = CLOSE * float(np.max(np.abs(right), initial=0.0))
        apart = distance(right.ravel(), flat.numbers)
        far = np.flatnonzero(apart > noise + self.tolerance.allowed(right.ravel(), flat))
        return all(apart[i] <= flat.half_unit((int(i),), self.tolerance.digits)[0] * (1 + 1e-9) for i in far)

    def _gradient(self, new: Mapping[Node, Node], node: Node) -> Any:
        return grad(new[self.J], wrt=new[node])

    def _examples(self, f: Callable[..., Any]) -> int:
        """Tell how many examples the data hold that a function takes. 0 if it takes none."""
        taken = [self.by_label[name] for name in _parameters(f) or () if name in self.by_label]
        counts = {node.shape[0] for node in taken if node.constant and node.shape}
        return counts.pop() if len(counts) == 1 else 0


def _parameters(f: Any) -> Mapping[str, inspect.Parameter] | None:
    """The parameters of a function, or of the one within. None for one that hides them."""
    while hasattr(f, "function"):
        f = f.function
    try:
        return inspect.signature(f).parameters
    except (TypeError, ValueError):
        return None


def _copy(x: Any) -> Any:
    return np.array(x) if np.ndim(x) else x


def _moved(rng: np.random.Generator, sign: int, taken: Collection[str], leaf: Node) -> Node:
    """A leaf at other numbers: a parameter, of the same sign or the other, or data that are taken and not whole."""
    if leaf.constant and (leaf.label not in taken or np.all(leaf.raw == np.round(leaf.raw))):
        return leaf
    near = leaf.raw * (1 + 0.3 * rng.random(leaf.shape)) + 0.01 * rng.random(leaf.shape)
    kind = Value if isinstance(leaf, Value) else Tensor
    return kind(near if leaf.constant else sign * near, leaf.label, constant=leaf.constant)


def _twice(m: int, leaf: Node) -> Node:
    """Data of m examples, each of them twice."""
    if not leaf.constant or leaf.shape[:1] != (m,):
        return leaf
    return Tensor(np.concatenate([leaf.raw, leaf.raw]), leaf.label, constant=True)
