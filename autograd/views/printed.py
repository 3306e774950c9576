"""The common parts of the views: printing in letters that the console has, saving, and showing in a notebook."""

import base64
import html
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd.files import written_whole
from autograd.views.numbers import ascii_text, fits, plain_text


class Printed:
    """Something with a text, of which a plain ASCII version can be asked for."""

    def text(self, width: int | None = None, *, ascii_only: bool = False) -> str:
        """Return the text that is printed, its tables as wide as `width` or the terminal."""
        text = plain_text(self._in_width(width or shutil.get_terminal_size().columns))
        return ascii_text(text) if ascii_only else text

    def _in_width(self, width: int) -> str:
        raise NotImplementedError

    def __str__(self) -> str:
        text = self.text()
        return text if fits(text) else self.text(ascii_only=True)

    __repr__ = __str__

    _repr_html_: Callable[[], str]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def save_by_suffix(path: str | Path, **contents: Callable[[], str | bytes]) -> Path:
    """Write a file, whole or not at all.

    Args:
        path: where to write to; its suffix decides on the content.
        contents: by suffix, without the dot, a function that makes the content.

    Raises:
        ValueError: for a suffix that has no content.
    """
    path = Path(path)
    make = contents.get(path.suffix[1:].lower())
    if make is None:
        raise ValueError(
            f"this can't be saved as {path.suffix!r}. Use {', '.join(f'.{suffix}' for suffix in contents if suffix)}."
        )
    content = make()
    with written_whole(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode(errors="replace"))
    return path


def embedded_image(kind: str, image: bytes, alt: str) -> str:
    """Return an image, a "gif" or "svg+xml", as an element of a page, which holds its bytes."""
    data = base64.b64encode(image).decode()
    return f'<img alt="{alt}" src="data:image/{kind};base64,{data}" style="max-width:100%">'


def embedded_page(page: str, title: str, style: str) -> str:
    """Return a page in a frame of its own, which may run its scripts and nothing else."""
    opened = f'<iframe title="{html.escape(title)}" srcdoc="{html.escape(page)}"'
    return f'{opened} sandbox="allow-scripts" style="{style}"></iframe>'
