"""The quiz: the numbers are hidden, the student types them, and a wrong one gets a hint, which says more each time."""

from collections.abc import Callable
from itertools import count
from typing import NamedTuple

import numpy as np

from autograd.names import read_number
from autograd.views.edges import rule_of
from autograd.views.explanation.equations import Backward
from autograd.views.explanation.passes import Steps
from autograd.views.numbers import data_text, in_brackets, plain_text

TOLERANCE = 0.01  # of the right number: nobody types sixteen digits


class Score(NamedTuple):
    """How a quiz went: the numbers asked for, and those that were right at once."""

    asked: int
    right: int


def ask(steps: Steps, forward: str, read: Callable[[str], str], say: Callable[[str], None]) -> Score:
    """Show the forward pass, and ask for the three numbers of every backward step of single, finite numbers.

    An empty answer shows the number and goes on; "q", the end of the input or Ctrl-C end the quiz.
    """

    def tell(text: str) -> None:
        say(plain_text(text))

    scalar = [step for step in steps.backward if step.is_scalar]
    if not scalar:
        tell("There is nothing to ask: the quiz asks for single numbers, and the steps of this graph are arrays.")
    else:
        tell(f"{forward}\n\n{len(scalar)} edges. Type a number such as -0.25 or 1/4, nothing to see it, q to stop.")
    score = Score(0, 0)
    for step in scalar:
        tell(f"\n{step.name} -> {step.parent_name}, with {step.upstream_name} = {data_text(step.upstream)}")
        for question, number, hints in questions(step):
            tries = _until_right(f"  {question} = ", number, hints, read, tell)
            if tries is None:
                say(f"\n{score.right} of {score.asked} right at once.")
                return score
            score = Score(score.asked + 1, score.right + (tries == 1))
    say(f"\n{score.right} of {score.asked} right at once.")
    return score


def _until_right(
    question: str, number: float, hints: list[str], read: Callable[[str], str], say: Callable[[str], None]
) -> int | None:
    """How many tries it took; 0 if the number had to be shown, None if the student has had enough."""
    for tries in count(1):
        try:
            answer = read(question).strip()
        except (EOFError, KeyboardInterrupt):
            answer = "q"
        if answer.lower() in ("q", "quit", "exit"):
            return None
        if not answer:
            say(f"  It is {data_text(number)}: {hints[-1]}")
            return 0
        if is_right(answer, number):
            say("  Right.")
            return tries
        say(f"  Not yet: {hints[min(tries, len(hints)) - 1]}")
    return None


def questions(step: Backward) -> list[tuple[str, float, list[str]]]:
    """The three numbers of a step: what each is called, the number, and hints that say more each time."""
    edge = f"d{step.name}/d{step.parent_name}"
    factors = f"{data_text(step.upstream)} * {in_brackets(data_text(step.local))}."
    rule = f"the rule is {rule_of(step.node).name}; differentiate {step.name} by {step.parent_name}."
    numbers = f"upstream times local derivative: {step.upstream_name} is {data_text(step.upstream)}."
    first = "this is the first contribution, so the gradient is just that."
    added = first if step.before is None else f"add it up: {step.total.rsplit(' = ', 1)[0]}."
    asked = [
        (f"local derivative {edge}", step.local, [rule, f"the local derivative {edge} is {step.formula}."]),
        (f"this edge adds to {step.gradient_name}", step.contribution, [numbers, factors]),
        (f"so far, {step.gradient_name}", step.after, [added]),
    ]
    return [(question, float(np.asarray(number).item()), hints) for question, number, hints in asked]


def is_right(answer: str, number: float) -> bool:
    """Whether an answer, as people type numbers, is within one per cent.

    Example:
        >>> is_right("1/3", 0.3333), is_right("0,5", 0.5), is_right("half", 0.5)
        (True, True, False)
    """
    return abs(read_number(answer) - number) <= (TOLERANCE * abs(number) or 1e-9)
