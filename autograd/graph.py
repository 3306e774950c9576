"""The backward pass that fills .grad: the order and the chain rule, `contributions`, inline in `spread` for numbers."""

import os
from collections.abc import Callable, Iterator, Sequence
from threading import Lock, get_ident
from typing import Any, TypeVar

import numpy as np

N = TypeVar("N", bound=Any)  # a Node; it is not imported, since node.py imports this file
Read = Callable[[Any], tuple[Any, Sequence[Any]]]

UNREACHED = float("0")  # the gradient of a node that no pass has reached: it reads as 0, and is told by its identity
CONSTANT = -1  # stands in place of the number of uses where a node gets no gradient
passes = Lock()  # one pass at a time, since threads may share parameters
holder: list[int] = [0]  # the thread that holds the lock
unfinished: list[tuple[list[Any], list[Any]]] = []  # the nodes that a pass has reached, and their gradients before


def topological_order(root: N, constants: bool = True) -> list[N]:
    """Return every node that `root` depends on once, parents before children, `root` last.

    Args:
        root: the node to start from, such as a cost.
        constants: whether to visit constants, which get no gradient.
    """
    order: list[N] = []
    seen = {root}
    path = [(root, iter(root.parents))]  # a stack of our own: graphs are deeper than Python's
    while path:
        node, parents = path[-1]
        for parent in parents:
            if parent not in seen and (constants or not parent.constant):
                seen.add(parent)
                if parent.parents:
                    path.append((parent, iter(parent.parents)))
                    break
                order.append(parent)
        else:
            order.append(node)
            path.pop()
    return order


def backward(J: N, seed: Any) -> None:
    """Write dJ/dnode to J and to every node below it that gets a gradient: to all of them, or to none.

    Leaves add to the gradient that they have; the others hold that of the latest pass.

    Args:
        J: the node to start from.
        seed: dJ/dJ, owned by the caller.
    """
    thread = get_ident()
    if passes.locked() and holder[0] == thread:
        if unfinished:
            raise RuntimeError(
                "a backward pass is running, and this one began inside it. Use grad(J, wrt=[...]) there."
            )
        passes.release()  # Ctrl-C came after a pass and before that
    reached: list[N] = [J]
    before: list[Any] = []
    with passes:
        roll_back()  # what a second Ctrl-C has left of an earlier pass
        holder[0] = thread
        try:
            unfinished.append((reached, before))
            spread(J, seed, reached, before)
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
    global passes
    passes = Lock()
    roll_back()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=after_fork)


def spread(J: N, seed: Any, reached: list[N], before: list[Any]) -> None:
    """Let each node pass its gradient on once all that use it have done so, and so count their uses first.

    Args:
        J: the node to start from.
        seed: dJ/dJ.
        reached: the list of J, which is filled with the nodes below it.
        before: a list that is filled with the gradients that they had.
    """
    reach, keep = reached.append, before.append
    for node in reached:  # it grows meanwhile
        keep(node.gradient)
        if node.rule is not None or node.gradient is None:
            node.gradient = UNREACHED
        parent = node._first
        if parent is None:
            for parent in receivers(node):
                if not parent._uses:
                    reach(parent)
                parent._uses += 1
            continue
        uses = parent._uses
        if uses >= 0:
            if not uses:
                reach(parent)
            parent._uses = uses + 1
        parent = node._second
        if parent is not None:
            uses = parent._uses
            if uses >= 0:
                if not uses:
                    reach(parent)
                parent._uses = uses + 1

    J.gradient = add_to(J, seed)
    ready = [J]
    get_ready = ready.append
    for node in ready:
        parent = node._first
        if parent is None:
            for i, contribution in contributions(node, node.gradient):
                parent = node.parents[i]
                parent.gradient = add_to(parent, contribution)
                parent._uses -= 1
                if not parent._uses:
                    get_ready(parent)
            continue
        upstream = node.grad
        uses = parent._uses
        if uses > 0:  # the chain rule between numbers, whose derivatives are known
            slope = node._dx
            if slope is None:
                slope = node.rule.derivative(0, node.raw, node.inputs)
            parent.grad = parent.grad + upstream * slope
            parent._uses = uses - 1
            if uses == 1:
                get_ready(parent)
        parent = node._second
        if parent is not None:
            uses = parent._uses
            if uses > 0:
                slope = node._dy
                if slope is None:  # it was a constant when this node was computed
                    slope = node.rule.derivative(1, node.raw, node.inputs)
                parent.grad = parent.grad + upstream * slope
                parent._uses = uses - 1
                if uses == 1:
                    get_ready(parent)


def receivers(node: N) -> list[N]:
    """Return the parents of a node that get a gradient from it, one for each edge."""
    if node.rule is None:
        return []
    return [x for i, x in enumerate(node.parents) if x._uses >= 0 and node.rule.has_derivative(i)]


def add_to(node: N, contribution: Any) -> Any:
    """Return the gradient of a node with a contribution to it, in the same array where nobody else can hold it."""
    gradient = node.gradient
    if gradient is UNREACHED:
        return contribution
    if node.rule is None:
        return gradient + contribution
    gradient += contribution
    return gradient


def in_numbers(node: Any) -> tuple[Any, Sequence[Any]]:
    """The reading that computes: what `node` holds, and what it was computed from."""
    return node.raw, node.inputs


def contributions(
    node: N, upstream: Any, wanted: set[N] | None = None, read: Read = in_numbers
) -> Iterator[tuple[int, Any]]:
    """Apply the chain rule to each edge into a node: (which parent, contribution to its gradient, as numbers its own).

    Args:
        node: the node to pass a gradient on from.
        upstream: its gradient.
        wanted: the parents that get one; if not given, all that are no constants.
        read: what stands for the node, and for each of its inputs, in the formulas.
    """
    if node.rule is None:
        return
    z, inputs = read(node)
    for i, parent in enumerate(node.parents):
        if parent._uses < 0 if wanted is None else parent not in wanted:
            continue
        derivative = node.rule.derivative(i, z, inputs)
        if derivative is None:
            continue
        if callable(derivative):
            contribution = derivative(upstream)
        elif type(derivative) is int and derivative == 1:  # as of a sum: the product would take time
            contribution = upstream
        else:
            contribution = upstream * derivative
        shape = getattr(inputs[i], "shape", ())
        if getattr(contribution, "shape", ()) != shape:
            contribution = sum_to(contribution, shape)
        yield i, parent.owned(contribution, upstream) if read is in_numbers else contribution


def sum_to(gradient: Any, shape: tuple[int, ...]) -> Any:
    """Sum a gradient over the axes along which an input of `shape` was broadcast.

    Example:
        >>> sum_to(np.ones((4, 3)), (3,))
        array([4., 4., 4.])
        >>> sum_to(np.ones((4, 3)), (4, 1)).shape
        (4, 1)
    """
    broadcast = np.shape(gradient)
    new = len(broadcast) - len(shape)
    if new:
        gradient = np.sum(gradient, axis=tuple(range(new)) if new > 1 else 0)
    stretched = tuple([i for i, size in enumerate(shape) if size == 1 and broadcast[new + i] != 1])
    return np.sum(gradient, axis=stretched, keepdims=True) if stretched else gradient
