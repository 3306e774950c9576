"""The lessons as notebooks, executed as a reader runs them."""

import os
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="make site-test installs it")

from demos.__main__ import LESSONS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_runs_as_a_notebook(lesson, tmp_path, monkeypatch):
    nbformat = pytest.importorskip("nbformat", reason="make site-test installs it")
    nbclient = pytest.importorskip("nbclient", reason="make site-test installs it")
    pytest.importorskip("ipykernel", reason="make site-test installs it")
    from demos.site.notebooks import write_notebook

    write_notebook(ROOT / "demos" / "lessons" / f"{lesson}.py", tmp_path / "lesson.ipynb")
    notebook = nbformat.read(tmp_path / "lesson.ipynb", as_version=4)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": tmp_path}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert any("To do: " in output.get("text", "") for output in outputs)
    assert notebook.cells[0].source.startswith("# ")
