"""The derivative table: every operation is one row, written as a calculus book writes it.

A row holds a forward formula `z = f(x, y)` and, for each input, the local derivative dz/dx. All of them
are plain NumPy, and whoever calls them decides what they mean:

* floats and arrays give numbers (`backward`),
* nodes give a graph, so second derivatives are free (`grad`),
* symbols give text (`python -m autograd` prints this table).

An operation that is not elementwise has pull-backs instead: from `g`, the upstream gradient dJ/dz, they
make dJ/dx. No other file knows a derivative, and a new operation is one more row.

Sources: the elementwise rows stand in any table of derivatives; the matrix rows in M. Giles, "An extended
collection of matrix derivative results for forward and reverse mode automatic differentiation" (2008).
"""

import operator
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from autograd.rule import Formula, Rule, called_by

TABLE: dict[str, Rule] = {}
NUMPY: dict[Callable[..., Any], Callable[..., Any]] = {}  # what np.exp(node) and np.sum(node) turn into


def row(name: str, forward: Formula, *backward: Formula | None, **about: Any) -> Rule:
    """Add one operation to the table. If it just calls a NumPy function, that function of nodes is this row."""
    rule = Rule(name, forward, backward, **about)
    function = getattr(np, rule.numpy) if rule.numpy else called_by(rule)
    if function is not None and NUMPY.get(function, TABLE.get(name)) is TABLE.get(name):  # no other row has it
        rule = NUMPY[function] = replace(rule, numpy=name if hasattr(np, name) else function.__name__)
    TABLE[name] = rule
    return rule


def pullback(name: str, forward: Formula, *backward: Formula | None, **about: Any) -> Rule:
    """Add an operation that is not elementwise: its formulas are pull-backs."""
    return row(name, forward, *backward, elementwise=False, **about)


# fmt: off

add = row("add", lambda x, y: x + y, lambda z, x, y: 1, lambda z, x, y: 1, symbol="+", numpy="add")
sub = row("sub", lambda x, y: x - y, lambda z, x, y: 1, lambda z, x, y: -1, symbol="-", numpy="subtract")
mul = row("mul", lambda x, y: x * y, lambda z, x, y: y, lambda z, x, y: x, symbol="*", numpy="multiply")
div = row("div", lambda x, y: x / y, lambda z, x, y: 1 / y, lambda z, x, y: -z / y, symbol="/", numpy="divide",
          domain=(0.3, 2.0))
neg = row("neg", lambda x: -x, lambda z, x: -1, symbol="-", numpy="negative")
pos = row("pos", lambda x: +x, lambda z, x: 1, symbol="+", numpy="positive")

# The guards keep 0 * inf away at x = 0: there x ** 0 has derivative 0 by x, and 0 ** y has derivative 0 by y.
pow_ = row("pow", lambda x, y: x**y,
           lambda z, x, y: y * x ** np.where((y == 0) * (x == 0), 1, y - 1),
           lambda z, x, y: z * np.log(np.where(x == 0, 1, x)),
           symbol="**", numpy="power", domain=(0.3, 2.0))
square = row("square", lambda x: x * x, lambda z, x: 2 * x, numpy="square")
sqrt = row("sqrt", lambda x: np.sqrt(x), lambda z, x: 1 / (2 * z), domain=(0.3, 2.0))
exp = row("exp", lambda x: np.exp(x), lambda z, x: z)
expm1 = row("expm1", lambda x: np.expm1(x), lambda z, x: z + 1)
log = row("log", lambda x: np.log(x), lambda z, x: 1 / x, domain=(0.3, 2.0))
log1p = row("log1p", lambda x: np.log1p(x), lambda z, x: 1 / (1 + x), domain=(-0.7, 2.0))

sin = row("sin", lambda x: np.sin(x), lambda z, x: np.cos(x))
cos = row("cos", lambda x: np.cos(x), lambda z, x: -np.sin(x))
tanh = row("tanh", lambda x: np.tanh(x), lambda z, x: 1 - z**2)
row("tan", lambda x: np.tan(x), lambda z, x: 1 + z**2, domain=(-1.0, 1.0))
row("arctan", lambda x: np.arctan(x), lambda z, x: 1 / (1 + x**2))
row("sinh", lambda x: np.sinh(x), lambda z, x: np.cosh(x))
row("cosh", lambda x: np.cosh(x), lambda z, x: np.sinh(x))
sigmoid = row("sigmoid", lambda x: 1 / (1 + np.exp(-x)), lambda z, x: z * (1 - z), saturates=True)
logaddexp = row("logaddexp", lambda x, y: np.logaddexp(x, y),
                lambda z, x, y: np.exp(x - z), lambda z, x, y: np.exp(y - z), saturates=True)
