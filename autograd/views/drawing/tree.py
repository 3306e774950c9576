"""A graph as an indented text tree, for terminals and for places without pictures."""

from autograd.graph import topological_order
from autograd.names import clipped, names_of
from autograd.node import Node
from autograd.snapshots import gone_past
from autograd.views.edges import forward_formula, notes_of, short
from autograd.views.numbers import ascii_text, data_text, plain_text
from autograd.views.one_pass import OnePass, one_pass

BRANCH, LAST, DOWN = "\u251c ", "\u2514 ", "\u2502 "
PLAIN = {BRANCH: "|- ", LAST: "`- ", DOWN: "|  "}


def tree_text(J: Node, *, ascii_only: bool = False, limit: int = 200) -> str:
    """A line a node, J first, each one's parents below it; a node met again is only named.

    After so many lines it stops, and says how many nodes are left.
    """
    order = topological_order(J)
    names, past = names_of(order), gone_past(order)
    one = one_pass(J, names)
    lines: list[str] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, str, str]] = [(J, "", "")]
    while stack and len(lines) < limit:
        node, lead, below = stack.pop()
        again = node in seen and bool(node.parents)
        lines.append(lead + card_line(node, names, past, one) + ("  (above)" if again else ""))
        seen.add(node)
        if not again:
            for i, parent in reversed(list(enumerate(node.parents, start=1))):
                last = i == len(node.parents)
                stack.append((parent, below + (LAST if last else BRANCH), below + ("  " if last else DOWN)))
    if stack:
        lines.append(f"... {len(order) - len(seen)} more nodes")
    text = "\n".join(lines)
    if ascii_only:
        for sign, plain in PLAIN.items():
            text = text.replace(sign, plain)
        text = ascii_text(text)
    return plain_text(text)


def card_line(node: Node, names: dict[Node, str], past: dict[Node, Node], one: OnePass) -> str:
    """A node on one line: its name, its operation, its value and its gradient."""
    name = clipped(names[node])
    value = data_text(one.held[node]) + "".join(f" ({later})" for later in one.later(node))
    if node.constant and not node.parents:
        return name if name == value else f"{name} = {value}"
    operation = f" = {clipped(short(forward_formula(node, names)))}" if node.rule else ""
    known = {} if not node.has_gradient else {node: node.gradient}
    gradient = "" if node.constant else "   " + one.gradient_text([node], known).replace("\n", " ")
    notes = "".join(f"  ({note})" for note in notes_of([node], names, past))
    return f"{name}{operation}   {value}{gradient}{notes}"
