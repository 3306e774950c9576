"""A rule: one differentiable operation as a calculus book writes it.

It holds a forward formula `z = f(x, y)` and, for each input, the local derivative dz/dx. Both are plain NumPy, and
what they mean depends on what they are called with:

* floats and arrays give numbers (`backward`),
* nodes give a graph, so second derivatives are free (`grad`),
* symbols give a formula, to be written down (`python -m autograd` prints the table).

An operation that is not elementwise has pull-backs instead: from `g`, the upstream gradient dJ/dz, they make dJ/dx.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from numbers import Number
from typing import Any, ClassVar

import numpy as np

from autograd.formulas import Formula, apply_formula, bind, may_warn
from autograd.object_arrays import entry_by_entry
from autograd.refusals import IMPOSSIBLE, reworded


@dataclass(frozen=True, eq=False)
class Rule:
    """One differentiable operation. Call it with floats, arrays, nodes or symbols.

    Attributes:
        name: the operation's name, also that of the method on nodes (`x.exp()`).
        forward: z = forward(*inputs, **options), in plain NumPy.
        backward: a formula for each input, see `row` and `pullback`; None where there is no derivative (a condition).
        symbol: the infix, prefix or postfix sign, for text ("+", ".T").
        elementwise: whether `backward` holds local derivatives rather than pull-backs.
        variadic: whether the inputs come as one sequence, as in `np.stack([x, y])`.
        saturates: whether overflow and underflow on the way are part of the formula, and so no warning.
        reshapes: whether the entries stay what they are and in order, in another shape.
        bounds: whether z is one of the inputs, which bound each other.
        spelled: whether formulas spell the operation out, instead of giving its name.
        function: what `forward` calls, where NumPy has no such function and symbols can't read it.
        javascript: what JavaScript calls it, a name or a function such as (x => 2 ** x), where its writer can't know.
        numpy: the name of the NumPy function that does the same, such as "linalg.inv"; "" if there is none.
        fuses: what a row that goes past one of its inputs computes in one step, such as "sigmoid and cross-entropy".
        needs: what the shapes must satisfy, for error messages.
        remedy: what to do where z is not finite, if there is more to say than that numbers must be in the domain.
        smooth: an interval in which z changes smoothly with every input: there the tests of a row draw their numbers.
        options: axis and the like: the defaults of `forward`, or what the row was called with.
    """

    name: str
    forward: Formula
    backward: tuple[Any, ...]  # of Formula or None
    symbol: str = ""
    elementwise: bool = True
    variadic: bool = False
    saturates: bool = False
    reshapes: bool = False
    bounds: bool = False
    spelled: bool = False
    function: Formula | None = None
    javascript: str = ""
    numpy: str = ""
    fuses: str = ""
    needs: str = "shapes must broadcast: aligned from the right, sizes are equal or 1"
    remedy: str = ""
    smooth: tuple[float, float] = (-2.0, 2.0)
    options: dict[str, Any] = field(default_factory=dict)
    text: ClassVar[Callable[["Rule"], str]]  # the formulas on one line; a writer, which stands above, puts it here

    def __call__(self, *args: Any, **keywords: Any) -> Any:
        """Apply the operation in the reading that the inputs ask for: number, array, node or symbol."""
        rule, inputs = self, args
        if keywords or len(args) != self.arity:
            rule, inputs = self._with_options(args, keywords)
        if self.variadic:
            inputs = tuple(inputs[0])
        reader, has_arrays = None, False
        for x in inputs:
            if isinstance(x, (np.ndarray, list, tuple)):
                has_arrays = True
            elif reader is None and hasattr(x, "read_rule"):
                reader = x
        if has_arrays:
            inputs = tuple([np.asarray(x) if isinstance(x, (list, tuple)) else x for x in inputs])
            if any(isinstance(x, np.ndarray) and x.dtype == object for x in inputs):
                try:
                    return entry_by_entry(rule, inputs)
                except IMPOSSIBLE as error:
                    message = f"{self.name} of arrays of Values is not possible ({error}). What it needs: {self.needs}."
                    raise reworded(error, message) from None
        if reader is None:
            return rule.compute([self._as_float(x) for x in inputs])
        return reader.read_rule(rule, inputs)

    def _as_float(self, x: Any) -> Any:
        """Return whole numbers as floats, since small integers would wrap around, and other numbers as they are."""
        kind = getattr(getattr(x, "dtype", None), "kind", "")
        if kind in ("U", "S") or not (kind or isinstance(x, Number)):
            raise TypeError(f"{self.name}({x!r}): it takes numbers, arrays and nodes.")
        if isinstance(x, (np.ndarray, np.generic)) and x.dtype.kind in "iu":
            return x.astype(np.float64)
        return x

    def _with_options(self, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> "tuple[Rule, tuple[Any, ...]]":
        """Split a call's arguments into options, which a rule is bound to, and inputs, which have gradients."""
        arguments = list(bind(self.name, self.forward, args, keywords).items())
        # A list could change after this call; the rule keeps what it was called with.
        options = {name: tuple(x) if isinstance(x, list) else x for name, x in arguments[self.arity :]}
        inputs = tuple([x for _, x in arguments[: self.arity]])
        if not options:
            return self, inputs
        for name, x in options.items():
            if hasattr(x, "raw"):
                raise TypeError(f"{self.name}: {name}={x!r} is a node, and an option is plain: give its .data.")
        return replace(self, options=self.options | options), inputs

    @cached_property
    def arity(self) -> int:
        """The number of inputs, where a variadic row counts its one sequence."""
        return len(self.backward)

    def compute(self, inputs: Sequence[Any]) -> Any:
        """Return z = forward(*inputs) as a number or an array."""
        arguments = (inputs,) if self.variadic else inputs
        if self.saturates:
            with np.errstate(over="ignore", under="ignore"):
                return apply_formula(self.forward, arguments, self.options)
        return apply_formula(self.forward, arguments, self.options)

    @cached_property
    def may_warn(self) -> bool:
        """True if NumPy warns of some ordinary numbers."""
        return self.elementwise and may_warn(self.forward, self.arity, self.options, self.saturates)

    @property
    def is_comparison(self) -> bool:
        """True if it gives truths, which no input changes smoothly."""
        return len(self.backward) == 2 and not any(self.backward)

    def has_derivative(self, i: int) -> bool:
        """Tell whether z changes smoothly with the i-th input, as with a condition it does not."""
        return self.variadic or self.backward[i] is not None

    def derivative(self, i: int, z: Any, inputs: Sequence[Any]) -> Any:
        """Return the derivative of z by the i-th input, in the reading of z and the inputs, or None.

        It is the local derivative dz/dx of an elementwise rule, and else the pull-back, a function that makes dJ/dx
        of dJ/dz.
        """
        formula = self.backward[0 if self.variadic else i]
        if formula is None:
            return None
        if self.elementwise:
            return apply_formula(formula, (z, *inputs), self.options)

        def pull_back(upstream: Any) -> Any:
            try:
                if self.variadic:
                    return formula(upstream, z, inputs, i, **self.options)
                return formula(upstream, z, *inputs, **self.options)
            except np.linalg.LinAlgError as error:
                message = f"{self.name} has no derivative here ({error}). What it needs: {self.needs}."
                raise np.linalg.LinAlgError(message) from None

        return pull_back

    def __repr__(self) -> str:
        return f"<rule {self.name}>"