softplus = row("softplus", lambda x: np.logaddexp(0, x), lambda z, x: sigmoid(x), saturates=True)
# A comparison counts as 1 where it holds and 0 elsewhere. At 0: relu' = 0 and abs' = 0. Two equal inputs of a
# maximum share the gradient equally; at a bound, clip lets it through to x.
relu = row("relu", lambda x: np.maximum(x, 0), lambda z, x: x > 0)
sign = row("sign", lambda x: np.sign(x), lambda z, x: 0)
absolute = row("abs", lambda x: np.abs(x), lambda z, x: np.sign(x))
maximum = row("maximum", lambda x, y: np.maximum(x, y),
              lambda z, x, y: (x > y) + (x == y) / 2,
              lambda z, x, y: (y > x) + (x == y) / 2)
minimum = row("minimum", lambda x, y: np.minimum(x, y),
              lambda z, x, y: (x < y) + (x == y) / 2,
              lambda z, x, y: (y < x) + (x == y) / 2)
clip = row("clip", lambda x, low, high: np.minimum(np.maximum(x, low), high),
           lambda z, x, low, high: (low <= x) * (x <= high),
           lambda z, x, low, high: (x < low) * (low <= high),
           lambda z, x, low, high: np.maximum(x, low) > high, numpy="clip")
# The cross-entropy of y and p = sigmoid(x), exact for any x: the derivative is known past p, which may round to 0 or 1.
logistic_loss = row("logistic_loss", lambda x, p, y: np.logaddexp(0, x) - y * x,
                    lambda z, x, p, y: sigmoid(x) - y, None, lambda z, x, p, y: -x, saturates=True, spelled=True,
                    fuses="sigmoid and cross-entropy")
where = row("where", lambda condition, x, y: np.where(condition, x, y),
            None,
            lambda z, condition, x, y: np.where(condition, 1, 0),
            lambda z, condition, x, y: np.where(condition, 0, 1))


def restore(g: Any, x: Any, axis: Any, keepdims: bool) -> Any:
    """`g`, the gradient of a reduction of `x`, back in the shape of `x`: each entry got a copy."""
    if axis is not None and not keepdims:
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, np.shape(x))


def averaged(x: Any, z: Any) -> Any:
    """How many entries of `x` each entry of their mean `z` stands for; 1 if there are none."""
    return (np.size(x) or 1) / (np.size(z) or 1)


REDUCTIONS = [([(2, 3)], {}), ([(3,)], {"keepdims": True}), ([(2, 3, 2)], {"axis": (0, -1)}),
              ([(3, 3)], {"axis": 1, "keepdims": True}), ([()], {})]

AXES = "each axis must lie in the shape, and hold an entry where there is no result without one"
pullback("sum", lambda x, /, axis=None, keepdims=False: np.sum(x, axis=axis, keepdims=keepdims),
         lambda g, z, x, axis=None, keepdims=False: restore(g, x, axis, keepdims),
         needs=AXES, cases=[*REDUCTIONS, ([(0, 3)], {"axis": 1})])
pullback("mean", lambda x, /, axis=None, keepdims=False: np.mean(x, axis=axis, keepdims=keepdims),
         lambda g, z, x, axis=None, keepdims=False: restore(g, x, axis, keepdims) / averaged(x, z),
         needs=AXES, cases=[*REDUCTIONS, ([(0, 3)], {"axis": 1})])


