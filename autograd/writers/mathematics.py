"""Symbols as a textbook sets them: fractions, powers, sums. LaTeX and MathML differ in the spelling only.

Another language of mathematics is a subclass of MathWriter: a dict that spells each form, a letter and a text.
"""

import copy
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd.names import MINUS, is_letter, parts_of
from autograd.rule import Rule
from autograd.rules.elementwise import Guard
from autograd.symbols import ATOM, Symbol, is_number, number_of, shape_of
from autograd.writers.text import Writer, has_options

Bound = tuple[str, int]  # a text, and how tightly its outermost sign binds
SUM_BINDS, PRODUCT_BINDS, FACTOR_BINDS, POWER_BINDS = 1, 2, 3, 4  # as in BINDS
AXIS_LETTERS = "ijklmnpqrs"  # the index that runs along each axis


class MathWriter(Writer):
    """The base of the writers of mathematics: it chooses the form of each rule, and sets the parentheses.

    A subclass is a language. It has `spelling`, `letter(base)` for a letter or the name of a Greek one, and
    `upright(text)` for words. An instance can be given to a view: `derive(J).write(Typst())`.

    Args:
        size: as for Writer.
        digits: how many significant digits a number has at most; all that it takes if None.
        arrays: whether names of unknown shape stand for arrays, so that `*` between them is the product by entries.

    Attributes:
        spelling: how the language spells each form and sign, with %s for the parts. The dict of the class Latex has
            them all; a sign that is missing is written as it is.
        exceptions: guards that were left out of the formulas so far, each as what is computed, where, and instead of
            what: a formula may have another value at single points, such as x = 0.
    """

    spelling: ClassVar[dict[str, str]] = {
        "row": "%s",
        "between": " ",
        "number": "%s",
        "sign": "%s",
        ",": ", ",
        ";": "; ",
        "equation": "%s &%s %s",
        "ones": "1",
    }
    bare_minus = frozenset()

    def __init__(self, size: int = 0, digits: int | None = None, arrays: bool = False) -> None:
        super().__init__(size)
        self.digits, self.arrays = digits, arrays
        self.exceptions: list[tuple[str, str, str]] = []
        self._set: dict[str, str] = {}  # how each label was set

    upright: Callable[[str], str]
    letter: Callable[[str], str]

    def anew(self, size: int = 0) -> Self:
        """Return a writer of the same language and settings that has written nothing yet."""
        writer = copy.copy(self)
        MathWriter.__init__(writer, size, self.digits, self.arrays)
        return writer

    def spelled(self, form: str, *parts: str) -> str:
        """Return a form with its parts."""
        if form not in self.spelling:
            raise TypeError(f"{type(self).__name__}.spelling lacks {form!r}. Give its text, with %s for each part.")
        return self.spelling[form] % parts

    def sign(self, sign: str) -> str:
        """Return a sign by its name."""
        return self.spelled("sign", self.spelling.get(sign, sign))

    def joined(self, *parts: str) -> str:
        """Return parts in a row."""
        return self.spelled("row", self.spelled("between").join(parts))

    def script(self, base: str, lower: str = "", upper: str = "") -> str:
        """Return a base with an index, an exponent or both."""
        scripts = {form: text for form, text in (("lower", lower), ("upper", upper)) if text}
        return self.spelled(" ".join(scripts), base, *scripts.values()) if scripts else base

    def table(self, form: str, rows: Iterable[Iterable[str]]) -> str:
        """Return a matrix, cases or a grid."""
        return self.spelled(form, self.spelled("line").join(map(self.spelled("cell").join, rows)))

    def grid(self, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
        """Return a table whose columns have names."""
        return self.table("grid", [map(self.upright, head), *rows])

    def aligned(self, equations: Iterable[Sequence[str]]) -> str:
        """Return equations below each other, each given by its left side, its sign and its right side."""
        lines = [self.spelled("equation", left, self.sign(sign), right) for left, sign, right in equations]
        return self.spelled("equations", self.spelled("below").join(lines))

    def number(self, x: Any) -> str:
        """Return a number, with a power of ten where it is very large or small, or an array as a matrix."""
        if np.ndim(x):
            return self.table("matrix", [map(self.number, row) for row in np.atleast_2d(x)])
        if np.isnan(x):
            return self.upright("nan")
        text = self._digits(x)
        digits, _, exponent = text.lstrip("-").partition("e")
        number = self.sign("infinity") if np.isinf(x) else self.spelled("number", digits)
        if exponent:
            power = self.script(self.piece("10"), upper=self.number(int(exponent)))
            number = self.joined(number, self.sign("dot"), power)
        return self.joined(self.sign("-"), number) if text.startswith("-") else number

    def _digits(self, x: Any) -> str:
        if self.digits is None:
            return super().number(x + 0)  # + 0, since -0 is 0 on paper
        return f"{x + 0.0:.{self.digits}g}"

    def in_parentheses(self, text: str) -> str:
        return self.spelled("( )", text)

    def name(self, name: str) -> str:
        """Return a name as mathematics: W1 is W with the index 1, alpha the letter, and another form is upright."""
        label, numerator = getattr(name, "label", name), getattr(name, "numerator", "")
        if numerator:
            return self.spelled("derivative", self.name(numerator), self.name(label))
        if label not in self._set:
            written = self._as_letters(label)
            if written in self._set.values():  # two names never look the same: x1 and x_1
                written = self.upright(label)
            self._set[label] = written
        return self._set[label]

    def _as_letters(self, label: str) -> str:
        """Return a name as a letter or a word with indices, or upright if it has another form."""
        parts = parts_of(label)
        if parts is None:
            return self.upright(label)
        base, lists, number = parts
        lower = self.spelled(";").join(self.spelled(",").join(map(self.piece, indices)) for indices in lists)
        upper = self.in_parentheses(self.piece(number)) if number else ""
        return self.script(self.piece(base), lower, upper)

    def piece(self, text: str) -> str:
        """Return a piece of a name, an index or an option: a number, a letter, or what was typed, upright."""
        text = text.strip()
        if text.isdigit():
            return self.spelled("number", text)
        if is_letter(text):
            return self.letter(text)
        return self.upright(re.sub(r"-(?=\d)", MINUS, text))

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> Bound:
        form = FORMS.get(rule.symbol or rule.numpy)
        if form is not None:
            return form(self, rule, *inputs)
        if rule.is_comparison:  # a number: 1 where it holds and 0 elsewhere
            return self.spelled("[ ]", self.condition(Symbol(rule=rule, inputs=inputs))), ATOM
        return self.call(rule, inputs), ATOM

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        """Return a rule applied as a function, with its options as they are typed."""
        index, arguments = "", [*map(self.text, inputs)]
        if {"axis", "keepdims"} <= rule.options.keys():
            index, arguments[0] = self.along(rule, inputs[0])
        else:
            arguments += [self.piece(text.replace("=", " ")) for text in Writer(self.size).options(rule)]
        function = self.script(self.function(rule.name), lower=index)
        return self.joined(function, self.in_parentheses(self.spelled(",").join(arguments)))

    def function(self, name: str) -> str:
        """Return the name of a function: max for maximum, and the letter of sigmoid."""
        return self.letter("sigma") if name == "sigmoid" else self.upright(name.replace("imum", ""))

    def condition(self, x: Any) -> str:
        """Return a comparison, or several at once, as a statement."""
        rule = getattr(x, "rule", None)
        if rule and rule.symbol == "*":
            return self.joined(self.condition(x.inputs[0]), self.sign("and"), self.condition(x.inputs[1]))
        if rule and rule.is_comparison:
            return self.infix(x.inputs[0], rule.symbol.replace("==", "="), x.inputs[1], SUM_BINDS, SUM_BINDS)
        return self.text(x)

    def infix(self, x: Any, sign: str, y: Any, left: int, right: int) -> str:
        """Return a sign between operands, and how tightly these have to bind."""
        return self.joined(self.text(x, left), self.sign(sign), self.right(y, right))

    def total(self, rule: Rule, x: Any, y: Any = None) -> Bound:
        """Return a sum or a difference, or the sign before a single operand."""
        sign = rule.symbol
        if y is None:
            return self.joined(self.sign(sign), self.right(x, PRODUCT_BINDS)), PRODUCT_BINDS
        return self.infix(x, sign, y, SUM_BINDS, SUM_BINDS + (sign == "-")), SUM_BINDS

    def product(self, rule: Rule, x: Any, y: Any) -> Bound:
        """Return factors side by side, with a dot where they would run together, and a circled one for arrays."""
        sign = "no sign"
        if rule.symbol == "*" and self._is_array(x) and self._is_array(y):
            sign = "odot"
        elif rule.name == "dot" or self._run_together(x, y):
            sign = "dot"
        return self.infix(x, sign, y, PRODUCT_BINDS, FACTOR_BINDS), PRODUCT_BINDS

    def _run_together(self, x: Any, y: Any) -> bool:
        """Tell whether two factors would read as one without a sign: two fractions, a word, a number behind."""
        before, behind = self._outermost(x, -1), self._outermost(y, 0)
        return behind == "number" or "word" in (before, behind) or before == behind == "fraction"

    def _outermost(self, x: Any, side: int) -> str:
        """Return what a product begins with where `side` is 0, or ends with: a number, word or fraction, or ""."""
        bare = number_of(x)
        if is_number(bare):
            return "number"
        name = self.names.get(id(x), getattr(bare, "name", ""))
        if name:
            if getattr(name, "numerator", ""):
                return "fraction"
            parts = parts_of(getattr(name, "label", name))
            return "" if parts and is_letter(parts[0]) else "word"
        sign = getattr(getattr(bare, "rule", None), "symbol", "")
        if sign in ("*", "@") or (sign == "**" and side == 0):
            return self._outermost(x.inputs[side], side)
        return "fraction" if sign == "/" else ""

    def _is_array(self, x: Any) -> bool:
        shape = shape_of(x)
        return self.arrays if shape is None else shape != ()

    def quotient(self, rule: Rule, x: Any, y: Any) -> Bound:
        """Return a fraction. The minus of its numerator stands before it."""
        if isinstance(x, Symbol) and x.rule and x.rule.name == "neg":
            return self.total(x.rule, Symbol(rule=rule, inputs=(*x.inputs, y)))
        return self.spelled("fraction", self.text(x), self.text(y)), FACTOR_BINDS

    def power(self, rule: Rule, x: Any, y: Any = 2) -> Bound:
        """Return a base and a raised exponent."""
        return self.script(self._base(x), upper=self.text(y)), POWER_BINDS

    def choice(self, rule: Rule, condition: Any, x: Any, y: Any) -> Bound:
        """Return cases. A guard, which differs at single points only, is noted down and left out."""
        if isinstance(x, Guard):
            self.exceptions.append((self.text(x), self.condition(condition), self.text(y)))
            return self.expression(y)
        first = self.joined(self.sign("if"), self.condition(condition))
        return self.table("cases", [(self.text(x), first), (self.text(y), self.sign("otherwise"))]), ATOM

    def transposed(self, rule: Rule, x: Any) -> Bound:
        """Return a raised T, of a matrix and of each in a stack, or a call that names the order of axes."""
        if has_options(rule) or (rule.symbol == ".T" and len(shape_of(x) or ()) > 2):
            return self.call(rule, (x,)), ATOM
        return self.script(self._base(x), upper=self.sign("T")), POWER_BINDS

    def entry(self, rule: Rule, x: Any) -> Bound:
        """Return an index as it is typed."""
        key = self.piece(Writer(self.size).key(rule.options["key"]))
        return self.spelled("entry", self._base(x), key), POWER_BINDS

    def repeated(self, rule: Rule, x: Any) -> Bound:
        """Return the product with an array of ones, which has its shape as its index."""
        shape = Writer(self.size).text(rule.options["shape"])
        if shape == "()":
            return self.expression(x)
        ones = self.script(self.spelled("ones"), lower=self.piece(shape))
        sign = "odot" if self._is_array(x) else "dot"
        return self.joined(self.text(x, PRODUCT_BINDS), self.sign(sign), ones), PRODUCT_BINDS

    def along(self, rule: Rule, x: Any) -> tuple[str, str]:
        """Return the index that a reduction runs over, and the part of `x` that it takes: i and x_i along axis 0."""
        axis, shape = rule.options["axis"], shape_of(x)
        if axis in (None, ()) or not shape:
            return "" if axis is None else self.piece(f"axis {axis}"), self.right(x, PRODUCT_BINDS)
        axes = normalize_axis_tuple(axis, len(shape))
        keys = [self.piece(AXIS_LETTERS[i] if i in axes else ":") for i in range(max(axes) + 1)]
        comma = self.spelled(",")
        return comma.join(keys[i] for i in sorted(axes)), self.spelled("entry", self._base(x), comma.join(keys))

    def sum_of_entries(self, rule: Rule, x: Any) -> Bound:
        """Return a sum over i along the first axis, that of the examples, and over j along the second.

        A mean is one, divided by the number of entries where that is known.
        """
        shape: Any = shape_of(x)
        axis, is_mean = rule.options["axis"], rule.numpy == "mean"
        if shape == ():
            return self.expression(x)
        if is_mean and shape is None:
            return self.call(rule, (x,)), ATOM
        index, part = self.along(rule, x)
        parts = [self.script(self.sign("sum"), lower=index), part]
        if is_mean:
            count = int(np.prod(shape if axis is None else np.take(shape, axis)))
            if count > 1:
                parts.insert(0, self.spelled("fraction", self.number(1), self.text(count)))
        return self.joined(*parts), SUM_BINDS

    def _base(self, x: Any) -> str:
        """Return what carries an index or an exponent: a name or a number, or something in parentheses."""
        text, binds = self.expression(x)
        name = self.names.get(id(x), x.name) if isinstance(x, Symbol) else ""
        is_name = name != "" and not getattr(name, "numerator", "") and not name.endswith(")")
        number = number_of(x)
        is_plain = is_name or (is_number(number) and number >= 0 and "e" not in self._digits(number))
        return text if is_plain and binds >= ATOM else self.in_parentheses(text)


# The form that a textbook gives to a rule, by its sign, or by NumPy's function if it has none. What is not here is a


# function with its name.
FORMS: dict[str, Callable[..., Bound]] = {
    "+": MathWriter.total,
    "-": MathWriter.total,
    "*": MathWriter.product,
    "@": MathWriter.product,
    "/": MathWriter.quotient,
    "**": MathWriter.power,
    "square": MathWriter.power,
    "where": MathWriter.choice,
    "exp": lambda writer, rule, x: (writer.script(writer.upright("e"), upper=writer.text(x)), POWER_BINDS),
    "sqrt": lambda writer, rule, x: (writer.spelled("root", writer.text(x)), FACTOR_BINDS),
    "abs": lambda writer, rule, x: (writer.spelled("| |", writer.text(x)), ATOM),
    "logaddexp": lambda writer, rule, x, y: writer.expression(np.log(np.exp(x) + np.exp(y))),
    "sum": MathWriter.sum_of_entries,
    "mean": MathWriter.sum_of_entries,
    ".T": MathWriter.transposed,
    ".mT": MathWriter.transposed,
    "[]": MathWriter.entry,
    "broadcast_to": MathWriter.repeated,
}
