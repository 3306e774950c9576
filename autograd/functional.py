"""Gradients as functions: `grad(f)` is the function df/dx, and `grad(grad(f))` is its derivative again."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, overload

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.graph import topological_order
from autograd.node import Node, as_constant
from autograd.snapshots import in_nodes
from autograd.tensor import Tensor
from autograd.value import Value

Function = Callable[..., Any]


@overload
def grad(f: Node, argnums: int = 0, *, wrt: Node, create_graph: bool = False) -> Any: ...
@overload
def grad(f: Node, argnums: int = 0, *, wrt: Sequence[Node], create_graph: bool = False) -> list[Any]: ...
@overload
def grad(f: Function, argnums: int | Sequence[int] = 0) -> Function: ...
def grad(f: Any, argnums: int | Sequence[int] = 0, *, wrt: Any = None, create_graph: bool = False) -> Any:
    """Return the gradient of a function, as a function, or that of a cost that has been computed, with `wrt`.

    Args:
        f: a function that returns a scalar, or a scalar node J.
        argnums: for a function, which argument to differentiate with respect to: one number, or several for a tuple of
            gradients. An argument is a number, an array, or a dict, list or tuple of them, nested at will (a list
            is several parameters, not a vector); its gradient has the same structure.
        wrt: for a node, the node or the list of nodes to differentiate with respect to. Their `.grad` stays as it is.
        create_graph: for a node, give the gradients as nodes, which can be differentiated again. A function needs
            no such switch: where its result depends on nodes from outside, its gradients are nodes.

    Returns:
        A function of the same arguments, or the gradient or the list of gradients: zeros where J does not depend.

    Raises:
        TypeError: if `f` is neither, returns something without a graph, or gets an argument without numbers.
        ValueError: if the cost is not a scalar.

    Example:
        >>> cube = lambda x: x**3
        >>> grad(cube)(2.0), grad(grad(cube))(2.0), grad(grad(grad(cube)))(2.0)
        (12.0, 12.0, 6.0)
        >>> w = Value(3.0)
        >>> J = (2 + 3 * w) ** 2
        >>> (dw,) = grad(J, wrt=[w], create_graph=True)
        >>> dw.data, grad(dw, wrt=w)
        (66.0, 18.0)
    """
    if isinstance(f, Node):
        targets = [wrt] if isinstance(wrt, Node) else wrt
        if not isinstance(targets, Sequence) or not all(isinstance(node, Node) for node in targets):
            raise TypeError(f"grad(J, wrt=w) takes a node or a list of nodes, not {wrt!r}.")
        for node in targets:
            if node.constant:
                raise ValueError(f"{node.name()} is a constant: it has no gradient. Create it without constant=True.")
        gradients = _gradients(f, targets, create_graph)
        return gradients[0] if isinstance(wrt, Node) else gradients
    if wrt is not None or create_graph:
        raise TypeError("wrt and create_graph go with a node: grad(J, wrt=[w]). For a function, use argnums.")
    pair = value_and_grad(f, argnums)

    @wraps(f)
    def gradient(*args: Any, **keywords: Any) -> Any:
        return pair(*args, **keywords)[1]

    return gradient


def value_and_grad(f: Function, argnums: int | Sequence[int] = 0) -> Function:
    """Return a function that gives f(...) and its gradient, as a pair, from one forward and one backward pass.

    The arguments, the structure of the gradient and the errors are those of `grad`.

    Example:
        >>> def J(parameters, x):
        ...     return np.sum((x @ parameters["w"] + parameters["b"]) ** 2)
        >>> value, gradient = value_and_grad(J)({"w": np.array([1.0, -2.0]), "b": 0.5}, np.array([[3.0, 1.0]]))
        >>> value, gradient["w"], gradient["b"]
        (2.25, array([9., 3.]), 3.0)
    """
    if not callable(f):
        raise TypeError(f"{f!r} is not a function. For a node, use grad(J, wrt=[...]).")
    several = isinstance(argnums, (list, tuple))

    @wraps(f)
    def value_and_gradient(*args: Any, **keywords: Any) -> tuple[Any, Any]:
        mine: list[Node] = []

        def fresh(x: Any, path: str) -> Node:
            mine.append(node_of(x, path))
            return mine[-1]

        changed = list(args)
        chosen = _positions(argnums, len(args))
        for number in chosen:
            changed[number] = map_numbers(args[number], fresh, f"argument {number}")
        J = f(*changed, **keywords)
        title = getattr(f, "__name__", "f")
        if not isinstance(J, Node):
            raise TypeError(
                f"{title} returned a {type(J).__name__}, not a node, so its gradient would be lost. Return the cost "
                "alone, and compute it with NumPy's or autograd's functions, not with math.*, float() or .data."
            )
        if J.size != 1:
            raise ValueError(
                f"{title} returned shape {J.shape}, and only a scalar cost has a gradient. For the derivative of an "
                "elementwise f at every entry, write grad(lambda x: np.sum(f(x)))."
            )
        outside = _depends_on_more_than(J, mine)
        gradients = iter(_gradients(J, mine, create_graph=outside))
        results = tuple([map_numbers(changed[number], lambda x, path: next(gradients)) for number in chosen])
        for node in mine:
            if node.is_leaf:
                node.constant = True  # nobody else will ever differentiate by it
        return J if outside else J.number(), results if several else results[0]

    return value_and_gradient


def hessian(f: Function, argnum: int = 0) -> Function:
    """Return the matrix of second derivatives of a scalar function, as a function.

    Args:
        f: a function that returns a scalar.
        argnum: the argument to differentiate with respect to, a number or an array of shape s.

    Returns:
        A function whose result is a float for a number and an array of shape s + s for an array: entry
        [i, j] is d2f / dx_i dx_j.

    Raises:
        TypeError, ValueError: as `grad`; also if the argument is a dict, list or tuple.

    Example:
        >>> hessian(lambda x: x**4 - 2 * x**2)(2.0)
        44.0
        >>> hessian(lambda x: x[0] ** 2 * x[1])(np.array([3.0, 5.0]))
        array([[10.,  6.],
               [ 6.,  0.]])
    """
    gradient = grad(f, argnum)

    @wraps(f)
    def second_derivatives(*args: Any, **keywords: Any) -> Any:
        (position,) = _positions(argnum, len(args))
        x = args[position]

        def gradient_at(x: Any) -> Any:
            return gradient(*args[:position], x, *args[position + 1 :], **keywords)

        if isinstance(x, (dict, list, tuple)):
            raise TypeError(
                f"hessian takes a number or an array to differentiate with respect to, not a {type(x).__name__}."
            )

        def entry(i: int) -> Function:
            return lambda x: np.reshape(gradient_at(x), -1)[i]

        if not np.ndim(x):
            return grad(gradient_at)(x)
        rows = [grad(entry(i))(x) for i in range(np.size(x))]
        return np.reshape(np.stack(rows), np.shape(x) * 2) if rows else np.zeros(np.shape(x) * 2)

    return second_derivatives


def _gradients(J: Node, wrt: Sequence[Node], create_graph: bool) -> list[Any]:
    """Return dJ/dnode for each node of `wrt`, visiting the nodes between them and J alone."""
    targets, between, order = set(wrt), set(wrt), []
    for node in topological_order(J, constants=False):
        if node in between or not between.isdisjoint(node.parents):
            between.add(node)
            order.append(node)
    gradients: dict[Node, Any] = {}
    if not J.constant:
        seed = J.seed()
        if order:
            if create_graph:
                gradients = backpropagate(order, as_constant(seed), in_nodes, targets=targets)
            else:
                gradients = backpropagate(order, seed, targets=targets)
    found = [gradients[node] if node in gradients else node.owned(np.zeros(node.shape)) for node in wrt]
    if len(targets) < len(wrt) and not create_graph:
        found = [np.array(x) if isinstance(x, np.ndarray) else x for x in found]  # a node named twice gets two arrays
    return [x if isinstance(x, Node) else as_constant(x) for x in found] if create_graph else found


def _depends_on_more_than(J: Node, mine: Sequence[Node]) -> bool:
    """Tell whether J has leaves that the caller did not make, since its gradients are functions of those."""
    made = set(mine)
    return any(node.is_leaf and node not in made for node in topological_order(J, constants=False))


def _positions(argnums: Any, count: int) -> list[int]:
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
        return (Tensor(x.data) if isinstance(x, Tensor) else Value(x.data)) if x.constant else +x
    if isinstance(x, np.ndarray):
        return Tensor(x)
    if x is None or isinstance(x, (str, bytes)) or not np.isscalar(x):
        raise TypeError(f"{path} is {x!r}, which is no number, array, or dict, list or tuple of them: no gradient.")
    return Value(x)  # type: ignore[arg-type]


def map_numbers(tree: Any, f: Callable[[Any, str], Any], path: str = "") -> Any:
    """Return the same nest of dicts, lists and tuples, with f(leaf, where it is) in place of each leaf."""
    if isinstance(tree, dict):
        return {key: map_numbers(value, f, f"{path}[{key!r}]") for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        items = [map_numbers(item, f, f"{path}[{i}]") for i, item in enumerate(tree)]
        return tree._make(items) if hasattr(tree, "_make") else type(tree)(items)
    return f(tree, path)
