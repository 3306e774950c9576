"""Python's operators and NumPy's protocols, which nodes and symbols share: all lead to the table.

A subclass says what a rule, a comparison and a function without a derivative mean to it: a node computes them and
records the rule in the graph, a symbol writes them down.
"""

from collections.abc import Callable
from numbers import Number
from typing import Any

import numpy as np

from autograd import rules
from autograd.formulas import bind
from autograd.refusals import IMPOSSIBLE, reworded
from autograd.rule import Rule
from autograd.rules.without_derivative import COMPARISONS
from autograd.substitutes import advice
from autograd.table import NUMPY, ON_NEW_ROW, TABLE


def _operators(rule: Rule) -> tuple[Any, Any]:
    """Return the operator of a rule with the operand on its left, and on its right."""

    def left(self: "Operand", other: Any) -> Any:
        if isinstance(other, (Operand, float)):
            return self.read_rule(rule, (self, other))
        if not isinstance(other, ACCEPTED):
            return NotImplemented  # Python asks the other's type
        return rule(self, other)

    def right(self: "Operand", other: Any) -> Any:
        if not isinstance(other, ACCEPTED):
            return NotImplemented
        return rule(other, self)

    left.__name__, right.__name__ = rule.name, f"reflected {rule.name}"  # for tracebacks
    return left, right


def _comparison(rule: Rule) -> Any:
    def compared(self: "Operand", other: Any) -> Any:
        return self.read_comparison(rule, self, other)

    compared.__name__ = rule.name
    return compared


