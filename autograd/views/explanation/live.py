"""The program of a page that computes: both passes of a graph entry by entry, in JavaScript."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from autograd.names import is_raw_number
from autograd.node import Node
from autograd.programs.derivable import check_derivable
from autograd.symbols import Symbol
from autograd.views.explanation.entries import array_of, computed_entries, contributed_entries, local_entries
from autograd.views.explanation.passes import Steps
from autograd.writers.javascript import PRELUDE, Javascript

MOST_ENTRIES = 2000  # numbers of all nodes, raw numbers aside


class Places:
    """Where the page keeps the numbers of a graph: the entries of all nodes, and of all edges, one after another.

    Attributes:
        node: where the entries of each node begin.
        local: where the local derivatives of each edge begin, in the order of the backward pass.
        added: where what each edge adds begins.
        count: how many entries the nodes have.
    """

    def __init__(self, steps: Steps) -> None:
        order = steps.reading.order
        sizes = [node.size for node in order]
        self.node = dict(zip(order, _starts(sizes), strict=True))
        self.count = sum(sizes)
        self.local = _starts([step.node.size for step in steps.backward])
        self.added = _starts([step.parent.size for step in steps.backward])


def _starts(sizes: Sequence[int]) -> list[int]:
    """Return where each of some things begins, if they stand one after another."""
    return [0, *accumulate(sizes)][:-1]


def program(steps: Steps, each_edge: bool = True) -> tuple[str, str]:
    """Return the program, and the reason why there is none: "" for one of them.

    It defines `forward(v)`, which computes every entry of the values v from those of the leaves, and
    `backward(v, local, adds, after, g)`, which fills in the numbers of each edge in the order of the steps, and adds up
    the gradients g; that alone if not `each_edge`. Each line is an entry of a row of the table, read by the one chain
    rule. `Places` tells where the entries of an array are.
    """
    order, places = steps.reading.order, Places(steps)
    if any(node.ndim for node in order) and places.count > MOST_ENTRIES:
        return "", f"This graph has {places.count:,} entries; the page computes up to {MOST_ENTRIES:,} and stays still."
    try:
        check_derivable(order, unchanged=False)  # the page begins with the data of the forward pass
        return _written(steps, places, each_edge), ""
    except (ValueError, TypeError) as error:  # a row that can't be written, or a choice by the data
        return "", f"This page can't compute other numbers: {error}"


def _written(steps: Steps, places: Places, each_edge: bool) -> str:
    """Return the text of the program."""
    write = Javascript().text

    values = {n: float(n.raw) if is_raw_number(n) else _symbols("v", n, places) for n in steps.reading.order}
    lines = [PRELUDE + "const forward = v => {"]
    for node, start in places.node.items():
        if node.rule is not None:
            computed = computed_entries(node, [values[parent] for parent in node.parents])
            lines += [f"v[{start + at}] = {write(entry)};" for at, entry in enumerate(computed)]
    lines.append("};\nconst backward = (v, local, adds, after, g) => {")
    for step in steps.backward:
        node, parent = step.node, step.parent
        around = [values[x] for x in (node, *node.parents)]
        for at, slope in enumerate(local_entries(node, step.i, around) if each_edge else []):
            lines.append(f"local[{places.local[step.number] + at}] = {write(slope)};")
        g = _symbols("g", node, places)
        for at, added in enumerate(contributed_entries(node, step.i, g, around)):
            edge, total = places.added[step.number] + at, f"g[{places.node[parent] + at}]"
            after, adds = (f"after[{edge}] = ", f"adds[{edge}] = ") if each_edge else ("", "")
            lines.append(f"{after}{total} += {adds}{write(added)};")
    return "\n".join([*lines, "};"])


def _symbols(array: str, node: Node, places: Places) -> Any:
    """Return the entries of a node in the array v of values or g of gradients."""
    return array_of(node.shape, lambda at: Symbol(f"{array}[{places.node[node] + at}]", shape=()))
