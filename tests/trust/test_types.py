"""What a type checker knows: operators give nodes, rows are methods, and what does not exist is an error."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from stubs import STUB, stub

import autograd

ROOT = Path(__file__).resolve().parents[2]
USES = """
from typing import assert_type

from autograd import Node, Tensor, Value

w, W = Value(2.0, "w"), Tensor([[1.0, 2.0]], "W")
assert_type(w * 2 + 1, Node)
assert_type(2 / w - w**2, Node)
assert_type(w.tanh(), Value)
assert_type(W.exp(), Tensor)
assert_type(W @ W.T, Node)
assert_type(W[0].sum(axis=0), Node)
assert_type(-w, Value)
assert_type([part.mean(keepdims=True) for part in W], list[Node])
J = (w * 2.0 - 1.0) ** 2
J.backward()
print(J.data + 1, w.grad, J.shape)
"""
WRONG = ["(w * 2).bakward()", "w.sinc()", "W.exp(1, 2, 3)", "(W @ W).nonsense", "w.sum(axes=0)"]


def errors(text, folder):
    """The errors that mypy --strict finds in a program, as (line, message)."""
    pytest.importorskip("mypy")
    file = folder / "program.py"
    file.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--config-file=",
        "--cache-dir",
        str(ROOT / ".mypy_cache"),
        str(file),
    ]
    environment = {"MYPYPATH": str(Path(autograd.__file__).parents[1]), "PATH": ""}
    answer = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    assert answer.returncode in (0, 1), answer.stderr
    return re.findall(r"^program\.py:(\d+): error: (.*)", answer.stdout, re.MULTILINE)


def test_the_stub_is_what_the_table_says():
    assert STUB.read_text(encoding="utf-8") == stub(), "run make stubs"


def test_operators_give_nodes_and_what_is_not_there_is_an_error(tmp_path):
    assert errors(USES, tmp_path) == []
    start = len(USES.splitlines()) + 1
    lines = [int(line) for line, _ in errors(USES + "\n".join(WRONG) + "\n", tmp_path)]
    assert lines == list(range(start, start + len(WRONG)))


def forms_of_the_readme():
    """The statements that README shows, as a program."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    prompts = [line for block in blocks for line in block.splitlines() if line.startswith((">>> ", "... "))]
    assert len(prompts) > 10
    return "\n".join(line[4:] for line in prompts) + "\n"


def test_the_forms_of_the_readme_check_under_mypy_strict(tmp_path):
    assert errors(forms_of_the_readme(), tmp_path) == []


def test_pyright_says_the_same(tmp_path):
    pyright = shutil.which("pyright") or shutil.which("pyright", path=ROOT / ".venv" / "npm" / "node_modules" / ".bin")
    if pyright is None:
        pytest.skip("no pyright here; make browser-test installs it")
    (tmp_path / "readme.py").write_text(forms_of_the_readme(), encoding="utf-8")
    (tmp_path / "uses.py").write_text(USES + "\n".join(WRONG) + "\n", encoding="utf-8")
    places = [str(Path(autograd.__file__).parents[1])]
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"pythonVersion": "3.11", "extraPaths": places}))
    command = [pyright, "--outputjson", "--pythonpath", sys.executable, "--project", str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    report = json.loads(answer.stdout)
    assert report["summary"]["filesAnalyzed"] == 2
    mistakes = [x for x in report["generalDiagnostics"] if x["severity"] == "error"]
    start = len(USES.splitlines())
    lines = [(Path(x["file"]).name, x["range"]["start"]["line"]) for x in mistakes]
    assert sorted(lines) == [("uses.py", start + i) for i in range(len(WRONG))]
