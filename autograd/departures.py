"""Numbers that leave the graph, with a mark by float() and comparisons, and without one by printing and copying.

`derive` refuses a graph that such a number may have shaped, and `compare` says so. They see the marks of the nodes in
the graph alone: that of `x * x if x * 2 > 1 else x` holds no x * 2.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.graph import UNREACHED, topological_order
from autograd.operators import ACCEPTED, DECISIONS, Operand
from autograd.rule import Rule

ASKED, TAKEN, CHOSEN = 1, 2, 4
# The comparisons that a formula of the table makes of nodes while a graph is built of it: no node is asked by those.
choices: ContextVar[list[Rule] | None] = ContextVar("choices", default=None)
# Attributes that formulas and views read, and that a user has no need of.
OF_THE_ENGINE = {
    "advice_on_plots", "asked", "computed", "decided", "frozen", "gradient", "has_gradient", "inputs", "kinds",
    "leaf", "marks", "name", "number", "owned", "raw", "read_comparison", "read_plain", "read_rule",
    "refuse_assignment_inside_a_graph", "rule", "seed", "snapshot", "taken",
}  # fmt: skip


class Departing(Operand):
    """A node as it is looked at: what it is, its answers in plain numbers, its text, its copies.

    Attributes:
        marks: ASKED if it was compared or asked for its truth, so that what was computed next may depend on the
            answer; TAKEN if its number was taken out of the graph, by float(), int(), math.*, round(), .item() or
            .numpy(); CHOSEN if the data of other nodes chose it, as a slope at a kink.
        label: its name in messages and pictures.
    """

    if not TYPE_CHECKING:  # each kind of node has its own slots, which hold what is declared here
        __slots__ = ()
    marks: int = 0  # a node that has one, or a label, keeps it with the attributes that a user adds
    label: str = ""
    raw: Any
    gradient: Any
    rule: Rule | None
    parents: tuple[Any, ...]
    constant: Any
    shape: Any
    ndim: Any
    size: Any

    @property
    def has_gradient(self) -> bool:
        """True if a backward pass has reached it, or a gradient was assigned."""
        return self.gradient is not UNREACHED and self.gradient is not None

    @property
    def is_leaf(self) -> bool:
        """True if it was made, not computed from other nodes."""
        return self.rule is None

    @property
    def op(self) -> str:
        """The name of the row that computed this node, "" for a leaf."""
        return self.rule.name if self.rule else ""

    @property
    def asked(self) -> bool:
        """True if it was compared or asked for its truth."""
        return bool(self.marks & ASKED)

    @property
    def taken(self) -> bool:
        """True if its number was taken out of the graph."""
        return bool(self.marks & TAKEN)

    def decided(self, J: Any) -> str:
        """Return the words for a node by which the data of a cost J decided what its graph is, or ""."""
        if self.marks & CHOSEN:
            return "is a slope that was chosen by the data at a kink"
        return "was compared" if self.asked and (self is not J or self.is_leaf) else ""

    def name(self) -> str:
        """Return what messages call this node: its label, or what it is."""
        return repr(self.label) if self.label else f"an unlabelled {type(self).__name__} ({self.op or 'leaf'})"

    def __str__(self) -> str:
        return f"{self.label} = {self.raw}" if self.label else str(self.raw)

    def __dir__(self) -> list[str]:
        """List the attributes that a user uses."""
        return sorted(set(super().__dir__()) - OF_THE_ENGINE)

    def read_comparison(self, rule: Rule, x: Any, y: Any) -> Any:
        """Return plain truths, which may decide what is computed next.

        A comparison of arrays of data alone is a node, since it is a formula of them that holds for other data as well.
        """
        nodes = [operand for operand in (x, y) if isinstance(operand, Departing)]
        of_data = all(node.constant for node in nodes) and any(np.ndim(node.raw) for node in nodes)
        if of_data and isinstance(x, ACCEPTED) and isinstance(y, ACCEPTED):
            return rule(x, y)
        chosen = choices.get()
        if chosen is None:
            return rule.forward(_asked(x), _asked(y))
        answer = rule.forward(plain(x), plain(y))
        if rule.symbol != "==" or np.any(answer):  # a single point that the data are not at chooses nothing
            chosen.append(rule)
        return answer

    def read_plain(self, function: Callable[..., Any], args: Any, keywords: Any) -> Any:
        """Apply a function that has no derivative to the data."""
        if function in DECISIONS:
            for x in args:
                _asked(x)
        return function(*[plain(x) for x in args], **{name: plain(x) for name, x in keywords.items()})

    def number(self) -> float:
        """Return the only entry, for looking at it."""
        if self.size != 1:
            raise TypeError(f"{self.name()} has {self.size} entries, and float() takes one. Use .data.")
        return float(self.raw if isinstance(self.raw, float) else self.raw.item())

    def __float__(self) -> float:
        number = self.number()
        self._mark(TAKEN)
        return number

    def item(self) -> float:
        """Return the only entry, as a float."""
        return float(self)

    def numpy(self) -> Any:
        """Return what NumPy would hold, a copy, by TensorFlow's name: there the gradient ends."""
        self._mark(TAKEN)
        return np.array(self.raw)[()]

    def __int__(self) -> int:
        return int(float(self))

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)

    def __bool__(self) -> bool:
        return bool(_asked(self))

    def __format__(self, spec: str) -> str:
        return format(self.number(), spec) if spec else str(self)

    def advice_on_plots(self) -> str:
        """Say what to give a plot, by the name that the caller gave."""
        node: Any = self
        while not node.label and len(node.parents) == 1:
            (node,) = node.parents  # plots index what they are given
        return f"For a plot give the numbers, {node.label or 'node'}.data."

    def refuse_assignment_inside_a_graph(self) -> None:
        """Raise the AttributeError of a node whose data were computed, not assigned."""
        if self.rule is not None:
            raise AttributeError(
                f"the data of {self.name()} was computed by {self.op!r}; a value assigned here would "
                "contradict its parents. Assign to a leaf and compute the graph again."
            )

    def __reduce__(self) -> Any:
        if not self.is_leaf:
            raise TypeError(
                f"{self.name()} was computed by {self.op!r}; only leaves can be copied or pickled. "
                f"Copy what it holds, node.data, or the leaves and compute the graph again. {self.advice_on_plots()}"
            )
        gradient = self.gradient if self.has_gradient else None
        own = {name: x for name, x in vars(self).items() if name not in ("label", "marks")}
        return _restore_leaf, (type(self), self.raw, gradient, self.label, self.constant), own or None

    def _mark(self, mark: int) -> None:
        """Note that the data left the graph, of this node and of the constants that it was computed from alone."""
        for node in topological_order(self) if self.constant else [self]:
            node.marks |= mark


def as_label(label: Any) -> str:
    """Return the label of a node, if it is text."""
    if not isinstance(label, str):
        raise TypeError(f"label={label!r}: a label is text. The parents of a node come from what it is computed of.")
    return label


def plain(x: Any) -> Any:
    """Return the data of a node, of nodes in a list or an object array, or `x` itself."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(plain, x))
    if isinstance(x, np.ndarray) and x.dtype.hasobject:
        return np.reshape(list(map(plain, x.flat)), x.shape)
    return x.raw if isinstance(x, Departing) else x


def _asked(x: Any) -> Any:
    """Return the data, for an answer that may decide what is computed next."""
    if isinstance(x, Departing):
        x._mark(ASKED)
    return plain(x)


def _restore_leaf(kind: Any, data: Any, gradient: Any, label: str, constant: bool) -> Any:
    leaf = kind.leaf(kind.frozen(data), label, constant)
    if gradient is not None:
        leaf.gradient = leaf.owned(np.array(gradient))
    return leaf
