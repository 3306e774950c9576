"""Draw a graph: a card for each value, the local derivative on each edge, left to right."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import graphviz
import numpy as np

from autograd.names import MINUS, clipped, number_text
from autograd.node import Node
from autograd.views.cards import computed_by, fused_notes, gradient_text, later_text
from autograd.views.drawing.collapse import Box, Edge, boxes_of
from autograd.views.drawing.drawing import INK, Drawing
from autograd.views.edges import number_through, rule_of, short
from autograd.views.numbers import data_text, range_text
from autograd.views.reading import Reading

FONT = "Helvetica,Arial,sans-serif"
BLUE, GREY, COST, SOFT = "#e8f1fb", "#f1f3f4", "#fff3d6", "#5f6368"
DERIVATIVE, POSITIVE, NEGATIVE, BROKEN = "#0b4f8a", "#0072b2", "#d55e00", "#000000"
DOT_HEAD = (
    f'\tgraph [rankdir=LR bgcolor=white nodesep=0.25 ranksep=0.55 fontname="{FONT}"]\n',
    f'\tnode [fontname="{FONT}" fontsize=11 fontcolor="{INK}" color="{SOFT}" margin="0.16,0.07"]\n',
    f'\tedge [fontname="{FONT}" fontsize=10 fontcolor="{DERIVATIVE}" color="{SOFT}" arrowsize=0.7]\n',
)
LONG = 20  # letters of a line that need more room than an engine may think
MOST_CARDS = 250  # that a reader, and a careful layout, can still cope with
WORDS = {
    r", axis=\(?(\S+?),?\)?(?:, keepdims=True)?\)": r" over axis \1)",
    r"^(.*)broadcast_to\((.*), \([\d, ]*\)\)(.*)$": r"\1\2\3, repeated",
}
ROOM = 3  # numbers that an arrow has room for
SHOW = ("numbers", "formulas", "both", "none")


def draw(
    J: Node,
    *,
    inputs: Any = (),
    show: str = "numbers",
    flow: bool = False,
    depth: int | None = None,
    collapse: bool | None = None,
    max_nodes: int = MOST_CARDS,
) -> Drawing:
    """Draw the graph below J.

    A card holds a node's name and formula, its value and its gradient ("d -" before a backward pass). Blue
    cards are parameters, dog-eared grey ones data, bare numbers constants, and the double frame is J.

    Values are those that J was computed from; the card of a leaf tells of data that were assigned later.
    Leaves accumulate over backward passes: where a gradient is not what the edges of this picture
    add, the card tells what they add.

    Args:
        J: the node to start from.
        inputs: nodes, or lists of nodes, to stop at.
        show: the text on an edge, the local derivative as "numbers", "formulas", "both", or "none". Edges of
            arrays carry the formula where the numbers would be too many.
        flow: draw each edge as thick as its contribution to the gradient is large (its largest entry, for arrays),
            dashed where it is negative, black where it is not finite; after `J.backward()`.
        depth: how many edges to go down from J; what lies below becomes a box with a count.
        collapse: whether unnamed steps join the named node they lead to, and the entries of one array (`W1[0,2]`)
            one box; if not given, where there are more than 60 nodes.
        max_nodes: the largest number of cards to draw.

    Raises:
        TypeError: if J is no node.
        ValueError: if there are more cards than `max_nodes`; it says what to do. Or if `show` is unknown, there are
            no gradients to show the flow of, or data changed in the middle of the forward pass.

    Example:
        >>> from autograd import Value
        >>> w, x = Value(-2.0, label="w"), Value(3.0, label="x", constant=True)
        >>> J = w * x
        >>> J.label = "J"
        >>> J.backward()
        >>> print(draw(J).tree(ascii_only=True))
        J = w * x   -6   d 1
        |- w   -2   d 3
        `- x = 3
    """
    reading = Reading(J, "draw", inputs)
    if show not in SHOW:
        raise ValueError(f"show={show!r}: choose one of {', '.join(SHOW)}.")
    if depth is not None and not (isinstance(depth, int) and depth >= 0):
        raise ValueError(f"depth={depth!r}: give the number of edges to go down, 0 or more.")
    if flow and not J.has_gradient:
        raise ValueError("flow shows how gradients flow, and there are none yet. Call J.backward() first.")
    boxes = boxes_of(reading, depth, collapse)
    if len(boxes) > max_nodes:
        too_many = f"{len(boxes)} cards would be too many to read (max_nodes={max_nodes})."
        raise ValueError(f"{too_many} Try {_fewer(reading, max_nodes)}")
    return Sketch(reading, boxes, show=show).drawing(flow)


def _fewer(reading: Reading, most: int) -> str:
    """Name the calls that draw this graph in so many cards at most."""
    depth = max((d for d in (1, 2, 3) if len(boxes_of(reading, d)) <= most), default=0)
    calls = [f"draw(J, depth={depth})"] if depth else []
    if len(boxes_of(reading, None, True)) <= most:
        calls.append("draw(J, collapse=True)")
    calls.append(f"an inner node, draw(z), the text tree, print(draw(J, depth={depth})), or max_nodes=...")
    return ", ".join(calls)


@dataclass(frozen=True)
class Sketch:
    """A graph as it is to be drawn: what its cards and arrows say.

    Attributes:
        reading: the graph.
        boxes: its cards.
        gradients: other gradients than those that the nodes have, taken as they are.
        show: the text on an edge, as for `draw`.
        waiting: nodes whose cards show no value yet.
    """

    reading: Reading
    boxes: list[Box]
    gradients: Mapping[Node, Any] | None = None
    show: str = "both"
    waiting: Set[Node] = frozenset()

    def drawing(self, flow: bool = False) -> Drawing:
        """Return the drawing, with arrows as thick as what flows along them if asked for."""
        graph = graphviz.Digraph(body=DOT_HEAD)
        if len(self.boxes) > MOST_CARDS:  # straight lines and a layout that stops improving: seconds, not minutes
            graph.attr(splines="line", nslimit="1", nslimit1="1", mclimit="0.1")
        for box in self.boxes:
            lines, style = self.card(box), _style(box, self.reading.J)
            longest = max(map(len, lines))
            if longest > LONG:  # an engine may know other letters than those that are drawn
                style.setdefault("width", width_of(longest))
            graph.node(box.id, _label(lines), **style)
        style_of = _flow_styles(self.reading.passed.flows) if flow else lambda edges: {}
        for box, source, edges in _arrows(self.boxes):
            node, i = edges[-1]
            text = self.along(source, box, edges)
            graph.edge(
                source.id, box.id, text and _label([text]), id=f"edge-{self.reading.keys[node]}-{i}", **style_of(edges)
            )
        return Drawing(self.reading, graph, {node: box.id for box in self.boxes for node in box.nodes})

    @cached_property
    def shown(self) -> dict[Node, Node]:
        """For each node the one whose values its card shows."""
        return {node: box.node for box in self.boxes for node in box.nodes}

    def card(self, box: Box) -> list[str]:
        """Return the lines of a card: name and formula, value, gradient."""
        node, reading = box.node, self.reading
        if box.id == "below":
            return [box.title]
        if box.title:
            entries = [n for n in box.nodes if n.label.startswith(f"{box.title}[")]
            count = f"{len(entries)} Value{'s' * (len(entries) > 1)}"
            later = ", later set to others" if any(later_text(reading, n) for n in entries) else ""
            card = [f"{clipped(box.title)} ({count}{later})", range_text([reading.held[n] for n in entries])]
            return card + self.gradient(entries)
        name, value = clipped(reading.names[node]), rows_of(data_text(reading.held[node]))
        if later := later_text(reading, node):
            value = [f"({later})", *value]
        if node in self.waiting:
            value = [" "] * len(value)
        if node.is_leaf and node.constant:
            return [name] if not node.label and node.ndim == 0 else [name, *value]
        if len(box.nodes) > 1:
            computed = f"  ({len(box.nodes)} nodes)"
        else:
            computed = on_screen(computed_by(reading, node))
        return [f"{name}{computed}", *fused_notes(reading, box.nodes, self.shown), *value, *self.gradient([node])]

    def gradient(self, nodes: list[Node]) -> list[str]:
        """Return the lines of the gradient of nodes that one card stands for."""
        return [] if nodes[0].constant else rows_of(gradient_text(self.reading, nodes, self.gradients))

    def along(self, source: Box, box: Box, edges: list[Edge]) -> str | None:
        """Return the text on an arrow: the derivative of the node on the card at its head by that at its tail."""
        if self.show == "none":
            return None
        if source.title or box.title:
            return f"{len(edges)} edges" if len(edges) > 1 else None
        if source.node.constant:
            return None
        if len(box.nodes) == 1:
            return self.derivative(*edges[0])
        if self.show == "formulas" or any(node.ndim for node in (source.node, *box.nodes)):
            return f"{len(box.nodes)} nodes"
        through = number_through(source.node, box.nodes)
        return None if through is None else number_text(through)

    def derivative(self, node: Node, i: int) -> str | None:
        """Return the local derivative as formula, as few numbers, or both, and for a broadcast its sum."""
        reading, is_wider = self.reading, node.parents[i].shape != node.shape
        if not rule_of(node).has_derivative(i):
            return None
        side = reading.pulled_back(node, i) if is_wider else reading.local_formula(node, i)
        formula = clipped(on_screen(short(side)), 28)
        local = None if is_wider else reading.local_number(node, i)
        if local is None or np.size(local) > ROOM or self.show == "formulas":
            return formula
        number = data_text(local)
        return number if self.show == "numbers" or number == formula else f"{formula} = {number}"


def on_screen(formula: str) -> str:
    """Return a formula as pictures show it, without Python's keywords."""
    for pattern, words in WORDS.items():
        formula = re.sub(pattern, words, formula)
    return with_minus(formula)


def with_minus(text: str) -> str:
    """Return a text with the minus sign that numbers have in pictures. A hyphen within a label stays."""
    return re.sub(r"(?<![\w\])])-(?![>=])|(?<=\de)-(?=\d)", MINUS, text)


def width_of(letters: int) -> str:
    """Return how many inches wide a card of so many letters is."""
    return f"{0.3 + 0.088 * letters:.2f}"


def _arrows(boxes: list[Box]) -> Iterator[tuple[Box, Box, list[Edge]]]:
    """Yield the box at the head of each arrow, the box at its tail, and the edges that it stands for."""
    for box in boxes:
        for source, edges in box.edges.items():
            if len(box.nodes) == 1 and not source.title:
                for edge in edges:
                    yield box, source, [edge]
            else:  # steps that are hidden in the box
                yield box, source, edges


def _label(lines: list[str]) -> Any:
    """Return lines as a label that Graphviz shows letter for letter: no escapes, no markup, whatever they hold."""
    return graphviz.nohtml("\\n".join(graphviz.escape(line.replace("&", "&amp;")) for line in lines))


def rows_of(text: str) -> list[str]:
    """Return the text of an array with each row of it on a line of its own."""
    return text.replace("; ", ";\n").split("\n")


def _style(box: Box, J: Node) -> dict[str, str]:
    """Return a style that tells parameters, data, constants, steps and J apart by shape as well as by colour."""
    node, style = box.node, {"shape": "box", "style": "filled", "fillcolor": "white"}
    if box.id == "below":
        style |= {"shape": "folder", "fillcolor": GREY}
    elif node is J:
        style |= {"fillcolor": COST, "peripheries": "2"}
    elif node.is_leaf and not node.constant:
        style |= {"style": "rounded,filled", "fillcolor": BLUE}
    elif node.is_leaf and (node.label or node.ndim or box.title):
        style |= {"shape": "note", "fillcolor": GREY}
    elif node.is_leaf:
        style = {"shape": "plaintext", "fontcolor": SOFT, "fontsize": "9", "margin": "0.03,0.02"}
        style |= {"height": "0", "width": "0"}
    return style


def _flow_styles(flows: Mapping[Edge, float]) -> Callable[[list[Edge]], dict[str, str]]:
    """Return what gives arrows a style: as thick as the contributions they carry, dashed where these are negative.

    A width is logarithmic: a tenth of the contribution is a point thinner.
    """
    largest = max([abs(flow) for flow in flows.values() if math.isfinite(flow)], default=0.0)

    def style(edges: list[Edge]) -> dict[str, str]:
        carried = [flows.get(edge, 0.0) for edge in edges]
        is_one_gradient = len({node.parents[i] for node, i in edges}) == 1
        flow = sum(carried) if is_one_gradient else max(carried, key=abs)
        if not math.isfinite(flow):
            return {"penwidth": "4", "arrowsize": "0.3", "color": BROKEN}
        if not flow or not largest:
            return {"penwidth": "0.3", "color": SOFT}
        width = max(0.3, 4 + math.log10(abs(flow)) - math.log10(largest))
        sign = {"color": POSITIVE} if flow > 0 else {"color": NEGATIVE, "style": "dashed"}
        return {"penwidth": f"{width:.2f}", "arrowsize": f"{min(0.7, 1.2 / width):.2f}", **sign}

    return style
