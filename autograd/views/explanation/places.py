"""Equations with places for their numbers, which the page fills in with those of the moment."""

from typing import Any

from autograd.symbols import ATOM, number_of
from autograd.views.edges import ShortWriter
from autograd.views.explanation.entries import entry_formulas
from autograd.views.explanation.equations import Backward, Equation, Update
from autograd.views.numbers import are_whole
from autograd.writers.latex import Latex
from autograd.writers.mathml import MathML
from autograd.writers.text import COMPARISON, PREFIX, Writer

OPENS, CLOSES = "\ue000", "\ue001"


class PlaceWriter(Writer):
    """Leaves a place for every number: its name between two private letters."""

    def text(self, x: Any, binds: int = COMPARISON) -> str:
        if number_of(x) is x:
            return super().text(x, binds)
        return f"{OPENS}{'(' if binds > PREFIX else ''}{x.name}{CLOSES}"  # with a bracket if a minus sign needs them

    def right(self, x: Any, binds: int) -> str:
        return super().right(x, binds) if number_of(x) is x else self.text(x, ATOM)

    def _begins_with_minus(self, x: Any) -> bool:
        # The page sees by itself whether the number that it puts in has a minus sign.
        return not self.text(x).startswith(OPENS) and super()._begins_with_minus(x)

    def _base(self, x: Any) -> str:
        return super()._base(x) if number_of(x) is x else self.text(x, ATOM)  # type: ignore[misc]


class PlaceText(PlaceWriter, ShortWriter): ...


class PlaceLatex(PlaceWriter, Latex): ...


class PlaceMathML(PlaceWriter, MathML):
    def name(self, name: str) -> str:
        """Return a name: that of a gradient has a colour of its own."""
        written = super().name(name)
        return f'<mrow class="up">{written}</mrow>' if getattr(name, "numerator", "") else written


class Written:
    """The equations of the steps of a graph as templates, in text, LaTeX and MathML."""

    def __init__(self) -> None:
        self.plain, self.tex, self.mathml = PlaceText(), PlaceLatex(digits=4), PlaceMathML(digits=4)

    def step(self, step: Equation) -> dict[str, Any]:
        """Return all that the page writes of a step.

        Its sides as text, its equation in LaTeX, with arrays the sides in MathML, and what makes each entry.
        """
        return {
            "equation": list(map(self.plain.text, step.sides)),
            "latex": step.written(self.tex),
            "typeset": self._matrices(step),
            "entries": list(map(self.plain.text, entry_formulas(step))),
        }

    def _matrices(self, step: Equation) -> list[str]:
        """Return the sides of an equation in MathML with all matrices up to 6 x 6.

        A backward step has the sides of what it adds. Of single numbers only an update has some.
        """
        around, sides = (step.node, *step.node.parents), step.sides
        if not isinstance(step, Update):
            if not any(x.ndim for x in around):
                return []
            if are_whole(*around):
                sides = [step.left, step.named, step.put_in, step.outcome]
        if isinstance(step, Backward):
            sides = sides[1:]
        return list(dict.fromkeys(map(self.mathml.text, sides)))
