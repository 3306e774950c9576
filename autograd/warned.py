"""Warnings that show the user's line: a column that meets a row, and NumPy's own, of numbers without an answer."""

import inspect
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd.table import Rule

OURS = ("autograd.", "nn.", "numpy.")
ENGINE = ("autograd.node", "autograd.operators", "autograd.rules", "autograd.table", "autograd.warned", "numpy.")


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

    A column that was made by `[:, None]` is meant so, and gets no warning; nor does what looks at a graph, and
    computes it again.
    """
    m = shape[0]
    for column, row in (parents, parents[::-1]):
        if m < 2 or (column.shape, row.shape) != ((m, 1), (m,)) or _is_made_a_column(column):
            continue
        level, name = _level_above(ENGINE), row.label or "y"
        if level == _level_above(("autograd.", "numpy.")):
            warnings.warn(
                f"{rule.symbol or rule.name} of {column.name()} of shape ({m}, 1) and {row.name()} of shape ({m},) "
                f"made ({m}, {m}), each with each. For one with one write {name}[:, None], or {name}.reshape(-1, 1); "
                f"if each with each is meant, {name}[None, :].",
                stacklevel=level,
            )


def _is_made_a_column(node: Any) -> bool:
    """Return True for a node that was computed by indexing with None, or put in another shape."""
    if node.rule is None:
        return False
    key = node.rule.options.get("key")
    return node.rule.reshapes or (isinstance(key, tuple) and any(part is None for part in key))


def _level_above(modules: tuple[str, ...]) -> int:
    """Return how many calls up from the caller the first line outside of these modules is."""
    level, frame = 0, inspect.currentframe()
    while frame is not None and (level == 0 or frame.f_globals.get("__name__", "").startswith(modules)):
        level, frame = level + 1, frame.f_back
    return level
