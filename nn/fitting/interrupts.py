"""Ctrl-C while something must not be left half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def ctrl_c_waits() -> Iterator[Callable[[], None]]:
    """Let Ctrl-C wait until the function that this yields is called, or the block ends, or it is pressed again.

    Python hands Ctrl-C to its main thread only, so nothing is to be done in another one.
    """
    import signal
    import threading

    before = signal.getsignal(signal.SIGINT)
    came: list[Any] = []

    def now() -> None:
        if came and callable(before):
            before(*came.pop())

    def wait(*how: Any) -> None:
        came.append(how)
        if len(came) > 1:
            now()

    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield now
        return
    signal.signal(signal.SIGINT, wait)
    try:
        yield now
    finally:
        signal.signal(signal.SIGINT, before)
    now()
