"""Check check_gradients: what is right passes, and what is wrong or can't be told does not."""

import itertools
import math

import numpy as np
import pytest

from autograd import Tensor, Value, check_gradients, relu
from autograd.table import pullback


def fails(*arguments, match=None, **how):
    """Assert that a check fails, and return what it says."""
    with np.errstate(all="ignore"), pytest.raises(AssertionError, match=match) as error:
        check_gradients(*arguments, **how)
    return str(error.value)


def passes(*arguments, **how):
    with np.errstate(all="ignore"):
        check_gradients(*arguments, **how)


TREE = {"W": np.ones((2, 2)), "b": np.zeros(2), "more": [(1.0, np.array([2.0])), {"c": 3}]}


def of_tree(p):
    x, c = np.sum((p["W"] @ p["W"] + p["b"]) ** 2), p["more"][1]["c"]
    return x * c * p["more"][0][0] * np.sum(p["more"][0][1])


@pytest.mark.parametrize(
    ("f", "arguments"),
    [
        (lambda x: x**3, [2.0]), (lambda x: x**3, [2]), (lambda x: x**3, [np.float32(2)]),
        (lambda x: x**3, [np.array(2.0)]),
        (lambda x: x**2, [Value(2.0)]), (lambda x: np.sum(x**3), [Tensor([1.0, 2.0])]),
        (lambda x: x * 3.0, [True]),
        (lambda x: np.sum(x**3), [np.array([1, 2])]),
        (lambda x: np.sum(x**3), [np.ones(3, dtype="f4")]),
        (lambda x: np.sum(x**3), [[1.0, 2.0]]),
        (lambda x: np.sum(x**3), [[[1.0, 2.0], [3.0, 4.0]]]),
        (lambda x: np.sum(x**3), [np.ones((0, 3))]), (lambda x: x**2, [np.ones(1)]),
        (lambda x, w: np.sum(np.tanh(x @ w)), [np.ones((2, 3)), np.full(3, 0.1)]),
        (lambda p: np.sum(p[0]) * np.sum(p[1]), [[np.ones(2), np.ones(3)]]),
        (lambda p: p[0] * p[1] ** 2, [(2.0, 3.0)]), (lambda x, y: x * y, 2 * [np.array(2.0)]),
        (of_tree, [TREE]),
    ],
)  # fmt: skip
def test_it_takes_what_grad_takes(f, arguments):
    passes(f, *arguments)


@pytest.mark.parametrize("argument", ["a", None, b"a", 1j, {"a": "b"}, [None], object()])
def test_an_argument_without_numbers_is_refused_by_name(argument):
    with pytest.raises(TypeError, match=r"argument 0|real number"):
        check_gradients(lambda x: 1.0, argument)


def test_a_check_of_nothing_is_refused():
    for nothing in ([], [lambda: 3.0]):
        with pytest.raises(TypeError, match="argument"):
            check_gradients(lambda: 3.0, *nothing)
    with pytest.raises(TypeError, match="function"):
        check_gradients(3.0, 2.0)


@pytest.mark.parametrize("result", [None, "a", 1j, (1.0, 2.0), [1.0, 2.0], {"a": 1.0}])
def test_a_function_that_returns_no_scalar_is_refused(result):
    for own in ([], [lambda x: x]):
        with pytest.raises(ValueError, match=r"^f returned .*scalar"):
            check_gradients(lambda x: result, *own, 1.0)


