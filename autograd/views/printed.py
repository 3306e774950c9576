"""What the views have in common: they print themselves, in letters that the console knows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd.files import written_whole
from autograd.views.numbers import fits


class Printed:
    """Something with a text, of which a plain ASCII version can be asked for."""

    def text(self, *, ascii_only: bool = False) -> str:
        """What is printed."""
        raise NotImplementedError

    def __str__(self) -> str:
        text = self.text()
        return text if fits(text) else self.text(ascii_only=True)

    def __repr__(self) -> str:
        return str(self)

    _repr_html_: Callable[[], str]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def save(path: str | Path, **contents: Callable[[], str | bytes]) -> Path:
    """Write what the suffix of `path` asks for, whole or not at all; for a suffix that has no content, a ValueError."""
    path = Path(path)
    make = contents.get(path.suffix[1:].lower())
    if make is None:
        raise ValueError(
            f"this can't be saved as {path.suffix!r}. Use {', '.join(f'.{suffix}' for suffix in contents)}."
        )
    content = make()
    with written_whole(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode(errors="replace"))
    return path
