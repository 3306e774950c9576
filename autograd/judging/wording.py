"""The sentence that says which mistake was made, where, and what is right there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.judging.broadcasts import Meeting
from autograd.judging.formulas import Formulas, Stretch
from autograd.judging.mistakes import FACTOR, NEIGHBOUR
from autograd.judging.search import TRANSPOSED, Candidate, Given
from autograd.names import as_term, number_text
from autograd.node import Node
from autograd.symbols import Symbol

Array = npt.NDArray[Any]
FEW = 3  # entries that are named one by one


@dataclass(frozen=True)
class Mistake:
    """A mistake that gives an answer's numbers.

    Attributes:
        kind: what it is called.
        place: the quantity in the line of whose gradient it was made.
        sentence: what was done, and what is right.
    """

    kind: str
    place: str
    sentence: str


class Wording:
    """Says mistakes in the names of one graph."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas

    def follows(self, cause: Node | None) -> Mistake:
        """Say that an answer is wrong only because one before it is."""
        name = self.formulas.names[cause] if cause is not None else ""
        return Mistake("follows", name, f"follows from d{as_term(name)}, and is right apart from that")

    def meant(self, node: Node, meeting: Meeting) -> Mistake:
        """Say that an answer is right for the cost without its broadcast."""
        made = next(iter(meeting.rows))
        shapes = " and ".join([str(parent.shape) for parent in made.parents])
        sentence = f"right for the cost without the broadcast of {shapes} to {made.shape}: see above"
        return Mistake("broadcast", self.formulas.names[node], sentence)

    def mistake(self, candidates: Sequence[Candidate], answers: Sequence[Given]) -> Mistake:
        """Say the mistake that fits; or two, if another one in another place gives the same numbers."""
        first = candidates[0]
        kind = (first.kind is FACTOR and self.formulas.meaning(first.factor)) or first.kind.name
        kind = "shape" if kind == "factor" and first.factor == 1 else "pair" if first.twist else kind
        alike = [c for c in candidates if c.kind is first.kind and c.factor == first.factor]
        sentence = self._sentence(first, alike)
        others = [c for c in candidates if c.kind is not first.kind and c.stretch is not first.stretch]
        if others:
            sentence = f"either {sentence}, or {self._sentence(others[0], others[:1])}"
        if kind == "mean" and _is_convention(first, answers):
            sentence += " The parameters' gradients are right, as where the mean is taken there."
        return Mistake(kind, self.formulas.names[first.stretch.tail], sentence)

    def _sentence(self, candidate: Candidate, alike: Sequence[Candidate]) -> str:
        twist = f", and {candidate.twist}" if candidate.twist else ""
        if candidate.kind is FACTOR and candidate.factor == 1:
            return f"equal after {'transposing' if candidate.twist == TRANSPOSED else 'reshaping'}"
        if candidate.kind is FACTOR:
            return f"{self._factor(candidate)}{self._between([c.stretch for c in alike])}{twist}"
        if candidate.kind is NEIGHBOUR:
            return f"{self._text(candidate.change.after)} was handed in"
        before, after = candidate.change.before, candidate.change.after
        if candidate.kind.name == "no sum" and before is candidate.stretch.formula:
            return f"equal after summing over {_axis_text(before)}{twist}"
        words = {
            "before": self._text(before), "after": self._text(after), "missing": self._missing(before, after),
            "alpha": number_text(1 - candidate.factor),
        }  # fmt: skip
        return f"{candidate.kind.sentence.format(**words)}{twist}: {self._line(candidate.stretch)}"

    def _line(self, stretch: Stretch) -> str:
        """What is right: the line of the gradient, or what the stretch adds to it."""
        sign = "=" if len(self.formulas.stretches[stretch.tail]) == 1 else "+="
        return f"{self.formulas.gradient_name(stretch.tail)} {sign} {self._text(stretch.formula)}"

    def _factor(self, candidate: Candidate) -> str:
        """A factor on a contribution, on several, or on the whole gradient."""
        factor, formula = candidate.factor, candidate.change.formula
        stretches = self.formulas.stretches[candidate.stretch.tail]
        chosen = formula if isinstance(formula, tuple) else (formula,)
        part = "" if len(chosen) == len(stretches) else " + ".join(map(self._text, chosen))
        meaning = self.formulas.meaning(factor)
        if meaning == "path":
            return f"as if {self._path(candidate, part)} were forgotten"
        if meaning == "sign":
            return f"the sign is turned{f' of {part}' if part else ''}"
        said = f"{part} is taken" if part else "by hand it is the right one"
        if meaning != "mean":
            return f"{said} times {number_text(factor)}"
        near = min(self.formulas.ratios, key=lambda ratio: abs(ratio - abs(factor)))
        return f"{said} {self.formulas.ratios[near] % (' and the sign turned' if factor < 0 else '')}"

    def _path(self, candidate: Candidate, part: str) -> str:
        head = candidate.stretch.head
        if head is self.formulas.order[-1] or isinstance(candidate.change.formula, tuple):
            return f"the term {part}" if " + " not in part else f"the terms {part}"
        return f"the path through {self.formulas.names[head]}, {self._line(candidate.stretch)},"

    def _between(self, stretches: Sequence[Stretch]) -> str:
        """Where a factor may be, if it may be at several places of a chain."""
        if len(stretches) < 2:
            return ""
        place = {node: i for i, node in enumerate(self.formulas.order)}
        top = max([stretch.head for stretch in stretches], key=lambda node: place[node])
        bottom = min([stretch.tail for stretch in stretches], key=lambda node: place[node])
        return f" somewhere between {self.formulas.names[top]} and {self.formulas.names[bottom]}"

    def _missing(self, before: Any, after: Any) -> str:
        """What is left out of a formula if `after`, a part of it, stands in its place."""
        if not isinstance(before, Symbol) or before.rule is None:
            return self._text(before)
        others = [x for x in before.inputs if x is not after]
        if len(before.inputs) == 2 and len(others) == 1:
            sign = "/ " if before.rule.symbol == "/" and others[0] is before.inputs[1] else ""
            return sign + self._text(others[0])
        if len(before.inputs) == 1 and before.inputs[0] is after:
            return f"the {before.rule.name} of {self._text(after)}"
        return f"all of {self._text(before)} but {self._text(after)}"

    def _text(self, formula: Any) -> str:
        text = self.formulas.text(formula)
        return text if len(text) <= 80 else text[:77] + "..."


