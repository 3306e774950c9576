"""Explain a cost: the forward pass, and then the chain rule on every edge with the numbers in it."""

from collections.abc import Iterable, Mapping
from functools import partial
from itertools import count
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from autograd.judging.replay import redrawn
from autograd.node import Node
from autograd.views.columns import in_columns
from autograd.views.drawing.collapse import boxes_of
from autograd.views.drawing.draw import Sketch
from autograd.views.explanation.entries import entries_of
from autograd.views.explanation.equations import Equation
from autograd.views.explanation.frames import write_frames
from autograd.views.explanation.page import page
from autograd.views.explanation.passes import Steps, record
from autograd.views.explanation.places import PlaceMathML
from autograd.views.numbers import data_text
from autograd.views.printed import Printed, embedded_page, save_by_suffix
from autograd.views.reading import Reading
from autograd.writers.latex import Latex, document
from autograd.writers.mathematics import MathWriter

MOST_STEPS = 20_000  # nodes whose steps somebody may still want to read


class Explanation(Printed):
    """The two passes of a cost, step by step: `steps` holds them. Print it for a table."""

    def __init__(self, steps: Steps, examples: Mapping[str, Any] | None = None) -> None:
        self.steps = steps
        self._examples = _checked(examples or {}, steps)

    def _in_width(self, width: int) -> str:
        """Return both tables: a step is a line, what has no room is left out."""
        steps, numbers = self.steps, map(str, count(1))

        def table(head: str, rows: Iterable[tuple[str, ...]], spare: int) -> str:
            return in_columns([head.split(" | "), *[(next(numbers), *row) for row in rows]], width, [spare])

        seed = steps.walk[len(steps.forward)]
        backward = [(seed.name, "where every pass begins", "1", seed.equation)]
        for x in steps.backward:
            backward.append((f"{x.name} -> {x.parent_name}", x.product, data_text(x.contribution), x.so_far))
        forward = [(x.name, x.formula, x.numbers, x.result) for x in steps.forward]
        updates = [(x.by_name, x.numbers, data_text(x.result)) for x in steps.updates]
        lines = [
            "Forward pass: every value is computed from those it depends on.",
            table("step | value | formula | with numbers | result", forward, 3),
            "",
            "Backward pass: along every edge, upstream times local derivative adds to a gradient.",
            table("step | edge | upstream * local derivative | adds | gradient so far", backward, 3),
            *steps.notes,
        ]
        if updates:
            lines += ["", "Update: every parameter takes a step downhill."]
            lines.append(table("step | update | with numbers | result", updates, 2))
        return "\n".join(lines)

    def latex(self, step: int | None = None) -> str:
        r"""Return the steps in LaTeX as aligned equations with the chain rule on every edge, or one by its number.

        Raises:
            IndexError: if there is no step of that number.

        Example:
            >>> from autograd import Value
            >>> w = Value(3.0, label="w1")
            >>> print(explain(-w).latex(step=1))
            J = - w_{1} = - 3
        """
        writer = Latex(digits=4)
        return self.write(writer) if step is None else self._step(step).written(writer)

    def write(self, writer: MathWriter) -> str:
        """Return the steps in a language of mathematics, which may be your own: `explain(J).write(Typst(digits=4))`."""
        writer = writer.anew()  # one for all lines, so that it tells x1 and x_1 apart
        return writer.aligned(step.in_parts(writer) for step in self.steps.walk)

    def entries(self, step: int) -> str:
        """Return a step of arrays up to 6 x 6 entry by entry, each with the sum that makes it, or "" for other steps.

        Raises:
            IndexError: if there is no step of that number.
        """
        return "\n".join(entries_of(self._step(step)))

    def _step(self, number: int) -> Equation:
        walk = self.steps.walk
        if not isinstance(number, int) or not 1 <= number <= len(walk):
            raise IndexError(f"there is no step {number}: the steps have the numbers 1 to {len(walk)}.")
        return walk[number - 1]

    def save(self, path: str | Path, *, quiz: bool = False) -> Path:
        """Write the page that walks through the steps and computes: one file, without a server or a network.

        Args:
            path: a name that ends in .html; in .tex for a document that holds all equations, in .txt for the tables, in
                .md for both.
            quiz: whether the page starts at the first question.

        Raises:
            ValueError: for another suffix.
        """
        return save_by_suffix(
            path,
            html=lambda: self.html(quiz=quiz),
            tex=lambda: document(self.latex()),
            txt=self._tables,
            md=lambda: f"$$\n{self.latex()}\n$$\n\n```text\n{self._tables()}```\n",
        )

    def handout(self, path: str | Path, key: str | Path | None = None, *, seed: int | None = None) -> Path:
        """Write a sheet to print, A4 or Letter, the graph and the steps with blanks, and its key to another file.

        The files hold the numbers that are asked for: hand out paper.

        Args:
            path: a name that ends in .html.
            key: the name of the file with the answers.
            seed: a number for each student, who gets a sheet with other numbers.

        Raises:
            ValueError: for another suffix, or if the graph would be another one for other numbers.
        """
        steps = self.steps
        sheet = Explanation(steps)  # without examples: a sheet has one number for each value
        if seed is not None:
            sheet = explain(redrawn(steps.reading.J, seed), optimizer=steps.optimizer if steps.updates else None)
        sides = [list(map(PlaceMathML(digits=4).text, step.sides)) for step in sheet.steps.walk]
        html = partial(sheet.html, sheet=seed, sides=sides)
        if key is not None:
            save_by_suffix(key, html=lambda: html(handout="key"))
        return save_by_suffix(path, html=lambda: html(handout="blanks"))

    def html(self, **begins: Any) -> str:
        """Return the page's source, which begins as `quiz` or `handout` tell."""
        return page(self.steps, self._tables(), self._examples, **begins)

    def _tables(self) -> str:
        return self.text(10**6) + "\n"

    def frames(self, folder: str | Path, format: str = "svg") -> list[Path]:
        """Write a picture of the graph for each step, for slides: step_001.svg and so on.

        Args:
            folder: where to write to; it is made if need be.
            format: "svg", "png" or "pdf".

        Raises:
            ValueError: for another format.
            NoPictureError: if no layout program is there; it says what to install.
        """
        return write_frames(self.steps, Path(folder), format)

    def _repr_html_(self) -> str:
        """Return the page in a sandboxed frame, laid over a picture for notebooks that remove frames."""
        reading = self.steps.reading
        behind = Sketch(reading, boxes_of(reading), self.steps.gradients).drawing().as_image()
        behind += "<p>The steps need a trusted notebook, or explain(J).save(&quot;steps.html&quot;).</p>"
        style = "position:absolute;inset:0;width:100%;height:100%;border:0;background:#fff"
        frame = embedded_page(self.html(), "backpropagation step by step", style)
        shown = f'<div style="height:100%;overflow:auto">{behind}</div>'
        return f'<div style="position:relative;height:46rem">{shown}{frame}</div>'


