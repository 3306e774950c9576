"""Cells written as a NumPy function: one line for everything that has a name or is used twice."""

import ast
import inspect
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import count, islice
from textwrap import dedent, wrap
from typing import Any

import numpy as np

from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol
from autograd.text import Writer
from autograd.views.cells import Cell
from autograd.views.trace import Trace

WIDTH = 60  # letters of a formula, above which it gets a line of its own


class NumpyWriter(Writer):
    """Writes cells as NumPy code, in which some of them have names.

    Args:
        sizes: numbers that are written by name: {211: "m"} writes 422 as `2 * m`.
    """

    def __init__(self, sizes: Mapping[int, str]) -> None:
        self.sizes = sizes
        self.names: dict[int, str] = {}

    def expression(self, x: Any) -> tuple[str, int]:
        if isinstance(x, Symbol) and id(x) in self.names:
            return self.names[id(x)], ATOM
        if isinstance(x, (int, float)) and not isinstance(x, bool) and np.isfinite(x):
            for size, name in self.sizes.items():
                if x and x % size == 0:
                    return (name, ATOM) if x == size else (f"{int(x) // size} * {name}", 2)
        return super().expression(x)

    def number(self, x: Any) -> str:
        if isinstance(x, np.ndarray) and x.ndim:
            return f"np.array({x.tolist()!r})"
        text = super().number(x)
        return f"np.{text}" if text in ("inf", "nan") else text.replace("-inf", "-np.inf")

    def postfix(self, sign: str, x: Any) -> str:
        return sign if len(x.of) > 2 else super().postfix(sign, x)

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        arguments = [*self.operands(rule, inputs), *self.options(rule)]
        if rule.carried:
            return f"{rule.name}({', '.join(arguments)})"
        if not rule.elementwise and not rule.symbol and hasattr(np.ndarray, rule.name) and np.shape(inputs[0]):
            return f"{self.text(inputs[0], ATOM)}.{rule.name}({', '.join(arguments[1:])})"
        return f"np.{rule.name}({', '.join(arguments)})"


class Source:
    """A trace as the text of a NumPy function.

    Attributes:
        trace: what was written.
        text: the function.
        parameters: the name of each leaf that it takes.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace, self.writer = trace, NumpyWriter({trace.size: "m"} if trace.size else {})
        self.parameters = {node: trace.names[node] for node in trace.leaves}
        self.gradients = {node: trace.gradients.get(node, 0.0) for node in trace.leaves if not node.constant}
        self.outputs = [trace.values[trace.J], *self.gradients.values()]
        self.cells = trace.cells.needed(self.outputs)
        self.text = self._text()

    def _text(self) -> str:
        forward, backward = self._lines()
        returned = ", ".join(
            f"{json.dumps(node.label or self.parameters[node], ensure_ascii=False)}: {self.writer.text(g)}"
            for node, g in self.gradients.items()
        )
        body = ["# forward", *forward, "", "# backward", *backward, ""]
        body.append(f"return {self.writer.text(self.trace.values[self.trace.J])}, {{{returned}}}")
        if any(re.search(r"\bm\b", line.partition("#")[0]) for line in body):
            measured = next(n for n in self.parameters if n.constant and n.shape)
            body.insert(0, f"m = len({self.parameters[measured]})")
        shapes = [
            f"{name} {shape}"
            for node, name in self.parameters.items()
            if (shape := self._shape(self.trace.values[node]))
        ]
        about = [f"# {line}" for line in wrap(", ".join(shapes), 100, break_long_words=False)]
        head = f"def backprop({', '.join(self.parameters.values())}):"
        carried = [x.rule.carried for x in self.cells if x.rule and x.rule.carried]
        return "\n".join([*map(_plain, dict.fromkeys(carried)), head, *indented([*about, *body])]) + "\n"

    def _lines(self) -> tuple[list[str], list[str]]:
        """The lines of the forward and of the backward pass."""
        names, kept = self._names()
        first = set(map(id, islice(self.trace.cells, self.trace.forward)))
        uses = Counter([id(x) for cell in self.cells for x in cell.inputs] + [id(x) for x in self.outputs])
        free = (name for name in map("t{}".format, count(1)) if name not in self.trace.names.values())
        passes: tuple[list[str], list[str]] = [], []
        for x in self.cells:
            text = self.writer.text(x)
            is_view = x.rule is not None and x.rule.symbol.startswith(".")
            if id(x) in kept or (uses[id(x)] > 1 and not is_view) or len(text) > WIDTH:
                name = self.writer.names[id(x)] = names.get(id(x)) or next(free)
                passes[id(x) not in first].append(
                    f"{name} = {text}" + (f"  # {shape}" if (shape := self._shape(x)) else "")
                )
        return passes

    def _names(self) -> tuple[dict[int, str], set[int]]:
        """What cells are called, by their ids: nodes by their names, gradients with a d in front; and which must be."""
        names: dict[int, str] = {}
        kept: set[int] = set()
        for prefix, found in (("", self.trace.values), ("d", self.trace.gradients)):
            for node in sorted(found, key=lambda node: not node.label):
                if isinstance(found[node], Symbol) and found[node].rule is not None:
                    names.setdefault(id(found[node]), prefix + self.trace.names[node])
                    if node.label or (prefix and node.is_leaf) or (node is self.trace.J and not prefix):
                        kept.add(id(found[node]))
        return names, kept

    def _shape(self, x: Cell) -> str:
        return self.writer.text(x.of) if isinstance(x, Symbol) and x.of else ""


def indented(lines: Iterable[str]) -> list[str]:
    """Lines as the body of a function; empty ones stay empty."""
    return [f"    {line}" if line else "" for line in lines]


def _plain(function: Callable[..., Any]) -> str:
    """The source of a function without its types and its docstring, which derived code has no use for."""
    tree = ast.parse(dedent(inspect.getsource(function)))
    (defined,) = tree.body
    assert isinstance(defined, ast.FunctionDef)
    for argument in defined.args.args:
        argument.annotation = None
    defined.returns = None
    defined.body = defined.body[1:] if ast.get_docstring(defined) else defined.body
    return ast.unparse(tree) + "\n\n"
