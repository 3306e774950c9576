"""One word means one thing: no public name is defined twice, and the first line of a docstring is read once."""

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for package in ("autograd", "nn") for path in (ROOT / package).rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def defined(tree):
    """The public names that a file defines at its top level."""
    names = []
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.append(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            names += [part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    return {name for name in names if not name.startswith("_") and name != "main"}


def is_one(name, modules):
    """Whether all these modules have the same object under a name."""
    try:
        things = [getattr(importlib.import_module(module), name, None) for module in modules]
    except ModuleNotFoundError:  # where JAX is not installed
        return False
    is_plain = isinstance(things[0], (bytes, float, int, str, tuple, type(None)))  # Python may keep equal ones once
    return not is_plain and all(thing is things[0] for thing in things)


def test_no_public_name_is_defined_twice():
    places = defaultdict(list)
    for path in FILES:
        for name in defined(TREES[path]):
            places[name].append(module_of(path))
    assert {name: at for name, at in places.items() if len(at) > 1 and not is_one(name, at)} == {}


def test_a_name_is_found_wherever_it_is_defined():
    tree = ast.parse(
        "A = [i for i in ()]\nB: int = 2\nC, D = 3, 4\ndef e(): F = 1\nclass G: H = 1\n_i = 1\ndef main(): ..."
    )
    assert defined(tree) == {"A", "B", "C", "D", "e", "G"}
    assert is_one("sigmoid", ["autograd", "nn"])
    assert not is_one("__all__", ["autograd", "nn"])


def unclear(line):
    """Whether the first line of a docstring must be read twice."""
    return ";" in line or bool(re.match(r"(What|Whether|How)\b", line))


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_the_first_line_of_a_docstring_is_read_once(path):
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = [ast.get_docstring(node) or "" for node in ast.walk(TREES[path]) if isinstance(node, kinds)]
    assert [line for line in (text.partition("\n")[0] for text in texts) if unclear(line)] == []


def test_what_is_unclear():
    assert unclear("What a node holds.")
    assert unclear("Return the sum; raise if there is none.")
    assert not unclear("Return what a node holds.")
