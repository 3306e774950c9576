"""The judgement of one graph's gradients: what is asked, what is answered, and what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, topological_order
from autograd.judging.answers import Answer, read_answer
from autograd.judging.asked import NOT_GIVEN, questions, sort_answers
from autograd.judging.broadcasts import Meeting, meeting
from autograd.judging.differences import Slope, slope
from autograd.judging.entries import DIGITS, SAMPLED, Marks, Tolerance, distance, judge_entries
from autograd.judging.formulas import Formulas
from autograd.judging.functions import Functions, Part, gradients_in
from autograd.judging.replay import cost_as_function_of, in_float64
from autograd.judging.rounding import rounding_floors
from autograd.judging.rows import Difference, Judgement, Row, difference
from autograd.judging.search import Given, Search
from autograd.judging.wording import Mistake, Wording, difference_text, shape_text
from autograd.node import Node, require_unchanged

Array = npt.NDArray[Any]

SAME = 1e-7  # the share of an entry by which the numbers of a mistake may differ from the answer
LOST = "different from autograd, whose graph may lack a path: see above"
TAKEN = (
    "Attention: float(), math.*, .item() or round() took the number of {} out of the graph. If J was computed with it, "
    "autograd and central differences know nothing of that path. Use NumPy's functions on the node, np.log(w) for "
    "math.log(w); to look at a number, w.data."
)
MET = (
    "Attention: {} of shapes {} makes {}, so that the cost is one of all pairs. If that is not meant, give both "
    "the same shape: y[:, None], or keepdims=True."
)


@dataclass
class Draft:
    """One quantity on its way to a row.

    Attributes:
        node: the quantity.
        right: its gradient.
        answer: the gradient by hand; None if there is none.
        said: what is the matter, or "equal"; "" for a wrong answer, of which more will be said.
        ok: whether nothing is.
        marks: which entries are right.
        slopes: J's slopes by its entries, as far as they were measured.
    """

    node: Node
    right: Array
    answer: Answer | None
    said: str
    ok: bool
    marks: Marks
    slopes: dict[tuple[int, ...], Slope]
    mistake: Mistake | None = None


class Judge:
    """Judges gradients of one cost.

    Args:
        J: the cost.
        wrt: what is asked, labels or nodes; None for every parameter.
        tolerance: how far an answer may be off.
        any_shape: whether an answer may have its axes of size 1 elsewhere.

    Raises:
        ValueError: if J is not a scalar, `wrt` names nothing or what is not there, or data changed since.
    """

    def __init__(self, J: Node, wrt: Any, tolerance: Tolerance, any_shape: bool) -> None:
        graph = topological_order(J)
        require_unchanged(graph)
        J.seed()  # says what is wrong if there is nothing to differentiate
        self.twins = in_float64(graph)
        self.everything = [self.twins[node] for node in graph]
        self.order = [node for node in self.everything if not node.constant]
        self.J = self.everything[-1]
        self.departed = [node.name() for node in graph if node.taken and not node.constant and node is not J]
        self.precision = float(np.finfo(np.float64 if self.J is J else np.float32).eps)
        self.tolerance, self.any_shape = tolerance, any_shape
        self.questions = questions(self.everything, self._twin(wrt))
        found = backpropagate(self.order, self.J.seed())
        self.gradients = {node: found.get(node, np.zeros(node.shape)) for node in self.order}

    def judge(self, by_hand: Any, numeric: bool) -> Judgement:
        """Judge answers, and with `numeric` the engine's gradients by central differences."""
        functions = Functions(self.everything)
        if callable(by_hand):
            by_hand = _by_name(by_hand, functions)
        answers = sort_answers(self._twin(by_hand), self.everything, self.questions.possible)
        if not any(node.label for node in self.questions.possible) and not answers.by_node:
            raise ValueError(
                "nothing below J is labelled, so there is nothing to compare. Label it: Value(2.0, label='w')."
            )
        silence = "not given" if by_hand is NOT_GIVEN else "no answer"
        asked = {*self.questions.asked, *answers.by_node}
        drafts = [
            self._draft(node, answers.by_node.get(node), silence, functions)
            for node in self.questions.possible
            if node in asked
        ]
        self._explain(drafts)
        rows = [self._row(draft, numeric) for draft in drafts]
        rows += [Row(name, None, None, None, None, (), None, why, False, 0.0) for name, why in answers.astray.items()]
        unanswered = [self.questions.names[draft.node] for draft in drafts if draft.said == "no answer"]
        return Judgement(rows, self._notes(), unanswered, self.J.label or "J")

    def _twin(self, x: Any) -> Any:
        """The node that stands for one of the caller's graph, also in a list and as a key."""
        if isinstance(x, Node):
            return self.twins.get(x, x)
        if isinstance(x, Mapping):
            return {self._twin(key): value for key, value in x.items()}
        return [self._twin(part) for part in x] if isinstance(x, (list, tuple)) else x

    @cached_property
    def formulas(self) -> Formulas:
        """The backward pass as formulas."""
        return Formulas(self.order, self.everything)

    @cached_property
    def meeting(self) -> Meeting:
        """The places where a column met a row by accident."""
        return meeting(self.order, self.everything)

    @cached_property
    def floors(self) -> dict[Node, Array]:
        """How far rounding may move each gradient."""
        return rounding_floors(self.formulas, self.J.seed(), self.gradients, self.precision)

    def _draft(self, node: Node, given: Any, silence: str, functions: Functions) -> Draft:
        """Mark the answer for one quantity."""
        right = np.asarray(self.gradients[node], dtype=float)
        nothing = Marks(np.zeros(right.shape, dtype=bool))
        called = functions.called(given) if callable(given) else given
        answer = read_answer(called)
        if isinstance(answer, str):
            said = called if callable(given) and isinstance(called, str) else answer
            said = silence if given is None else said
            return Draft(node, right, None, said, said == "not given", nothing, {})
        if self.any_shape and _without_ones(answer.numbers.shape) == _without_ones(right.shape):
            answer = Answer(answer.numbers.reshape(right.shape), answer.written.reshape(right.shape))
        draft = Draft(node, right, answer, "", False, nothing, {})
        if answer.numbers.shape == right.shape:
            floor, measure = (lambda: self.floors[node]), self._measure(draft)
            draft.marks = judge_entries(right, answer, self.tolerance, floor, measure)
            if draft.marks.right.all():
                complaint = functions.complaint(given, node, right) if callable(given) else ""
                draft.said, draft.ok = (
                    complaint or f"equal {draft.marks.why}".rstrip(),
                    not complaint,
                )
        return draft

    def _measure(self, draft: Draft) -> Callable[[tuple[int, ...]], Slope]:
        """A function that measures J's slopes at an entry of a quantity."""
        cost = cost_as_function_of(self.everything, draft.node)
        data = np.asarray(draft.node.raw, dtype=float)

        def measure(index: tuple[int, ...]) -> Slope:
            if index not in draft.slopes:
                draft.slopes[index] = slope(cost, data, index, float(draft.right[index]))
            return draft.slopes[index]

        return measure

    def _explain(self, drafts: list[Draft]) -> None:
        """Say of each wrong answer which mistake gives it."""
        answered = [draft for draft in drafts if draft.answer is not None]
        if all(draft.said for draft in answered):
            return
        if self.departed:
            for draft in answered:
                draft.said = draft.said or LOST
            return
        givens = [self._given(draft) for draft in answered]
        search, wording = (
            Search(self.formulas, self.gradients, givens, self.meeting),
            Wording(self.formulas),
        )
        for draft, given in zip(answered, givens, strict=True):
            shape = shape_text(draft.right, given.numbers)
            if given.is_right or search.follows(given):
                if not given.is_right:
                    draft.mistake = wording.follows(search.cause)
                search.go_on(given, None)
            elif search.fits_meant_cost(given):
                draft.mistake = wording.meant(given.node, self.meeting)
                search.go_on(given, None)
            else:
                candidates = search.candidates(given)
                if candidates:
                    draft.mistake = wording.mistake(candidates, givens)
                search.go_on(given, candidates[0] if candidates else None)
            if not draft.said:
                why = draft.mistake.sentence if draft.mistake else ""
                draft.said = _with_shape(why or difference_text(draft.right, given.numbers, ~draft.marks.right), shape)

    def _given(self, draft: Draft) -> Given:
        """A draft as the search takes it: its numbers, and by how much those of a mistake may differ."""
        answer = draft.answer or Answer(draft.right, draft.right)
        numbers, floor = answer.numbers, self.floors[draft.node]
        has_shape = numbers.shape == draft.right.shape
        noise = floor if has_shape else np.max(floor, initial=0.0) * draft.right.size
        slack = np.array(SAME * np.abs(numbers) + noise)
        if numbers.size <= SAMPLED:
            for index in np.ndindex(numbers.shape):
                half, _ = answer.half_unit(index, DIGITS)
                slack[index] = max(slack[index], half)
        return Given(draft.node, numbers, draft.ok, slack)

    def _row(self, draft: Draft, numeric: bool) -> Row:
        """The row of a quantity, with the engine's gradient checked at up to SAMPLED entries spread over the array."""
        right, answer, verdict, ok = draft.right, draft.answer, draft.said, draft.ok
        numbers = None if answer is None else answer.numbers
        by_hand = None
        if numbers is not None and numbers.shape == right.shape:
            by_hand = difference(right, distance(right, numbers), bool(draft.marks.right.all()))
        measured = self._numeric(draft) if numeric else None
        widest = by_hand if by_hand is not None and (by_hand.largest or measured is None) else measured
        entry = widest.where if widest is not None else (0,) * right.ndim
        at_entry = self._measure(draft)(entry).middle if numeric and right.size else None
        if measured is not None and not measured.ok:
            verdict, ok = f"{verdict}; central differences disagree with autograd", False
        share = float(ok) if answer is None else draft.marks.share
        name = self.questions.names[draft.node]
        return Row(
            name,
            right,
            numbers,
            by_hand,
            measured,
            entry,
            at_entry,
            verdict,
            ok,
            share,
            draft.mistake,
        )

    def _numeric(self, draft: Draft) -> Difference:
        """The engine's gradient against measured slopes."""
        right, measure = draft.right, self._measure(draft)
        count = min(right.size, SAMPLED)
        chosen = np.unique(np.linspace(0, right.size - 1, count).astype(int)) if count else np.array([], dtype=int)
        apart, ok = np.zeros(right.shape), True
        for flat in chosen:
            index = tuple(int(i) for i in np.unravel_index(flat, right.shape))
            if np.isfinite(right[index]):
                measured = measure(index)
                apart[index] = np.nan_to_num(measured.off(float(right[index])), nan=0.0)
                ok = ok and measured.agrees(float(right[index]))
        return difference(right, apart, ok)

    def _notes(self) -> list[str]:
        notes = [TAKEN.format(name) for name in self.departed]
        for node in self.meeting.rows:
            shapes = " and ".join(str(parent.shape) for parent in node.parents)
            notes.append(MET.format(node.op, shapes, node.shape))
        return notes


def _by_name(f: Callable[..., Any], functions: Functions) -> dict[Any, Part]:
    """The gradients that one function returns, each as a function."""
    called = functions.called(f)
    gradients = gradients_in(called)
    if not isinstance(gradients, Mapping):
        what = called if isinstance(called, str) else f"a function that returns {type(gradients).__name__}"
        raise TypeError(f"by_hand is {what}. Return the gradients by label, {{'W': dW}}.")
    return {name: Part(f, name) for name in gradients}


def _with_shape(said: str, shape: str) -> str:
    """A verdict, and that the answer has another shape."""
    return said if not shape else f"{said}: {shape}" if said else shape


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple([n for n in shape if n != 1])
