"""The pages of the site that are programs: each runs, and what it says of chalkgrad is so."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from demos.__main__ import LESSONS
from demos.site.cells import cells_of
from demos.site.peers.answers import ANSWERS, LIBRARIES, asked
from demos.site.peers.ask import QUESTIONS

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "demos" / "pages").glob("*.py"))
COUNTS = ["no", "one", "two", "three", "four", "five", "six"]


def run(path, folder):
    """Run a page as the site does, and return what its cells show."""
    command = [sys.executable, "-W", "error", "-m", "demos.site.run", str(path), "shown.json"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "shown.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_runs_and_shows_something(path, tmp_path):
    shown = run(path, tmp_path)
    kinds = {output["kind"] for outputs in shown for output in outputs}
    assert len(shown) == len(cells_of(path))
    assert kinds <= {"text", "html", "png", "graph", "page", "file"}
    assert kinds & {"page": {"page"}, "handouts": {"file"}, "live": {"page"}}.get(path.stem, {"text"})


def test_a_cell_shows_what_it_prints_then_its_last_value(tmp_path):
    path = tmp_path / "small.py"
    path.write_text(
        "# %% [markdown]\n# # Small\n#\n# Prose.\n\n# %% first\nx = 2\nprint('x')\nx + 1\n\n# %%\nx = 5\n\n# %%\nx"
    )
    cells = cells_of(path)
    assert [cell.kind for cell in cells] == ["markdown", "code", "code", "code"]
    assert (cells[0].text, cells[1].title, cells[1].line) == ("# Small\n\nProse.", "first", 7)
    texts = [[output["content"] for output in outputs] for outputs in run(path, tmp_path)]
    assert texts == [[], ["x\n", "3\n"], [], ["5\n"]]


def test_a_page_begins_with_a_cell(tmp_path):
    path = tmp_path / "late.py"
    path.write_text("x = 1\n# %%\n")
    with pytest.raises(ValueError, match="must begin with a cell"):
        cells_of(path)


def test_pictures_have_words(tmp_path):
    pytest.importorskip("matplotlib", reason="the extra plot")
    path = tmp_path / "curves.py"
    path.write_text(
        "# %%\nfrom nn import Sequential\nfrom nn.layers import Dense\nimport numpy as np\n"
        "model = Sequential([Dense(1)], seed=1)\nmodel.compile(loss='mse')\n"
        "X = np.ones((4, 1))\nmodel.fit(X, X, epochs=3, verbose=0)\n"
    )
    (picture,) = run(path, tmp_path)[0]
    assert picture["kind"] == "png"
    assert re.search("epoch", picture["about"])


def test_chalkgrad_answers_today_what_the_table_says():
    stored = json.loads(ANSWERS.read_text(encoding="utf-8"))
    assert list(stored) == list(LIBRARIES)
    for library in LIBRARIES:
        assert list(stored[library]["answers"]) == list(QUESTIONS)
    assert asked("chalkgrad", sys.executable)["answers"] == stored["chalkgrad"]["answers"]


def test_the_term_of_the_teachers_has_every_lesson_and_counts_its_exercises():
    text = (ROOT / "demos" / "pages" / "teachers.md").read_text(encoding="utf-8")
    term = text.partition("## A term")[2].partition("##")[0]
    assert re.findall(r"lessons/(\w+)\.py", term) == LESSONS
    for line in term.splitlines():
        cells = line.split(" | ")
        lessons, counted = re.findall(r"lessons/(\w+)\.py", line), re.match(r"[a-z]+", cells[-1])
        if lessons and counted and counted[0] in COUNTS:
            source = (ROOT / "demos" / "lessons" / f"{lessons[0]}.py").read_text(encoding="utf-8")
            assert COUNTS[source.count("**Exercise ")] == counted[0], lessons[0]
