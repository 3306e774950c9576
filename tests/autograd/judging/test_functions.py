"""Answers that are functions: right at these numbers, at others, and for more examples."""

import functools
import re

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, relu

M = 5


def residual(X, y, w, b):
    return X @ w + b - y


def gradient_of_w(X, y, w, b):
    return 2 * X.T @ residual(X, y, w, b) / len(y)


def gradient_of_b(X, y, w, b):
    return 2 * np.mean(residual(X, y, w, b))


def both(X, y, w, b):
    return {"w": gradient_of_w(X, y, w, b), "b": gradient_of_b(X, y, w, b)}


RIGHT = {"w": gradient_of_w, "b": gradient_of_b}


def regression(reduce=np.mean):
    """The cost of a linear regression of M examples, and its gradients at these numbers."""
    rng = np.random.default_rng(0)
    X = Tensor(rng.normal(size=(M, 3)), "X", constant=True)
    y = Tensor(rng.normal(size=M), "y", constant=True)
    w, b = Tensor(rng.normal(size=3), "w"), Value(0.3, "b")
    return reduce(residual(X, y, w, b) ** 2), both(X.data, y.data, w.data, b.data)


def answered(w, **how):
    """The row of an answer for w beside a right one for b."""
    J, right = regression()
    rows = {row.name: row for row in compare(J, {"w": w, "b": right["b"]}, **how).rows}
    assert rows["b"].ok
    return rows["w"]


def test_functions_of_data_and_parameters_are_called_by_the_names_of_their_arguments():
    J, right = regression()
    assert compare(J, RIGHT).ok
    assert compare(J, {"dw": gradient_of_w, "db": gradient_of_b}).ok
    assert compare(J, {"w": right["w"], "b": gradient_of_b}).ok  # numbers and functions mix
    assert [row.verdict for row in compare(J, RIGHT).rows] == ["equal", "equal"]


def test_functions_of_numbers():
    w, b = Value(2.0, "w"), Value(3.0, "b")
    assert compare(w * w * b, {"w": lambda w, b: 2 * w * b, "b": lambda w: w * w}).ok
    assert compare(w * w * b, {"w": lambda b, w: 2 * w * b}).rows[-1].ok
    assert not compare(w * w * b, {"w": lambda w: 6 * w, "b": lambda w: w * w}).ok
    assert not compare(w * w * b, {"w": lambda w, b: 4 * b, "b": lambda w: w * w}).ok


def test_every_kind_of_function_will_do():
    class Gradient:
        def __call__(self, X, y, w, b):
            return gradient_of_w(X, y, w, b)

        def method(self, X, y, w, b):
            return gradient_of_w(X, y, w, b)

    def by_keyword(X, y, *, w, b):
        return gradient_of_w(X, y, w, b)

    def by_position(X, y, w, b, /):
        return gradient_of_w(X, y, w, b)

    def with_a_default(X, y, w, b, factor=1):
        return factor * gradient_of_w(X, y, w, b)

    for f in (
        Gradient(),
        Gradient().method,
        functools.partial(gradient_of_w),
        by_keyword,
        by_position,
        with_a_default,
    ):
        assert answered(f).verdict == "equal", f


def test_one_function_may_give_all_gradients():
    J, _ = regression()
    assert compare(J, both).ok
    assert compare(J, lambda X, y, w, b: (0.5, both(X, y, w, b))).ok
    assert compare(J, lambda X, y, w, b: {f"d{name}": g for name, g in both(X, y, w, b).items()}).ok
    assert compare(J, lambda X, y, w, b: both(X, y, w, b) | {"b": 1.0}).first_difference == "b"
    assert compare(J, lambda X, y, w, b: {"w": gradient_of_w(X, y, w, b)}).unanswered == ["b"]
    assert compare(J, lambda: {}).unanswered == ["b", "w"]
    assert compare(J, lambda w: {"q": w}).first_difference == "q"


def test_the_derived_function_is_an_answer():
    J, _ = regression()
    assert compare(J, derive(J).function).ok
    assert compare(J, derive(J)).ok


@pytest.mark.parametrize(
    ("by_hand", "message"),
    [
        (lambda w: None, "returns NoneType"), (lambda w: [w], "returns list"),
        (lambda w: w, "returns ndarray"),
        (lambda w: (), "returns tuple"), (lambda w: 1 / 0, "raises ZeroDivisionError"),
        (lambda q: {}, "'q'"),
        (len, "function"),
    ],
)  # fmt: skip
def test_one_function_that_gives_no_gradients_is_refused(by_hand, message):
    J, _ = regression()
    with pytest.raises(TypeError, match=f"(?s)by_hand.*{message}.*by label"):
        compare(J, by_hand)


