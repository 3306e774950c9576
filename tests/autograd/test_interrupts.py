"""Ctrl-C at every point of a backward pass: all gradients of the pass are there or none, and the next is right."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait

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


def at_instruction(point, function, act, inside="autograd"):
    """Run the function, and act once, at the point-th instruction of the files that have `inside` in their names."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if inside not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            count += 1
            if count == point:
                sys.settrace(None)
                act()
        return trace

    sys._getframe().f_trace_opcodes = True  # Python 3.12 asks for it before settrace
    before = sys.gettrace()  # that of `make coverage`
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)


def interrupted(function, point):
    """Run the function, and press Ctrl-C at its point-th instruction; whether it was interrupted."""

    def press_ctrl_c():
        raise KeyboardInterrupt

    try:
        at_instruction(point, function, press_ctrl_c)
    except KeyboardInterrupt:
        return True
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


@pytest.mark.parametrize("assigned", [None, 0.5])
def test_what_is_assigned_after_an_undone_pass_stays(own_rows, assigned):
    def pull(g, z, x):
        raise KeyboardInterrupt

    stop = pullback("stop_of_a_test", lambda x: x * 1.0, pull)
    w, other = Value(3.0), Value(2.0)
    (w * 5.0 + other).backward()
    with pytest.raises(KeyboardInterrupt):
        (w * other * stop(other * 1.0)).backward()
    assert (w.grad, other.grad) == (5.0, 1.0)
    w.grad = assigned
    (w * 7.0).backward()
    assert (w.grad, other.grad) == (7.0 + (assigned or 0.0), 1.0)


def test_another_thread_waits_from_the_first_instruction_of_a_pass_to_the_last():
    w = Value(1.0)
    J = w * 2.0
    with ThreadPoolExecutor(1) as thread:
        thread.submit(J.backward).result()
        J.backward()
        for point in range(1, 200):
            w.grad = None
            passes = []

            def begin(passes=passes):
                passes.append(thread.submit(J.backward))
                wait(passes, timeout=0.01)  # it has begun, and ends now if nothing makes it wait

            at_instruction(point, J.backward, begin, inside="passes")
            for other in passes:
                other.result()
            assert w.grad == 2.0 * (1 + len(passes)), point
            if not passes:
                break
    assert point > 20


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


FORK = """
import os, signal
from threading import Event, Thread
from autograd import Value
from autograd.table import pullback

inside, go_on = Event(), Event()

def pull(g, z, x):
    inside.set()
    go_on.wait()
    return g * 1.0

hold = pullback("hold_of_a_test", lambda x: x * 1.0, pull)
w = Value(3.0)
(w * 5.0).backward()
J = w * 2.0 + hold(w * 1.0)
thread = Thread(target=J.backward)
thread.start()
inside.wait()
process = os.fork()
if process == 0:
    signal.alarm(60)  # a pass that waits for the other thread, which is not here, would wait for good
    print(w.grad, flush=True)
    (w * 4.0).backward()
    print(w.grad, flush=True)
    os._exit(0)
os.waitpid(process, 0)
go_on.set()
thread.join()
print(w.grad)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_process_that_is_forked_during_a_pass_of_another_thread_has_none_of_it():
    answer = subprocess.run([sys.executable, "-c", FORK], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["5.0", "9.0", "8.0"]
