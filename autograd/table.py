"""The derivative table, and what a row of it is: a rule, one differentiable operation as a calculus book writes it.

A rule holds a forward formula `z = f(x, y)` and, for each input, the local derivative dz/dx. Both are plain NumPy, and
what they mean depends on what they are called with:

* floats and arrays give numbers (`backward`),
* nodes give a graph, so second derivatives are free (`grad`),
* symbols give a formula, to be written down (`python -m autograd` prints the table).

An operation that is not elementwise has pull-backs instead: from `g`, the upstream gradient dJ/dz, they make dJ/dx.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

Formula = Callable[..., Any]
NONE: Mapping[str, Any] = {}

signature = lru_cache(maxsize=None)(inspect.signature)  # of a row's formula; a row is applied many times


def evaluate(formula: Formula, arguments: Sequence[Any], options: Mapping[str, Any] = NONE) -> Any:
    """`formula` of numbers or arrays, with NumPy's answers where Python's floats have none.

    Python raises for 1.0 / 0.0 and turns (-8.0) ** (1 / 3) complex; NumPy says inf and nan, with a warning.
    """
    try:
        result = formula(*arguments, **options) if options else formula(*arguments)
        if type(result) is not complex:
            return result
    except (ZeroDivisionError, OverflowError):
        pass  # asked again below
    return formula(*[np.float64(x) if isinstance(x, (int, float)) else x for x in arguments], **options)


def may_warn(formula: Formula, count: int, saturates: bool = False) -> bool:
    """Whether NumPy warns of some ordinary numbers in a formula of arrays, as of log(0) and exp(1000)."""
    warnings: list[str] = []
    overflow: Any = "ignore" if saturates else "call"
    with np.errstate(divide="call", over=overflow, invalid="call", call=lambda kind, _: warnings.append(kind)):
        for x in (-1000.0, -1.0, 0.0, 1.0, 1000.0):
            formula(*[np.full(1, x)] * count)
    return bool(warnings)


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """One differentiable operation. Call it with floats, arrays, nodes or symbols.

    Attributes:
        name: the operation's name, also that of the method on nodes (`x.exp()`).
        forward: z = forward(*inputs, **options), in plain NumPy.
        backward: one formula for each input. Elementwise: the local derivative dz/dx, called as (z, *inputs).
            Otherwise the pull-back, called as (g, z, *inputs, **options), where g is dJ/dz. None where there is
            no derivative (a condition). A variadic row has one pull-back, called as (g, z, inputs, i) for the i-th.
        symbol: the infix, prefix or postfix sign, for text ("+", ".T").
        elementwise: whether `backward` holds local derivatives rather than pull-backs.
        variadic: whether the inputs come as one sequence, as in `np.stack([x, y])`.
        saturates: whether overflow and underflow on the way are part of the formula, and so no warning.
        domain: an interval on which the row is smooth, from which its tests draw inputs.
        reshapes: whether the entries stay what they are and in order, in another shape.
        spelled: whether formulas spell the operation out, instead of giving its name.
        function: what `forward` calls, where NumPy has no such function and symbols can't read it.
        javascript: what JavaScript calls it, a name or a function such as (x => 2 ** x), where its writer can't know.
        numpy: the name of the NumPy function that does the same; "" if there is none.
        fuses: what a row that goes past one of its inputs computes in one step, such as "sigmoid and cross-entropy".
        needs: what the shapes must satisfy, for error messages.
        cases: (shapes, options) pairs on which the tests check the row; elementwise rows need none.
        options: axis and the like, bound when the row is applied.
    """

    name: str
    forward: Formula
    backward: tuple[Any, ...]  # of Formula or None
    symbol: str = ""
    elementwise: bool = True
    variadic: bool = False
    saturates: bool = False
    reshapes: bool = False
    spelled: bool = False
    function: Formula | None = None
    javascript: str = ""
    numpy: str = ""
    fuses: str = ""
    domain: tuple[float, float] = (-2.0, 2.0)
    needs: str = "shapes must broadcast: aligned from the right, sizes are equal or 1"
    cases: Sequence[tuple[Any, ...]] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """The operation, in the reading that the inputs ask for: number, array, node or symbol."""
        rule, inputs = self.bind(args, keywords)
        reader = None
        for x in inputs:
            if isinstance(x, np.ndarray):
                if x.dtype == object:
                    return rule._entry_by_entry(inputs)
            elif reader is None and hasattr(x, "read_rule"):
                reader = x
        return rule.compute([_as_float(x) for x in inputs]) if reader is None else reader.read_rule(rule, inputs)

    def bind(self, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> "tuple[Rule, tuple[Any, ...]]":
        """Split a call's arguments into inputs (which have gradients) and options (which don't)."""
        if len(args) == self.arity and not keywords:
            rule, inputs = self, args
        else:
            rule, inputs = self._with_options(args, keywords)
        if self.variadic:
            inputs = tuple(inputs[0])
        for x in inputs:
            if isinstance(x, (list, tuple)):
                return rule, tuple([np.asarray(x) if isinstance(x, (list, tuple)) else x for x in inputs])
        return rule, inputs

    def _with_options(self, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> "tuple[Rule, tuple[Any, ...]]":
        takes = signature(self.forward)
        try:
            bound = takes.bind(*args, **keywords)
        except TypeError as error:
            raise TypeError(f"{self.name}{takes} on Values and Tensors: {error}") from None
        given = list(bound.arguments.items())
        # A list could change after this call; the rule keeps what it was called with.
        options = {name: tuple(x) if isinstance(x, list) else x for name, x in given[self.arity :]}
        rule = replace(self, options=options) if options else self
        return rule, tuple([value for _, value in given[: self.arity]])

    @cached_property
    def arity(self) -> int:
        """The number of inputs; a variadic row counts its one sequence."""
        return 1 if self.variadic else len(self.backward)

    def compute(self, inputs: Sequence[Any]) -> Any:
        """The number or array z = forward(*inputs)."""
        arguments = (inputs,) if self.variadic else inputs
        if self.saturates:
            with np.errstate(over="ignore", under="ignore"):
                return evaluate(self.forward, arguments, self.options)
        return evaluate(self.forward, arguments, self.options)

    @cached_property
    def may_warn(self) -> bool:
        """Whether NumPy warns of some ordinary numbers."""
        return self.elementwise and may_warn(self.forward, self.arity, self.saturates)

    @property
    def is_comparison(self) -> bool:
        """Whether it gives truths, which no input changes smoothly."""
        return len(self.backward) == 2 and not any(self.backward)

    def has_derivative(self, i: int) -> bool:
        """Whether z changes smoothly with the i-th input; a condition has no derivative."""
        return self.variadic or self.backward[i] is not None

    def derivative(self, i: int, z: Any, inputs: Sequence[Any]) -> Any:
        """The derivative of z by the i-th input, in the reading of z and the inputs; None if there is none.

        It is the local derivative dz/dx of an elementwise rule, and else the pull-back, a function that makes dJ/dx
        of dJ/dz.
        """
        formula = self.backward[0 if self.variadic else i]
        if formula is None:
            return None
        if self.elementwise:
            return evaluate(formula, (z, *inputs))
        if self.variadic:
            return lambda g: formula(g, z, inputs, i, **self.options)
        return lambda g: formula(g, z, *inputs, **self.options)

    def _entry_by_entry(self, inputs: Sequence[Any]) -> Any:
        """The reading for object arrays of Values: one small graph for each entry."""
        boxed = [_box(self.name, x) for x in inputs]
        if self.elementwise:
            return np.frompyfunc(self, len(boxed), 1)(*boxed)
        return self.compute(boxed)

    def __repr__(self) -> str:  # a writer, which stands above, gives a fuller one
        return f"<rule {self.name}>"

    def __reduce__(self) -> Any:
        """Copies and pickles are the row itself, with the same options."""
        return _from_table, (self.name, self.options)


TABLE: dict[str, Rule] = {}
NUMPY: dict[Callable[..., Any], Callable[..., Any]] = {}  # what np.exp(node) and np.sum(node) turn into


def row(name: str, forward: Formula, *backward: Formula | None, **about: Any) -> Rule:
    """Add an operation to the table. If it just calls a NumPy function, that function of nodes is this row.

    A row that had the name before is replaced, as a function, a method and a NumPy function; operators stay.

    Args:
        name: what it is called.
        forward: the formula of z, of its inputs, and of options by name.
        backward: the local derivative by each input, a formula of z and the inputs; None where there is none.
        about: the other attributes of a Rule.
    """
    rule = Rule(name, forward, backward, **about)
    function = getattr(np, rule.numpy) if rule.numpy else _called_by(rule)
    if function is not None and NUMPY.get(function, TABLE.get(name)) is TABLE.get(name):  # no other row has it
        rule = NUMPY[function] = replace(rule, numpy=name if hasattr(np, name) else function.__name__)
    TABLE[name] = rule
    return rule


def pullback(name: str, forward: Formula, *backward: Formula | None, **about: Any) -> Rule:
    """Add an operation that is not elementwise: its formulas are pull-backs, of g, z and the inputs."""
    return row(name, forward, *backward, elementwise=False, **about)


class _Probe:
    """An input that answers with the NumPy function it was given to, and with all that came along."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return ufunc, (*inputs, *options.values())

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Any) -> Any:
        return function, (*inputs, *options.values())


