"""The quiz: the numbers are hidden, the student types them, and a wrong one gets a hint from the rule."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograd.views.numbers import MINUS, data_text
from autograd.views.steps import Backward, Steps

TOLERANCE = 0.01  # of the right number: nobody types sixteen digits


@dataclass(frozen=True)
class Score:
    """How a quiz went: the numbers asked for, and those that were right at once."""

    asked: int
    right: int


def ask(steps: Steps, read: Callable[[str], str], say: Callable[[str], None]) -> Score:
    """Ask for the three numbers of every backward step of single numbers.

    An empty answer shows the number and goes on; "q" ends the quiz.
    """
    asked = right = 0
    scalar = [step for step in steps.backward if step.is_scalar]
    say(f"{len(scalar)} edges. Type a number such as -0.25 or 1/4, nothing to see it, q to stop.")
    for step in scalar:
        say(f"\n{step.name} -> {step.parent_name}, with dJ/d{step.name} = {data_text(step.upstream)}")
        for what, number in numbers(step).items():
            asked += 1
            tries = 0
            while True:
                answer = read(f"  {questions(step)[what]} = ").strip()
                if answer == "q":
                    return Score(asked - 1, right)
                if not answer:
                    say(f"  It is {data_text(number)}: {hints(step)[what]}")
                    break
                tries += 1
                if is_right(answer, number):
                    right += tries == 1
                    say("  Right.")
                    break
                say(f"  Not yet: {hints(step)[what]}")
    say(f"\n{right} of {asked} right at once.")
    return Score(asked, right)


def numbers(step: Backward) -> dict[str, float]:
    """The three numbers of a step: the local derivative, what it adds, and the gradient after that."""
    found = {"local": step.local, "contribution": step.contribution, "gradient": step.after}
    return {what: float(np.asarray(number).item()) for what, number in found.items()}


def questions(step: Backward) -> dict[str, str]:
    """What each of the three numbers is called."""
    return {
        "local": f"local derivative d{step.name}/d{step.parent_name}",
        "contribution": f"this edge adds to dJ/d{step.parent_name}",
        "gradient": f"so far, dJ/d{step.parent_name}",
    }


def hints(step: Backward) -> dict[str, str]:
    """A hint for each number, from the rule that computed it."""
    first = "this is the first contribution, so the gradient is just that."
    return {
        "local": f"the local derivative d{step.name}/d{step.parent_name} is {step.formula}.",
        "contribution": f"multiply upstream, dJ/d{step.name} = {data_text(step.upstream)}, by the local derivative.",
        "gradient": first if step.before is None else f"add it up: {step.total.rsplit(' = ', 1)[0]}.",
    }


def is_right(answer: str, number: float) -> bool:
    """Whether an answer, as people type numbers, is within one per cent.

    Example:
        >>> is_right("1/3", 0.3333), is_right("0,5", 0.5), is_right("half", 0.5)
        (True, True, False)
    """
    top, _, bottom = answer.replace(MINUS, "-").replace(",", ".").partition("/")
    try:
        given = float(top) / float(bottom or 1)
    except (ValueError, ZeroDivisionError):
        return False
    return abs(given - number) <= TOLERANCE * abs(number) + 1e-9
