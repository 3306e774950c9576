"""The mistake behind a wrong answer: which break of the backward pass, in which place, gives its numbers.

A trial breaks one line. The answer is then `rest + factor * part`, where the factor follows from the answer, and tells
a mistake of its own: -1 a turned sign, 0 a forgotten path, m a forgotten mean.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.judging.answers import Claim
from autograd.judging.case import Case
from autograd.judging.mistakes import KINDS_OF_MISTAKES, MULTIPLE, NEIGHBOUR, UPDATED, Candidate, Change, Kind
from autograd.judging.replay import dependents
from autograd.judging.symbolic_pass import TWICE_OR_HALF, Stretch, SymbolicPass
from autograd.judging.wording import Mistake, Wording
from autograd.node import Node

PATHS = 7  # contributions to one gradient up to which all choices among them are tried
WORK = 4000  # wrong formulas of small arrays that are tried for one answer
LARGE_ARRAY, FAR = 20_000, 50  # entries, and nodes below, that make a wrong formula take twice its time
CHANCE = 0.02  # how likely it may be that one of the tries fits by accident


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
        self.node, self.right = self.claim.node, self.state[self.claim.node]
        self.below = dependents(self.formulas.order, self.node)
        self.own = self.formulas.stretches.get(self.node, [])
        self.tried, self.work = 0, 0.0

    def candidates(self) -> list[Candidate]:
        """The mistakes that explain most of the later answers, the likeliest first."""
        with np.errstate(all="ignore"):
            is_known = np.isfinite(self.claim.numbers).all() and np.isfinite(self.right).all()
            can_tell = self.own and is_known and self.claim.numbers.any() and not self.claim.fits(self.right)
            fitting = self._fitting() if can_tell else []
        most = max([candidate.explained for candidate in fitting], default=0)
        return [candidate for candidate in fitting if candidate.explained == most]

    def _fitting(self) -> list[Candidate]:
        """Every mistake that fits, those that need no second one first."""
        right = {claim.node for claim in self.claims if claim.is_right}
        tails = [tail for tail in self.below if tail is self.node or tail not in right]
        stretches = [stretch for tail in tails for stretch in self.formulas.stretches.get(tail, ())]
        sums = sums_of(self.own)
        multiples = list(self._mistakes(MULTIPLE, [*sums, *stretches]))
        if reshaped := [candidate for candidate in multiples if candidate.shape]:
            return reshaped
        vague = [candidate for candidate in multiples if self.formulas.factors[candidate.factor][0] == TWICE_OR_HALF]
        fitting = [candidate for candidate in multiples if candidate not in vague]
        for kind in KINDS_OF_MISTAKES:
            fitting += self._mistakes(kind, [*sums, *self.own][:1] if kind is NEIGHBOUR else stretches)
            if len(stretches) == len(self.own) and not all(candidate.is_twisted for candidate in fitting):
                break  # in one place the first kind that fits is the name
        fitting += vague
        self.work = 0.0
        plain = [candidate for candidate in fitting if not candidate.is_twisted]
        return plain or list(self._mistakes(UPDATED, stretches)) or fitting

    def _mistakes(self, kind: Kind, stretches: Sequence[Stretch]) -> Iterator[Candidate]:
        """The mistakes of one kind that give the answer."""
        for stretch in stretches:
            tail, right = stretch.tail, _attempt(self.formulas.numbers, stretch.formula, self.state)
            held = [node.size for edge, _ in stretch.edges for node in (edge, *edge.parents)]
            far = self.formulas.place[tail] - self.formulas.place[self.node]
            for change in self.wrong_lines(kind, stretch) if self.work < WORK else ():
                self.work += 1 + max(held, default=0) / LARGE_ARRAY + far / FAR
                wrong = _attempt(self.formulas.numbers, change.formula, self.state)
                added = wrong if kind.is_multiple else _attempt(np.subtract, wrong, right)
                is_in_shape = added is not None and (tail is self.node or np.shape(added) == tail.shape)
                if wrong is not None and not kind.is_multiple and self._is_whole(stretch):
                    yield from self._candidates(kind, stretch, change, wrong, 0.0, added)
                elif is_in_shape and kind.is_multiple:
                    part = self._carried(tail, added)
                    yield from self._candidates(kind, stretch, change, part, self.right - part, added)
                elif is_in_shape:
                    broken = self.right + self._carried(tail, added)
                    yield from self._candidates(kind, stretch, change, broken, 0.0, added)

    def _candidates(
        self, kind: Kind, stretch: Stretch, change: Change, part: Any, rest: Any, added: Any
    ) -> Iterator[Candidate]:
        """The mistake as a candidate, if the answer is `rest` and a telling multiple of `part`.

        Args:
            kind: the mistake.
            stretch: where it is made.
            change: the wrong formula.
            part: what may be multiplied, as it arrives at the answered gradient.
            rest: what is added to that.
            added: what the mistake adds to the gradient of the stretch's tail, or a multiple of it does.
        """
        self.tried += not kind.is_multiple and np.shape(part) == self.claim.numbers.shape
        later = self.claims[self.claims.index(self.claim) + 1 :]
        for shape, claim in self.claim.shapes.items():
            if np.shape(part) != claim.numbers.shape:
                continue
            at = claim.largest
            target, entry = (claim.numbers - rest).flat[at], np.asarray(part).flat[at]
            for factor in self._telling(kind, stretch, shape, target / entry):
                is_near = abs(factor * entry - target) <= claim.slack.flat[at]
                if not (is_near and claim.fits(rest + factor * part)):
                    continue
                moves = self.moves_of_answer
                if stretch.tail is not self.node and (kind.is_multiple or factor == 1):
                    times = factor - 1 if kind.is_multiple else 1
                    moves = self._spread(self.formulas.order, stretch.tail, times * added)
                if self._is_accepted(moves):
                    fits = [x.fits(self.state[x.node] + moves.get(x.node, 0.0)) for x in later]
                    yield Candidate(kind, stretch, change, factor, shape, moves, sum(fits))

    def _telling(self, kind: Kind, stretch: Stretch, shape: str, factor: float) -> Collection[float]:
        """The factors that say what was done: a single number is some multiple of any other."""
        is_single, every = self.node.size == 1, list(self.formulas.factors)
        if kind is UPDATED:
            return [factor] if 0 < 1 - factor < 10 and not (is_single or shape) else []
        if kind is MULTIPLE and self._is_whole(stretch):
            return every if shape else every[1:]
        if kind is MULTIPLE and not shape:
            is_path = stretch.terms < len(self.formulas.stretches[stretch.tail])
            is_vague = is_single and stretch.terms > 1
            return [x for x in every[1:] if (not is_vague if x else is_path)]
        if kind.can_be_twisted and not shape:
            return self.twists
        return [1.0] if kind.can_be_twisted or not shape else []

    def _is_whole(self, stretch: Stretch) -> bool:
        """Tell whether a stretch gives all of the answered gradient."""
        return stretch.tail is self.node and stretch.terms == len(self.own)

    @cached_property
    def twists(self) -> list[float]:
        """The factors of a second mistake in the same line: the sign, and the mean forgotten or taken twice."""
        counts = self.formulas.counts if self.node.size > 1 else []
        return [1.0, -1.0, *[x for m in counts for x in (m, 1 / m)]]

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

    @cached_property
    def moves_of_answer(self) -> dict[Node, Any]:
        """The moves of each gradient if the answer is taken as it is. None at all if it can't be."""
        numbers = self.claim.numbers
        is_finite = np.isfinite(numbers).all() and np.isfinite(self.right).all()
        if not is_finite or numbers.shape != self.node.shape:
            return {}
        return self._spread(self.formulas.order, self.node, numbers - self.right)

    def _is_accepted(self, moves: dict[Node, Any]) -> bool:
        """Tell whether a mistake leaves the right answers before this one alone, and is no accident."""
        before = [claim for claim in self.claims[: self.claims.index(self.claim)] if claim.is_right]
        is_likely = self.tried * self.claim.coincidence <= CHANCE
        return is_likely and all(x.fits(self.state[x.node] + moves[x.node]) for x in before if x.node in moves)


