"""The next update of an optimizer as equations, read from its own step."""

from typing import Any

from autograd import Node
from autograd.symbols import Symbol, numbered
from autograd.views.explanation.equations import Update
from autograd.views.reading import Reading
from nn.steps.in_javascript import RATE, read_with_alpha
from nn.steps.movement import NUMBER, number_of_step, remembered


def updates(optimizer: Any, reading: Reading, gradients: dict[Node, Any]) -> list[Update]:
    """Return for each parameter what the optimizer remembers of it, and then where it moves."""
    return [update for node, dw in gradients.items() for update in _of_one(optimizer, reading, node, dw)]


def _of_one(optimizer: Any, reading: Reading, node: Node, gradient: Any) -> list[Update]:
    w, dw, key = reading.symbol(node), reading.gradient(node), reading.keys[node]
    states, formulas = read_with_alpha(optimizer, w, dw)
    memory = remembered(optimizer.memory(node), states)
    now = memory | {NUMBER: optimizer.memory(node)["t"] + 1, RATE: optimizer.alpha, w: reading.held[node], dw: gradient}
    places = {NUMBER: "t", RATE: "alpha", w: "value", dw: "mean"}  # by which the page knows them
    places |= {symbol: f"memory{j}" for j, symbol in enumerate(memory)}
    numbers = {x: numbered(f"{place} {key}", now[x]) for x, place in places.items()}
    names: dict[Symbol, Any] = {x: x for x in places}
    equations = []
    for j, (x, formula) in enumerate(formulas.items()):
        place = "updated" if x is w else f"kept{j}"
        outcome = numbered(f"{place} {key}", number_of_step(formula, now))
        named, put_in = number_of_step(formula, names), number_of_step(formula, numbers)
        equations.append(Update(reading, node, x, named, put_in, outcome, "<-"))
        names[formula], numbers[formula] = x, outcome  # which later formulas are written with
    return equations
