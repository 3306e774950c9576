"""What is public says what it does."""

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest

import autograd
import nn

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
    assert [name for module in MODULES for name, thing in public(module) if not inspect.getdoc(thing)
            and "<lambda>" not in name and not _inherits(module, name)] == []  # fmt: skip


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


CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
READMES = sorted(path for path in ROOT.rglob("README.md") if not any(part.startswith(".") for part in path.parts))


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
