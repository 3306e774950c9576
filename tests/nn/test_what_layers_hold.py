"""What a layer holds when it is saved: changes that a file would lose are found in things of every kind."""

import collections
import copy
import functools
import operator
from dataclasses import dataclass

import numpy as np
import pytest

from nn import Dense, Input, Sequential, load
from nn.layers import Layer

X = np.array([[0.5, -1.0], [1.5, 2.0], [-3.0, 0.25]])


class Holding(Layer):
    """Multiplies with a number that it finds in what it holds."""

    def __init__(self, held=1.0, found=lambda held: held):
        self.held, self.found = held, found

    def get_config(self):
        return {}

    def call(self, x):
        return x * self.found(self.held)


def network(layer):
    return Sequential([Input(2), layer, Dense(1)], seed=1)


def reloaded(model, tmp_path):
    model.save(tmp_path / "model.npz")
    return load(tmp_path / "model.npz")


def changed(layer, name, value):
    setattr(layer, name, value)
    return layer


def times(k):
    return lambda held: held * k


def defaulted(k):
    return lambda k=k: k


@dataclass(slots=True)
class Slots:
    k: float = 1.0


class Slotted(Layer):
    __slots__ = ("gain",)

    def __init__(self, gain=1.0):
        self.gain = gain

    def call(self, x):
        return x * self.gain


class Itself:
    def __init__(self, k):
        self.me, self.k = [self], k


HELD = {
    "nan": (np.array([np.nan, 1.0]), np.array([np.nan, 2.0]), lambda held: held[1]),
    "set": ({1}, {1, 2}, len),
    "deque": (collections.deque([np.ones(2)]), collections.deque([np.zeros(2)]), lambda held: held[0]),
    "mapping": (collections.Counter(a=2), collections.Counter(a=3), lambda held: held["a"]),
    "closure": (times(2.0), times(3.0), lambda held: held(1.0)),
    "default": (defaulted(2.0), defaulted(3.0), lambda held: held()),
    "partial": (functools.partial(pow, 2.0), functools.partial(pow, 3.0), lambda held: held(2)),
    "method": (Slots(2.0).__repr__, Slots(3.0).__repr__, lambda held: float(held()[8:-1])),
    "ufunc": (np.sin, np.cos, lambda held: held(1.0)),
    "slots": (Slots(2.0), Slots(3.0), lambda held: held.k),
    "cycle": (Itself(2.0), Itself(3.0), lambda held: held.me[0].k),
}


@pytest.mark.parametrize("kind", HELD)
def test_things_of_every_kind_are_compared_by_what_they_hold(kind, tmp_path):
    held, other, found = HELD[kind]

    class Held(Holding):
        def __init__(self):
            super().__init__(copy.deepcopy(held), found)

    reloaded(network(Held()), tmp_path)
    model = network(changed(Held(), "held", other))
    with pytest.raises(ValueError, match=r"held_1\.held is"):
        model.save(tmp_path / "another.npz")
    with pytest.raises(ValueError, match=r"slotted_1\.gain is 3\.0"):
        network(changed(Slotted(2.0), "gain", 3.0)).save(tmp_path / "another.npz")


def test_what_shows_nothing_of_itself_is_seen_in_the_outputs(tmp_path):
    class Column(Holding):
        def __init__(self):
            super().__init__(operator.itemgetter(0), lambda held: held([2.0, 3.0]))

    reloaded(network(Column()), tmp_path)
    with pytest.raises(ValueError, match=r"column_1 and Column\(.* give different outputs"):
        network(changed(Column(), "held", operator.itemgetter(1))).save(tmp_path / "another.npz")


class Built(Layer):
    """Sets a plain attribute in build."""

    def __init__(self, how="ones"):
        self.how = how

    def build(self, features):
        self.k = np.ones(features) if self.how == "ones" else np.random.default_rng().normal(size=features)

    def call(self, x, training=False):
        if training and self.how == "moved":
            self.k = self.k * 0.9
        return x * self.k


def test_what_build_sets_is_compared_with_what_it_would_set(tmp_path):
    model = network(Built())
    reloaded(model, tmp_path)
    model.layers[0].k = 5.0
    random, moved = network(Built("random")), network(Built("moved"))
    moved.compile("mse")
    moved.fit(X, X[:, 0], verbose=0)
    for refused in (model, random, moved):
        with pytest.raises(ValueError, match=r"built_1\.k is"):
            refused.save(tmp_path / "another.npz")


CACHES = {
    "node": lambda layer, x, training: x,
    "list": lambda layer, x, training: [*getattr(layer, "kept", []), x],
    "array": lambda layer, x, training: x.data,
    "shape": lambda layer, x, training: x.shape,
    "counter": lambda layer, x, training: getattr(layer, "kept", 0) + 1,
    "mask": lambda layer, x, training: np.ones(x.shape) if training else getattr(layer, "kept", None),
    "mean": lambda layer, x, training: 0.9 * getattr(layer, "kept", 0.0) + 0.1 * x.data.mean(axis=0),
    "mean while it learns": lambda layer, x, training: (0.9 if training else 1.0) * getattr(layer, "kept", 1.0),
}


@pytest.mark.parametrize("kind", CACHES)
def test_what_a_call_sets_is_lost_only_where_it_makes_no_difference(kind, tmp_path):
    class Keeping(Layer):
        def call(self, x, training=False):
            self.kept = CACHES[kind](self, x, training)
            return x - self.kept if "mean" in kind else x

    model = network(Keeping())
    model.compile("mse")
    model.fit(X, X[:, 0], epochs=2, verbose=0)
    before = copy.copy(vars(model.layers[0]))
    if "mean" in kind:
        with pytest.raises(ValueError, match=r"keeping_1\.kept is"):
            model.save(tmp_path / "model.npz")
    else:
        np.testing.assert_array_equal(reloaded(model, tmp_path).predict(X), model.predict(X))
        model.save(tmp_path / "model.npz")
    assert vars(model.layers[0]).keys() == before.keys()


def test_a_long_array_is_not_shown_whole(tmp_path):
    model = network(changed(Slotted(), "note", list(range(10_000))))
    with pytest.raises(ValueError, match=r"note is \[0, 1, 2") as refused:
        model.save(tmp_path / "model.npz")
    assert len(str(refused.value)) < 500
