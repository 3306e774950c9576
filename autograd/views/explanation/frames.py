"""The steps as pictures: one for each step, for slides, and one behind the page in a notebook."""

import base64
import html
from pathlib import Path
from typing import Any

from autograd.files import written_whole
from autograd.node import Node
from autograd.views.drawing.draw import NEGATIVE, POSITIVE, drawing_of
from autograd.views.drawing.drawing import Drawing
from autograd.views.drawing.render import NoPictureError
from autograd.views.explanation.passes import Steps


def write_frames(steps: Steps, folder: Path, format: str) -> list[Path]:
    """A picture before the backward pass, and one for each of its steps with the gradients known by then."""
    folder.mkdir(parents=True, exist_ok=True)
    known: dict[Node, Any] = {}
    pictures = [drawing_of(steps.J, gradients=known).picture(format)]
    known[steps.J] = steps.gradients[steps.J]
    pictures.append(_marked(drawing_of(steps.J, gradients=known), steps.J, None).picture(format))
    for step in steps.backward:
        known[step.parent] = step.after
        drawing = drawing_of(steps.J, gradients=known)
        pictures.append(_marked(drawing, step.node, step.parent).picture(format))
    paths = [folder / f"step_{i:03}.{format}" for i in range(len(pictures))]
    for path, picture in zip(paths, pictures, strict=True):
        with written_whole(path, "wb") as file:
            file.write(picture)
    return paths


def _marked(drawing: Drawing, active: Node, receiver: Node | None) -> Drawing:
    """The cards of a step in its colours: solid for the one that gives, dashed for the one that gets."""
    drawing.graph.node(drawing.cards[active], color=POSITIVE, penwidth="2.5")
    if receiver is not None:
        style = "rounded,filled,dashed" if receiver.is_leaf else "filled,dashed"
        drawing.graph.node(drawing.cards[receiver], color=NEGATIVE, penwidth="2.5", style=style)
    return drawing


def framed(steps: Steps, page: str) -> str:
    """The page in a frame of its own, over the drawn graph: a viewer that removes frames still shows the picture."""
    try:
        picture = base64.b64encode(drawing_of(steps.J, gradients=steps.gradients).picture("svg")).decode()
        behind = f'<img alt="computation graph" style="max-width:100%" src="data:image/svg+xml;base64,{picture}">'
    except NoPictureError as error:
        behind = f"<pre>{html.escape(str(error))}</pre>"
    note = "<p>The steps need a trusted notebook, or explain(J).save(&quot;steps.html&quot;).</p>"
    frame = (
        '<iframe sandbox="allow-scripts" title="backpropagation step by step" '
        'style="position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff" '
        f'srcdoc="{html.escape(page)}"></iframe>'
    )
    return f'<div style="position:relative;min-height:46rem">{behind}{note}{frame}</div>'
