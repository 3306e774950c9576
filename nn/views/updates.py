"""The next update of an optimizer as equations, read from its own step."""

from typing import Any

from autograd import Node
from autograd.symbols import Symbol, numbered
from autograd.views.explanation.equations import Update
from autograd.views.reading import Reading
from nn.steps.movement import NUMBER, number_of_step, read_step


def updates(optimizer: Any, reading: Reading, gradients: dict[Node, Any]) -> list[Update]:
    """Return for each parameter what the optimizer remembers of it, and then where it moves."""
    equations = []
    for node in reading.order:
        if node.is_leaf and node in gradients:
            equations += _of_one(optimizer, reading, node, gradients[node])
    return equations


def _of_one(optimizer: Any, reading: Reading, node: Node, gradient: Any) -> list[Update]:
    w, dw, key = reading.symbol(node), reading.gradient(node), reading.keys[node]
    states, formulas = read_step(optimizer.step, w, dw)
    memory = optimizer.memory(node)
    now = {symbol: memory.get(name, start) for name, (start, symbol) in states.items()}
    now |= {NUMBER: memory["t"] + 1, w: reading.held[node], dw: gradient}
    numbers = {x: numbered(f"{x.name} {key}", number) for x, number in now.items()}
    names: dict[int, Any] = {}  # what was computed before, by its formula
    outcomes: dict[int, Any] = {}
    equations = []
    for x, formula in formulas.items():
        put_in = _read(formula, numbers, outcomes)
        outcome = numbered(f"new {x.name} {key}", number_of_step(formula, now))
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
