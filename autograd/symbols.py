"""The text reading of a rule: a symbol is applied like a number and remembers what was done to it.

A symbol is a name, or a rule applied to other symbols and numbers: a tree, which a writer puts down in a language. What
is written is what runs, because it comes from the very formulas that compute:

>>> x, y = Symbol("x"), Symbol("y")
>>> -(x + 1) * np.exp(y)
-(x + 1) * exp(y)
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograd import rules
from autograd.operators import Operand
from autograd.rule import Rule
from autograd.rules.without_derivative import SHAPE, SIZE
from autograd.table import TABLE

Shape = tuple[int, ...] | None  # None where it is unknown

ATOM = 5  # a name, a call or an index needs no parentheses anywhere; see writers/text.py


class Name(str):
    """A name as text spells it, "dz2", and what it names: the derivative of a numerator, J, by a label, z2.

    Without a numerator it names a value, by its label.
    """

    label: str
    numerator: str

    def __new__(cls, text: str, label: str = "", numerator: str = "") -> "Name":
        name = super().__new__(cls, text)
        name.label, name.numerator = label or text, numerator
        return name


class Symbol(Operand):
    """A name, or a rule applied to symbols and numbers.

    Args:
        name: what it is called, valid Python; "" for a rule applied.
        binds: how tightly the name binds, if it is no plain name.
        shape: the shape of what it stands for. If not given, formulas hold sizes by name, not by number.
        rule: the rule that was applied, with its options.
        inputs: what it was applied to. Without a rule, the number that it is written as.
    """

    __slots__ = ("binds", "inputs", "name", "rule", "shape")

    def __init__(
        self,
        name: str = "",
        binds: int = ATOM,
        shape: Shape = None,
        rule: Rule | None = None,
        inputs: tuple[Any, ...] = (),
    ) -> None:
        self.name, self.binds, self.shape, self.rule, self.inputs = name, binds, shape, rule, inputs

    def __repr__(self) -> str:  # a writer, which stands above, gives a fuller one
        return f"<symbol {self.name or (self.rule and self.rule.name)}>"

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> Any:
        """Return the rule applied, without what changes nothing: `* 1`, `+ 0`, a broadcast that happens anyway."""
        return applied(rule, tuple(inputs))

    def read_comparison(self, rule: Rule, x: Any, y: Any) -> Any:
        """Return the comparison as a formula."""
        return applied(rule, (x, y))

    def read_plain(self, function: Callable[..., Any], args: Any, keywords: Any) -> Any:
        """Return shapes and sizes, as formulas where they are unknown. A symbol of unknown shape is a matrix."""
        if function not in (np.shape, np.size, np.ndim):
            raise TypeError(f"np.{function.__name__} can't be written as a formula")
        if self.shape is not None:
            return function(np.broadcast_to(0.0, self.shape))
        if function is np.ndim:
            return 2
        if function is np.size:
            return Symbol(rule=SIZE, inputs=(self,))
        return Symbol(rule=SHAPE, inputs=(self,))

    def __getitem__(self, key: Any) -> Any:
        return applied(replace(TABLE["getitem"], options={"key": key}), (self,))

    def __iter__(self) -> Any:
        raise TypeError(f"{self} is a formula, which can't be gone through one by one or unpacked: use whole arrays.")

    def __bool__(self) -> bool:
        if self.rule is SIZE:
            return True  # where a size is unknown, a formula is about arrays that hold something
        raise TypeError(f"{self} is a formula, neither true nor false: a choice needs np.where, or numbers.")


def applied(rule: Rule, inputs: tuple[Any, ...]) -> Any:
    """Return the symbol of `rule` applied to `inputs`, in the simplest form that gives the same numbers.

    Example:
        >>> x = Symbol("x")
        >>> applied(rules.mul, (x, 1)), applied(rules.sub, (x, -x)), applied(rules.mul, (1 / np.exp(x), x))
        (x, x + x, x / exp(x))
    """
    if rule.elementwise and not rule.fuses:  # the numbers of an input that it goes past have no part in the shape
        inputs, shape = _without_broadcasts(inputs)
        sources = tuple(map(unrepeated, inputs))
        if shape and not any(map(shape_of, sources)):
            return filled(applied(rule, sources), shape)
    else:
        shape = _shape(rule, inputs)
    if rule.reshapes and shape is not None:
        (x,) = inputs
        if shape_of(x) == shape:
            return x
        if shape_of(unrepeated(x)) == ():
            return filled(x, shape)
    simpler = None
    if rule in SIMPLER:
        simpler = SIMPLER[rule](*inputs)
    if simpler is None:
        return Symbol(shape=shape, rule=rule, inputs=inputs)
    if shape is None or (isinstance(simpler, Symbol) and simpler.shape == shape):
        return simpler
    return filled(simpler, shape)


def filled(x: Any, shape: tuple[int, ...]) -> Symbol:
    """Return the symbol of `x`, which may be a plain number, broadcast to that shape."""
    broadcast = replace(TABLE["broadcast_to"], options={"shape": shape})
    return Symbol(shape=shape, rule=broadcast, inputs=(unrepeated(x),))


def _without_broadcasts(inputs: tuple[Any, ...]) -> tuple[tuple[Any, ...], Shape]:
    """Return the inputs of an elementwise rule before a broadcast that the rule does again, and the result's shape."""
    bare = list(inputs)
    shapes = [shape_of(x) for x in bare]
    if None in shapes:
        return inputs, None
    result = np.broadcast_shapes(*shapes)  # type: ignore[arg-type]
    for i, x in enumerate(bare):
        if is_broadcast(x):
            shorter = [*shapes[:i], shape_of(x.inputs[0]), *shapes[i + 1 :]]
            if np.broadcast_shapes(*shorter) == result:  # type: ignore[arg-type]
                bare[i], shapes = x.inputs[0], shorter
    return tuple(bare), result


