"""Explain a cost: the forward pass, and then the chain rule on every edge with the numbers in it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd.files import written_whole
from autograd.node import Node
from autograd.views.columns import in_columns
from autograd.views.edges import gradient_name
from autograd.views.explanation.frames import framed, write_frames
from autograd.views.explanation.page import page
from autograd.views.explanation.passes import Steps, record
from autograd.views.explanation.quiz import Score, ask
from autograd.views.numbers import ascii_text, data_text, plain_text
from autograd.views.printed import Printed

MANY = 20_000  # nodes whose steps somebody may still want to read


class Explanation(Printed):
    """The two passes of a cost, step by step. Print it for a table.

    Attributes:
        steps: the recorded passes.
    """

    def __init__(self, steps: Steps) -> None:
        self.steps = steps

    def text(self, width: int | None = None, *, ascii_only: bool = False) -> str:
        """Both tables.

        Args:
            width: the columns to fit in; where a table is wider, each step takes several lines. The terminal's if
                not given.
            ascii_only: for consoles that know nothing else.
        """
        width = width or shutil.get_terminal_size().columns
        J = self.steps.names[self.steps.J]
        forward = [("step", "value", "formula", "with numbers", "result")]
        forward += [
            (str(i), step.name, step.formula, step.numbers or "-", step.result)
            for i, step in enumerate(self.steps.forward, start=1)
        ]
        first = len(forward)
        backward = [("step", "edge", "upstream * local derivative", "adds", "gradient so far")]
        backward += [
            (str(first), J, "where every pass begins", "1", f"{gradient_name(self.steps.J, self.steps.names)} = 1")
        ]
        backward += [
            (str(i), f"{step.name} -> {step.parent_name}", step.product, data_text(step.contribution), step.so_far)
            for i, step in enumerate(self.steps.backward, start=first + 1)
        ]
        updates = [("step", "update", "with numbers", "result")]
        updates += [
            (str(i), by_name, numbers or "-", result)
            for i, update in enumerate(self.steps.updates, start=first + len(backward) - 1)
            for by_name, numbers, result in [update.texts(self.steps.alpha)]
        ]
        text = "\n".join(
            [
                "Forward pass: every value is computed from those it depends on.",
                in_columns(forward, width),
                "",
                "Backward pass: along every edge, upstream times local derivative adds to a gradient.",
                in_columns(backward, width),
                *self.steps.fused,
                *(
                    ["", "Update: every parameter takes a step downhill.", in_columns(updates, width)]
                    if updates[1:]
                    else []
                ),
            ]
        )
        return ascii_text(text) if ascii_only else plain_text(text)

    def save(self, path: str | Path, *, quiz: bool = False) -> Path:
        """Write the page that walks through the steps: one file, without a server or a network; or the tables as .txt.

        Args:
            path: a name that ends in .html or .txt.
            quiz: whether the page starts at the first question.

        Raises:
            ValueError: for another suffix.
        """
        path = Path(path)
        if path.suffix.lower() not in (".html", ".txt"):
            raise ValueError(f"an explanation can't be saved as {path.suffix!r}. Use .html or .txt.")
        content = self.html(quiz=quiz) if path.suffix.lower() == ".html" else self.text(10**6) + "\n"
        with written_whole(path, "wb") as file:
            file.write(content.encode(errors="replace"))
        return path

    def html(self, *, quiz: bool = False) -> str:
        """The page's source."""
        return page(self.steps, self.text(10**6), quiz=quiz)

    def quiz(self, read: Callable[[str], str] = input, say: Callable[[str], None] = print) -> Score:
        """Ask for the numbers of every backward step in the terminal. For the page, `save("quiz.html", quiz=True)`.

        Args:
            read: asks a question and returns the answer.
            say: shows a line.

        Returns:
            How many numbers were asked for, and how many were right at once.
        """
        return ask(self.steps, str(self).split("\n\n")[0], read, say)

    def frames(self, folder: str | Path, format: str = "svg") -> list[Path]:
        """Write a picture of the graph for each step, for slides: step_001.svg and so on.

        Args:
            folder: where to write to; it is made if need be.
            format: "svg", "png" or "pdf".

        Raises:
            ValueError: for another format.
            NoPictureError: if no layout program is there; it says what to install.
        """
        if format not in ("svg", "png", "pdf"):
            raise ValueError(f"frames can't be made as {format!r}. Use svg, png or pdf.")
        return write_frames(self.steps, Path(folder), format)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What a notebook shows: the page in a sandboxed frame, laid over a picture for where frames are removed."""
        return {"text/html": framed(self.steps, self.html()), "text/plain": str(self)}


def explain(J: Node, *, alpha: float | None = None, max_nodes: int = MANY) -> Explanation:
    """The forward and the backward pass of J, step by step, by the formulas that computed them.

    A backward step is one edge: what comes from above (upstream) times the local derivative adds to the gradient of
    the value below. No `.grad` changes.

    Args:
        J: a scalar node, a cost.
        alpha: the learning rate, to show the update w -= alpha * dJ/dw of every parameter too.
        max_nodes: the largest graph to explain.

    Raises:
        TypeError: if J is not a node.
        ValueError: if J is not a scalar, nothing below it can have a gradient, or data changed after the forward pass;
            or if there are more nodes than `max_nodes`: it says what to do.

    Example:
        >>> from autograd import Value
        >>> a = Value(3.0, label="a")
        >>> J = a * a
        >>> J.label = "J"
        >>> print(explain(J).text(width=100, ascii_only=True))
        Forward pass: every value is computed from those it depends on.
        step  value  formula  with numbers  result
        1     J      a * a    3 * 3         9
        <BLANKLINE>
        Backward pass: along every edge, upstream times local derivative adds to a gradient.
        step  edge    upstream * local derivative   adds  gradient so far
        2     J       where every pass begins       1     dJ/dJ = 1
        3     J -> a  dJ/dJ * a = 1 * 3             3     dJ/da = 3
        4     J -> a  dJ/dJ * a = 1 * 3             3     dJ/da = 3 + 3 = 6
    """
    if not isinstance(J, Node):
        raise TypeError(f"explain takes a node, such as a cost J, not {type(J).__name__}.")
    return Explanation(record(J, alpha, max_nodes))
