"""The judgement of one graph's gradients: what is asked, what is answered, and what is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from autograd.graph import backpropagate, topological_order
from autograd.judging.answers import Answer, Claim, read_answer, without_ones
from autograd.judging.asked import NOT_GIVEN, questions, sort_answers
from autograd.judging.differences import Slope, slope
from autograd.judging.entries import DIGITS, SAMPLED, Tolerance, distance, judge_entries
from autograd.judging.formulas import Formulas
from autograd.judging.functions import Functions, Part, gradients_in
from autograd.judging.replay import Meeting, cost_as_function_of, in_float64, rounding_floors
from autograd.judging.rows import NO_ANSWER, Difference, Judgement, Row, difference
from autograd.judging.search import explain
from autograd.node import Node
from autograd.snapshots import require_unchanged

Array = npt.NDArray[Any]
Index = tuple[int, ...]

LEAST, ENOUGH = 10, 20_000_000  # entries that are measured, and entries that this may compute
SAME = 1e-7  # the share of an entry by which the numbers of a mistake may differ from the answer
DISAGREE = "; central differences disagree with autograd"
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
        functions = Functions(self.everything, self.tolerance)
        if callable(by_hand):
            by_hand = _by_name(by_hand, functions)
        if by_hand is NOT_GIVEN and not numeric:
            raise ValueError("numeric=False without gradients by hand leaves nothing to compare with.")
        answers = sort_answers(self._twin(by_hand), self.everything, self.questions)
        if not (self.questions.is_chosen or self.questions.labels or answers.by_node):
            raise ValueError(
                "nothing below J is labelled, so there is nothing to compare. Label it: Value(2.0, label='w')."
            )
        silence = "not given" if by_hand is NOT_GIVEN else NO_ANSWER
        asked = {*self.questions.asked, *answers.by_node}
        rows: dict[Node, Row] = {}
        read: dict[Node, Answer] = {}
        for node in [node for node in self.questions.possible if node in asked]:
            answer, why = self._read(answers.by_node.get(node), node, functions)
            if answer is not None:
                read[node] = answer
            rows[node] = self._row(node, answer, why or silence, numeric)
            if rows[node].ok and callable(given := answers.by_node.get(node)):
                complaint = functions.complaint(given, node, np.asarray(self.gradients[node]))
                rows[node] = replace(rows[node], ok=not complaint, verdict=complaint or rows[node].verdict)
        self._explain(rows, read)
        for node, row in rows.items():
            if row.numeric is not None and not row.numeric.ok:
                rows[node] = replace(row, verdict=f"{row.verdict}{DISAGREE}")
        astray = [Row.without_gradient(name, why) for name, why in answers.astray]
        unanswered = [row.name for row in rows.values() if row.verdict == NO_ANSWER]
        return Judgement([*rows.values(), *astray], self._notes(), unanswered, self.J.label or "J")

    def _twin(self, x: Any) -> Any:
        """The node that stands for one of the caller's graph, also in a list and as a key."""
        if isinstance(x, Node):
            return self.twins.get(x, x)
        if isinstance(x, Mapping):
            return {self._twin(key) if isinstance(key, Node) else key: value for key, value in x.items()}
        return [self._twin(part) for part in x] if isinstance(x, (list, tuple)) else x

    @cached_property
    def formulas(self) -> Formulas:
        """The backward pass as formulas."""
        return Formulas(self.order, self.questions.names)

    @cached_property
    def meeting(self) -> Meeting:
        """The places where a column met a row by accident."""
        return Meeting(self.everything)

    @cached_property
    def size(self) -> float:
        """The largest number on the way to J, by which rounding is judged."""
        largest = [np.max(np.abs(node.raw), initial=0.0) for node in self.order if node.rule is not None]
        return float(max([x for x in largest if np.isfinite(x)], default=0.0))

    @cached_property
    def floors(self) -> dict[Node, Array]:
        """The distance by which rounding may move each gradient."""
        return rounding_floors(self.order, self.gradients, self.precision)

    def _read(self, given: Any, node: Node, functions: Functions) -> tuple[Answer | None, str]:
        """Read the answer for one quantity, in its shape if any will do. Or say why it can't be read."""
        called = functions.called(given) if callable(given) else given
        if called is None:
            return None, ""
        answer = read_answer(called)
        if isinstance(answer, str):
            return None, called if callable(given) and isinstance(called, str) else answer
        if self.any_shape and without_ones(answer.numbers.shape) == without_ones(node.shape):
            return Answer(answer.numbers.reshape(node.shape), answer.written.reshape(node.shape)), ""
        return answer, ""

    def _row(self, node: Node, answer: Answer | None, why: str, numeric: bool) -> Row:
        """The row of a quantity. Of a wrong answer it says no more than that."""
        right = np.asarray(self.gradients[node], dtype=float)
        slope_at = lru_cache(maxsize=None)(self._slopes(node, right))
        by_hand, share, verdict, ok = None, 0.0, why, why == "not given"
        if answer is not None:
            verdict = f"it has shape {answer.numbers.shape} instead of {right.shape}"
        if answer is not None and answer.numbers.shape == right.shape:
            marks = judge_entries(right, answer, self.tolerance, lambda: self.floors[node], self._kinks(slope_at))
            ok, share = bool(marks.right.all()), marks.share
            verdict = marks.said
            by_hand = difference(right, distance(right, answer.numbers), ok)
        measured = self._measured(right, slope_at) if numeric else None
        widest = by_hand if by_hand is not None and (by_hand.largest or measured is None) else measured
        entry = widest.where if widest is not None else (0,) * right.ndim
        at_entry = slope_at(entry).middle if numeric and right.size else None
        ok = ok and (measured is None or measured.ok)
        numbers = None if answer is None else answer.numbers
        share = float(ok) if answer is None else share
        name = self.questions.names[node]
        return Row(name, right, numbers, by_hand, measured, entry, at_entry, verdict, ok, share)

    def _slopes(self, node: Node, right: Array) -> Callable[[Index], Slope]:
        """The function that measures J's slopes at an entry of a quantity."""
        cost, data = cost_as_function_of(self.everything, node), np.asarray(node.raw, dtype=float)
        return lambda index: slope(cost, data, index, float(right[index]), self.size)

    def _kinks(self, slope_at: Callable[[Index], Slope]) -> Callable[[Index], Slope | None]:
        """The slopes at an entry, where the graph may have a kink at all."""
        return lambda index: slope_at(index) if self.formulas.may_have_kinks else None

    def _measured(self, right: Array, slope_at: Callable[[Index], Slope]) -> Difference:
        """The engine's gradient against slopes at entries spread over the array."""
        count = min(right.size, SAMPLED, max(LEAST, ENOUGH // sum(node.size for node in self.everything)))
        chosen: Any = np.unique(np.linspace(0, right.size - 1, count).astype(int)) if count else ()
        apart, ok = np.zeros(right.shape), not np.isnan(right).any()
        for flat in chosen:
            index = tuple(int(i) for i in np.unravel_index(flat, right.shape))
            if np.isfinite(right[index]):
                measured = slope_at(index)
                apart[index] = np.nan_to_num(measured.off(float(right[index])), nan=0.0)
                ok = ok and measured.agrees(float(right[index]))
        return difference(right, apart, ok)

    def _explain(self, rows: dict[Node, Row], answers: dict[Node, Answer]) -> None:
        """Say in the row of each wrong answer which mistake gives it."""
        wrong = [node for node in answers if not ((hand := rows[node].hand) and hand.ok)]
        if self.departed:  # a path may be missing, so that nothing can be said of a cause
            rows |= {node: replace(rows[node], verdict=LOST) for node in wrong}
        if self.departed or not wrong:
            return
        claims = [self._given(rows[node].hand, node, answer) for node, answer in answers.items()]
        mistakes = explain(self.formulas, self.gradients, claims, self.meeting)
        for node, mistake in mistakes.items():
            is_in_shape = answers[node].numbers.shape == node.shape
            shape = "" if is_in_shape else f": {rows[node].verdict}"
            rows[node] = replace(rows[node], verdict=f"{mistake.sentence}{shape}", mistake=mistake)

    def _given(self, hand: Difference | None, node: Node, answer: Answer) -> Claim:
        """An answer as the search takes it: its numbers, and by how much those of a mistake may differ."""
        numbers, floor = answer.numbers, self.floors[node]
        noise = floor if numbers.shape == node.shape else np.max(floor, initial=0.0) * node.size
        slack = np.array(SAME * np.abs(numbers) + noise)
        if numbers.size <= SAMPLED:
            for index in np.ndindex(numbers.shape):
                half, _ = answer.half_unit(index, DIGITS)
                slack[index] = max(slack[index], half)
        return Claim(node, numbers, hand is not None and hand.ok, slack)

    def _notes(self) -> list[str]:
        notes = [TAKEN.format(name) for name in self.departed]
        for node in self.meeting.pairs:
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
