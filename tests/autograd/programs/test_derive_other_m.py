"""derive for another number of examples: the engine's numbers for that number, or an error or a warning."""

import warnings

import numpy as np
import pytest

from autograd import Tensor, Value, derive, relu, sigmoid
from autograd.programs.examples import PRIMES
from autograd.programs.made_of_m import ORDINARY

USUAL = {
    "m": lambda m: m, "m - 1": lambda m: m - 1, "m + 1": lambda m: m + 1, "2 m": lambda m: 2 * m,
    "2 m + 1": lambda m: 2 * m + 1, "m^2": lambda m: m**2, "m / 2": lambda m: m / 2, "size": lambda m: m * 3,
    "pairs": lambda m: m * (m - 1) / 2, "sqrt": lambda m: np.sqrt(m), "log": lambda m: np.log(m),
    "log2": lambda m: np.log2(m), "float32": lambda m: np.sqrt(np.float32(m)),
    "m - n": lambda m: m - 3, "m - n - 1": lambda m: m - 4,
}  # fmt: skip
SELDOM = {
    "m - 2": lambda m: m - 2, "2 m - 1": lambda m: 2 * m - 1, "2 (m - 1)": lambda m: 2 * m - 2, "m^3": lambda m: m**3,
    "sqrt(m - 1)": lambda m: np.sqrt(m - 1), "sqrt(2 m)": lambda m: np.sqrt(2 * m), "log(m + 1)": lambda m: np.log1p(m),
    "Bessel": lambda m: m / (m - 1), "m (m - 1)": lambda m: m * (m - 1), "m + n": lambda m: m + 3,
    "2 (m - n)": lambda m: 2 * m - 6,
    "sqrt(m - n)": lambda m: np.sqrt(max(m - 3, 0)), "adjusted": lambda m: (m - 1) / (m - 4) if m > 4 else 0,
    "residuals": lambda m: (m - 1) / (m - 3) if m > 3 else 0,
    "exp": lambda m: np.exp(m), "log10": lambda m: np.log10(m),
}  # fmt: skip
FORMULAS = {
    "divided": lambda s, r, c: s / c,
    "times": lambda s, r, c: s * c,
    "1 / c times": lambda s, r, c: (1 / c) * s,
    "negative": lambda s, r, c: -(1 / c) * -s,
    "penalty": lambda s, r, c: s + 0.7 / (2 * c) * r,
    "small penalty": lambda s, r, c: s + 0.1 / c * r,
    "minus": lambda s, r, c: s - c,
    "exponent": lambda s, r, c: (1 + s) ** (1 / c),
    "array": lambda s, r, c: np.sum(s * np.full((1, 1), 1 / c)),
    "labelled": lambda s, r, c: s / Value(float(c), "c", constant=True),
}


def data(m, features=3):
    rng = np.random.default_rng(m)
    return Tensor(rng.normal(size=(m, features)), "X", constant=True), Tensor([[0.5], [-0.25], [1.0]][:features], "w")


def cost(m, formula, of_m):
    X, w = data(m)
    return formula(np.sum(np.tanh(X @ w) ** 2), np.sum(w * w), of_m(m)), X, w


def numbers(J, w):
    w.zero_grad()
    J.backward()
    return float(J), w.grad


