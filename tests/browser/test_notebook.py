"""The notebook, run from top to bottom as a reader runs it."""

import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "demos" / "notebooks" / "backprop.ipynb"


def test_it_runs_and_shows_graphs_and_the_stepper():
    nbformat = pytest.importorskip("nbformat", reason="make browser-test installs it")
    nbclient = pytest.importorskip("nbclient", reason="make browser-test installs it")
    pytest.importorskip("ipykernel", reason="make browser-test installs it")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": NOTEBOOK.parent}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not any(output.output_type == "error" or output.get("name") == "stderr" for output in outputs)
    shown = [output.data.get("text/html", "") for output in outputs if "data" in output]
    assert sum(html.startswith("<img") for html in shown) == 2
    assert sum("<iframe" in html for html in shown) == 1
    by_hand = next(
        output.data["text/plain"] for output in outputs if "data" in output and output.data["text/plain"][0] == "("
    )
    engine, hand = (float(number) for number in by_hand.strip("()").split(","))
    assert engine == pytest.approx(hand, rel=1e-12)


def test_it_is_kept_without_outputs():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    assert [cell["outputs"] for cell in cells if cell["cell_type"] == "code" and cell["outputs"]] == []
