"""Calls on which each function of NumPy that is composed of rows is tested. A new one needs no entry here.

NumPy's signature names what a function takes. The names say what it may be called with, and NumPy which of it goes
together: a call that NumPy refuses is left out.
"""

import inspect
import warnings
from itertools import combinations, product

import numpy as np

# Arrays, by the name that NumPy gives to an argument. Where a function takes two, some shapes go together.
ARRAYS = {"a", "A", "x", "x1", "x2", "m", "v", "b", "y", "ary", "arr", "array", "values", "fp"}
SHAPES = {
    1: [((4,),), ((3, 3),), ((2, 3),), ((2, 3, 3),)],
    2: [((3,), (3,)), ((3, 3), (3, 3)), ((3, 3), (3,)), ((2, 3), (4, 3)), ((2, 3), (3, 4)), ((5,), (2,)), ((3,), ())],
}
# Options, by their names, and the first of them where a call can't do without.
OPTIONS = {
    "a_min": [0.9, None],
    "a_max": [1.4],
    "min": [0.9],
    "max": [1.4],
    "axis": [0, -1, None, (0, 1)],
    "axis1": [1],
    "axis2": [2],
    "axes": [1, ([0], [1]), 0],
    "k": [1, -1],
    "offset": [1, -1],
    "n": [2],
    "kth": [1],
    "ord": [1, 2, np.inf, "fro"],
    "keepdims": [True],
    "ddof": [1],
    "weights": [np.array([0.5, 2.0, 1.5]), np.array([[1.0, 2.0, 0.5]] * 3)],
    "indices": [np.array([0, 1, 0]), np.array([[1, 0, 1], [0, 0, 1], [1, 1, 1]]), 1],
    "indices_or_sections": [1, 3, [1, 2]],
    "obj": [1, [0, 2]],
    "repeats": [2, [1, 0, 2]],
    "reps": [2, (2, 1, 2)],
    "pad_width": [1, ((2, 1), (0, 1))],
    "mode": ["edge", "same", "valid", "constant"],
    "xp": [np.array([0.4, 0.9, 1.5])],
}
STARS = {  # where a call is no list of arrays and options
    "arys": lambda x: (x,),
    "tup": lambda x: ([x, x * x],),
}
SUBSCRIPTS = ["ij,jk->ik", "ij->ji", "ii", "ij,ik", "iji->j", "ij->", "i,j->ij", "ij,j"]


def parameters_of(function):
    """Return the parameters of a function of NumPy, of which older versions don't tell for those written in C."""
    try:
        names = dict(inspect.signature(function).parameters)
    except ValueError:
        names = {}
    if set(names) <= {"args", "kwargs"}:
        needed = [f"x{i + 1}" for i in range(getattr(function, "nin", 2))]
        names = {name: inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in needed}
    return names


def calls(function, together=1):
    """Yield (arrays, call, options): call(*arrays) is one that NumPy takes, with so many of the options at most."""
    names = parameters_of(function)
    first = next(iter(names))
    if first == "operands":
        candidates = [(n, (lambda *x, s=s: (s, *x)), {}) for s in SUBSCRIPTS for n in (1, 2)]
    elif first in STARS:
        candidates = [(1, STARS[first], {})]
    elif first == "condlist":
        candidates = [(1, lambda x: ([np.array([True, False, False]), np.array([1, 1, 0]) > 0], [x, x * x], 0.5), {})]
    else:
        count = sum(name in ARRAYS for name in names)
        needed = [OPTIONS[n] for n, p in names.items() if n not in ARRAYS and p.default is p.empty and n in OPTIONS]
        named = [n for n, p in names.items() if n not in ARRAYS and p.default is p.empty and n in OPTIONS]
        may_be = [n for n, p in names.items() if p.default is not p.empty and n in OPTIONS]
        optional = [
            dict(zip(some, values, strict=True))
            for count in range(together + 1)
            for some in combinations(may_be, count)
            for values in product(*map(OPTIONS.__getitem__, some))
        ]
        order = [n for n, p in names.items() if n in ARRAYS or n in named]
        candidates = []
        for values, extra in product(product(*needed), optional):
            given = dict(zip(named, values, strict=True))

            def arguments(*x, order=order, given=given):
                arrays = iter(x)
                return tuple(given[n] if n in given else next(arrays) for n in order)

            candidates.append((count, arguments, extra))
    rng = np.random.default_rng(3)
    for count, arguments, extra in candidates:
        for shapes in SHAPES[count]:
            arrays = [rng.uniform(0.5, 1.8, shape) for shape in shapes]

            def call(*x, arguments=arguments, extra=extra):
                return function(*arguments(*x), **extra)

            try:
                with np.errstate(all="raise"), warnings.catch_warnings(action="error"):
                    result = call(*arrays)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, DeprecationWarning):
                continue
            if np.size(result[0] if isinstance(result, list) else result):
                yield arrays, call, extra
