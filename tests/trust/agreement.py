"""What must agree for every program: reverse mode, forward mode, derived code, central differences, exact numbers."""

import numpy as np
from trust.program import TABLE_AS_IMPORTED, calls

from autograd import derive, hvp, jvp

try:
    from trust import exact
except ImportError:  # mpmath is an extra
    exact = None

CLOSE, DIFFERENCE = 1e-9, 1e-5
JUMP = 1e12  # a slope as steep as this is that of a step, as of x % x, over the shortest of ways
LAST_BITS = 1e-14  # of floats and of arrays without axes, which NumPy computes by other code


def _agree(name, program, left, right, tolerance, scale):
    if not abs(left - right) <= tolerance * scale:
        raise AssertionError(f"{name}: {left!r} and {right!r} (scale {scale:.3g}) for\n{program!r}")


def check(program, rng, twice=False):
    """Raise an AssertionError if any two ways to a derivative of a program differ.

    Args:
        program: a random one.
        rng: draws the direction.
        twice: whether the code of the second derivatives is derived too, which takes as long as all else.

    Returns:
        The names of the ways that were taken.
    """
    leaves = program.nodes()
    J = program.run(leaves)
    J.backward()
    gradients = [w.grad for w in leaves]
    t = program.direction(rng)
    each = [np.sum(g * direction) for g, direction in zip(gradients, t, strict=True)]
    slope, scale = float(sum(each)), 1 + abs(float(J.data)) + float(sum(np.sum(np.abs(g)) for g in gradients))

    def f(leaves):
        return program.run(leaves)

    ways = {"jvp"}
    y, tangent = jvp(f, program.leaves, t)
    _agree("backward and jvp: f", program, float(J.data), float(y), LAST_BITS, scale)
    _agree("backward and jvp", program, slope, float(tangent), CLOSE, scale)

    if not any(picks_by_truths(options) for *_, options in program.steps):
        _, by_code = derive(J)()
        for i, gradient in enumerate(gradients):
            if f"w{i}" in by_code:
                np.testing.assert_allclose(
                    by_code[f"w{i}"], gradient, rtol=0, atol=CLOSE * scale, err_msg=repr(program)
                )
        ways.add("derive")

    product = hvp(f, program.leaves, t)
    curvature = float(sum(np.sum(h * direction) for h, direction in zip(product, t, strict=True)))
    bend = scale + float(sum(np.sum(np.abs(h)) for h in product))
    if twice:
        ways |= _derived_twice(program, t, product, bend)
    first = second = np.inf
    if exact is not None and all(is_exact(rule.name) for rule, *_ in program.steps):
        first, second = exact.slopes(f, program.leaves, t)
    if abs(first) < JUMP * scale:
        _agree("backward and mpmath", program, slope, first, CLOSE, scale)
        _agree("hvp and mpmath", program, curvature, second, CLOSE, bend)
        ways.add("mpmath")
    else:
        difference = _central(program, t, 1e-5)
        if abs(difference - _central(program, t, 3e-6)) < DIFFERENCE * scale:  # else a kink is near
            _agree("backward and central differences", program, slope, difference, DIFFERENCE * bend, scale)
            ways.add("differences")
    return ways


def _derived_twice(program, t, product, bend):
    """Compare the code of the slope along a direction with the product of the Hessian, where it can be derived."""
    slope = program.bend(program.nodes(), t)
    if slope.constant or is_chosen(slope):
        return set()
    _, by_code = derive(slope)()
    for i, h in enumerate(product):
        if f"w{i}" in by_code:
            np.testing.assert_allclose(by_code[f"w{i}"], h, rtol=0, atol=CLOSE * bend, err_msg=repr(program))
    return {"derive twice"}


def is_chosen(J):
    """Tell whether the data chose the graph, as they choose a slope at a kink, so that derive refuses it."""
    try:
        derive(J)
    except ValueError as error:
        if "was chosen by the data" in str(error) or "booleans" in str(error):
            return True
        raise
    return False


def picks_by_truths(options):
    """Tell whether a row picks entries by an array of booleans, which derive refuses."""
    return any(np.asarray(option).dtype == np.bool_ for option in options.values())


def _central(program, t, step):
    ends = []
    for sign in (1, -1):
        moved = [w + sign * step * direction for w, direction in zip(program.leaves, t, strict=True)]
        ends.append(float(program.run(program.nodes(moved)).data))
    return (ends[0] - ends[1]) / (2 * step)


READABLE = {}


def is_exact(name):
    """Tell whether a row can be read in many digits."""
    if name not in READABLE:
        rule = TABLE_AS_IMPORTED[name]
        shapes, options = calls()[name][0]
        middle = sum(rule.smooth) / 2
        spread = np.random.default_rng(0)
        inputs = [middle + spread.random(shape) / 10 for shape in shapes]
        READABLE[name] = exact.is_readable(rule, inputs, options)
    return READABLE[name]
