"""Node: what Value and Tensor have in common, a place in a graph that remembers how it was computed."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from autograd.backpropagation import backpropagate
from autograd.births import note_birth
from autograd.departures import Departing, plain
from autograd.detection import require_finite, require_finite_step, watching
from autograd.graph import CONSTANT, UNREACHED, topological_order
from autograd.methods import Methods
from autograd.passes import whole_pass
from autograd.refusals import IMPOSSIBLE, reworded
from autograd.rule import Rule
from autograd.warned import at_the_users_line, warn_of_pairs


class Node(Methods, Departing):
    """A number or an array in a graph, with its gradient: what Value and Tensor have in common.

    Attributes:
        data: the number or the array.
        raw: the same for looking at it: an array is not copied, and must not be changed.
        grad: dJ/dnode after `J.backward()`, 0 before; None for a constant.
        gradient: the same; UNREACHED before a backward pass.
        label: its name in messages and pictures.
        constant: True if it gets no gradient: raw numbers and arrays, and whatever depends on nothing else.
        rule: the row of the table that computed it; None for a leaf.
        parents: the nodes it was computed from, in the order of the rule's inputs; () for a leaf.
        inputs: what its parents held when it was computed; later assignments don't reach it.
        marks: how its number has left the graph, see departures.py.
    """

    if not TYPE_CHECKING:  # each kind has its own slots, which hold what is declared here
        __slots__ = ()
    kinds: ClassVar[dict[type, type["Node"]]] = {}  # what holds a float, what holds an array

    data: Any
    grad: Any
    gradient: Any
    parents: tuple["Node", ...]
    inputs: tuple[Any, ...]
    _first: "Node | None" = None  # of a node that keeps the derivatives on its edges, see Value
    _second: "Node | None" = None
    _uses: int  # by nodes that have yet to pass their gradient on in the pass that is running; or CONSTANT

    # What each kind has of its own.
    frozen: ClassVar[Callable[..., Any]]  # data as it keeps them: a float, or a read-only array of floats
    computed: ClassVar[Callable[..., "Node"]]  # a new node that remembers how it was computed
    owned: Callable[..., Any]  # a gradient as it keeps it: in its type, shared with nobody
    _fill: Callable[[Any, str, bool], None]  # fills in a new leaf

    def __init_subclass__(cls, holds: type | None = None) -> None:
        if holds is not None:
            Node.kinds[holds] = cls

    def snapshot(self) -> Any:
        """Return the data, safe from changes for as long as a graph needs them."""
        return self.raw

    @classmethod
    def leaf(cls, raw: Any, label: str = "", constant: bool = False) -> Self:
        """Return a new leaf of this kind that holds `raw`, as `frozen` gives it."""
        node = cls.__new__(cls)
        node._fill(raw, label, constant)
        note_birth(node)
        return node

    @property
    def constant(self) -> bool:
        """True if it gets no gradient."""
        return self._uses < 0

    @constant.setter
    def constant(self, constant: bool) -> None:
        self._uses = 0
        self.gradient = UNREACHED
        if constant:
            self._uses = CONSTANT
            self.gradient = None

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> "Node":
        """Compute a rule and remember how: a new node whose parents are `inputs`."""
        nodes: list[Node] = []
        numbers: list[Any] = []
        for x in inputs:
            node = x if isinstance(x, Node) else as_node(x)
            nodes.append(node)
            numbers.append(node.raw if node.rule else node.snapshot())  # what was computed can't change
        parents, seen = tuple(nodes), tuple(numbers)
        try:
            if rule.may_warn:
                with at_the_users_line(rule.numpy or rule.name):
                    result = rule.compute(seen)
            else:
                result = rule.compute(seen)
        except IMPOSSIBLE as error:
            raise reworded(error, _cannot_compute(rule, parents, error)) from None
        if watching.get():
            require_finite(rule, [parent.name() for parent in parents], seen, result)
        if type(result) is np.ndarray and result.ndim:
            if rule.elementwise and result.ndim == 2:
                for x in seen:
                    if getattr(x, "ndim", 0) == 1:
                        warn_of_pairs(rule, parents, result.shape)
                        break
            kind: type = np.ndarray
        else:  # a single number computed from Values alone, whose data are floats, is a Value
            kind = float if type(result) is float or {*map(type, seen)} <= {float} else np.ndarray
        return Node.kinds[kind].computed(result, rule, parents, seen)

    def backward(self, seed: Any = None) -> None:
        """Fill `.grad` of this node, J, and of every node below it with dJ/dnode.

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
            start = self.seed(seed)
            if watching.get():
                backpropagate(topological_order(self, constants=False), start, record=require_finite_step)
            whole_pass(self, start)

    def seed(self, seed: Any = None) -> Any:
        """Return the gradient that a backward pass from this node starts with: `seed`, checked, or 1."""
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
        seed = as_node(plain(seed)).raw
        if np.shape(seed) != self.shape:
            raise ValueError(f"the seed has shape {np.shape(seed)}, but {self.name()} has shape {self.shape}.")
        return self.owned(np.array(seed))

    def zero_grad(self) -> None:
        """Forget the gradient of this node and of every node below it, so that `.grad` reads 0 again."""
        for node in topological_order(self):  # constants too, which may be frozen parameters
            node.gradient = None if node.constant else UNREACHED


def as_node(x: Any) -> Node:
    """Return a raw number or array as a node without gradient, and a node as it is.

    Raises:
        TypeError: for anything that is not real and numeric.
    """
    if isinstance(x, Node):
        return x
    is_array = isinstance(x, np.ndarray)
    kind = Node.kinds[np.ndarray if is_array else float]
    if is_array and x.dtype == bool:
        data = x.copy()  # a mask keeps its type: it never widens a float32
        data.flags.writeable = False
    else:
        data = kind.frozen(x)
    return kind.leaf(data, constant=True)


def _cannot_compute(rule: Rule, parents: Iterable[Node], error: Exception) -> str:
    operands = " and ".join([f"{parent.name()} of shape {parent.shape}" for parent in parents])
    return f"{rule.name} of {operands} is not possible ({error}). What it needs: {rule.needs}."
