"""Warnings that show the user's line: a column that meets a row, and NumPy's own, of numbers without an answer."""

import inspect
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd.rule import Rule

OURS = ("autograd.", "nn.", "numpy.")
ENGINE = ("autograd.node", "autograd.operators", "autograd.rule", "autograd.warned", "numpy.")


@contextmanager
def at_the_users_line(what: str) -> Iterator[None]:
    """Let NumPy's warnings, such as "divide by zero encountered in log", show the user's line and say in what.

    What the user has told NumPy to ignore or to raise stays as it is.
    """
    modes = np.geterr()

    def say(kind: str, _: int) -> None:
        warnings.warn(f"{kind} encountered in {what}", RuntimeWarning, stacklevel=_level_above(OURS))

    with np.errstate(call=say, **{kind: "call" for kind, mode in modes.items() if mode == "warn"}):  # type: ignore[arg-type]
        yield


def warn_of_pairs(rule: Rule, parents: Sequence[Any], shape: tuple[int, ...]) -> None:
    """Warn at the user's line where an operation of (m, 1) and (m,) made (m, m), each with each.

    A column that was made by `[:, None]` or keepdims is meant so, and gets no warning; nor does what looks at a graph,
    and computes it again.
    """
    m = shape[0]
    columns = [x for x in parents if x.shape == (m, 1)]
    rows = [x for x in parents if x.shape == (m,)]
    if m < 2 or not rows or all(_is_meant(column, rows[0]) for column in columns):
        return
    column, row, level = columns[0], rows[0], _level_above(ENGINE)
    if level == _level_above(("autograd.", "numpy.")):
        name = row.label or "y"
        warnings.warn(
            f"{rule.symbol or rule.name} of {column.name()} of shape ({m}, 1) and {row.name()} of shape ({m},) made "
            f"({m}, {m}), each with each. For one with one write {name}[:, None], or {name}.reshape(-1, 1); if each "
            f"with each is meant, {name}[None, :].",
            stacklevel=level,
        )


def _is_meant(column: Any, row: Any, steps: int = 8) -> bool:
    """Return True for a column that was made one so that it meets each entry of a row.

    Elementwise operations are followed back, so many steps. Where a prediction was computed as (m,) and reshaped, and
    the row is data, the two were to meet one by one.
    """
    rule = column.rule
    if rule is None or not steps:
        return False
    if rule.elementwise:
        return all(_is_meant(x, row, steps - 1) for x in column.parents if x.shape == column.shape)
    key = rule.options.get("key")
    is_prediction = rule.name == "reshape" and column.parents[0].rule is not None
    by_index = isinstance(key, tuple) and any(part is None for part in key)
    return by_index or bool(rule.options.get("keepdims")) or (rule.reshapes and not (is_prediction and row.is_leaf))


def _level_above(modules: tuple[str, ...]) -> int:
    """Return how many calls up from the caller the first line outside of these modules is."""
    level, frame = 0, inspect.currentframe()
    while frame is not None and (level == 0 or frame.f_globals.get("__name__", "").startswith(modules)):
        level, frame = level + 1, frame.f_back
    return level