def is_right_or_said(derivation, J, X, w):
    """Whether a call gives the engine's numbers, or else an error or a warning; which of them."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            found, gradients = derivation(X=X.data)
        except ValueError as error:
            assert "derived for" in str(error) or "differ" in str(error)  # noqa: PT017
            return "error"
    expected, dw = numbers(J, w)
    if np.isclose(found, expected, rtol=1e-6) and np.allclose(gradients["w"], dw, rtol=1e-6):
        return "right"
    assert said, f"{found} for {expected} in silence:\n{derivation}"
    assert "may be made from m" in str(said[0].message)
    return "warning"


def may_be_typed(formula, of_m, m):
    """Whether somebody could have typed just this number for another reason, so that it is not looked at."""
    c = (USUAL | SELDOM)[of_m](m)
    if "penalty" in formula:
        factor = 0.7 / (2 * c) if formula == "penalty" else 0.1 / c
        return of_m not in ("m", "2 m") and factor == float(f"{factor:.2g}")
    return of_m in SELDOM and (c in ORDINARY or 1 / c in ORDINARY)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("of_m", USUAL | SELDOM)
def test_numbers_made_of_m(formula, of_m):
    if of_m == "float32" and "penalty" in formula:
        pytest.skip("float32 times a decimal is a number of any digits")
    compute, seen = (USUAL | SELDOM)[of_m], set()
    for m in [2, 3, 4, 5, 6, 8, 11, 32]:
        if compute(m) > (2 if "n" in of_m else 0) and not may_be_typed(formula, of_m, m):
            J, _, _ = cost(m, FORMULAS[formula], compute)
            other = 9 if m % 2 else 5
            seen.add(is_right_or_said(derive(J), *cost(other, FORMULAS[formula], compute)) if m != other else "")
    assert "error" in seen or "warning" in seen


FORMS = {
    "squeeze": lambda z, x: np.sum(np.squeeze(z) ** 2),
    "squeeze of more": lambda z, x: np.sum(np.mean(np.squeeze(x * np.sum(z)), axis=0) ** 2),
    "squeeze one axis": lambda z, x: np.sum((np.squeeze(z, axis=1) - x[:, 0]) ** 2),
    "first": lambda z, x: np.sum(z[0] ** 2),
    "first of a row": lambda z, x: np.sum(z.T[0, 0] ** 2),
    "first behind a new axis": lambda z, x: np.sum(z[None, 0] ** 2),
    "first of the last axis": lambda z, x: z[..., 0][..., 0] ** 2,
    "half": lambda z, x: np.sum(z.T[:, : len(z) // 2 + 1] ** 2),
    "all but one": lambda z, x: np.mean(z.T[:, : max(len(z) - 1, 1)]),
    "last": lambda z, x: np.ravel(z)[-1] ** 2,
    "in reverse": lambda z, x: np.sum(z[::-1] * x[:, :1]),
    "every other entry": lambda z, x: np.sum(np.ravel(x * z)[::3] ** 2),
    "a row": lambda z, x: np.sum(z * np.reshape(x[:, 0], (1, -1))),
    "as many rows": lambda z, x: np.sum(np.sum(np.reshape(x * z, (len(z), -1)), axis=1) ** 2),
    "broadcast": lambda z, x: np.mean(z) + np.sum(np.broadcast_to(np.sum(z), (len(z), 1))),
    "broadcast on its own": lambda z, x: np.mean(z) + np.sum(np.broadcast_to(z.parents[1].T, (len(z), x.shape[1]))),
    "repeated": lambda z, x: np.mean(z) + np.sum(np.stack([z.parents[1]] * len(z))),
    "ones": lambda z, x: np.sum(np.ones((1, len(z))) @ z),
    "mean of means": lambda z, x: np.mean(z - np.mean(z, axis=0)) + np.mean(np.sum(x * z, axis=1)),
    "by index": lambda z, x: np.sum(z[np.arange(len(z)), 0] ** 2),
    "one by one": lambda z, x: sum(z[i, 0] ** 2 for i in range(len(z))),
    "Gram": lambda z, x: np.mean((z @ z.T) ** 2),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("features", [1, 2, 3])
def test_forms_that_depend_on_m(form, features):
    if features == 1 and form == "squeeze of more":
        pytest.skip("not possible in NumPy")

    def graph(m):
        X, w = data(m, features)
        return FORMS[form](X @ w, X), X, w

    for m in (1, 2, 3, 5):
        for other in {1, 2, 4, 6} - {m}:
            J, X, w = graph(other)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                try:
                    found, gradients = derive(graph(m)[0])(X=X.data)
                except ValueError as error:
                    assert any(text in str(error) for text in ("derived for", "differ", "one example"))  # noqa: PT017
                    continue
            expected, dw = numbers(J, w)
            assert found == pytest.approx(expected, rel=1e-12)
            np.testing.assert_allclose(gradients["w"], dw, rtol=1e-12)


def test_numbers_that_stand_for_m_are_primes_that_the_graph_has_not():
    assert all(p % n for p in PRIMES for n in range(2, p))
    assert sorted(set(PRIMES)) == list(PRIMES)
    X, _ = data(5, PRIMES[0])
    w = Tensor(np.ones((PRIMES[0], 1)), "w")
    J = np.mean((X @ w) ** 2) / PRIMES[1] + np.sum(w) * PRIMES[2]
    other = data(7, PRIMES[0])[0]
    found, gradients = derive(J)(X=other.data)
    expected, dw = numbers(np.mean((other @ w) ** 2) / PRIMES[1] + np.sum(w) * PRIMES[2], w)
    assert found == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(gradients["w"], dw, rtol=1e-12)


def test_a_graph_with_multiples_of_all_those_primes_holds_for_its_own_number():
    X, w = data(5)
    J = np.mean((X @ w) ** 2)
    for prime in PRIMES[1:]:
        J = J * float(prime) + 1.0
    derivation = derive(J)
    assert derivation()[0] == float(J)
    with pytest.raises(ValueError, match="derived for"):
        derivation(X=data(7)[0].data)


def test_ordinary_forms_hold_for_any_number():
    for form in ("squeeze", "squeeze one axis", "in reverse", "mean of means"):
        X, w = data(5)
        assert "(m, 3)" in derive(FORMS[form](X @ w, X)).source


def test_one_example_as_a_column_holds_for_more():
    X, w = data(1)
    derivation = derive(np.mean(np.reshape(X @ w, (-1, 1)) ** 2))
    more, _ = data(4)
    expected, dw = numbers(np.mean((more @ w) ** 2), w)
    found, gradients = derivation(X=more.data)
    assert found == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(gradients["w"], dw, rtol=1e-12)


def test_one_example_where_all_axes_of_size_1_are_squeezed():
    X, w = data(4, 2)
    derivation = derive(np.sum(np.mean(np.squeeze(X * w.T), axis=0) ** 2))
    assert "For two examples or more" in derivation.source
    with pytest.raises(ValueError, match=r"one example: .*two examples or more.*np\.squeeze\(x, axis=1\)"):
        derivation(X=[[1.0, 4.0]])
    assert derivation(X=X)


def test_ordinary_formulas_are_left_alone():
    """From 11 examples, none of these is bound to its m or warned of."""
    X, w = data(11)
    z = X @ w
    for J in (
        np.mean((z - 1) ** 2) / 2, 0.5 * np.mean(z**2) + 0.001 * np.sum(w**2), np.mean(3 * z**2 - 2 * z + 1),
        np.mean(0.8 * relu(z) + 0.2 * z), np.mean(np.sin(np.pi * z)), np.mean(np.log(sigmoid(z) + 1e-8)),
        np.mean(0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))), np.mean(z / 255),
    ):  # fmt: skip
        derivation = derive(J)
        assert derivation.note == ""
        derivation(X=np.ones((40, 3)))


def test_the_code_lists_what_is_kept_and_a_call_warns_once():
    X, w = data(4)
    derivation = derive(np.sum((X @ w) ** 2 * 0.7) / (len(X) - 1))
    assert "# Kept for any m: 0.7, 3\n" in derivation.source
    derivation()
    with pytest.warns(UserWarning, match=r"from 4 examples and called with 7.*3 \(m - 1\).*derive\(J, m=0\)") as said:
        derivation(X=np.ones((7, 3)))
    assert said[0].filename == __file__
    derivation(X=np.ones((7, 3)))
    derive(np.sum((X @ w) ** 2) / (len(X) - 1), m=0)(X=np.ones((7, 3)))
    assert "Kept" not in derive(np.mean((X @ w) ** 2)).source
    assert "Kept" not in derive(np.sum(w**2) * 3).source


def test_a_constant_that_is_given_is_no_reason_to_warn():
    X, w = data(6)
    derivation = derive(np.sum((X @ w) ** 2) / Value(6.0, "count", constant=True))
    assert derivation(X=np.ones((9, 3)), count=9.0)
    with pytest.warns(UserWarning, match=r"count \(m\)"):
        derivation(X=np.ones((9, 3)))


@pytest.mark.parametrize("of_m", ["m - 1", "2 m + 1", "sqrt", "log", "m", "2 m", "m / 2", "m - n - 1"])
def test_m_says_that_a_number_is_made_of_it(of_m):
    J, _, _ = cost(13, FORMULAS["divided"], USUAL[of_m])
    other, X, w = cost(7, FORMULAS["divided"], USUAL[of_m])
    found, gradients = derive(J, m=13)(X=X.data)
    expected, dw = numbers(other, w)
    assert found == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(gradients["w"], dw, rtol=1e-12)


def test_a_number_of_several_readings_is_refused():
    J, _, _ = cost(5, FORMULAS["divided"], lambda m: m**2)
    with pytest.raises(ValueError, match=r"25 may be 5 \* m or m \*\* 2\. Derive the graph of another number"):
        derive(J, m=5)


def test_examples_are_rows():
    X, w = Tensor(np.ones((3, 5)), "X", constant=True), Tensor(np.ones((1, 3)), "w")
    for J in (np.sum((w @ X) ** 2), np.mean((w @ X) ** 2)):
        with pytest.raises(ValueError, match=r"X has shape \(3, 7\).*\(3, 5\).*Examples are rows.*write X\.T"):
            derive(J)(X=np.ones((3, 7)))


def test_values_take_the_floats_of_the_arrays():
    X = Tensor(np.linspace(-1, 1, 6).reshape(3, 2), "X", dtype="float32", constant=True)
    W, v = Tensor(np.full((2, 1), 0.3), "W", dtype="float32"), Value(0.1, "v")
    for J in (np.mean((X @ W * v) ** 2), np.mean((X @ W * np.exp(v)) ** 2), np.mean((X @ (W * v + v)) ** 2)):
        derivation = derive(J)
        cost, gradients = derivation.function(*[derivation._checked("", x, x.raw, False) for x in (X, W, v)])
        assert cost.dtype == gradients["W"].dtype == gradients["v"].dtype == np.float32
        expected, dW = numbers(J, W)
        assert derivation()[0] == pytest.approx(expected, rel=1e-6)
        np.testing.assert_allclose(derivation()[1]["W"], dW, rtol=1e-6)
        assert isinstance(derivation()[1]["v"], float)
