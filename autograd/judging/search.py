"""The mistake behind a wrong answer, found by breaking the backward pass in one place after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate
from autograd.judging.broadcasts import Meeting
from autograd.judging.formulas import Formulas, Stretch
from autograd.judging.given import RESHAPED, TRANSPOSED, Given, without_twists
from autograd.judging.mistakes import FACTOR, KINDS, NEIGHBOUR, UPDATED, Change, Kind
from autograd.judging.replay import dependents
from autograd.node import Node
from autograd.symbols import Symbol

Array = npt.NDArray[Any]

PATHS = 7  # contributions to one gradient up to which all choices among them are tried
WORK = 4000  # wrong formulas of small arrays that are tried for one answer
LARGE, FAR = 20_000, 50  # entries, and nodes below, that make a wrong formula take twice its time
CHANCE = 0.02  # how likely it may be that one of the tries fits by accident


@dataclass(frozen=True, eq=False)
class Candidate:
    """A mistake that gives the numbers of an answer.

    Attributes:
        kind: what was done wrong.
        stretch: where.
        change: the wrong formula of the stretch.
        factor: what the right contribution was multiplied by, if that is all.
        twist: a second mistake in the same line, in words; "" if there is none.
        moves: what the mistake adds to each gradient.
        explained: how many of the later answers are as it makes them.
    """

    kind: Kind
    stretch: Stretch
    change: Change
    factor: float
    twist: str
    moves: dict[Node, Any]
    explained: int


class Search:
    """Explains answers one after another, in backward order. What one explains, the next ones follow from.

    Attributes:
        state: the gradients as the answers so far make them.
        cause: the last quantity whose answer was wrong.
    """

    def __init__(self, formulas: Formulas, right: dict[Node, Any], answers: Sequence[Given], meeting: Meeting) -> None:
        self.formulas, self.answers, self.meeting = formulas, answers, meeting
        self.order = formulas.order
        self.place = {node: i for i, node in enumerate(self.order)}
        self.state = dict(right)
        self.cause: Node | None = None
        self.changes = lru_cache(maxsize=None)(lambda kind, stretch: list(kind.changes(stretch, formulas)))

    def follows(self, given: Given) -> bool:
        """Tell whether an answer is what the answers before it make of right lines."""
        return self.cause is not None and given.fits(self.state[given.node])

    @cached_property
    def meant_another_cost(self) -> bool:
        """Tell whether the answers may be for the cost without its broadcast: none is right for this one alone."""
        return all(self._fits_meant(given) for given in self.answers if given.is_right)

    def fits_meant_cost(self, given: Given) -> bool:
        """Tell whether an answer is the gradient of the cost without its broadcast."""
        return self.meant_another_cost and self._fits_meant(given)

    def _fits_meant(self, given: Given) -> bool:
        return self.meeting.fits(given.node, given.numbers, given.slack)

    def candidates(self, given: Given) -> list[Candidate]:
        """The mistakes behind a wrong answer that explain most of the later ones, the likeliest first."""
        with np.errstate(all="ignore"):
            found = _Trial(self, given).candidates()
        most = max([c.explained for c in found], default=0)
        return [c for c in found if c.explained == most]

    def go_on(self, given: Given, mistake: Candidate | None) -> None:
        """Let the gradients below follow from an answer: from its mistake, or else from its numbers."""
        if not (given.is_right or self.follows(given)):
            self.cause = given.node
        with np.errstate(invalid="ignore"):
            for node, move in (mistake.moves if mistake else self.moves_of(given)).items():
                self.state[node] = self.state[node] + move

    def moves_of(self, given: Given) -> dict[Node, Any]:
        """Return what an answer adds to each gradient if it is taken as it is. Nothing if it can't be."""
        state = self.state[given.node]
        fits_in = given.numbers.shape == given.node.shape
        is_finite = np.isfinite(given.numbers).all() and np.isfinite(state).all()
        return self.below(given.node, given.numbers - state) if fits_in and is_finite else {}

    def below(self, tail: Node, move: Any) -> dict[Node, Any]:
        """Tell how the gradients move if that of `tail` does."""
        return backpropagate(self.order[: self.place[tail] + 1], tail.owned(np.array(move)))


