"""The next update of an optimizer as equations, read from its own step."""

from typing import Any

from autograd import Node
from autograd.symbols import Symbol, numbered
from autograd.views.explanation.equations import Update
from autograd.views.reading import Reading
from nn.steps.in_javascript import RATE, read_with_alpha, remembered
from nn.steps.movement import NUMBER, number_of_step


def updates(optimizer: Any, reading: Reading, gradients: dict[Node, Any]) -> list[Update]:
    """Return for each parameter what the optimizer remembers of it, and then where it moves."""
    return [update for node, dw in gradients.items() for update in _of_one(optimizer, reading, node, dw)]


def _of_one(optimizer: Any, reading: Reading, node: Node, gradient: Any) -> list[Update]:
    w, dw, key = reading.symbol(node), reading.gradient(node), reading.keys[node]
    states, formulas = read_with_alpha(optimizer, w, dw)
    symbols = [symbol for _, symbol in states.values()]
    now = dict(zip(symbols, remembered(optimizer, node, states), strict=True))
    now |= {NUMBER: optimizer.memory(node)["t"] + 1, RATE: optimizer.alpha, w: reading.held[node], dw: gradient}
    places = {NUMBER: "t", RATE: "alpha", w: "value", dw: "mean"}  # by which the page knows them
    places |= {symbol: f"memory{j}" for j, symbol in enumerate(symbols)}
    numbers = {x: numbered(f"{place} {key}", now[x]) for x, place in places.items()}
    names: dict[int, Any] = {}  # what was computed before, by its formula
    outcomes: dict[int, Any] = {}
    equations = []
    for j, (x, formula) in enumerate(formulas.items()):
        put_in = _read(formula, numbers, outcomes)
        place = "updated" if x is w else f"kept{j}"
        outcome = numbered(f"{place} {key}", number_of_step(formula, now))
        equations.append(Update(reading, node, x, _read(formula, {}, names), put_in, outcome, "<-"))
        names[id(formula)], outcomes[id(formula)] = x, outcome
    return equations


def _read(x: Any, leaves: dict[Symbol, Any], known: dict[int, Any]) -> Any:
    """Return a formula with something in place of its leaves, and of what is known already."""
    if id(x) in known or not isinstance(x, Symbol):
        return known.get(id(x), x)
    if x.rule is None:
        return leaves.get(x, x)
    return Symbol(shape=x.shape, rule=x.rule, inputs=tuple(_read(part, leaves, known) for part in x.inputs))