def _shape(rule: Rule, inputs: tuple[Any, ...]) -> Shape:
    """Return the shape of the result, which is computed from ones.

    A matrix has them on its diagonal, so that it has an inverse.
    """
    arrays = []
    for x in inputs:
        shape = shape_of(x)
        if shape is None:
            return None
        ones: Any = 1.0
        if len(shape) > 1:
            ones = np.eye(shape[-2], shape[-1])
        arrays.append(np.broadcast_to(ones, shape))
    with np.errstate(all="ignore"):
        return tuple(np.shape(rule.compute(arrays)))


def shape_of(x: Any) -> Shape:
    """Return the shape of a symbol or a number, None where it is unknown."""
    if isinstance(x, Symbol):
        return x.shape
    return tuple(np.shape(x))


def is_number(x: Any, number: float | None = None) -> bool:
    """Tell whether `x` is a plain number, or a certain one."""
    if isinstance(x, Symbol) or np.ndim(x):
        return False
    return number is None or bool(x == number)


def numbered(name: str, number: Any) -> Symbol:
    """Return a symbol that is written as its number, and that no formula simplifies."""
    return Symbol(name, shape=np.shape(number), inputs=(number,))


def number_of(x: Any) -> Any:
    """Return the number that a symbol is written as, else `x` itself."""
    if isinstance(x, Symbol) and x.rule is None and x.inputs:
        return x.inputs[0]
    return x


def is_filled(x: Any) -> bool:
    """Tell whether every entry of `x` is the same plain number."""
    return not isinstance(x, Symbol) or (is_broadcast(x) and not isinstance(x.inputs[0], Symbol))


def is_broadcast(x: Any) -> bool:
    """Tell whether `x` is something repeated to a larger shape."""
    return isinstance(x, Symbol) and x.rule is not None and x.rule.name == "broadcast_to"


def unrepeated(x: Any) -> Any:
    """Return the source of a broadcast, each entry of which gets the same, or `x` itself if it is none."""
    if is_broadcast(x):
        return x.inputs[0]
    return x


def is_bool(x: Any) -> bool:
    """Tell whether `x` is a comparison, or a product of two: NumPy computes it as a truth, not as a number."""
    if _made_by(rules.mul, x):
        return all(map(_is_comparison, x.inputs))
    return _is_comparison(x)


def _is_comparison(x: Any) -> bool:
    return isinstance(x, Symbol) and x.rule is not None and x.rule.is_comparison


def _made_by(rule: Rule, x: Any) -> bool:
    return isinstance(x, Symbol) and x.rule is rule


def _without_minus(x: Any) -> Any:
    """Return -x where `x` is a negative, or a product or quotient that begins with one, else None."""
    if not isinstance(x, Symbol) or x.rule not in (rules.neg, rules.mul, rules.div):
        return None
    if x.rule is rules.neg:
        return x.inputs[0]
    first = _without_minus(x.inputs[0])
    if first is None:
        return None
    return applied(x.rule, (first, x.inputs[1]))


def _simpler_sum(x: Any, y: Any) -> Any:
    for this, other in ((y, x), (x, y)):
        if is_number(this, 0):
            return other
        positive = _without_minus(this)
        if positive is not None:
            return other - positive
    return None


def _simpler_difference(x: Any, y: Any) -> Any:
    if is_number(y, 0):
        return x
    if is_number(x, 0):
        return -y
    positive = _without_minus(y)
    if positive is not None:
        return x + positive
    return None


def _simpler_product(x: Any, y: Any) -> Any:
    for this, other in ((x, y), (y, x)):
        if is_number(this, 0):
            return 0
        if is_bool(other):
            continue  # 1 * (x > 0) makes a number of a truth
        if is_number(this, 1):
            return other
        if is_number(this, -1):
            return applied(rules.neg, (other,))
        if _made_by(rules.div, this) and is_number(this.inputs[0], 1):
            return applied(rules.div, (other, this.inputs[1]))
    return None


def _without_one(x: Any, y: Any) -> Any:
    """Return x for x / 1 and x ** 1."""
    return x if is_number(y, 1) else None


def _simpler_negative(x: Any) -> Any:
    if _made_by(rules.neg, x):
        return x.inputs[0]
    if isinstance(x, Symbol):
        return None
    return -x


def _simpler_choice(condition: Any, x: Any, y: Any) -> Any:
    if isinstance(condition, Symbol):
        return None
    return x if condition else y


def _undone(rule: Rule, x: Any) -> Any:
    """Return `x` before the rule that is about to be applied once more, which gives it back."""
    return x.inputs[0] if _made_by(rule, x) else None


# The simpler formula that an application of a rule comes to, or None if there is none.
SIMPLER: dict[Rule, Callable[..., Any]] = {
    rules.add: _simpler_sum,
    rules.sub: _simpler_difference,
    rules.mul: _simpler_product,
    rules.div: _without_one,
    rules.pow_: _without_one,
    rules.neg: _simpler_negative,
    rules.where: _simpler_choice,
    **{TABLE[name]: partial(_undone, TABLE[name]) for name in ("transpose", "matrix_transpose")},
}