def _called_by(rule: Rule) -> Any:
    """The NumPy function that a row's formula just calls, with all inputs and options as they come; else None."""
    inputs: list[Any] = [[_Probe()]] if rule.variadic else [_Probe() for _ in range(rule.arity)]
    try:
        options = {name: _Probe() for name in list(signature(rule.forward).parameters)[rule.arity :]}
        function, given = rule.forward(*inputs, **options)
    except (TypeError, AttributeError, ValueError):  # a formula that asks more of an input than to be handed on
        return None
    return function if given == (*inputs, *options.values()) else None


def _from_table(name: str, options: Mapping[str, Any]) -> Rule:
    return replace(TABLE[name], options=options) if options else TABLE[name]


def _as_float(x: Any) -> Any:
    """Whole numbers as floats, since small integers would wrap around; everything else as it is."""
    is_whole = isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in "iu"
    return x.astype(np.float64) if is_whole else x


def _box(name: str, x: Any) -> Any:
    """A scalar node in an array of its own, so that NumPy hands it to the loop and doesn't ask it for a rule."""
    if not hasattr(x, "read_rule"):
        return x
    if x.ndim:
        raise TypeError(
            f"{name}: an object array of Values and a Tensor of shape {x.shape} do not mix. "
            "Turn the Values into one Tensor first: np.stack(list_of_values)."
        )
    box = np.empty((), dtype=object)
    box[()] = x
    return box
