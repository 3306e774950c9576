"""The gradients that are asked for, and the answers that come for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd.names import clipped, names_of
from autograd.node import Node
from autograd.snapshots import gone_past

SHOWN = 12  # names that a message lists


class NotGiven:
    """The default of by_hand: nobody answers, and central differences judge the engine."""


NOT_GIVEN = NotGiven()


@dataclass
class Questions:
    """The quantities of a graph whose gradients can be answered, and those that are asked.

    Attributes:
        names: a name for every node of the graph: its label, or v1, v2 ...
        possible: every quantity that has a gradient but J itself, in backward order.
        asked: those whose gradient must be answered.
        is_chosen: whether the caller chose them.
    """

    names: dict[Node, str]
    possible: list[Node]
    asked: list[Node]
    is_chosen: bool

    @property
    def labels(self) -> list[str]:
        """The labels of what can be answered, each once."""
        return list(dict.fromkeys(node.label for node in self.possible if node.label))

    def called(self, name: Any) -> list[Node]:
        """The quantities that a label or a node means. What has no label goes by the name it is shown under."""
        if isinstance(name, Node):
            return [node for node in self.possible if node is name]
        labelled = [node for node in self.possible if node.label and node.label == name]
        return labelled or [node for node in self.possible if not node.label and self.names[node] == name]


@dataclass
class Sorted:
    """Answers by the node that they are for, and those for no quantity of the graph, each with the reason."""

    by_node: dict[Node, Any] = field(default_factory=dict)
    astray: list[tuple[str, str]] = field(default_factory=list)


def questions(order: Sequence[Node], wrt: Any) -> Questions:
    """Return what can be answered and what is asked: all parameters, or what `wrt` names."""
    past = gone_past(order)
    possible = [node for node in reversed(order[:-1]) if not node.constant and node not in past]
    parameters = [node for node in possible if node.is_leaf]
    found = Questions(names_of(order), possible, parameters, wrt is not None)
    if wrt is None:
        return found
    is_one = isinstance(wrt, (str, Node)) or not isinstance(wrt, Iterable)
    chosen = [wrt] if is_one else list(wrt)
    if not chosen:
        raise ValueError("wrt=[] asks for nothing. Name the gradients that are asked, wrt=['W', 'b'].")
    asked: set[Node] = set()
    for name in chosen:
        nodes = found.called(name) if isinstance(name, (str, Node)) else []
        if not nodes:
            raise ValueError(f"wrt={wrt!r}: no {name!r} among the labels {', '.join(found.labels)}.")
        asked.update(nodes)
    found.asked = [node for node in possible if node in asked]
    return found


def sort_answers(by_hand: Any, order: Sequence[Node], asked: Questions) -> Sorted:
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
        nodes = asked.called(name) if isinstance(name, (str, Node)) else []
        if not nodes and isinstance(name, str):
            nodes = asked.called(name.removeprefix("d"))
        if len(nodes) > 1:
            why = f"{len(nodes)} quantities are called {nodes[0].label!r}: label each of them"
        elif not nodes:
            why = _why_unknown(name, order, asked.labels)
        elif nodes[0] in answers.by_node:
            why = f"a second answer for {nodes[0].label!r}: give one"
        else:
            answers.by_node[nodes[0]] = gradient
            continue
        answers.astray.append((_shown(name), why))
    return answers


def _why_unknown(name: Any, order: Sequence[Node], labels: Sequence[str]) -> str:
    """Why there is no gradient of that name to compare with."""
    past = gone_past(order)
    spellings = (name, name.removeprefix("d")) if isinstance(name, str) else ()
    for node in order:
        if node is name or (node.label and node.label in spellings):
            if node in past and (rule := past[node].rule):
                return f"not computed: {rule.fuses} in one, which goes past {node.label}"
            return f"{node.label} is a constant: it has no gradient" if node.constant else "not a quantity below J"
    listed = ", ".join(labels[:SHOWN]) + (", ..." if len(labels) > SHOWN else "")
    quoted = repr(_shown(name)) if isinstance(name, str) else _shown(name)
    return f"the graph has no {quoted}; its labels are {listed}"


def _shown(name: Any) -> str:
    """A key of the answers as rows show it, whatever it is."""
    if isinstance(name, Node):
        return name.label or name.name()
    return clipped(str(name)) if isinstance(name, (str, int, float)) else f"a key of type {type(name).__name__}"
