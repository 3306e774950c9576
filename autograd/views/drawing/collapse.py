"""The cards of a picture: one for each node, or for a large graph fewer boxes with a count."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograd.node import Node
from autograd.views.reading import Reading

FULL = 60  # cards above which steps and entries are put together, unless told otherwise
ENTRY = re.compile(r"(.+)\[[\d,]+\]")  # the label of one entry of an array: W1[0,2]

Edge = tuple[Node, int]  # a node, and which of its parents


@dataclass(eq=False)
class Box:
    """One card: a node, or several that were put together."""

    id: str  # its name in the DOT source
    nodes: list[Node] = field(default_factory=list)  # the last one gives the card its values
    title: str = ""  # its name if it stands for several entries of an array
    edges: "dict[Box, list[Edge]]" = field(default_factory=dict)  # the edges into it, by the box they come from

    @property
    def node(self) -> Node:
        """The node whose values the card shows."""
        return self.nodes[-1]


def boxes_of(reading: Reading, depth: int | None = None, collapse: bool | None = None) -> list[Box]:
    """Return the boxes of a picture, parents first, for the depth and the collapse of `draw`."""
    order = reading.order
    place: dict[Node, str] = {node: f"n{i}" for i, node in enumerate(order)}
    titles: dict[str, str] = {}
    if depth is not None:
        near = _within(reading.J, depth)
        place |= dict.fromkeys(set(order) - near, "below")
        titles["below"] = f"{len(order) - len(near)} nodes below"
    elif collapse or (collapse is None and len(order) > FULL):
        _join_steps(order, place)
        if collapse or len(set(place.values())) > FULL:
            _join_entries(order, place, titles)
    boxes: dict[str, Box] = {}
    for node in order:
        box = boxes.setdefault(place[node], Box(place[node], title=titles.get(place[node], "")))
        box.nodes.append(node)
        for i, parent in enumerate(node.parents):
            source = boxes[place[parent]]
            if source is not box:
                box.edges.setdefault(source, []).append((node, i))
    return list(boxes.values())


def _within(J: Node, depth: int) -> set[Node]:
    """Return the nodes at most `depth` edges below J."""
    level = near = {J}
    for _ in range(depth):
        level = {parent for node in level for parent in node.parents} - near
        near = near | level
    return near


def _join_steps(order: Sequence[Node], place: dict[Node, str]) -> None:
    """Let an unnamed step that leads to one node only join it."""
    uses = Counter(parent for node in order for parent in node.parents)
    for node in reversed(order):
        for parent in node.parents:
            if uses[parent] == 1 and not parent.label:
                place[parent] = place[node]


def _join_entries(order: Iterable[Node], place: dict[Node, str], titles: dict[str, str]) -> None:
    """Make one box of the entries of one array, W1[0,0] to W1[2,3], and of the nodes that joined one of them."""
    moved: dict[str, str] = {}
    for node in order:
        entry = ENTRY.fullmatch(node.label)
        if entry:
            moved[place[node]] = f"all {entry[1]}"
            titles[f"all {entry[1]}"] = entry[1]
    for node in order:
        place[node] = moved.get(place[node], place[node])
