"""A backward pass of its own: one at a time, since threads may share parameters, and all gradients or none."""

import os
from threading import Condition, RLock
from typing import Any

from autograd.graph import N, backward

alone = RLock()
ownership = Condition(alone)  # which can be asked for the thread that holds the lock
unfinished: list[tuple[list[Any], list[Any]]] = []  # the nodes that a pass has reached, and their gradients before


def whole_pass(J: N, seed: Any) -> None:
    """Run `backward` while no other thread does, and undo it if it does not finish.

    Args:
        J: the node to start from.
        seed: dJ/dJ, owned by the caller.

    Raises:
        RuntimeError: inside a pass of the same thread.
    """
    if is_held_here():
        if unfinished:
            raise RuntimeError(
                "a backward pass is running, and this one began inside it. Use grad(J, wrt=[...]) there."
            )
        alone.release()  # Ctrl-C came after a pass and before that
    reached: list[N] = [J]
    before: list[Any] = []
    with alone:
        roll_back()  # what a second Ctrl-C has left of an earlier pass
        try:
            unfinished.append((reached, before))
            backward(J, seed, reached, before)
            unfinished.clear()
        except BaseException:  # such as Ctrl-C
            roll_back()
            raise


def is_held_here() -> bool:
    """Tell whether this thread holds the lock, which the lock itself alone knows at every moment."""
    try:
        ownership.notify()
    except RuntimeError:  # Python's answer to a thread that does not hold it
        return False
    return True


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
    global alone, ownership
    alone = RLock()
    ownership = Condition(alone)
    roll_back()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=after_fork)
