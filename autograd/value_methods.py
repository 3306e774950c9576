"""Python's operators and the rows of one number as methods of Value, which take the short way between numbers.

What meets anything but numbers and Values goes on to the operator of Operand.
"""

from collections.abc import Callable
from typing import Any

from autograd.operators import Operand, may_be_method
from autograd.rule import Rule
from autograd.table import ON_NEW_ROW, TABLE
from autograd.value import Value, between_numbers, raw_number


def _reflected(operator: Callable[[Value, Value], Any], otherwise: Callable[..., Any]) -> Callable[..., Any]:
    def computed(self: Value, other: Any) -> Any:
        if isinstance(other, (float, int)):
            return operator(raw_number(other), self)
        return otherwise(self, other)

    return computed


def _set_method(name: str, method: Any) -> None:
    """Make a function a method of Value that messages and `help` call by this name."""
    method.__name__, method.__qualname__ = name, f"Value.{name}"
    method.__doc__ = getattr(Operand, name).__doc__
    setattr(Value, name, method)


def _add_method(rule: Rule) -> None:
    """Make a row of one number a method that takes the short way, in place of a row of the name before."""
    if rule.name in vars(Value) and may_be_method(Value, rule.name):
        delattr(Value, rule.name)
    if rule.elementwise and rule.arity == 1 and not rule.options and may_be_method(Value, rule.name):
        method: Any = between_numbers(rule)
        method.is_row = True
        _set_method(rule.name, method)


for rule in TABLE.values():
    _add_method(rule)
ON_NEW_ROW.append(_add_method)
for sign, name in {"add": "add", "sub": "sub", "mul": "mul", "truediv": "div", "pow": "pow"}.items():
    _operator = between_numbers(TABLE[name], getattr(Operand, f"__{sign}__"))
    _set_method(f"__{sign}__", _operator)
    _set_method(f"__r{sign}__", _reflected(_operator, getattr(Operand, f"__r{sign}__")))
_set_method("__neg__", between_numbers(TABLE["neg"]))