def _is_convention(candidate: Candidate, answers: Sequence[Given]) -> bool:
    """Whether the mean is only taken later: dZ = A - Y, and 1/m in the lines of dW and db."""
    below = [given.is_right for given in answers if given.node.is_leaf and given.node in candidate.moves]
    return not candidate.stretch.tail.is_leaf and bool(below) and all(below)


def difference_text(right: Array, by_hand: Array, wrong: npt.NDArray[np.bool_]) -> str:
    """Say how an answer differs that no mistake explains."""
    where = [str([int(i) for i in index]) for index in np.argwhere(wrong)[: FEW + 1]]
    if right.shape != by_hand.shape:
        return ""
    strange = np.isnan(by_hand) & wrong
    if strange.any():
        return f"different: nan in {np.count_nonzero(strange)} of {right.size} entries" if right.ndim else "nan"
    if np.isinf(by_hand[wrong]).any():
        return "different: infinite where the gradient is not"
    if right.ndim and len(where) <= FEW and len(where) < right.size:
        return f"different in entry {', '.join(where)} only"
    size = float(np.sum(right * right))
    factor = float(np.sum(right * by_hand)) / size if 0 < size < np.inf else 0.0
    if factor and np.allclose(by_hand, factor * right, rtol=1e-6, atol=0):
        if np.isclose(factor, 1, rtol=1e-3):
            return f"nearly equal: by hand it is larger by {factor - 1:.1e} of it"
        return f"by hand it is the right one times {number_text(factor)}"
    return "different"


def shape_text(right: Array, by_hand: Array) -> str:
    """Say that an answer has another shape; "" if it has not."""
    return "" if right.shape == by_hand.shape else f"it has shape {by_hand.shape} instead of {right.shape}"


def _axis_text(x: Any) -> str:
    axis = x.rule.options.get("axis") if isinstance(x, Symbol) and x.rule is not None else None
    if axis is None:
        return "all axes"
    axes = axis if isinstance(axis, tuple) else (axis,)
    return f"axis {', '.join(map(str, axes))}"
