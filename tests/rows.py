"""Numbers, shapes and options on which a row of the derivative table is tested. A new row needs no entry here.

The row says where it is smooth. The number of its inputs and the names of its options say which calls below it may be
tested with, and its forward formula says which of them it takes.
"""

import numpy as np

from autograd.formulas import signature

# Shapes of the inputs of a row that is not elementwise, by how many there are.
SHAPES = {
    1: [[(2, 3)], [(3,)], [(2, 2, 3)], [(1, 1)], [(3, 3)], [(2, 2, 2)]],
    2: [
        [(2, 3), (2, 3)],
        [(3, 3), (3, 3)],
        [(3,), (3,)],
        [(2, 3), (3,)],
        [(3, 3), (3,)],
        [(3,), (3, 2)],
        [(3,), (3, 3)],
        [(2, 3), (3, 4)],
        [(2, 2, 3), (3, 2)],
    ],
    3: [
        [(2, 3), (2, 3), (2, 3)],
        [(2, 3), (3, 4), (4,)],
        [(3, 3), (3, 3), (3,)],
        [(2, 2, 3), (3, 2), ()],
    ],
}
# Shapes and options of a row that has options, by their names.
CALLS = {
    ("axis", "keepdims"): [
        ([(2, 3)], {}),
        ([(3,)], {"keepdims": True}),
        ([(2, 3, 2)], {"axis": (0, -1)}),
        ([(3, 3)], {"axis": 1, "keepdims": True}),
        ([()], {}),
        ([()], {"axis": -1}),
        ([()], {"axis": 0, "keepdims": True}),
        ([(0, 3)], {"axis": 1}),
    ],
    ("axis",): [
        ([(1, 3, 1)], {}),
        ([(1, 3, 1)], {"axis": 0}),
        ([(2, 3)], {"axis": (0, 2)}),
        ([(2, 3), (2, 1), (2, 2)], {"axis": 1}),
        ([(2, 3), (2, 3)], {"axis": -1}),
        ([(), ()], {}),
        ([(2, 3)], {"axis": 0}),
        ([(3,)], {}),
        ([(2, 3)], {"axis": None}),
    ],
    ("axis1", "axis2"): [([(2, 3)], {"axis1": 0, "axis2": 1}), ([(2, 3, 4)], {"axis1": 0, "axis2": -1})],
    ("source", "destination"): [
        ([(2, 3, 4)], {"source": 0, "destination": -1}),
        ([(2, 3, 4)], {"source": (0, 2), "destination": (1, 0)}),
    ],
    ("shift", "axis"): [
        ([(2, 3)], {"shift": 1}),
        ([(2, 3)], {"shift": -2, "axis": 1}),
        ([(2, 3)], {"shift": (1, 2), "axis": (0, 1)}),
    ],
    ("k", "axes"): [([(2, 3)], {}), ([(2, 3)], {"k": -1}), ([(2, 3, 2)], {"k": 2, "axes": (0, 2)})],
    ("k",): [([(3, 3)], {}), ([(3, 4)], {"k": -1}), ([(2, 3, 3)], {"k": 1})],
    ("dtype",): [([(2, 3)], {"dtype": "float64"})],
    ("part",): [([(3, 3)], {}), ([(2, 2, 2)], {}), ([(2, 2)], {"part": 0})],
    ("axis", "back"): [
        ([(2, 3), (2, 3)], {}),
        ([(3, 2), (3, 2)], {"axis": 0}),
        ([(3,), (3,)], {"axis": 0, "back": True}),
    ],
    ("subscripts",): [
        ([(2, 3), (3, 2)], {}),
        ([(2, 3), (3,)], {"subscripts": "ij,j->i"}),
        ([(2, 3), (2, 3)], {"subscripts": "ij,ik->"}),
        ([(2, 2, 3), (2, 3, 2)], {"subscripts": "bij,bjk->kb"}),
    ],
    ("axes",): [
        ([(2, 3)], {}),
        ([(2, 3)], {"axes": (-1, 0)}),
        ([(2, 3, 4)], {"axes": (2, 0, 1)}),
        ([(2, 3, 4)], {"axes": (0, -1, 1)}),
    ],
    ("shape",): [
        ([(2, 3)], {"shape": (3, -1)}),
        ([(3, 1)], {"shape": (2, 3, 2)}),
    ],
    ("key",): [
        ([(3, 4)], {"key": (slice(None, None, 2), 1)}),
        ([(3, 4)], {"key": (..., None, -1)}),
        ([(3, 3)], {"key": np.array([0, 2, 0])}),
        ([(2, 2)], {"key": np.eye(2) > 0}),
    ],
    ("key", "shape"): [
        ([(3,)], {"key": np.array([0, 2, 0]), "shape": (4,)}),
    ],
}


def cases(rule, elementwise=((2, 3), (3, 3))):
    """Return (shapes, options) pairs on which a row is tested.

    Args:
        rule: the row.
        elementwise: for an elementwise row, a shape for all inputs, or a list of a shape for each.
    """
    inputs = 2 if rule.variadic else rule.arity
    if rule.elementwise:
        return [(shapes[:inputs] if isinstance(shapes, list) else [shapes] * inputs, {}) for shapes in elementwise]
    calls = CALLS.get(option_names(rule))
    if calls is None:
        calls = [(shapes, {}) for shapes in SHAPES[inputs]]
    return [(shapes, options) for shapes, options in calls if takes(rule, shapes, options)]


def option_names(rule):
    """Return the names of the options that a row takes."""
    return tuple(signature(rule.forward).parameters)[rule.arity :]


def takes(rule, shapes, options):
    """Tell whether the forward formula computes something for arrays of these shapes, without a warning."""
    if not rule.variadic and len(shapes) != rule.arity:
        return False
    try:
        with np.errstate(all="raise"):
            for seed in range(6):
                arrays = inputs_for(rule, shapes, seed)
                rule.forward(*([arrays] if rule.variadic else arrays), **options)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False
    return True


def inputs_for(rule, shapes, seed):
    """Return numbers at which the row is smooth; truths where it has no derivative."""
    rng = np.random.default_rng(seed)
    return [
        rng.uniform(*rule.smooth, shape) if rule.has_derivative(i) else rng.random(shape) > 0.5
        for i, shape in enumerate(shapes)
    ]


def applied(rule, inputs, options):
    """Return the row applied to these inputs."""
    return rule(inputs, **options) if rule.variadic else rule(*inputs, **options)
