"""Symbols as a textbook sets them: fractions, powers, sums. LaTeX and MathML differ in the spelling only."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

import numpy as np

from autograd.rules.elementwise import Guard
from autograd.symbols import ATOM, Name, Symbol, is_number, number_of
from autograd.table import Rule
from autograd.writers.text import BINDS, Writer

Written = tuple[str, int]  # a text, and how tightly its outermost sign binds
SUM, PRODUCT, FACTOR, POWER = BINDS["+"], BINDS["*"], BINDS["*"] + 1, BINDS["**"]
GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
}  # fmt: skip
LABEL = re.compile(r"([A-Za-z]+|[^\W\d_])_?(\d+|(?<=_)\w+)?(?:\[([\d, :]+)\])?(?: \((\d+)\))?")
SHORTER = {"maximum": "max", "minimum": "min"}


class MathWriter(Writer):
    """What the writers of mathematics have in common: which form a rule takes, and where parentheses stand.

    Args:
        size: as for Writer.
        digits: how many significant digits a number has at most; all that it takes if None.
        arrays: whether names of unknown shape stand for arrays, so that `*` between them is the product by entries.

    Attributes:
        spelling: how a language spells each form and sign, with %s for its parts.
        exceptions: guards that were left out of the formulas so far, each as what is computed, where, and instead of
            what: a formula may have another value at single points, such as x = 0.
    """

    spelling: ClassVar[Mapping[str, str]]

    def __init__(self, size: int = 0, digits: int | None = None, arrays: bool = False) -> None:
        super().__init__(size)
        self.digits, self.arrays = digits, arrays
        self.exceptions: list[tuple[str, str, str]] = []
        self._set: dict[str, str] = {}  # how each label was set

    upright: Callable[[str], str]
    letter: Callable[[str], str]

    def spelled(self, form: str, *parts: str) -> str:
        """A form with its parts."""
        return self.spelling[form] % parts

    def sign(self, sign: str) -> str:
        """A sign by its name."""
        return self.spelling["sign"] % self.spelling.get(sign, sign)

    def joined(self, *parts: str) -> str:
        """Parts in a row."""
        return self.spelled("row", self.spelling["between"].join(parts))

    def script(self, base: str, lower: str = "", upper: str = "") -> str:
        """A base with an index, an exponent or both."""
        form = ("lower " if lower else "") + ("upper" if upper else "")
        return self.spelled(form.strip(), base, *filter(None, (lower, upper))) if form else base

    def table(self, form: str, rows: Iterable[Iterable[str]]) -> str:
        """A matrix, or cases."""
        return self.spelled(form, self.spelling["line"].join(map(self.spelling["cell"].join, rows)))

    def number(self, x: Any) -> str:
        """A number; a power of ten where it is very large or small; an array as a matrix."""
        if np.ndim(x):
            return self.table("matrix", [map(self.number, row) for row in np.atleast_2d(x)])
        if np.isnan(x):
            return self.upright("nan")
        text = self._digits(x)
        digits, _, exponent = text.lstrip("-").partition("e")
        parts = [self.sign("-")] * text.startswith("-")
        parts.append(self.sign("infinity") if np.isinf(x) else self.spelled("number", digits))
        if exponent:
            parts += [self.sign("dot"), self.script(self.spelled("number", "10"), upper=self.number(int(exponent)))]
        return self.joined(*parts) if parts[1:] else parts[0]

    def _digits(self, x: Any) -> str:
        return super().number(x + 0) if self.digits is None else f"{x + 0.0:.{self.digits}g}"

    def in_parentheses(self, text: str) -> str:
        return self.spelled("( )", text)

    def right(self, x: Any, binds: int) -> str:
        """Behind a sign, what begins with a minus stands in parentheses."""
        first = number_of(x)
        while isinstance(first, Symbol) and len(first.inputs) == 2 and first.rule and id(first) not in self.names:
            if first.rule.symbol not in ("+", "-", "*", "@", "/"):
                break
            first = number_of(first.inputs[0])
        is_neg = isinstance(first, Symbol) and first.rule and first.rule.name == "neg" and id(first) not in self.names
        begins = is_neg or (is_number(first) and first < 0)
        return self.in_parentheses(self.text(x)) if begins else self.text(x, binds)

    def name(self, name: str) -> str:
        """A name as mathematics: W1 is W with the index 1, alpha the letter; what has another form is set upright."""
        if isinstance(name, Name) and name.of:
            return self.spelled("derivative", self.name(name.of), self.name(name.label))
        label = name.label if isinstance(name, Name) else name
        if label not in self._set:
            written = self._as_letters(label)
            # Two names never look the same: x1 and x_1.
            self._set[label] = self.upright(label) if not written or written in self._set.values() else written
        return self._set[label]

    def _as_letters(self, label: str) -> str:
        """A name as a letter or a word with indices; "" if it has another form."""
        found = LABEL.fullmatch(label)
        if not found:
            return ""
        base, index, entry, copy = found.groups()
        base = greek_name(base) or base
        lists = [[index] if index else [], [part.strip() for part in entry.split(",")] if entry else []]
        written = [[self.spelled("number", i) if i.isdigit() else self._word(i) for i in indices] for indices in lists]
        lower = self.spelling[";"].join(self.spelling[","].join(indices) for indices in written if indices)
        upper = self.spelled("( )", self.spelled("number", copy)) if copy else ""
        return self.script(self._word(base), lower, upper)

    def _word(self, word: str) -> str:
        return self.letter(word) if len(word) == 1 or word in GREEK else self.upright(word)

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> Written:
        form = FORMS.get(rule.name)
        if form is not None:
            return form(self, rule, *inputs)
        if rule.is_comparison:  # a number: 1 where it holds and 0 elsewhere
            return self.spelled("[ ]", self.condition(Symbol(rule=rule, inputs=inputs))), ATOM
        if rule.symbol in ("+", "-") and len(inputs) == 2:
            parts = self.text(inputs[0], SUM), self.sign(rule.symbol), self.right(inputs[1], SUM + (rule.symbol == "-"))
            return self.joined(*parts), SUM
        return self.call(rule, inputs), ATOM

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        """A rule applied as a function; options stand as they are typed."""
        typed = [self.upright(text) for text in Writer(self.size).options(rule)]
        arguments = self.spelling[","].join([*map(self.text, inputs), *typed])
        return self.joined(self.function(rule.name), self.in_parentheses(arguments))

    def function(self, name: str) -> str:
        """The name of a function."""
        return self.letter("sigma") if name == "sigmoid" else self.upright(SHORTER.get(name, name))

    def condition(self, x: Any) -> str:
        """A comparison, or several at once, as a statement."""
        if isinstance(x, Symbol) and x.rule is not None and x.rule.name == "mul":
            return self.joined(self.condition(x.inputs[0]), self.sign("and"), self.condition(x.inputs[1]))
        if isinstance(x, Symbol) and x.rule is not None and x.rule.is_comparison:
            sign = self.sign(x.rule.symbol.replace("==", "="))
            return self.joined(self.text(x.inputs[0], SUM), sign, self.right(x.inputs[1], SUM))
        return self.text(x)

    def product(self, rule: Rule, x: Any, y: Any) -> Written:
        """Factors side by side; a dot where numbers would run together, a circled one between arrays."""
        left, right = self.text(x, PRODUCT), self.right(y, FACTOR)
        if rule.name == "mul" and self._is_array(x) and self._is_array(y):
            sign = self.sign("odot")
        else:
            sign = self.sign("dot" if is_number(number_of(y)) or rule.name == "dot" else "no sign")
        return self.joined(left, sign, right), PRODUCT

    def _is_array(self, x: Any) -> bool:
        if not isinstance(x, Symbol):
            return np.ndim(x) > 0
        if x.rule is not None and x.rule.is_comparison:
            return any(map(self._is_array, x.inputs))
        return self.arrays if x.of is None else x.of != ()

    def quotient(self, rule: Rule, x: Any, y: Any) -> Written:
        """A fraction; a minus sign above stands before it."""
        if isinstance(x, Symbol) and x.rule is not None and x.rule.name == "neg":
            return self.joined(self.sign("-"), self.spelled("fraction", self.text(x.inputs[0]), self.text(y))), PRODUCT
        return self.spelled("fraction", self.text(x), self.text(y)), FACTOR

    def negative(self, rule: Rule, x: Any) -> Written:
        """A minus, or a plus, before its operand."""
        return self.joined(self.sign(rule.symbol), self.right(x, PRODUCT)), PRODUCT

    def power(self, rule: Rule, x: Any, y: Any = 2) -> Written:
        """A base and a raised exponent."""
        return self.script(self._base(x), upper=self.text(y)), POWER

    def exponential(self, x: Any) -> str:
        """The number e and a raised exponent."""
        return self.number(1) if is_number(x, 0) else self.script(self.upright("e"), upper=self.text(x))

    def log_of_sum(self, rule: Rule, x: Any, y: Any) -> Written:
        """The logarithm of a sum of exponentials."""
        added = self.joined(self.exponential(x), self.sign("+"), self.exponential(y))
        return self.joined(self.function("log"), self.in_parentheses(added)), ATOM

    def choice(self, rule: Rule, condition: Any, x: Any, y: Any) -> Written:
        """Cases; a guard, which differs at single points only, is noted down and left out."""
        if isinstance(x, Guard):
            self.exceptions.append((self.text(x), self.condition(condition), self.text(y)))
            return self.expression(y)
        first = self.joined(self.sign("if"), self.condition(condition))
        return self.table("cases", [(self.text(x), first), (self.text(y), self.sign("otherwise"))]), ATOM

    def transposed(self, rule: Rule, x: Any) -> Written:
        """A raised T; another order of axes is typed."""
        is_typed = any(option is not None for option in rule.options.values())
        return (self.call(rule, (x,)), ATOM) if is_typed else (self.script(self._base(x), upper=self.sign("T")), POWER)

    def entry(self, rule: Rule, x: Any) -> Written:
        """An index as it is typed."""
        return self.spelled("entry", self._base(x), self.upright(Writer(self.size).key(rule.options["key"]))), POWER

    def total(self, rule: Rule, x: Any) -> Written:
        """A sum; one over the first axis, that of the examples, runs over i."""
        axis = rule.options.get("axis")
        if axis is None:
            return self.joined(self.sign("sum"), self.text(x, PRODUCT)), SUM
        if axis != 0:
            return self.call(rule, (x,)), ATOM
        i = self.letter("i")
        return self.joined(self.script(self.sign("sum"), lower=i), self.spelled("entry", self._base(x), i)), SUM

    def average(self, rule: Rule, x: Any) -> Written:
        """The sum of all entries divided by their number, where that is known."""
        shape = x.of if isinstance(x, Symbol) else np.shape(x)
        if shape is None or rule.options.get("axis") is not None:
            return self.call(rule, (x,)), ATOM
        share = self.spelled("fraction", self.number(1), self.text(int(np.prod(shape))))
        return self.joined(share, self.sign("sum"), self.text(x, PRODUCT)), SUM

    def _base(self, x: Any) -> str:
        """What carries an index or an exponent: a name or a number, or something in parentheses."""
        text, binds = self.expression(x)
        name = self.names.get(id(x), x.name) if isinstance(x, Symbol) else ""
        is_name = name != "" and not getattr(name, "of", "") and not name.endswith(")")
        number = number_of(x)
        is_plain = is_name or (is_number(number) and number >= 0 and "e" not in self._digits(number))
        return text if is_plain and binds >= ATOM else self.in_parentheses(text)


def greek_name(letter: str) -> str:
    """The name of a Greek letter, "theta" or "Theta"; "" for anything else."""
    called = unicodedata.name(letter, "") if len(letter) == 1 else ""
    greek = re.fullmatch("GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)", called)
    if greek is None:
        return ""
    word = greek[2].lower().replace("lamda", "lambda")
    return word if greek[1] == "SMALL" else word.capitalize()


# By the name of a rule, the form that a textbook gives it; what is not here is a function with its name.
FORMS: dict[str, Callable[..., Written]] = {
    "mul": MathWriter.product, "matmul": MathWriter.product, "dot": MathWriter.product,
    "matrix_vector": MathWriter.product, "vector_matrix": MathWriter.product,
    "div": MathWriter.quotient, "neg": MathWriter.negative, "pos": MathWriter.negative,
    "pow": MathWriter.power, "square": MathWriter.power, "where": MathWriter.choice,
    "exp": lambda writer, rule, x: (writer.exponential(x), POWER),
    "sqrt": lambda writer, rule, x: (writer.spelled("root", writer.text(x)), FACTOR),
    "abs": lambda writer, rule, x: (writer.spelled("| |", writer.text(x)), ATOM),
    "logaddexp": MathWriter.log_of_sum, "sum": MathWriter.total, "mean": MathWriter.average,
    "transpose": MathWriter.transposed, "matrix_transpose": MathWriter.transposed, "getitem": MathWriter.entry,
    "broadcast_to": lambda writer, rule, x: writer.expression(x),  # which mathematics leaves to the reader
}  # fmt: skip