def test_a_number_typed_into_a_function_is_found():
    _, right = regression()
    for f in (
        lambda: right["w"],
        lambda w: right["w"],
        lambda X, y, w: gradient_of_w(X, y, w, 0.3),
        lambda X, y, w, b: gradient_of_w(X, y, w, b) * (1 if b == 0.3 else 2),
        lambda X, y, w, b: gradient_of_w(X, y, w, b) + (0 if b == 0.3 else np.nan),
        lambda X, y, w, b: gradient_of_w(X, y, w, b) if b == 0.3 else None,
        lambda X, y, w, b: gradient_of_w(X, y, w, b) if b == 0.3 else np.zeros(2),
        lambda X, y, w, b: gradient_of_w(X, y, w, b) if b == 0.3 else 1 / 0,
    ):
        row = answered(f)
        assert not row.ok
        assert row.verdict.startswith("right at these numbers, and wrong at others")


def test_one_function_with_a_number_typed_into_it_is_found():
    J, right = regression()
    comparison = compare(J, lambda X, y, w, b: both(X, y, w, b) | {"b": right["b"]})
    assert [row.ok for row in comparison.rows] == [False, True]
    comparison = compare(J, lambda X, y, w, b: both(X, y, w, b) if b == 0.3 else {})
    assert [row.ok for row in comparison.rows] == [False, False]


def test_a_size_typed_into_a_function_is_found():
    row = answered(lambda X, y, w, b: 2 * X.T @ residual(X, y, w, b) / 5)
    assert row.verdict.startswith("right for 5 examples, and wrong for 10")
    assert not row.ok
    J, right = regression()
    rows = compare(J, {"w": right["w"], "b": lambda X, y, w, b: 0.4 * sum(residual(X, y, w, b))}).rows
    assert "wrong for 10" in rows[0].verdict


def test_a_size_typed_into_the_cost_may_be_typed_into_the_answer():
    J, _ = regression(lambda x: np.sum(x) / 5)
    assert compare(J, RIGHT).ok
    assert compare(J, {"w": lambda X, y, w, b: 2 * X.T @ residual(X, y, w, b) / 5, "b": gradient_of_b}).ok
    J, _ = regression(np.sum)
    assert compare(J, {"w": lambda X, y, w, b: 2 * X.T @ residual(X, y, w, b),
                       "b": lambda X, y, w, b: 2 * np.sum(residual(X, y, w, b))}).ok  # fmt: skip
    assert not compare(J, RIGHT).ok


def test_a_wrong_function_is_explained_as_its_number_is():
    _, right = regression()
    assert answered(lambda X, y, w, b: -gradient_of_w(X, y, w, b)).verdict == answered(-right["w"]).verdict
    assert answered(lambda X, y, w, b: gradient_of_w(X, y, w, b)[:, None]).apart is None
    assert answered(lambda X, y, w, b: gradient_of_w(X, y, w, b)[:, None], shapes="any").ok


def test_tolerances_hold_at_the_other_numbers_too():
    assert answered(lambda X, y, w, b: gradient_of_w(X, y, w, b) * 1.0001, rtol=1e-3).ok
    assert not answered(lambda X, y, w, b: gradient_of_w(X, y, w, b) * 1.0001).ok
    assert answered(lambda X, y, w, b: gradient_of_w(X, y, w, b).astype("f4")).ok
    assert answered(lambda X, y, w, b: np.round(gradient_of_w(X, y, w, b), 5)).ok


def test_functions_return_what_answers_are():
    w = Value(2.0, "w")
    assert compare(w * w, {"w": lambda w: str(2 * w)}).ok
    assert compare(w * w, {"w": lambda w: Value(2 * w)}).ok
    assert compare(w * w, {"w": lambda w: [2 * w]}, shapes="any").ok
    assert not compare(w * w, {"w": lambda w: lambda w: 2 * w}).ok


def test_a_function_that_returns_nothing_is_no_answer():
    J, right = regression()
    comparison = compare(J, {"w": lambda w: None, "b": right["b"]})
    assert [row.verdict for row in comparison.rows] == ["equal", "no answer"]
    assert comparison.unanswered == ["w"]


@pytest.mark.parametrize(
    ("f", "verdict"),
    [
        (lambda w: 1 / 0, "a function that raises ZeroDivisionError in line "),
        (lambda w: [][0], "a function that raises IndexError in line "),
        (lambda w: w @ np.ones((7, 7)), "a function that raises ValueError in line "),
        (lambda w: int("x" * 10_000), "a function that raises ValueError in line "),
        (lambda w: exit(), "a function that raises SystemExit in line "),
        (lambda W: W, "a function of 'W', which the graph does not have"),
        (lambda w, p, q: w, "a function of 'p', 'q', which the graph does not have"),
        (max, "a function without a signature"),
        (np.sum, "a function of 'a'"),
        (lambda *args: 1, "a function of '*args'"),
        (lambda **parameters: 1, "a function of '**parameters'"),
    ],
)
def test_a_function_that_can_not_be_called_is_a_row_that_stops_no_other(f, verdict):
    row = answered(f)
    assert not row.ok
    assert row.verdict.startswith(verdict)
    assert len(row.verdict) < 300


def inverse_of_nothing(w):
    return 1 / int(0 * w)


