"""Backpropagation: the order to walk a graph in, and the chain rule, which stands here and only here."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.rule import evaluate

if TYPE_CHECKING:
    from autograd.node import Node

    Record = Callable[[Node, int, Any, Any, Any], None]
    Reading = Callable[[Node], tuple[Any, Any]]


def topological_order(root: "Node", constants: bool = True) -> "list[Node]":
    """Every node that `root` depends on, parents before children, `root` last; each once.

    Args:
        root: the node to start from, such as a cost.
        constants: whether to visit constants, which a backward pass has no business with.
    """
    order: list[Node] = []
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


def numbers(node: "Node") -> tuple[Any, Any]:
    """The reading that computes: what `node` holds, and what it was computed from."""
    return node._data, node._inputs


def nodes(node: "Node") -> tuple[Any, Any]:
    """The reading that builds a graph, so that gradients can be differentiated again."""
    return node, unchanged_parents(node)


def backpropagate(
    order: "Sequence[Node]", seed: Any, read: "Reading" = numbers, record: "Record | None" = None
) -> "dict[Node, Any]":
    """The gradient of the last node of `order` with respect to each of the others, in the given reading.

    Args:
        order: the nodes that a gradient goes to, in topological order; the last one is the cost J.
        seed: dJ/dJ, owned by the caller.
        read: what stands for a node, and for each of its inputs, in the formulas.
        record: told of every edge as it is walked: the node, which of its parents, the upstream gradient, the
            contribution, and the parent's gradient so far.
    """
    wanted = set(order)
    gradients: dict[Node, Any] = {order[-1]: seed}
    for node in reversed(order):
        if node not in gradients:
            continue  # a condition of np.where, which J depends on without a derivative
        for i, contribution in contributions(node, gradients[node], wanted, read):
            parent = node.parents[i]
            if parent in gradients:
                gradients[parent] += contribution  # in place for arrays, which are nobody else's
            else:
                gradients[parent] = contribution
            if record is not None:
                record(node, i, gradients[node], contribution, gradients[parent])
    return gradients


def contributions(
    node: "Node", upstream: Any, wanted: "set[Node]", read: "Reading" = numbers
) -> Iterator[tuple[int, Any]]:
    """The chain rule on each edge into `node`: (which parent, contribution to the gradient of that parent)."""
    rule = node.rule
    if rule is None:
        return
    z, inputs = read(node)
    options, backward, elementwise = rule.options, rule.backward, rule.elementwise
    pieces = backward[0](upstream, z, inputs, **options) if rule.variadic else ()
    for i, parent in enumerate(node.parents):
        if parent not in wanted:
            continue
        if pieces:
            contribution = pieces[i]
        elif (formula := backward[i]) is None:
            continue
        elif elementwise:
            contribution = upstream * evaluate(formula, z, *inputs, **options)
        else:
            contribution = evaluate(formula, upstream, z, *inputs, **options)
        contribution = sum_to(contribution, getattr(inputs[i], "shape", ()))
        yield i, parent._gradient(contribution, upstream) if read is numbers else contribution


def sum_to(gradient: Any, shape: tuple[int, ...]) -> Any:
    """`gradient` summed over the axes along which an input of `shape` was broadcast.

    Example:
        >>> sum_to(np.ones((4, 3)), (3,))
        array([4., 4., 4.])
        >>> sum_to(np.ones((4, 3)), (4, 1)).shape
        (4, 1)
    """
    given = getattr(gradient, "shape", ())
    if given == shape:
        return gradient
    new = len(given) - len(shape)
    if new:
        gradient = np.sum(gradient, axis=tuple(range(new)) if new > 1 else 0)
    stretched = tuple([i for i, size in enumerate(shape) if size == 1 and given[new + i] != 1])
    return np.sum(gradient, axis=stretched, keepdims=True) if stretched else gradient


def require_unchanged(order: "Sequence[Node]") -> None:
    """Raise the ValueError of `unchanged_parents` if data below any of these nodes changed."""
    for node in order:
        unchanged_parents(node)


def unchanged_parents(node: "Node") -> "tuple[Node, ...]":
    """The parents of `node`, which must still hold what it was computed from.

    Raises:
        ValueError: if data were assigned to one of them since; it names the parent.
    """
    for parent, seen in zip(node.parents, node._inputs, strict=True):
        if parent._data is not seen and not np.array_equal(parent._data, seen, equal_nan=True):
            raise ValueError(
                f"the data of {parent.name()} changed after {node.name()} was computed from it, and new nodes would "
                "mix both. Compute the cost again before going on from it."
            )
    return node.parents
