"""Ctrl-C while fit runs: a step is made whole or not at all, and a second Ctrl-C waits for nothing."""

import copy
import signal
import threading

import numpy as np
import pytest

from nn import Dense, Sequential
from nn.fitting.interrupts import ctrl_c_waits
from nn.optimizers import Adam
from nn.steps.descent import InTurn

X = np.random.default_rng(1).normal(size=(24, 3))
y = X[:, 0]


@pytest.mark.parametrize(
    ("run_eagerly", "kind", "name", "call"), [(False, InTurn, "move", 5), (True, Adam, "step", 18)]
)
def test_a_step_is_made_whole(run_eagerly, kind, name, call, monkeypatch):
    """Ctrl-C comes in the fifth step, node by node when the second of four parameters moves."""
    model = Sequential([Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("mse", Adam(0.01), run_eagerly=run_eagerly)
    model.build(3)
    twin, original, calls = copy.deepcopy(model), getattr(kind, name), []

    def pressing(self, *args):
        calls.append(name)
        if len(calls) == call:
            signal.raise_signal(signal.SIGINT)
        return original(self, *args)

    monkeypatch.setattr(kind, name, pressing)
    if not run_eagerly:
        model.fit(X, y, epochs=0, verbose=0)  # derives
    history = model.fit(X, y, batch_size=8, epochs=100, verbose=0, shuffle=False)
    monkeypatch.undo()
    assert history.interrupted
    assert {model.optimizer.memory(w)["t"] for w in model.parameters} == {5}
    for batch in [slice(0, 8), slice(8, 16), slice(16, 24), slice(0, 8), slice(8, 16)]:
        twin.fit(X[batch], y[batch], batch_size=None, verbose=0)
    for w, v in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-12)


def press(times, then=lambda: None):
    for _ in range(times):
        signal.raise_signal(signal.SIGINT)
    then()


def test_the_second_comes_at_once():
    after = []
    with pytest.raises(KeyboardInterrupt), ctrl_c_waits():
        press(2, then=lambda: after.append("it waited"))
    assert not after
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_it_comes_when_it_may_or_at_the_end_and_hides_no_error():
    after = []
    with pytest.raises(KeyboardInterrupt), ctrl_c_waits() as now:
        press(1, then=lambda: (now(), after.append("it waited")))
    assert not after
    with pytest.raises(KeyboardInterrupt), ctrl_c_waits():
        press(1, then=lambda: after.append("it waited"))
    assert after
    with pytest.raises(ZeroDivisionError), ctrl_c_waits():
        press(1, then=lambda: 1 / 0)


def test_another_thread_is_left_alone():
    seen = []

    def run():
        with ctrl_c_waits() as now:
            now()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
