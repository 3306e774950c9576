"""derive(J): the backpropagation that a person would write by hand, as a NumPy program that runs."""

from collections.abc import Sequence

import numpy as np

from autograd.graph import topological_order
from autograd.node import Node, require_unchanged
from autograd.tensor import Tensor
from autograd.views.derivation import examples
from autograd.views.derivation.derivation import Derivation
from autograd.views.derivation.made_of_m import formulas, numbers_of_examples
from autograd.views.derivation.trace import trace

MANY = 100_000  # nodes


def derive(J: Node, *, m: int | None = None, max_nodes: int = MANY) -> Derivation:
    """The forward and the backward pass of J as straight-line NumPy code, read from its graph.

    Labels are the names of its variables, shapes stand in comments, and it needs nothing but NumPy. Arrays without
    gradient are the data, with examples in rows: where their first axes agree, the code holds for any number m of
    them. A graph of Values takes arrays of examples in place of numbers.

    A number that may have been computed from m before it got into the graph, such as len(X) - 1, binds the code to the
    m of the graph. Where it is as ordinary as 2 or 0.1 it is kept; the code lists all numbers that are, and the first
    call with another m warns of those that may be made from m.

    Args:
        J: the cost, a scalar.
        m: the number of examples, to say that numbers of the graph such as m, 2 m, 1 / m or m - 1 are made from it,
            as far as they would bind the code; 0 says that none is. (np.mean needs no help.)
        max_nodes: the largest graph to derive.

    Raises:
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
    order = derivable(J, max_nodes)
    leaves = [node for node in order if node.is_leaf]
    counts = list(dict.fromkeys(leaf.shape[0] for leaf in leaves if leaf.constant and leaf.shape))
    if m and m not in counts:
        raise ValueError(f"m={m}: no array of data has {m} rows; the first axes have {counts or 'no'} entries.")
    for count in [m] if m else counts:
        data = examples.data_of(order, count)
        binding, doubtful = ({}, {}) if m == 0 else numbers_of_examples(order, count, data)
        general = examples.for_any_number(order, count, data, doubtful=doubtful)
        if general is None:
            continue
        if not binding:
            return general
        if m is None:
            return Derivation(trace(order), examples.note_of(count, binding))
        if any(count in (leaf.shape[1:] if leaf.constant else leaf.shape) for leaf in leaves):
            raise ValueError(f"m={m} is another size of this graph too. Derive it from another number of examples.")
        made = formulas(count, binding)
        if (general := examples.for_any_number(order, count, data, made, doubtful)) is not None:
            return general
    if m:
        raise ValueError(f"m={m}: some operation of this graph holds for {m} examples only.")
    return Derivation(trace(order))


def derivable(J: Node, max_nodes: int = MANY, *, unchanged: bool = True) -> list[Node]:
    """The nodes below J in topological order, if they can be derived.

    `derive` says what is refused; data assigned since, only where they must be `unchanged`.
    """
    J.seed()  # says what is wrong if there is nothing to derive
    order = topological_order(J)
    if len(order) > max_nodes:
        raise ValueError(
            f"{len(order):,} nodes would be too much code to read (max_nodes={max_nodes:,}). Derive an inner node, the "
            "graph of one example, which takes arrays of examples, a network of Tensors, or give max_nodes=..."
        )
    if unchanged:
        require_unchanged(order)
    _require_independence(order)
    return order


def _require_independence(order: Sequence[Node]) -> None:
    """Raise the ValueError of `derive` if the graph would be another one for other data."""
    for node in order:
        if isinstance(node, Tensor) and node.dtype.kind == "b" and node.is_leaf:
            raise ValueError(
                f"{node.name()} of shape {node.shape} holds booleans: a choice made with the data of this graph, "
                "which would be wrong for others. Choose within the graph: np.maximum, relu, clip, or a labelled "
                "Tensor of zeros and ones to multiply with."
            )
        if node.asked and (node is not order[-1] or node.is_leaf):
            raise ValueError(
                f"{node.name()} was compared, so what was computed after that may depend on its number, and code "
                "derived from this graph would be wrong for others. Choose within the graph (np.maximum, relu, clip), "
                "or ask its data where the answer does not matter for J: node.data > 0."
            )
        if node.taken and (node is not order[-1] or node.is_leaf):
            raise ValueError(
                f"the number of {node.name()} was taken out of the graph by float(), math.*, .item() or round(), and "
                "what was computed with it would be wrong for others. Use NumPy's functions on the node, np.log(w) "
                "for math.log(w); to look at the number, node.data."
            )
        key = node.rule.options.get("key") if node.rule else None
        if any(isinstance(x, np.ndarray) and x.dtype.kind == "b" for x in (key if isinstance(key, tuple) else (key,))):
            raise ValueError(
                f"{node.name()} picks entries by an array of booleans, and how many there are depends on the data. "
                "Multiply with zeros and ones, or index with slices."
            )
