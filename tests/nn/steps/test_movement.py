"""Optimizers that use their memory in each of the ways of a dict: derived steps are the visible ones, or refused."""

import inspect

import numpy as np
import pytest

from nn import Dense, Input, Sequential
from nn.optimizers import Optimizer
from nn.steps.step import NotDerivableError

DERIVED = ""


def by_get(self, w, dw, memory):
    memory["v"] = 0.9 * memory.get("v", 0.0) + dw
    w.data -= 0.1 * memory["v"]


def by_setdefault(self, w, dw, memory):
    memory["v"] = 0.9 * memory.setdefault("v", 0.5) + dw
    w.data -= 0.1 * memory["v"]


def never_read(self, w, dw, memory):
    memory["last"] = dw
    w.data -= 0.1 * memory["last"]


def one_step_late(self, w, dw, memory):
    last = memory.get("last", 0.0)
    memory["last"] = dw + 0.5 * last
    w.data -= 0.1 * last


def exchanged(self, w, dw, memory):
    memory["a"], memory["b"] = memory.get("b", 0.0) + dw, memory.get("a", 0.0)
    w.data -= 0.1 * memory["a"] + 0.01 * memory["b"]


def never_written(self, w, dw, memory):
    w.data -= 0.1 * dw / memory.setdefault("size", 2.0)


def number_by_get(self, w, dw, memory):
    w.data -= 0.1 * dw / memory.get("t", 0)


def contained(self, w, dw, memory):
    if "v" not in memory:
        memory["v"] = 0.0
    memory["v"] = 0.9 * memory["v"] + dw
    w.data -= 0.1 * memory["v"]


def caught(self, w, dw, memory):
    try:
        last = memory["v"]
    except KeyError:
        last = 0.0
    memory["v"] = 0.9 * last + dw
    w.data -= 0.1 * memory["v"]


def without_start(self, w, dw, memory):
    last = memory.get("v")
    memory["v"] = dw if last is None else 0.9 * last + dw
    w.data -= 0.1 * memory["v"]


def in_place(self, w, dw, memory):
    v = memory.setdefault("v", np.zeros(dw.shape))
    v *= 0.9
    v += dw
    w.data -= 0.1 * v


def in_place_afterwards(self, w, dw, memory):
    v = memory["v"] = 0.9 * memory.get("v", 0.0) + dw
    v *= 0.5
    w.data -= 0.1 * v


def of_another_shape(self, w, dw, memory):
    memory["n"] = np.sum(dw**2)
    w.data -= 0.1 * dw / (1 + memory["n"])


def of_another_shape_at_first(self, w, dw, memory):
    n = memory["n"] = 0.9 * memory.get("n", 0.0) + np.sum(dw**2)
    w.data -= 0.1 * dw / (1 + np.sum(n))


def own_number(self, w, dw, memory):
    w.data -= 0.1 * dw / memory["t"]
    memory["t"] = 2 * memory["t"]


def taken_out(self, w, dw, memory):
    memory["v"] = 0.9 * memory.pop("v", 0.0) + dw
    w.data -= 0.1 * memory["v"]


SAYS = {
    by_get: DERIVED, by_setdefault: DERIVED, never_read: DERIVED, one_step_late: DERIVED,
    exchanged: DERIVED, never_written: DERIVED, number_by_get: DERIVED,
    contained: r"'v' in memory tells the first step from the others: write memory.get\('v', 0.0\)",
    caught: r"memory\['v'\] has no start: write memory.get\('v', 0.0\)",
    without_start: "takes a plain number", in_place: "takes a plain number",
    in_place_afterwards: "change no other array in place",
    of_another_shape: r"n_W1 would become an array of shape \(\), and W1 has \(3, 4\)",
    of_another_shape_at_first: "step number 1 gives other numbers for W1",
    own_number: "counts the steps by itself", taken_out: "'pop'",
}  # fmt: skip


def trained(step, module, run_eagerly):
    """A network after three epochs, and what its optimizer remembers."""
    kind = type("Own", (Optimizer,), {"step": step, "__module__": module})
    rng = np.random.default_rng(0)
    X = rng.normal(size=(20, 3))
    model = Sequential([Input(3), Dense(4, "tanh"), Dense(1)], seed=1)
    model.compile("mse", kind(0.1), run_eagerly=run_eagerly)
    model.fit(X, X @ [1.0, 2.0, 3.0], epochs=3, batch_size=7, verbose=0)
    return model, X, [model.optimizer.memory(w) for w in model.parameters]


@pytest.mark.parametrize("module", ["nn.optimizers", "my_optimizers"])
@pytest.mark.parametrize("step", SAYS)
def test_each_way_to_remember_learns_as_the_visible_loop_does(step, module):
    one, _, expected = trained(step, module, run_eagerly=True)
    other, X, memories = trained(step, module, run_eagerly=False)
    for w, same in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(w, same, rtol=1e-12)
    for memory, same in zip(expected, memories, strict=True):
        assert memory.keys() == same.keys() or step is never_written
        for key in memory:
            np.testing.assert_allclose(np.broadcast_to(memory[key], np.shape(same[key])), same[key], rtol=1e-12)
    says = SAYS[step] if module.startswith("nn.") else "code of your own"
    if says == DERIVED:
        assert other.derive(X, X[:, 0]).source
    else:
        with pytest.raises(NotDerivableError, match=says):
            other.derive(X, X[:, 0])


@pytest.mark.parametrize("step", [step for step in SAYS if SAYS[step] == DERIVED])
def test_the_printed_step_moves_as_the_one_that_runs(step):
    model, X, _ = trained(step, "nn.optimizers", run_eagerly=False)
    y = X[:, :1] * 2
    derived = model.derive(X, y)
    arrays = {"X": X, "y": y}
    for name, w in zip(["W1", "b1", "W2", "b2"], model.parameters, strict=True):
        memory = model.optimizer.memory(w)
        arrays |= {name: w.data.copy(), "t": memory["t"] + 1}
        arrays |= {f"{key}_{name}": np.full(w.shape, x) for key, x in memory.items() if key != "t"}
    namespace = {}
    exec(derived.source, namespace)
    printed = namespace["step"]
    printed(*[arrays[name] for name in inspect.signature(printed).parameters])
    derived(X, y)
    for name, w in zip(["W1", "b1", "W2", "b2"], model.parameters, strict=True):
        np.testing.assert_array_equal(arrays[name], w.data)
