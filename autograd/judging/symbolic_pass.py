"""The backward pass of a graph as formulas: what each quantity contributes to the gradient of another.

A formula is a tree of symbols, as the writers put it down, and it can be computed in numbers again. So a mistake is a
change of the tree, and what it makes of the gradients is computed and not guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from autograd.backpropagation import backpropagate, read_from
from autograd.graph import Read, contributions
from autograd.names import as_term, clipped, is_raw_number
from autograd.node import Node
from autograd.symbols import Name, Symbol, applied, filled, unrepeated
from autograd.writers.text import Writer

Edges = tuple[tuple[Node, int], ...]
Within = Callable[[Any], Any]

MOST_OPERATIONS = 20  # operations in one formula
SPELLED = 4  # operations of a value without a name that are written out
TWICE_OR_HALF = "factor"  # the name of a mistake that is true of many others


@dataclass(frozen=True, eq=False)
class Stretch:
    """The way from one quantity down to another, along which nothing has a name or is used twice.

    Attributes:
        head: the quantity whose gradient comes in.
        tail: the quantity whose gradient it adds to.
        formula: the contribution, made from the head's gradient.
        edges: the nodes that are passed, and which of its parents each is left by.
        terms: how many contributions it sums up, if it stands for several.
    """

    head: Node
    tail: Node
    formula: Any
    edges: Edges
    terms: int = 1


class SymbolicPass:
    """A graph read with a symbol for every value and every gradient.

    Attributes:
        order: the nodes that have a gradient, in topological order, J last.
        names: what the nodes of the whole graph are called, in topological order.
        values: the symbol of each value, or the formula of one without a name.
        read: the reading with these.
        gradients: the symbol of each gradient.
        stands_for: the node of each symbol, and whether it is that of the gradient.
    """

    def __init__(self, order: Sequence[Node], names: Mapping[Node, str]) -> None:
        self.order, self.names = order, names
        self.place = {node: i for i, node in enumerate(order)}
        self.uses = Counter(parent for node in order for parent in node.parents)
        self.values: dict[Node, Any] = {}
        self.read = read_from(self.values)
        self.gradients: dict[Node, Any] = {}
        self.stands_for: dict[Symbol, tuple[Node, bool]] = {}
        for node in names:
            x = self.values[node] = self._value(node)
            if isinstance(x, Symbol):
                self.stands_for[x] = node, False
        for node in order:
            dx = Symbol(self.gradient_name(node), shape=node.shape)
            if node is order[-1]:
                dx = filled(1.0, node.shape)
            self.gradients[node] = dx
            self.stands_for[dx] = node, True

    def _value(self, node: Node) -> Any:
        if is_raw_number(node):
            return float(node.raw)
        if node.rule is not None and not node.label:
            spelled = applied(node.rule, tuple([self.values[parent] for parent in node.parents]))
            if operations(spelled) <= SPELLED:
                return spelled
        return Symbol(Name(as_term(self.names[node])), shape=node.shape)

    def is_named(self, node: Node) -> bool:
        """Tell whether a quantity ends a stretch: it has a name, is used twice, or is a leaf."""
        return node.is_leaf or bool(node.label) or self.uses[node] != 1

    def gradient_name(self, node: Node) -> Name:
        """The name of dJ/dnode in a student's program: dW1."""
        return Name(f"d{as_term(self.names[node])}", self.names[node], self.names[self.order[-1]])

    @cached_property
    def stretches(self) -> dict[Node, list[Stretch]]:
        """The stretches by their tails."""
        by_tail: dict[Node, list[Stretch]] = {}
        ways: dict[Node, tuple[Node, Edges]] = {}

        def chain_rule(node: Node, upstream: Any, wanted: set[Node], read: Read) -> Iterator[tuple[int, Any]]:
            if self.is_named(node) or operations(upstream) > MOST_OPERATIONS:
                upstream, ways[node] = self.gradients[node], (node, ())
            head, edges = ways[node]
            for i, formula in contributions(node, upstream, wanted, read):
                parent = node.parents[i]
                ways[parent] = head, (*edges, (node, i))
                if self.is_named(parent) or operations(formula) > MOST_OPERATIONS:
                    stretch = Stretch(head, parent, formula, (*edges, (node, i)))
                    by_tail.setdefault(parent, []).append(stretch)
                yield i, formula

        backpropagate(self.order, self.gradients[self.order[-1]], self.read, chain_rule=chain_rule)
        return by_tail

    def around(self, stretch: Stretch, first: int, last: int, local: Symbol) -> Any:
        """Return the formula of a stretch with one symbol for the local derivatives of some edges."""
        upstream: Any = self.gradients[stretch.head]
        for number, (node, i) in enumerate(stretch.edges):
            if number == last:
                upstream = upstream * local
            elif not first <= number <= last:
                upstream = dict(contributions(node, upstream, {node.parents[i]}, self.read))[i]
        return upstream

    @cached_property
    def may_have_kinks(self) -> bool:
        """Tell whether a derivative jumps anywhere: whether a formula holds a comparison or a sign."""
        for stretches in self.stretches.values():
            for stretch in stretches:
                if any(_jumps(part) for part, _ in parts(stretch.formula)):
                    return True
        return False

    @cached_property
    def sizes(self) -> list[int]:
        """The lengths of the arrays' axes, and how many entries they have: what a mean may be taken over."""
        sizes: set[int] = set()
        for node in self.values:
            sizes |= {*node.shape, node.size}
        return sorted(sizes - {0, 1})

    @cached_property
    def counts(self) -> list[int]:
        """The sizes that a mean may be taken over: where entries become one, rows of data, and what is divided by."""
        counts: set[int] = set()
        numbers: set[float] = set()
        for node, x in self.values.items():
            if node.constant:
                counts.update(node.shape[:1])
            if isinstance(x, float):
                numbers.add(abs(x))
        for m in self.sizes:
            if m in numbers or 1 / m in numbers:
                counts.add(m)
        for node in self.order:
            if node.size and node.rule and not (node.rule.elementwise or node.rule.symbol):
                counts |= {parent.size // node.size for parent in node.parents}
        return sorted(counts - {0, 1})

    @cached_property
    def factors(self) -> dict[float, tuple[str, str]]:
        """The factors that tell a mistake, each with the name of the mistake and its sentence."""
        plain = "{it} times {factor:.4g}{where}"
        factors = {
            1.0: ("shape", ""),  # it says nothing but in another shape
            0.0: ("path", "as if {path} were forgotten"),
            -1.0: ("sign", "the sign{part} is turned{where}"),
            2.0: (TWICE_OR_HALF, plain),
            0.5: (TWICE_OR_HALF, plain),
        }
        means: dict[float, str] = {}
        for m in self.counts:
            means[m] = f"{{it}} times m = {m}{{where}}: is the mean over {m} entries missing?"
            means[1 / m] = f"{{it}} divided by m = {m}{{where}}: is the mean over {m} entries taken twice?"
        for m in self.counts:
            for n in self.sizes:
                sentence = f"{{it}} times {m}/{n}{{where}}: is it a mean over {n} entries in place of {m}?"
                means.setdefault(m / n, sentence)
        for factor, sentence in means.items():
            factors.setdefault(factor, ("mean", sentence))
            factors.setdefault(-factor, ("mean", sentence.replace("{where}", " and the sign turned{where}")))
        return factors

    def numbers(self, formula: Any, gradients: Mapping[Node, Any]) -> Any:
        """Compute a formula from the values of the graph and these gradients. Truths count as 0 and 1."""
        if not isinstance(formula, Symbol):
            return formula
        if formula.rule is not None:
            result = formula.rule.compute([self.numbers(x, gradients) for x in formula.inputs])
            return result + 0.0 if formula.rule.is_comparison else result
        node, is_gradient = self.stands_for[formula]
        if is_gradient:
            return gradients[node]
        return node.raw

    def text(self, formula: Any) -> str:
        """The formula as Python, cut where it is long."""
        return clipped(Writer().text(unrepeated(formula)), 80)


def parts(formula: Any, within: Within = lambda x: x) -> Iterator[tuple[Symbol, Within]]:
    """Yield each symbol of a formula, and the function that puts something else in its place."""
    if isinstance(formula, Symbol):
        yield formula, within
        for i, part in enumerate(formula.inputs):
            yield from parts(part, partial(_put, formula, i, within))


def _put(x: Symbol, i: int, within: Within, new: Any) -> Any:
    inputs = list(x.inputs)
    inputs[i] = new
    return within(Symbol(shape=x.shape, rule=x.rule, inputs=tuple(inputs)))


def operations(formula: Any) -> int:
    """The number of operations in a formula."""
    return sum(part.rule is not None for part, _ in parts(formula))


def exchanged(formula: Any, old: Symbol, new: Any) -> Any:
    """The formula with another symbol wherever one stands."""
    if formula is old:
        return new
    if not isinstance(formula, Symbol) or formula.rule is None:
        return formula
    inputs = [exchanged(x, old, new) for x in formula.inputs]
    return Symbol(shape=formula.shape, rule=formula.rule, inputs=tuple(inputs))


def _jumps(part: Symbol) -> bool:
    """Tell whether a rule is constant but for its jumps: a comparison, a sign."""
    rule = part.rule
    if rule is None:
        return False
    is_flat = rule.elementwise and rule.arity == 1 and not np.any(rule.derivative(0, 0.5, (0.5,)))
    return rule.is_comparison or is_flat
