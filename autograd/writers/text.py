"""Symbols written down as a textbook writes them, and a row of the table as its formulas.

>>> from autograd.table import TABLE
>>> print(describe(TABLE["mul"]))
mul: z = x * y, dz/dx = y, dz/dy = x
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograd.formulas import expected, option_parameters, signature
from autograd.rule import Rule
from autograd.symbols import ATOM, Name, Symbol, is_number, number_of, shape_of

# How tightly a sign binds in Python. All others are comparisons.
BINDS = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2, "**": 4}
COMPARISON, PREFIX = 0, 3
M = Symbol("m", shape=())  # the number of examples


class Writer:
    """Writes a symbol down, with the parentheses that Python needs to read it the same way.

    Args:
        size: the number that stands for m, the number of examples: 211 writes 422 as `2 * m`. 0 if none does.

    Attributes:
        names: the names of symbols that were computed before, by their id.
        uses_m: whether m has been written so far, outside of shapes.
    """

    bare_minus = frozenset([1, 3, 4])  # how tightly the signs bind behind which a minus may stand: all but + and -

    def __init__(self, size: int = 0) -> None:
        self.size, self.uses_m = size, False
        self.names: dict[int, str] = {}

    def text(self, x: Any, binds: int = COMPARISON) -> str:
        """Return `x`, in parentheses if it binds less tightly than its place asks for."""
        text, own = self.expression(x)
        return text if own >= binds else self.in_parentheses(text)

    def right(self, x: Any, binds: int) -> str:
        """Return `x` as it stands behind a sign: in parentheses if it begins with a minus that must not be bare."""
        if binds not in self.bare_minus and self._begins_with_minus(x):
            return self.in_parentheses(self.text(x))
        return self.text(x, binds)

    def _begins_with_minus(self, x: Any) -> bool:
        x = number_of(x)
        while isinstance(x, Symbol) and x.rule and id(x) not in self.names:
            if len(x.inputs) == 1:
                return x.rule.symbol == "-"
            if x.rule.symbol not in ("+", "-", "*", "@", "/"):
                return False
            x = number_of(x.inputs[0])
        return is_number(x) and bool(x < 0)

    def in_parentheses(self, text: str) -> str:
        """Return a text in parentheses."""
        return f"({text})"

    def expression(self, x: Any) -> tuple[str, int]:
        """Return the text of a symbol, number, array or tuple, and how tightly its outermost sign binds."""
        if isinstance(x, tuple):
            comma = "," if len(x) == 1 else ""
            return self.in_parentheses(", ".join(map(self.text, x)) + comma), ATOM
        if isinstance(x, Symbol) and id(x) in self.names:
            return self.name(self.names[id(x)]), ATOM
        if self.is_made_of_m(x):
            return self.expression(int(x) // self.size * M)
        self.uses_m = self.uses_m or x is M
        if not isinstance(x, Symbol):
            text = self.number(x)
            return text, PREFIX if text.startswith("-") else ATOM
        if x.rule is not None:
            return self.applied(x.rule, x.inputs)
        if x.inputs:
            return self.expression(x.inputs[0])
        return self.name(x.name), x.binds

    def is_made_of_m(self, x: Any) -> bool:
        """Tell whether `x` is a multiple of the number that stands for m."""
        is_number = isinstance(x, (int, float)) and not isinstance(x, bool) and np.isfinite(x)
        return bool(self.size and is_number and x and x % self.size == 0)

    def name(self, name: str) -> str:
        """Return a name as the language spells it."""
        return name

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> tuple[str, int]:
        """Return a rule applied, with its sign or as a call."""
        sign = rule.symbol
        if sign == "[]":
            return f"{self.text(inputs[0], ATOM)}[{self.key(rule.options['key'])}]", ATOM
        if sign.startswith(".") and not has_options(rule):
            return self.text(inputs[0], ATOM) + self.postfix(sign, inputs[0]), ATOM
        if sign in BINDS and len(inputs) == 1:
            return sign + self.text(inputs[0], PREFIX + 1), PREFIX
        if sign and not sign.startswith("."):
            binds = BINDS.get(sign, COMPARISON)
            # ** groups from the right, the others from the left; a comparison never stands bare in another one.
            left = self.text(inputs[0], binds + (sign == "**" or binds == COMPARISON))
            return f"{left} {sign} {self.right(inputs[1], binds + (sign != '**'))}", binds
        return self.call(rule, inputs), ATOM

    def postfix(self, sign: str, x: Any) -> str:
        """Return a sign behind its operand. A textbook's matrix has two axes: `.T` is written for `.mT`."""
        is_stack = len(shape_of(x) or ()) > 2
        return sign if is_stack else sign.replace("mT", "T")

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        """Return a rule applied as a function: `sum(x, axis=0)`."""
        return f"{rule.name}({', '.join([*self.operands(rule, inputs), *self.options(rule)])})"

    def operands(self, rule: Rule, inputs: tuple[Any, ...]) -> list[str]:
        """Return the inputs as the arguments of a call."""
        texts = [self.text(x) for x in inputs]
        return [f"[{', '.join(texts)}]"] if rule.variadic else texts

    def options(self, rule: Rule) -> list[str]:
        """Return the options that a reader would not expect, as the arguments of a call."""
        texts = []
        for name, parameter in option_parameters(rule).items():
            value = rule.options.get(name, parameter.default)
            if parameter.default is parameter.empty:
                texts.append(self.text(value))
            elif value is not expected(rule, parameter):
                texts.append(f"{name}={self.text(value)}")
        return texts

    def number(self, x: Any) -> str:
        """Return a number or an array as it is typed."""
        if np.ndim(x) == 0 and isinstance(x, (float, np.ndarray, np.generic)):
            x = np.asarray(x).item()
            return repr(int(x)) if isinstance(x, float) and x.is_integer() and abs(x) < 1e15 else repr(x)
        return np.array2string(x, separator=", ") if isinstance(x, np.ndarray) else repr(x)

    def key(self, key: Any) -> str:
        """Return an index as it is typed: `:, None`."""
        if isinstance(key, tuple):
            return ", ".join(map(self.key, key)) or "()"
        if isinstance(key, slice):
            ends = ["" if end is None else self.text(end) for end in (key.start, key.stop)]
            return ":".join(ends) + ("" if key.step is None else f":{self.text(key.step)}")
        return "..." if key is Ellipsis else self.text(key)


