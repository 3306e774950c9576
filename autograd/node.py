"""Node: what Value and Tensor have in common, a place in a graph that remembers how it was computed."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from autograd.departures import Departing, plain
from autograd.graph import UNREACHED, backward, topological_order
from autograd.table import Rule
from autograd.warned import at_the_users_line, warn_of_pairs

# Attributes that formulas and views read, and that a user has no need of.
OF_THE_ENGINE = {
    "advice_on_plots", "asked", "changed_parents", "computed", "fixed", "frozen",
    "gradient", "has_gradient", "inputs", "kinds", "leaf", "marks", "name", "number", "owned", "raw",
    "read_comparison", "read_plain", "read_rule", "refuse_assignment_inside_a_graph", "rule", "seed",
    "snapshot", "taken", "unchanged_parents",
}  # fmt: skip


class Node(Departing):
    """A number or an array in a graph, with its gradient: what Value and Tensor have in common.

    Attributes:
        data: the number or the array.
        raw: the same for looking at it: an array is not copied, and must not be changed.
        grad: dJ/dnode after `J.backward()`, 0 before; None for a constant.
        gradient: the same; UNREACHED before a backward pass.
        label: its name in messages and pictures.
        constant: True if it gets no gradient: raw numbers and arrays, and whatever depends on nothing else.
        fixed: the same, for reading it fast.
        rule: the row of the table that computed it; None for a leaf.
        parents: the nodes it was computed from, in the order of the rule's inputs; () for a leaf.
        inputs: what its parents held when it was computed; later assignments don't reach it.
        marks: how its number has left the graph, see departures.py.
    """

    if not TYPE_CHECKING:  # each kind has its own slots, which hold what is declared here
        __slots__ = ()
    kinds: ClassVar[dict[type, type["Node"]]] = {}  # what holds a float, what holds an array

    data: Any
    raw: Any
    grad: Any
    gradient: Any
    fixed: bool
    _first: "Node | None" = None
    _second: "Node | None" = None
    _uses: int
    label: str
    rule: Rule | None
    parents: tuple["Node", ...]
    inputs: tuple[Any, ...]

    def __init_subclass__(cls, holds: type | None = None) -> None:
        if holds is not None:
            Node.kinds[holds] = cls

    @classmethod
    def frozen(cls, data: Any) -> Any:
        """`data` as this kind of node keeps it, a float or a read-only array of floats."""
        raise NotImplementedError

    @classmethod
    def computed(cls, data: Any, rule: Rule, parents: tuple["Node", ...], inputs: tuple[Any, ...]) -> "Node":
        """A new node of this kind that remembers how it was computed."""
        raise NotImplementedError

    def snapshot(self) -> Any:
        """The data, safe from changes for as long as a graph needs them."""
        return self.raw

    def owned(self, gradient: Any, upstream: Any = None) -> Any:
        """`gradient`, numbers of this node's shape, as this node keeps it: in its dtype, shared with nobody.

        It was computed for this node from `upstream`, so that is the only array it could be or be a view of.
        """
        raise NotImplementedError

    @classmethod
    def leaf(cls, raw: Any, label: str = "", constant: bool = False) -> Self:
        """A new leaf of this kind that holds `raw`, as `frozen` gives it."""
        node = cls.__new__(cls)
        node._fill(raw, label, constant)
        return node

    def _fill(self, raw: Any, label: str, constant: bool, rule: Any = None) -> None:
        """Fill in a new object: a leaf, or a node that was computed by a rule."""
        raise NotImplementedError

    @property
    def constant(self) -> bool:
        """True if it gets no gradient."""
        return self.fixed

    @constant.setter
    def constant(self, constant: bool) -> None:
        self.fixed = bool(constant)

    @property
    def has_gradient(self) -> bool:
        """Whether a backward pass has reached it, or a gradient was assigned."""
        return self.gradient is not UNREACHED and self.gradient is not None

    @property
    def is_leaf(self) -> bool:
        """Whether it was made, not computed from other nodes."""
        return self.rule is None

    @property
    def op(self) -> str:
        """The name of the row that computed this node; "" for a leaf."""
        return self.rule.name if self.rule else ""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data; () for a single number."""
        return np.shape(self.raw)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:  # type: ignore[override]
        """The number of entries."""
        return int(np.size(self.raw))

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> "Node":
        """Compute `rule` and remember how: a new node whose parents are `inputs`."""
        parents = tuple([x if isinstance(x, Node) else as_constant(x) for x in inputs])
        seen = tuple([parent.snapshot() for parent in parents])
        try:
            if rule.may_warn:
                with at_the_users_line(rule.numpy or rule.name):
                    result = rule.compute(seen)
            else:
                result = rule.compute(seen)
        except (ValueError, TypeError, IndexError) as error:
            raise type(error)(_cannot_compute(rule, parents, error)) from None
        if rule.elementwise and len(parents) >= 2 and np.ndim(result) == 2:
            warn_of_pairs(rule, parents, np.shape(result))
        # A single number computed from Values alone, whose data are floats, is a Value; everything else is a Tensor.
        is_number = type(result) is float or (not np.ndim(result) and {*map(type, seen)} <= {float})
        return Node.kinds[float if is_number else np.ndarray].computed(result, rule, parents, seen)

    def backward(self, seed: Any = None) -> None:
        """Backpropagation: fill `.grad` of this node, J, and of every node below it with dJ/dnode.

        Leaves accumulate over calls (`zero_grad` starts afresh); interior nodes hold the latest pass.

        Args:
            seed: dJ/dJ, of this node's shape: 1 for a scalar. For another node, the gradient from above.

        Raises:
            ValueError: if this node is not a scalar and no seed is given, if the seed has another shape, or if
                nothing below can have a gradient. No gradient has been touched then.

        Example:
            >>> from autograd import Value
            >>> x = Value(3.0)
            >>> J = x**3
            >>> J.backward()
            >>> x.grad
            27.0
        """
        with at_the_users_line(f"the backward pass of {self.name()}"):
            backward(self, self.seed(seed))

    def seed(self, seed: Any = None) -> Any:
        """The gradient that a backward pass from this node starts with: `seed`, checked, or 1."""
        if self.constant:
            raise ValueError(
                f"{self.name()} depends on constants alone, so there is no gradient to compute. "
                "Wrap the parameters: Value(2.0) or Tensor(array)."
            )
        if seed is None and self.size != 1:
            raise ValueError(
                f"backward from {self.name()} of shape {self.shape}: only a scalar cost has a gradient. "
                "Reduce it first, np.mean(...) or np.sum(...), or pass a seed of that shape."
            )
        if seed is None:
            return self.owned(np.ones(self.shape))
        seed = as_constant(plain(seed)).raw
        if np.shape(seed) != self.shape:
            raise ValueError(f"the seed has shape {np.shape(seed)}, but {self.name()} has shape {self.shape}.")
        return self.owned(np.array(seed))

    def zero_grad(self) -> None:
        """Forget the gradient of this node and of every node below it; `.grad` reads 0 again."""
        for node in topological_order(self):  # constants too, which may be frozen parameters
            node.gradient = None if node.fixed else UNREACHED

    def unchanged_parents(self) -> "tuple[Node, ...]":
        """The parents, which must still hold what this node was computed from.

        Raises:
            ValueError: if data were assigned to one of them since; it names the parent.
        """
        for parent in self.changed_parents():
            raise ValueError(
                f"the data of {parent.name()} changed after {self.name()} was computed from it, and new nodes "
                "would mix both. Compute the cost again before going on from it."
            )
        return self.parents

    def changed_parents(self) -> "list[Node]":
        """Return the parents that no longer hold what this node was computed from."""
        pairs = zip(self.parents, self.inputs, strict=True)
        return [parent for parent, seen in pairs if not are_same(parent.raw, seen)]

    def __dir__(self) -> list[str]:
        """The attributes that a user uses."""
        return sorted(set(super().__dir__()) - OF_THE_ENGINE)

    def name(self) -> str:
        """How messages call this node: its label, or what it is."""
        return repr(self.label) if self.label else f"an unlabelled {type(self).__name__} ({self.op or 'leaf'})"

    def advice_on_plots(self) -> str:
        """Say what to give a plot, by the name that the caller gave."""
        node = self
        while not node.label and len(node.parents) == 1:
            (node,) = node.parents  # plots index what they are given
        return f"For a plot give the numbers, {node.label or 'node'}.data."

    def refuse_assignment_inside_a_graph(self) -> None:
        """Raise the AttributeError of a node whose data were computed, not assigned."""
        if self.rule is not None:
            raise AttributeError(
                f"the data of {self.name()} was computed by {self.op!r}; a value assigned here would "
                "contradict its parents. Assign to a leaf and compute the graph again."
            )

    def __str__(self) -> str:
        return f"{self.label} = {self.raw}" if self.label else str(self.raw)

    def __reduce__(self) -> Any:
        if not self.is_leaf:
            raise TypeError(
                f"{self.name()} was computed by {self.op!r}; only leaves can be copied or pickled. "
                f"Copy what it holds, node.data, or the leaves and compute the graph again. {self.advice_on_plots()}"
            )
        gradient = self.gradient if self.has_gradient else None
        own = {name: x for name, x in vars(self).items() if name != "_edges"}
        return _restore_leaf, (type(self), self.raw, gradient, self.label, self.fixed), own or None


