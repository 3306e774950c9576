"""What an import loads: the engine and the network without a view, and nothing outside the requirements."""

import subprocess
import sys

import pytest


def loaded_by(statement):
    code = f"{statement}; import sys; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("statement", ["import autograd", "import nn", "import nn, autograd; autograd.Value(1.0) * 2"])
def test_no_view_is_loaded_before_it_is_asked_for(statement):
    loaded = loaded_by(statement)
    assert "autograd.graph" in loaded
    assert [name for name in loaded if name.startswith("autograd.views.") or name in ("graphviz", "matplotlib")] == []


def test_a_view_is_loaded_when_it_is_asked_for():
    assert "autograd.views.derivation.derive" in loaded_by("from autograd import derive")
    assert "graphviz" not in loaded_by("from autograd import derive")
