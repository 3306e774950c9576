"""HIPS autograd has the same import name: installed over or under chalkgrad, it is noticed at import."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
import nn

# How its __init__.py begins, from the first release to the latest.
THEIRS = "from autograd.core import primitive_with_deprecation_warnings as primitive\n"
BOTH = "two packages were installed into .*pip uninstall --yes autograd chalkgrad.*pip install chalkgrad"
ELSEWHERE = "nn computes with chalkgrad's autograd, but .*another package of that name.*pip uninstall autograd"


def said(statement, folder):
    """What Python says of a statement where `folder` comes first on the path; "" if nothing is wrong."""
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); {statement}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=folder).stderr


@pytest.fixture
def installed(tmp_path):
    for package in (autograd, nn):
        shutil.copytree(Path(package.__file__).parent, tmp_path / package.__name__)
    return tmp_path


IMPORTS = [
    "import autograd",
    "import nn",
    "from autograd import Value",
    "import autograd.numpy",
    "import autograd.table",
]


@pytest.mark.parametrize("statement", IMPORTS)
@pytest.mark.parametrize("is_last", [True, False])
def test_two_packages_in_one_folder_are_refused_in_both_orders(installed, statement, is_last):
    (installed / "autograd" / "tracer.py").write_text("")
    (installed / "autograd" / "core.py").write_text("primitive_with_deprecation_warnings = None\n")
    if not is_last:
        (installed / "autograd" / "__init__.py").write_text(THEIRS)
    message = " ".join(said(statement, installed).split())
    assert re.search("ImportError: " + BOTH, message), message


@pytest.mark.parametrize("statement", IMPORTS)
def test_chalkgrad_alone_is_not_refused(installed, statement):
    assert said(statement, installed) == ""


def test_their_package_first_on_the_path(installed):
    other = installed / "other"
    (other / "autograd").mkdir(parents=True)
    (other / "autograd" / "__init__.py").write_text("")
    shutil.move(installed / "nn", other / "nn")
    message = " ".join(said("import nn", other).split())
    assert re.search("ImportError: " + ELSEWHERE, message), message