def are_same(x: Any, y: Any) -> bool:
    """Tell whether the data of two nodes are equal, where nan is equal to nan."""
    return x is y or np.array_equal(x, y, equal_nan=True)


def require_unchanged(nodes: Iterable[Node]) -> None:
    """Raise a ValueError if data were assigned to a node after another was computed from it."""
    for node in nodes:
        for parent in node.changed_parents():
            raise ValueError(
                f"the data of {parent.name()} changed after {node.name()} was computed from "
                "it, so this graph is not the one of the data as they are now. Compute the cost "
                "again, and take that one."
            )


def held_by(order: Sequence[Node]) -> dict[Node, Any]:
    """Return what each node held when others were computed from it.

    Args:
        order: a graph in topological order.

    Raises:
        ValueError: if data were assigned while the graph was being computed; it names the node.
    """
    held: dict[Node, Any] = {}
    for node in order:
        for parent, seen in zip(node.parents, node.inputs, strict=True):
            if not are_same(held.setdefault(parent, seen), seen):
                raise ValueError(
                    f"the data of {parent.name()} changed while this graph was being computed: "
                    f"{node.name()} was computed from other numbers than what came before it. "
                    "Compute the cost again, all of it."
                )
    return {node: held.get(node, node.raw) for node in order}


def gone_past(order: Iterable[Node]) -> dict[Node, Node]:
    """Return nodes that a fused rule takes along without a derivative, each with the node that the rule computed."""
    return {
        parent: node
        for node in order
        if node.rule is not None and node.rule.fuses
        for i, parent in enumerate(node.parents)
        if not node.rule.has_derivative(i)
    }


