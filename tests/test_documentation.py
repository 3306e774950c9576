"""What is public says what it does."""

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

import autograd
import nn
from autograd import explain
from demos.neuron import neuron

ROOT = Path(__file__).parents[1]
NEEDS_JAX = {"nn.steps.compiled"}
MODULES = [
    importlib.import_module(found.name)
    for package in (autograd, nn)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if importlib.util.find_spec("jax") or found.name not in NEEDS_JAX
]


def public(module):
    """The module's own public functions and classes, and the public methods of those classes."""
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", "") != module.__name__:
            continue
        if inspect.isfunction(thing) or inspect.isclass(thing):
            yield f"{module.__name__}.{name}", thing
        if inspect.isclass(thing):
            for method_name, method in vars(thing).items():
                if inspect.isfunction(method) and not method_name.startswith("_"):
                    yield f"{module.__name__}.{name}.{method_name}", method


def test_every_module_says_what_it_is_for():
    assert [module.__name__ for module in MODULES if not module.__doc__] == []


def test_every_public_function_class_and_method_has_a_docstring_or_inherits_one():
    without = []
    for module in MODULES:
        for name, thing in public(module):
            if not inspect.getdoc(thing) and "<lambda>" not in name and not _inherits(module, name):
                without.append(name)
    assert without == []


def _inherits(module, name):
    owner, _, method = name.removeprefix(f"{module.__name__}.").partition(".")
    return bool(method) and any(
        inspect.getdoc(vars(base)[method]) for base in getattr(module, owner).__mro__[1:] if method in vars(base)
    )


def test_every_public_function_has_type_hints():
    for module in MODULES:
        for name, thing in public(module):
            if inspect.isfunction(thing) and thing.__name__ != "<lambda>":
                signature = inspect.signature(thing)
                assert signature.return_annotation is not signature.empty, name
                hinted = [
                    p.annotation is not p.empty for p in signature.parameters.values() if p.name not in ("self", "cls")
                ]
                assert all(hinted), name


in_a_checkout = pytest.mark.skipif(not (ROOT / "autograd").exists(), reason="the packages are not beside the tests")
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
READMES = sorted(path for path in ROOT.rglob("README.md") if not any(part.startswith(".") for part in path.parts))


@in_a_checkout
@pytest.mark.parametrize("readme", [*READMES, CONTRIBUTING], ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(readme):
    links = re.findall(r"\]\(([^)#]+)\)", readme.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not (readme.parent / link).exists()] == []


def test_the_readme_is_read_in_five_minutes():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


def test_what_contributing_says_runs(own_rows):
    failed, attempted = doctest.testfile(
        str(CONTRIBUTING), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert attempted > 4
    assert failed == 0


def test_make_test_installs_pinned_versions():
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [about["optional-dependencies"][extra] for extra in ("dot", "plot", "test")]
    asked = [re.split("[<>=~!]", line)[0] for line in sum(extras, about["dependencies"])]
    lines = (ROOT / "tests" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = dict(line.split("==") for line in lines if not line.startswith("#"))
    assert set(asked) <= set(pinned)
    assert f"graphviz-pure=={pinned['graphviz-pure']}" in extras[0]


FILE = re.compile(r"\[`(autograd/[\w/]+\.py)`\]\([^)]*\) \((\d+) lines\)")
NAMES_NODES = {"autograd/departures.py", "autograd/warned.py"}  # in warnings


def entered_by(run, *nodes):
    """The files of the engine in which a function is called, in the order of the first call."""
    files = []

    def trace(frame, event, argument):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(ROOT / "autograd"):
            files.append(str(path.relative_to(ROOT)))

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run(*nodes)
    finally:
        sys.settrace(before)
    return list(dict.fromkeys(files))


def go_back_from_numbers(w, b):
    J = (w * 2.0 + b - 1.0) ** 2 / 2
    J.backward()


def go_back_from_arrays(X):
    np.mean((X @ np.ones(2)) ** 2).backward()


@in_a_checkout
def test_a_debugger_enters_the_files_that_the_readme_names():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Read the code")[2].partition("## Limits")[0]
    numbered, arrays = section.split("Arrays also")
    entered = entered_by(go_back_from_numbers, autograd.Value(-2.0, label="w"), autograd.Value(8.0, label="b"))
    assert [file for file, _ in FILE.findall(numbered)] == [file for file in entered if file not in NAMES_NODES]
    assert {file for file, _ in FILE.findall(arrays)} < set(
        entered_by(go_back_from_arrays, autograd.Tensor(np.ones((3, 2))))
    )
    for file, lines in FILE.findall(section):
        assert abs(len((ROOT / file).read_text(encoding="utf-8").splitlines()) - int(lines)) <= 10, file


def test_the_formula_of_the_readme_is_that_of_the_step_in_its_picture():
    explained = explain(neuron())
    steps = [explained.latex(step=number) for number in range(1, 22)]
    left = r"\frac{\partial J}{\partial a}"
    products = [step.split(" = ")[0].split("= ")[1] for step in steps if step.startswith(left)]
    assert steps[-1].startswith(left)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    formula = re.search(r"\$\$(.*?)\$\$", text, re.DOTALL)[1].replace("\n", " ")
    assert formula == f"{left} = {' + '.join(products)}".replace("_{8}", "_8").replace("_{5}", "_5")
