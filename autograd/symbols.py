"""The text reading of a rule: a symbol is applied like a number and writes down what happened.

What it prints is what runs, because it reads the very formulas that compute:

>>> from autograd.rules import TABLE
>>> print(describe(TABLE["mul"]))
mul: z = x * y, dz/dx = y, dz/dy = x
"""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.operand import Operand
from autograd.rule import Rule, signature

# How tightly a sign binds in Python. A name, a call or an index needs no parentheses anywhere.
BINDS = {"<": 0, "==": 0, "+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "**": 4}
PREFIX, ATOM = 3, 5
NEUTRAL_LEFT = {"+": 0, "*": 1}
NEUTRAL_RIGHT = {"+": 0, "-": 0, "*": 1, "/": 1, "**": 1}


class Symbol(Operand):
    """A piece of text that grows as operators and NumPy's functions are applied to it.

    Args:
        text: what has been written so far, valid Python.
        binds: how tightly its outermost operator binds.
        of: the shape of what it stands for, so that formulas name sizes by number; by name if not given.

    Example:
        >>> x, y = Symbol("x"), Symbol("y")
        >>> -(x + 1) * np.exp(y)
        -(x + 1) * exp(y)
    """

    __slots__ = ("binds", "of", "text")
    __hash__ = Operand.__hash__

    def __init__(self, text: str, binds: int = ATOM, of: tuple[int, ...] | None = None) -> None:
        self.text, self.binds, self.of = text, binds, of

    def __repr__(self) -> str:
        return self.text

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> Any:
        """Write the rule down: prefix, infix or as a call."""
        if rule.symbol == "[]":
            return Symbol(f"{_within(inputs[0], ATOM)}[{_key_text(rule.options['key'])}]")
        if rule.symbol and len(inputs) == 1:
            return Symbol(rule.symbol + _within(inputs[0], PREFIX + 1), PREFIX)
        if rule.symbol:
            return _infix(rule.symbol, *inputs)
        arguments = [written(x) for x in inputs]
        if rule.variadic:
            arguments = [f"[{', '.join(arguments)}]"]
        for name, parameter in _option_parameters(rule).items():
            value = rule.options.get(name, parameter.default)
            if parameter.default is parameter.empty:
                arguments.append(written(value))
            elif value is not parameter.default:
                arguments.append(f"{name}={written(value)}")
        return Symbol(f"{rule.name}({', '.join(arguments)})")

    def read_plain(self, function: Callable[..., Any], args: Any, keywords: Any) -> Any:
        """Shapes and sizes, where they are unknown, are written as attributes, and a symbol stands for a matrix."""
        if function in (np.shape, np.size, np.ndim) and self.of is not None:
            return function(np.empty(self.of))
        if function is np.ndim:
            return 2
        if function in (np.shape, np.size):
            return Symbol(f"{_within(self, ATOM)}.{function.__name__}")
        raise TypeError(f"np.{function.__name__} can't be written as a formula")

    def __getitem__(self, key: Any) -> "Symbol":
        return Symbol(f"{_within(self, ATOM)}[{_key_text(key)}]")

    @property
    def T(self) -> "Symbol":
        return Symbol(f"{_within(self, ATOM)}.T")

    mT = T  # noqa: N815  a textbook's matrix has two axes

    def __lt__(self, other: Any) -> Any:
        return _infix("<", self, other)

    def __le__(self, other: Any) -> Any:
        return _infix("<=", self, other)

    def __gt__(self, other: Any) -> Any:
        return _infix(">", self, other)

    def __ge__(self, other: Any) -> Any:
        return _infix(">=", self, other)

    def __eq__(self, other: object) -> Any:
        return _infix("==", self, other)


def _infix(sign: str, left: Any, right: Any) -> Any:
    """`left sign right`, with the parentheses that Python needs to read it the same way, and without `* 1` or `+ 0`."""
    if sign == "*" and (_is_number(left, 0) or _is_number(right, 0)):
        return 0
    if isinstance(left, Symbol) and _is_number(right, NEUTRAL_RIGHT.get(sign)):
        return left
    if isinstance(right, Symbol) and _is_number(left, NEUTRAL_LEFT.get(sign)):
        return right
    binds = BINDS.get(sign, BINDS["<"])
    # ** groups from the right, the others from the left; a comparison never stands bare in another one.
    tighter_left = sign == "**" or binds == 0
    tighter_right = sign != "**"
    return Symbol(f"{_within(left, binds + tighter_left)} {sign} {_within(right, binds + tighter_right)}", binds)


def _within(x: Any, binds: int) -> str:
    """The text of `x`, in parentheses if it binds less tightly than its new place asks for."""
    if isinstance(x, Symbol):
        return x.text if x.binds >= binds else f"({x.text})"
    return f"({x!r})" if isinstance(x, (int, float)) and x < 0 and binds > PREFIX else written(x)


def _is_number(x: Any, number: int | None) -> bool:
    return number is not None and not isinstance(x, Symbol) and np.ndim(x) == 0 and bool(x == number)


def written(x: Any) -> str:
    """A symbol, number, array or tuple as it is typed."""
    if isinstance(x, Symbol):
        return x.text
    if np.ndim(x) == 0 and isinstance(x, (float, np.ndarray, np.generic)):
        x = np.asarray(x).item()
        return repr(int(x)) if isinstance(x, float) and x.is_integer() and abs(x) < 1e15 else repr(x)
    if isinstance(x, tuple):
        return f"({', '.join(map(written, x))}{',' * (len(x) == 1)})"
    if isinstance(x, np.ndarray):
        return np.array2string(x, separator=", ")
    return repr(x)


def _key_text(key: Any) -> str:
    """An index as it is typed: `:, None`."""
    if isinstance(key, tuple):
        return ", ".join(map(_key_text, key))
    if isinstance(key, slice):
        ends = ["" if end is None else written(end) for end in (key.start, key.stop)]
        return ":".join(ends) + ("" if key.step is None else f":{written(key.step)}")
    return "..." if key is Ellipsis else written(key)


def formulas(rule: Rule) -> tuple[str, dict[str, str]]:
    """A row as text: the forward formula, and the formula of each derivative by the name of its input.

    An elementwise row's derivatives are local (`dz/dx = y`); another row's are pull-backs from g = dJ/dz
    (`dJ/dx = g @ y.T`).

    Example:
        >>> from autograd.rules import TABLE
        >>> formulas(TABLE["sigmoid"])
        ('1 / (1 + exp(-x))', {'x': 'z * (1 - z)'})
        >>> formulas(TABLE["matmul"])[1]
        {'x': 'g @ y.T', 'y': 'x.T @ g'}
    """
    z, g = Symbol("z"), Symbol("g")
    names = ["x", "y"] if rule.variadic else list(signature(rule.forward).parameters)[: rule.arity]
    inputs = [Symbol(name) for name in names]
    arguments = [inputs] if rule.variadic else inputs
    options = {n: Symbol(n) for n, p in _option_parameters(rule).items() if p.default is p.empty}
    # A pull-back row's forward is a NumPy call; an elementwise row's may be a formula worth reading.
    forward = (rule.forward if rule.elementwise else rule)(*arguments, **options)
    front = [z] if rule.elementwise else [g, z]
    texts: list[Any] = [formula and formula(*front, *arguments, **options) for formula in rule.backward]
    if rule.variadic:
        (texts,) = texts
    return written(forward), {n: written(t) for n, t in zip(names, texts, strict=True) if t is not None}


def _option_parameters(rule: Rule) -> dict[str, inspect.Parameter]:
    """The parameters of a row that are not inputs: axis, shape and the like."""
    return dict(list(signature(rule.forward).parameters.items())[rule.arity :])


def describe(rule: Rule) -> str:
    """A row on one line, as its repr shows it.

    Example:
        >>> from autograd import tanh
        >>> print(describe(tanh))
        tanh: z = tanh(x), dz/dx = 1 - z ** 2
    """
    forward, derivatives = formulas(rule)
    of = "dz" if rule.elementwise else "dJ"
    return ", ".join([f"{rule.name}: z = {forward}", *(f"{of}/d{n} = {text}" for n, text in derivatives.items())])
