"""Formulas of single numbers in JavaScript, for pages that compute.

>>> import numpy as np
>>> from autograd.symbols import Symbol
>>> Javascript().text(np.exp(-Symbol("x")) ** 2)
'power(Math.exp(-x), 2)'
"""

from typing import Any

from autograd.symbols import ATOM, Symbol
from autograd.table import Rule
from autograd.writers.text import COMPARISON, Writer

# What JavaScript calls the functions that it has, or that stand in PRELUDE.
FUNCTIONS = {
    "abs": "Math.abs", "arctan": "Math.atan", "cos": "Math.cos", "cosh": "Math.cosh", "exp": "Math.exp",
    "expm1": "Math.expm1", "log": "Math.log", "log1p": "Math.log1p", "logaddexp": "logaddexp", "maximum": "Math.max",
    "minimum": "Math.min", "pow": "power", "sign": "Math.sign", "sin": "Math.sin", "sinh": "Math.sinh",
    "sqrt": "Math.sqrt", "tan": "Math.tan", "tanh": "Math.tanh",
}  # fmt: skip

PRELUDE = """\
const power = (x, y) => x === 1 || y === 0 ? 1 : x ** y;
const logaddexp = (x, y) => x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
"""


class NoSpellingError(TypeError):
    """Why a row can't be written in JavaScript."""


class Javascript(Writer):
    """Writes symbols as JavaScript; a row that it lacks is spelled by its own forward formula."""

    def number(self, x: Any) -> str:
        text = super().number(x)
        return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN", "True": "1", "False": "0"}.get(text, text)

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> tuple[str, int]:
        function = rule.javascript or FUNCTIONS.get(rule.name)
        if function:
            return f"{function}({', '.join(map(self.text, [*inputs, *rule.options.values()]))})", ATOM
        if rule.name == "where":
            condition, x, y = (self.text(part, COMPARISON + 1) for part in inputs)
            return f"({condition} ? {x} : {y})", ATOM
        if not rule.elementwise:
            raise TypeError(f"{rule.name} is no operation on single numbers, so it can't be written in JavaScript.")
        if rule.symbol:
            return super().applied(rule, inputs)
        try:
            spelled = rule.compute(inputs)
        except TypeError:  # the formula asks more of its inputs than symbols can answer
            spelled = Symbol(rule=rule)
        if getattr(spelled, "rule", None) is rule:
            raise NoSpellingError(
                f"{rule.name} has no JavaScript. Its row can bring it, row({rule.name!r}, ..., javascript='Math.tan'), "
                "or javascript='(x => 2 ** x)'."
            )
        return self.expression(spelled)
