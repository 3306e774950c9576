r"""Formulas in LaTeX, for amsmath as well as for MathJax and KaTeX.

>>> from autograd.symbols import Symbol
>>> print(Latex().text(1 / Symbol("W1") * Symbol("alpha")))
\frac{\alpha}{W_{1}}
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import ClassVar

from autograd.table import TABLE
from autograd.writers.mathematics import GREEK, MathWriter, greek_name
from autograd.writers.text import equations

ESCAPED = {c: rf"\{c}" for c in "{}$&#_% "}
ESCAPED |= {"\\": r"\backslash ", "^": r"{\wedge}", "~": r"{\sim}", "-": r"\text{-}"}
COMMANDS = {"log", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "max", "min"}
LONGEST = 400  # letters of a name
FOREIGN = re.compile(r"[^\x00-\x7f]+")

# By their Unicode names, what every TeX has for them: accents, other letters and marks, signs.
ACCENTS = {
    "GRAVE": "`", "ACUTE": "'", "CIRCUMFLEX": "^", "TILDE": "~", "MACRON": "=", "BREVE": "u",
    "DOT ABOVE": ".", "DIAERESIS": '"', "RING ABOVE": "r", "DOUBLE ACUTE": "H", "CARON": "v",
    "CEDILLA": "c", "DOT BELOW": "d",
}  # fmt: skip
DOTLESS = {"i": r"\i", "j": r"\j"}
LETTERS = {
    "LATIN SMALL LETTER SHARP S": r"\ss", "LATIN SMALL LETTER AE": r"\ae",
    "LATIN CAPITAL LETTER AE": r"\AE", "LATIN SMALL LIGATURE OE": r"\oe",
    "LATIN CAPITAL LIGATURE OE": r"\OE", "LATIN SMALL LETTER O WITH STROKE": r"\o",
    "LATIN CAPITAL LETTER O WITH STROKE": r"\O", "LATIN SMALL LETTER L WITH STROKE": r"\l",
    "LATIN CAPITAL LETTER L WITH STROKE": r"\L", "LATIN SMALL LETTER DOTLESS I": r"\i",
    "EN DASH": "--", "EM DASH": "---", "LEFT SINGLE QUOTATION MARK": "`",
    "RIGHT SINGLE QUOTATION MARK": "'", "LEFT DOUBLE QUOTATION MARK": "``",
    "RIGHT DOUBLE QUOTATION MARK": "''", "HORIZONTAL ELLIPSIS": r"\dots",
}  # fmt: skip
SIGNS = {
    "MINUS SIGN": "-", "PLUS-MINUS SIGN": r"\pm", "MULTIPLICATION SIGN": r"\times",
    "DIVISION SIGN": r"\div", "MIDDLE DOT": r"\cdot", "PARTIAL DIFFERENTIAL": r"\partial",
    "NABLA": r"\nabla", "INFINITY": r"\infty", "LESS-THAN OR EQUAL TO": r"\leq",
    "GREATER-THAN OR EQUAL TO": r"\geq", "NOT EQUAL TO": r"\neq", "ALMOST EQUAL TO": r"\approx",
    "SQUARE ROOT": r"\surd", "N-ARY SUMMATION": r"\sum", "RIGHTWARDS ARROW": r"\to",
    "LEFTWARDS ARROW": r"\leftarrow", "ELEMENT OF": r"\in", "SCRIPT SMALL L": r"\ell",
    "PRIME": r"\prime", "DEGREE SIGN": r"^{\circ}", "MICRO SIGN": r"\mu",
    "GREEK SMALL LETTER FINAL SIGMA": r"\varsigma",
}  # fmt: skip

BREAK = r" \\[0.3em]"
LINES = 300  # on a page, where each row of a matrix is one: TeX measures up to 5.7 m
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
        """A text as it is; of a longer one than TeX can measure, the beginning."""
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
        escaped = "".join(ESCAPED.get(c, c) for c in text)
        letters = FOREIGN.sub(lambda run: rf"\text{{{run[0]}}}", escaped)
        return rf"\mathrm{{{letters}}}"


def aligned(lines: Iterable[str]) -> str:
    """Equations below each other, lined up where each has its `&`."""
    return "\\begin{aligned}\n" + f"{BREAK}\n".join(lines) + "\n\\end{aligned}"


def document(body: str) -> str:
    """A document whose page is as large as the formula on it.

    It asks for nothing but LaTeX itself and amsmath. Each equation is a line of `body`, and what is
    longer than a few metres continues on further pages.
    """
    pages = "\n".join(f"\\begin{{page}}\n{page}\n\\end{{page}}" for page in _pages(body))
    foreign = sorted({c for run in FOREIGN.findall(body) for c in run})
    characters = ""
    if foreign:  # TeX engines that know Unicode take them from the fonts
        characters = "\\usepackage[utf8]{inputenc}\n\\ifdefined\\DeclareUnicodeCharacter\n"
        for c in foreign:
            shown = rf"\text{{{_in_every_font(c)}}}"
            characters += f"  \\DeclareUnicodeCharacter{{{ord(c):04X}}}{{{shown}}}\n"
        characters += "\\fi\n"
    parts = {"CHARACTERS": characters, "PAGES": pages}
    return re.sub(r"\[\[([A-Z]+)\]\]", lambda place: parts[place[1]], DOCUMENT)


def _pages(body: str) -> list[str]:
    """The formula in parts no higher than a page may be, those of a table with its head."""
    first, *rows, last = body.split("\n")
    head = [rows.pop(0)] if rows and rows[0].endswith(r"\hline") else []
    parts: list[list[str]] = [[]]
    height = 0
    for row in rows:
        lines = 1 + row.count(r"\\ ")
        if height + lines > LINES:
            parts.append([])
            height = 0
        parts[-1].append(row)
        height += lines
    pages = ("\n".join([first, *head, *part, last]) for part in parts)
    return [page.replace(f"{BREAK}\n{last}", f"\n{last}") for page in pages]


def _in_every_font(character: str) -> str:
    r"""LaTeX for a character that is not ASCII, made of what every TeX has.

    A character that has no such form is shown by its number, in a box.

    Example:
        >>> print(*map(_in_every_font, "\u00e9\N{GREEK SMALL LETTER THETA}\u6743"))
        \'{e} \ensuremath{\theta} \fbox{\scriptsize 6743}
    """
    name, greek = unicodedata.name(character, ""), greek_name(character)
    if name in LETTERS:
        return f"{LETTERS[name]}{{}}"
    if name in SIGNS or greek in GREEK:
        return rf"\ensuremath{{{SIGNS.get(name) or Latex().letter(greek)}}}"
    if name.startswith("VARIATION SELECTOR"):  # which form of an emoji is meant
        return ""
    raised = re.fullmatch("<(super|sub)> ([0-9A-F]+)", unicodedata.decomposition(character))
    if raised and int(raised[2], 16) < 128:
        place = "^" if raised[1] == "super" else "_"
        return rf"\ensuremath{{{place}{{{chr(int(raised[2], 16))}}}}}"
    decomposed = unicodedata.normalize("NFD", character)
    letter, mark = decomposed[:-1], unicodedata.name(decomposed[-1], "")
    accent = ACCENTS.get(mark.removeprefix("COMBINING ").removesuffix(" ACCENT"))
    if accent is None or len(letter) > 1 or not letter.isascii():
        return rf"\fbox{{\scriptsize {ord(character):X}}}"
    return rf"\{accent}{{{DOTLESS.get(letter, letter)}}}"


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
