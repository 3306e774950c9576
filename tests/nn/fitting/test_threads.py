"""BLAS takes one thread for small steps, where threadpoolctl is installed, and what it had afterwards."""

import numpy as np
import pytest

from nn import Sequential
from nn.callbacks import Callback
from nn.fitting.threads import SMALL_STEP, threads_for
from nn.layers import Dense

threadpoolctl = pytest.importorskip("threadpoolctl")


def threads():
    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]


class Threads(Callback):
    """Keeps how many threads BLAS has at the end of each epoch."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, epoch, logs=None):
        self.seen.append(threads())


def test_fit_takes_one_thread_for_small_steps_and_gives_the_others_back():
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        before, watching = threads(), Threads()
        model = Sequential([Dense(1)], seed=1)
        model.compile("mse")
        model.fit(np.ones((4, 2)), np.ones(4), epochs=1, verbose=0, callbacks=[watching])
        assert watching.seen == [[1] * len(before)]
        assert threads() == before


def test_large_steps_keep_what_there_is():
    model = Sequential([Dense(1000)], seed=1)
    model.build(1000)
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        before = threads()
        with threads_for(int(SMALL_STEP / 6e6) + 1, model.parameters):
            assert threads() == before
        with threads_for(int(SMALL_STEP / 6e6) - 10, model.parameters):
            assert threads() == [1] * len(before)


def test_without_threadpoolctl_nothing_changes(monkeypatch):
    monkeypatch.setattr("nn.fitting.threads.find_spec", lambda name: None)
    before = threads()
    with threads_for(1, []):
        assert threads() == before