def share_among_ties(g: Any, z: Any, x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The pull-back of max and min: the upstream gradient goes to the entry that won; ties share it equally."""
    won = x == restore(z, x, axis, keepdims)
    return restore(g, x, axis, keepdims) * won / np.sum(won, axis=axis, keepdims=True)


pullback("max", lambda x, /, axis=None, keepdims=False: np.max(x, axis=axis, keepdims=keepdims),
         share_among_ties, needs=AXES, cases=REDUCTIONS)
pullback("min", lambda x, /, axis=None, keepdims=False: np.min(x, axis=axis, keepdims=keepdims),
         share_among_ties, needs=AXES, cases=REDUCTIONS)

# Every contribution is summed to the shape of its parent, which undoes a broadcast.
pullback("broadcast_to", lambda x, /, shape: np.broadcast_to(x, shape), lambda g, z, x, shape: g,
         reshapes=True, needs="the shape must end with the input's sizes, or 1 in their place",
         cases=[([(3, 1)], {"shape": (2, 3, 2)})])
pullback("reshape", lambda x, /, shape: np.reshape(x, shape),
         lambda g, z, x, shape: np.reshape(g, np.shape(x)),
         reshapes=True, needs="the number of entries must stay the same", cases=[([(2, 3)], {"shape": (3, -1)})])
pullback("squeeze", lambda x, /, axis=None: np.squeeze(x, axis=axis),
         lambda g, z, x, axis=None: np.reshape(g, np.shape(x)),
         reshapes=True, needs="a squeezed axis must have size 1", cases=[([(1, 3, 1)], {}), ([(1, 3, 1)], {"axis": 0})])
pullback("expand_dims", lambda x, /, axis: np.expand_dims(x, axis),
         lambda g, z, x, axis: np.reshape(g, np.shape(x)),
         reshapes=True, needs="each axis must lie in the new shape", cases=[([(2, 3)], {"axis": (0, 2)})])
def inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The order of axes that undoes `axes`, whose entries may count from the end."""
    return tuple(np.argsort(np.mod(axes, len(axes))).tolist())


pullback("transpose", lambda x, /, axes=None: np.transpose(x, axes),
         lambda g, z, x, axes=None: np.transpose(g, None if axes is None else inverse(axes)),
         symbol=".T", needs="axes must name every axis once",
         cases=[([(2, 3)], {}), ([(2, 3, 4)], {"axes": (2, 0, 1)}),
                ([(2, 3)], {"axes": (-1, 0)}),
                ([(2, 3, 4)], {"axes": (0, -1, 1)})])
matrix_transpose = pullback("matrix_transpose", lambda x: x.mT, lambda g, z, x: g.mT,
                            symbol=".mT", numpy="matrix_transpose", needs="at least two axes",
                            cases=[([(2, 3)], {}), ([(2, 2, 3)], {})])


def scatter(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape` with `x` added at `key`; an entry that `key` names twice gets both."""
    result = np.zeros(shape, dtype=getattr(x, "dtype", float))
    np.add.at(result, key, x)
    return result


pullback("getitem", lambda x, /, key: x[key],
         lambda g, z, x, key: TABLE["scatter"](g, key=key, shape=np.shape(x)),
         symbol="[]", needs="the index must lie inside the shape",
         cases=[([(3, 4)], {"key": (slice(None, None, 2), 1)}), ([(3, 4)], {"key": (..., None, -1)}),
                ([(3, 3)], {"key": np.array([0, 2, 0])}), ([(2, 2)], {"key": np.eye(2) > 0})])
pullback("scatter", lambda x, /, key, shape: scatter(x, key, shape),
         lambda g, z, x, key, shape: g[key], carried=scatter,
         cases=[([(3,)], {"key": np.array([0, 2, 0]), "shape": (4,)})])

pullback("concatenate", lambda arrays, /, axis=0: np.concatenate(arrays, axis=operator.index(axis)),
         lambda g, z, arrays, axis=0: split(g, [np.shape(x)[axis] for x in arrays], axis), variadic=True,
         numpy="concatenate", needs="an axis, and all sizes but the joined one must agree",
         cases=[([(2, 3), (2, 1), (2, 2)], {"axis": 1})])
pullback("stack", lambda arrays, /, axis=0: np.stack(arrays, axis=axis),
         lambda g, z, arrays, axis=0: [g[along(i, axis, np.ndim(z))] for i in range(len(arrays))], variadic=True,
         needs="all shapes must be equal", cases=[([(2, 3), (2, 3)], {"axis": -1}), ([(), ()], {})])


def along(index: Any, axis: int, ndim: int) -> tuple[Any, ...]:
    """The key that applies `index` to one axis and takes the others whole."""
    return (slice(None),) * (axis % ndim) + (index,)


def split(g: Any, sizes: list[int], axis: int) -> list[Any]:
    """`g` cut along `axis` into pieces of the given sizes."""
    return [g[along(slice(*ends), axis, np.ndim(g))] for ends in pairwise([0, *accumulate(sizes)])]


def of_rank(*ranks: int) -> Formula:
    """`x @ y` for operands of just these numbers of axes, where 2 stands for 2 or more."""

    def product(x: Any, y: Any) -> Any:
        known = isinstance(x, np.ndarray) and isinstance(y, np.ndarray)
        found = (x.ndim, y.ndim) if known else (np.ndim(x), np.ndim(y))
        if found != ranks and (min(found[0], 2), min(found[1], 2)) != ranks:
            raise ValueError("this row is for other numbers of axes; x @ y finds the right one")
        return x @ y

    return product


INNER = "the inner sizes must be equal: (m, n) @ (n, k)"
dot = pullback("dot", of_rank(1, 1), lambda g, z, x, y: g * y, lambda g, z, x, y: g * x,
               symbol="@", needs=INNER, cases=[([(3,), (3,)], {})])
matvec = pullback("matrix_vector", of_rank(2, 1), lambda g, z, x, y: g[:, None] * y, lambda g, z, x, y: x.T @ g,
                  symbol="@", needs=INNER, cases=[([(2, 3), (3,)], {}), ([(3, 3), (3,)], {})])
vecmat = pullback("vector_matrix", of_rank(1, 2), lambda g, z, x, y: y @ g, lambda g, z, x, y: x[:, None] * g,
                  symbol="@", needs=INNER, cases=[([(3,), (3, 2)], {}), ([(3,), (3, 3)], {})])
matmul = pullback("matmul", of_rank(2, 2), lambda g, z, x, y: g @ y.mT, lambda g, z, x, y: x.mT @ g,
                  symbol="@", needs=INNER,
                  cases=[([(2, 3), (3, 4)], {}), ([(3, 3), (3, 3)], {}), ([(2, 2, 3), (3, 2)], {})])
affine = pullback("affine", lambda x, y, b: of_rank(2, 2)(x, y) + b,
                  lambda g, z, x, y, b: g @ y.mT, lambda g, z, x, y, b: x.mT @ g, lambda g, z, x, y, b: g,
                  spelled=True, needs="(m, n) @ (n, k) + (k,)",
                  cases=[([(2, 3), (3, 4), (4,)], {}), ([(3, 3), (3, 3), (3,)], {}), ([(2, 2, 3), (3, 2), ()], {})])


def product(x: Any, y: Any) -> Any:
    """`x @ y`: the row that the numbers of axes call for."""
    match getattr(x, "ndim", None) or np.ndim(x), getattr(y, "ndim", None) or np.ndim(y):
        case (0, _) | (_, 0):
            raise TypeError(f"x @ y of shapes {np.shape(x)} and {np.shape(y)}: @ needs vectors or matrices. "
                            "Write x * y for a single number.")
        case 1, 1:
            return dot(x, y)
        case 2, 1:
            return matvec(x, y)
        case 1, 2:
            return vecmat(x, y)
        case _, 1:
            return np.squeeze(matmul(x, np.expand_dims(y, -1)), -1)
        case 1, _:
            return np.squeeze(matmul(np.expand_dims(x, 0), y), -2)
    return matmul(x, y)


def numpy_dot(x: Any, y: Any) -> Any:
    """`np.dot`: a product with a single number, else `x @ y`."""
    if np.ndim(x) and np.ndim(y) > 2:
        raise TypeError(f"np.dot of shapes {np.shape(x)} and {np.shape(y)} would pair every matrix of x with every "
                        "one of y. Write x @ y for the batched product.")
    return product(x, y) if np.ndim(x) and np.ndim(y) else mul(x, y)


def numpy_clip(x: Any, a_min: Any = None, a_max: Any = None) -> Any:
    """`np.clip`, where None is no bound."""
    return clip(x, -np.inf if a_min is None else a_min, np.inf if a_max is None else a_max)


def ravel(x: Any) -> Any:
    """`np.ravel`: all entries in one row."""
    return np.reshape(x, -1)


def outer(x: Any, y: Any) -> Any:
    """`np.outer`: every entry of x times every entry of y."""
    return ravel(x)[:, None] * ravel(y)


NUMPY.update({np.matmul: product, np.dot: numpy_dot, np.ravel: ravel, np.outer: outer, np.clip: numpy_clip,
              np.amax: TABLE["max"], np.amin: TABLE["min"], np.absolute: absolute})


def softmax_forward(x: Any) -> Any:
    """exp(x) / sum(exp(x)) along the last axis, shifted so that the largest exponent is 0."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def logsumexp_forward(x: Any) -> Any:
    """log(sum(exp(x))) along the last axis, shifted so that the largest exponent is 0."""
    largest = np.max(x, axis=-1, keepdims=True)
    return np.squeeze(largest + np.log(np.sum(np.exp(x - largest), axis=-1, keepdims=True)), -1)


softmax = pullback("softmax", softmax_forward,
                   lambda g, z, x: z * (g - np.sum(g * z, axis=-1, keepdims=True)),
                   saturates=True, needs="at least one axis", cases=[([(2, 3)], {}), ([(3,)], {})])
logsumexp = pullback("logsumexp", logsumexp_forward,
                     lambda g, z, x: np.expand_dims(g, -1) * softmax(x),
                     saturates=True, needs="at least one axis", cases=[([(2, 3)], {}), ([(3,)], {})])
softmax_loss = pullback("softmax_loss", lambda x, p, y: logsumexp(x) - np.sum(y * x, axis=-1),  # p = softmax(x)
                        lambda g, z, x, p, y: np.expand_dims(g, -1) * (softmax(x) - y), None,
                        lambda g, z, x, p, y: -np.expand_dims(g, -1) * x,
                        saturates=True, spelled=True, fuses="softmax and cross-entropy", needs="at least one axis",
                        cases=[([(2, 3)] * 3, {})])
