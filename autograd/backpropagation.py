"""A backward pass by graph.contributions into a dictionary, in numbers, nodes or symbols, which leaves .grad alone."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from autograd.graph import N, Read, contributions, in_numbers

Record = Callable[[Any, int, Any, Any, Any], None]
ChainRule = Callable[[Any, Any, set[Any], Read], Iterator[tuple[int, Any]]]


def read_from(values: Mapping[N, Any]) -> Read:
    """Return the reading in which a mapping holds what stands for each node."""
    return lambda node: (values[node], [values[parent] for parent in node.parents])


def backpropagate(
    order: Sequence[N],
    seed: Any,
    read: Read = in_numbers,
    record: Record | None = None,
    chain_rule: ChainRule | None = None,
    targets: Collection[N] | None = None,
) -> dict[N, Any]:
    """Return the gradient of the last node of `order` by each of the others, in the given reading.

    Args:
        order: the nodes that a gradient goes to, in topological order; the last one is the cost J.
        seed: dJ/dJ, owned by the caller.
        read: what stands for a node, and for each of its inputs, in the formulas.
        record: told of every edge as it is walked: the node, which of its parents, the upstream gradient, the
            contribution, and the parent's gradient so far.
        chain_rule: what each edge contributes, if it is not `contributions` as it stands: one that makes a mistake.
        targets: the nodes whose gradients are asked for, if not all; those of the others are let go on the way.
    """
    wanted, chain_rule = set(order), chain_rule or contributions
    gradients: dict[N, Any] = {order[-1]: seed}
    for node in reversed(order):
        if node not in gradients:
            continue  # a condition of np.where, which J depends on without a derivative
        for i, contribution in chain_rule(node, gradients[node], wanted, read):
            parent = node.parents[i]
            if parent in gradients:
                gradients[parent] += contribution  # in place for arrays, which are nobody else's
            else:
                gradients[parent] = contribution
            if record is not None:
                record(node, i, gradients[node], contribution, gradients[parent])
        if targets is not None and node not in targets:
            del gradients[node]
    return gradients
