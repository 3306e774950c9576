"""The leaves that a function makes itself while it is differentiated: its derivatives are no functions of those."""

from contextvars import ContextVar
from typing import Any

newborn: ContextVar[set[int] | None] = ContextVar("newborn", default=None)  # their ids


def note_birth(leaf: Any) -> None:
    """Count a leaf among the newborn, if a function is being differentiated."""
    ids = newborn.get()
    if ids is not None:
        ids.add(id(leaf))
