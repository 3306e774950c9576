"""A program as a NumPy function to be read: one line for everything that has a name or is used twice."""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from textwrap import dedent, wrap
from typing import Any, NamedTuple

from autograd.cells import Cell
from autograd.symbols import Symbol
from autograd.views.derivation.program import Program
from autograd.writers.numpy import NumpyWriter

IMPORT = "import numpy as np\n\n"
WIDTH = 60  # letters of a formula, above which it gets a line of its own


def source(program: Program, title: str, returned: Callable[[NumpyWriter], str], note: str = "") -> str:
    """The text of a function of that name.

    Args:
        program: what it computes.
        title: the name of the function.
        returned: what it returns, written with the names that the writer knows by then.
        note: what a reader must know before using it.
    """
    writer = NumpyWriter(program.size)
    free, body = program.free_names(), []
    for name, found in statements(program, writer, free).items():
        lines = [f"{made} = {text}{shape and f'  # {shape}'}" for made, _, text, shape in found]
        if name == "update" and program.updates:
            lines = if_finite(writer.text(program.outputs[0]), [*lines, *_assignments(program, writer, free)])
        if lines:
            body += [f"# {name}", *lines, ""]
    body.append(f"return {returned(writer)}")
    body = [*line_of_m(program, writer), *body]
    shapes = ", ".join([f"{x.name} {shape}" for x in program.arguments if (shape := _shape(x, program))])
    about = [f"# {line}" for text in (shapes, note) for line in wrap(text, 100, break_long_words=False)]
    head = f"def {title}({', '.join([x.name for x in program.arguments])}):"
    return "\n".join([IMPORT, *called_functions(program), head, *indented([*about, *body])]) + "\n"


def if_finite(J: str, lines: list[str]) -> list[str]:
    """The lines of an update, which happens only where the cost is finite."""
    return [f"if np.isfinite({J}):", *indented(lines)]


def line_of_m(program: Program, writer: NumpyWriter) -> list[str]:
    """The line that says what m is, if the writer has written it."""
    return [f"m = len({program.examples})"] if writer.uses_m and program.examples else []


class Statement(NamedTuple):
    """A line of the program: what it makes, of which symbol, that as NumPy code, and its shape."""

    name: str
    x: Symbol
    text: str
    shape: str


def statements(program: Program, writer: NumpyWriter, free: Iterator[str]) -> dict[str, list[Statement]]:
    """The statements of each pass; the writer learns the names that they give."""
    lines: dict[str, list[Statement]] = {title: [] for title in program.passes}
    named = program.shown | set(map(id, program.outputs if program.updates else ()))  # before anything moves
    moves = {id(new): {x.name} for x, new in program.updates.items()}  # a cell and the argument that becomes it
    for title, cells in program.passes.items():
        for x in cells:
            text, uses = writer.text(x), program.uses[id(x)]
            is_view = x.rule is not None and x.rule.symbol.startswith(".")
            if id(x) in moves and uses == 1 and _updated_in(x, program, writer) <= moves[id(x)]:
                continue  # written as the update that it is
            if id(x) in named or (uses > 1 and not is_view) or len(text) > WIDTH:
                name = writer.names[id(x)] = program.names.get(id(x)) or next(free)
                lines[title].append(Statement(name, x, text, _shape(x, program)))
    return lines


def _updated_in(x: Cell, program: Program, writer: NumpyWriter) -> set[str]:
    """The arguments which a formula reads that get new contents: no update may read those of another one."""
    if not isinstance(x, Symbol) or id(x) in writer.names:
        return set()
    found = {x.name} if x in program.updates else set()
    return found.union(*[_updated_in(part, program, writer) for part in x.inputs])


def _assignments(program: Program, writer: NumpyWriter, free: Iterator[str]) -> list[str]:
    """The lines that give arguments their new contents; one that becomes what another one was takes a copy first."""
    copies = {x: Symbol(next(free)) for x in program.copied}
    lines = [f"{copy.name} = {x.name}.copy()" for x, copy in copies.items()]
    return lines + [_assignment(x, copies.get(new, new), writer) for x, new in program.updates.items()]


def _assignment(x: Symbol, new: Cell, writer: NumpyWriter) -> str:
    """The contents of an argument replaced: `W -= 0.1 * dW` where it reads like that."""
    sign = new.rule.symbol if isinstance(new, Symbol) and new.rule is not None else ""
    if sign in ("+", "-") and len(new.inputs) == 2 and new.inputs[0] is x and id(new) not in writer.names:
        return f"{x.name} {sign}= {writer.text(new.inputs[1])}"
    return f"{x.name}[...] = {writer.text(new)}"


def _shape(x: Cell, program: Program) -> str:
    """The shape for a comment, which needs no line that says what m is."""
    return NumpyWriter(program.size).text(x.of) if isinstance(x, Symbol) and x.of else ""


def indented(lines: Iterable[str]) -> list[str]:
    """Lines as the body of a function; empty ones stay empty."""
    return [f"    {line}" if line else "" for line in lines]


def called_functions(program: Program) -> list[str]:
    """The source of each function that the program calls and NumPy does not have."""
    functions = dict.fromkeys(x.rule.function for x in program.cells if x.rule and x.rule.function)
    return list(map(_plain_source, functions))


def _plain_source(function: Callable[..., Any]) -> str:
    """The source of a function without its types and its docstring, which derived code has no use for."""
    tree = ast.parse(dedent(inspect.getsource(function)))
    defined = tree.body[0]
    assert isinstance(defined, ast.FunctionDef)
    for argument in defined.args.args:
        argument.annotation = None
    defined.returns = None
    defined.body = defined.body[1:] if ast.get_docstring(defined) else defined.body
    return ast.unparse(tree) + "\n\n"
