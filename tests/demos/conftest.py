"""Each lesson, run once for all tests: cell by cell, every exercise as it stands, then with wrong and right answers."""

import contextlib
import io
import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from own_rows import rows_of_its_own

ROOT = Path(__file__).parents[2]
GAP = re.compile(r"^ *(\w+) = None  # .", re.MULTILINE)


def load_answers():
    spec = spec_from_file_location("answers", Path(__file__).parent / "answers.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ANSWERS


def cells_of(lesson, kind):
    """The texts of a lesson's cells of code, or of its prose without the marks of comments."""
    text = (ROOT / "demos" / "lessons" / f"{lesson}.py").read_text(encoding="utf-8")
    assert text.startswith("# %% [markdown]\n# # ")
    parts = re.split(r"^# %%(.*)\n", text, flags=re.MULTILINE)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    chosen = [body for mark, body in pairs if ("markdown" in mark) == (kind == "prose")]
    if kind == "prose":
        return [re.sub(r"^# ?", "", body, flags=re.MULTILINE) for body in chosen]
    return chosen


def fill(cell, answers):
    """A cell with its gaps filled in by name."""
    for name, answer in answers.items():
        cell = re.sub(
            rf"^( *{name} =) None(?=  # )", lambda match, a=answer: f"{match[1]} {a}", cell, flags=re.MULTILINE
        )
    return cell


class Work:
    """What a student sees of a lesson.

    Attributes:
        names: the names that the lesson leaves, the right answers among them.
        text: what it prints with no exercise done.
        asked: the gaps of the exercises, in order.
        checks: what the check of each exercise says: with no answer, of each wrong one with what it should say, of
            the right one.
    """

    def __init__(self, lesson, answers):
        self.names = {"__name__": lesson}
        self.text = ""
        self.asked = []
        self.checks = []
        code = cells_of(lesson, "code")
        for number, cell in enumerate(code):
            gaps = GAP.findall(cell)
            if gaps:
                self.text += self.run(cell) + self.run(code[number + 1])
                self.asked += gaps
                self.checks.append(self.exercise(cell, code[number + 1], {gap: answers[gap] for gap in gaps}))
            elif not (number and GAP.search(code[number - 1])):
                self.text += self.run(cell)

    def run(self, cell):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(cell, self.names)
        return printed.getvalue()

    def exercise(self, cell, check, answers):
        without = self.run(check)
        right = {gap: answer for gap, (answer, _) in answers.items()}
        complaints = []
        for gap, (_, wrong) in answers.items():
            for answer, words in wrong.items():
                self.run(fill(cell, right | {gap: answer}))
                complaints.append((f"{gap} = {answer}", words, self.complaint(check)))
        self.run(fill(cell, right))
        return without, complaints, self.run(check)

    def complaint(self, check):
        try:
            return self.run(check)
        except AssertionError as error:
            return f"refused: {error}"

    def number(self, after):
        """Return the first number behind a text that was printed."""
        return float(re.search(re.escape(after) + r"\D*?(-?\d[\d.]*(e-?\d+)?)", self.text)[1])


@pytest.fixture(scope="session")
def answers():
    return load_answers()


@pytest.fixture(scope="session")
def lesson_cells():
    return cells_of


@pytest.fixture(scope="session")
def work(answers, tmp_path_factory):
    """The lessons by name, each run when it is first asked for. Rows that it adds are gone after it."""
    works = {}

    def once(lesson):
        if lesson not in works:
            folder = tmp_path_factory.mktemp(lesson)
            with contextlib.chdir(folder), rows_of_its_own():
                works[lesson] = Work(lesson, answers[lesson])
            assert list(folder.iterdir()) == []
        return works[lesson]

    return once
