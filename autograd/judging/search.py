"""The mistake behind a wrong answer: which break of the backward pass, in which place, gives its numbers.

A trial puts a wrong formula in the place of one line. The answer is then `rest + factor * part`. The factor follows
from the answer, and tells a mistake of its own: -1 a turned sign, 0 a forgotten path, m a forgotten mean.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.gradients import dependents
from autograd.judging.answers import Claim
from autograd.judging.case import Case
from autograd.judging.mistakes import KINDS_OF_MISTAKES, MULTIPLE, NEIGHBOUR, UPDATED, Candidate, Change, Kind
from autograd.judging.replay import attempted
from autograd.judging.symbolic_pass import TWICE_OR_HALF, Stretch, SymbolicPass
from autograd.judging.wording import Mistake, Wording
from autograd.node import Node

PATHS = 7  # contributions to one gradient up to which all choices among them are tried
WORK = 4000  # wrong formulas of small arrays that are tried for one answer
LARGE_ARRAY, FAR = 20_000, 50  # entries, and nodes below, that make a wrong formula take twice its time
CHANCE = 0.02  # how likely it may be that one of the tries fits by accident


class Trial(NamedTuple):
    """One wrong formula, and what it makes of the answered gradient: `rest + factor * part`.

    Attributes:
        kind: the mistake.
        stretch: where it is made.
        change: the wrong formula.
        part: what may be multiplied, as it arrives at the answered gradient.
        rest: what is added to that.
        added: what the mistake, or a multiple of it, adds to the gradient of the stretch's tail.
    """

    kind: Kind
    stretch: Stretch
    change: Change
    part: Any
    rest: Any
    added: Any


@dataclass
class Search:
    """The search for the mistake behind one answer.

    Args:
        formulas: the backward pass as formulas.
        wrong_lines: the changes of one kind to a stretch.
        state: the gradients as the answers so far make them.
        claims: all answers, in backward order.
        claim: the wrong one.
    """

    formulas: SymbolicPass
    wrong_lines: Callable[[Kind, Stretch], list[Change]]
    state: dict[Node, Any]
    claims: Sequence[Claim]
    claim: Claim

    def __post_init__(self) -> None:
        self.node = self.claim.node
        self.right = self.state[self.node]
        self.below = dependents(self.formulas.order, [self.node])
        self.own = self.formulas.stretches.get(self.node, [])
        place = self.claims.index(self.claim)
        self.right_before = [claim for claim in self.claims[:place] if claim.is_right]
        self.later = self.claims[place + 1 :]
        self.tried = 0
        self.work = 0.0

    def candidates(self) -> list[Candidate]:
        """The mistakes that explain most of the later answers, the likeliest first."""
        with np.errstate(all="ignore"):
            if not self.own or not self._is_finite or not self.claim.numbers.any() or self.claim.fits(self.right):
                return []
            fitting = self._fitting()
        most = max([candidate.explained for candidate in fitting], default=0)
        return [candidate for candidate in fitting if candidate.explained == most]

    def _fitting(self) -> list[Candidate]:
        """Every mistake that fits, those that need no second one first."""
        right = {claim.node for claim in self.claims if claim.is_right}
        stretches: list[Stretch] = []
        for tail in self.below:
            if tail is self.node or tail not in right:
                stretches += self.formulas.stretches.get(tail, ())
        sums = sums_of(self.own)
        reshaped, fitting, vague = [], [], []
        for candidate in self._mistakes(MULTIPLE, [*sums, *stretches]):
            name, _ = self.formulas.factors[candidate.factor]
            if candidate.shape:
                reshaped.append(candidate)
            elif name == TWICE_OR_HALF:
                vague.append(candidate)
            else:
                fitting.append(candidate)
        if reshaped:
            return reshaped
        for kind in KINDS_OF_MISTAKES:
            places = stretches
            if kind is NEIGHBOUR:
                places = [*sums, *self.own][:1]
            fitting += self._mistakes(kind, places)
            if len(stretches) == len(self.own) and not all(candidate.is_twisted for candidate in fitting):
                break  # in one place the first kind that fits is the name
        fitting += vague
        self.work = 0.0
        plain = [candidate for candidate in fitting if not candidate.is_twisted]
        return plain or self._mistakes(UPDATED, stretches) or fitting

    def _mistakes(self, kind: Kind, stretches: Sequence[Stretch]) -> list[Candidate]:
        """The mistakes of one kind that give the answer."""
        candidates: list[Candidate] = []
        for trial in self._trials(kind, stretches):
            candidates += self._candidates(trial)
        return candidates

    def _trials(self, kind: Kind, stretches: Sequence[Stretch]) -> Iterator[Trial]:
        """Yield each wrong formula of one kind that can be computed, while there is time."""
        for stretch in stretches:
            if self.work >= WORK:
                return
            tail = stretch.tail
            right = attempted(self.formulas.numbers, stretch.formula, self.state)
            cost = self._cost(stretch)
            for change in self.wrong_lines(kind, stretch):
                self.work += cost
                wrong = attempted(self.formulas.numbers, change.formula, self.state)
                if wrong is None:
                    continue
                if self._is_whole(stretch) and not kind.is_multiple:
                    yield Trial(kind, stretch, change, wrong, 0.0, None)
                    continue
                added = wrong
                if not kind.is_multiple:
                    added = attempted(np.subtract, wrong, right)
                if added is None or (tail is not self.node and np.shape(added) != tail.shape):
                    continue
                moved = self._carried(tail, added)
                if kind.is_multiple:
                    yield Trial(kind, stretch, change, moved, self.right - moved, added)
                else:
                    yield Trial(kind, stretch, change, self.right + moved, 0.0, added)

    def _cost(self, stretch: Stretch) -> float:
        """The time that a wrong formula takes, in those of small arrays."""
        entries = [node.size for edge, _ in stretch.edges for node in (edge, *edge.parents)]
        far = self.formulas.place[stretch.tail] - self.formulas.place[self.node]
        return 1 + max(entries, default=0) / LARGE_ARRAY + far / FAR

    def _candidates(self, trial: Trial) -> Iterator[Candidate]:
        """Yield the mistake if the answer, in its own shape or another, is `rest` and a telling multiple of `part`."""
        part, rest = np.asarray(trial.part), trial.rest
        if not trial.kind.is_multiple and part.shape == self.claim.numbers.shape:
            self.tried += 1
        for shape, claim in self.claim.shapes.items():
            if part.shape != claim.numbers.shape:
                continue
            at = claim.largest
            entry = part.flat[at]
            target = (claim.numbers - rest).flat[at]
            for factor in self._telling(trial, shape, target / entry):
                is_near = abs(factor * entry - target) <= claim.slack.flat[at]
                if not (is_near and claim.fits(rest + factor * part)):
                    continue
                moves = self._moves(trial, factor)
                if self._is_accepted(moves):
                    explained = sum(self._fits(later, moves) for later in self.later)
                    yield Candidate(trial.kind, trial.stretch, trial.change, factor, shape, moves, explained)

    def _telling(self, trial: Trial, shape: str, factor: float) -> Collection[float]:
        """The factors that say what was done: a single number is some multiple of any other."""
        kind, stretch = trial.kind, trial.stretch
        if kind is UPDATED:
            if 0 < 1 - factor < 10 and self.node.size > 1 and not shape:
                return [factor]
            return []
        if kind is MULTIPLE:
            return self._telling_multiples(stretch, shape)
        if kind.can_be_twisted and not shape:
            return self.twists
        if kind.can_be_twisted or not shape:
            return [1.0]
        return []

    def _telling_multiples(self, stretch: Stretch, shape: str) -> Collection[float]:
        """The factors of a right contribution, or of several: 0 only where others are left."""
        one, *others = self.formulas.factors
        if self._is_whole(stretch):
            return [one, *others] if shape else others
        if shape:
            return []
        telling = []
        if stretch.terms < len(self.formulas.stretches[stretch.tail]):
            telling.append(0.0)
        if self.node.size > 1 or stretch.terms == 1:
            telling += [factor for factor in others if factor]
        return telling

    def _is_whole(self, stretch: Stretch) -> bool:
        """Tell whether a stretch gives all of the answered gradient."""
        return stretch.tail is self.node and stretch.terms == len(self.own)

    @cached_property
    def twists(self) -> list[float]:
        """The factors of a second mistake in the same line: the sign, and the mean forgotten or taken twice."""
        factors = [1.0, -1.0]
        if self.node.size > 1:
            for m in self.formulas.counts:
                factors += [m, 1 / m]
        return factors

    def _moves(self, trial: Trial, factor: float) -> dict[Node, Any]:
        """The moves of each gradient by a mistake: its own further up, those of the answer if it is made there."""
        tail, added = trial.stretch.tail, trial.added
        if trial.kind.is_multiple:
            added = (factor - 1) * added
        elif factor != 1:
            return self.moves_of_answer
        if tail is self.node:
            return self.moves_of_answer
        return self._spread(self.formulas.order, tail, added)

    def _carried(self, tail: Node, move: Any) -> Any:
        """Return what moves the answered gradient if that of `tail` moves."""
        if tail is self.node:
            return move
        return self._spread(self.below, tail, move).get(self.node, np.zeros(self.node.shape))

    def _spread(self, nodes: Sequence[Node], tail: Node, move: Any) -> dict[Node, Any]:
        """Return what moves the gradients of some nodes if that of `tail` moves."""
        place = self.formulas.place
        above = [node for node in nodes if place[node] <= place[tail]]
        return backpropagate(above, tail.owned(np.array(move)))

    @property
    def _is_finite(self) -> bool:
        return bool(np.isfinite(self.claim.numbers).all() and np.isfinite(self.right).all())

    @cached_property
    def moves_of_answer(self) -> dict[Node, Any]:
        """The moves of each gradient if the answer is taken as it is. None at all if it can't be."""
        numbers = self.claim.numbers
        if not self._is_finite or numbers.shape != self.node.shape:
            return {}
        return self._spread(self.formulas.order, self.node, numbers - self.right)

    def _is_accepted(self, moves: dict[Node, Any]) -> bool:
        """Tell whether a mistake leaves the right answers before this one alone, and is no accident."""
        if self.tried * self.claim.coincidence > CHANCE:
            return False
        return all(self._fits(claim, moves) for claim in self.right_before if claim.node in moves)

    def _fits(self, claim: Claim, moves: dict[Node, Any]) -> bool:
        """Tell whether an answer is the gradient that such moves make."""
        return claim.fits(self.state[claim.node] + moves.get(claim.node, 0.0))