def test_the_line_of_a_function_that_raises_is_named():
    def in_its_own_line(w):
        return w + [][0]

    def in_a_function_of_its_file(w):
        return inverse_of_nothing(w[0])

    def within_numpy(w):
        return np.linalg.inv(w)

    space = {}
    exec("def without_a_file(w):\n    return 1 / 0", space)
    first = in_its_own_line.__code__.co_firstlineno
    below = inverse_of_nothing.__code__.co_firstlineno + 1
    for f, words in {
        in_its_own_line: f"IndexError in line {first + 1}, `return w + [][0]`: list index out of range",
        in_a_function_of_its_file: f"ZeroDivisionError in line {below}, `return 1 / int(0 * w)`: division by zero",
        within_numpy: f"LinAlgError in line {first + 7}, `return np.linalg.inv(w)`: 1-dimensional array given.",
        space["without_a_file"]: "ZeroDivisionError in line 2: division by zero",
    }.items():
        assert words in answered(f).verdict
        with pytest.raises(TypeError, match=f"by_hand.*{re.escape(words)}.*by label"):
            compare(regression()[0], f)


def test_a_function_whose_error_can_not_be_printed_is_a_row():
    class Hostile(Exception):
        def __str__(self):
            raise RuntimeError

    def f(w):
        raise Hostile

    assert answered(f).verdict.startswith("a function that raises Hostile")


def test_a_function_can_not_change_what_is_judged():
    def updates(X, y, w, b):
        gradient = gradient_of_w(X, y, w, b)
        w -= 0.1 * gradient
        X *= 0
        y += 1
        return gradient

    J, _ = regression()
    assert compare(J, {"w": updates, "b": gradient_of_b}).ok
    J, _ = regression()
    assert compare(J, RIGHT).ok


def test_a_function_that_draws_random_numbers_is_not_right():
    rng = np.random.default_rng(0)
    assert not answered(lambda X, y, w, b: gradient_of_w(X, y, w, b) * rng.normal()).ok


def test_both_slopes_of_a_kink_are_right_in_functions_too():
    x = Tensor([0.0, 1.0, -1.0], "x")
    for f in (lambda x: (x > 0) * 1.0, lambda x: (x >= 0) * 1.0, lambda x: np.heaviside(x, 0.5)):
        assert compare(np.sum(relu(x)), {"x": f}).ok
    assert not compare(np.sum(relu(x)), {"x": lambda x: (x != 0) * 1.0}).ok


def test_other_numbers_are_taken_from_the_domain():
    w = Tensor([0.5, 0.9], "w")
    J = np.sum(np.log(1 - w))
    assert compare(J, {"w": lambda w: -1 / (1 - w)}).ok
    assert not compare(J, {"w": lambda w: np.array([-2.0, -10.0])}).ok


def test_a_linear_cost_has_the_same_gradient_everywhere():
    w = Tensor([0.5, 0.9], "w")
    assert compare(np.sum(3 * w), {"w": lambda: [3.0, 3.0]}).ok
    assert compare(np.sum(abs(w)), {"w": lambda w: np.sign(w)}).ok
    z = Tensor([0.0], "z")
    assert not compare(np.sum(z * z), {"z": lambda: [0.0]}).ok


def test_a_sign_that_is_left_out_is_found_where_all_numbers_are_positive():
    w = Tensor([0.5, 0.9], "w")
    assert not compare(np.sum(abs(w)), {"w": lambda w: np.ones(2)}).ok


def test_functions_of_a_look_up_table():
    E, chosen = Tensor(np.arange(8.0).reshape(4, 2) + 1, "E"), np.array([0, 2, 2])

    def scattered(E):
        dE = np.zeros_like(E)
        np.add.at(dE, chosen, 2 * E[chosen])
        return dE

    def overwritten(E):
        dE = np.zeros_like(E)
        dE[chosen] = 2 * E[chosen]
        return dE

    assert compare(np.sum(E[chosen] ** 2), {"E": scattered}).ok
    assert not compare(np.sum(E[chosen] ** 2), {"E": overwritten}).ok


def test_a_function_is_called_a_few_times_only():
    calls = []

    def f(X, y, w, b):
        calls.append(1)
        return both(X, y, w, b)

    J, _ = regression()
    assert compare(J, f).ok
    assert len(calls) <= 12


def test_data_that_are_typed_into_a_function_are_found():
    x, w = Tensor([1.5, 2.5, 4.5], "x", constant=True), Tensor([0.5, -1.0, 2.0], "w")
    J = np.sum((x * w) ** 2)
    typed = np.array([1.5, 2.5, 4.5])
    assert compare(J, {"w": lambda x, w: 2 * x * x * w}).ok
    assert compare(J, {"w": lambda w: 2 * typed * typed * w}).ok  # it does not say that it knows x
    wrong = compare(J, {"w": lambda x, w: 2 * typed * typed * w}).rows[0]
    assert wrong.verdict == "right at these numbers, and wrong at others: is a number typed into it?"
