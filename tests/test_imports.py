"""What an import loads: the engine and the network without a view, and nothing outside the requirements."""

import subprocess
import sys

import pytest

from autograd import Value, derive
from nn import Sequential
from nn.layers import Dense


def loaded_by(statement):
    code = f"{statement}; import sys; print(*sys.modules)"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("statement", ["import autograd", "import nn", "import nn, autograd; autograd.Value(1.0) * 2"])
def test_no_view_is_loaded_before_it_is_asked_for(statement):
    loaded = loaded_by(statement)
    assert "autograd.graph" in loaded
    assert [name for name in loaded if name.startswith("autograd.views.") or name in ("graphviz", "matplotlib")] == []


def test_nothing_imports_jax_unasked():
    code = (
        "import numpy as np; from nn import Sequential; from nn.layers import Dense; "
        "from autograd import Value, derive; "
        "model = Sequential([Dense(1)]); model.compile('mse'); model.fit(np.ones((3, 1)), np.ones(3), verbose=0);"
        "w = Value(2.0, 'w'); derive(w * w)()"
    )
    assert [name for name in loaded_by(code) if name.split(".")[0] in ("jax", "jaxlib", "threadpoolctl")] in (
        [],
        ["threadpoolctl"],  # where it is installed, fit asks it
    )


def test_without_jax_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    model = Sequential([Dense(1)])
    with pytest.raises(ImportError, match=r'jit_compile=True needs JAX: pip install "chalkgrad\[jax\]"'):
        model.compile("mse", jit_compile=True)
    w = Value(2.0, "w")
    with pytest.raises(ImportError, match=r'needs JAX: pip install "chalkgrad\[jax\]"'):
        derive(w * w).jit()


def test_a_view_is_loaded_when_it_is_asked_for():
    assert "autograd.views.derivation.derive" in loaded_by("from autograd import derive")
    assert "graphviz" not in loaded_by("from autograd import derive")
