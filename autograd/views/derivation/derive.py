"""derive(J): the backpropagation that a person would write by hand, as a NumPy program that runs."""

from typing import Any

from autograd.names import number_text
from autograd.node import Node
from autograd.programs.derivable import MOST_NODES, check_derivable
from autograd.programs.examples import data_in_rows, for_any_number
from autograd.programs.identifiers import identifiers
from autograd.programs.made_of_m import Origins, formulas_of_m, numbers_of_examples, with_origins
from autograd.programs.program_of_graph import backprop
from autograd.programs.trace import trace
from autograd.views.derivation.derivation import Derivation
from autograd.views.reading import Reading


def derive(J: Node, *, inputs: Any = (), m: int | None = None, max_nodes: int = MOST_NODES) -> Derivation:
    """Derive the forward and the backward pass of J as straight-line NumPy code, read from its graph.

    Labels are the names of its variables, shapes stand in comments, and it needs nothing but NumPy. Arrays without
    gradient are the data, with examples in rows: where their first axes agree, the code holds for any number m of
    them. A graph of Values takes arrays of examples in place of numbers.

    A number that may have been computed from m before it got into the graph, such as len(X) - 1, binds the code to the
    m of the graph. Where it is as ordinary as 2 or 0.1 it is kept; the code lists all numbers that are, and the first
    call with another m warns of those that may be made from m.

    Args:
        J: the cost, a scalar.
        inputs: nodes, or lists of nodes, at which the code begins: it takes them.
        m: the number of examples, to say that numbers of the graph such as m, 2 m, 1 / m or m - 1 are made from it,
            as far as they would bind the code; 0 says that none is. (np.mean needs no help.)
        max_nodes: the largest graph to derive.

    Raises:
        TypeError: if J is no node.
        ValueError: if J is not a scalar or depends on constants alone, if data changed after the forward pass, if
            there are more nodes than `max_nodes`, if `m` is not the number of examples or a number may be made from it
            in several ways, or if the graph would be another one for other data: when one of its nodes has been
            compared, its number was taken out by float() or the like, or an array of booleans stands in it. (A choice
            that was made with `node.data` leaves no trace.)

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
    reading = Reading(J, "derive", inputs)
    order = reading.order
    check_derivable(order, max_nodes)
    leaves = [node for node in order if node.is_leaf]
    counts = list(dict.fromkeys(leaf.shape[0] for leaf in leaves if leaf.constant and leaf.shape))
    if m and m not in counts:
        raise ValueError(f"m={m}: no array of data has {m} rows; the first axes have {counts or 'no'} entries.")
    if m:
        counts = [m]
    for count in counts:
        data = data_in_rows(order, count)
        binding: Origins = {}
        doubtful: Origins = {}
        if m != 0:
            binding, doubtful = numbers_of_examples(order, count, data)
        general = for_any_number(order, count, data, names=reading.names)
        if general is not None and binding:
            if m is None:
                listed = with_origins({number_text(float(node.raw)): origins for node, origins in binding.items()})
                note = (
                    f"For m = {count} examples only, since {listed} may be made from m. Write np.mean(...) in place of "
                    f"a division by it, or say so: derive(J, m={count}); if it is not, derive(J, m=0)."
                )
                return Derivation(backprop(trace(order, identifiers(reading.names)), note), note)
            if any(count in (leaf.shape[1:] if leaf.constant else leaf.shape) for leaf in leaves):
                raise ValueError(f"m={m} is another size of this graph too. Derive it from another number of examples.")
            general = for_any_number(order, count, data, formulas_of_m(count, binding), reading.names)
        if general is not None:
            return Derivation(general, m=count, doubtful=doubtful)
    if m:
        raise ValueError(f"m={m}: some operation of this graph holds for {m} examples only.")
    return Derivation(backprop(trace(order, identifiers(reading.names))))
