"""jvp, vjp, jacobian, hvp, elementwise_grad: forward against reverse, by hand, to second order; what they refuse."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from random_graphs import BINARY, UNARY
from rows import applied, cases, inputs_for

from autograd import Tensor, Value, elementwise_grad, grad, hessian, hvp, jacobian, jvp, sigmoid, tanh, vjp
from autograd.arguments import map_numbers
from autograd.table import TABLE, pullback

CASES = [(name, *case) for name, rule in TABLE.items() if any(rule.backward) for case in cases(rule)]


def random_function(seed, steps=8):
    """Return a function of one argument of any shape, of random operations with fan-out."""
    rng = np.random.default_rng(seed)
    plan = [(rng.random() < 0.5, *rng.integers(0, [len(UNARY), len(BINARY)]), *rng.random(2)) for _ in range(steps)]

    def f(x):
        nodes = [x, x * 0.5 + 1.0]
        for is_unary, one, two, i, j in plan:
            first, second = nodes[int(i * len(nodes))], nodes[int(j * len(nodes))]
            nodes.append(tanh(UNARY[one](first) if is_unary else BINARY[two](first, second)))
        return nodes[-1] * nodes[-2] + nodes[-3]

    return f


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_forward_is_reverse_to_second_order(seed, shape):
    f, rng = random_function(seed), np.random.default_rng(seed)
    x, t, g = rng.normal(size=(3, *shape))
    y, tangent = jvp(f, x, t)
    again, pull = vjp(f, x)
    np.testing.assert_array_equal(y, again)
    assert np.sum(g * tangent) == pytest.approx(np.sum(pull(g) * t), rel=1e-11, abs=1e-13)

    def J(x):
        return np.sum(f(x) ** 2)

    forward_over_reverse = hvp(J, x, t)
    reverse_over_reverse = grad(lambda x: np.sum(grad(J)(x) * t))(x)
    reverse_over_forward = grad(lambda x: jvp(J, x, t)[1])(x)
    for other in (reverse_over_reverse, reverse_over_forward):
        np.testing.assert_allclose(forward_over_reverse, other, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize(("name", "shapes", "options"), CASES)
def test_every_row_pushes_what_it_pulls(name, shapes, options):
    rule, rng = TABLE[name], np.random.default_rng(5)
    arrays = inputs_for(rule, shapes, 7)
    smooth = [i for i, array in enumerate(arrays) if array.dtype != bool]

    def f(moving):
        inputs = list(arrays)
        for i, x in zip(smooth, moving, strict=True):
            inputs[i] = x
        return applied(rule, inputs, options)

    x = [arrays[i] for i in smooth]
    directions = [rng.normal(size=array.shape) for array in x]
    y, tangent = jvp(f, x, directions)
    _, pull = vjp(f, x)
    g = rng.normal(size=np.shape(y))
    expected = sum(np.sum(pulled * t) for pulled, t in zip(pull(g), directions, strict=True))
    assert np.sum(g * tangent) == pytest.approx(expected, rel=1e-11, abs=1e-12)


def test_a_hand_derived_tangent():
    rng = np.random.default_rng(1)
    X, W, b, dW, db = (rng.normal(size=s) for s in ((5, 3), (3, 2), (2,), (3, 2), (2,)))
    a, tangent = jvp(lambda p: sigmoid(X @ p["W"] + p["b"]), {"W": W, "b": b}, {"W": dW, "b": db})
    np.testing.assert_allclose(tangent, a * (1 - a) * (X @ dW + db), rtol=1e-13)


@pytest.mark.parametrize(("inputs", "results"), [(2, 4), (4, 2), (3, 3), (1, 3), (3, 1)])
def test_a_jacobian_by_hand(inputs, results):
    rng = np.random.default_rng(2)
    A, x = rng.normal(size=(results, inputs)), rng.normal(size=inputs)
    by_hand = np.cos(A @ x)[:, None] * A
    np.testing.assert_allclose(jacobian(lambda x: np.sin(A @ x))(x), by_hand, rtol=1e-13)


def test_shapes_of_jacobians():
    X = np.arange(6.0).reshape(2, 3)
    assert jacobian(lambda x: x.T * 2)(X).shape == (3, 2, 2, 3)
    assert jacobian(np.sum)(X).shape == (2, 3)
    assert jacobian(lambda x: x**3)(2.0) == 12.0
    assert type(jacobian(lambda x: x**3)(2.0)) is float
    assert jacobian(lambda x: x * X)(2.0).shape == (2, 3)
    assert jacobian(lambda x: x * 2)(np.zeros((0, 2))).shape == (0, 2, 0, 2)
    assert jacobian(lambda w, x: w * x, argnum=1)(2.0, X[0]).tolist() == (2 * np.eye(3)).tolist()


def test_second_orders_agree():
    x = np.array([0.5, -1.0, 2.0])

    def J(x):
        return np.sum(x**3) * np.sin(x[0])

    H = hessian(J)(x)
    np.testing.assert_allclose(H, jacobian(jacobian(J))(x), rtol=1e-12)
    for v in np.eye(3):
        np.testing.assert_allclose(hvp(J, x, v), H @ v, rtol=1e-12)
    assert hvp(lambda x: 2 * x, 3.0, 1.0) == 0.0
    assert hvp(lambda p: p["a"] ** 2 * p["b"], {"a": 3.0, "b": 5.0}, {"a": 1.0, "b": 0.0}) == {"a": 10.0, "b": 6.0}


def test_nested_calls_do_not_mix():
    assert grad(lambda x: x * jvp(lambda y: x * y * y, x, 1.0)[1])(3.0) == 6 * 3.0**2
    assert grad(lambda x: jvp(lambda y: y**3, 2.0, 1.0)[1] * x)(5.0) == 12.0
    assert grad(lambda t: jvp(lambda y: y**3, 2.0, t)[1])(1.0) == 12.0
    assert jvp(lambda x: jvp(lambda y: x * y**2, x, 1.0)[1], 3.0, 1.0) == (18.0, 12.0)
    assert grad(lambda w: vjp(lambda x: w * x**2, 3.0)[1](1.0))(2.0) == 6.0
    assert type(grad(lambda w: vjp(lambda x: w * x, 3.0)[0])(2.0)) is float
    w = Value(2.0)
    slope = jacobian(lambda x: w * x**2)(np.array([1.0, 3.0]))
    assert isinstance(slope, Tensor)
    np.sum(slope).backward()
    assert w.grad == 8.0


def test_a_pull_can_be_called_again():
    _, pull = vjp(lambda x: x**2, 3.0)
    assert [pull(1.0), pull(2.0)] == [6.0, 12.0]


def test_float32_stays():
    x = np.ones(3, dtype=np.float32)
    y, tangent = jvp(lambda x: np.tanh(x) * x, x, x)
    assert y.dtype == tangent.dtype == np.float32


def test_elementwise():
    x = np.array([[0.5, 1.0], [2.0, 3.0]])
    np.testing.assert_allclose(elementwise_grad(np.log)(x), 1 / x)
    np.testing.assert_allclose(elementwise_grad(elementwise_grad(np.sin))(x), -np.sin(x))
    with pytest.raises(ValueError, match=r"made shape \(\) of shape \(2, 2\).*jacobian"):
        elementwise_grad(np.sum)(x)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: jvp(np.sin, np.ones(2), np.ones(3)), ValueError, r"direction of x has shape \(3,\), but x \(2,\)"),
        (lambda: jvp(lambda p: p[0], [1.0], [1.0, 2.0]), ValueError, r"numbers at \['x\[0\]', 'x\[1\]'\]"),
        (lambda: jvp(lambda x: 3.0, 1.0, 1.0), TypeError, "returned a float, not a node"),
        (lambda: vjp(lambda x: (x, x), 1.0), TypeError, "returned a tuple"),
        (lambda: vjp(np.sin, np.ones(2))[1](np.ones(3)), ValueError, r"seed has shape \(3,\)"),
        (lambda: jacobian(lambda p: p[0])([1.0]), TypeError, "jacobian takes a number or an array"),
        (lambda: jacobian(np.sin, (0, 1))(1.0, 2.0), TypeError, r"one argument: argnum=\(0, 1\)"),
        (lambda: elementwise_grad(np.sin, [0]), TypeError, r"one argument: argnum=\[0\]"),
        (lambda: vjp(np.sin, np.ones(2))[1](Tensor(np.ones(3))), ValueError, r"seed has shape \(3,\)"),
        (lambda: jvp(np.sin, np.ones(2), np.array([1j, 2])), TypeError, "real numbers"),
        (lambda: jacobian(3), TypeError, "3 is not a function"),
        (lambda: jvp(3, 1.0, 1.0), TypeError, "3 is not a function"),
    ],
)
def test_what_they_refuse(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_nest_of_results():
    y, tangent = jvp(lambda x: {"square": x * x, "twice": (2 * x, x)}, 3.0, 1.0)
    assert y == {"square": 9.0, "twice": (6.0, 3.0)}
    assert map_numbers(tangent, lambda x, path: float(x)) == {"square": 6.0, "twice": (2.0, 1.0)}


def test_a_pull_leaves_nothing_thawed_behind():
    def f(w):
        y, pull = vjp(lambda x: x * w, 3.0)
        with pytest.raises(ValueError, match="seed"):
            pull(np.ones(5))
        return y

    assert type(grad(f)(2.0)) is float


def test_pulls_of_several_threads_do_not_mix():
    def chain(x):
        for _ in range(200):
            x = np.tanh(x)
        return x

    pull = vjp(chain, np.ones(5))[1]
    right = pull(np.ones(5))
    with ThreadPoolExecutor(4) as threads:
        for pulled in threads.map(lambda _: pull(np.ones(5)), range(100)):
            np.testing.assert_array_equal(pulled, right)


def test_a_pullback_of_plain_numbers_is_refused_in_forward_mode(own_rows):
    twice = pullback("twice", lambda x: x * 2, lambda g, z, x: np.array([2 * float(v) for v in g]))
    assert vjp(twice, np.ones(2))[1](np.ones(2)).tolist() == [2.0, 2.0]
    with pytest.raises(TypeError, match="twice computes with plain numbers"):
        jvp(twice, np.ones(2), np.ones(2))


def test_dicts_keep_their_class_and_need_no_order():
    class Point(dict):
        __getattr__ = dict.__getitem__

    assert grad(lambda p: p.w**2)(Point(w=3.0)) == {"w": 6.0}
    assert jvp(lambda p: p["w"] * p["b"], {"w": 2.0, "b": 3.0}, {"b": 1.0, "w": 0.0}) == (6.0, 2.0)


def test_tangents_that_are_broadcast_lost_or_none(own_rows):
    x, t = np.array([1.0, -2.0, 0.5]), np.array([3.0, 4.0, 5.0])
    y, tangent = jvp(lambda x: x + np.zeros((2, 3)), x, t)
    assert y.tolist() == [x.tolist()] * 2
    assert tangent.tolist() == [t.tolist()] * 2
    _, tangent = jvp(lambda x: np.where(x, x * x, 7.0), x, t)  # a condition has no derivative, though it moves
    np.testing.assert_allclose(tangent, 2 * x * t)
    step = pullback("step", lambda x: np.sum(x > 0) * 1.0, lambda g, z, x: np.zeros(np.shape(x)))
    assert jvp(lambda x: step(x) + np.sum(x), x, t)[1] == 12.0
    assert jacobian(lambda x: step(x) * x)(x).tolist() == (np.eye(3) * 2).tolist()
