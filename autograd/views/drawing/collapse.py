"""Which cards a picture has: one for each node, or for a large graph fewer boxes with a count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from autograd.graph import topological_order
from autograd.names import names_of
from autograd.node import Node

MANY = 60  # nodes from which steps and entries are put together, unless told otherwise
ENTRY = re.compile(r"(.+)\[[\d,]+\]")  # the label of one entry of an array: W1[0,2]

Edge = tuple[Node, int]  # a node, and which of its parents


@dataclass
class Box:
    """One card: a node, or several that were put together."""

    id: str  # its name in the DOT source
    nodes: list[Node] = field(default_factory=list)  # what it stands for; the last one gives the card its values
    title: str = ""  # what to call it if it stands for several entries of an array
    edges: "dict[str, list[Edge]]" = field(default_factory=dict)  # what comes into it, by the box it comes from

    @property
    def node(self) -> Node:
        """The node whose values the card shows."""
        return self.nodes[-1]


def boxes_of(J: Node, depth: int | None, collapse: bool | None) -> tuple[list[Box], dict[Node, str]]:
    """The boxes of a picture of the graph below J, parents first, and a name for every node, as `draw` says."""
    order = topological_order(J)
    names = names_of(order)
    place: dict[Node, str] = {node: f"n{i}" for i, node in enumerate(order)}
    titles: dict[str, str] = {}
    if depth is not None:
        shown = _within(J, depth)
        for node in order:
            if node not in shown:
                place[node] = "below"
        titles["below"] = f"{sum(node not in shown for node in order)} nodes below"
    elif collapse or (collapse is None and len(order) > MANY):
        _join_steps(order, place)
        if collapse or len(set(place.values())) > MANY:
            _join_entries(order, place, titles)
    boxes: dict[str, Box] = {}
    for node in order:
        box = boxes.setdefault(place[node], Box(place[node], title=titles.get(place[node], "")))
        box.nodes.append(node)
        for i, parent in enumerate(node.parents):
            if place[parent] != box.id:
                box.edges.setdefault(place[parent], []).append((node, i))
    return list(boxes.values()), names


def deepest(J: Node, most: int) -> int:
    """How many edges a picture may go down from J without more than so many cards."""
    total, depth = len(topological_order(J)), 0
    while True:
        shown = len(_within(J, depth + 1))
        if shown + (shown < total) > most or shown == total:
            return depth
        depth += 1


def _within(J: Node, depth: int) -> set[Node]:
    """The nodes at most `depth` edges below J."""
    level = shown = {J}
    for _ in range(depth):
        level = {parent for node in level for parent in node.parents} - shown
        shown = shown | level
    return shown


def _join_steps(order: Iterable[Node], place: dict[Node, str]) -> None:
    """An unnamed step that leads to one node only joins it."""
    leads_to: dict[Node, list[Node]] = {}
    for node in order:
        for parent in node.parents:
            leads_to.setdefault(parent, []).append(node)
    for node in reversed(list(order)):
        consumers = leads_to.get(node, [])
        if len(consumers) == 1 and not node.label:
            place[node] = place[consumers[0]]


def _join_entries(order: Iterable[Node], place: dict[Node, str], titles: dict[str, str]) -> None:
    """The entries of one array, W1[0,0] to W1[2,3], are one box; whatever joined one of them moves with it."""
    moved: dict[str, str] = {}
    for node in order:
        entry = ENTRY.fullmatch(node.label)
        if entry:
            moved[place[node]] = f"all {entry[1]}"
            titles[f"all {entry[1]}"] = entry[1]
    for node in order:
        place[node] = moved.get(place[node], place[node])
