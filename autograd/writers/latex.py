r"""Formulas in LaTeX, for amsmath as well as for MathJax and KaTeX.

>>> from autograd.symbols import Symbol
>>> print(Latex().text(1 / Symbol("W1") * Symbol("alpha")))
\frac{\alpha}{W_{1}}
"""

from collections.abc import Iterable
from typing import ClassVar

from autograd.table import TABLE
from autograd.writers.mathematics import GREEK, MathWriter
from autograd.writers.text import equations

ESCAPED = {c: rf"\{c}" for c in "{}$&#_% "}
ESCAPED |= {"\\": r"\backslash ", "^": r"{\wedge}", "~": r"{\sim}", "-": r"\text{-}"}
COMMANDS = {"log", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "max", "min"}


class Latex(MathWriter):
    """Writes symbols as LaTeX."""

    spelling: ClassVar = {
        "row": "%s", "between": " ", "number": "%s", "sign": "%s", ";": r";\,", ",": ", ",
        "fraction": r"\frac{%s}{%s}", "derivative": r"\frac{\partial %s}{\partial %s}", "root": r"\sqrt{%s}",
        "entry": "{%s}_{%s}", "lower": "%s_{%s}", "upper": "%s^{%s}", "lower upper": "%s_{%s}^{%s}",
        "( )": r"\left( %s \right)", "[ ]": r"\left[ %s \right]", "| |": r"\left| %s \right|",
        "matrix": r"\begin{bmatrix} %s \end{bmatrix}", "cases": r"\begin{cases} %s \end{cases}",
        "line": r" \\ ", "cell": " & ", "if": r"\text{if }", "otherwise": r"\text{otherwise}",
        "<=": r"\leq", ">=": r"\geq", "!=": r"\neq", "and": r"\text{ and }", "odot": r"\odot", "dot": r"\cdot",
        "no sign": r"\,", "sum": r"\sum", "T": r"\top", "infinity": r"\infty",
    }  # fmt: skip

    def letter(self, base: str) -> str:
        """A letter, or a Greek letter by its name."""
        return rf"\{base}" if base in GREEK else base

    def function(self, name: str) -> str:
        return rf"\{name}" if name in COMMANDS else super().function(name)

    def upright(self, text: str) -> str:
        """A text as it is."""
        letters = "".join(ESCAPED.get(c, c if c.isascii() else rf"\text{{{c}}}") for c in text)
        return rf"\mathrm{{{letters}}}"


def aligned(lines: Iterable[str]) -> str:
    """Equations below each other, lined up where each has its `&`."""
    return "\\begin{aligned}\n" + " \\\\[0.3em]\n".join(lines) + "\n\\end{aligned}"


def document(body: str) -> str:
    """A document of one page, as large as the formula in it."""
    return (
        "\\documentclass[border=5mm]{standalone}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\n"
        f"$\\displaystyle\n{body}\n$\n\\end{{document}}\n"
    )


def derivative_table() -> str:
    """The whole table of derivatives: z, its derivatives, and the points at which a derivative is another one."""
    lines = []
    for rule in TABLE.values():
        writer, title = Latex(arrays=not rule.elementwise), rule.name
        for left, right in equations(rule, writer.text):
            lines.append(f"{writer.upright(title)} && {left} &= {right}")
            title = ""
        for x, where, y in writer.exceptions:
            lines.append(rf"&&& \text{{with }} {x} \text{{ for }} {y} \text{{ where }} {where}")
    return aligned(lines)
