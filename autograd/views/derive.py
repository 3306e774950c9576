"""derive(J): the backpropagation that a person would write by hand, as a NumPy program that runs."""

from collections.abc import Sequence

import numpy as np

from autograd.graph import require_unchanged, topological_order
from autograd.node import Node
from autograd.tensor import Tensor
from autograd.views.derivation import Derivation
from autograd.views.numbers import is_raw_number
from autograd.views.trace import trace

PRIMES = (211, 307, 401, 503, 601, 701, 809, 907)  # numbers of examples that no shape is likely to hold


def derive(J: Node) -> Derivation:
    """The forward and the backward pass of J as straight-line NumPy code, read from its graph.

    Labels are the names of its variables, shapes stand in comments, and it needs nothing but NumPy. Arrays without
    gradient are the data: where their first axes agree, the code holds for any number m of examples. A graph of
    Values takes arrays of examples in place of numbers.

    Args:
        J: the cost, a scalar.

    Raises:
        ValueError: if J is not a scalar or depends on constants alone, if data changed after the forward pass, or if
            the graph would be another one for other data: when one of its nodes has been compared, or an array of
            booleans stands in it. (A choice that was made with `node.data` leaves no trace.)

    Example:
        >>> from autograd import Value
        >>> w = Value(3.0, label="w")
        >>> backprop = derive((2 + 3 * w) ** 2)
        >>> print(backprop)
        import numpy as np
        <BLANKLINE>
        <BLANKLINE>
        def backprop(w):
            # forward
            v2 = 2 + 3 * w
            J = v2 ** 2
        <BLANKLINE>
            # backward
            dw = 2 * v2 * 3
        <BLANKLINE>
            return J, {"w": dw}
        >>> backprop(w=1.0)
        (25.0, {'w': 30.0})
    """
    J.seed()  # says what is wrong if there is nothing to derive
    order = topological_order(J)
    require_unchanged(order)
    _require_independence(order)
    for m in _batch_sizes(order):
        try:
            found = [Derivation(trace(order, m, size)) for size in _primes(order)]
        except (ValueError, IndexError, TypeError):
            continue  # this size is not free: some operation holds for m examples only
        if len({derivation.source for derivation in found}) == 1:
            return found[0]
    return Derivation(trace(order))


def _require_independence(order: Sequence[Node]) -> None:
    """Raise the ValueError of `derive` if the graph would be another one for other data."""
    for node in order:
        if isinstance(node, Tensor) and node.dtype.kind == "b":
            raise ValueError(
                f"{node.name()} of shape {node.shape} holds booleans: a choice made with the data of this graph, "
                "which would be wrong for others. Choose within the graph: np.maximum, relu, clip, or a labelled "
                "Tensor of zeros and ones to multiply with."
            )
        if node.asked and node is not order[-1]:
            raise ValueError(
                f"{node.name()} was compared, so what was computed after that may depend on its number, and code "
                "derived from this graph would be wrong for others. Choose within the graph (np.maximum, relu, clip), "
                "or ask its data where the answer does not matter for J: node.data > 0."
            )
        key = node.rule.options.get("key") if node.rule else None
        if any(isinstance(x, np.ndarray) and x.dtype.kind == "b" for x in (key if isinstance(key, tuple) else (key,))):
            raise ValueError(
                f"{node.name()} picks entries by an array of booleans, and how many there are depends on the data. "
                "Multiply with zeros and ones, or index with slices."
            )


def _batch_sizes(order: Sequence[Node]) -> list[int]:
    """What m, the number of examples, could be: the lengths of the first axes of the data."""
    return list({node.shape[0]: None for node in order if node.is_leaf and node.constant and node.shape})


def _primes(order: Sequence[Node]) -> list[int]:
    """Two numbers of examples that nothing in the graph is a multiple of, so that m can be told from other numbers."""
    sizes: set[float] = {n for node in order for n in node.shape}
    sizes |= {abs(float(node.raw)) for node in order if is_raw_number(node)}
    return [p for p in PRIMES if not any(n and n % p == 0 for n in sizes)][:2]
