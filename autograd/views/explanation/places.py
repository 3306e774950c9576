"""Equations with places for their numbers, which the page fills in with those of the moment."""

from typing import Any

from autograd.symbols import ATOM, Name, number_of, numbered
from autograd.views.edges import ShortWriter
from autograd.views.explanation.entries import entry_formulas
from autograd.views.explanation.equations import Backward, Equation, Forward
from autograd.views.explanation.live import Places
from autograd.views.numbers import is_whole
from autograd.views.reading import Reading
from autograd.writers.latex import Latex
from autograd.writers.mathml import MathML
from autograd.writers.text import COMPARISON, PREFIX, Writer

OPENS, CLOSES = "\ue000", "\ue001"


class PlaceWriter(Writer):
    """Leaves a place for every number and gradient: its name between two private letters."""

    index: dict[str, int]  # the place of each node among them all, by name

    def text(self, x: Any, binds: int = COMPARISON) -> str:
        if number_of(x) is x:
            return super().text(x, binds)
        return f"{OPENS}{'(' if binds > PREFIX else ''}{x.name}{CLOSES}"  # with a bracket if a minus sign needs them

    def right(self, x: Any, binds: int) -> str:
        return super().right(x, binds) if number_of(x) is x else self.text(x, ATOM)

    def _base(self, x: Any) -> str:
        return super()._base(x) if number_of(x) is x else self.text(x, ATOM)  # type: ignore[misc]

    def name(self, name: str) -> str:
        if isinstance(name, Name) and name.of in self.index and name.label in self.index:
            return f"{OPENS}{self.index[name.of]} by {self.index[name.label]}{CLOSES}"
        return super().name(name)


class PlaceText(PlaceWriter, ShortWriter): ...


class PlaceLatex(PlaceWriter, Latex): ...


class PlaceMathML(PlaceWriter, MathML):
    def sign(self, sign: str) -> str:
        """Return a sign by its name: factors side by side have some air between them."""
        return '<mspace width="0.2em"></mspace>' if sign == "no sign" else super().sign(sign)


class Written:
    """The equations of the steps of a graph as templates, in text, LaTeX and MathML."""

    def __init__(self, reading: Reading, places: Places) -> None:
        self.reading, self.places = reading, places
        self.plain, self.tex, self.mathml = PlaceText(), PlaceLatex(digits=4), PlaceMathML(digits=4)
        for writer in (self.plain, self.tex, self.mathml):
            writer.index = {name: places.index[node] for node, name in reading.names.items()}

    def sides(self, step: Equation) -> list[str]:
        """Return the sides of an equation as text."""
        return list(map(self.plain.text, step.sides))

    def latex(self, step: Equation) -> str:
        """Return an equation in LaTeX."""
        return step.written(self.tex)

    def matrices(self, step: Forward | Backward) -> list[str]:
        """Return the sides of an equation of arrays in MathML, with all matrices up to 6 x 6; none of single numbers.

        A backward step has the sides of what it adds.
        """
        node = step.node
        if not any(x.ndim for x in (node, *node.parents)):
            return []
        if isinstance(step, Forward):
            sides, result = step.sides[:2], numbered(f"value {self.reading.keys[node]}", node.raw)
        else:
            sides, result = step.products[:1], numbered(f"adds {step.number}", step.contribution)
        if all(is_whole(x.shape) for x in (node, *node.parents)):
            sides = [*sides, step.put_in(), result]
        return list(dict.fromkeys(map(self.mathml.text, sides)))

    def entries(self, step: Forward | Backward) -> list[str]:
        """Return what makes each entry of a step of arrays, with places for its entries; none for large arrays."""
        return list(map(self.plain.text, entry_formulas(step)))
