"""The result of draw: a graph that can be printed, saved as a picture, and shown in a notebook."""

import html
import re
import tempfile
import webbrowser
from functools import partial
from pathlib import Path

import graphviz

from autograd.node import Node
from autograd.views.drawing.render import NoPictureError, render
from autograd.views.drawing.tree import tree_text
from autograd.views.printed import Printed, embedded_image, save_by_suffix
from autograd.views.reading import Reading

INK, GRADIENT = "#202124", "#a33b00"
# From the line that begins with "d " to the end of its card: in the DOT source, and as it is drawn.
CARD = re.compile(r'label="((?:[^"\\]|\\.)*?)\\n(d (?:[^"\\]|\\.)*)"')
DRAWN_CARD = re.compile(f'fill="{INK}">d .*?</g>'.encode(), re.DOTALL)


class Drawing(Printed):
    """A drawn graph. Print it for a text tree, save it as a picture, or leave it to a notebook to show.

    Attributes:
        graph: the graphviz.Digraph, to be changed at will before saving.
        cards: the name in the DOT source of each node's card.
    """

    def __init__(self, reading: Reading, graph: graphviz.Digraph, cards: dict[Node, str]) -> None:
        self.graph, self.cards = graph, cards
        self._reading = reading

    @property
    def source(self) -> str:
        """The graph in the DOT language."""
        return str(self.graph.source)

    def tree(self, ascii_only: bool = False) -> str:
        """Return the graph as an indented text tree, which needs no program."""
        return self.text(ascii_only=ascii_only)

    def picture(self, format: str) -> bytes:
        """Return the drawing as the bytes of an svg, png or pdf file, with gradients in their own colour.

        Raises:
            NoPictureError: if no layout program is there; it says what to install.
        """
        if format != "svg":
            return render(CARD.sub(_in_two_colours, self.source), format)
        return DRAWN_CARD.sub(lambda card: card[0].replace(INK.encode(), GRADIENT.encode()), render(self.source, "svg"))

    def save(self, path: str | Path) -> Path:
        """Write the drawing to a file, whole or not at all: .svg .png .pdf .dot .gv .txt.

        Raises:
            ValueError: for another suffix.
            NoPictureError: if no layout program is there for a picture; it says what to install.
        """
        pictures = {format: partial(self.picture, format) for format in ("svg", "png", "pdf")}
        return save_by_suffix(
            path, **pictures, dot=lambda: self.source, gv=lambda: self.source, txt=lambda: self.tree() + "\n"
        )

    def show(self) -> None:
        """Open the picture in the system's viewer, or print the tree and the fix if there is no layout program."""
        try:
            picture = self.picture("svg")
        except NoPictureError as error:
            print(f"{self}\n\n{error}")
            return
        with tempfile.NamedTemporaryFile(suffix=".svg", delete=False) as file:
            file.write(picture)
        webbrowser.open(Path(file.name).as_uri())

    def _in_width(self, width: int) -> str:
        """Return the tree, however wide it is."""
        return tree_text(self._reading)

    def as_image(self) -> str:
        """Return an image for a notebook, or the tree and the fix if there is no layout program."""
        try:
            return embedded_image("svg+xml", self.picture("svg"), "computation graph")
        except NoPictureError as error:
            return f"<pre>{html.escape(self.tree())}\n\n{html.escape(str(error))}</pre>"

    _repr_html_ = as_image


def _in_two_colours(card: re.Match[str]) -> str:
    """Return the label of a card in Graphviz's markup, which has colours. (In pages, a plain label stays centred.)"""
    escaped = (re.sub(r"[<>]|\\[^n]", lambda sign: f"&#{ord(sign[0][-1])};", part) for part in card.groups())
    plain, gradient = (part.replace(r"\n", "<br/>") for part in escaped)
    return f'label=<{plain}<br/><font color="{GRADIENT}">{gradient}</font>>'
