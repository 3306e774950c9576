"""The lessons: each runs as a student runs it, and its exercises accept right answers and refuse wrong ones."""

import contextlib
import io
import re
import subprocess
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from demos.__main__ import LESSONS

ROOT = Path(__file__).parents[2]
SECONDS = 20
GAP = re.compile(r"^ *(\w+) = None  # .", re.MULTILINE)


def load_answers():
    spec = spec_from_file_location("answers", Path(__file__).parent / "answers.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.ANSWERS


ANSWERS = load_answers()


def path_of(lesson):
    return ROOT / "demos" / "lessons" / f"{lesson}.py"


def cells(lesson, kind):
    """The texts of a lesson's cells of code, or of its prose without the marks of comments."""
    text = path_of(lesson).read_text(encoding="utf-8")
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


def run(cell, namespace):
    """Run a cell, and return what it prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(cell, namespace)
    return printed.getvalue()


def test_there_are_answers_for_every_lesson():
    assert list(ANSWERS) == LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_in_time_and_without_a_warning(lesson, tmp_path):
    command = [sys.executable, "-W", "error", "-m", f"demos.lessons.{lesson}"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    start = time.perf_counter()
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    seconds = time.perf_counter() - start
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "To do: " in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert seconds < SECONDS


@pytest.mark.parametrize("lesson", LESSONS)
def test_exercises_accept_right_answers_and_refuse_wrong_ones(lesson, own_rows):
    namespace = {"__name__": lesson}
    code = cells(lesson, "code")
    asked = []
    for number, cell in enumerate(code):
        names = GAP.findall(cell)
        asked += names
        if not names:
            if not (number and GAP.search(code[number - 1])):
                run(cell, namespace)
            continue

        check = code[number + 1]
        run(cell, namespace)
        assert run(check, namespace).startswith("To do: ")

        right = {name: ANSWERS[lesson][name][0] for name in names}
        for name in names:
            for wrong, words in ANSWERS[lesson][name][1].items():
                run(fill(cell, right | {name: wrong}), namespace)
                with pytest.raises(AssertionError) as caught:
                    run(check, namespace)
                assert words in str(caught.value), f"{name} = {wrong}"

        run(fill(cell, right), namespace)
        assert run(check, namespace).startswith("Right")
    assert asked == list(ANSWERS[lesson])


@pytest.mark.parametrize("lesson", LESSONS)
def test_prose_has_no_number_that_a_cell_could_compute(lesson):
    for prose in cells(lesson, "prose"):
        text = re.sub(r"`[^`]*`", "", prose)
        text = re.sub(r"^# \d+\. ", "", text)
        text = re.sub(r"[Ll]essons? \d+", "", text)
        text = re.sub(r"\b1/m\b|\bL2\b", "", text)
        assert re.findall(r"\S*\d\S*", text) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_before_it_tells(lesson):
    prose = "\n".join(cells(lesson, "prose"))
    assert prose.count("**Question.**") >= 4
    assert prose.count("**Exercise ") >= 2
    assert "## What to remember" in prose
