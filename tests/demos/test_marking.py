"""Marking a class: bad answers stop nobody, and the recipes are what the systems themselves take."""

import csv
import io
import json
import logging
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

import pytest

from autograd import compare, derive, explain
from autograd.graph import topological_order
from demos import marking
from demos.neuron import neuron

LESSON = Path(marking.__file__).parent / "lessons" / "lesson_16_marking_a_class.py"
RIGHT, WRONG = "dz2 = 2 * v3 / m", "dz2 = 2 * v3"


def blanks():
    return derive(marking.cost(0, 3)).blanks()


def marked(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return {result["student"]: result for result in marking.mark(folder)}


def test_the_program_writes_a_homework_and_marks_a_folder(tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "demos.marking", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(LESSON.parents[2])}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    assert run("homework") == "wrote homework.py and key.py\n"
    assert (tmp_path / "homework.py").read_text() == blanks().source
    lines = list(csv.reader(run(".").splitlines()))
    assert lines == [
        ["student", "mark", "sentence"],
        ["homework", "0.0", "dz2: no answer"],
        ["key", "10.0", "all is right"],
    ]
    assert "no sandbox" in run()


def test_no_bad_file_stops_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "SECONDS", 2)
    results = marked(
        tmp_path,
        good=f"print('hello')\n{blanks().key}",
        computing="while True: pass",
        chatty="while True: print('x' * 10000)",
        greedy="x = [0] * 10**10",
        leaving="import os; os._exit(0)",
        polite="import sys; sys.exit('bye')",
        broken="def f(:",
        elsewhere="def my_function(): pass",
        forging="print('{}')\nimport os\nos.write(1, b'[1')\nos._exit(0)",
        dividing=re.sub("dW1 = .*", "dW1 = 1 / 0", blanks().key),
    )
    assert len(results) == 10
    assert results.pop("good")["sentence"] == "all is right"
    assert {result["share"] for result in results.values()} == {0}
    sentences = {student: result["sentence"] for student, result in results.items()}
    for student in ("computing", "chatty", "leaving", "forging"):
        assert "process ended without an answer" in sentences[student]
    for student, words in {
        "greedy": "MemoryError in line 1, ",
        "polite": "SystemExit in line 1, `import sys; sys.exit('bye')`: bye",
        "broken": "SyntaxError",
        "elsewhere": "no function backprop",
        "dividing": "raises ZeroDivisionError in line 21, `dW1 = 1 / 0`: division by zero",
    }.items():
        assert words in sentences[student]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_what_waits_is_ended_with_all_that_it_has_started(tmp_path, monkeypatch):
    monkeypatch.setattr(marking, "PATIENCE", 2)
    left = tmp_path / "left"
    text = f"import os, time\nif os.fork():\n    open({str(left)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    assert marked(tmp_path, waiting=text)["waiting"]["sentence"] == "it takes more than 2 seconds"
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path / "waiting.py") not in listed


def test_a_mistake_counts_once_and_the_worst_case_counts(tmp_path):
    def judged(line):
        (tmp_path / "answer.py").write_text(blanks().key.replace(RIGHT, line))
        return marking.judged({"file": str(tmp_path / "answer.py")})

    assert RIGHT in blanks().key
    ben, cleo = judged("dz2 = 2 * v3"), judged("dz2 = 2 * v3 / 3")
    assert ben["share"] == 6 / 7
    assert ben["sentence"].startswith("dz2: by hand it is the right one times m")
    assert cleo["share"] < ben["share"]


def test_a_line_that_raises_is_named_and_folders_of_students_are_marked(tmp_path):
    source = derive(marking.cost(0, 3)).blanks().key
    for student, text in {"anna": source, "ben": source.replace("z2 = a1 @ W2", "z2 = a1 @ W2.T")}.items():
        (tmp_path / student).mkdir()
        (tmp_path / student / "homework.py").write_text(text)
    (tmp_path / "nobody").mkdir()
    first, second = marking.mark(tmp_path)
    assert (first["student"], first["share"]) == ("anna/homework", 1)
    where = r"ValueError in line \d+, `z2 = a1 @ W2\.T.*`: matmul: Input operand 1 has a mismatch .*4\)"
    assert re.match(f"it can't be run: TypeError: by_hand is a function that raises {where}", second["sentence"])
    with pytest.raises(FileNotFoundError, match="nothing to mark"):
        marking.mark(tmp_path / "nobody")


def test_a_line_outside_of_a_function_is_named_too(tmp_path):
    result = marked(tmp_path, dina="import math\nx = math.sqrt(-1)")["dina"]
    assert result["sentence"].startswith("it can't be run: ValueError in line 2, `x = math.sqrt(-1)`: ")


def test_a_wrong_label_is_said_before_what_is_missing(tmp_path):
    source = blanks().key.replace('"W1": ', '"w1": ')
    result = marked(tmp_path, carla=source)["carla"]
    assert result["sentence"].startswith("dw1: the graph has no 'w1'")


