"""A straight-line program: symbols, each different one once, in the order in which they can be computed.

Symbols that are made by the same rule from the same inputs are one cell. So a derivative finds what the
forward pass has computed: the sigmoid(z3) of a loss is the a3 that is there already.
"""

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

import numpy as np

from autograd.rule import Rule
from autograd.symbols import Symbol

Cell = Any  # a symbol that stands in a Cells, or a plain number


class Cells:
    """Every cell so far, each after its inputs."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Symbol] = {}  # by the rule and its inputs
        # Keyed by id(symbol); the symbol is stored too, so that Python cannot give its id to another object.
        self._cells: dict[int, tuple[Symbol, Cell]] = {}

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._known.values())

    def __len__(self) -> int:
        return len(self._known)

    def cell(self, x: Any) -> Cell:
        """Return the cell of a symbol, whose inputs may be new as well. A name or a number is its own."""
        if not isinstance(x, Symbol):
            return x
        if id(x) not in self._cells:
            its_cell = x
            if x.rule is not None:
                its_cell = self._find(x, x.rule)
            self._cells[id(x)] = x, its_cell
        return self._cells[id(x)][1]

    def define(self, name: Symbol, x: Any) -> None:
        """Let a name stand for a symbol: formulas can't look inside, and write the symbol's cell."""
        self._cells[id(name)] = name, self.cell(x)

    def _find(self, x: Symbol, rule: Rule) -> Cell:
        inputs = tuple([self.cell(part) for part in x.inputs])
        if not (rule.symbol or rule.function or rule.numpy):  # NumPy has no such operation, but its formula
            spelled = rule.compute(inputs)
            if isinstance(spelled, Symbol) and spelled.rule is rule:
                raise ValueError(
                    f"{rule.name} is no function of NumPy's, so it has no NumPy code. Its row can bring "
                    "some, function=..., a function that imports what it needs."
                )
            return self.cell(spelled)
        key = (rule.name, _frozen(rule.options), tuple(map(_frozen, inputs)))
        if key not in self._known:
            new = self._known[key] = Symbol(shape=x.shape, rule=rule, inputs=inputs)
            self._cells[id(new)] = new, new
        return self._known[key]

    def needed(self, outputs: Iterable[Cell]) -> set[int]:
        """Return the ids of the cells that the outputs depend on, themselves included."""
        needed = set(map(id, outputs))
        for x in reversed(list(self)):
            if id(x) in needed:
                needed.update(map(id, x.inputs))
        return needed


def _frozen(x: Any) -> Hashable:
    """Return a cell or an option as something that can be compared and looked up."""
    if isinstance(x, Symbol):
        return id(x)
    if isinstance(x, np.ndarray):
        return "array", x.shape, x.dtype.str, x.tobytes()
    if isinstance(x, (tuple, list)):
        return tuple(map(_frozen, x))
    if isinstance(x, dict):
        return tuple([(name, _frozen(value)) for name, value in x.items()])
    if isinstance(x, slice):
        return "slice", x.start, x.stop, x.step
    return type(x), x
