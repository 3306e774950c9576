"""A graph as an indented text tree, for terminals and for places without pictures."""

from autograd.names import clipped
from autograd.node import Node
from autograd.views.cards import computed_by, fused_notes, gradient_text, later_text
from autograd.views.numbers import data_text
from autograd.views.reading import Reading

BRANCH, LAST, DOWN = "\u251c ", "\u2514 ", "\u2502 "
MOST_LINES = 200


def tree_text(reading: Reading) -> str:
    """Return a line for each node, J first, its parents below it. A node met again is only named.

    After so many lines it stops, and the last line counts the nodes that are left.
    """
    lines: list[str] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, str, str]] = [(reading.J, "", "")]
    while stack and len(lines) < MOST_LINES:
        node, lead, below = stack.pop()
        again = node in seen and bool(node.parents)
        lines.append(lead + card_line(reading, node) + ("  (above)" if again else ""))
        seen.add(node)
        if not again:
            for i, parent in enumerate(reversed(node.parents)):
                sign, further = (BRANCH, DOWN) if i else (LAST, "  ")
                stack.append((parent, below + sign, below + further))
    if stack:
        lines.append(f"... {len(reading.order) - len(seen)} more nodes")
    return "\n".join(lines)


def card_line(reading: Reading, node: Node) -> str:
    """Return a node on one line: its name, its operation, its value and its gradient."""
    name, value = clipped(reading.names[node]), data_text(reading.held[node])
    if later := later_text(reading, node):
        value += f" ({later})"
    if node.is_leaf and node.constant:
        return name if name == value else f"{name} = {value}"
    gradient = "" if node.constant else f"   {gradient_text(reading, [node])}".replace("\n", " ")
    notes = "".join(f"  ({note})" for note in fused_notes(reading, [node]))
    return f"{name}{computed_by(reading, node)}   {value}{gradient}{notes}"
