"""Symbols as a textbook sets them: fractions, powers, sums. LaTeX and MathML differ in the spelling only.

Another language of mathematics is a subclass of MathWriter: a dict that spells each form, a letter and a text.
"""

import copy
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Self

import numpy as np

from autograd.rule import Rule
from autograd.rules.elementwise import Guard
from autograd.symbols import ATOM, Name, Symbol, is_number, number_of
from autograd.writers.text import BINDS, Writer

Bound = tuple[str, int]  # a text, and how tightly its outermost sign binds
SUM_BINDS, PRODUCT_BINDS, FACTOR_BINDS, POWER_BINDS = BINDS["+"], BINDS["*"], BINDS["*"] + 1, BINDS["**"]
ALPHABET = """
alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega
Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = frozenset(ALPHABET.split())
LABEL_PARTS = re.compile(r"([A-Za-z]+|[^\W\d_])_?(\d+|(?<=_)\w+)?(?:\[([\d, :]+)\])?(?: \((\d+)\))?")
SHORTER = {"maximum": "max", "minimum": "min"}


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
    }

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
        if lower and upper:
            return self.spelled("lower upper", base, lower, upper)
        if lower:
            return self.spelled("lower", base, lower)
        if upper:
            return self.spelled("upper", base, upper)
        return base

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
        parts = [self.spelled("number", digits)]
        if np.isinf(x):
            parts = [self.sign("infinity")]
        if text.startswith("-"):
            parts.insert(0, self.sign("-"))
        if exponent:
            parts += [self.sign("dot"), self.script(self.spelled("number", "10"), upper=self.number(int(exponent)))]
        return self.joined(*parts) if parts[1:] else parts[0]

    def _digits(self, x: Any) -> str:
        if self.digits is None:
            return super().number(x + 0)  # + 0, since -0 is 0 on paper
        return f"{x + 0.0:.{self.digits}g}"

    def in_parentheses(self, text: str) -> str:
        return self.spelled("( )", text)

    def right(self, x: Any, binds: int) -> str:
        """Return `x` as it stands behind a sign: in parentheses if it begins with a minus."""
        if self._begins_with_minus(x):
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

    def name(self, name: str) -> str:
        """Return a name as mathematics: W1 is W with the index 1, alpha the letter, and another form is upright."""
        label = name
        if isinstance(name, Name):
            if name.numerator:
                return self.spelled("derivative", self.name(name.numerator), self.name(name.label))
            label = name.label
        if label not in self._set:
            written = self._as_letters(label)
            if not written or written in self._set.values():  # two names never look the same: x1 and x_1
                written = self.upright(label)
            self._set[label] = written
        return self._set[label]

    def _as_letters(self, label: str) -> str:
        """Return a name as a letter or a word with indices, or "" if it has another form."""
        parts = LABEL_PARTS.fullmatch(label)
        if parts is None:
            return ""
        base, index, entry, number = parts.groups()
        lists = [text.split(",") for text in (index, entry) if text]
        lower = self.spelled(";").join(self.spelled(",").join(map(self._index, indices)) for indices in lists)
        upper = self.spelled("( )", self.spelled("number", number)) if number else ""
        return self.script(self._word(greek_name(base) or base), lower, upper)

    def _index(self, text: str) -> str:
        text = text.strip()
        return self.spelled("number", text) if text.isdigit() else self._word(text)

    def _word(self, word: str) -> str:
        return self.letter(word) if len(word) == 1 or word in GREEK else self.upright(word)

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> Bound:
        form = FORMS.get(rule.symbol or rule.numpy)
        if form is not None:
            return form(self, rule, *inputs)
        if rule.is_comparison:  # a number: 1 where it holds and 0 elsewhere
            return self.spelled("[ ]", self.condition(Symbol(rule=rule, inputs=inputs))), ATOM
        return self.call(rule, inputs), ATOM

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        """Return a rule applied as a function, with its options as they are typed."""
        typed = [self.upright(text) for text in Writer(self.size).options(rule)]
        arguments = self.spelled(",").join([*map(self.text, inputs), *typed])
        return self.joined(self.function(rule.name), self.in_parentheses(arguments))

    def function(self, name: str) -> str:
        """Return the name of a function."""
        return self.letter("sigma") if name == "sigmoid" else self.upright(SHORTER.get(name, name))

    def condition(self, x: Any) -> str:
        """Return a comparison, or several at once, as a statement."""
        if not isinstance(x, Symbol) or x.rule is None:
            return self.text(x)
        if x.rule.symbol == "*":
            return self.joined(self.condition(x.inputs[0]), self.sign("and"), self.condition(x.inputs[1]))
        if x.rule.is_comparison:
            sign = self.sign(x.rule.symbol.replace("==", "="))
            return self.joined(self.text(x.inputs[0], SUM_BINDS), sign, self.right(x.inputs[1], SUM_BINDS))
        return self.text(x)

    def total(self, rule: Rule, x: Any, y: Any = None) -> Bound:
        """Return a sum or a difference, or the sign before a single operand."""
        sign = self.sign(rule.symbol)
        if y is None:
            return self.joined(sign, self.right(x, PRODUCT_BINDS)), PRODUCT_BINDS
        return self.joined(self.text(x, SUM_BINDS), sign, self.right(y, SUM_BINDS + (rule.symbol == "-"))), SUM_BINDS

    def product(self, rule: Rule, x: Any, y: Any) -> Bound:
        """Return factors side by side, with a dot where numbers would run together, and a circled one for arrays."""
        sign = "no sign"
        if rule.symbol == "*" and self._is_array(x) and self._is_array(y):
            sign = "odot"
        elif is_number(number_of(y)) or rule.name == "dot":
            sign = "dot"
        return self.joined(self.text(x, PRODUCT_BINDS), self.sign(sign), self.right(y, FACTOR_BINDS)), PRODUCT_BINDS

    def _is_array(self, x: Any) -> bool:
        if not isinstance(x, Symbol):
            return np.ndim(x) > 0
        if x.rule is not None and x.rule.is_comparison:
            return any(map(self._is_array, x.inputs))
        return self.arrays if x.shape is None else x.shape != ()

    def quotient(self, rule: Rule, x: Any, y: Any) -> Bound:
        """Return a fraction. The minus of its numerator stands before it."""
        if isinstance(x, Symbol) and x.rule and x.rule.symbol == "-" and len(x.inputs) == 1:
            return self.joined(
                self.sign("-"), self.spelled("fraction", self.text(x.inputs[0]), self.text(y))
            ), PRODUCT_BINDS
        return self.spelled("fraction", self.text(x), self.text(y)), FACTOR_BINDS

    def power(self, rule: Rule, x: Any, y: Any = 2) -> Bound:
        """Return a base and a raised exponent."""
        return self.script(self._base(x), upper=self.text(y)), POWER_BINDS

    def exponential(self, x: Any) -> str:
        """Return the number e and a raised exponent."""
        return self.number(1) if is_number(x, 0) else self.script(self.upright("e"), upper=self.text(x))

    def log_of_sum(self, rule: Rule, x: Any, y: Any) -> Bound:
        """Return the logarithm of a sum of exponentials."""
        added = self.joined(self.exponential(x), self.sign("+"), self.exponential(y))
        return self.joined(self.function("log"), self.in_parentheses(added)), ATOM

    def choice(self, rule: Rule, condition: Any, x: Any, y: Any) -> Bound:
        """Return cases. A guard, which differs at single points only, is noted down and left out."""
        if isinstance(x, Guard):
            self.exceptions.append((self.text(x), self.condition(condition), self.text(y)))
            return self.expression(y)
        first = self.joined(self.sign("if"), self.condition(condition))
        return self.table("cases", [(self.text(x), first), (self.text(y), self.sign("otherwise"))]), ATOM

    def transposed(self, rule: Rule, x: Any) -> Bound:
        """Return a raised T, or a call that names the order of axes."""
        if any(option is not None for option in rule.options.values()):
            return self.call(rule, (x,)), ATOM
        return self.script(self._base(x), upper=self.sign("T")), POWER_BINDS

    def entry(self, rule: Rule, x: Any) -> Bound:
        """Return an index as it is typed."""
        return self.spelled(
            "entry", self._base(x), self.upright(Writer(self.size).key(rule.options["key"]))
        ), POWER_BINDS

    def sum_of_entries(self, rule: Rule, x: Any) -> Bound:
        """Return a sum, which runs over i along the first axis, that of the examples."""
        axis = rule.options.get("axis")
        if axis is None:
            return self.joined(self.sign("sum"), self.text(x, PRODUCT_BINDS)), SUM_BINDS
        if axis != 0:
            return self.call(rule, (x,)), ATOM
        i = self.letter("i")
        return self.joined(self.script(self.sign("sum"), lower=i), self.spelled("entry", self._base(x), i)), SUM_BINDS

    def average(self, rule: Rule, x: Any) -> Bound:
        """Return the sum of all entries divided by their number, where that is known."""
        shape = x.shape if isinstance(x, Symbol) else np.shape(x)
        if shape is None or rule.options.get("axis") is not None:
            return self.call(rule, (x,)), ATOM
        share = self.spelled("fraction", self.number(1), self.text(int(np.prod(shape))))
        return self.joined(share, self.sign("sum"), self.text(x, PRODUCT_BINDS)), SUM_BINDS

    def _base(self, x: Any) -> str:
        """Return what carries an index or an exponent: a name or a number, or something in parentheses."""
        text, binds = self.expression(x)
        name = self.names.get(id(x), x.name) if isinstance(x, Symbol) else ""
        is_name = name != "" and not getattr(name, "numerator", "") and not name.endswith(")")
        number = number_of(x)
        is_plain = is_name or (is_number(number) and number >= 0 and "e" not in self._digits(number))
        return text if is_plain and binds >= ATOM else self.in_parentheses(text)


def greek_name(letter: str) -> str:
    """Return the name of a Greek letter, "theta" or "Theta", or "" for anything else."""
    called = unicodedata.name(letter, "") if len(letter) == 1 else ""
    greek = re.fullmatch("GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", called)
    if greek is None:
        return ""
    word = greek[2].lower().replace("lamda", "lambda")
    return word if greek[1] == "SMALL" else word.capitalize()


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
    "exp": lambda writer, rule, x: (writer.exponential(x), POWER_BINDS),
    "sqrt": lambda writer, rule, x: (writer.spelled("root", writer.text(x)), FACTOR_BINDS),
    "abs": lambda writer, rule, x: (writer.spelled("| |", writer.text(x)), ATOM),
    "logaddexp": MathWriter.log_of_sum,
    "sum": MathWriter.sum_of_entries,
    "mean": MathWriter.average,
    ".T": MathWriter.transposed,
    ".mT": MathWriter.transposed,
    "[]": MathWriter.entry,
    "broadcast_to": lambda writer, rule, x: writer.expression(x),  # which mathematics leaves to the reader
}
