"""The steps as pictures, one for each step, for slides."""

from pathlib import Path
from typing import Any

import graphviz

from autograd.names import clipped
from autograd.node import Node
from autograd.views.drawing.collapse import boxes_of
from autograd.views.drawing.draw import NEGATIVE, POSITIVE, Sketch, width_of, with_minus
from autograd.views.explanation.equations import Backward, Forward, Update
from autograd.views.explanation.passes import Steps

ACTIVE = f'color="{POSITIVE}" penwidth=2.5 dir=back'  # the edge that is walked, from head to tail


def write_frames(steps: Steps, folder: Path, format: str) -> list[Path]:
    """Write a picture for each step, all of one size: the numbers so far, the edge that is walked, the equation."""
    folder.mkdir(parents=True, exist_ok=True)
    reading, known, waiting = steps.reading, dict[Node, Any](), {step.node for step in steps.forward}
    boxes = boxes_of(reading)
    finished = [(box.id, Sketch(reading, boxes, steps.gradients).card(box)) for box in boxes]
    equations = [with_minus(clipped(step.equation, 120)) for step in steps.walk]
    longest = max(map(len, equations))  # so that no picture is wider than another
    paths = list[Path]()
    for step, equation in zip(steps.walk, equations, strict=True):
        edge, gives, gets = "", None, step.node
        if isinstance(step, Backward):
            edge = f"edge-{reading.keys[step.node]}-{step.i}"
            gives, gets, known[step.parent] = step.node, step.parent, step.after
        elif isinstance(step, Forward):
            waiting.discard(step.node)
        elif not isinstance(step, Update):  # the pass begins
            gives, known[step.node] = step.node, steps.gradients[step.node]
        drawing = Sketch(reading, boxes, known, waiting=waiting).drawing()
        graph = drawing.graph
        for card, lines in finished:  # each has the size that it has in the end
            graph.node(card, width=width_of(max(map(len, lines))), height=f"{0.15 + 0.19 * len(lines):.2f}")
        if gets is not gives:
            style = f"{'rounded,' * gets.is_leaf}filled,dashed"
            graph.node(drawing.cards[gets], color=NEGATIVE, penwidth="2.5", style=style)
        if gives is not None:
            graph.node(drawing.cards[gives], color=POSITIVE, penwidth="2.5")
        graph.body = [line.replace(f'id="{edge}"', f'id="{edge}" {ACTIVE}') for line in graph.body]
        graph.attr(label=graphviz.escape(equation.center(longest)), fontname="Courier")
        paths.append(drawing.save(folder / f"step_{len(paths) + 1:03}.{format}"))
    return paths