def test_every_entry_of_an_array_is_checked():
    A = np.array([[1.0, -2.0, 0.5], [3.0, 0.25, 1.0]])
    x = np.array([0.5, 1.5, -1.0])
    passes(lambda x: np.sin(A @ x), x)
    passes(lambda x: np.sin(A @ x), lambda x: np.cos(A @ x)[:, None] * A, x)
    passes(lambda x: x**2, np.ones((2, 2)))
    passes(lambda x: np.ones(3), x)
    fails(
        lambda x: np.sin(A @ x),
        lambda x: np.cos(A @ x)[:, None] * A + np.array([[0, 0, 0], [0, 1e-3, 0]]),
        x,
        match=r"derivative of entry \[1\] of order 1 by argument 0, entry \[1\]: by hand it is",
    )
    fails(lambda x: x**2, lambda x: np.vstack([np.diag(2 * x), 0 * x]), x, match=r"shape \(3,\).*shape \(4, 3\)")
    fails(lambda x: np.stack([x[0], float(x[1]) * x[2]]), x, match=r"of entry \[1\] .*entry \[1\]: autograd says 0")


def test_forward_mode_is_checked_too(own_rows):
    crooked = pullback("crooked", lambda x: x * 1.0, lambda g, z, x: g * g)  # right where g is 1, and not linear
    fails(lambda x: np.sum(crooked(x)), np.ones(3), match="forward mode says .*, reverse mode")


def test_constants_have_the_gradient_zero():
    passes(lambda w: 3.0, np.ones(2))
    passes(lambda x, y: x**2, 2.0, 3.0)
    passes(lambda x: x * 0, 2.0)
    passes(lambda w: 3.0, lambda w: np.zeros(2), np.ones(2))
    fails(lambda w: 3.0, lambda w: np.array([0.0, 1e-3]), np.ones(2), match=r"entry \[1\]")


def test_a_path_that_leaves_the_graph_is_found():
    fails(lambda x: math.sin(float(x)), 1.0, match="autograd says 0")
    fails(
        lambda x: x * float(x),
        2.0,
        match="autograd says 2, central differences say (4|3.9999|4.0000)",
    )
    fails(lambda x: np.sum(np.asarray(getattr(x, "raw", x)) ** 2), np.ones(2), match=r"entry \[0\]")


def test_a_gradient_of_ones_own():
    x = np.array([1.0, 2.0])
    passes(lambda w: np.sum(w**2), lambda w: 2 * w, x)
    passes(lambda w: float(sum(w**2)), lambda w: [2 * w], x)
    passes(lambda x: math.sin(x), math.cos, 1.0)
    passes(lambda x, y: x * y, lambda x, y: (y, x), 2.0, 3.0)
    passes(lambda x, y: x * y, lambda x, y: [y, x], 2.0, 3.0)
    passes(lambda w: np.sum(w**2), lambda w: Tensor(2 * w), x)
    passes(lambda w: np.sum(w**2), lambda w: [2.0, 4.0], x)  # a list of numbers alone is a vector
    fails(
        lambda w: np.sum(w**2),
        lambda w: 3 * w,
        x,
        match=r"entry \[0\]: by hand it is 3, .* say 2, tolerance",
    )
    fails(
        lambda w: np.sum(w**2),
        lambda w: 2 * w * [1, 1.001],
        x,
        match=r"entry \[1\]: by hand it is 4.004",
    )
    fails(lambda x: math.sin(x), lambda x: -math.cos(x), 1.0, match="by hand it is -0.54")
    fails(lambda x, y: x * y, lambda x, y: (x, y), 2.0, 3.0, match="argument 0: by hand it is 2")
    for nothing in (np.nan, np.inf, -np.inf):
        fails(lambda x: x**2, lambda x: nothing, 2.0, match="by hand it is")  # noqa: B023


def test_a_gradient_of_ones_own_has_the_shape_of_the_argument():
    for wrong in (
        lambda w: 2.0,
        lambda w: (2 * w)[None],
        lambda w: np.ones(3),
        lambda w: (2 * w, 2 * w),
    ):
        fails(lambda w: np.sum(w**2), wrong, np.ones(2), match="the gradient by hand has shape")


@pytest.mark.parametrize("nothing", [None, "four", b"4", 1j, object()])
def test_a_gradient_of_ones_own_that_is_no_number_is_named(nothing):
    with pytest.raises((TypeError, AssertionError), match="by hand"):
        check_gradients(lambda x: x**2, lambda x: nothing, 2.0)


