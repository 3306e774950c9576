"""The formulas of a row as functions: what they take, what they answer, and which NumPy function one of them is."""

import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd.substitutes import KEYWORDS

Formula = Callable[..., Any]
NO_NUMBER = (ArithmeticError, TypeError, ValueError)  # of a formula of floats: 1 / 0, log(0), or a complex number
ENTRY_BY_ENTRY: dict[int, Formula] = {1: lambda x: x, 2: lambda x, y: x}  # what a ufunc takes
DISPATCHED = (np.ufunc, type(np.sum))  # the kinds of NumPy's functions that can be called with nodes


@cache  # a row is applied many times
def signature(function: Formula) -> inspect.Signature:
    """Return what a formula takes. A function of NumPy's takes x, or x and y entry by entry, and its options."""
    if isinstance(function, np.ufunc):
        function = ENTRY_BY_ENTRY[function.nin]
    takes = inspect.signature(function)
    if not isinstance(function, DISPATCHED):
        return takes
    x, *options = takes.parameters.values()
    return takes.replace(parameters=[x.replace(name="x", kind=x.POSITIONAL_ONLY), *options])


NO_VALUE = signature(np.sum).parameters["keepdims"].default  # what stands in NumPy's signatures for no default


def bind(name: str, formula: Formula, args: Sequence[Any], keywords: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a call by name. A TypeError names what the formula does not take, and what to do."""
    takes = signature(formula)
    try:
        return takes.bind(*args, **keywords).arguments
    except TypeError as error:
        shown = str(takes).partition(" ->")[0].replace(": Any", "")
        hints = [f"; {KEYWORDS[x]}" for x in keywords if x in KEYWORDS and x not in takes.parameters]
        raise TypeError(f"{name}{shown} on Values and Tensors: {error}{''.join(hints)}.") from None


def numpys(name: str) -> Formula:
    """Return NumPy's function of that name, which may be dotted: `linalg.inv`."""
    return operator.attrgetter(name)(np)  # type: ignore[no-any-return]


def require_fit(rule: Any) -> None:
    """Raise a TypeError unless a rule has a formula for each input, and each takes what it is called with."""
    takes = signature(rule.forward)
    parameters = takes.parameters.values()
    inputs = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]
    inputs = inputs or [p.name for p in parameters if p.default is p.empty]
    if len(inputs) != rule.arity:
        raise TypeError(
            f"{rule.name}{takes} needs a derivative by each input, ({', '.join(inputs)}), but is given {rule.arity}. "
            "None stands where there is none. An option has a default, or stands behind a slash: (x, /, axis)."
        )
    options = list(takes.parameters)[rule.arity :]
    front = ["z", *inputs]
    if not rule.elementwise:
        front = ["g", *front]
    if rule.variadic:
        front = [*front, "i"]
    for formula in filter(None, rule.backward):
        try:
            signature(formula).bind(*front, **dict.fromkeys(options))
        except TypeError as error:
            raise TypeError(
                f"{rule.name}{takes}: the formula of a derivative takes {signature(formula)}, but is called with "
                f"({', '.join(front + options)}): {error}."
            ) from None


def option_parameters(rule: Any) -> Mapping[str, inspect.Parameter]:
    """Return the parameters of a row that are not inputs: axis, shape and the like."""
    return dict(list(signature(rule.forward).parameters.items())[rule.arity :])


def expected(rule: Any, parameter: inspect.Parameter) -> Any:
    """Return what an option is taken for where it is not written: NumPy's own default, or the row's."""
    try:
        default = signature(numpys(rule.numpy)).parameters[parameter.name].default
    except (AttributeError, ValueError, KeyError):  # NumPy has no such function or option, or tells no signature
        return parameter.default
    return parameter.default if default is NO_VALUE else default


def does_what_numpy_does(rule: Any) -> bool:
    """Tell whether NumPy has a function of the rule's name that gives the same numbers for the same arrays."""
    function = getattr(np, rule.name, None)
    if not isinstance(function, DISPATCHED) or rule.forward is function:
        return rule.forward is function
    x = np.array([[-1.5, 0.25], [0.75, 2.5]])
    arguments: list[Any] = [[x, x + 1]] if rule.variadic else [x + i for i in range(rule.arity)]
    try:
        with np.errstate(all="ignore"):
            return np.array_equal(function(*arguments), rule.forward(*arguments), equal_nan=True)
    except (TypeError, ValueError):  # other inputs, or options that have no default
        return False


def apply_formula(formula: Formula, arguments: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Apply a formula to numbers or arrays, with NumPy's answers where Python's floats have none.

    Python raises for 1.0 / 0.0, turns (-8.0) ** (1 / 3) complex, and says nothing of 1e200 * 1e200, which is infinite;
    NumPy says inf and nan, with a warning.
    """
    try:
        answer = formula(*arguments, **options)
        if type(answer) is not complex and (type(answer) is not float or answer - answer == 0):
            return answer
    except (ZeroDivisionError, OverflowError):
        pass  # asked again below
    return formula(*[np.float64(x) if isinstance(x, (int, float)) else x for x in arguments], **options)


def may_warn(formula: Formula, count: int, options: Mapping[str, Any], saturates: bool = False) -> bool:
    """Tell whether NumPy warns of some ordinary numbers in a formula of arrays, as of log(0) and exp(1000)."""
    warnings: list[str] = []
    overflow: Any = "ignore" if saturates else "call"
    modes: dict[str, Any] = {"divide": "call", "over": overflow, "invalid": "call", "under": "ignore"}
    with np.errstate(**modes, call=lambda kind, _: warnings.append(kind)):
        try:
            for x in (-1000.0, -1.0, 0.0, 1.0, 1000.0):
                formula(*[np.full(1, x)] * count, **options)
        except Exception:  # it is no formula of arrays, and may do anything
            return True
    return bool(warnings)


def in_floats(formula: Formula, count: int, saturates: bool = False) -> Formula:
    """Return a formula that raises an ArithmeticError where it has no answer, as Python's own arithmetic does.

    NumPy's functions are asked to, where they might warn; overflow on the way to an answer is no such place.
    """
    try:
        with np.errstate(all="ignore"):
            is_numpys = isinstance(formula(*[0.5] * count), np.generic)
    except Exception:  # a formula may do anything outside its domain; it is asked again for each number
        is_numpys = True
    if not is_numpys or not (saturates or may_warn(formula, count, {})):
        return formula

    modes: Any = {"divide": "raise", "invalid": "raise", "over": "raise"}
    if saturates:
        modes |= {"over": "ignore", "under": "ignore"}

    def computed(*numbers: float) -> Any:
        with np.errstate(**modes):
            return formula(*numbers)

    return computed
