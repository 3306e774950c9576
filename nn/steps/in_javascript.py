"""An optimizer's step in JavaScript: a page moves its parameters by the formula that Python moves them by."""

from collections.abc import Iterable
from copy import copy
from typing import Any

from autograd import Node
from autograd.symbols import Symbol
from autograd.writers.javascript import Javascript
from nn.steps.movement import NUMBER, States, number_of_step, read_step, remembered

RATE = Symbol("alpha", shape=())


def step_in_javascript(optimizer: Any, parameters: Iterable[Node]) -> tuple[str, dict[Node, list[Any]]]:
    """Return the step for one number as a function in JavaScript, and what is remembered of each parameter.

    That is t, the number of its steps, and then its states in order.
    """
    w, dw = Symbol("w", shape=()), Symbol("dw", shape=())
    states, formulas = read_with_alpha(optimizer, w, dw)
    names: dict[Symbol, Any] = {x: x for x in (w, dw, NUMBER, RATE)}
    for j, (_, symbol) in enumerate(states.values()):
        names[symbol] = Symbol(f"s{j}", shape=())
    *kept, moved = [Javascript().text(number_of_step(formula, names)) for formula in formulas.values()]
    inputs = ", ".join(f"s{j}" for j in range(len(states)))
    code = f"const movement = (w, dw, t, alpha, [{inputs}]) => [{moved}, [{', '.join(kept)}]];"
    memories = {}
    for node in parameters:
        memory = optimizer.memory(node)
        memories[node] = [memory["t"], *remembered(memory, states).values()]
    return code, memories


def read_with_alpha(optimizer: Any, w: Symbol, dw: Symbol) -> tuple[States, dict[Symbol, Any]]:
    """Return what the step remembers of a parameter, and its formulas, in which the learning rate is called alpha."""
    by_name = copy(optimizer)
    vars(by_name)["alpha"] = RATE
    try:
        return read_step(by_name.step, w, dw)
    except TypeError:  # a step of one's own may choose by the size of alpha
        return read_step(optimizer.step, w, dw)