def in_nodes(node: Node) -> tuple[Node, tuple[Node, ...]]:
    """The reading that builds a graph, so that gradients can be differentiated again."""
    return node, node.unchanged_parents()


def as_label(label: Any) -> str:
    """Return the label of a node, if it is text."""
    if not isinstance(label, str):
        raise TypeError(f"label={label!r}: a label is text. The parents of a node come from what it is computed of.")
    return label


def as_constant(x: Any) -> Node:
    """A raw number or array as a node without gradient.

    Raises:
        TypeError: for anything that is not real and numeric.
    """
    kind = Node.kinds[np.ndarray if isinstance(x, np.ndarray) else float]
    if isinstance(x, np.ndarray) and x.dtype == bool:
        data = x.copy()  # a mask keeps its type: it never widens a float32
        data.flags.writeable = False
    else:
        data = kind.frozen(x)
    return kind.leaf(data, constant=True)


def _restore_leaf(kind: type[Node], data: Any, gradient: Any, label: str, constant: bool) -> Node:
    leaf = kind.leaf(kind.frozen(data), label, constant)
    if gradient is not None:
        leaf.gradient = leaf.owned(np.array(gradient))
    return leaf


def _cannot_compute(rule: Rule, parents: Iterable[Node], error: Exception) -> str:
    operands = " and ".join([f"{parent.name()} of shape {parent.shape}" for parent in parents])
    return f"{rule.name} of {operands} is not possible ({error}). What it needs: {rule.needs}."
