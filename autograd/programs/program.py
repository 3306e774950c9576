"""A program to be written down: its arguments, its cells in the order of computing, and their names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count

from autograd.names import is_raw_number
from autograd.programs.cells import Cell
from autograd.programs.trace import Trace
from autograd.symbols import Name, Symbol


@dataclass
class Program:
    """Cells to compute, and what they are for."""

    arguments: Sequence[Symbol]  # in order
    passes: Mapping[str, Sequence[Symbol]]  # the cells to compute, in order, by the name of their pass
    outputs: Sequence[Cell]  # what is asked for; where there are updates, the cost first
    updates: Mapping[Symbol, Cell]  # the arguments that get new contents in the end, each with the cell of these
    names: Mapping[int, Name]  # the name of a cell, by its id, if it gets one
    shown: Set[int]  # the ids of the cells that a reader looks for, which get a line of their own
    size: int  # the number that stands for m, the number of examples; 0 if there is none
    examples: str  # the first argument that has them

    @cached_property
    def cells(self) -> list[Symbol]:
        """All cells, in order."""
        return list(chain(*self.passes.values()))

    @cached_property
    def uses(self) -> Counter[int]:
        """The number of uses of a cell, by its id."""
        used = [*self.outputs, *self.updates.values()]
        for cell in self.cells:
            used += cell.inputs
        return Counter(map(id, used))

    @cached_property
    def copied(self) -> list[Symbol]:
        """The arguments whose old contents another one gets, and which must be copied before anything moves."""
        return [x for x in self.updates.values() if isinstance(x, Symbol) and x in self.updates]

    @cached_property
    def moved_by(self) -> Mapping[int, Sequence[Symbol]]:
        """The arguments that get a cell as their new contents, by the cell's id."""
        moved = defaultdict(list)
        for x, new in self.updates.items():
            moved[id(new)].append(x)
        return moved

    def free_names(self) -> Iterator[str]:
        """Yield names that nothing else has: t1, t2 ..."""
        used = {*self.names.values(), *(x.name for x in self.arguments)}
        return (name for name in map("t{}".format, count(1)) if name not in used)


def program_of(
    trace: Trace, outputs: Sequence[Cell], updates: Mapping[Symbol, Cell] | None = None, more: Sequence[Symbol] = ()
) -> Program:
    """Return the program of a trace: both passes, and an update of its arguments, which are the leaves and `more`."""
    updates = updates or {}
    needed = trace.cells.needed([*outputs, *updates.values()])
    cells = list(trace.cells)
    ends = {"forward": trace.forward, "backward": trace.backward, "update": len(cells)}
    passes = {}
    start = 0
    for title, end in ends.items():
        passes[title] = [x for x in cells[start:end] if id(x) in needed]
        start = end
    names: dict[int, Name] = {}
    shown = {id(trace.values[trace.J])}
    for name_of, by_node in ((trace.names.__getitem__, trace.values), (trace.gradient_name, trace.gradients)):
        for node in sorted(by_node, key=lambda node: not node.label):
            x = by_node[node]
            if isinstance(x, Symbol) and x.rule is not None and not is_raw_number(node):
                names.setdefault(id(x), name_of(node))
                if node.label or node.is_leaf:  # a leaf that is computed is a gradient
                    shown.add(id(x))
    leaves = trace.leaves
    arguments = [*[trace.values[leaf] for leaf in leaves], *more]
    examples = next((trace.names[leaf] for leaf in leaves if leaf in trace.examples), "")
    return Program(arguments, passes, outputs, updates, names, shown, trace.size, examples)
