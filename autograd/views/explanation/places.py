"""Equations with places for their numbers, which the page fills in with those of the moment."""

from typing import Any

import numpy as np

from autograd.graph import contributions
from autograd.names import is_raw_number
from autograd.node import Node
from autograd.symbols import ATOM, Name, number_of, numbered
from autograd.views.edges import ShortWriter, spelled_out, times, unrepeated
from autograd.views.explanation.entries import MOST_ROWS, entry_formulas, filled, has_entries
from autograd.views.explanation.equations import Backward, Equation, Forward, Update
from autograd.views.explanation.live import Places
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
        node, keys = step.node, self.reading.keys
        if not any(x.ndim for x in (node, *node.parents)):
            return []
        held = dict(zip(node.parents, node.inputs, strict=True)) | {node: node.raw}
        inputs = [numbered(f"value {keys[x]}", held[x]) for x in node.parents]
        if isinstance(step, Forward):
            by_name, put_in = step.sides[:2], spelled_out(node, inputs)
            shown, result = [*node.inputs], numbered(f"value {keys[node]}", node.raw)
        else:
            by_name, put_in = step.products[:1], self._put_in(step, inputs)
            shown, result = [step.upstream], numbered(f"adds {step.number}", step.contribution)
            shown += [] if step.local is None else [step.local]
        sides = list(by_name)
        if all(map(_is_shown, shown)):
            sides.append(put_in)
        if _is_shown(number_of(result)):
            sides.append(result)
        return list(dict.fromkeys(map(self.mathml.text, sides)))

    def _put_in(self, step: Backward, inputs: list[Any]) -> Any:
        """Return what an edge adds with its numbers put in: upstream times local derivative, or a pull-back."""
        node, upstream = step.node, numbered(f"gradient {self.reading.keys[step.node]}", step.upstream)
        if step.local is not None:
            local = np.broadcast_to(np.asarray(step.local, dtype=float), node.shape)
            return times(upstream, numbered(f"local {step.number}", local), node, step.i)
        values = numbered(f"value {self.reading.keys[node]}", node.raw), inputs
        return unrepeated(dict(contributions(node, upstream, {step.parent}, lambda _: values))[step.i])

    def entries(self, step: Forward | Backward) -> list[str]:
        """Return what makes each entry of a step of arrays, with places for its entries; none for large arrays."""
        if not has_entries(step):
            return []

        def read(x: Node) -> Any:
            return filled(x.shape, lambda at, start=self.places.node[x]: numbered(f"v{start + at}", 0.0))

        start = self.places.node[step.node]
        upstream = filled(step.node.shape, lambda at: numbered(f"g{start + at}", 0.0))
        try:
            return list(map(self.plain.text, entry_formulas(step, read, upstream)))
        except TypeError:  # a row that has no formula for an entry
            return []


def _is_shown(array: Any) -> bool:
    """Tell whether an array is small enough to be shown as a matrix in an equation."""
    shape = np.shape(array)
    return len(shape) <= 2 and np.size(array) > 0 and all(n <= MOST_ROWS for n in shape)
