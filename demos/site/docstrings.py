"""Docstrings are plain text: signs that reStructuredText would read as its own are kept as they are."""

import re
from typing import Any

from sphinx.application import Sphinx

CODE = re.compile(r"(`[^`]*`)")
SIGNS = re.compile(r"[*|]|(?<=\w)_(?!\w)")


def escaped(lines: list[str]) -> list[str]:
    r"""Return lines in which signs outside of `code` and of examples stand for themselves.

    Example:
        >>> escaped(["the sum of |w|, as in `x * y`", ">>> x * y", "a | b", "", "**about"])
        ['the sum of \\|w\\|, as in `x * y`', '>>> x * y', 'a | b', '', '\\*\\*about']
    """
    kept = []
    in_example = False
    for line in lines:
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(">>>"))
        if in_example:
            kept.append(line)
            continue
        parts = CODE.split(line)
        kept.append("".join(part if part.startswith("`") else SIGNS.sub(r"\\\g<0>", part) for part in parts))
    return kept


def keep_signs(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Change the lines of a docstring before anything else reads them."""
    lines[:] = escaped(lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx of the change, which comes before that of napoleon."""
    app.connect("autodoc-process-docstring", keep_signs, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
