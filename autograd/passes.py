"""A backward pass of its own: one at a time, since threads may share parameters, and all gradients or none."""

import os
from threading import Lock, get_ident
from typing import Any

from autograd.graph import N, backward

alone = Lock()
holder: list[int] = [0]  # the thread that holds the lock
unfinished: list[tuple[list[Any], list[Any]]] = []  # the nodes that a pass has reached, and their gradients before


def whole_pass(J: N, seed: Any) -> None:
    """Run `backward` while no other thread does, and undo it if it does not finish.

    Args:
        J: the node to start from.
        seed: dJ/dJ, owned by the caller.

    Raises:
        RuntimeError: inside a pass of the same thread.
    """
    thread = get_ident()
    if alone.locked() and holder[0] == thread:
        if unfinished:
            raise RuntimeError(
                "a backward pass is running, and this one began inside it. Use grad(J, wrt=[...]) there."
            )
        alone.release()  # Ctrl-C came after a pass and before that
    reached: list[N] = [J]
    before: list[Any] = []
    with alone:
        roll_back()  # what a second Ctrl-C has left of an earlier pass
        holder[0] = thread
        try:
            unfinished.append((reached, before))
            backward(J, seed, reached, before)
            unfinished.clear()
        except BaseException:  # such as Ctrl-C
            roll_back()
            raise


def roll_back() -> None:
    """Give the nodes of a pass that did not finish the gradients that they had before it."""
    for reached, before in unfinished:
        for node, gradient in zip(reached, before, strict=False):
            node.gradient = gradient
        for node in reached:
            node._uses = 0
    unfinished.clear()


def after_fork() -> None:
    """Free the lock in a new process, where the thread that held it is not."""
    global alone
    alone = Lock()
    roll_back()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=after_fork)