def _checked(examples: Mapping[str, Any], steps: Steps) -> dict[int, list[float]]:
    """Return the numbers of each example by the place of their node, if they fit the graph."""
    if not isinstance(examples, Mapping):
        raise TypeError(f"examples={examples!r}: give m numbers by label, {{'x': [...], 'y': [...]}}.")
    by_place: dict[int, list[float]] = {}
    named = enumerate(steps.reading.names.items())
    places = {name: i for i, (node, name) in named if node.is_leaf and not node.ndim}
    for name, numbers in examples.items():
        array = np.array(numbers, dtype=object)
        if name not in places:
            raise ValueError(f"examples: no number of the graph has the label {name!r}; there are {', '.join(places)}.")
        if array.ndim != 1 or not array.size or not all(isinstance(x, Real) and np.isfinite(float(x)) for x in array):
            raise ValueError(f"examples[{name!r}] must be m finite numbers, not {numbers!r}.")
        by_place[places[name]] = list(map(float, array))
    if len(set(map(len, by_place.values()))) > 1:
        counts = ", ".join(f"{len(numbers)} of {name!r}" for name, numbers in examples.items())
        raise ValueError(f"the numbers of examples differ: {counts}. Give m of each.")
    return by_place


def explain(
    J: Node,
    *,
    inputs: Any = (),
    alpha: float | None = None,
    optimizer: Any = None,
    examples: Mapping[str, Any] | None = None,
    max_nodes: int = MOST_STEPS,
) -> Explanation:
    """Explain the forward and the backward pass of J, step by step, by the formulas that computed them.

    A backward step is one edge: the gradient from above (upstream) times the local derivative adds to the gradient of
    the value below. No `.grad` changes. Data that were assigned after J was computed are not in
    the steps, and a sentence says so.

    Args:
        J: a scalar node, a cost.
        inputs: nodes, or lists of nodes, at which the steps begin: they become inputs.
        alpha: the learning rate, to show the update w -= alpha * dJ/dw of every parameter too.
        optimizer: one of nn.optimizers, to show the update that it would make, formula by formula; the page goes
            downhill with it.
        examples: m numbers for the label of each input, {"x": [...], "y": [...]}, for the page: it pages through them,
            and gradient descent takes the mean of J over all of them.
        max_nodes: the largest graph to explain.

    Raises:
        TypeError: if J is not a node.
        ValueError: if J is not a scalar, nothing below it can have a gradient, or data changed in the forward pass;
            if there are more nodes than `max_nodes`: it says what to do; if `examples` don't fit; or if alpha and an
            optimizer are given.

    Example:
        >>> from autograd import Value
        >>> print(explain(Value(3.0, label="a") * 2).text(width=100).splitlines()[-1])
        3     J -> a  dJ/dJ * 2 = 1 * 2           2     dJ/da = 2
    """
    return Explanation(record(Reading(J, "explain", inputs), alpha, max_nodes, optimizer), examples)
