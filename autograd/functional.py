"""Gradients as functions: `grad(f)` is the function df/dx, and `grad(grad(f))` is its derivative again."""

from collections.abc import Sequence
from functools import wraps
from typing import Any, overload

import numpy as np

from autograd.arguments import Call, Function, map_numbers, node_of, require_function
from autograd.gradients import gradients_of
from autograd.node import Node


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
            no such switch: where its result depends on nodes that were there before the call, its gradients are nodes.

    Returns:
        A function of the same arguments, or the gradient or the list of gradients: zeros where J does not depend.

    Raises:
        TypeError: if `f` is neither, returns something without a graph, or gets an argument without numbers.
        ValueError: if the cost is not a scalar.

    Example:
        >>> cube = lambda x: x**3
        >>> grad(cube)(2.0), grad(grad(cube))(2.0), grad(grad(grad(cube)))(2.0)
        (12.0, 12.0, 6.0)
        >>> from autograd import Value
        >>> w = Value(3.0)
        >>> J = (2 + 3 * w) ** 2
        >>> (dw,) = grad(J, wrt=[w], create_graph=True)
        >>> dw.data, grad(dw, wrt=w)
        (66.0, 18.0)
    """
    if isinstance(f, Node):
        if isinstance(wrt, Node):
            return grad(f, wrt=[wrt], create_graph=create_graph)[0]
        if not isinstance(wrt, Sequence) or not all(isinstance(node, Node) for node in wrt):
            raise TypeError(f"grad(J, wrt=w) takes a node or a list of nodes, not {wrt!r}.")
        for node in wrt:
            if node.constant:
                raise ValueError(f"{node.name()} is a constant: it has no gradient. Create it without constant=True.")
        return gradients_of(f, wrt, create_graph)
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
        >>> import numpy as np
        >>> def J(parameters, x):
        ...     return np.sum((x @ parameters["w"] + parameters["b"]) ** 2)
        >>> value, gradient = value_and_grad(J)({"w": np.array([1.0, -2.0]), "b": 0.5}, np.array([[3.0, 1.0]]))
        >>> value, gradient["w"], gradient["b"]
        (2.25, array([9., 3.]), 3.0)
    """
    require_function(f)
    several = isinstance(argnums, (list, tuple))

    @wraps(f)
    def value_and_gradient(*args: Any, **keywords: Any) -> tuple[Any, Any]:
        call = Call(f, argnums, args, keywords)
        J = call.node()
        if J.size != 1:
            raise ValueError(
                f"{call.title} returned shape {J.shape}, and only a scalar cost has a gradient. For the derivative of "
                "an elementwise f at every entry take elementwise_grad(f), which is grad(lambda x: np.sum(f(x)))."
            )
        outside = call.depends_on_more()
        gradients = call.like_the_arguments(gradients_of(J, call.leaves, outside, below=call.below))
        call.freeze()
        value = J if outside else J.number()
        if several:
            return value, tuple(gradients)
        return value, gradients[0]

    return value_and_gradient


def stop_gradient(x: Any) -> Any:
    """Return x as a constant: the same numbers in the graph, through which no gradient passes.

    Args:
        x: nodes, numbers and arrays, alone or in dicts, lists, tuples and object arrays.

    Raises:
        TypeError: if something in x is none of these.

    Example:
        >>> grad(lambda x: x * stop_gradient(x))(3.0)
        3.0
    """
    return map_numbers(x, _stopped, "x")


def _stopped(x: Any, path: str) -> Any:
    if isinstance(x, np.ndarray) and x.dtype == object:
        return np.frompyfunc(stop_gradient, 1, 1)(x)
    same = node_of(x, path)
    if not isinstance(x, Node) or x.constant:
        return x
    same.constant = True
    return same