def test_a_gradient_of_ones_own_goes_by_the_keys_of_a_dict():
    def f(p):
        return p["a"] ** 2 * p["b"]

    def df(p):
        return {"a": 2 * p["a"] * p["b"], "b": p["a"] ** 2}

    point = {"a": 2.0, "b": 3.0}
    passes(f, df, point)
    passes(f, lambda p: dict(reversed(df(p).items())), point)
    fails(f, lambda p: {"a": df(p)["b"], "b": df(p)["a"]}, point, match=r"\['a'\]: by hand it is 4")
    fails(f, lambda p: {"b": df(p)["a"], "a": df(p)["b"]}, point, match=r"\['a'\]: by hand it is 4")
    fails(f, lambda p: {"A": df(p)["a"], "B": df(p)["b"]}, point, match=r"it lacks argument 0\['a'\]")
    fails(f, lambda p: {"a": df(p)["a"]}, point, match=r"it lacks argument 0\['b'\]")


def test_functions_may_write_into_their_arguments():
    passes(
        lambda x: float(np.sum(np.square(x, out=x))),
        lambda x: np.multiply(x, 2, out=x),
        np.array([1.0, 2.0]),
    )
    x = np.array([1.0, 2.0])
    passes(lambda x: float(np.sum(np.square(x, out=x))), lambda x: 2 * x, x)
    assert list(x) == [1.0, 2.0]


def test_random_functions_are_refused():
    rng, count = np.random.default_rng(0), itertools.count()
    for f in (
        lambda w: np.sum(w * (rng.random(3) > 0.5) / 0.5), lambda w: np.sum(w * rng.normal(size=3)),
        lambda w: np.sum(w) * next(count), lambda w: np.sum(w**2) + 1e-9 * rng.normal(),
    ):  # fmt: skip
        assert "gives another number at each call" in fails(f, np.ones(3))
        fails(lambda w, f=f: float(f(w)), lambda w: w, np.ones(3), match="another number at each call")
    passes(lambda w: np.sum(w * np.random.default_rng(0).normal(size=3)), np.ones(3))


def test_a_function_that_changes_its_mind_later_is_refused():
    for late in (5, 6, 8):
        calls = itertools.count()
        fails(lambda w: w * (1.0 if next(calls) < late else 2.0), 3.0)  # noqa: B023


@pytest.mark.parametrize(("f", "x", "low", "high"),
    [(relu, 0.0, 0, 1), (abs, 0.0, -1, 1), (lambda x: np.clip(x, 0, 1), 1.0, 0, 1),
                                                     (lambda x: np.maximum(0, 1 - x), 1.0, -1,
                                                     0)])  # fmt: skip
def test_any_slope_between_those_of_a_kink_passes(f, x, low, high):
    def black_box(x):
        return float(f(x))

    passes(f, x, order=1)
    for right in (low, (low + high) / 2, high):
        passes(black_box, lambda x: right, x)  # noqa: B023
    for wrong in (low - 0.01, high + 0.01):
        fails(black_box, lambda x: wrong, x, match=f"say {low} to {high}")  # noqa: B023
    for beside in (1e-3, -1e-3, 1e-6, -1e-6, 1e-9, -1e-9):
        passes(f, x + beside, order=1)
        fails(black_box, lambda x: (low + high) / 2, x + beside)
    passes(lambda x: np.max(x), np.array([2.0, 2.0, 1.0]), order=1)


