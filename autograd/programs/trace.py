"""A whole graph read with symbols: its forward pass, and its backward pass by the one chain rule."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate, read_from
from autograd.names import is_raw_number
from autograd.node import Node
from autograd.programs.cells import Cell, Cells
from autograd.rule import Rule
from autograd.symbols import Name, Symbol, applied, filled, is_filled


@dataclass
class Trace:
    """Both passes of a graph as cells."""

    J: Node  # the cost
    names: Mapping[Node, Name]  # a Python name for every node, in topological order
    values: dict[Node, Cell]  # the cell of each node
    gradients: dict[Node, Cell]  # the cell of dJ/dnode for each node that has one
    cells: Cells  # everything that is computed, in order
    forward: int  # how many of the cells there are after the forward pass, and after both
    backward: int
    examples: Set[Node]  # the leaves whose first axis counts the examples
    size: int  # the number that stands for m, the number of examples; 0 if none does

    def gradient_name(self, node: Node) -> Name:
        """The Python name of dJ/dnode: d and the name of the node."""
        return Name(f"d{self.names[node]}", self.names[node].label, self.names[self.J].label)

    @property
    def kept_numbers(self) -> list[float]:
        """The typed numbers that the code for any m keeps, without exponents of 2."""
        if not self.size:
            return []
        exponents = {x.parents[1] for x in self.names if x.rule is not None and x.rule.symbol == "**"}
        typed = [x for x in self.names if is_raw_number(x) and not isinstance(self.values[x], Symbol)]
        return sorted({float(x.raw) for x in typed if x.raw != 2 or x not in exponents})

    @property
    def squeezes(self) -> bool:
        """Tell whether some operation gives another number of axes where there is a single example."""
        for node in self.names:
            if self.size and node.rule is not None and node.rule.reshapes:
                shape = np.shape(self.values[node.parents[0]])
                of_one = np.zeros(_for_examples(shape, 1, self.size))
                if np.ndim(node.rule.compute([of_one])) < node.ndim:
                    return True
        return False

    @property
    def ignored(self) -> dict[str, Any]:
        """The settings of np.errstate while the program runs: what saturates on the way is no reason to warn."""
        if any(node.rule is not None and node.rule.saturates for node in self.names):
            return {"over": "ignore", "under": "ignore"}
        return {}

    @property
    def leaves(self) -> list[Node]:
        """The arguments of the program: data by name, examples first, and then parameters in order."""
        data, parameters = [], []
        for node in self.names:
            if not node.is_leaf or is_raw_number(node):
                continue
            if node.constant:
                data.append(node)
            else:
                parameters.append(node)
        data.sort(key=lambda node: (node not in self.examples, self.names[node]))
        return data + parameters


def trace(
    order: Sequence[Node],
    names: Mapping[Node, Name],
    m: int = 0,
    size: int = 0,
    examples: Set[Node] = frozenset(),
    made_of_m: Mapping[Node, Cell] | None = None,
) -> Trace:
    """Read the graph of the last of `order`, all nodes in topological order, with Python names for them.

    Where there are m examples, `size` is put in the place of m: as the length of the first axis of each of `examples`.
    `made_of_m` holds raw numbers with their formulas of m. An operation that does not work for another number of
    examples raises a ValueError, TypeError or IndexError.
    """
    cells = Cells()
    values: dict[Node, Cell] = {}
    for node in order:
        if node.rule is not None:
            inputs = tuple([values[parent] for parent in node.parents])
            x = applied(node.rule, inputs)
            if size:
                _require_any_number(node, node.rule, x.shape, inputs, m, size)
            if is_filled(x):
                values[node] = x  # a number, which simplifies what is computed from it
            else:
                values[node] = Symbol(names[node], shape=x.shape)
                cells.define(values[node], x)
        elif made_of_m and node in made_of_m:
            values[node] = made_of_m[node]
        elif is_raw_number(node):
            values[node] = float(node.raw)
        else:
            shape = node.shape
            if node in examples:
                shape = (size, *shape[1:])
            values[node] = Symbol(names[node], shape=shape)
    J, forward = order[-1], len(cells)
    gradients = backpropagate(
        [node for node in order if not node.constant],
        filled(1.0, J.shape),
        read=read_from(values),
        record=lambda node, i, upstream, contribution, gradient: cells.cell(gradient),  # in the order of the walk
    )
    values = {node: cells.cell(x) for node, x in values.items()}
    gradients = {node: cells.cell(g) for node, g in gradients.items()}
    return Trace(J, names, values, gradients, cells, forward, len(cells), examples, size)


def _require_any_number(
    node: Node, rule: Rule, shape: tuple[int, ...], inputs: Sequence[Cell], m: int, size: int
) -> None:
    """Raise a ValueError if a node holds for m examples only: for others it has another form or takes other entries."""
    if _for_examples(shape, m, size) != node.shape:
        raise ValueError(f"{node.name()} has another form for another number of examples")
    options = rule.options
    counted = [_axes_of_examples(np.shape(x), size) for x in inputs]
    if "key" in options and _axes_of_examples(shape, size) < counted[0]:
        raise ValueError(f"{node.name()} picks examples by their numbers")
    asked = options.get("shape", ())
    if not isinstance(asked, tuple):
        asked = (asked,)
    if m == 1:
        asked = asked[:1]  # a later 1 makes columns, as in (-1, 1)
    if m in asked:
        raise ValueError(f"{node.name()} is given the number of examples as a size")
    if rule.variadic and not any(counted) and len(inputs) == m and len(set(node.parents)) == 1:
        raise ValueError(f"{node.name()} repeats an array as often as there are examples")


def _for_examples(shape: tuple[int, ...], m: int, size: int) -> tuple[int, ...]:
    """Return a shape with m in the place of the number that stands for it."""
    return tuple([n // size * m if n % size == 0 else n for n in shape])


def _axes_of_examples(shape: tuple[int, ...], size: int) -> int:
    """Count the axes that hold the examples, once or several times."""
    return sum([n > 0 and n % size == 0 for n in shape])
