"""The gradients that are asked for, and the answers that come for them."""

from collections.abc import Iterable, Mapping
from typing import Any

from autograd.names import clipped
from autograd.node import Node
from autograd.snapshots import gone_past

LISTED = 12  # names that a message lists


class NotGiven:
    """The default of by_hand: nobody answers, and central differences judge the engine."""


NOT_GIVEN = NotGiven()


class Questions:
    """The quantities of a graph whose gradients can be answered, and those that are asked.

    Args:
        twins: the nodes that are judged, by those that the caller knows.
        names: a name for each of the nodes that are judged, in topological order: its label, or v1, v2 ...
        wrt: what is asked, labels or nodes; None for all parameters.

    Attributes:
        possible: every quantity that has a gradient but J itself, in backward order.
        asked: those whose gradient must be answered.
        labels: the labels of what can be answered, each once.
    """

    def __init__(self, twins: Mapping[Node, Node], names: Mapping[Node, str], wrt: Any) -> None:
        self.twins = twins
        self.names = names
        order = list(names)
        self.past = gone_past(order)
        self.possible = [x for x in reversed(order[:-1]) if not x.constant and x not in self.past]
        self.labels = list(dict.fromkeys(node.label for node in self.possible if node.label))
        if wrt is None:
            self.asked = {node for node in self.possible if node.is_leaf}
            return
        self.asked = set()
        asked = wrt
        if isinstance(wrt, (str, Node)) or not isinstance(wrt, Iterable):
            asked = [wrt]
        for name in asked:
            nodes = self.called(name)
            if not nodes:
                raise ValueError(f"wrt={wrt!r}: no {name!r} among the labels {', '.join(self.labels)}.")
            self.asked.update(nodes)
        if not self.asked:
            raise ValueError("wrt=[] asks for nothing. Name the gradients that are asked, wrt=['W', 'b'].")

    def called(self, name: Any) -> list[Node]:
        """The quantities that a label or a node means. What has no label goes by the name it is shown under."""
        if isinstance(name, Node):
            return [node for node in self.possible if node is self.twins.get(name)]
        if isinstance(name, str):
            return [node for node in self.possible if name == (node.label or self.names[node])]
        return []

    def sort(self, by_hand: Any) -> tuple[dict[Node, Any], list[tuple[str, str]]]:
        """Sort answers, which come by label ("W1" or "dW1") or by node.

        Returns:
            The answers by node, and the names of those that are for no quantity of the graph, with the reason.

        Raises:
            TypeError: if they do not come in a dict.
        """
        by_node: dict[Node, Any] = {}
        astray: list[tuple[str, str]] = []
        if by_hand is None or by_hand is NOT_GIVEN:
            return by_node, astray
        if not isinstance(by_hand, Mapping):
            raise TypeError(f"by_hand={by_hand!r}: give the gradients by label, {{'W': dW}}.")
        for name, gradient in by_hand.items():
            nodes = self.called(name)
            if not nodes and isinstance(name, str):
                nodes = self.called(name.removeprefix("d"))
            if not nodes:
                astray.append((_shown(name), self._why_unknown(name)))
            elif len(nodes) > 1:
                why = f"{len(nodes)} quantities are called {nodes[0].label!r}: label each of them"
                astray.append((_shown(name), why))
            elif nodes[0] in by_node:
                astray.append((_shown(name), f"a second answer for {nodes[0].label!r}: give one"))
            else:
                by_node[nodes[0]] = gradient
        return by_node, astray

    def _why_unknown(self, name: Any) -> str:
        """Say why there is no gradient of that name to compare with."""
        shown = _shown(name)
        spellings: tuple[str, ...] = ()
        if isinstance(name, str):
            shown = repr(shown)
            spellings = (name, name.removeprefix("d"))
        for node, twin in self.twins.items():
            if node is not name and not (node.label and node.label in spellings):
                continue
            past = self.past.get(twin)
            if past is not None and past.rule is not None:
                return f"not computed: {past.rule.fuses} in one, which goes past {node.label}"
            if node.constant:
                return f"{node.label} is a constant: it has no gradient"
            return "not a quantity below J"
        listed = ", ".join(self.labels[:LISTED])
        if len(self.labels) > LISTED:
            listed += ", ..."
        return f"the graph has no {shown}; its labels are {listed}"


def _shown(name: Any) -> str:
    """A key of the answers as rows show it, whatever it is."""
    if isinstance(name, Node):
        return name.label or name.name()
    if isinstance(name, (str, int, float)):
        return clipped(str(name))
    return f"a key of type {type(name).__name__}"
