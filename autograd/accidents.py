"""A column that meets a row: (m, 1) and (m,) make (m, m) by NumPy's rules, and hardly anybody means that."""

import sys
import warnings
from collections.abc import Sequence
from typing import Any

from autograd.table import Rule

ENGINE = ("autograd.accidents", "autograd.node", "autograd.operators", "autograd.rules", "autograd.table", "numpy")


def warn_of_pairs(rule: Rule, parents: Sequence[Any], shape: tuple[int, ...]) -> None:
    """Warn at the user's line where an operation of (m, 1) and (m,) made (m, m), each with each.

    A column that was made by `[:, None]` is meant so, and gets no warning.
    """
    m = shape[0]
    for column, row in (parents, parents[::-1]):
        if m < 2 or (column.shape, row.shape) != ((m, 1), (m,)) or _is_made_a_column(column):
            continue
        level = _level_of_the_user()
        if level:
            name = row.label or "y"
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


def _level_of_the_user() -> int:
    """Return how many calls up the user's line is; 0 if something that looks at a graph computes it again."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(ENGINE):
        level, frame = level + 1, frame.f_back
    is_ours = frame.f_globals.get("__name__", "").startswith("autograd.")
    return 0 if is_ours else level
