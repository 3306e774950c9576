"""Functions called with nodes in place of numbers: the nodes of their arguments, and what they return."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from typing import Any

import numpy as np

from autograd.births import newborn
from autograd.graph import topological_order
from autograd.node import Node
from autograd.tensor import Tensor
from autograd.value import Value

Function = Callable[..., Any]


class Call:
    """A function called with nodes in place of the numbers in some of its arguments.

    Attributes:
        chosen: the arguments with numbers in them that were made nodes.
        leaves: these nodes, in order.
        result: what the function returned: a node, or a nest of them.

    Raises:
        TypeError: if an argument holds what is no number, or if the result is no node.
    """

    def __init__(self, f: Function, argnums: Any, args: Sequence[Any], keywords: Mapping[str, Any]) -> None:
        require_function(f)
        self.leaves: list[Node] = []
        self.title = getattr(f, "__name__", "f")

        def fresh(x: Any, path: str) -> Node:
            self.leaves.append(node_of(x, path))
            return self.leaves[-1]

        changed = list(args)
        self.chosen = []
        for number in positions_of(argnums, len(args)):
            changed[number] = map_numbers(args[number], fresh, f"argument {number}")
            self.chosen.append(changed[number])
        self._newborn: set[int] = set()  # ids stay sound: no leaf from before can have one that was free since
        token = newborn.set(self._newborn)
        try:
            self.result = f(*changed, **keywords)
        finally:
            newborn.reset(token)
            outer = newborn.get()
            if outer is not None:  # this call is within another one's function
                outer |= self._newborn

    def node(self) -> Node:
        """Return the result, which must be one node."""
        if not isinstance(self.result, Node):
            raise self.lost(self.result)
        return self.result

    def lost(self, x: Any) -> TypeError:
        """Return the error for a result that is no node."""
        return TypeError(
            f"{self.title} returned a {type(x).__name__}, not a node, so its gradient would be lost. Return the cost "
            "alone, and compute it with NumPy's or autograd's functions, not with math.*, float() or .data."
        )

    def depends_on_more(self) -> bool:
        """Tell whether the result has leaves from before the call, since its derivatives are functions of those."""
        own = {id(leaf) for leaf in self.leaves} | self._newborn
        return any(node.is_leaf and not node.constant and id(node) not in own for node in self.below)

    @cached_property
    def below(self) -> list[Node]:
        """The nodes that the results depend on and that get a gradient, in topological order: before `freeze`."""
        results: list[Any] = []
        map_numbers(self.result, lambda x, path: results.append(x))
        order: dict[Node, None] = {}
        for node in reversed(results):  # the last one is likely to depend on the others
            if not isinstance(node, Node):
                raise self.lost(node)
            if node not in order:
                order |= dict.fromkeys(topological_order(node, constants=False))
        return list(order)

    def like_the_arguments(self, numbers: Iterable[Any]) -> list[Any]:
        """Return numbers, one for each leaf, in the structure of the chosen arguments."""
        each = iter(numbers)
        return [map_numbers(x, lambda leaf, path: next(each)) for x in self.chosen]

    def freeze(self) -> None:
        """Freeze the leaves, since nobody else will ever differentiate by them."""
        for node in self.leaves:
            if node.is_leaf:
                node.constant = True


def require_function(f: Any) -> None:
    """Raise a TypeError if f can't be called."""
    if not callable(f):
        raise TypeError(f"{f!r} is not a function. For a node, use grad(J, wrt=[...]).")


def positions_of(argnums: Any, count: int) -> list[int]:
    """Return the positions of the arguments that `argnums` names, of so many."""
    numbers = list(argnums) if isinstance(argnums, (list, tuple)) else [argnums]
    if not all(isinstance(n, (int, np.integer)) and -count <= n < count for n in numbers):
        raise TypeError(f"argnums={argnums!r} must name arguments by number, but {count} positional ones came.")
    positions = [int(n) % count for n in numbers]
    if len(set(positions)) < len(positions):
        raise TypeError(f"argnums={argnums!r} names an argument twice; name each once.")
    return positions


def node_of(x: Any, path: str = "") -> Node:
    """Return a node of its own for an argument, so that nothing else that holds the same one is differentiated.

    Args:
        x: a number, an array or a node.
        path: where it stands, for messages.

    Raises:
        TypeError: for anything else.
    """
    if isinstance(x, Node):
        if not x.constant:
            return +x
        x = x.raw
    if isinstance(x, np.ndarray):
        return Tensor(x)
    if x is None or isinstance(x, (str, bytes)) or not np.isscalar(x):
        raise TypeError(f"{path} is {x!r}, which is no number, array, or dict, list or tuple of them: no gradient.")
    return Value(x)  # type: ignore[arg-type]


def map_numbers(tree: Any, f: Callable[[Any, str], Any], path: str = "") -> Any:
    """Return the same nest of dicts, lists and tuples, with f(leaf, where it is) in place of each leaf."""
    if isinstance(tree, dict):
        mapped = copy(tree)  # which may be of a class of its own
        mapped.update({key: map_numbers(value, f, f"{path}[{key!r}]") for key, value in tree.items()})
        return mapped
    if isinstance(tree, (list, tuple)):
        items = [map_numbers(item, f, f"{path}[{i}]") for i, item in enumerate(tree)]
        return tree._make(items) if hasattr(tree, "_make") else type(tree)(items)
    return f(tree, path)
