"""Ctrl-C at every point of a backward pass: all gradients of the pass are there or none, and the next is right."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from autograd import Tensor, Value, sigmoid, where
from autograd.table import pullback


def values():
    w, x = Value(0.5, "w"), Value(-1.5, "x")
    z = w * x + w
    return sigmoid(z) * z + where(1.0, z, x) - w / 3, [w, x]


def tensors():
    w, x = Tensor([[0.5, 2.0], [1.0, -1.0]], "w"), Tensor([1.0, -2.0], "x")
    z = w @ x + 1.0
    return np.sum(np.tanh(z) * z), [w, x]


def interrupted(function, point):
    """Run the function, and raise KeyboardInterrupt at its point-th instruction; whether it was interrupted."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if "autograd" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            count += 1
            if count == point:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    sys._getframe().f_trace_opcodes = True  # Python 3.12 asks for it before settrace
    sys.settrace(trace)
    try:
        function()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(None)
    return False


@pytest.mark.parametrize("graph", [values, tensors])
def test_an_interrupt_at_any_point(graph):
    J, leaves = graph()
    J.backward()
    first = [np.copy(leaf.grad) for leaf in leaves]
    point = 0
    while True:
        point += 1
        J, leaves = graph()
        J.backward()
        was_interrupted = interrupted(J.backward, point)
        now = [leaf.grad for leaf in leaves]
        passes = 2 if np.allclose(now[0], 2 * first[0]) else 1
        for leaf, g in zip(leaves, first, strict=True):
            np.testing.assert_allclose(leaf.grad, passes * g, rtol=1e-14, err_msg=str(point))
        J.backward()
        for leaf, g in zip(leaves, first, strict=True):
            np.testing.assert_allclose(leaf.grad, (passes + 1) * g, rtol=1e-14, err_msg=str(point))
        if not was_interrupted:
            assert passes == 2
            break
    assert point > 300


def test_a_second_interrupt_while_a_pass_is_undone(own_rows):
    stopping = True

    def pull(g, z, x):
        if stopping:
            raise KeyboardInterrupt
        return g * 1.0

    stop = pullback("stop_of_a_test", lambda x: x * 1.0, pull)
    x = Value(2.0)
    for point in range(1, 1500, 3):
        stopping = True
        w = Value(3.0)
        J = sum([w * x for _ in range(5)]) * stop(w * 1.0)
        interrupted(J.backward, point)
        stopping = False
        w.grad = 0.0
        J.backward()
        assert w.grad == 2 * 5 * 2.0 * 3.0, point


def test_threads_may_share_a_parameter():
    w = Tensor(np.ones(3), "w")

    def work(_):
        for _ in range(50):
            np.sum(sum([w * w for _ in range(10)])).backward()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(work, range(4)))
    finally:
        sys.setswitchinterval(before)
    assert not w.constant
    np.testing.assert_array_equal(w.grad, np.full(3, 4.0 * 50 * 20))
