"""Mistakes planted in homework: how many are named, how many of them wrong, and what is never named."""

from collections import Counter

import pytest
from planted import KINDS, arbitrary, planted, right_answers

from autograd import compare

# What a planted mistake may be called. One wrong formula often has several readings: relu(z) in place of
# relu'(z) is a comparison that is left out, and f'(z) squared is dz taken for da.
NAMES = {
    "left out": {"left out", "path", "mean", "another function", "another quantity", "neighbour"},
    "squared": {"squared", "left out", "another quantity"},
    "output for input": {"another quantity", "another function", "squared"},
    "another function": {"another function", "another sign", "another quantity", "left out", "squared"},
    "upstream left out": {"left out", "neighbour", "another quantity"},
    "path": {"path", "another quantity", "left out"},
    "transpose": {"transpose", "another product", "shape"},
    "swapped": {"another product"},
    "* for @": {"another product"},
    "no sum": {"no sum", "another product", "left out"},
    "wrong axis": {"wrong axis", "another product", "shape"},
    "sum over all": {"wrong axis", "another product", "sum over all"},
    "mean": {"mean", "wrong axis", "left out"},
    "sign": {"sign", "another sign"},
    "neighbour": {"neighbour", "another quantity", "another function", "left out"},
    "duplicates": {"duplicates"},
    "regulariser": {"path", "left out", "mean", "another function", "sum over all", "squared"},
    "normalisation": {"path", "left out", "no sum", "another function"},
    "updated": {"updated"},
    "broadcast": {"broadcast"},
}
DOUBLED = {"left out", "regulariser", "mean", "pair"}  # of which a factor 2 or 1/2 tells all
# Two mistakes may be one to the judge: a sign and a mean are a factor, a mean forgotten in a term is one too.
PAIRS = {"pair", "mean", "sign", "factor", "left out", "path", "broadcast", "no sum", "another product",
         "another function", "another sign", "neighbour", "shape"}  # fmt: skip


def outcome(mistake, answers):
    """Tell how the first wrong answer in backward order is named: right, wrong, or not at all."""
    comparison = compare(mistake.J, answers, wrt=list(answers), numeric=False)
    wrong = next((row for row in comparison.rows if not row.ok), None)
    if wrong is None:
        return "invisible"
    if wrong.mistake is None:
        return "unnamed"
    kinds = set(wrong.mistake.kinds)
    if kinds == {"factor"}:  # "the right one times 2" is true of whatever else was done
        return "right" if mistake.kind in DOUBLED else "unnamed"
    is_named = not kinds.isdisjoint(NAMES.get(mistake.kind, PAIRS))
    is_one_more = mistake.kind != "pair" and kinds == {"pair"} and wrong.mistake.place == mistake.place
    return "right" if is_named or is_one_more else "wrong"


def table(mistakes, parameters_only):
    outcomes = {}
    for mistake in mistakes:
        names = mistake.parameters if parameters_only else mistake.answers
        answers = {name: mistake.answers[name] for name in names if name in mistake.answers}
        outcomes.setdefault(mistake.kind, Counter())[outcome(mistake, answers)] += 1
    return outcomes


@pytest.mark.parametrize(
    ("parameters_only", "least", "most_wrong", "step"), [(False, 0.85, 0.01, 1), (True, 0.75, 0.017, 3)]
)
def test_planted_mistakes_are_named_and_hardly_ever_wrong(parameters_only, least, most_wrong, step):
    outcomes = table(planted()[::step], parameters_only)
    total = sum(outcomes.values(), Counter())
    visible = total.total() - total["invisible"]
    outcomes_text = "\n".join(f"{kind:18} {dict(counts)}" for kind, counts in outcomes.items())
    assert set(outcomes) == set(KINDS)
    assert total["right"] >= least * visible, outcomes_text
    assert total["wrong"] <= most_wrong * visible, outcomes_text


def test_no_name_for_what_is_nobodys_mistake():
    rows = [compare(J, {label: wrong}, wrt=[label], numeric=False).rows[0] for _, J, label, wrong in arbitrary()]
    assert len(rows) == 200
    assert [row.verdict for row in rows if row.ok or row.mistake] == []


def test_right_homework_passes_whole_and_takes_no_search():
    for cost, J, answers in right_answers():
        comparison = compare(J, answers, numeric=False)
        assert comparison.ok, cost
        assert {row.verdict.split(":")[0] for row in comparison.rows} == {"equal"}, cost
        assert comparison.score == 1.0
