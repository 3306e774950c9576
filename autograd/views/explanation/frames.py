"""The steps as pictures, one for each step, for slides."""

from pathlib import Path
from typing import Any

import graphviz

from autograd.files import written_whole
from autograd.names import clipped
from autograd.node import Node
from autograd.views.drawing.draw import NEGATIVE, POSITIVE, drawing_of
from autograd.views.explanation.equations import Backward, Seed
from autograd.views.explanation.passes import Steps


def write_frames(steps: Steps, folder: Path, format: str) -> list[Path]:
    """Write a picture for each step, all of one size: the numbers so far, the edge that is walked, the equation."""
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[Node, Any] = {}
    waiting = {step.node for step in steps.forward}
    equations = [clipped(step.equation, 120) for step in steps.walk]
    longest = max(map(len, equations))  # so that no picture is wider than another
    pictures = []
    for step, equation in zip(steps.walk, equations, strict=True):
        active, gives, gets = None, None, step.node
        if isinstance(step, Backward):
            active, gives, gets, known[step.parent] = (step.node, step.i), step.node, step.parent, step.after
        elif isinstance(step, Seed):
            gives, known[step.node] = step.node, steps.gradients[step.node]
        else:
            waiting.discard(step.node)
        drawing = drawing_of(steps.reading, gradients=known, waiting=waiting, room=steps.gradients, active=active)
        if gets is not gives:
            style = "rounded,filled,dashed" if gets.is_leaf else "filled,dashed"
            drawing.graph.node(drawing.cards[gets], color=NEGATIVE, penwidth="2.5", style=style)
        if gives is not None:
            drawing.graph.node(drawing.cards[gives], color=POSITIVE, penwidth="2.5")
        drawing.graph.attr(label=graphviz.escape(equation.center(longest)), fontname="Courier")
        pictures.append(drawing.picture(format))
    paths = [folder / f"step_{i:03}.{format}" for i in range(1, len(pictures) + 1)]
    for path, picture in zip(paths, pictures, strict=True):
        with written_whole(path, "wb") as file:
            file.write(picture)
    return paths
