"""Numbers that leave the graph: float(), comparisons and questions leave a mark; looking and printing leave none.

`derive` refuses a graph that such a number may have shaped, and `compare` says so.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.graph import topological_order
from autograd.operators import ACCEPTED, DECISIONS, Operand
from autograd.table import Rule

ASKED, TAKEN = 1, 2


class Departing(Operand):
    """What a node answers in plain numbers.

    Attributes:
        marks: ASKED if it was compared or asked for its truth, so that what was computed next may depend on the
            answer; TAKEN if its number was taken out of the graph, by float(), math.*, .item() or round().
    """

    if not TYPE_CHECKING:  # each kind of node has its own slots, which hold what is declared here
        __slots__ = ()
    marks: int
    fixed: bool
    size: int
    raw: Any

    @property
    def asked(self) -> bool:
        """Whether it was compared or asked for its truth."""
        return bool(self.marks & ASKED)

    @property
    def taken(self) -> bool:
        """Whether its number was taken out of the graph."""
        return bool(self.marks & TAKEN)

    def name(self) -> str:
        """How messages call this node."""
        raise NotImplementedError

    def read_comparison(self, rule: Rule, x: Any, y: Any) -> Any:
        """Plain truths, which may decide what is computed next.

        A comparison of arrays of data alone is a node, since it is a formula of them that holds for other data as well.
        """
        nodes = [operand for operand in (x, y) if isinstance(operand, Departing)]
        of_data = all(node.fixed for node in nodes) and any(np.ndim(node.raw) for node in nodes)
        if of_data and isinstance(x, ACCEPTED) and isinstance(y, ACCEPTED):
            return rule(x, y)
        return rule.forward(_asked(x), _asked(y))

    def read_plain(self, function: Callable[..., Any], args: Any, keywords: Any) -> Any:
        """Apply a function that has no derivative to the data."""
        if function in DECISIONS:
            for x in args:
                _asked(x)
        return function(*[plain(x) for x in args], **{name: plain(x) for name, x in keywords.items()})

    def number(self) -> float:
        """The only entry, for looking at it."""
        if self.size != 1:
            raise TypeError(f"{self.name()} has {self.size} entries, and float() takes one. Use .data.")
        return float(self.raw if isinstance(self.raw, float) else self.raw.item())

    def __float__(self) -> float:
        number = self.number()
        self._mark(TAKEN)
        return number

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)

    def __bool__(self) -> bool:
        return bool(_asked(self))

    def __format__(self, spec: str) -> str:
        return format(self.number(), spec) if spec else str(self)

    def _mark(self, mark: int) -> None:
        """Note that the data left the graph; what is computed from constants alone stands for these as well."""
        for node in topological_order(self) if self.fixed else [self]:
            node.marks |= mark


def plain(x: Any) -> Any:
    """The data of a node, of nodes in a list, or `x` itself."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(plain, x))
    return x.raw if isinstance(x, Departing) else x


def _asked(x: Any) -> Any:
    """The data, for an answer that may decide what is computed next."""
    if isinstance(x, Departing):
        x._mark(ASKED)
    return plain(x)
