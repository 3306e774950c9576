"""The demonstrations, run as a reader runs them."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from demos.__main__ import DEMOS, LESSONS, title_of

ROOT = Path(__file__).parents[2]


IGNORED = "ignore:__array__ implementation:DeprecationWarning"  # Keras's own code


def run(module, folder):
    command = [sys.executable, "-W", "error", "-W", IGNORED, "-m", module]
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_list_names_every_lesson_and_demonstration_with_a_line(tmp_path):
    listed = run("demos", tmp_path)
    lines = dict(re.findall(r"^(\w+)  +(\S.+)$", listed, re.MULTILINE))
    assert list(lines) == LESSONS + DEMOS
    assert [lines[lesson] for lesson in LESSONS] == [title_of(lesson) for lesson in LESSONS]
    assert [int(title_of(lesson).split(".")[0]) for lesson in LESSONS] == [int(lesson[7:9]) for lesson in LESSONS]
    files = {path.stem for path in (ROOT / "demos").glob("*.py")} - {"__init__", "__main__"}
    assert files == set(DEMOS)


@pytest.mark.parametrize("demo", DEMOS)
def test_a_demonstration_runs_and_writes_what_it_says(demo, tmp_path):
    said = run(f"demos.{demo}", tmp_path)
    if demo == "digits":
        assert float(re.search(r"Test accuracy: ([\d.]+)%", said)[1]) >= 99
    if demo == "derived":
        assert "dz3 = (a3 - y) / m" in said
        assert "W1 -= 0.1 * dW1" in said
        assert len(re.findall(r"apart", said)) == 6
        assert all(float(apart) < 1e-15 for apart in re.findall(r"([\d.e-]+) apart", said))
    if demo == "by_hand":
        assert "dW3: by hand it is the right one times m = 8: is the mean over 8 entries missing?" in said
        assert "dW2: equal after transposing" in said
        assert "db1: equal after summing over axis 0" in said
        assert "all equal: True" in said
    if demo == "outgrow":
        assert all(float(apart) < 1e-5 for apart in re.findall(r"([\d.e-]+) apart", said))
        assert len(re.findall(r"apart", said)) == bool(find_spec("jax")) + bool(find_spec("jax") and find_spec("keras"))
    if demo == "neuron":
        assert ".png" in said
    for name in re.findall(r"output/[\w.]+\w", said):
        assert (tmp_path / name).stat().st_size > 100


def test_the_digits_demonstration_stands_on_the_three_lines_of_the_course():
    source = (ROOT / "demos" / "digits.py").read_text()
    program = """
    model = Sequential(
        Dense(units=25, activation="sigmoid"),
        Dense(units=15, activation="sigmoid"),
        Dense(units=1, activation="sigmoid"),
    model.compile(loss=BinaryCrossentropy())
    model.fit(X, Y, epochs=100)
"""
    assert [line for line in program.split("\n") if line.split("  #")[0].strip() not in source] == []
