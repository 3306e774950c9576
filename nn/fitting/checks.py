"""Checks of the graph and of the numbers of a run, where data.py and Loss.targets check X and y."""

from collections.abc import Iterable
from typing import Any

from autograd import Node
from autograd.graph import topological_order
from nn.optimizers import Optimizer


def check_connected(J: Any, parameters: Iterable[Node]) -> None:
    """Check that the parameters are below the cost, and that nothing else there could learn.

    An activation that drops the graph would freeze the layers below it; a layer inside a layer would never move.

    Raises:
        ValueError: if one is not, or there is another leaf that is no constant; it names it.
    """
    reached: set[Node] = set()
    if isinstance(J, Node):
        reached.update(topological_order(J))
    parameters = list(parameters)
    for node in reached.difference(parameters):
        if node.is_leaf and not node.constant:
            raise ValueError(
                f"the cost depends on {node.name()}, which is no parameter of the network, so fit would not move "
                "it. Make it with add_weight in build of a Layer, or with constant=True if it is not to learn."
            )
    for w in parameters:
        if w not in reached:
            raise ValueError(
                f"the cost does not depend on {w.name()}: a function on the way drops the graph. Write activations "
                "with NumPy's or autograd's functions, without .data, float() or math.*"
            )


def diverged(what: str, optimizer: Optimizer) -> FloatingPointError:
    """The error to raise when numbers are no longer finite.

    Example:
        >>> from nn.optimizers import GradientDescent
        >>> print(diverged("the cost is inf", GradientDescent(10.0)))  # doctest: +ELLIPSIS
        the cost is inf: numbers have grown beyond all bounds. Try a smaller alpha than in GradientDescent(...
    """
    return FloatingPointError(
        f"{what}: numbers have grown beyond all bounds. Try a smaller alpha than in {optimizer}, scale X and y to "
        "about -1 ... 1, or start again from a new model."
    )


def undefined(J: float) -> FloatingPointError:
    """The error to raise for a cost that is not finite before anything has been learned."""
    return FloatingPointError(
        f"the cost is {J} before the first step, so the steps are not to blame: the loss gives it, an activation, or "
        "numbers as large as those of X or of the weights. If model.predict(X) is finite, it is the loss."
    )
