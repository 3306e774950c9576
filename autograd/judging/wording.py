"""The sentence that says which mistake was made, where, and what is right there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd.judging.answers import TRANSPOSED, Claim, without_ones
from autograd.judging.mistakes import MULTIPLE, NEIGHBOUR, Candidate
from autograd.judging.symbolic_pass import Stretch, SymbolicPass
from autograd.names import as_term
from autograd.node import Node
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

    def __init__(self, formulas: SymbolicPass) -> None:
        self.formulas, self.text = formulas, formulas.text

    def follows(self, cause: Node) -> Mistake:
        """Say that an answer is what an earlier wrong one makes of right lines."""
        name = as_term(self.formulas.names[cause])
        return Mistake(("follows",), name, f"follows from d{name}, and is right apart from that")

    def broadcast(self, node: Node, pair: Node) -> Mistake:
        """Say that an answer is right for the cost in which a pair of shapes does not meet."""
        shapes = " and ".join([str(parent.shape) for parent in pair.parents])
        sentence = f"right for the cost without the broadcast of {shapes} to {pair.shape}: see above"
        return Mistake(("broadcast",), self.formulas.names[node], sentence)

    def mistake(self, claim: Claim, candidates: Sequence[Candidate], claims: Sequence[Claim]) -> Mistake:
        """Say the mistake that fits an answer, or two if another one in another place gives the same numbers."""
        first = candidates[0]
        alike, others = [], []
        for candidate in candidates:
            if candidate.kind is not first.kind:
                others.append(candidate)
            elif np.isclose(candidate.factor, first.factor):
                alike.append(candidate)
        places = {candidate.stretch for candidate in alike}
        other = next((candidate for candidate in others if candidate.stretch not in places), None)
        kinds = [self._kind(first)]
        sentence = self._sentence(claim, first, alike)
        if other:
            kinds.append(self._kind(other))
            sentence = f"either {sentence}, or {self._sentence(claim, other, [other])}"
        if kinds == ["mean"] and _is_convention(first, claims):
            sentence += " The parameters' gradients are right, as where the mean is taken there."
        return Mistake(tuple(kinds), self.formulas.names[first.stretch.tail], sentence)

    def _kind(self, candidate: Candidate) -> str:
        """The name of a mistake. That of a factor by what it means."""
        if candidate.kind is MULTIPLE and candidate.factor == 1:
            return "shape"
        if candidate.is_twisted:
            return "pair"
        if candidate.kind is MULTIPLE:
            return self.formulas.factors[candidate.factor][0]
        return candidate.kind.name

    def _sentence(self, claim: Claim, candidate: Candidate, alike: Sequence[Candidate]) -> str:
        kind, stretch = candidate.kind, candidate.stretch
        _, before, after = candidate.change
        if kind is MULTIPLE:
            return self._multiple(claim, candidate, alike)
        sentence = kind.sentence.format(
            before=self.text(before),
            after=self.text(after),
            missing=self._missing(before, after),
            alpha=f"{1 - candidate.factor:.4g}",
        )
        if kind is NEIGHBOUR:
            return sentence
        is_whole = before is stretch.formula
        if is_whole and kind.name == "no sum":
            return f"equal after summing over {_axis_text(before)}{_twist(candidate)}"
        if is_whole and "stood for" in sentence:
            sentence = f"as if {self._line(stretch, after)}"
        return f"{sentence}{_twist(candidate)}; right is {self._line(stretch, stretch.formula)}"

    def _multiple(self, claim: Claim, candidate: Candidate, alike: Sequence[Candidate]) -> str:
        """Say a factor on a contribution, on several, or on the whole gradient."""
        if candidate.factor == 1 and candidate.shape == TRANSPOSED:
            return "equal after transposing"
        if candidate.factor == 1:
            if without_ones(claim.numbers.shape) == without_ones(claim.node.shape):
                return "equal but for the shape, equal after reshaping"
            return "equal after reshaping"
        stretch, tail = candidate.stretch, candidate.stretch.tail
        part: str = self.text(stretch.formula)
        is_all = stretch.terms == len(self.formulas.stretches[tail])
        if is_all:
            part = self.formulas.gradient_name(tail)
        it, of_part = f"{part} is taken", f" of {part}"
        if is_all and tail is claim.node:
            it, of_part = "by hand it is the right one", ""
        _, sentence = self.formulas.factors[candidate.factor]
        sentence = sentence.format(
            it=it,
            part=of_part,
            path=self._path(stretch, part),
            where=self._between(alike),
            factor=candidate.factor,
        )
        return sentence + _twist(candidate)

    def _path(self, stretch: Stretch, part: str) -> str:
        """Name the path or the terms that a factor of 0 forgets."""
        if stretch.terms > 1:
            return f"the terms {part}"
        if stretch.head is self.formulas.order[-1]:
            return f"the term {part}"
        return f"the path through {self.formulas.names[stretch.head]}, {self._line(stretch, stretch.formula)},"

    def _between(self, candidates: Sequence[Candidate]) -> str:
        """Say where a factor may be, if it may be at several places of a chain."""
        if len(candidates) < 2:
            return ""
        names, place = self.formulas.names, self.formulas.place
        top = max([candidate.stretch.head for candidate in candidates], key=place.__getitem__)
        bottom = min([candidate.stretch.tail for candidate in candidates], key=place.__getitem__)
        return f" somewhere between {names[top]} and {names[bottom]}"

    def _line(self, stretch: Stretch, formula: Any) -> str:
        """The line of a program that gives a gradient, or adds to it what comes along a stretch."""
        sign = "="
        if len(self.formulas.stretches[stretch.tail]) > 1:
            sign = "+="
        return f"{self.formulas.gradient_name(stretch.tail)} {sign} {self.text(formula)}"

    def _missing(self, before: Any, after: Any) -> str:
        """Return what is left out of a formula if `after`, a part of it, stands in its place."""
        if not isinstance(before, Symbol) or before.rule is None:
            return self.text(before)
        others = [x for x in before.inputs if self.text(x) != self.text(after)]
        if len(before.inputs) != 2 or len(others) != 1:
            return f"the {before.rule.name} of {self.text(after)}"
        missing = self.text(others[0])
        if before.rule.symbol == "/" and others[0] is before.inputs[1]:
            return f"/ {missing}"
        return missing


def _twist(candidate: Candidate) -> str:
    """Say the second mistake in the same line."""
    factor = candidate.factor
    if candidate.shape:
        return f", and {candidate.shape}"
    if not candidate.is_twisted:
        return ""
    if factor == -1:
        return ", and the sign is turned"
    if factor > 1:
        return f", and it is {factor:g} times too large"
    return f", and it is {1 / factor:g} times too small"


def _is_convention(candidate: Candidate, claims: Sequence[Claim]) -> bool:
    """Tell whether the mean is only taken later: dZ = A - Y, and 1/m in the lines of dW and db."""
    if candidate.stretch.tail.is_leaf:
        return False
    below = [claim.is_right for claim in claims if claim.node.is_leaf and claim.node in candidate.moves]
    return bool(below) and all(below)


def _axis_text(x: Symbol) -> str:
    axis = x.rule.options.get("axis") if x.rule else None
    axes = [axis] if isinstance(axis, int) else list(axis or ())
    if len(axes) == 1:
        return f"axis {axes[0]}"
    if x.shape == ():
        return "all axes"
    return f"axes {' and '.join(map(str, axes))}"
