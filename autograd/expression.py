"""A formula that somebody typed, read as a graph: its syntax tree is walked, and nothing in it is ever run as code."""

import ast
import operator
import sys
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from autograd.table import TABLE
from autograd.value import Value

LONGEST = 2000  # letters of an expression
DEEPEST = 100  # operations inside each other
PYTHON_SIGNS: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
OF_ARRAYS = {"sum": "w1 + w2", "mean": "(w1 + w2) / 2"}


class ExpressionError(ValueError):
    """A mistake in an expression: the message shows the line and points at the column."""

    def __init__(self, text: str, column: int, why: str) -> None:
        super().__init__(f"{why}\n    {text}\n    {' ' * column}^")


def cost_of(text: str, numbers: Mapping[str, float], data: Collection[str] = ()) -> Value:
    """Return the cost that an expression describes, as a graph of Values.

    Args:
        text: a formula, `w * x + b`; or several with names, the cost last: `z = w * x + b; J = (z - y) ** 2`. It may
            hold + - * / **, parentheses, numbers, names, and the functions of single numbers in the table.
        numbers: the number of each name.
        data: the names of those that are constants; the others are parameters.

    Raises:
        ExpressionError: for anything else, a ValueError that points at the column.

    Example:
        >>> J = cost_of("J = (2 + 3 * w) ** 2", {"w": 2.0})
        >>> J.backward()
        >>> J.label, J.data
        ('J', 64.0)
    """
    text = text.strip()
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"{len(text):,} letters: an expression has at most {LONGEST:,}, on one line.")
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        column = max((error.offset or 1) - 1, 0)
        raise ExpressionError(text, column, f"this is no formula: {error.msg}") from None
    reader = _Reader(text, {name: Value(x, name, constant=name in data) for name, x in numbers.items()})
    J: Any = None
    for statement in statements:
        match statement:
            case ast.Assign([ast.Name(name)], value) if name not in reader.known:
                J = reader.read(value)
                if not isinstance(J, Value):
                    J = Value(float(J), constant=True)
                J.label = J.label or name  # a second name for a value is no new one
                reader.known[name] = J
            case ast.Expr(value):
                J = reader.read(value)
            case _:
                raise reader.mistake(statement, "write a formula, or name = formula with a new name")
    if not isinstance(J, Value):
        raise ValueError(f"{text!r} holds no name, and so has no derivative. Write w * 2 and give w=1.0.")
    unused = [name for name in numbers if name not in reader.used]
    unused += [name for name in data if name not in numbers]
    if unused:
        raise ValueError(f"{', '.join(unused)}: no such name with a number in {text!r}. Check the spelling.")
    if all(name in data for name in numbers):
        raise ValueError(
            f"{text!r} has no parameter, and so no derivative: name one, w=1.0, that is no constant (--data)."
        )
    return J


class _Reader:
    """Reads the syntax tree of an expression.

    Attributes:
        text: the expression.
        known: the node of each name.
        used: the names that were read.
    """

    def __init__(self, text: str, known: dict[str, Value]) -> None:
        self.text = text
        self.known = known
        self.used: set[str] = set()

    def mistake(self, node: ast.AST, why: str) -> ExpressionError:
        """Return the error that points at a node. Python counts its column in bytes."""
        before = self.text.encode()[: getattr(node, "col_offset", 0)]
        return ExpressionError(self.text, len(before.decode()), why)

    def read(self, node: ast.AST, depth: int = 0) -> Any:
        """Return the Value of a syntax tree, or a number if there is no name in it."""
        if depth > DEEPEST:
            raise self.mistake(
                node, f"more than {DEEPEST} operations inside each other: give a part a name, z = ...; J = ..."
            )
        match node:
            case ast.BinOp(left, sign, right) if type(sign) in PYTHON_SIGNS:
                x = self.read(left, depth + 1)
                y = self.read(right, depth + 1)
                return PYTHON_SIGNS[type(sign)](x, y)
            case ast.UnaryOp(sign, operand) if type(sign) in PYTHON_SIGNS:
                return PYTHON_SIGNS[type(sign)](self.read(operand, depth + 1))
            case ast.Constant(int() | float() as number) if not isinstance(number, bool):
                if number > sys.float_info.max:  # a whole number may be
                    number = np.inf
                return np.float64(number)  # which knows 1 / 0 and 2**9999
            case ast.Name(name):
                if name not in self.known:
                    raise self.mistake(node, f"{name} has no number: give it one, {name}=1.0")
                self.used.add(name)
                return self.known[name]
            case ast.Call(ast.Name(name), arguments, []):
                rule = TABLE.get(name)
                if rule is None or not rule.elementwise:
                    raise self.mistake(node, f"{name} is no function of single numbers; {_advice(name)}")
                if len(arguments) != rule.arity:
                    raise self.mistake(node, f"{name} takes {rule.arity} numbers, not {len(arguments)}")
                return rule(*[self.read(argument, depth + 1) for argument in arguments])
        if isinstance(getattr(node, "op", None), ast.BitXor):
            raise self.mistake(node, "write ** for a power")
        raise self.mistake(node, "only + - * / **, parentheses, numbers, names and functions can stand here")


def _advice(name: str) -> str:
    """Say what to write in place of a function that is not there."""
    if name in OF_ARRAYS:
        return f"it is for arrays: write {OF_ARRAYS[name]}"
    functions = [name for name, rule in TABLE.items() if rule.elementwise]
    near = [x for x in functions if x.startswith(name)]
    near += [x for x in get_close_matches(name, functions) if x[0] == name[0]]
    if near:
        return f"is it {near[0]}?"
    return f"there are {', '.join(functions)}"
