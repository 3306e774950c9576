"""The backward pass that fills .grad: the order and the chain rule, `contributions`, inline in `spread` for numbers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

N = TypeVar("N", bound=Any)  # a Node; it is not imported, since node.py imports this file
Read = Callable[[Any], tuple[Any, Sequence[Any]]]

UNREACHED = float("0")  # the gradient of a node that no pass has reached: it reads as 0, and is told by its identity
CONSTANT = -1  # stands in place of the number of uses where a node gets no gradient


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


def count_uses(reached: list[N], before: list[Any]) -> None:
    """Count how many nodes will pass a gradient on to each node below the first of `reached`.

    Args:
        reached: filled with these nodes.
        before: filled with the gradients that they had.
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


def backward(J: N, seed: Any, reached: list[N], before: list[Any]) -> None:
    """Write dJ/dnode to J and to every node below it that gets a gradient.

    Leaves add to the gradient that they have; the others hold that of the latest pass. A node passes its gradient on
    once all that use it have done so.

    Args:
        J: the node to start from.
        seed: dJ/dJ, owned by the caller.
        reached: a list of J alone, which is filled with the nodes below it.
        before: an empty list, which is filled with the gradients that they had.
    """
    count_uses(reached, before)
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
        total = gradient + contribution
        return total if type(total) is type(gradient) else node.owned(total)  # arrays without axes add to a number
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
        if wanted is None:
            is_wanted = parent._uses >= 0
        else:
            is_wanted = parent in wanted
        if not is_wanted:
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
        if read is in_numbers:
            contribution = parent.owned(contribution, upstream)
        yield i, contribution


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
        gradient = np.sum(gradient, axis=0 if new == 1 else tuple(range(new)))
    stretched = tuple([i for i, size in enumerate(shape) if size == 1 and broadcast[new + i] != 1])
    if stretched:
        gradient = np.sum(gradient, axis=stretched, keepdims=True)
    return gradient
