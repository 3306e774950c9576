"""Node: what Value and Tensor have in common, a place in a graph that remembers how it was computed."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from autograd.graph import backpropagate, topological_order
from autograd.operand import ACCEPTED, DECISIONS, Operand
from autograd.rule import Rule


class Reads:
    """How often numbers have left a graph of Tensors, by `.data`, float() or a comparison."""

    count = 0


READS = Reads()  # an object, since a class that changes makes Python forget what it knows of it


class Node(Operand):
    """A number or an array in a graph, with its gradient: what Value and Tensor have in common.

    Attributes:
        data: the number or the array.
        grad: dJ/dnode after `J.backward()`, 0 before; None for a constant.
        label: its name in messages and pictures.
        parents: the nodes it was computed from, in the order of the rule's inputs; () for a leaf.
        rule: the row of the table that computed it; None for a leaf.
        asked: whether it was compared or asked for its truth, so that what was computed next may depend on the answer.
        taken: whether its number was taken out of the graph, by float(), math.*, .item() or round().
        constant: True if it gets no gradient: raw numbers and arrays, and whatever depends on nothing else.
    """

    if not TYPE_CHECKING:  # each kind has its own slots, which hold what is declared here
        __slots__ = ()
    kinds: ClassVar[dict[type, type["Node"]]] = {}  # what holds a float, what holds an array

    data: Any
    grad: Any
    label: str
    parents: tuple["Node", ...]
    rule: Rule | None
    constant: bool
    asked: bool
    taken: bool
    _data: Any
    _grad: Any  # None until a backward pass gets here
    _inputs: tuple[Any, ...]  # the parents' data as this node saw them; later assignments don't reach it

    def __init_subclass__(cls, holds: type | None = None) -> None:
        if holds is not None:
            Node.kinds[holds] = cls

    def _become_leaf(self, data: Any, label: str, constant: bool) -> None:
        """Fill in a new object as a node that was computed from nothing."""
        raise NotImplementedError

    @classmethod
    def _computed(cls, data: Any, rule: Rule, parents: tuple["Node", ...], inputs: tuple[Any, ...]) -> "Node":
        """A new node of this kind that remembers how it was computed."""
        raise NotImplementedError

    @property
    def is_leaf(self) -> bool:
        """Whether it was made, not computed from other nodes."""
        return self.rule is None

    @property
    def raw(self) -> Any:
        """What it holds, for looking at it: an array is not copied, and must not be changed."""
        return self._data

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What its parents held when it was computed; later assignments don't reach it. () for a leaf."""
        return self._inputs

    @property
    def op(self) -> str:
        """The name of the row that computed this node; "" for a leaf."""
        return self.rule.name if self.rule else ""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data; () for a single number."""
        return np.shape(self._data)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of entries."""
        return int(np.size(self._data))

    def read_rule(self, rule: Rule, inputs: Sequence[Any]) -> "Node":
        """Compute `rule` and remember how: a new node whose parents are `inputs`."""
        parents = tuple([x if isinstance(x, Node) else as_constant(x) for x in inputs])
        seen = tuple([parent._snapshot() for parent in parents])
        try:
            result = rule.compute(seen)
        except (ValueError, TypeError, IndexError) as error:
            raise type(error)(_cannot_compute(rule, parents, error)) from None
        # A single number computed from Values alone is a Value; everything else is a Tensor.
        number = Node.kinds[float]
        scalar = not getattr(result, "ndim", 0) and all(isinstance(parent, number) for parent in parents)
        return Node.kinds[float if scalar else np.ndarray]._computed(result, rule, parents, seen)

    def read_comparison(self, rule: Rule, x: Any, y: Any) -> Any:
        """Plain truths, which may decide what is computed next.

        A comparison of arrays of data alone is a node, since it is a formula of them that holds for other data as well.
        """
        nodes = [operand for operand in (x, y) if isinstance(operand, Node)]
        of_data = all(node.constant for node in nodes) and any(node.ndim for node in nodes)
        if of_data and isinstance(x, ACCEPTED) and isinstance(y, ACCEPTED):
            return rule(x, y)
        return rule.forward(_asked(x), _asked(y))

    def read_plain(self, function: Callable[..., Any], args: Any, keywords: Any) -> Any:
        """Apply a function that has no derivative to the data."""
        READS.count += function not in (np.shape, np.ndim, np.size, np.zeros_like, np.ones_like)
        if function in DECISIONS:
            for x in args:
                _asked(x)
        return function(*[_raw(x) for x in args], **{name: _raw(x) for name, x in keywords.items()})

    def backward(self, seed: Any = None) -> None:
        """Backpropagation: fill `.grad` of every node below this one with dJ/dnode, where J is this node.

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
        order = topological_order(self, constants=False)
        gradients = backpropagate(order, self.seed(seed))
        before = {node: node._grad for node in gradients}
        try:
            for node, gradient in gradients.items():
                node._grad = gradient if node._grad is None or not node.is_leaf else node._grad + gradient
        except BaseException:  # such as Ctrl-C: all gradients are written, or none
            for node, gradient in before.items():
                node._grad = gradient
            raise

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
            return self._gradient(np.ones(self.shape))
        seed = as_constant(_raw(seed))._data
        if np.shape(seed) != self.shape:
            raise ValueError(f"the seed has shape {np.shape(seed)}, but {self.name()} has shape {self.shape}.")
        return self._gradient(np.array(seed))

    def zero_grad(self) -> None:
        """Forget the gradient of this node and of every node below it; `.grad` reads 0 again."""
        for node in topological_order(self, constants=False):
            node._grad = None

    def name(self) -> str:
        """How messages call this node: its label, or what it is."""
        return repr(self.label) if self.label else f"an unlabelled {type(self).__name__} ({self.op or 'leaf'})"

    def _snapshot(self) -> Any:
        """The data, safe from changes for as long as a graph needs them."""
        return self._data

    @classmethod
    def _frozen(cls, data: Any, *, copy: bool = True) -> Any:
        """`data` as this kind of node keeps it, a float or a read-only array of floats."""
        raise NotImplementedError

    def _gradient(self, gradient: Any, upstream: Any = None) -> Any:
        """`gradient`, numbers of this node's shape, as this node keeps it: in its dtype, shared with nobody.

        It was computed for this node from `upstream`, so that is the only array it could be or be a view of.
        """
        raise NotImplementedError

    def _refuse_assignment_inside_a_graph(self) -> None:
        if not self.is_leaf:
            raise AttributeError(
                f"the data of {self.name()} was computed by {self.op!r}; a value assigned here would "
                "contradict its parents. Assign to a leaf and compute the graph again."
            )

    def __float__(self) -> float:
        number = self._number()
        self._leave("taken")
        return number

    def _number(self) -> float:
        """The only entry, for looking at it."""
        if self.size != 1:
            raise TypeError(f"{self.name()} has {self.size} entries, and float() takes one. Use .data.")
        return float(self._data if isinstance(self._data, float) else self._data.item())

    def __bool__(self) -> bool:
        return bool(self._asked())

    def _asked(self) -> Any:
        """The data, for an answer that may decide what is computed next."""
        READS.count += 1
        self._leave("asked")
        return self._data

    def _leave(self, mark: str) -> None:
        """Note that the data left the graph; what is computed from constants alone stands for these as well."""
        for node in topological_order(self) if self.constant else [self]:
            setattr(node, mark, True)

    def __round__(self, digits: int | None = None) -> float:
        return round(float(self), digits)

    def __format__(self, spec: str) -> str:
        return format(self._number(), spec) if spec else str(self)

    def __str__(self) -> str:
        return f"{self.label} = {self._data}" if self.label else str(self._data)

    def __reduce__(self) -> Any:
        if not self.is_leaf:
            raise TypeError(
                f"{self.name()} was computed by {self.op!r}; only leaves can be copied or pickled. "
                "Copy what it holds, node.data, or the leaves and compute the graph again."
            )
        return _restore_leaf, (type(self), self._data, self._grad, self.label, self.constant)


def _restore_leaf(kind: type[Node], data: Any, grad: Any, label: str, constant: bool) -> Node:
    leaf = kind.__new__(kind)
    leaf._become_leaf(kind._frozen(data), label, constant)
    leaf._grad = None if grad is None else leaf._gradient(np.array(grad))
    return leaf


def as_constant(x: Any) -> Node:
    """A raw number or array as a node without gradient.

    Raises:
        TypeError: for anything that is not real and numeric.
    """
    kind = Node.kinds[np.ndarray if isinstance(x, np.ndarray) else float]
    node = kind.__new__(kind)
    if isinstance(x, np.ndarray) and x.dtype == bool:
        data = x.copy()  # a mask keeps its type: it never widens a float32
        data.flags.writeable = False
    else:
        data = kind._frozen(x)
    node._become_leaf(data, "", True)
    return node


def _asked(x: Any) -> Any:
    return x._asked() if isinstance(x, Node) else _raw(x)


def _raw(x: Any) -> Any:
    """The data of a node, of nodes in a list, or `x` itself."""
    if isinstance(x, (list, tuple)):
        return type(x)(map(_raw, x))
    return x._data if isinstance(x, Node) else x


def _cannot_compute(rule: Rule, parents: Iterable[Node], error: Exception) -> str:
    operands = " and ".join([f"{parent.name()} of shape {parent.shape}" for parent in parents])
    return f"{rule.name} of {operands} is not possible ({error}). What it needs: {rule.needs}."
