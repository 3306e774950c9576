"""The gradients that are asked for, and the answers that come for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd.names import names_of
from autograd.node import Node, gone_past

SHOWN = 12  # names that a message lists


class NotGiven:
    """The default of by_hand: nobody answers, and the engine is compared with central differences."""


NOT_GIVEN = NotGiven()


@dataclass
class Questions:
    """The quantities of a graph whose gradients can be answered, and those that are asked.

    Attributes:
        names: a name for every node of the graph: its label, or v1, v2 ...
        possible: the parameters and the labelled values on the way, in backward order.
        asked: those whose gradient must be answered.
    """

    names: dict[Node, str]
    possible: list[Node]
    asked: list[Node]


@dataclass
class Sorted:
    """Answers by the node that they are for, and for what is no quantity of the graph why."""

    by_node: dict[Node, Any] = field(default_factory=dict)
    astray: dict[str, str] = field(default_factory=dict)


def questions(order: Sequence[Node], wrt: Any) -> Questions:
    """Return what can be answered and what is asked: all parameters, or what `wrt` names."""
    J, past = order[-1], gone_past(order)
    parameters = [node for node in order if node.is_leaf and not node.constant]
    labelled = [node for node in order if node.label and not node.constant and node not in past]
    known = {*parameters, *labelled} - {J}
    possible = [node for node in reversed(order) if node in known]
    if wrt is None:
        return Questions(names_of(order), possible, [node for node in possible if node.is_leaf])
    chosen = [wrt] if isinstance(wrt, (str, Node)) else list(wrt)
    if not chosen:
        raise ValueError("wrt=[] asks for nothing. Name the gradients that are asked, wrt=['W', 'b'].")
    asked: set[Node] = set()
    for name in chosen:
        nodes = [node for node in possible if node is name or (isinstance(name, str) and node.label == name)]
        if not nodes:
            listed = ", ".join(node.label for node in possible if node.label)
            raise ValueError(f"wrt={wrt!r}: no {name!r} among the labels {listed}.")
        asked.update(nodes)
    return Questions(names_of(order), possible, [node for node in possible if node in asked])


def sort_answers(by_hand: Any, order: Sequence[Node], possible: Sequence[Node]) -> Sorted:
    """Sort answers, which come by label ("W1" or "dW1") or by node.

    Raises:
        TypeError: if they do not come in a dict.
    """
    answers = Sorted()
    if by_hand is None or by_hand is NOT_GIVEN:
        return answers
    if not isinstance(by_hand, Mapping):
        raise TypeError(f"by_hand={by_hand!r}: give the gradients by label, {{'W': dW}}.")
    for name, gradient in by_hand.items():
        nodes = [node for node in possible if node is name] or _labelled(name, possible)
        if len(nodes) > 1:
            answers.astray[str(name)] = f"{len(nodes)} quantities are called {nodes[0].label!r}: label each of them"
        elif not nodes:
            answers.astray[str(name)] = _why_unknown(name, order, possible)
        elif nodes[0] in answers.by_node:
            answers.astray[str(name)] = f"a second answer for {nodes[0].label!r}: give one"
        else:
            answers.by_node[nodes[0]] = gradient
    return answers


def _labelled(name: Any, possible: Sequence[Node]) -> list[Node]:
    """The nodes of that label; the d of a gradient's name is no part of it."""
    if not isinstance(name, str):
        return []
    spellings = (name, name.removeprefix("d"))
    found = [[node for node in possible if node.label and node.label == spelling] for spelling in spellings]
    return found[0] or found[1]


def _why_unknown(name: Any, order: Sequence[Node], possible: Sequence[Node]) -> str:
    """Why there is no gradient of that name to compare with."""
    past = gone_past(order)
    spellings = (name, name.removeprefix("d")) if isinstance(name, str) else ()
    for node in order:
        if node is name or (node.label and node.label in spellings):
            if node in past and (rule := past[node].rule):
                return f"not computed: {rule.fuses} in one, which goes past {node.label}"
            return f"{node.label} is a constant: it has no gradient" if node.constant else "not a quantity below J"
    labels = list(dict.fromkeys(node.label for node in possible if node.label))
    listed = ", ".join(labels[:SHOWN]) + (", ..." if len(labels) > SHOWN else "")
    return f"the graph has no {name!r}; its labels are {listed}"