def has_options(rule: Rule) -> bool:
    """Tell whether a rule was called with options."""
    return any(option is not None for option in rule.options.values())


written = Writer().text


def formulas(rule: Rule) -> tuple[Any, dict[str, Any]]:
    """Return a row as symbols: the forward formula, and the formula of each derivative by the name of its input.

    An elementwise row's derivatives are local (`dz/dx = y`); another row's are pull-backs from g = dJ/dz
    (`dJ/dx = g @ y.T`).

    Example:
        >>> from autograd.table import TABLE
        >>> formulas(TABLE["sigmoid"])
        (1 / (1 + exp(-x)), {'x': z * (1 - z)})
        >>> formulas(TABLE["matmul"])[1]
        {'x': g @ y.T, 'y': x.T @ g}
    """
    z, g = Symbol("z"), Symbol("g")
    names = ["x", "y"] if rule.variadic else list(signature(rule.forward).parameters)[: rule.arity]
    inputs = list(map(Symbol, names))
    without_default = {name: Symbol(name) for name in option_parameters(rule) if name not in rule.options}
    bound = replace(rule, options=rule.options | without_default)
    if rule.spelled or (rule.elementwise and not rule.function):  # its forward may be a formula worth reading
        forward = bound.compute(inputs)
    else:
        forward = bound(*([inputs] if rule.variadic else inputs))
    derivatives = {}
    for i, name in enumerate(names):
        derivative = bound.derivative(i, z, inputs)
        if derivative is not None:
            derivatives[name] = derivative(g) if callable(derivative) else derivative
    return forward, derivatives


def equations(rule: Rule, write: Callable[[Any], str] = written) -> list[tuple[str, str]]:
    """Return a row as equations, each in two sides: of z, then of the derivative by each input.

    Args:
        rule: the row.
        write: a writer's `text`.

    Example:
        >>> from autograd.table import TABLE
        >>> equations(TABLE["matmul"])
        [('z', 'x @ y'), ('dJ/dx', 'g @ y.T'), ('dJ/dy', 'x.T @ g')]
    """
    forward, derivatives = formulas(rule)
    numerator = "z" if rule.elementwise else "J"
    pairs = [("z", forward), *[(Name(f"d{numerator}/d{name}", name, numerator), x) for name, x in derivatives.items()]]
    return [(write(Symbol(name)), write(x)) for name, x in pairs]


def describe(rule: Rule) -> str:
    """Return a row on one line: `rule.text()`.

    Example:
        >>> from autograd import tanh
        >>> print(describe(tanh))
        tanh: z = tanh(x), dz/dx = 1 - z ** 2
    """
    return f"{rule.name}: {', '.join(map(' = '.join, equations(rule)))}"


class _Doc:
    """The documentation of the class Rule, and of each rule what it computes: `help(sigmoid)`."""

    text = Rule.__doc__ or ""

    def __get__(self, rule: Rule | None, owner: type[Rule]) -> str:
        if rule is None:
            return self.text
        takes = f"{'' if rule.elementwise else 'where g = dJ/dz. '}It takes numbers, arrays, Values and Tensors"
        try:
            lines = [" = ".join(sides) for sides in equations(rule)]
        except TypeError as error:  # a formula that asks more of its inputs than symbols can answer
            lines = [f"Its formulas are not written here: {error}"]
        return "\n".join([f"{rule.name}{signature(rule.forward)}", "", *lines, "", f"{takes}; {rule.needs}."])


# A writer stands above what it writes: it gives rules and symbols their texts, and nothing below knows of it.
Rule.text = describe
Rule.__doc__ = _Doc()  # type: ignore[assignment]
Symbol.__repr__ = lambda symbol: written(symbol)  # type: ignore[method-assign]
