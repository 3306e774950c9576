"""The derivative table, and how a row comes into it: `row` or `pullback`."""

import copyreg
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from autograd.formulas import DISPATCHED, Formula, does_what_numpy_does, numpys, require_fit, signature
from autograd.rule import Rule

TABLE: dict[str, Rule] = {}
NUMPY: dict[Callable[..., Any], Callable[..., Any]] = {}  # what np.exp(node) and np.sum(node) turn into
ON_NEW_ROW: list[Callable[[Rule], None]] = []  # functions that are called with each row when it is added


def row(name: str, forward: Formula, *backward: Formula | None, numpy: str | None = None, **about: Any) -> Rule:
    """Add an operation that is done entry by entry to the table.

    A row that had the name before is replaced, as a function, a method and a NumPy function; operators stay.

    Args:
        name: what it is called.
        forward: the formula of z, of its inputs and options. An option has a default, or stands behind a slash.
        backward: the local derivative by each input, called as (z, *inputs, **options); None where there is none.
        numpy: the name of the NumPy function that does the same, which of nodes is this row then; "" if there is none.
            If it is not given: the row's name, where NumPy's function of that name gives the same numbers.
        about: the other attributes of a Rule.

    Raises:
        TypeError: if there is not one formula for each input, or if one does not take what it is called with.

    Example:
        >>> import numpy as np
        >>> import numpy as np
        >>> leak = row("leak", lambda x, slope=0.3: np.where(x > 0, x, slope * x),
        ...            lambda z, x, slope: np.where(x > 0, 1.0, slope))
        >>> print(leak(-2.0), leak(-2.0, slope=0.5))
        -0.6 -1.0
    """
    if not isinstance(name, str) or not callable(forward) or not all(map(callable, filter(None, backward))):
        raise TypeError(
            f"row({name!r}, ...): give its name, its formula, and that of its derivative by each input, or None."
        )
    options = list(signature(forward).parameters.values())[len(backward) :]
    defaults = {p.name: p.default for p in options if p.default is not p.empty}
    rule = Rule(name, forward, backward, options=defaults, numpy=numpy or "", **about)
    require_fit(rule)
    if numpy is None and does_what_numpy_does(rule):
        rule = replace(rule, numpy=name)
    function = numpys(rule.numpy) if rule.numpy else forward  # which may be one of scipy's
    if isinstance(function, DISPATCHED) and NUMPY.get(function, TABLE.get(name)) is TABLE.get(name):
        NUMPY[function] = rule  # no other row has it
    TABLE[name] = rule
    for listener in ON_NEW_ROW:
        listener(rule)
    return rule


def pullback(name: str, forward: Formula, *backward: Formula | None, **about: Any) -> Rule:
    """Add an operation that is not done entry by entry to the table: a product, a sum, another shape.

    Args:
        name: what it is called.
        forward: the formula of z, as in `row`.
        backward: for each input the pull-back, which makes dJ/dx of `g`, the gradient dJ/dz: a formula called as
            (g, z, *inputs, **options), in NumPy too, so that it can be read with nodes and symbols. What it returns is
            summed to the shape of the input, which undoes a broadcast. None where there is no derivative. With
            `variadic=True` there is one for all inputs, called as (g, z, inputs, i, **options) for the i-th.
        about: `numpy`, as in `row`, and the other attributes of a Rule.

    Raises:
        TypeError: as `row` does.

    Example:
        >>> import numpy as np
        >>> import numpy as np
        >>> cumsum = pullback("cumsum", lambda x: np.cumsum(x), lambda g, z, x: np.cumsum(g[::-1])[::-1])
        >>> cumsum.numpy, cumsum.derivative(0, None, [np.ones(3)])(np.ones(3)).tolist()
        ('cumsum', [3.0, 2.0, 1.0])
    """
    return row(name, forward, *backward, elementwise=False, **about)


def _as_named(rule: Rule) -> tuple[Any, ...]:
    if rule is TABLE.get(rule.name):
        return _from_table, (rule.name, {})  # its options are those of the row
    return _from_table, (rule.name, rule.options)


def _from_table(name: str, options: dict[str, Any]) -> Rule:
    rule = TABLE[name]
    if options:
        return replace(rule, options=options)
    return rule


# A copy of a row, or what a pickle holds, is the row itself, with the same options.
copyreg.pickle(Rule, _as_named)