def sums_of(own: Sequence[Stretch]) -> list[Stretch]:
    """The sums of several contributions to a gradient, that of all of them first."""
    fewest = 1 if len(own) <= PATHS else len(own) - 1
    return [
        Stretch(chosen[0].head, chosen[0].tail, sum(stretch.formula for stretch in chosen), (), count)
        for count in range(len(own), fewest, -1)
        for chosen in combinations(own, count)
    ]


def _attempt(compute: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a computation gives, or None where its operands do not fit together."""
    try:
        return compute(*arguments)
    except (ValueError, TypeError, IndexError, AttributeError):
        return None


def mistakes_behind(case: Case, claims: Sequence[Claim]) -> dict[Node, Mistake]:
    """Return the mistakes behind wrong answers: what one explains, the next ones follow from.

    Args:
        case: the graph.
        claims: all answers, in backward order.
    """
    formulas, mistakes, state = case.formulas, dict[Node, Mistake](), dict(case.gradients)
    wording = Wording(formulas)
    wrong_lines = lru_cache(maxsize=None)(lambda kind, stretch: list(kind.changes(stretch, formulas)))
    cause: Node | None = None
    is_meant = {claim: _is_meant(claim, case.in_columns) for claim in claims}
    may_be_meant = all(is_meant[claim] for claim in claims if claim.is_right)
    for claim in claims:
        search = Search(formulas, wrong_lines, state, claims, claim)
        candidates: list[Candidate] = []
        if not claim.is_right:
            if cause is not None and claim.fits(state[claim.node]):
                mistakes[claim.node] = wording.follows(cause)
            else:
                cause = claim.node
                if may_be_meant and is_meant[claim]:
                    mistakes[claim.node] = wording.broadcast(cause, next(iter(case.pairs)))
                elif candidates := search.candidates():
                    mistakes[claim.node] = wording.mistake(claim, candidates, claims)
        moves = candidates[0].moves if candidates else search.moves_of_answer
        with np.errstate(invalid="ignore"):
            state |= {node: state[node] + move for node, move in moves.items()}
    return mistakes


def _is_meant(claim: Claim, meant: Case | None) -> bool:
    """Tell whether an answer is the gradient of the cost without an unwanted broadcast, be it a row or a column."""
    if meant is None:
        return False
    gradient = meant.gradients[meant.twins[claim.node]]
    is_one_size = np.size(gradient) == claim.numbers.size
    return is_one_size and claim.fits(np.reshape(gradient, claim.numbers.shape))
