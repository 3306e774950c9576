"""A program to be written down: what it is given, what it computes in which order, and what it is called."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count

from autograd.node import Node
from autograd.symbols import Symbol
from autograd.views.cells import Cell
from autograd.views.trace import Trace


@dataclass
class Program:
    """The forward and the backward pass of a trace, and perhaps an update of what it is given.

    Attributes:
        trace: the two passes.
        outputs: what is asked for.
        updates: the symbols it is given that get new contents in the end, each with the cell of these.
        given: the symbols that it is given besides the leaves of the trace.
    """

    trace: Trace
    outputs: Sequence[Cell]
    updates: Mapping[Symbol, Cell] = field(default_factory=dict)
    given: Sequence[Symbol] = ()

    @property
    def sizes(self) -> dict[int, str]:
        """The number that stands for m, the number of examples."""
        return {self.trace.size: "m"} if self.trace.size else {}

    @cached_property
    def arguments(self) -> list[Symbol]:
        """What it is given: data, then parameters, then the rest."""
        return [*(self.trace.values[node] for node in self.trace.leaves), *self.given]

    @cached_property
    def cells(self) -> list[Symbol]:
        """What is to be computed, in order."""
        return self.trace.cells.needed([*self.outputs, *self.updates.values()])

    @cached_property
    def uses(self) -> Counter[int]:
        """How often a cell is used, by its id."""
        used = [x for cell in self.cells for x in cell.inputs]
        return Counter(map(id, [*used, *self.outputs, *self.updates.values()]))

    @cached_property
    def names(self) -> dict[int, str]:
        """What a cell is called, by its id: a node by its name, its gradient with a d in front."""
        names: dict[int, str] = {}
        for prefix, found in self._found():
            for node in sorted(found, key=lambda node: not node.label):
                names.setdefault(id(found[node]), prefix + self.trace.names[node])
        return names

    @cached_property
    def kept(self) -> set[int]:
        """The ids of the cells that a reader looks for: those of labels, of their gradients, of J."""
        kept = {id(self.trace.values[self.trace.J])}
        for prefix, found in self._found():
            kept |= {id(x) for node, x in found.items() if node.label or (prefix and node.is_leaf)}
        return kept

    def _found(self) -> Iterator[tuple[str, dict[Node, Cell]]]:
        for prefix, found in (("", self.trace.values), ("d", self.trace.gradients)):
            yield prefix, {node: x for node, x in found.items() if isinstance(x, Symbol) and x.rule is not None}

    def free_names(self) -> Iterator[str]:
        """Names that nothing else has: t1, t2 ..."""
        taken = {*self.names.values(), *(x.name for x in self.arguments)}
        return (name for name in map("t{}".format, count(1)) if name not in taken)

    def passes(self) -> dict[str, set[int]]:
        """The ids of all cells of the forward pass, of the backward pass and of the update."""
        ids = list(map(id, self.trace.cells))
        first, second = self.trace.forward, self.trace.backward
        return {"forward": set(ids[:first]), "backward": set(ids[first:second]), "update": set(ids[second:])}
