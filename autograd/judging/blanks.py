"""Blanks: a derived program in which the gradients are asked for, with shapes and hints."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograd.files import written_whole
from autograd.programs.cells import Cell
from autograd.programs.program import Program
from autograd.programs.source import statements, with_gradients
from autograd.programs.trace import Trace
from autograd.programs.updates import indented
from autograd.symbols import Symbol
from autograd.writers.numpy import NumpyWriter


@dataclass(frozen=True)
class Blanks:
    """A derived program as homework. Print it to read it.

    Attributes:
        source: the program, in which the gradient of each labelled value is None, with its shape and a hint.
        key: the program with these gradients.
    """

    source: str
    key: str

    def __str__(self) -> str:
        return self.source.rstrip()

    __repr__ = __str__

    def save(self, path: str | Path, key: str | Path | None = None) -> Path:
        """Write the program to a file, and its key to another one."""
        texts = {path: self.source}
        if key is not None:
            texts[key] = self.key
        for file_path, text in texts.items():
            with written_whole(file_path, "wb") as file:
                file.write(text.encode())
        return Path(path)


def with_blanks(trace: Trace, program: Program, source: str) -> Blanks:
    """Return a derived program with blanks, and its key.

    Both return the gradients of all labelled values, and not of the parameters alone.

    Args:
        trace: the graph read with symbols.
        program: its program.
        source: the text of it.
    """
    J = trace.values[trace.J]
    writer = NumpyWriter(program.size)
    passes = statements(program, writer, program.free_names())
    shown = {id(statement.x): statement.name for statement in passes["forward"]}
    lines, named, computed = [], {}, {}
    parameters = [leaf for leaf in trace.leaves if not leaf.constant]
    for node in dict.fromkeys([*trace.gradients, *parameters]):
        if not node.label or node is trace.J:
            continue
        x = trace.gradients.get(node, 0.0)
        name = trace.gradient_name(node)
        named[node.label], computed[node.label] = Symbol(name), x
        shape = writer.text(trace.values[node].shape) if node.shape else "a number"
        hints = ", ".join(dict.fromkeys(_known_in(x, shown)))
        lines.append(f"{name} = None  # {shape}{hints and f', from {hints}'}")
        shown.setdefault(id(x), name)
    body = [
        "# backward: write each gradient in place of None, or leave it with all that needs it",
        *lines,
        "",
        f"return {with_gradients(writer, J, named)}",
    ]
    without_return = source.rpartition("    return ")[0]
    forward = without_return.partition("    # backward\n")[0]
    key = f"{without_return}    return {with_gradients(writer, J, computed)}\n"
    return Blanks(forward + "\n".join(indented(body)) + "\n", key)


def _known_in(x: Cell, shown: Mapping[int, str]) -> Iterator[str]:
    """Yield the names that a student knows among those that a cell is computed from."""
    if not isinstance(x, Symbol):
        return
    if id(x) in shown or x.rule is None:
        yield shown.get(id(x), x.name)
        return
    for part in x.inputs:
        yield from _known_in(part, shown)
