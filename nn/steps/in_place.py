"""A derived program to be run often: each statement writes its result into the array of the call before.

Only step.py knows of it, by its switch IN_PLACE: without it the same steps run, a fifth slower.

A line is `z = np.add(x, y, out=z)`. On the first call z is None, and NumPy makes the array; later calls are given the
arrays of the first and fill them again. For the small arrays of a batch this saves a fifth of the time.
"""

from collections.abc import Callable, Iterator
from math import prod
from typing import Any

import numpy as np

from autograd.programs.program import Program
from autograd.programs.source import IMPORT, called_functions, defined, line_of_m
from autograd.programs.updates import if_finite, indented
from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol, is_bool
from autograd.writers.numpy import NumpyWriter

REDUCTIONS = {"sum": "np.add", "max": "np.maximum", "min": "np.minimum"}


class _FloatWriter(NumpyWriter):
    """Writes whole numbers as floats where arrays of floats are computed: `1.0 + x` takes half the time of `1 + x`."""

    def operands(self, rule: Rule, inputs: tuple[Any, ...]) -> list[str]:
        return super().operands(rule, tuple(map(self.as_float, inputs)))


def _ufunc(rule: Rule) -> str:
    """Return the ufunc that computes a rule, or "": `**` squares and takes roots by shorter ways than np.power."""
    function = getattr(np, rule.numpy, None)
    if not isinstance(function, np.ufunc) or rule.symbol == "**":
        return ""
    return f"np.{rule.numpy}"


def refilling(program: Program, title: str) -> Callable[[], Callable[..., tuple[Any, Any]]]:
    """Return what makes functions that compute a program of two outputs, each filling arrays of its own again."""
    writer = _InPlace(program, title)
    function = defined(writer.text, title)

    def with_buffers() -> Callable[..., tuple[Any, Any]]:
        buffers: dict[int, tuple[Any, ...]] = {}  # by the number of examples

        def run(*arguments: Any) -> tuple[Any, Any]:
            m = len(arguments[0])
            if m not in buffers:
                buffers[m] = (None,) * writer.buffers
            J, p, buffers[m] = function(*arguments, *buffers[m])
            return J, p

        return run

    return with_buffers


class _InPlace:
    """The writer of a function that fills its arrays again.

    Attributes:
        text: a function of the program's arguments and the buffers, which returns the outputs and then the buffers.
        buffers: how many buffers there are, all None at first.
    """

    def __init__(self, program: Program, title: str) -> None:
        self._program = program
        self._writer = _FloatWriter(program.size)
        self._free = program.free_names()
        self._owned: dict[int, str] = {}  # the array that holds a cell, by the cell's id
        self._moved = {x.name for x in program.updates}
        self._left = program.uses.copy()  # the uses of a cell that are still to come, by its id
        arguments = [x.name for x in program.arguments]
        lines = self._passes()
        buffers = [name for name in dict.fromkeys(self._owned.values()) if name not in arguments]
        self.buffers = len(buffers)
        outputs = [self._writer.text(x) for x in program.outputs]
        again = "".join([f"{name}, " for name in buffers])
        body = [
            *line_of_m(program, self._writer),
            *lines["forward"],
            *lines["backward"],
            *if_finite(outputs[0], lines["update"]),
            f"return {', '.join(outputs)}, ({again})",
        ]
        head = f"def {title}({', '.join([*arguments, *buffers])}):"
        self.text = "\n".join([IMPORT, *called_functions(program), head, *indented(body)]) + "\n"

    def _passes(self) -> dict[str, list[str]]:
        """Return the lines of each pass."""
        program = self._program
        lines: dict[str, list[str]] = {name: [] for name in program.passes}
        copies = {}
        for x in program.copied:
            copies[id(x)] = next(self._free)
            lines["update"].append(f"{copies[id(x)]} = {x.name}.copy()")
        for name, cells in program.passes.items():
            for x in cells:
                self._left.subtract(map(id, x.inputs))
                lines[name] += self._lines(x)
        for x, new in program.updates.items():
            if self._owned.get(id(new)) != x.name:
                text = copies.get(id(new)) or self._writer.text(new)
                lines["update"].append(f"{x.name}[...] = {text}")
        return lines

    def _lines(self, x: Symbol) -> Iterator[str]:
        """Yield the line that computes a cell, unless it is written where it is used."""
        assert x.rule is not None
        operation = self._operation(x, x.rule)
        if operation is None:
            is_output = any(x is output for output in self._program.outputs)
            is_used_again = self._program.uses[id(x)] > 1 and not x.rule.symbol.startswith(".")
            if is_output or is_used_again:
                text = self._writer.text(x)
                if x.rule.name == "mean" and x.shape == ():
                    n = self._writer.text(float(prod(x.inputs[0].shape)), ATOM)
                    text = f"np.add.reduce({self._writer.text(x.inputs[0])}, axis=None) / {n}"
                name = next(self._free)
                self._writer.names[id(x)] = name
                yield f"{name} = {text}"
            return
        array = self._array(x, x.rule)
        self._owned[id(x)] = array
        self._writer.names[id(x)] = array
        yield f"{array} = {operation}{array})"

    def _operation(self, x: Symbol, rule: Rule) -> str | None:
        """Return the call that computes a cell into an array, up to that array, or None if there is no such call."""
        arguments = ", ".join([*self._writer.operands(rule, x.inputs), *self._writer.options(rule)])
        ufunc = _ufunc(rule)
        if not x.shape:
            return None  # numbers need no array
        if ufunc:
            return f"{ufunc}({arguments}, out="
        if rule.name in REDUCTIONS:
            reduced = (
                f"{REDUCTIONS[rule.name]}.reduce({self._writer.text(x.inputs[0])}"  # np.sum takes a longer way there
            )
            return f"{reduced}, axis={rule.options.get('axis')!r}, keepdims={rule.options.get('keepdims', False)}, out="
        if rule.symbol == "@":
            return f"np.matmul({arguments}, out="
        return None

    def _array(self, x: Symbol, rule: Rule) -> str:
        """The array to compute a cell into: what it replaces, an input that nothing else needs, or one of its own."""
        is_entrywise = bool(_ufunc(rule))
        for old in self._program.moved_by.get(id(x), ()):
            is_read_here = any(part is old for part in x.inputs)
            if not self._left[id(old)] and (is_entrywise or not is_read_here):
                return old.name
        for part in x.inputs:
            if is_entrywise and self._may_become(part, x):
                return self._owned[id(part)]
        return next(self._free)

    def _may_become(self, part: Any, x: Symbol) -> bool:
        """Tell whether the array of an input may hold `x`: one like it that nothing else uses, and no argument."""
        if id(part) not in self._owned or self._owned[id(part)] in self._moved:
            return False
        if is_bool(part) or is_bool(x) or part.shape != x.shape:
            return False
        return self._program.uses[id(part)] == 1
