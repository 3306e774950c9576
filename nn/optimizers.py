"""Optimizers: step three of a network, how a parameter w moves once the gradient dw is known."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd import Node
from nn.left_out import Answering, answering
from nn.lookup import also_called, look_up
from nn.settings import Number, as_call

__all__ = [
    "Optimizer", "GradientDescent", "Momentum", "SGD", "RMSprop", "Adam",
]  # fmt: skip
__getattr__ = answering(__name__)

Memory = dict[str, Any]


def share() -> Number:
    """Return a setting that says how much of a memory stays."""
    return Number("it lies from 0 to below 1", lambda x: 0 <= x < 1)


def small() -> Number:
    """Return a setting that keeps a quotient away from 0 / 0."""
    return Number("it is a number, 0 or more", lambda x: 0 <= x < np.inf)


class Optimizer(Answering):
    """Moves parameters, one at a time, and remembers for each what its formula needs.

    Args:
        alpha: the learning rate, above 0.

    Raises:
        ValueError: if alpha or another constant of the formula is out of range.
    """

    alpha = Number("the learning rate is a number above 0, which a Callback may change", lambda x: 0 < x < np.inf)
    learning_rate = alpha

    def __init__(self, alpha: float) -> None:
        self.alpha = alpha
        self._memories: dict[Node, Memory] = {}

    def update(self, w: Node, dw: Any) -> None:
        """One step for the parameter `w`, a leaf, whose gradient is `dw`."""
        if w.constant or getattr(dw, "shape", ()) != w.shape:
            raise ValueError(
                f"{w.name()} has shape {w.shape} and the gradient {np.shape(dw)}; a parameter is no constant, and "
                "its gradient has its shape."
            )
        memory = self.memory(w)
        memory["t"] += 1
        self.step(w, dw, memory)

    def memory(self, w: Node) -> Memory:
        """Return the memory of a parameter: "t", the number of its steps, and what the formula put there."""
        return self._memories.setdefault(w, {"t": 0})

    def step(self, w: Node, dw: Any, memory: Memory) -> None:
        """Move `w` by the formula. `memory` belongs to `w`, and memory["t"] counts its steps from 1."""
        raise NotImplementedError(f"{type(self).__name__} has no step(self, w, dw, memory), which moves w: write it.")

    def updates(self, reading: Any, gradients: Any) -> list[Any]:
        """Return what `update` would do next with the parameters of a graph, for `explain(J, optimizer=...)`."""
        from nn.views.updates import updates

        return updates(self, reading, gradients)

    def script(self, parameters: Iterable[Node]) -> tuple[str, dict[Node, Any]]:
        """Return the step for one number in JavaScript, and what is remembered of each parameter, for a page."""
        from nn.steps.in_javascript import step_in_javascript

        return step_in_javascript(self, parameters)

    def forget(self) -> None:
        """Start afresh with every parameter."""
        self._memories = {}

    __repr__ = as_call


class GradientDescent(Optimizer):
    """w -= alpha * dw.

    Example:
        >>> from autograd import Value
        >>> w = Value(3.0)
        >>> GradientDescent(alpha=0.1).update(w, 20.0)
        >>> w.data
        1.0
    """

    @also_called(learning_rate="alpha")
    def __init__(self, alpha: float = 0.1) -> None:
        super().__init__(alpha)

    def step(self, w: Node, dw: Any, memory: Memory) -> None:
        w.data -= self.alpha * dw


class Momentum(Optimizer):
    """Gradient descent that keeps a share of its speed: v = beta v - alpha dw, then w += v.

    Source: Keras's SGD(momentum=beta); B. Polyak (1964).
    """

    beta = share()

    @also_called(learning_rate="alpha")
    def __init__(self, alpha: float = 0.01, beta: float = 0.9) -> None:
        super().__init__(alpha)
        self.beta = beta

    def step(self, w: Node, dw: Any, memory: Memory) -> None:
        v = self.beta * memory.get("v", 0.0) - self.alpha * dw
        memory["v"] = v
        w.data += v


@also_called(alpha="learning_rate")
def SGD(learning_rate: float = 0.01, momentum: float = 0.0) -> Optimizer:
    """Keras's SGD with its learning rate, 0.01: GradientDescent, or Momentum if that is above 0."""
    if momentum:
        return Momentum(learning_rate, momentum)
    return GradientDescent(learning_rate)


class RMSprop(Optimizer):
    """Steps of about one size: v = rho v + (1 - rho) dw^2, then w -= alpha dw / sqrt(v + epsilon).

    Source: Keras's RMSprop; G. Hinton (2012).
    """

    rho = share()
    epsilon = small()

    @also_called(learning_rate="alpha")
    def __init__(self, alpha: float = 0.001, rho: float = 0.9, epsilon: float = 1e-7) -> None:
        super().__init__(alpha)
        self.rho = rho
        self.epsilon = epsilon

    def step(self, w: Node, dw: Any, memory: Memory) -> None:
        v = self.rho * memory.get("v", 0.0) + (1 - self.rho) * dw**2
        memory["v"] = v
        w.data -= self.alpha * dw / np.sqrt(v + self.epsilon)


class Adam(Optimizer):
    """Steps by running means of dw and dw^2, corrected for their start at 0: w -= alpha m / (sqrt(v) + epsilon).

    Source: Keras's Adam; D. Kingma and J. Ba (2015), the form before section 2.1.
    """

    beta_1 = share()
    beta_2 = share()
    epsilon = small()

    @also_called(learning_rate="alpha")
    def __init__(self, alpha: float = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> None:
        super().__init__(alpha)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def step(self, w: Node, dw: Any, memory: Memory) -> None:
        t = memory["t"]
        m = self.beta_1 * memory.get("m", 0.0) + (1 - self.beta_1) * dw
        v = self.beta_2 * memory.get("v", 0.0) + (1 - self.beta_2) * dw**2
        memory["m"] = m
        memory["v"] = v
        alpha_t = self.alpha * (1 - self.beta_2**t) ** 0.5 / (1 - self.beta_1**t)
        w.data -= alpha_t * m / (np.sqrt(v) + self.epsilon)


OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "gradient_descent": GradientDescent, "sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop,
    "adam": Adam,
}  # fmt: skip


def optimizer_named(asked: str | Optimizer) -> Optimizer:
    """Return the optimizer of that name, with its default constants, or an Optimizer as it is."""
    return look_up("optimizer", asked, OPTIMIZERS, Optimizer)  # type: ignore[no-any-return]