def sums_of(own: Sequence[Stretch]) -> list[Stretch]:
    """The sums of several contributions to a gradient, that of all of them first."""
    fewest = 2
    if len(own) > PATHS:
        fewest = len(own)
    sums = []
    for count in range(len(own), fewest - 1, -1):
        for chosen in combinations(own, count):
            formula = sum(stretch.formula for stretch in chosen)
            sums.append(Stretch(chosen[0].head, chosen[0].tail, formula, (), count))
    return sums


def mistakes_behind(case: Case, claims: Sequence[Claim]) -> dict[Node, Mistake]:
    """Return the mistakes behind wrong answers: what one explains, the next ones follow from.

    Args:
        case: the graph.
        claims: all answers, in backward order.
    """
    formulas = case.formulas
    mistakes: dict[Node, Mistake] = {}
    state = dict(case.gradients)
    wording = Wording(formulas)
    wrong_lines = cache(lambda kind, stretch: list(kind.changes(stretch, formulas)))
    moves_of: dict[Node, dict[Node, Any]] = {}
    is_meant = {claim: _is_meant(claim, case.in_columns) for claim in claims}
    may_be_meant = all(is_meant[claim] for claim in claims if claim.is_right)
    for claim in claims:
        search = Search(formulas, wrong_lines, state, claims, claim)
        moves = search.moves_of_answer
        causes = [cause for cause in moves_of if claim.node in moves_of[cause]]
        if not claim.is_right and causes and claim.fits(state[claim.node]):
            mistakes[claim.node] = wording.follows(causes[-1])
        elif not claim.is_right:
            if may_be_meant and is_meant[claim]:
                mistakes[claim.node] = wording.broadcast(claim.node, next(iter(case.pairs)))
            elif candidates := search.candidates():
                mistakes[claim.node] = wording.mistake(claim, candidates, claims)
                moves = candidates[0].moves
            moves_of[claim.node] = moves
        with np.errstate(invalid="ignore"):
            state |= {node: state[node] + move for node, move in moves.items()}
    return mistakes


def _is_meant(claim: Claim, meant: Case | None) -> bool:
    """Tell whether an answer is the gradient of the cost without an unwanted broadcast, be it a row or a column."""
    if meant is None:
        return False
    gradient = meant.gradients[meant.twins[claim.node]]
    if np.size(gradient) != claim.numbers.size:
        return False
    return claim.fits(np.reshape(gradient, claim.numbers.shape))
