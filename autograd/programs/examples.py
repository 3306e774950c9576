"""The number m of examples: how the graph of some examples is read as code for any number of them.

A graph knows its shapes as numbers, (32, 2), and not which of them is m. So it is read with another number in place of
m, a prime that nothing else in the graph is a multiple of: wherever the writer then meets a multiple of that prime, it
writes m, 2 * m and so on. The graph is read with two such primes. Code that comes out the same holds for any number;
code that depends on m in another way comes out differently, or fails.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from autograd.names import is_raw_number, names_of
from autograd.node import Node
from autograd.programs.identifiers import identifiers
from autograd.programs.program_of_graph import Backprop, backprop
from autograd.programs.trace import trace

PRIMES = (211, 307, 401, 503, 601, 701, 809, 907)


def for_any_number(
    order: Sequence[Node],
    m: int,
    examples: Set[Node],
    made_of_m: Mapping[Node, Any] | None = None,
    names: Mapping[Node, str] | None = None,
) -> Backprop | None:
    """Return the program for any number of examples, or None if it holds for m of them only.

    The first axis of the leaves in `examples` counts them. Raw numbers that are `made_of_m` become formulas of it.
    """
    sizes: set[float] = {n for node in order for n in node.shape}
    sizes |= {abs(float(node.raw)) for node in order if is_raw_number(node)}
    primes = [p for p in PRIMES if not any(n and n % p == 0 for n in sizes)]
    if len(primes) < 2:
        return None
    spelled = identifiers(names or names_of(order))
    try:
        first, second = [backprop(trace(order, spelled, m, prime, examples, made_of_m)) for prime in primes[:2]]
    except (ValueError, IndexError, TypeError):
        return None  # some operation holds for this number of examples only
    if first.source == second.source:
        return first
    return None


def data_in_rows(order: Sequence[Node], m: int) -> set[Node]:
    """Return the arrays without gradient whose first axis has m entries."""
    return {node for node in order if node.is_leaf and node.constant and m > 0 and node.shape[:1] == (m,)}
