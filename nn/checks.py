"""What can be wrong with a training run, found before it does harm or as soon as it shows."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd import Node
from autograd.graph import topological_order
from nn.optimizers import Optimizer


def check_connected(J: Any, parameters: Iterable[Node]) -> None:
    """Every parameter must be below the cost: an activation that drops the graph would freeze the layers below.

    Raises:
        ValueError: if one is not; it names the parameter.
    """
    reached = set(topological_order(J)) if isinstance(J, Node) else set()
    for w in parameters:
        if w not in reached:
            raise ValueError(
                f"the cost does not depend on {w.name()}: a function on the way drops the graph. Write activations "
                "with NumPy's or autograd's functions, without .data, float() or math.*"
            )


def check_finite(parameters: Iterable[Node], when: str, optimizer: Optimizer) -> None:
    """No parameter may hold nan or infinity.

    Raises:
        FloatingPointError: if one does; it says when, and what to try.
    """
    for w in parameters:
        if not np.isfinite(w.raw).all():
            raise diverged(f"{w.name()} holds numbers that are not finite {when}", optimizer)


def diverged(what: str, optimizer: Optimizer) -> FloatingPointError:
    """The error to raise when numbers are no longer finite.

    Example:
        >>> from nn.optimizers import GradientDescent
        >>> print(diverged("the cost is inf", GradientDescent(10.0)))  # doctest: +ELLIPSIS
        the cost is inf: numbers have grown beyond all bounds. Try a smaller alpha than in GradientDescent(...
    """
    return FloatingPointError(
        f"{what}: numbers have grown beyond all bounds. Try a smaller alpha than in {optimizer}, scale X to about "
        "-1 ... 1, or start again from a new model."
    )
