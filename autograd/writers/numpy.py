"""Cells written as NumPy code."""

from typing import Any

import numpy as np

from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol
from autograd.writers.text import Writer


class NumpyWriter(Writer):
    """Writes cells as NumPy code."""

    def number(self, x: Any) -> str:
        if isinstance(x, np.ndarray) and x.ndim:
            return f"np.array({x.tolist()!r}{'' if x.size else f', dtype={str(x.dtype)!r}'})"
        text = super().number(x)
        return f"np.{text}" if text in ("inf", "nan") else text.replace("-inf", "-np.inf")

    def applied(self, rule: Rule, inputs: tuple[Any, ...]) -> tuple[str, int]:
        """Return a rule applied, its plain numbers as floats where no array decides the type.

        There, whole numbers would make an array of integers, which wraps around.
        """
        undecided = rule.variadic or not rule.has_derivative(0) or Symbol not in map(type, inputs)
        if undecided and not rule.is_comparison:
            inputs = tuple(map(self.as_float, inputs))
        return super().applied(rule, inputs)

    def as_float(self, x: Any) -> Any:
        """Return a plain number as a symbol that is written as a float, and anything else as it is."""
        if isinstance(x, (Symbol, np.ndarray, tuple)) or np.ndim(x):
            return x
        text, binds = self.expression(float(x))
        if self.is_made_of_m(x):
            return Symbol(f"float({text})")
        return Symbol(repr(float(x)) if np.isfinite(x) else text, binds)

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        arguments = [*self.operands(rule, inputs), *self.options(rule)]
        if rule.function:
            return f"{rule.name}({', '.join(arguments)})"
        if not rule.elementwise and not rule.symbol and hasattr(np.ndarray, rule.numpy) and np.shape(inputs[0]):
            return f"{self.text(inputs[0], ATOM)}.{rule.numpy}({', '.join(arguments[1:])})"
        return f"np.{rule.numpy}({', '.join(arguments)})"
