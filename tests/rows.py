"""The rows of the derivative table as tests need them: numbers at which each is smooth, and shapes that it takes.

A row that is not listed is tested all the same, at numbers from -2 to 2 and on the default shapes.
"""

import numpy as np

DOMAINS = {
    "div": (0.3, 2.0), "pow": (0.3, 2.0), "sqrt": (0.3, 2.0), "log": (0.3, 2.0), "log1p": (-0.7, 2.0),
    "tan": (-1.0, 1.0),
}  # fmt: skip
ALONG_AXES = [
    ([(2, 3)], {}), ([(3,)], {"keepdims": True}), ([(2, 3, 2)], {"axis": (0, -1)}),
    ([(3, 3)], {"axis": 1, "keepdims": True}), ([()], {}),
]  # fmt: skip
OF_A_NUMBER = [([()], {"axis": -1}), ([()], {"axis": 0, "keepdims": True})]
OF_NO_ENTRIES = [([(0, 3)], {"axis": 1})]
CASES = {
    "softmax": [([(2, 3)], {}), ([(3,)], {})],
    "logsumexp": [([(2, 3)], {}), ([(3,)], {})],
    "softmax_loss": [([(2, 3)] * 3, {})],
    "broadcast_to": [([(3, 1)], {"shape": (2, 3, 2)})],
    "reshape": [([(2, 3)], {"shape": (3, -1)})],
    "squeeze": [([(1, 3, 1)], {}), ([(1, 3, 1)], {"axis": 0})],
    "expand_dims": [([(2, 3)], {"axis": (0, 2)})],
    "transpose": [([(2, 3)], {}), ([(2, 3, 4)], {"axes": (2, 0, 1)}), ([(2, 3)], {"axes": (-1, 0)}),
                  ([(2, 3, 4)], {"axes": (0, -1, 1)})],
    "matrix_transpose": [([(2, 3)], {}), ([(2, 2, 3)], {})],
    "getitem": [([(3, 4)], {"key": (slice(None, None, 2), 1)}), ([(3, 4)], {"key": (..., None, -1)}),
                ([(3, 3)], {"key": np.array([0, 2, 0])}), ([(2, 2)], {"key": np.eye(2) > 0})],
    "scatter": [([(3,)], {"key": np.array([0, 2, 0]), "shape": (4,)})],
    "concatenate": [([(2, 3), (2, 1), (2, 2)], {"axis": 1})],
    "stack": [([(2, 3), (2, 3)], {"axis": -1}), ([(), ()], {})],
    "dot": [([(3,), (3,)], {})],
    "matrix_vector": [([(2, 3), (3,)], {}), ([(3, 3), (3,)], {})],
    "vector_matrix": [([(3,), (3, 2)], {}), ([(3,), (3, 3)], {})],
    "matmul": [([(2, 3), (3, 4)], {}), ([(3, 3), (3, 3)], {}), ([(2, 2, 3), (3, 2)], {})],
    "affine": [([(2, 3), (3, 4), (4,)], {}), ([(3, 3), (3, 3), (3,)], {}), ([(2, 2, 3), (3, 2), ()], {})],
    "sum": [*ALONG_AXES, *OF_A_NUMBER, *OF_NO_ENTRIES],
    "mean": [*ALONG_AXES, *OF_NO_ENTRIES],
    "max": [*ALONG_AXES, *OF_A_NUMBER],
    "min": [*ALONG_AXES, *OF_A_NUMBER],
}  # fmt: skip


def domain(rule):
    """The interval on which a row is smooth, from which its tests draw numbers."""
    return DOMAINS.get(rule.name, (-2.0, 2.0))


def cases(rule, elementwise=((2, 3), (3, 3))):
    """(shapes, options) pairs on which a row is tested.

    Args:
        rule: the row.
        elementwise: for an elementwise row that is not listed: a shape for all inputs, or a list of a shape for each.
    """
    if rule.name in CASES:
        return CASES[rule.name]
    inputs = 2 if rule.variadic else rule.arity
    each = elementwise if rule.elementwise else ((2, 3), (3, 3))
    return [(shapes[:inputs] if isinstance(shapes, list) else [shapes] * inputs, {}) for shapes in each]


def inputs_for(rule, shapes, seed):
    """Numbers from the row's domain; truths where the row has no derivative."""
    rng = np.random.default_rng(seed)
    return [
        rng.uniform(*domain(rule), shape) if rule.has_derivative(i) else rng.random(shape) > 0.5
        for i, shape in enumerate(shapes)
    ]


def applied(rule, inputs, options):
    """The row of these inputs."""
    return rule(inputs, **options) if rule.variadic else rule(*inputs, **options)
