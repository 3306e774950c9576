r"""Formulas in LaTeX, for amsmath as well as for MathJax and KaTeX.

>>> from autograd.symbols import Symbol
>>> print(Latex().text(1 / Symbol("W1") * Symbol("alpha")))
\frac{\alpha}{W_{1}}
"""

import re
from collections.abc import Iterable
from itertools import accumulate, groupby
from typing import ClassVar

from autograd.names import GREEK, clipped
from autograd.table import TABLE
from autograd.writers.characters import in_every_font
from autograd.writers.mathematics import MathWriter
from autograd.writers.text import equations

ESCAPED_SIGNS = {"\\": r"\backslash ", "^": r"{\wedge}", "~": r"{\sim}", "-": r"\text{-}", "\u2212": "-"}
ESCAPED = str.maketrans(ESCAPED_SIGNS | {c: rf"\{c}" for c in "{}$&#_% "})
OPERATORS = """
arccos arcsin arctan cos cosh cot coth csc det dim exp gcd hom inf ker lg lim ln log max min sec sin sinh sup tan tanh
"""
COMMANDS = frozenset(OPERATORS.split())  # the functions that TeX knows by name
LETTERS_SHOWN = 400  # of a name
FOREIGN = re.compile(r"[^\x00-\x7f]+")

BREAK = r" \\[0.3em]"
PAGE_LINES = 300  # where each row of a matrix is one: TeX measures up to 5.7 m
DOCUMENT = r"""\documentclass{article}
\usepackage{amsmath}
[[CHARACTERS]]% Each page is as large as what is on it, and 5 mm more on all sides.
\ifdefined\pdfpagewidth\else \let\pdfpagewidth\pagewidth \let\pdfpageheight\pageheight \fi
\setlength{\hoffset}{\dimexpr 5mm-1in}
\setlength{\voffset}{\dimexpr 5mm-1in}
\setlength{\fboxsep}{1pt}
\newsavebox{\formula}
\newenvironment{page}{\begin{lrbox}{\formula}$\displaystyle}{$\end{lrbox}%
  \setlength{\pdfpagewidth}{\dimexpr\wd\formula+10mm}%
  \setlength{\pdfpageheight}{\dimexpr\ht\formula+\dp\formula+10mm}%
  \shipout\box\formula}
\begin{document}
[[PAGES]]
\end{document}
"""


class Latex(MathWriter):
    """Writes symbols as LaTeX."""

    spelling: ClassVar = MathWriter.spelling | {
        ";": r";\,",
        "fraction": r"\frac{%s}{%s}",
        "derivative": r"\frac{\partial %s}{\partial %s}",
        "root": r"\sqrt{%s}",
        "entry": "{%s}_{%s}",
        "lower": "%s_{%s}",
        "upper": "%s^{%s}",
        "lower upper": "%s_{%s}^{%s}",
        "( )": r"\left( %s \right)",
        "[ ]": r"\left[ %s \right]",
        "| |": r"\left| %s \right|",
        "matrix": r"\begin{bmatrix} %s \end{bmatrix}",
        "cases": r"\begin{cases} %s \end{cases}",
        "line": r" \\ ",
        "cell": " & ",
        "if": r"\text{if }",
        "otherwise": r"\text{otherwise}",
        "equations": "\\begin{aligned}\n%s\n\\end{aligned}",
        "below": f"{BREAK}\n",
        "+=": r"\mathrel{+}=",
        "<-": r"\leftarrow",
        "<=": r"\leq",
        ">=": r"\geq",
        "!=": r"\neq",
        "and": r"\text{ and }",
        "odot": r"\odot",
        "dot": r"\cdot",
        "no sign": r"\,",
        "sum": r"\sum",
        "T": r"\top",
        "infinity": r"\infty",
        "ones": r"\mathbf{1}",
    }

    def letter(self, base: str) -> str:
        """Return a letter, or a Greek letter by its name."""
        return rf"\{base}" if base in GREEK else base

    def function(self, name: str) -> str:
        return rf"\{name}" if name in COMMANDS else super().function(name)

    def upright(self, text: str) -> str:
        """Return a text as it is, or the beginning of one that is longer than TeX can measure."""
        escaped = clipped(text, LETTERS_SHOWN).translate(ESCAPED)
        letters = FOREIGN.sub(lambda run: rf"\text{{{run[0]}}}", escaped)
        return rf"\mathrm{{{letters}}}"

    def grid(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
        titles = [*map(self.upright, head)]
        lines = [" & ".join(row) + r" \\" for row in [titles, *rows]]
        lines[0] += r" \hline"
        return "\n".join([rf"\begin{{array}}{{{'l' * len(titles)}}}", *lines, r"\end{array}"])


def document(body: str) -> str:
    """Return a document whose page is as large as the formula on it.

    It needs only LaTeX itself and amsmath. Each equation is a line of `body`. A formula that is longer than a few
    metres continues on further pages.
    """
    pages = "\n".join(f"\\begin{{page}}\n{page}\n\\end{{page}}" for page in _pages(body))
    foreign = sorted(set("".join(FOREIGN.findall(body))))
    characters = ""
    if foreign:  # TeX engines that know Unicode take them from the fonts
        characters = "\\usepackage[utf8]{inputenc}\n\\ifdefined\\DeclareUnicodeCharacter\n"
        for c in foreign:
            characters += f"  \\DeclareUnicodeCharacter{{{ord(c):04X}}}{{\\text{{{in_every_font(c)}}}}}\n"
        characters += "\\fi\n"
    # The pages come last, since a label may hold anything.
    return DOCUMENT.replace("[[CHARACTERS]]", characters).replace("[[PAGES]]", pages)


def _pages(body: str) -> list[str]:
    """Split a formula into parts no higher than a page may be, and repeat the head of a table in each."""
    first, *rows, last = body.split("\n")
    head = [rows.pop(0)] if rows and rows[0].endswith(r"\hline") else []
    heights = accumulate(1 + row.count(r"\\ ") for row in rows)
    parts = groupby(zip(heights, rows, strict=True), lambda row: (row[0] - 1) // PAGE_LINES)
    pages = ("\n".join([first, *head, *(row for _, row in part), last]) for _, part in parts)
    return [page.replace(f"{BREAK}\n{last}", f"\n{last}") for page in pages]


def derivative_table() -> str:
    """Return the table of derivatives: z, its derivatives, and the points at which a derivative is another one."""
    lines = []
    for rule in TABLE.values():
        writer, title = Latex(arrays=not rule.elementwise), rule.name
        for left, right in equations(rule, writer.text):
            lines.append(f"{writer.upright(title)} && {left} &= {right}")
            title = ""
        for x, where, y in writer.exceptions:
            lines.append(rf"&&& \text{{with }} {x} \text{{ for }} {y} \text{{ where }} {where}")
    return Latex().spelled("equations", f"{BREAK}\n".join(lines))