@pytest.mark.parametrize(
    ("f", "x", "order"),
    [
        (np.log, 1e-7, 1), (np.log, 1e-7, 2), (np.log, 1e-12, 1), (np.sqrt, 1e-9, 2),
        (np.sqrt, 1e-30, 1), (lambda x: x**1.5, 0.0, 1),
        (np.log1p, -1 + 1e-8, 1), (np.log1p, -1 + 1e-8, 2), (lambda x: x * np.log(x), 1e-8, 2),
        (lambda x: 1 / x, 1e-8, 1),
        (lambda x: 1 / x, 1e-8, 2), (lambda x: x**-0.5, 1e-7, 1),
        (lambda x: np.log(1 - x), 0.999999, 2), (np.exp, 500.0, 2),
        (np.exp, -500.0, 2), (np.sin, 1e6, 2), (lambda x: np.sin(1e4 * x), 1.0, 2),
        (lambda x: 1e-200 * x**2, 2.0, 2),
        (lambda x: 1e-13 * x**2, 2.0, 2), (lambda x: 1e13 * x**2, 2.0, 2),
        (lambda x: 1e-3 * x**2 + 1e6, 1.0, 2), (lambda x: x**2, 1e9, 2),
    ],
)  # fmt: skip
def test_what_is_right_passes_at_every_scale_and_at_edges_of_domains(f, x, order):
    passes(f, x, order=order)


@pytest.mark.parametrize(
    ("f", "df", "x"),
    [
        (np.log, lambda x: 1.001 / x, 1e-7), (np.sqrt, lambda x: -0.5 / np.sqrt(x), 1e-9),
        (np.log, lambda x: 0.0, 1e-7),
        (lambda x: 1e-13 * x**2, lambda x: 5e-13, 2.0),
        (lambda x: 1e-200 * x**2, lambda x: 0.0, 2.0), (np.exp, lambda x: 2 * np.exp(x), -500.0),
        (lambda x: 1e-3 * x**2 + 1e6, lambda x: 3e-3, 1.0),
        (lambda x: np.sin(1e4 * x), lambda x: np.cos(1e4 * x), 1.0),
        (lambda x: 1 / x, lambda x: 1e4, 1e-8), (lambda x: 1 / x, lambda x: 1e16, 1e-8),
        (np.sin, lambda x: -np.cos(x), 1e6),
        (lambda x: float(np.float32(x) ** 2), lambda x: -3 * x, 1.5),
        (lambda x: round(x**2, 6), lambda x: 0.0, 1.5),
    ],
)  # fmt: skip
def test_what_is_wrong_fails_at_every_scale_and_at_edges_of_domains(f, df, x):
    fails(f, df, x, match="by hand it is")


def test_a_small_entry_beside_a_large_one():
    x = np.array([1e4, 1e-3])
    passes(lambda x: np.sum(x**2), x)
    passes(lambda x: np.sum(x**2), lambda x: 2 * x, x)
    for wrong in ([1, 0], [1, -1], [1, 1.1], [1.001, 1]):
        fails(lambda x: np.sum(x**2), lambda x: 2 * x * wrong, x)  # noqa: B023


