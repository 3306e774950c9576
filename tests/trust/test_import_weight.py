"""What `import autograd, nn` costs beside NumPy itself: modules, since times differ from machine to machine."""

import subprocess
import sys
from collections import Counter

import pytest

# What is needed later, if at all, and takes most of the time that an import can save.
LATER = {
    "asyncio", "concurrent.futures", "csv", "decimal", "difflib", "email", "graphviz", "hashlib", "html", "http",
    "json", "logging", "matplotlib", "multiprocessing", "numpy.random", "random", "secrets", "shutil", "signal",
    "subprocess", "tempfile", "traceback", "webbrowser", "xml", "zipfile",
}  # fmt: skip
MOST = 100  # modules of our own, at about 0.25 ms each


def loaded_by(statement):
    code = f"{statement}; import sys; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture(scope="module")
def loaded():
    # Newer NumPys load inspect themselves.
    return loaded_by("import numpy, autograd, nn") - loaded_by("import numpy, inspect")


def test_nothing_is_loaded_that_only_some_programs_need(loaded):
    assert loaded & LATER == set()


def test_few_modules_are_loaded(loaded):
    by_package = Counter(name.split(".")[0] for name in loaded)
    assert by_package.pop("autograd") + by_package.pop("nn") <= MOST
    assert len(by_package) <= 13
