"""Files that are written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


def require_path(path: Any) -> None:
    """Raise the TypeError for what names no file: a number would be one that is open already."""
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(f"{path!r} names no file. Give its path as text, or as a pathlib.Path.")


@contextmanager
def written_whole(path: str | Path, mode: str) -> Iterator[IO[Any]]:
    """Open a file to write to, text as UTF-8, which takes the place of `path` only when all has been written.

    Raises:
        FileNotFoundError: if the folder does not exist.
        OSError: of the system, if it can't be written to, such as a PermissionError; what was there before stays.
    """
    import tempfile

    require_path(path)
    path = Path(path).resolve()  # a link stays a link; what it leads to is written
    if not path.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {str(path.parent)!r} to write {path.name!r} to. Create it first.")
    if path.exists() and not path.is_file():
        raise OSError(f"{str(path)!r} is no ordinary file, so nothing was written. Give the name of a file.")
    encoding = None
    if "b" not in mode:
        encoding = "utf-8"
    try:
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".partial-")
    except OSError as error:
        raise OSError(error.errno or 0, f"nothing was written, {error.strerror}", str(path)) from None
    try:
        with os.fdopen(handle, mode, encoding=encoding) as file:
            yield file
        os.chmod(partial, _permissions(path))
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def _permissions(path: Path) -> int:
    """Return the mode of a file that exists, or the one that a new file gets."""
    if path.exists():
        return path.stat().st_mode
    # The mask can only be read by setting it.
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask
