"""The update at the end of a training step as code: each parameter gets its new contents."""

from collections.abc import Iterable, Iterator
from textwrap import indent

from autograd.programs.cells import Cell
from autograd.programs.program import Program
from autograd.symbols import Symbol
from autograd.writers.numpy import NumpyWriter


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines as the body of a function, where empty ones stay empty."""
    return [indent(line, "    ") for line in lines]


def if_finite(J: str, lines: list[str]) -> list[str]:
    """Return the lines of an update, which happens only where the cost is finite."""
    return [f"if np.isfinite({J}):", *indented(lines)]


def is_update(x: Symbol, program: Program, writer: NumpyWriter) -> bool:
    """Tell whether a cell is written as the update that it is, and so gets no line of its own."""
    becomes = {moved.name for moved in program.moved_by.get(id(x), ())}
    return bool(becomes) and program.uses[id(x)] == 1 and _updated_in(x, program, writer) <= becomes


def _updated_in(x: Cell, program: Program, writer: NumpyWriter) -> set[str]:
    """Return the arguments which a formula reads that get new contents: no update may read those of another one."""
    if not isinstance(x, Symbol) or id(x) in writer.names:
        return set()
    names = set()
    if x in program.updates:
        names.add(x.name)
    for part in x.inputs:
        names |= _updated_in(part, program, writer)
    return names


def with_updates(lines: list[str], program: Program, writer: NumpyWriter, free: Iterator[str]) -> list[str]:
    """Return the lines that end a step, which first copies an argument whose old contents another one gets."""
    copies = {x: Symbol(next(free)) for x in program.copied}
    copied = [f"{copy.name} = {x.name}.copy()" for x, copy in copies.items()]
    moved = [_assignment(x, copies.get(new, new), writer) for x, new in program.updates.items()]
    return if_finite(writer.text(program.outputs[0]), [*lines, *copied, *moved])


def _assignment(x: Symbol, new: Cell, writer: NumpyWriter) -> str:
    """Return the line that replaces the contents of an argument: `W -= 0.1 * dW` where it reads like that."""
    is_formula = isinstance(new, Symbol) and new.rule is not None and id(new) not in writer.names
    if is_formula and new.rule.symbol in ("+", "-") and len(new.inputs) == 2 and new.inputs[0] is x:
        return f"{x.name} {new.rule.symbol}= {writer.text(new.inputs[1])}"
    return f"{x.name}[...] = {writer.text(new)}"
