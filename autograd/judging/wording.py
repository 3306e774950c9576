"""The sentence that says which mistake was made, where, and what is right there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.judging.formulas import Formulas, Stretch
from autograd.judging.given import TRANSPOSED, Given, without_ones
from autograd.judging.mistakes import FACTOR, NEIGHBOUR
from autograd.judging.search import Candidate, Search
from autograd.names import as_term
from autograd.symbols import Symbol


@dataclass(frozen=True)
class Mistake:
    """A mistake that gives an answer's numbers.

    Attributes:
        kinds: what it is called; two names if another one gives the same numbers.
        place: the quantity in the line of whose gradient it was made.
        sentence: what was done, and what is right.
    """

    kinds: tuple[str, ...]
    place: str
    sentence: str


class Wording:
    """Says mistakes in the names of one graph."""

    def __init__(self, formulas: Formulas) -> None:
        self.formulas = formulas

    def mistake_of(self, search: Search, given: Given) -> Mistake | None:
        """Say what is wrong with the next answer in backward order. None if nothing fits it."""
        candidates: list[Candidate] = []
        mistake = None
        if given.is_right:
            search.go_on(given, None)
            return None
        if search.follows(given):
            cause = "" if search.cause is None else as_term(self.formulas.names[search.cause])
            mistake = Mistake(("follows",), cause, f"follows from d{cause}, and is right apart from that")
        elif search.fits_meant_cost(given):
            made = next(iter(search.meeting.rows))
            shapes = " and ".join([str(parent.shape) for parent in made.parents])
            sentence = f"right for the cost without the broadcast of {shapes} to {made.shape}: see above"
            mistake = Mistake(("broadcast",), self.formulas.names[given.node], sentence)
        else:
            candidates = search.candidates(given)
            mistake = self._mistake(given, candidates, search.answers) if candidates else None
        search.go_on(given, candidates[0] if candidates else None)
        return mistake

    def _mistake(self, given: Given, candidates: Sequence[Candidate], answers: Sequence[Given]) -> Mistake:
        """Say the mistake that fits. Or two, if another one in another place gives the same numbers."""
        first = candidates[0]
        alike = [c for c in candidates if c.kind is first.kind and np.isclose(c.factor, first.factor)]
        sentence = self._sentence(given, first, alike)
        kinds: tuple[str, ...] = (self._kind(first),)
        places = {c.stretch for c in alike}
        others = [c for c in candidates if c.kind is not first.kind and c.stretch not in places]
        if others:
            sentence = f"either {sentence}, or {self._sentence(given, others[0], others[:1])}"
            kinds = (*kinds, self._kind(others[0]))
        if kinds == ("mean",) and _is_convention(first, answers):
            sentence += " The parameters' gradients are right, as where the mean is taken there."
        return Mistake(kinds, self.formulas.names[first.stretch.tail], sentence)

    def _kind(self, candidate: Candidate) -> str:
        """The name of a mistake. That of a factor by what it means."""
        if candidate.kind is not FACTOR:
            return "pair" if candidate.twist else candidate.kind.name
        if candidate.factor == 1:
            return "shape"
        return "pair" if candidate.twist else self.formulas.meaning(candidate.factor)

    def _sentence(self, given: Given, candidate: Candidate, alike: Sequence[Candidate]) -> str:
        twist = f", and {candidate.twist}" if candidate.twist else ""
        if candidate.kind is FACTOR and candidate.factor == 1:
            if candidate.twist == TRANSPOSED:
                return "equal after transposing"
            is_plain = without_ones(given.numbers.shape) == without_ones(given.node.shape)
            return f"{'equal but for the shape, ' if is_plain else ''}equal after reshaping"
        if candidate.kind is FACTOR:
            return f"{self._factor(given, candidate, self._between(alike))}{twist}"
        if candidate.kind is NEIGHBOUR:
            return f"{self._text(candidate.change.after)} was handed in"
        before, after = candidate.change.before, candidate.change.after
        whole = before is candidate.stretch.formula
        if whole and candidate.kind.name == "no sum":
            return f"equal after summing over {_axis_text(before)}{twist}"
        words = {"before": self._text(before), "after": self._text(after), "alpha": f"{1 - candidate.factor:.4g}"}
        words["missing"] = self._missing(before, after)
        said = candidate.kind.sentence.format(**words)
        if whole and "stood for" in said:
            said = f"as if {self._line(candidate.stretch, after)}"
        return f"{said}{twist}; right is {self._line(candidate.stretch, candidate.stretch.formula)}"

    def _line(self, stretch: Stretch, formula: Any) -> str:
        """The line of a program that gives a gradient, or adds to it what comes along a stretch."""
        sign = "=" if len(self.formulas.stretches[stretch.tail]) == 1 else "+="
        return f"{self.formulas.gradient_name(stretch.tail)} {sign} {self._text(formula)}"

    def _factor(self, given: Given, candidate: Candidate, where: str) -> str:
        """Say a factor on a contribution, on several, or on the whole gradient."""
        factor, formula, tail = candidate.factor, candidate.change.formula, candidate.stretch.tail
        chosen = formula if isinstance(formula, tuple) else (formula,)
        is_all = len(chosen) == len(self.formulas.stretches[tail])
        part = self.formulas.gradient_name(tail) if is_all else " + ".join(map(self._text, chosen))
        is_answer = is_all and tail is given.node
        meaning = self.formulas.meaning(factor)
        if meaning == "path":
            return f"as if {self._path(candidate, part)} were forgotten"
        if meaning == "sign":
            return f"the sign {'is turned' if is_answer else f'of {part} is turned'}{where}"
        said = "by hand it is the right one" if is_answer else f"{part} is taken"
        if meaning != "mean":
            return f"{said} times {factor:.4g}{where}"
        near = min(self.formulas.ratios, key=lambda ratio: abs(ratio - abs(factor)))
        return f"{said} {self.formulas.ratios[near] % (' and the sign turned' * (factor < 0) + where)}"

    def _path(self, candidate: Candidate, part: str) -> str:
        """Name the path or the terms that a factor of 0 forgets."""
        head, formula = candidate.stretch.head, candidate.change.formula
        if isinstance(formula, tuple):
            return f"the terms {part}"
        if head is self.formulas.order[-1]:
            return f"the term {part}"
        return f"the path through {self.formulas.names[head]}, {self._line(candidate.stretch, formula)},"

    def _between(self, candidates: Sequence[Candidate]) -> str:
        """Where a factor may be, if it may be at several places of a chain."""
        stretches = [c.stretch for c in candidates]
        if len(stretches) < 2:
            return ""
        place = {node: i for i, node in enumerate(self.formulas.order)}
        top = max([stretch.head for stretch in stretches], key=lambda node: place[node])
        bottom = min([stretch.tail for stretch in stretches], key=lambda node: place[node])
        return f" somewhere between {self.formulas.names[top]} and {self.formulas.names[bottom]}"

    def _missing(self, before: Any, after: Any) -> str:
        """Return what is left out of a formula if `after`, a part of it, stands in its place."""
        if not isinstance(before, Symbol) or before.rule is None:
            return self._text(before)
        others = [x for x in before.inputs if x is not after]
        if len(before.inputs) == 2 and len(others) == 1:
            sign = "/ " if before.rule.symbol == "/" and others[0] is before.inputs[1] else ""
            return sign + self._text(others[0])
        return f"the {before.rule.name} of {self._text(after)}"

    def _text(self, formula: Any) -> str:
        text = self.formulas.text(formula)
        return text if len(text) <= 80 else text[:77] + "..."


def _is_convention(candidate: Candidate, answers: Sequence[Given]) -> bool:
    """Tell whether the mean is only taken later: dZ = A - Y, and 1/m in the lines of dW and db."""
    below = [given.is_right for given in answers if given.node.is_leaf and given.node in candidate.moves]
    return not candidate.stretch.tail.is_leaf and bool(below) and all(below)


def _axis_text(x: Any) -> str:
    axis = x.rule.options.get("axis") if isinstance(x, Symbol) and x.rule is not None else None
    if axis is None:
        return "all axes"
    axes = axis if isinstance(axis, tuple) else (axis,)
    return f"axis {', '.join(map(str, axes))}"
