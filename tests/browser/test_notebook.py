"""The notebook, run from top to bottom as a reader runs it: its stored outputs are today's."""

import json
import os
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "demos" / "notebooks" / "backprop.ipynb"


@pytest.fixture(scope="module")
def notebook():
    """The notebook, run again. With STORE_OUTPUTS set it is stored so, for `make notebook`."""
    nbformat = pytest.importorskip("nbformat", reason="make browser-test installs it")
    nbclient = pytest.importorskip("nbclient", reason="make browser-test installs it")
    pytest.importorskip("ipykernel", reason="make browser-test installs it")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    os.environ["COLUMNS"] = "80"
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": NOTEBOOK.parent}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    if os.environ.get("STORE_OUTPUTS"):
        nbformat.write(notebook, NOTEBOOK)
    return notebook


def outputs_of(cells):
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def texts(outputs):
    return ["".join(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in outputs]


def test_it_runs_and_shows_graphs_the_page_and_tables(notebook):
    outputs = outputs_of(notebook.cells)
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs)
    shown = [output.data.get("text/html", "") for output in outputs if "data" in output]
    assert sum(html.startswith("<img") for html in shown) == 2
    assert sum("<iframe" in html for html in shown) == 1
    assert sum("<math>" in html and "<code>" in html for html in shown) == 1
    assert sum(html.count("<td>wrong: ") for html in shown) == 1


def test_the_stored_outputs_are_those_of_today(notebook):
    stored = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert texts(outputs_of(stored)) == texts(outputs_of(notebook.cells))
    assert len(outputs_of(stored)) >= 6