CAN_NOT_TELL = {
    "a step": (lambda x: float(x >= 1), 0.0, 1.0), "a step, 5": (lambda x: float(x >= 1), 5.0, 1.0),
    "a step, 1e6": (lambda x: float(x >= 1), 1e6, 1.0),
    "a step, 1e12": (lambda x: float(x >= 1), 1e12, 1.0),
    "half a step": (lambda x: float(np.heaviside(x, 0.5)), 0.0, 0.0),
    "floor": (math.floor, 0.0, 2.0),
    "round": (lambda x: round(x), 0.0, 0.5), "a step down": (lambda x: -float(x > 0), 0.0, 0.0),
    "a jump in a line": (lambda x: 3 * x + float(x > 0), 3.0, 0.0),
    "a point": (lambda x: 3 * x + float(x == 0.5), 3.0, 0.5),
    "sqrt": (lambda x: math.sqrt(x), 0.0, 0.0), "sqrt, 1e8": (np.sqrt, 1e8, 0.0),
    "|x| ** 0.5": (lambda x: abs(x) ** 0.5, 0.0, 0.0),
    "|x| ** 0.9": (lambda x: abs(x) ** 0.9, 0.0, 0.0),
    "|x| ** 0.99": (lambda x: abs(x) ** 0.99, 0.0, 0.0),
    "cbrt": (np.cbrt, 0.0, 0.0), "cbrt, 1e7": (np.cbrt, 1e7, 0.0),
    "x log|x|": (lambda x: x * np.log(abs(x)) if x else 0.0, 0.0, 0.0),
    "1 / x": (lambda x: np.divide(1, x), 0.0, 0.0),
    "1 / x**2": (lambda x: np.divide(1, x * x), 0.0, 0.0), "log": (np.log, 0.0, 0.0),
    "1 / |x|": (lambda x: 1 / (1e-300 + abs(x)), 0.0, 0.0),
    "one point of a domain": (lambda x: 1.0 if x == 1 else np.nan, 0.0, 1.0),
    "nan": (lambda x: np.nan, 0.0, 1.0),
    "at infinity": (lambda x: x, 1.0, np.inf), "at nan": (lambda x: x, 1.0, np.nan),
    "too small beside 1e12": (lambda x: 1e-3 * x**2 + 1e12, -2e-3, 1.0),
    "and twice it": (lambda x: 1e-3 * x**2 + 1e12, 4e-3, 1.0),
    "too fast": (lambda x: np.sin(1e12 * x), 0.0, 1.0),
}  # fmt: skip


@pytest.mark.parametrize("name", CAN_NOT_TELL)
def test_what_can_not_be_told_never_passes(name):
    f, says, x = CAN_NOT_TELL[name]
    message = fails(lambda x: float(f(float(x))), lambda x: says, x)
    assert message.isascii()
    assert "by hand it is" in message


@pytest.mark.parametrize(
    ("f", "x"),
    [(np.sign, 0.0), (lambda x: 3 * x + np.where(x > 0, 1.0, 0.0), 0.0), (np.sqrt, 0.0),
    (lambda x: abs(x) ** 0.5, 0.0), (np.log, 0.0),
     (lambda x: 1 / x, 0.0), (lambda x: x * np.log(x), 0.0), (lambda x: x**2, np.inf),
     (lambda x: x**2, np.nan)],
)  # fmt: skip
def test_the_engine_is_not_believed_where_nothing_can_be_told(f, x):
    fails(f, x, order=1)


def test_numpys_warnings_at_the_edge_are_no_errors_of_the_check():
    with pytest.raises(AssertionError, match="inf"):
        check_gradients(np.log, 0.0)
    with pytest.raises(AssertionError, match="inf"):
        check_gradients(np.sqrt, 0.0)


def test_the_second_order():
    passes(lambda x: np.sum(x**3), np.array([1.0, -2.0]))
    passes(lambda x, y: x**2 * np.sin(y), 1.0, 2.0, order=2)
    passes(lambda x: 3 * x, 1.0)
    passes(lambda x: x**3, lambda x: 3 * x * x, 2.0, order=2)
    passes(lambda x: relu(x) ** 2, 0.0)  # a kink of the gradient
    fails(relu, 0.0, match="order 2.*can't be told")
    for order in (0, 3, -1, 1.5, "2", None):
        with pytest.raises(ValueError, match="order="):
            check_gradients(lambda x: x, 1.0, order=order)


def test_a_black_box_may_raise_outside_of_its_domain():
    passes(lambda x: math.sqrt(x), lambda x: 0.5 / math.sqrt(x), 1e-9)
    fails(lambda x: math.sqrt(x), lambda x: 0.7 / math.sqrt(x), 1e-9, match="by hand it is")
    passes(lambda x: math.log(x), lambda x: 1 / x, 1e-12)
    fails(lambda x: 1 / (x - 1 - 1e-7), lambda x: 2.0, 1.0, match="by hand it is")
