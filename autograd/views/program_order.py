"""The order in which a program computes a graph, as nearly as the graph knows it.

Python computes the left operand before the right one, and what has a line of its own before the line that uses it.
"""

from collections import Counter
from collections.abc import Sequence

from autograd.graph import topological_order
from autograd.node import Node

DEEPER = 3  # operations by which a right operand is so much deeper than the left one that an earlier line has made it


def program_order(J: Node) -> list[Node]:
    """Return the nodes below J, parents first, in the order in which the lines of a program compute them.

    Example:
        >>> from autograd import Value, log
        >>> y, a = Value(1.0, "y", constant=True), Value(2.0, "x") * 3
        >>> a.label = "a"
        >>> [node.label or node.op for node in program_order(-y * log(a))]
        ['x', '', 'a', 'y', 'neg', 'log', 'mul']
    """
    order = topological_order(J)
    ends = _ends_of_lines(order) | {J}
    ordered: dict[Node, None] = {}
    for end in order:
        if end not in ends:
            continue
        line, waiting = [], [end]
        while waiting:  # from the end of the line back to its beginning, and to the ends that it uses
            node = waiting.pop()
            line.append(node)
            if node is end or node not in ends:
                waiting += node.parents
        ordered |= dict.fromkeys(reversed(line))
    return list(ordered)


def with_own_line(order: Sequence[Node]) -> set[Node]:
    """Return the computed nodes that have a label or several uses."""
    uses = Counter(parent for node in order for parent in node.parents)
    return {node for node in order if node.parents and (node.label or uses[node] > 1)}


def _ends_of_lines(order: Sequence[Node]) -> set[Node]:
    """Return the nodes that lines end with: those with a label or several uses, and what is deep in a right operand."""
    ends = with_own_line(order)
    depth: dict[Node, int] = {}  # in its line
    for node in order:
        parents = node.parents
        if len(parents) == 2 and depth[parents[0]] and depth[parents[1]] >= depth[parents[0]] + DEEPER:
            ends.add(max(parents[1].parents, key=depth.__getitem__))
        depth[node] = 0
        if node not in ends:
            depth[node] = 1 + max([depth[parent] for parent in parents], default=-1)
    return ends
