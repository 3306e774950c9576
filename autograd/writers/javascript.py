"""Formulas of single numbers in JavaScript, for pages that compute.

>>> import numpy as np
>>> from autograd.symbols import Symbol
>>> Javascript().text(np.exp(-Symbol("x")) ** 2)
'power(Math.exp(-x), 2)'
"""

from typing import Any

from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol
from autograd.writers.text import COMPARISON, Writer

SAME_NAME = "abs cbrt cos cosh exp expm1 log log10 log1p log2 sign sin sinh sqrt tan tanh"
# What JavaScript calls NumPy's functions. PRELUDE defines those that are not in Math.
FUNCTIONS = {name: f"Math.{name}" for name in SAME_NAME.split()} | {
    "arccos": "Math.acos",
    "arccosh": "Math.acosh",
    "arcsin": "Math.asin",
    "arcsinh": "Math.asinh",
    "arctan": "Math.atan",
    "arctanh": "Math.atanh",
    "logaddexp": "logaddexp",
    "maximum": "Math.max",
    "minimum": "Math.min",
    "pow": "power",
}
CONSTANTS = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN", "True": "1", "False": "0"}

PRELUDE = """\
const power = (x, y) => x === 1 || y === 0 ? 1 : x ** y;
const logaddexp = (x, y) => x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
"""


class Javascript(Writer):
    """Writes symbols as JavaScript. A function that JavaScript lacks is spelled by its row's forward formula."""

    def number(self, x: Any) -> str:
        text = super().number(x)
        return CONSTANTS.get(text, text)

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> tuple[str, int]:
        function = rule.javascript or FUNCTIONS.get(rule.numpy)
        if function:
            return f"{function}({', '.join(map(self.text, [*inputs, *rule.options.values()]))})", ATOM
        if rule.numpy == "where":
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
            raise TypeError(
                f"{rule.name} has no JavaScript. Its row can bring it, row({rule.name!r}, ..., javascript='Math.tan'), "
                "or javascript='(x => 2 ** x)'."
            )
        return self.expression(spelled)
