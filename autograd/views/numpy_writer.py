"""Cells written as NumPy code."""

import re
from typing import Any

import numpy as np

from autograd.rule import Rule
from autograd.symbols import ATOM, Symbol
from autograd.text import BINDS, Writer


class NumpyWriter(Writer):
    """Writes cells as NumPy code, in which some of them have names.

    Args:
        size: the number that stands for m: 211 writes 422 as `2 * m`. 0 if none does.
    """

    def __init__(self, size: int = 0) -> None:
        self.size = size
        self.names: dict[int, str] = {}

    def expression(self, x: Any) -> tuple[str, int]:
        if isinstance(x, Symbol) and id(x) in self.names:
            return self.names[id(x)], ATOM
        is_number = isinstance(x, (int, float)) and not isinstance(x, bool) and np.isfinite(x)
        if self.size and is_number and x and x % self.size == 0:
            return ("m", ATOM) if x == self.size else (f"{int(x) // self.size} * m", BINDS["*"])
        return super().expression(x)

    def number(self, x: Any) -> str:
        if isinstance(x, np.ndarray) and x.ndim:
            return f"np.array({x.tolist()!r}{'' if x.size else f', dtype={str(x.dtype)!r}'})"
        text = super().number(x)
        return f"np.{text}" if text in ("inf", "nan") else text.replace("-inf", "-np.inf")

    def call(self, rule: Rule, inputs: tuple[Any, ...]) -> str:
        operands = self.operands(rule, inputs)
        if rule.variadic or rule.backward[0] is None or not any(isinstance(x, Symbol) for x in inputs):
            # whole numbers would make an array of integers here, which wraps around
            operands = [re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"\1.0", text) for text in operands]
        arguments = [*operands, *self.options(rule)]
        if rule.carried:
            return f"{rule.name}({', '.join(arguments)})"
        if not rule.elementwise and not rule.symbol and hasattr(np.ndarray, rule.name) and np.shape(inputs[0]):
            return f"{self.text(inputs[0], ATOM)}.{rule.name}({', '.join(arguments[1:])})"
        return f"np.{rule.name}({', '.join(arguments)})"