class _Trial:
    """The search for one answer."""

    def __init__(self, search: Search, given: Given) -> None:
        self.search, self.given, self.node = search, given, given.node
        self.formulas, self.state = search.formulas, search.state
        number = next(i for i, x in enumerate(search.answers) if x.node is given.node)
        self.before, self.later = search.answers[:number], search.answers[number + 1 :]
        self.chain = dependents(search.order, given.node)
        self.place = {node: i for i, node in enumerate(self.chain)}
        right = {other.node for other in search.answers if other.is_right}
        tails = [tail for tail in self.chain if tail is given.node or tail not in right]
        self.stretches = [x for tail in tails for x in self.formulas.stretches.get(tail, ())]
        self.own = self.formulas.stretches.get(given.node, [])
        self.contribution = {x: self._numbers(x.formula) for x in self.stretches}
        self.targets = without_twists(given, self.formulas.counts)
        self.cost = {x: self._cost(x) for x in self.stretches}
        self.tried, self.work = 0, 0.0

    def candidates(self) -> list[Candidate]:
        """Every mistake that fits, those that need no second one first."""
        numbers, right = self.given.numbers, self.state[self.node]
        is_known = np.isfinite(numbers).all() and np.isfinite(right).all()
        if not (self.own and is_known and numbers.any()) or self.given.fits(right):
            return []
        reshaped = [*self._multiples_of_all(TRANSPOSED), *self._multiples_of_all(RESHAPED)]
        if reshaped:
            return reshaped
        multiples = [*self._multiples_of_several(), *self._multiples(FACTOR)]
        found = [c for c in multiples if self.formulas.meaning(c.factor) != "factor"]
        for kind in KINDS:
            for stretch in self.stretches if kind is not NEIGHBOUR else ():
                found += self._breaks(kind, stretch)
            found += self._neighbours() if kind is NEIGHBOUR else []
            if len(self.stretches) == len(self.own) and any(not c.twist for c in found):
                break  # in one place the first kind that fits is the name
        found += [c for c in multiples if self.formulas.meaning(c.factor) == "factor"]
        plain = [c for c in found if not c.twist] or list(self._multiples_of_all(""))
        self.work = 0.0
        return plain or list(self._multiples(UPDATED)) or found

    def _cost(self, stretch: Stretch) -> float:
        """Tell how long a wrong formula of a stretch takes, beside one of small arrays next to the answer."""
        held = [node for edge, _ in stretch.edges for node in (edge, *edge.parents)]
        return 1 + max(node.size for node in held) / LARGE + self.place[stretch.tail] / FAR

    def _breaks(self, kind: Kind, stretch: Stretch) -> Iterator[Candidate]:
        """The changes of one kind at one stretch that give the answer."""
        old, tail = self.contribution[stretch], stretch.tail
        for change in self.search.changes(kind, stretch) if self.work < WORK else ():
            self.work += self.cost[stretch]
            new = self._numbers(change.formula)
            if new is None:
                continue
            move = _difference(new, old)
            if tail is self.node and len(self.own) == 1:
                gradient = new
            elif move is not None and (tail is self.node or np.shape(move) == tail.shape):
                gradient = self.state[self.node] + self._carried(tail, move)
            else:
                continue
            self.tried += np.shape(gradient) == self.given.numbers.shape
            for twist, target in self.targets.items():
                if target.fits(gradient) and (kind.can_be_twisted or not twist):
                    moves = self._moves(tail, move) if not twist else self._of_answer()
                    if self._is_accepted(moves):
                        yield self._found(kind, stretch, change, moves, twist=twist)

    def _multiples(self, kind: Kind) -> Iterator[Candidate]:
        """The mistakes that add a multiple of something to a contribution, where the answer says which."""
        for stretch in self.stretches:
            for change in self.search.changes(kind, stretch) if self.work < WORK else ():
                self.work += self.cost[stretch]
                added = self._numbers(change.formula)
                if np.shape(added) != stretch.tail.shape:
                    continue
                factor = self._factor(self._carried(stretch.tail, added), self.given)
                if factor is not None and self._tells(kind, factor, [stretch]):
                    moves = self._moves(stretch.tail, (factor - 1) * added)
                    if self._is_accepted(moves):
                        yield self._found(kind, stretch, change, moves, factor)

    def _multiples_of_several(self) -> Iterator[Candidate]:
        """The mistakes that multiply several of the contributions to the answered gradient."""
        for count in range(len(self.own), 1, -1) if len(self.own) <= PATHS else ():
            for chosen in combinations(self.own, count):
                factor = self._factor(sum(self.contribution[x] for x in chosen), self.given)
                if factor is not None and self._tells(FACTOR, factor, chosen):
                    yield self._found(FACTOR, chosen[0], _all_of(chosen), self._of_answer(), factor)

    def _multiples_of_all(self, twist: str) -> Iterator[Candidate]:
        """The whole gradient, or a multiple of it that tells something, with a second mistake on top."""
        target = self.targets.get(twist)
        factor = self._factor(self.state[self.node], target) if target is not None else None
        if factor is not None and (twist or factor != 1) and (factor == 1 or self.formulas.meaning(factor)):
            yield self._found(FACTOR, self.own[0], _all_of(self.own), self._of_answer(), factor, twist)

    def _factor(self, part: Any, target: Given) -> float | None:
        """Return what a part of the gradient must be multiplied by to give an answer. None if no number does."""
        state = self.state[self.node]
        size = float(np.sum(part * part))
        if target.numbers.shape != np.shape(state) or not size:
            return None
        factor = 1 + float(np.sum((target.numbers - state) * part)) / size
        factor = 1.0 if abs(factor - 1) < 1e-9 else factor
        return factor if target.fits(state + (factor - 1) * part) else None

    def _tells(self, kind: Kind, factor: float, stretches: Sequence[Stretch]) -> bool:
        """Tell whether a factor says what was done: a single number is some multiple of any other."""
        meaning = self.formulas.meaning(factor)
        if kind is UPDATED:
            return self.node.size > 1 and -10 < factor - 1 < 0
        if meaning == "path":
            return len(self.formulas.stretches[stretches[0].tail]) > len(stretches)
        return bool(meaning) and (self.node.size > 1 or len(stretches) == 1)

    def _neighbours(self) -> Iterator[Candidate]:
        """The gradient or the value of another quantity, handed in for the one that is asked."""
        passed = {self.node, self.search.order[-1], *[stretch.head for stretch in self.own]}
        if any(self.given.fits(self.state[stretch.head]) for stretch in self.own):
            return
        named = [node for node in self.formulas.values if self.formulas.is_named(node)]
        others = [(self.formulas.gradients[x], self.state[x]) for x in named if x in self.state and x not in passed]
        others += [(self.formulas.values[x], x.raw) for x in named if isinstance(self.formulas.values[x], Symbol)]
        for symbol, numbers in others:
            if np.shape(numbers) == self.node.shape and self.given.fits(numbers):
                yield self._found(NEIGHBOUR, self.own[0], Change(symbol, symbol, symbol), self._of_answer())

    def _numbers(self, formula: Any) -> Any:
        """A formula in numbers. None where its operands do not fit together."""
        try:
            return self.formulas.numbers(formula, self.state)
        except (ValueError, TypeError, IndexError, AttributeError):
            return None

    def _carried(self, tail: Node, move: Any) -> Any:
        """Tell how the answered gradient moves with that of `tail`."""
        if tail is self.node:
            return move
        moves = backpropagate(self.chain[: self.place[tail] + 1], tail.owned(np.array(move)))
        return moves.get(self.node, np.zeros(self.node.shape))

    def _moves(self, tail: Node, move: Any) -> dict[Node, Any]:
        return self.search.below(tail, move) if np.shape(move) == tail.shape else {}

    def _of_answer(self) -> dict[Node, Any]:
        """Return what the answer as it is adds to each gradient."""
        return self.search.moves_of(self.given)

    def _is_accepted(self, moves: dict[Node, Any]) -> bool:
        """Tell whether a mistake leaves the right answers before this one alone, and is no accident."""
        if self.tried * self.given.coincidence > CHANCE:
            return False
        moved = [x for x in self.before if x.is_right and x.node in moves]
        return all(x.fits(self.state[x.node] + moves[x.node]) for x in moved)

    def _found(
        self, kind: Kind, stretch: Stretch, change: Change, moves: dict[Node, Any], factor: float = 1.0, twist: str = ""
    ) -> Candidate:
        explained = sum(x.fits(self.state[x.node] + moves.get(x.node, 0.0)) for x in self.later)
        return Candidate(kind, stretch, change, factor, twist, moves, explained)


def _difference(x: Any, y: Any) -> Any:
    """One contribution less another. None if their shapes don't fit together."""
    try:
        return x - y
    except ValueError:
        return None


def _all_of(stretches: Sequence[Stretch]) -> Change:
    """No change but a factor on several contributions."""
    formulas = tuple([stretch.formula for stretch in stretches])
    return Change(formulas, formulas, formulas)
