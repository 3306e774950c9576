"""Random programs over all rows of the table, of numbers, of arrays, or of both: whatever is a row takes part."""

from functools import cache, reduce

import numpy as np
from rows import applied, cases

from autograd import Tensor, Value, grad
from autograd.table import TABLE

LEAVES = [(), (), (3,), (2, 3), (1, 3), (2, 1)]
LARGEST = 24  # entries of a node
TABLE_AS_IMPORTED = dict(TABLE)


@cache
def calls():
    """Return, for each row that has a derivative, the shapes and options that it can be called with."""
    rows = {}
    for name, rule in TABLE_AS_IMPORTED.items():
        kinds = [((shape,) * rule.arity, {}) for shape in ((), (2, 3))] if rule.elementwise else cases(rule)
        kinds = [(list(shapes), options) for shapes, options in kinds if not any(0 in shape for shape in shapes)]
        if kinds and (rule.variadic or any(rule.backward)):
            rows[name] = kinds
    return rows


class Program:
    """A list of steps, each a row with its inputs, which runs on whatever stands for its leaves.

    Attributes:
        leaves: the numbers and arrays that it is differentiated by.
        steps: (row, inputs, options), where an input is the place of a node, or a constant array.
        kind: "numbers", "arrays" or "mixed".
    """

    def __init__(self, random, length, names=None):
        self.kind = random.choice(["numbers", "arrays", "mixed"])
        self._random, self._rng = random, np.random.default_rng(random.getrandbits(32))
        self.leaves, self.steps, self._nodes = [], [], []
        for _ in range(random.randint(1, 4)):
            shape = () if self.kind == "numbers" else random.choice(LEAVES)
            self.leaves.append(self._rng.normal(size=shape) if shape else float(self._rng.normal()))
        self._nodes = self.nodes()
        names = sorted(calls() if names is None else names)
        while len(self.steps) < length:
            self._add(TABLE_AS_IMPORTED[random.choice(names)])
        self._close()

    def nodes(self, leaves=None):
        """Return the leaves as labelled nodes: Values, Tensors, or Values among Tensors."""
        nodes = []
        for i, x in enumerate(self.leaves if leaves is None else leaves):
            is_value = np.ndim(x) == 0 and (self.kind == "numbers" or (self.kind == "mixed" and i % 2 == 0))
            nodes.append(Value(x, f"w{i}") if is_value else Tensor(x, f"w{i}"))
        return nodes

    def run(self, leaves):
        """Return the result of the last step, with `leaves` in place of its own."""
        nodes = list(leaves)
        for rule, inputs, options in self.steps:
            nodes.append(applied(rule, [nodes[x] if isinstance(x, int) else x for x in inputs], options))
        return nodes[-1]

    def bend(self, leaves, direction):
        """Return the slope of the result along a direction as a node: a program of derivatives, to be derived again."""
        gradients = grad(self.run(leaves), wrt=leaves, create_graph=True)
        return sum(np.sum(g * t) for g, t in zip(gradients, direction, strict=True))

    def direction(self, rng):
        """Return a random direction in which the leaves move."""
        return [rng.normal(size=np.shape(w)) if np.ndim(w) else float(rng.normal()) for w in self.leaves]

    def _step(self, rule, *inputs, **options):
        nodes = [self._nodes[x] if isinstance(x, int) else x for x in inputs]
        node = applied(rule, nodes, options)
        if not np.all(np.isfinite(node.data)):
            raise ArithmeticError(f"{rule.name} of {nodes} is not finite")
        self._nodes.append(node)
        self.steps.append((rule, inputs, options))
        return len(self._nodes) - 1

    def _add(self, rule):
        shapes, options = self._random.choice(calls()[rule.name])
        if self.kind == "numbers" and not rule.elementwise:
            return
        inputs, before = [], len(self._nodes)
        shape = ()
        for i, wanted in enumerate(shapes):
            if rule.elementwise:
                place = self._fitting(shape)
                wanted = shape = np.broadcast_shapes(shape, self._nodes[place].shape)
            else:
                place = self._shaped(self._random.randrange(before), wanted)
            if rule.has_derivative(i):
                inputs.append(self._within(place, rule.smooth))
            else:
                inputs.append(np.round(self._rng.random(wanted)))  # numbers, since derive refuses booleans
        if all(not isinstance(x, int) for x in inputs):
            return
        self._step(rule, *inputs, **options)

    def _fitting(self, shape):
        """Return the place of a node that broadcasts with this shape."""
        places = []
        for place, node in enumerate(self._nodes):
            try:
                size = np.prod(np.broadcast_shapes(shape, node.shape))
            except ValueError:
                continue
            if 0 < size <= LARGEST:
                places.append(place)
        return self._random.choice(places)

    def _shaped(self, place, shape):
        """Return the place of a node of this shape that is made of another one."""
        node = self._nodes[place]
        if node.shape == tuple(shape):
            return place
        if node.size == np.prod(shape):
            return self._step(TABLE["reshape"], place, shape=tuple(shape))
        single = self._step(TABLE["mean"], place) if node.shape else place
        return self._step(TABLE["mul"], single, self._rng.normal(size=shape))

    def _within(self, place, interval):
        """Return the place of a node whose numbers lie where a row is smooth."""
        low, high = interval
        numbers = self._nodes[place].data
        if np.all((low < numbers) & (numbers < high)):
            return place
        share = self._step(TABLE["sigmoid"], place)
        return self._step(TABLE["add"], self._step(TABLE["mul"], share, high - low), low)

    def _close(self):
        """Add the steps that make one number of the last nodes."""
        parts = []
        for place in range(len(self._nodes))[-3:]:
            shape = self._nodes[place].shape
            weighted = self._step(TABLE["mul"], place, self._rng.normal(size=shape) if shape else 1.5)
            parts.append(self._step(TABLE["sum"], weighted) if shape else weighted)
        reduce(lambda x, y: self._step(TABLE["add"], x, y), parts)

    def __repr__(self):
        lines = [f"w{i} = {x!r}" for i, x in enumerate(self.leaves)]
        for i, (rule, inputs, options) in enumerate(self.steps, start=len(self.leaves)):
            given = ", ".join(f"w{x}" if isinstance(x, int) else repr(x) for x in inputs)
            lines.append(f"w{i} = {rule.name}({given}, {options})")
        return "\n".join([self.kind, *lines])


def program(random, length=8, names=None):
    """Return a random program of the rows of these names, or of all.

    All its numbers are finite, and no matrix is singular where its rows need an inverse.
    """
    while True:
        try:
            one = Program(random, random.randint(1, length), names)
            grad(one.run)(one.leaves)
            return one
        except (ArithmeticError, np.linalg.LinAlgError):
            continue
