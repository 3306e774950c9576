"""Ctrl-C while something must not be left half done."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def ctrl_c_waits(asked: bool) -> Iterator[Callable[[], None]]:
    """Within the block, if asked, Ctrl-C does nothing until what this yields is called, or the block ends.

    Python hands Ctrl-C to its main thread only, so nothing is to be done in another one.
    """
    before = signal.getsignal(signal.SIGINT)
    came: list[Any] = []

    def now() -> None:
        if came and callable(before):
            before(*came.pop())

    if not asked or threading.current_thread() is not threading.main_thread() or not callable(before):
        yield now
        return
    signal.signal(signal.SIGINT, lambda *how: came.append(how))
    try:
        yield now
    finally:
        signal.signal(signal.SIGINT, before)
        now()
