"""The programs of the course, which are run by tests; they are no modules to look for tests in."""

import ast
import contextlib
import io
import runpy
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

collect_ignore = ["programs"]
PROGRAMS = {path.stem: path for path in sorted((Path(__file__).parent / "programs").glob("*.py"))}


def pytest_generate_tests(metafunc):
    """A test that takes `program` runs once for each of them."""
    if "program" in metafunc.fixturenames:
        metafunc.parametrize("program", PROGRAMS)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """What the program of that name leaves behind: its names, and what it printed."""

    @cache
    def run(name):
        printed = io.StringIO()
        with contextlib.chdir(tmp_path_factory.mktemp(name)), contextlib.redirect_stdout(printed):
            left = runpy.run_path(str(PROGRAMS[name]))
        return SimpleNamespace(**left, printed=printed.getvalue())

    return run


@pytest.fixture(scope="session")
def parsed():
    """The imports of every program, and its other statements, by its name."""
    found = {}
    for name, path in PROGRAMS.items():
        statements = ast.parse(path.read_text(encoding="utf-8")).body
        imports = [s for s in statements if isinstance(s, (ast.Import, ast.ImportFrom))]
        found[name] = imports, [s for s in statements if s not in imports]
    return found
