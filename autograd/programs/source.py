"""A program as a NumPy function to be read: one line for everything that has a name or is used twice."""

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import dedent, wrap
from typing import Any, NamedTuple

from autograd.programs.cells import Cell
from autograd.programs.program import Program
from autograd.programs.updates import indented, is_update, with_updates
from autograd.symbols import Symbol
from autograd.writers.numpy import NumpyWriter

IMPORT = "import numpy as np\n\n"
WIDTH = 60  # letters of a formula, above which it gets a line of its own


def source(
    program: Program,
    title: str,
    returned: Callable[[NumpyWriter], str],
    notes: Iterable[str] = (),
) -> str:
    """Return the text of a function of that name, which ends in what `returned` writes with the names known by then.

    Args:
        program: what the function computes.
        title: its name.
        returned: what stands behind its `return`.
        notes: what a reader must know before using it.
    """
    writer = NumpyWriter(program.size)
    free = program.free_names()
    body: list[str] = []
    for section, its_statements in statements(program, writer, free).items():
        lines = list(map(str, its_statements))
        if section == "update" and program.updates:
            lines = with_updates(lines, program, writer, free)
        if lines:
            body += [f"# {section}", *lines, ""]
    body.append(f"return {returned(writer)}")
    body = [*comments(program, notes), *line_of_m(program, writer), *body]
    names = ", ".join([x.name for x in program.arguments])
    lines = [IMPORT, *called_functions(program), f"def {title}({names}):", *indented(body)]
    return "\n".join(lines) + "\n"


def with_gradients(writer: NumpyWriter, J: Cell, gradients: Mapping[str, Cell]) -> str:
    """Return what stands behind the `return` of a backward pass: the cost, and gradients by label."""
    import json

    pairs = [f"{json.dumps(label, ensure_ascii=False)}: {writer.text(x)}" for label, x in gradients.items()]
    return f"{writer.text(J)}, {{{', '.join(pairs)}}}"


def comments(program: Program, notes: Iterable[str]) -> list[str]:
    """Return the comments on a program: the shapes of its arguments, and the notes."""
    shapes = [f"{x.name} {_shape(x, program)}" for x in program.arguments if x.shape]
    lines = []
    for text in (", ".join(shapes), *notes):
        lines += [f"# {line}" for line in wrap(text, 100, break_long_words=False)]
    return lines


def defined(text: str, title: str) -> Callable[..., Any]:
    """Return the function of that name which the text of a program defines."""
    namespace: dict[str, Any] = {}
    exec(compile(text, f"<derived {title}>", "exec"), namespace)
    return namespace[title]  # type: ignore[no-any-return]


def line_of_m(program: Program, writer: NumpyWriter) -> list[str]:
    """Return the line that defines m, if the writer has written it."""
    if writer.uses_m and program.examples:
        return [f"m = len({program.examples})"]
    return []


class Statement(NamedTuple):
    """A line of the program: the name that it defines, the symbol, its NumPy code and its shape."""

    name: str
    x: Symbol
    text: str
    shape: str

    def __str__(self) -> str:
        line = f"{self.name} = {self.text}"
        if self.shape:
            line += f"  # {self.shape}"
        return line


def statements(program: Program, writer: NumpyWriter, free: Iterator[str]) -> dict[str, list[Statement]]:
    """Return the statements of each pass, whose names the writer learns."""
    by_pass: dict[str, list[Statement]] = {}
    named = program.shown | program.moved_by.keys()
    if program.updates:
        named.update(map(id, program.outputs))  # before anything moves
    for title, cells in program.passes.items():
        by_pass[title] = []
        for x in cells:
            if is_update(x, program, writer):
                continue
            text = writer.text(x)
            is_view = x.rule is not None and x.rule.symbol.startswith(".")
            is_used_again = program.uses[id(x)] > 1 and not is_view
            if id(x) in named or is_used_again or len(text) > WIDTH:
                name = program.names.get(id(x)) or next(free)
                writer.names[id(x)] = name
                by_pass[title].append(Statement(name, x, text, _shape(x, program)))
    return by_pass


def _shape(x: Symbol, program: Program) -> str:
    """Return the shape for a comment, where m needs no line that defines it."""
    if x.shape:
        return NumpyWriter(program.size).text(x.shape)
    return ""


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
    if ast.get_docstring(defined):
        del defined.body[0]
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names -= {"np", *function.__code__.co_varnames}
    around = inspect.getclosurevars(function)
    outside = sorted(names & {*around.globals, *around.nonlocals})
    if outside:
        raise ValueError(
            f"{function.__name__} uses {', '.join(outside)} of the lines around it: import or make it inside."
        )
    return ast.unparse(tree) + "\n\n"
