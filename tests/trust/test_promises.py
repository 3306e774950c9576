"""Promises that small mistakes break in silence: operands in order, copies, options, tolerances, colours, Ctrl-C."""

import operator
from copy import deepcopy

import numpy as np
import pytest

from autograd import (
    Tensor,
    Value,
    check_gradients,
    compare,
    derive,
    draw,
    elementwise_grad,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_grad,
    vjp,
)
from autograd.judging.differences import NUMERIC
from autograd.judging.entries import EXACT, SINGLE
from nn import Sequential
from nn.callbacks import Callback
from nn.layers import Dense
from nn.losses import MeanSquaredError
from nn.optimizers import Adam

OPERATORS = {
    # Derivatives of x op y by x and by y.
    operator.add: (lambda x, y: 1.0, lambda x, y: 1.0),
    operator.sub: (lambda x, y: 1.0, lambda x, y: -1.0),
    operator.mul: (lambda x, y: y, lambda x, y: x),
    operator.truediv: (lambda x, y: 1 / y, lambda x, y: -x / y**2),
    operator.pow: (lambda x, y: y * x ** (y - 1), lambda x, y: x**y * np.log(x)),
    operator.mod: (lambda x, y: 1.0, lambda x, y: -(x // y)),
    operator.floordiv: (lambda x, y: 0.0, lambda x, y: 0.0),
}
NUMBERS = [7, 7.5, np.float64(7.5), np.int64(7), np.float32(7.5), True]
MAKE = {"Value": Value, "Tensor": lambda x: Tensor([x, x])}


@pytest.mark.parametrize("make", MAKE.values(), ids=MAKE)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda x: f"{type(x).__name__}")
@pytest.mark.parametrize("sign", OPERATORS, ids=lambda f: f.__name__)
def test_an_operand_that_is_a_number_keeps_its_side(sign, number, make):
    for left in (True, False):
        w = make(2.75)
        z = sign(number, w) if left else sign(w, number)
        pair = (float(number), 2.75) if left else (2.75, float(number))
        np.testing.assert_allclose(z.data, sign(*pair), rtol=1e-15)
        np.sum(z).backward()
        np.testing.assert_allclose(w.grad, OPERATORS[sign][left](*pair), rtol=1e-14)


@pytest.mark.parametrize("sign", OPERATORS, ids=lambda f: f.__name__)
def test_an_operand_that_is_an_array_keeps_its_side(sign):
    for number in (np.array([7.5, 3.0]), [7.5, 3.0], (7.5, 3.0)):
        a = np.asarray(number)
        for left in (True, False):
            w = Tensor([2.75, 1.25])
            z = sign(number, w) if left else sign(w, number)
            pair = (a, w.data) if left else (w.data, a)
            np.testing.assert_allclose(z.data, sign(*pair), rtol=1e-15)
            np.sum(z).backward()
            np.testing.assert_allclose(w.grad, OPERATORS[sign][left](*pair) * np.ones(2), rtol=1e-14)


def test_divmod_and_products_keep_their_sides():
    w = Value(2.75)
    assert [z.data for z in divmod(7.5, w)] == list(divmod(7.5, 2.75))
    assert [z.data for z in divmod(w, 2.0)] == list(divmod(2.75, 2.0))
    A, B = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0.5, -1.0], [2.0, 1.0]])
    for wrap in (np.asarray, np.ndarray.tolist):
        np.testing.assert_array_equal((wrap(A) @ Tensor(B)).data, A @ B)
        np.testing.assert_array_equal((Tensor(A) @ wrap(B)).data, A @ B)


def square(x):
    return np.sum(x * x)


X = np.array([1.0, -2.0])
OWN = {
    "grad": lambda: grad(square)(X),
    "value_and_grad": lambda: value_and_grad(square)(X)[1],
    "jvp's value": lambda: jvp(lambda x: x * 1.0, X, X)[0],
    "jvp's tangent": lambda: jvp(lambda x: x * 1.0, X, X)[1],
    "jvp of the argument": lambda: jvp(lambda x: x, X, X)[1],
    "vjp's value": lambda: vjp(lambda x: x * 1.0, X)[0],
    "vjp's pull": lambda: vjp(lambda x: x * 1.0, X)[1](X),
    "vjp of the argument": lambda: vjp(lambda x: x, X)[1](X),
    "hvp": lambda: hvp(square, X, X),
    "jacobian": lambda: jacobian(lambda x: x * x)(X),
    "hessian": lambda: hessian(square)(X),
    "elementwise_grad": lambda: elementwise_grad(lambda x: x * x)(X),
    "weights": lambda: MODEL.get_weights()[0],
    "predictions": lambda: MODEL.predict([[1.0, 2.0]]),
    "derived gradients": lambda: DERIVED()[1]["w"],
    "a Tensor's numpy()": lambda: W.numpy(),
    "a Tensor's copy": lambda: W.copy().data.copy(),
}
W = Tensor(X, "w")
DERIVED = derive(square(W))
MODEL = Sequential([Dense(2)], seed=1)
MODEL.build(2)


@pytest.mark.parametrize("compute", OWN.values(), ids=OWN)
def test_what_is_handed_out_is_the_callers(compute):
    first = compute()
    kept = first.copy()
    before = X.copy()
    first[...] = 99.0  # which is allowed, and changes nothing else
    np.testing.assert_array_equal(compute(), kept)
    np.testing.assert_array_equal(X, before)
    np.testing.assert_array_equal(W.raw, before)