class Operand:
    """Something that the operators and NumPy's functions can be applied to."""

    __slots__ = ()

    read_rule: Callable[..., Any]  # of a rule and its inputs, at least one of which is of this kind
    read_comparison: Callable[..., Any]  # of x < y, x == y and so on, entry by entry: its rule, x and y
    read_plain: Callable[..., Any]  # of a NumPy function without a derivative, such as argmax: its arguments too

    __add__, __radd__ = _operators(rules.add)
    __sub__, __rsub__ = _operators(rules.sub)
    __mul__, __rmul__ = _operators(rules.mul)
    __truediv__, __rtruediv__ = _operators(rules.div)
    __pow__, __rpow__ = _operators(rules.pow_)
    __mod__, __rmod__ = _operators(rules.mod)
    __floordiv__, __rfloordiv__ = _operators(rules.floor_divide)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __matmul__(self, other: Any) -> Any:
        if not isinstance(other, ACCEPTED):
            return NotImplemented
        return rules.product(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        if not isinstance(other, ACCEPTED):
            return NotImplemented
        return rules.product(other, self)

    def __neg__(self) -> Any:
        return rules.neg(self)

    def __pos__(self) -> Any:
        return rules.pos(self)

    def __abs__(self) -> Any:
        return rules.absolute(self)

    __lt__, __le__, __gt__, __ge__, __eq__, __ne__ = map(_comparison, COMPARISONS)
    __hash__ = object.__hash__

    def __getitem__(self, key: Any) -> Any:
        return TABLE["getitem"](self, key=_snapshot(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError(f"assigning to an entry of {self!r} would break its graph. Change a leaf: leaf.data[...] = ...")

    @property
    def T(self) -> Any:
        """All axes reversed, as NumPy's `.T`."""
        return TABLE["transpose"](self)

    @property
    def mT(self) -> Any:
        """The last two axes swapped, as NumPy's `.mT`: every matrix of a stack transposed."""
        return rules.matrix_transpose(self)

    def reshape(self, *shape: Any) -> Any:
        """Return the same entries in another shape: `x.reshape(2, 3)` or `x.reshape((2, 3))`."""
        if len(shape) == 1:
            (shape,) = shape
        return TABLE["reshape"](self, shape)

    def transpose(self, *axes: Any) -> Any:
        """Return the axes in the given order, or reversed: `x.transpose(1, 0)` or `x.transpose((1, 0))`."""
        order: Any = axes or None
        if len(axes) == 1 and isinstance(axes[0], (list, tuple, type(None))):
            (order,) = axes
        return TABLE["transpose"](self, axes=order)

    def conjugate(self) -> Any:
        """Return the same, as numbers are real: np.var and np.std of a list of Values ask for it."""
        return self

    def flatten(self) -> Any:
        """Return all entries in one row."""
        return rules.ravel(self)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        name = f"np.{ufunc.__name__}"
        if keywords.get("out") is not None:
            raise TypeError(
                f"{name} into an array (out=, or an operator such as +=) would lose the graph, since an array "
                "can't hold it. Write `array = array + node` instead."
            )
        if method != "__call__":
            raise TypeError(f"{name}.{method} has no row in the derivative table. {advice(f'{name}.{method}')}")
        return self.__array_function__(ufunc, (), inputs, keywords)

    def __array_function__(self, function: Any, types: Any, args: Any, keywords: Any) -> Any:
        if function in NUMPY:
            formula = NUMPY[function]
            if isinstance(formula, Rule):
                return formula(*args, **keywords)
            return self._composed(function, args, keywords)
        if function in COMPARED and not keywords:
            return self.read_comparison(COMPARED[function], *args)
        if function in NO_DERIVATIVE:
            return self.read_plain(function, args, keywords)
        name = _full_name(function)
        raise TypeError(
            f"{name} has no row in the derivative table, so its result would have no gradient. {advice(name)}"
        )

    def _composed(self, function: Any, args: Any, keywords: Any) -> Any:
        """Return what other operations make of a call of a NumPy function, if NumPy takes it for the numbers."""
        name, formula = _full_name(function), NUMPY[function]
        arguments = bind(name, formula, args, keywords)
        refusal = result = None
        try:
            result = formula(*args, **keywords)
        except IMPOSSIBLE as error:
            if str(error).startswith(name):
                raise
            refusal = error
        if hasattr(self, "raw") and not str(refusal).endswith("."):  # a sentence says what is wrong already
            try:
                with np.errstate(all="ignore"):
                    self.read_plain(function, args, keywords)
            except IMPOSSIBLE as error:
                refusal = error
        if refusal is not None:
            call = ", ".join([f"{key}={_in_words(x)}" for key, x in arguments.items()])
            raise reworded(refusal, f"{name}({call}) is not possible: {refusal}") from None
        return result


def _in_words(x: Any) -> str:
    if isinstance(x, (Operand, np.ndarray)):
        return f"{type(x).__name__} of shape {x.shape}"  # type: ignore[union-attr]
    return repr(x)[:60]


def _full_name(function: Any) -> str:
    """Return what a user calls a function of NumPy, or one of scipy.special that goes entry by entry."""
    name = function.__name__
    if isinstance(function, np.ufunc):
        return f"np.{name}" if getattr(np, name, None) is function else f"scipy.special.{name}"
    return f"{function.__module__.replace('numpy', 'np', 1)}.{name}"


# Functions whose result does not change with small changes of the data: there is no derivative to lose.
NO_DERIVATIVE = {
    np.shape, np.ndim, np.size, np.argmax, np.argmin, np.argsort, np.isnan, np.isinf, np.isfinite, np.isclose,
    np.allclose, np.array_equal, np.zeros_like, np.ones_like, np.all, np.any, np.count_nonzero,
}  # fmt: skip
DECISIONS = {np.argmax, np.argmin, np.argsort, np.all, np.any, np.count_nonzero}  # they may decide what comes next
COMPARED = {getattr(np, rule.numpy): rule for rule in COMPARISONS}

ACCEPTED = (Operand, float, int, np.ndarray, list, tuple, Number)


def _snapshot(key: Any) -> Any:
    """Return an index that no longer changes when the caller's arrays do."""
    if isinstance(key, tuple):
        return tuple([_snapshot(part) for part in key])
    if isinstance(key, Operand):
        raise TypeError(f"an index must be made of integers, slices or booleans, not {key!r}: use its .data.")
    if isinstance(key, list) or (hasattr(key, "__array__") and not isinstance(key, np.generic)):
        indices = np.array(key)
        return indices if indices.size or isinstance(key, np.ndarray) else indices.astype(int)
    return key


def _add_method(rule: Rule) -> None:
    """Make a row a method: x.exp(), x.sum(axis=0). No other attribute is replaced."""
    if rule.variadic or not may_be_method(Operand, rule.name):
        return

    def method(self: Operand, *args: Any, **keywords: Any) -> Any:
        return TABLE[rule.name](self, *args, **keywords)

    method.__name__ = method.__qualname__ = rule.name
    method.__doc__ = f"The row {rule.name} of the table, of this and of what else it takes."
    method.is_row = True  # type: ignore[attr-defined]
    setattr(Operand, rule.name, method)


def may_be_method(kind: type, name: str) -> bool:
    """Tell whether a class has no attribute of that name but a row's."""
    return getattr(getattr(kind, name, None), "is_row", not hasattr(kind, name))


def _method_of(function: Any) -> Any:
    """Return the method that a function of NumPy is, x.std(axis=0) for np.std(x, axis=0)."""

    def method(self: Operand, *args: Any, **keywords: Any) -> Any:
        return function(self, *args, **keywords)

    method.__name__ = method.__qualname__ = function.__name__
    method.__doc__ = f"Return np.{function.__name__} of this."
    return method


for added in TABLE.values():
    _add_method(added)
NUMPYS_METHODS = (
    "clip", "copy", "cumprod", "diagonal", "dot", "prod", "ptp",
    "ravel", "repeat", "sort", "std", "take", "trace", "var",
)  # fmt: skip
for name in NUMPYS_METHODS:
    setattr(Operand, name, _method_of(getattr(np, name)))
ON_NEW_ROW.append(_add_method)
