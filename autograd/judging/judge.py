"""The judgement of one graph's gradients: what is asked, what is answered, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograd.judging.answers import Answer, Claim
from autograd.judging.asked import NOT_GIVEN, Questions
from autograd.judging.case import Case
from autograd.judging.entries import DIGITS, SAMPLED, Difference, Tolerance, distance
from autograd.judging.functions import by_name, called, complaints
from autograd.judging.replay import in_float64
from autograd.judging.rows import UNANSWERED, Judgement, Row
from autograd.judging.search import mistakes_behind
from autograd.node import Node
from autograd.snapshots import require_unchanged
from autograd.tensor import Array

SAME = 1e-7  # the share of an entry by which the numbers of a mistake may differ from the answer
DISAGREE = "; central differences disagree with autograd"
LOST = "different from autograd, whose graph may lack a path: see above"
OUT_OF_THE_GRAPH = (
    "Attention: float(), math.*, .item() or the like took the number of {} out of the graph. If J was made with it, "
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
        graph: the nodes of the graph in topological order, the cost last.
        names: a name for each of them.
        copies: the nodes of the graph that stand for others, which the caller knows.
        wrt: what is asked, labels or nodes; None for every parameter.
        tolerance: how far an answer may be off.

    Raises:
        ValueError: if J is not a scalar, `wrt` names nothing or what is not there, or data changed since.
    """

    def __init__(
        self,
        graph: Sequence[Node],
        names: Mapping[Node, str],
        copies: Mapping[Node, Node],
        wrt: Any,
        tolerance: Tolerance,
    ) -> None:
        J = graph[-1]
        require_unchanged(graph)
        J.seed()  # says what is wrong if there is nothing to differentiate
        twins = in_float64(graph)
        precision = np.finfo(np.float64 if twins[J] is J else np.float32).eps
        self.case = Case(twins, tolerance, float(precision))
        self.departed = [node.name() for node in graph if node.taken and not node.constant and node is not J]
        judged = twins | {node: twins[copy] for node, copy in copies.items()}
        self.questions = Questions(judged, {twins[node]: name for node, name in names.items()}, wrt)
        self.is_chosen = wrt is not None

    def judge(self, by_hand: Any, numeric: bool) -> Judgement:
        """Judge answers, and with `numeric` the engine's gradients by central differences."""
        if callable(by_hand):
            by_hand = by_name(by_hand, self.case)
        if by_hand is NOT_GIVEN and not numeric:
            raise ValueError("numeric=False without gradients by hand leaves nothing to compare with.")
        by_node, astray = self.questions.sort(by_hand)
        if not (self.is_chosen or self.questions.labels or by_node):
            raise ValueError(
                "nothing below J is labelled, so there is nothing to compare. Label it: Value(2.0, label='w')."
            )
        silence = UNANSWERED
        if by_hand is NOT_GIVEN:
            silence = "not given"
        complaint = complaints(self.case)
        rows: dict[Node, Row] = {}
        answers: dict[Node, Answer] = {}
        for node in self.questions.possible:
            if node not in self.questions.asked and node not in by_node:
                continue
            f = by_node.get(node)
            answer = self._answer(f, node) or silence
            row = self._row(node, answer, numeric)
            if isinstance(answer, Answer):
                answers[node] = answer
            if callable(f) and row.ok:
                why = complaint(f, node)
                if why:
                    row = replace(row, ok=False, verdict=why)
            rows[node] = row
        self._explain(rows, answers)
        for node, row in rows.items():
            if row.numeric_apart is not None and not row.numeric_apart.ok:
                rows[node] = replace(row, verdict=f"{row.verdict}{DISAGREE}")
        unanswered = [row.name for row in rows.values() if row.verdict == UNANSWERED]
        astray_rows = [Row(name, why) for name, why in astray]
        return Judgement([*rows.values(), *astray_rows], self._notes(), unanswered, self.case.J.label or "J")

    def _answer(self, by_hand: Any, node: Node) -> Answer | str:
        """Read the answer for one quantity. A text says why there is none, "" that nothing came."""
        if callable(by_hand):
            by_hand = called(by_hand, self.case)
            if isinstance(by_hand, str) and isinstance(self.case.read(by_hand, node), str):
                return by_hand  # it says why the function can't be called
        if by_hand is None:
            return ""
        return self.case.read(by_hand, node)

    def _row(self, node: Node, answer: Answer | str, numeric: bool) -> Row:
        """The row of a quantity. Of a wrong answer it says no more than that."""
        right = np.asarray(self.case.gradients[node], dtype=float)
        row = Row(self.questions.names[node], str(answer), answer == "not given", autograd=right)
        entry = (0,) * right.ndim
        if isinstance(answer, Answer):
            row = self._answered(row, node, answer, right)
        if row.apart is not None:
            entry = row.apart.where
        if numeric:
            measured = self.case.measured(node)
            row = replace(row, numeric_apart=measured, ok=row.ok and measured.ok)
            if row.apart is None or not row.apart.largest:
                entry = measured.where
            if right.size:
                row = replace(row, numeric_entry=self.case.slope_at(node, entry).middle)
        if not isinstance(answer, Answer):
            row = replace(row, share=float(row.ok))
        return replace(row, entry=entry)

    def _answered(self, row: Row, node: Node, answer: Answer, right: Array) -> Row:
        """The row with the verdict on an answer."""
        numbers = answer.numbers
        if numbers.shape != right.shape:
            verdict = f"it has shape {numbers.shape} instead of {right.shape}"
            return replace(row, by_hand=numbers, verdict=verdict)
        marks, verdict = self.case.marks(node, answer, self.case.tolerance, right)
        ok = bool(marks.all())
        share = float(np.mean(marks)) if marks.size else 1.0
        apart = Difference.between(right, distance(right, numbers), ok)
        return replace(row, by_hand=numbers, verdict=verdict, ok=ok, share=share, apart=apart)

    def _explain(self, rows: dict[Node, Row], answers: dict[Node, Answer]) -> None:
        """Say in the row of each wrong answer which mistake gives it."""
        wrong = set()
        for node in answers:
            apart = rows[node].apart
            if apart is None or not apart.ok:
                wrong.add(node)
        if self.departed:  # a path may be missing, so that nothing can be said of a cause
            for node in wrong:
                rows[node] = replace(rows[node], verdict=LOST)
        elif wrong:
            claims = [self._claim(node, answer, node not in wrong) for node, answer in answers.items()]
            for node, mistake in mistakes_behind(self.case, claims).items():
                verdict = mistake.sentence
                if answers[node].numbers.shape != node.shape:
                    verdict += f": {rows[node].verdict}"
                rows[node] = replace(rows[node], verdict=verdict, mistake=mistake)

    def _claim(self, node: Node, answer: Answer, is_right: bool) -> Claim:
        """An answer as the search takes it: its numbers, and by how much those of a mistake may differ."""
        numbers = answer.numbers
        noise: Any = self.case.floors[node]
        if numbers.shape != node.shape:
            noise = np.max(noise, initial=0.0) * node.size
        slack = np.array(SAME * np.abs(numbers) + noise)
        if numbers.size <= SAMPLED:
            for index in np.ndindex(numbers.shape):
                half, _ = answer.half_unit(index, DIGITS)
                slack[index] = max(slack[index], half)
        return Claim(node, numbers, is_right, slack)

    def _notes(self) -> list[str]:
        notes = [OUT_OF_THE_GRAPH.format(name) for name in self.departed]
        for node in self.case.pairs:
            shapes = " and ".join([str(parent.shape) for parent in node.parents])
            notes.append(MET.format(node.op, shapes, node.shape))
        return notes
