"""Formulas in MathML, which browsers set themselves.

>>> from autograd.symbols import Symbol
>>> MathML().text(Symbol("x") / 2)
'<mfrac><mi>x</mi><mn>2</mn></mfrac>'
"""

import html
from typing import ClassVar

from autograd.names import GREEK
from autograd.writers.mathematics import MathWriter


class MathML(MathWriter):
    """Writes symbols as presentation MathML, without the <math> around it."""

    spelling: ClassVar = MathWriter.spelling | {
        "row": "<mrow>%s</mrow>",
        "between": "",
        "number": "<mn>%s</mn>",
        "sign": "<mo>%s</mo>",
        ";": "<mo>;</mo>",
        ",": "<mo>,</mo>",
        "fraction": "<mfrac>%s%s</mfrac>",
        "root": "<msqrt>%s</msqrt>",
        "derivative": "<mfrac><mrow><mi>\u2202</mi>%s</mrow><mrow><mi>\u2202</mi>%s</mrow></mfrac>",
        "entry": "<msub>%s<mrow>%s</mrow></msub>",
        "lower": "<msub>%s<mrow>%s</mrow></msub>",
        "upper": "<msup>%s<mrow>%s</mrow></msup>",
        "lower upper": "<msubsup>%s<mrow>%s</mrow><mrow>%s</mrow></msubsup>",
        "( )": "<mrow><mo>(</mo>%s<mo>)</mo></mrow>",
        "[ ]": "<mrow><mo>[</mo>%s<mo>]</mo></mrow>",
        "| |": "<mrow><mo>|</mo>%s<mo>|</mo></mrow>",
        "matrix": "<mrow><mo>[</mo><mtable><mtr><mtd>%s</mtd></mtr></mtable><mo>]</mo></mrow>",
        "cases": "<mrow><mo>{</mo><mtable><mtr><mtd>%s</mtd></mtr></mtable></mrow>",
        "line": "</mtd></mtr><mtr><mtd>",
        "cell": "</mtd><mtd>",
        "if": "\u00a0if\u00a0",
        "otherwise": "otherwise",
        "-": "\u2212",
        "<": "&lt;",
        ">": "&gt;",
        "<=": "\u2264",
        ">=": "\u2265",
        "!=": "\u2260",
        "and": "\u00a0and\u00a0",
        "odot": "\u2299",
        "dot": "\u22c5",
        "no sign": "\u2062",
        "sum": "\u2211",
        "infinity": "\u221e",
        "ones": '<mn style="font-weight:bold">1</mn>',
        "<-": "\u2190",
        "below": "",
        "equation": '<mtr><mtd style="text-align:right">%s</mtd><mtd style="text-align:left">%s%s</mtd></mtr>',
        "equations": '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        '<mtable displaystyle="true">%s</mtable></math>',
        "grid": '<math xmlns="http://www.w3.org/1998/Math/MathML"><mtable><mtr><mtd>%s</mtd></mtr></mtable></math>',
    }

    def sign(self, sign: str) -> str:
        """Return a sign by its name. Factors side by side have some air between them."""
        written = super().sign(sign)
        return written.replace("<mo>", '<mo rspace="0.17em">') if sign == "no sign" else written

    def letter(self, base: str) -> str:
        """Return a letter, or a Greek letter by its name."""
        return f"<mi>{GREEK.get(base, base)}</mi>"

    def upright(self, text: str) -> str:
        """Return a text as it is."""
        return f"<mtext>{html.escape(text)}</mtext>"
