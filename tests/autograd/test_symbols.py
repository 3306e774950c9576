"""The text reading: what is printed is what runs."""

import numpy as np
import pytest
from rows import cases

from autograd.formulas import signature
from autograd.rules import TABLE, scatter
from autograd.symbols import Symbol
from autograd.writers.text import describe, formulas

NAMES = {name: getattr(np, name, rule) for name, rule in TABLE.items()} | {"scatter": scatter}

EVALUATED = [name for name, rule in TABLE.items() if not rule.variadic and name != "getitem"]


@pytest.mark.parametrize("name", TABLE)
def test_every_row_prints_its_formulas(name):
    rule = TABLE[name]
    assert rule.text() == describe(rule)
    forward, derivatives = formulas(rule)
    assert str(forward)
    assert len(derivatives) == (2 if rule.variadic else sum(formula is not None for formula in rule.backward))


@pytest.mark.parametrize("name", EVALUATED)
def test_the_text_evaluates_to_what_the_row_computes(name):
    rule, rng = TABLE[name], np.random.default_rng(3)
    shapes, options = cases(rule, [(3,)])[0]
    inputs = [rng.uniform(*rule.smooth, shape) for shape in shapes]
    z = rule(*inputs, **options)
    g = rng.normal(size=np.shape(z))
    forward, derivatives = formulas(rule)
    names = dict(zip(signature(rule.forward).parameters, inputs, strict=False))
    scope = NAMES | options | names | {"z": z, "g": g}
    np.testing.assert_allclose(eval(str(forward), scope), z, rtol=1e-14)
    front = [z] if rule.elementwise else [g, z]
    for formula, text in zip([b for b in rule.backward if b], derivatives.values(), strict=True):
        np.testing.assert_allclose(
            eval(str(text), scope), formula(*front, *inputs, **rule.options | options), rtol=1e-14
        )


@pytest.mark.parametrize(
    "text",
    [
        "(x + y) * x", "x - (y - x)", "x - y - x", "-(x + y)", "-x * y", "(-x) ** y", "-x ** y", "x ** (-y)",
        "x ** y ** x", "(x ** y) ** x", "x / (y * x)", "x @ y @ x", "x.T @ (x + y)", "(x + y)[0, :, None]",
        "x[1:3, ..., ::2]", "x * (y > 0)", "(x == y) / 2", "x ** (-2)", "x * -2", "x - (-1 + y)", "(x < y) == (y < x)",
    ],
)  # fmt: skip
def test_parentheses_stand_where_python_needs_them(text):
    assert str(eval(text, {"x": Symbol("x"), "y": Symbol("y")})) == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("x - -y / x", "x + y / x"), ("x + -y * x", "x - y * x"), ("-y / x - -x / y", "x / y - y / x"),
        ("x - (-2)", "x - (-2)"), ("x.T.T", "x"), ("x.mT.mT", "x"), ("x.T.mT", "x.T.T"),
    ],
)  # fmt: skip
def test_signs_and_transposes_that_undo_each_other_are_not_written(typed, text):
    assert str(eval(typed, {"x": Symbol("x"), "y": Symbol("y")})) == text


def test_python_and_the_text_agree_on_random_expressions():
    rng = np.random.default_rng(5)
    for _ in range(200):
        terms = [Symbol("x"), Symbol("y"), 2.0, -3.0]
        numbers = [1.7, 0.6, 2.0, -3.0]
        for _ in range(6):
            i, j = rng.integers(len(terms), size=2)
            operation = [
                lambda a, b: a + b,
                lambda a, b: a - b,
                lambda a, b: a * b,
                lambda a, b: a / b,
                lambda a, b: -a,
            ][rng.integers(5)]
            if numbers[j] == 0:
                continue
            terms.append(operation(terms[i], terms[j]))
            numbers.append(operation(numbers[i], numbers[j]))
        assert eval(str(terms[-1]), {"x": 1.7, "y": 0.6}) == pytest.approx(numbers[-1], rel=1e-12)