def test_what_came_in_is_no_longer_shared():
    a = np.array([1.0, 2.0])
    w, model = Tensor(a), Sequential([Dense(1)], seed=1)
    model.build(2)
    weights = [np.ones((2, 1)), np.zeros(1)]
    model.set_weights(weights)
    y, pull = vjp(lambda x: x * x, a)
    J = square(w)
    a[:] = weights[0][:] = 7.0
    assert w.data.tolist() == [1.0, 2.0]
    assert model.get_weights()[0].tolist() == [[1.0], [1.0]]
    assert (y.tolist(), pull(np.ones(2)).tolist()) == ([1.0, 4.0], [2.0, 4.0])
    J.backward()
    w.grad[:] = 5.0
    again = square(w)
    again.backward()
    assert w.grad.tolist() == [7.0, 9.0]


KEYS = {
    "a list of places": ([0, 2], lambda x, key: x[key]),
    "an array of places": (np.array([0, 2]), lambda x, key: x[key]),
    "places in a tuple": ([1, 0], lambda x, key: x[:, None][key, 0]),
    "a shape": ([3, 1], lambda x, key: np.reshape(x, key)),
    "axes": ([1, 0], lambda x, key: np.transpose(np.reshape(x, (3, 1)), key)),
    "axes of a sum": ([0, 1], lambda x, key: np.sum(np.reshape(x, (3, 1)), axis=tuple(key))),
    "how far to roll": ([1, 2], lambda x, key: np.roll(np.outer(x, x), key, axis=(0, 1))),
    "numbers of copies": ([1, 2, 0], lambda x, key: np.repeat(x, key)),
    "places to cut": ([1, 2], lambda x, key: np.split(x, key)[1]),
    "places to take": ([2, 2], lambda x, key: np.take(x, key)),
    "a border": ([1, 2], lambda x, key: np.pad(x, key)),
    "a mask of data": (np.array([1.0, 0.0, 1.0]), lambda x, key: x * key),
    "a condition": (np.array([True, False, True]), lambda x, key: np.where(key, x, 0.0)),
    "weights": (np.array([1.0, 0.0, 2.0]), lambda x, key: np.average(x, weights=key)),
}


@pytest.mark.parametrize(("key", "f"), KEYS.values(), ids=KEYS)
def test_an_option_that_changes_later_changes_no_graph(key, f):
    a = np.array([0.5, 2.0, -1.0])
    expected = grad(lambda x: np.sum(f(x, deepcopy(key)) ** 2))(a)
    x, mine = Tensor(a, "x"), deepcopy(key)
    J = np.sum(f(x, mine) ** 2)
    mine[:] = [0] * len(mine)
    J.backward()
    np.testing.assert_array_equal(x.grad, expected)
    np.testing.assert_allclose(jvp(lambda y: np.sum(f(y, deepcopy(key)) ** 2), a, a)[1], expected @ a, rtol=1e-13)
    second = np.sum(grad(J, wrt=[x], create_graph=True)[0] * a)
    np.testing.assert_allclose(second.data, expected @ a, rtol=1e-13)


@pytest.mark.parametrize(("kind", "share"), [(np.float64, EXACT), (np.float32, SINGLE)])
def test_an_answer_is_as_near_as_it_is_said(kind, share):
    assert (EXACT, SINGLE, NUMERIC) == (1e-7, 1e-4, 1e-5)
    w = Tensor([1.25, -2.5], "w")
    J = square(w)
    right = 2 * w.data
    for factor, ok in ((0.5, True), (2.0, False), (-0.5, True), (-2.0, False)):
        answer = (right * (1 + factor * share)).astype(kind)
        assert compare(J, {"w": answer}, digits=12).ok is ok


@pytest.mark.parametrize(("factor", "ok"), [(0.5, True), (2.0, False), (-2.0, False)])
def test_a_gradient_by_hand_is_as_near_as_it_is_said(factor, ok):
    def by_hand(x):
        return 2 * x * (1 + factor * NUMERIC)

    if ok:
        check_gradients(square, by_hand, X)
    else:
        with pytest.raises(AssertionError, match="central differences say"):
            check_gradients(square, by_hand, X)


def test_colours_tell_what_a_node_is():
    x, w = Value(2.0, "x", constant=True), Value(3.0, "w")
    J = (w * x - 1.0) ** 2
    J.backward()
    source = str(draw(J).source)
    fills = {}
    for name in ("x", "w", "J"):
        line = next(line for line in source.splitlines() if f"label=<{name}" in line or f'label="{name}' in line)
        fills[name] = line.partition("fillcolor=")[2].split(" ")[0].strip('"]')
    assert len(set(fills.values())) == 3, fills


def test_positive_and_negative_flows_have_colours_of_their_own():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    J = a - b
    J.backward()
    edges = [line for line in draw(J, flow=True).source.splitlines() if "->" in line and "color=" in line]
    colours = [line.partition("color=")[2].split(" ")[0].strip('"]') for line in edges]
    assert len(set(colours)) >= 2, edges
    assert sum("dashed" in line for line in edges) == 1


class Stopping(Callback):
    """Ctrl-C at the end of an epoch."""

    def __init__(self, at):
        self.at = at

    def on_epoch_end(self, epoch, logs=None):
        if epoch == self.at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("eagerly", [False, True])
def test_a_run_that_was_interrupted_goes_on_from_where_it_was(eagerly):
    rng = np.random.default_rng(0)
    inputs, targets = rng.normal(size=(12, 3)), rng.normal(size=(12, 1))

    def trained(*runs):
        model = Sequential([Dense(4, "tanh"), Dense(1)], seed=1)
        model.compile(loss=MeanSquaredError(), optimizer=Adam(0.01), run_eagerly=eagerly)
        for epochs, callbacks in runs:
            model.fit(inputs, targets, epochs=epochs, shuffle=False, verbose=0, callbacks=callbacks)
        return model.get_weights()

    whole, halved = trained((6, [])), trained((9, [Stopping(2)]), (3, []))
    for ours, theirs in zip(halved, whole, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)