def test_a_table_of_a_spreadsheet_with_decimal_commas_is_read(tmp_path):
    J = marking.sheet(3)
    J.backward()
    labels = {node.label: node for node in topological_order(J)}
    right = [f"{labels[name].grad:.6g}".replace(".", ",") for name in ("w1", "w2", "b")]
    (tmp_path / "sheets.csv").write_text("student;seed;w1;w2;b\n" + ";".join(["dora", "3", *right]))
    (result,) = marking.mark(tmp_path / "sheets.csv")
    assert (result["student"], result["share"]) == ("dora", 1)


def test_an_empty_table_marks_nobody(tmp_path):
    (tmp_path / "sheets.csv").write_text("")
    assert marking.mark(tmp_path / "sheets.csv") == []


def test_sheets_of_paper_are_marked_by_their_seed(tmp_path):
    explained = explain(neuron())
    explained.handout(tmp_path / "sheet.html", key=tmp_path / "key.html", seed=3)
    page = (tmp_path / "key.html").read_text()
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])
    names = [node["name"] for node in data["nodes"]]
    right = {names[edge["parent"]]: f"{edge['after']:.4g}" for edge in data["edges"]}
    rows = [
        "student,seed,w1,w2,b",
        f"a,3,{right['w1']},{right['w2']},{right['b']}",
        f"b,4,{right['w1']},,oops",
        "c,,1,2,3",
    ]
    (tmp_path / "sheets.csv").write_text("\ufeff" + "\n".join(rows), encoding="utf-8")
    first, second, third = marking.mark(tmp_path / "sheets.csv")
    assert (first["student"], first["share"], first["sentence"]) == ("a", 1, "all is right")
    assert second["share"] == 0
    assert "ValueError" in third["sentence"]


@pytest.fixture(scope="module")
def recipes():
    """The functions of the lesson, and the comparisons of a right, a half right and an empty answer."""
    names = {"marking": marking}
    for cell in re.findall(r"^(def \w+\(details.*?\n)(?=\n\n)", LESSON.read_text(), re.MULTILINE | re.DOTALL):
        exec(cell, names)
    key = blanks().key
    details = []
    for text in (key, key.replace(RIGHT, WRONG), blanks().source):
        space = {}
        exec(text, space)
        details.append(compare(marking.cost(0, 3), space["backprop"]).as_dict())
    return names, details


def test_gradescope_writes_the_same_results_itself(recipes):
    runner = pytest.importorskip("gradescope_utils.autograder_utils.json_test_runner")
    decorators = pytest.importorskip("gradescope_utils.autograder_utils.decorators")
    names, details = recipes
    for answer in details:
        tests = unittest.TestSuite()
        for row in answer["rows"]:

            @decorators.partial_credit(1)
            def check(self, set_score=None, *, row=row):
                set_score(int(marking.is_credited(row)))
                print(row["verdict"], end="")

            check.__doc__ = f"d{row['name']}"
            tests.addTest(type("Asked", (unittest.TestCase,), {"test_row": check})("test_row"))
        theirs = runner.JSONTestRunner(stream=io.StringIO())
        theirs.run(tests)
        ours = names["gradescope"](answer)
        assert ours["score"] == theirs.json_data["score"]
        assert ours["tests"] == theirs.json_data["tests"]


def test_prairielearn_computes_the_same_score_from_the_same_fields(recipes):
    finalizers = pytest.importorskip("autograder_utils.ResultFinalizers")
    builders = pytest.importorskip("autograder_utils.ResultBuilders")
    names, details = recipes
    for answer in details:
        ours = names["prairielearn"](answer)
        theirs = {"tests": [dict(test) for test in ours["tests"]]}
        finalizers.prairieLearnResultFinalizer(theirs)
        assert (theirs["gradable"], theirs["score"]) == (ours["gradable"], pytest.approx(ours["score"]))
        built = builders.prairieLearnResultBuilder("dW", "", None, None, 1, [], None, None, 1, "", None, None)
        assert set(ours["tests"][0]) <= set(built)


def test_otter_runs_the_test_file(recipes, tmp_path):
    test_files = pytest.importorskip("otter.test_files")
    names, details = recipes
    (tmp_path / "q1.py").write_text(names["otter"](details[0], "q1"))
    for text, points in ((blanks().key, 7), (blanks().key.replace(RIGHT, WRONG), 6), (blanks().source, 0)):
        space = {}
        exec(text, space)
        asked = test_files.ExceptionTestFile.from_file(str(tmp_path / "q1.py"))
        asked.run(space)
        assert asked.possible == 7
        assert asked.score == points
    assert "no answer" in asked.test_case_results[0].message


def test_nbgrader_gives_partial_credit(recipes):
    utils = pytest.importorskip("nbgrader.utils")
    nbformat = pytest.importorskip("nbformat")
    names, details = recipes
    for answer, share in zip(details, (1, 6 / 7, 0), strict=True):
        points = names["nbgrader"](answer, points=10)
        output = nbformat.v4.new_output("execute_result", {"text/plain": repr(points)})
        about = {"grade": True, "solution": False, "points": 10, "grade_id": "q1", "locked": True, "schema_version": 3}
        cell = nbformat.v4.new_code_cell("points", metadata={"nbgrader": about}, outputs=[output])
        assert utils.determine_grade(cell, logging.getLogger()) == (pytest.approx(10 * share), 10)
