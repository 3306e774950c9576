"""A formula that somebody typed, read as a graph: its syntax tree is walked, and nothing in it is ever run as code."""

import ast
import operator
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from autograd.table import TABLE
from autograd.value import Value

LONGEST, DEEPEST = 2000, 100
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
    if len(text := text.strip()) > LONGEST or not text.isprintable():
        raise ValueError(f"{len(text):,} letters: an expression has at most {LONGEST:,}, on one line.")
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        raise ExpressionError(text, max((error.offset or 1) - 1, 0), f"this is no formula: {error.msg}") from None
    known = {name: Value(x, name, constant=name in data) for name, x in numbers.items()}
    functions, used = [name for name, rule in TABLE.items() if rule.elementwise], set[str]()

    def advice(name: str) -> str:
        if name in OF_ARRAYS:
            return f"it is for arrays: write {OF_ARRAYS[name]}"
        alike = [x for x in get_close_matches(name, functions) if x[0] == name[0]]
        near = [x for x in functions if x.startswith(name)] or alike
        return f"is it {near[0]}?" if near else f"there are {', '.join(functions)}"

    def read(node: ast.AST, depth: int = 0) -> Any:
        def wrong(why: str) -> ExpressionError:
            return ExpressionError(text, len(text.encode()[: getattr(node, "col_offset", 0)].decode()), why)

        if depth > DEEPEST:
            raise wrong(f"more than {DEEPEST} operations inside each other: give a part a name, z = ...; J = ...")
        match node:
            case ast.BinOp(left, sign, right) if type(sign) in PYTHON_SIGNS:
                return PYTHON_SIGNS[type(sign)](read(left, depth + 1), read(right, depth + 1))
            case ast.UnaryOp(sign, operand) if type(sign) in PYTHON_SIGNS:
                return PYTHON_SIGNS[type(sign)](read(operand, depth + 1))
            case ast.Constant(int() | float() as value) if not isinstance(value, bool):
                return np.float64(value) if abs(value) < 1e308 else np.float64(np.inf)  # which know 1 / 0 and 2**9999
            case ast.Name(name):
                if name not in known:
                    raise wrong(f"{name} has no number: give it one, {name}=1.0")
                used.add(name)
                return known[name]
            case ast.Call(ast.Name(name), arguments, []):
                rule = TABLE.get(name)
                if rule is None or not rule.elementwise:
                    raise wrong(f"{name} is no function of single numbers; {advice(name)}")
                if len(arguments) != rule.arity:
                    raise wrong(f"{name} takes {rule.arity} numbers, not {len(arguments)}")
                return rule(*(read(argument, depth + 1) for argument in arguments))
        if isinstance(getattr(node, "op", None), ast.BitXor):
            raise wrong("write ** for a power")
        raise wrong("only + - * / **, parentheses, numbers, names and functions can stand here")

    J: Any = None
    for statement in statements:
        match statement:
            case ast.Assign([ast.Name(name)], value) if name not in known:
                J = read(value)
                J = J if isinstance(J, Value) else Value(float(J), constant=True)
                J.label = J.label or name  # a second name for a value is no new one
                known[name] = J
            case ast.Expr(value):
                J = read(value)
            case _:
                raise ExpressionError(text, statement.col_offset, "write a formula, or name = formula with a new name")
    if not isinstance(J, Value):
        raise ValueError(f"{text!r} holds no name, and so has no derivative. Write w * 2 and give w=1.0.")
    unused = [name for name in numbers if name not in used] + [name for name in data if name not in numbers]
    if unused:
        raise ValueError(f"{', '.join(unused)}: no such name with a number in {text!r}. Check the spelling.")
    if all(name in data for name in numbers):
        raise ValueError(
            f"{text!r} has no parameter, and so no derivative: name one, w=1.0, that is no constant (--data)."
        )
    return J
