"""Inputs that lie in a file, or in an array of another library, are read some rows at a time and never copied whole."""

import tracemalloc

import numpy as np
import pytest

from nn import Sequential
from nn.data import Rows, hold_out
from nn.layers import Dense

GIGABYTES, MEGABYTE = 2, 2**20


def trained(X, y, **options):
    model = Sequential([Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("mse", "adam")
    history = model.fit(X, y, epochs=2, verbose=0, **options)
    return model, history.history


def test_a_file_larger_than_what_may_be_held(tmp_path):
    rows, features = 2**20, 2**8 * GIGABYTES
    X = np.memmap(tmp_path / "X.raw", np.float32, "w+", shape=(rows, features))  # zeros, which take no room on disk
    X[::1000, 0] = 1.0
    assert X.nbytes == GIGABYTES * 2**30
    y = np.zeros(rows, "float32")
    y[::1000] = 1.0
    model = Sequential([Dense(1)], seed=1, dtype="float32")
    model.compile("mse")
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        history = model.fit(X, y, batch_size=1024, epochs=1, verbose=0, validation_split=0.25)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 100 * MEGABYTE
    assert history.history["loss"][0] < history.initial_loss


class Library:
    """A matrix as h5py has it: sliced, or indexed by increasing numbers, and counted."""

    def __init__(self, array):
        self._array, self.shape, self.dtype, self.read = array, array.shape, array.dtype, 0

    def __getitem__(self, key):
        if not isinstance(key, slice) and not np.all(np.diff(key) > 0):
            raise TypeError("Indexing elements must be in increasing order")
        found = self._array[key]
        self.read = max(self.read, len(found))
        return found

    def __array__(self, *args, **kwargs):
        raise AssertionError("it is read whole")


@pytest.mark.parametrize("options", [{}, {"shuffle": False}, {"batch_size": 7, "validation_split": 0.25}])
def test_an_array_of_another_library_is_learned_from_as_one_of_numpy(options, tmp_path):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(3000, 4)), rng.normal(size=3000)
    np.save(tmp_path / "X.npy", X)
    library = Library(X)
    model, curves = trained(X, y, **options)
    for other in (library, np.load(tmp_path / "X.npy", mmap_mode="r")):
        same, same_curves = trained(other, y, **options)
        assert curves == same_curves
        for w, v in zip(model.get_weights(), same.get_weights(), strict=True):
            np.testing.assert_array_equal(w, v)
        np.testing.assert_array_equal(model.predict(X), same.predict(other))
        assert model.evaluate(X, y) == same.evaluate(other, y)
        assert float(model.cost(X, y)) == float(same.cost(other if other is not library else Library(X), y))
    assert library.read <= 1024


def test_what_is_wrong_in_it_is_named():
    X = np.ones((3000, 4))
    X[2500, 3] = np.nan
    with pytest.raises(ValueError, match=r"X\[2500, 3\] is nan"):
        trained(Library(X), np.ones(3000))
    with pytest.raises(ValueError, match="each of the 3000 rows of X needs one target"):
        trained(Library(np.ones((3000, 4))), np.ones(5))
    short = Library(np.ones((40, 4)))
    short.shape = (50, 4)
    with pytest.raises(ValueError, match=r"X says that it has shape \(50, 4\), but 50 rows of it have shape \(40, 4\)"):
        trained(short, np.ones(50))
    masked = Library(np.ma.masked_array(np.ones((40, 4)), mask=np.eye(40, 4)))
    with pytest.raises(TypeError, match="X has a mask"):
        trained(masked, np.ones(40))
    sparse = Library(np.ones((40, 4)))
    sparse.toarray = None
    with pytest.raises(TypeError, match=r"X is a sparse matrix, Library.*X.toarray\(\)"):
        trained(sparse, np.ones(40))
    with pytest.raises(TypeError, match="X must hold real numbers"):
        trained(Library(np.full((3, 4), "a")), np.ones(3))


def test_rows_of_a_part():
    part = Rows(Library(np.arange(20.0).reshape(10, 2)), 4, 9)
    assert part.shape == (5, 2)
    np.testing.assert_array_equal(part[1:3], [[10, 11], [12, 13]])
    np.testing.assert_array_equal(part[np.array([4, 0])], [[16, 17], [8, 9]])
    _, (rest, _, _) = hold_out((part, np.zeros(5), None), 0.4)
    np.testing.assert_array_equal(rest[:], [[14, 15], [16, 17]])


def test_whole_numbers_are_not_copied_as_floats():
    X = np.zeros((200_000, 100), np.uint8)
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse")
    tracemalloc.start()
    try:
        model.fit(X, np.zeros(len(X)), epochs=1, verbose=0, batch_size=1000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * MEGABYTE  # in float64 they would take 160
