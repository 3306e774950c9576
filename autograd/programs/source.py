"""A program as a NumPy function to be read: one line for everything that has a name or is used twice."""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator
from textwrap import dedent, wrap
from typing import Any, NamedTuple

from autograd.programs.cells import Cell
from autograd.programs.program import Program
from autograd.symbols import Symbol
from autograd.writers.numpy import NumpyWriter

IMPORT = "import numpy as np\n\n"
WIDTH = 60  # letters of a formula, above which it gets a line of its own


def source(
    program: Program,
    title: str,
    returned: Callable[[NumpyWriter], str],
    notes: Iterable[str] = (),
    is_update: Callable[[Symbol, Program, NumpyWriter], bool] = lambda *_: False,
    end: Callable[[list[str], Program, NumpyWriter, Iterator[str]], list[str]] = lambda lines, *_: lines,
) -> str:
    """Return the text of a function of that name, which ends in what `returned` writes with the names known by then.

    The notes are what a reader must know before using it. A program of training has updates: `is_update` tells which
    cells get no line of their own, and `end` makes the lines of the update.
    """
    writer = NumpyWriter(program.size)
    free, body = program.free_names(), []
    for section, its_statements in statements(program, writer, free, is_update).items():
        lines = [f"{name} = {text}{shape and f'  # {shape}'}" for name, _, text, shape in its_statements]
        if section == "update":
            lines = end(lines, program, writer, free)
        if lines:
            body += [f"# {section}", *lines, ""]
    body.append(f"return {returned(writer)}")
    body = [*line_of_m(program, writer), *body]
    shapes = ", ".join([f"{x.name} {shape}" for x in program.arguments if (shape := _shape(x, program))])
    about = [f"# {line}" for text in (shapes, *notes) for line in wrap(text, 100, break_long_words=False)]
    head = f"def {title}({', '.join([x.name for x in program.arguments])}):"
    return "\n".join([IMPORT, *called_functions(program), head, *indented([*about, *body])]) + "\n"


def defined(text: str, title: str) -> Callable[..., Any]:
    """Return the function of that name which the text of a program defines."""
    namespace: dict[str, Any] = {}
    exec(compile(text, f"<derived {title}>", "exec"), namespace)
    return namespace[title]  # type: ignore[no-any-return]


def line_of_m(program: Program, writer: NumpyWriter) -> list[str]:
    """Return the line that defines m, if the writer has written it."""
    return [f"m = len({program.examples})"] if writer.uses_m and program.examples else []


class Statement(NamedTuple):
    """A line of the program: the name that it defines, the symbol, its NumPy code and its shape."""

    name: str
    x: Symbol
    text: str
    shape: str


def statements(
    program: Program, writer: NumpyWriter, free: Iterator[str], is_update: Callable[..., bool] = lambda *_: False
) -> dict[str, list[Statement]]:
    """Return the statements of each pass, whose names the writer learns."""
    lines: dict[str, list[Statement]] = {title: [] for title in program.passes}
    named = program.shown | set(map(id, program.outputs if program.updates else ()))  # before anything moves
    for title, cells in program.passes.items():
        for x in cells:
            text, uses = writer.text(x), program.uses[id(x)]
            is_view = x.rule is not None and x.rule.symbol.startswith(".")
            if is_update(x, program, writer):
                continue
            if id(x) in named or (uses > 1 and not is_view) or len(text) > WIDTH:
                name = writer.names[id(x)] = program.names.get(id(x)) or next(free)
                lines[title].append(Statement(name, x, text, _shape(x, program)))
    return lines


def _shape(x: Cell, program: Program) -> str:
    """Return the shape for a comment, where m needs no line that defines it."""
    return NumpyWriter(program.size).text(x.shape) if isinstance(x, Symbol) and x.shape else ""


def indented(lines: Iterable[str]) -> list[str]:
    """Return lines as the body of a function, where empty ones stay empty."""
    return [f"    {line}" if line else "" for line in lines]


def called_functions(program: Program) -> list[str]:
    """Return the source of each function that the program calls and NumPy does not have."""
    functions = dict.fromkeys(x.rule.function for x in program.cells if x.rule and x.rule.function)
    return list(map(_plain_source, functions))


def _plain_source(function: Callable[..., Any]) -> str:
    """Return the source of a function without its types and its docstring, which derived code has no use for.

    Raises:
        ValueError: if it uses something of the lines around it but NumPy, which derived code would not have.
    """
    tree = ast.parse(dedent(inspect.getsource(function)))
    defined = tree.body[0]
    assert isinstance(defined, ast.FunctionDef)
    for argument in defined.args.args:
        argument.annotation = None
    defined.returns = None
    defined.body = defined.body[1:] if ast.get_docstring(defined) else defined.body
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"np", *function.__code__.co_varnames}
    around = inspect.getclosurevars(function)
    if outside := sorted(names & {*around.globals, *around.nonlocals}):
        raise ValueError(
            f"{function.__name__} uses {', '.join(outside)} of the lines around it: import or make it inside."
        )
    return ast.unparse(tree) + "\n\n"
