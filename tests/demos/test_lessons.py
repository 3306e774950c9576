"""The lessons: each runs as a student runs it, and its exercises accept right answers and refuse wrong ones."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from demos.__main__ import LESSONS

ROOT = Path(__file__).parents[2]


def test_there_are_answers_for_every_lesson(answers):
    assert list(answers) == LESSONS


def test_a_lesson_is_a_program(tmp_path):
    command = [sys.executable, "-W", "error", "-m", f"demos.lessons.{LESSONS[0]}"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "To do: " in done.stdout


@pytest.mark.parametrize("lesson", LESSONS)
def test_exercises_accept_right_answers_and_refuse_wrong_ones(lesson, work, answers):
    assert work(lesson).asked == list(answers[lesson])
    for without, complaints, right in work(lesson).checks:
        assert without.startswith("To do: ")
        assert right.startswith("Right")
        for answer, words, complaint in complaints:
            assert complaint.startswith("refused: "), answer
            assert words in complaint, answer


@pytest.mark.parametrize("lesson", LESSONS)
def test_prose_has_no_number_that_a_cell_could_compute(lesson, lesson_cells):
    for prose in lesson_cells(lesson, "prose"):
        text = re.sub(r"`[^`]*`", "", prose)
        text = re.sub(r"^# \d+\. ", "", text)
        text = re.sub(r"[Ll]essons? \d+", "", text)
        text = re.sub(r"\b1/m\b|\bL2\b", "", text)
        assert re.findall(r"\S*\d\S*", text) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_asks_before_it_tells(lesson, lesson_cells):
    prose = "\n".join(lesson_cells(lesson, "prose"))
    assert prose.count("**Question.**") >= 4
    assert prose.count("**Exercise ") >= 2
    assert "## What to remember" in prose
