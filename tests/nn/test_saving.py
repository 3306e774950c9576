"""Models in files: whole, without pickle, and back again."""

import contextlib
import copy
import json
import os
import pickle
import zipfile

import numpy as np
import pytest

from autograd.files import written_whole
from nn import Sequential, load
from nn.layers import Activation, Dense, Input
from nn.optimizers import Optimizer
from nn.saving import KINDS


def model():
    return Sequential(
        [Input(3), Dense(4, "tanh", use_bias=False), Dense(2), Activation("softmax")], seed=1, dtype="float32"
    )


def test_a_loaded_model_is_the_saved_one(tmp_path):
    saved, path = model(), tmp_path / "model.npz"
    saved.save(path)
    loaded = load(path)
    X = np.random.default_rng(1).normal(size=(5, 3))
    assert loaded.predict(X).tobytes() == saved.predict(X).tobytes()
    assert [type(layer) for layer in loaded.layers] == [Dense, Dense, Activation]
    assert loaded.dtype == np.float32
    loaded.compile("categorical_crossentropy", "adam")
    loaded.fit(X, np.eye(2)[[0, 1, 1, 0, 1]], epochs=1, verbose=0)


def test_the_file_holds_text_and_arrays_of_numbers(tmp_path):
    model().save(tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz", allow_pickle=False) as file:
        description = json.loads(str(file["description"]))
        assert [kind for kind, _ in description["layers"]] == ["Input", "Dense", "Dense", "Activation"]
        assert all(file[name].dtype.kind in "fU" for name in file.files)


def test_a_model_that_can_not_be_saved_leaves_the_old_file(tmp_path):
    path = tmp_path / "model.npz"
    model().save(path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="has no name to save it by"):
        Sequential([Input(2), Dense(1, lambda z: z * 2)]).save(path)
    with pytest.raises(ValueError, match="no weights yet"):
        Sequential([Dense(1)]).save(path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["model.npz"]


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path):
    def write_half():
        with written_whole(tmp_path / "file", "w") as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert os.listdir(tmp_path) == []
    with pytest.raises(FileNotFoundError, match="no folder"):
        model().save(tmp_path / "a" / "b")


def test_a_link_stays_a_link_and_a_mode_stays_a_mode(tmp_path):
    target, link = tmp_path / "target.npz", tmp_path / "link.npz"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link.symlink_to(target)
    model().save(link)
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert len(load(target).layers) == 3
    with pytest.raises(OSError, match="no ordinary file"):
        model().save(tmp_path)


def test_a_layer_of_ones_own_can_not_be_saved(tmp_path):
    class Doubled(Dense):
        def __call__(self, x):
            return 2 * super().__call__(x)

    with pytest.raises(ValueError, match="a layer of your own"):
        Sequential([Input(2), Doubled(1)]).save(tmp_path / "model.npz")


def test_flipped_bytes_never_give_another_error(tmp_path):
    path, rng = tmp_path / "model.npz", np.random.default_rng(1)
    model().save(path)
    whole = path.read_bytes()
    for _ in range(300):
        broken = bytearray(whole)
        broken[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(broken)
        with contextlib.suppress(ValueError):
            load(path)


def test_models_can_be_pickled_and_copied(tmp_path):
    original = model()
    original.compile("categorical_crossentropy", "adam", metrics=["accuracy"])
    X, y = np.random.default_rng(1).normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    for twin in (pickle.loads(pickle.dumps(original)), copy.deepcopy(original)):
        before = original.predict(X)
        twin.fit(X, y, epochs=2, verbose=0)
        np.testing.assert_array_equal(original.predict(X), before)
        assert twin.predict(X).tobytes() != before.tobytes()
        twin.save(tmp_path / "twin.npz")  # its softmax is the one that has the name


def _pickled(path):
    np.savez(path, description=np.array([{"format": 1}], dtype=object))


def _other_npz(path):
    np.savez(path, a=np.ones(2))


def _changed(**changes):
    def write(path):
        model().save(path)
        with np.load(path) as file:
            arrays = dict(file)
        description = json.loads(str(arrays["description"])) | changes
        np.savez(path, **(arrays | {"description": np.array(json.dumps(description))}))

    return write


def _truncated(path):
    model().save(path)
    path.write_bytes(path.read_bytes()[:500])


def _zip_of_rubbish(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("description.npy", b"rubbish")


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_bytes(b""), lambda path: path.write_text("hello"), _pickled, _other_npz, _truncated,
        _zip_of_rubbish, _changed(format="another"), _changed(layers=[["Conv", {}]]), _changed(dtype="int8"),
        _changed(layers=[["Dense", {"units": 2}]]), _changed(layers=[["Input", {"shape": [3], "x": 1}]]),
        _changed(layers=[["Input", {"shape": [10**6]}], ["Dense", {"units": 10**6}]]), _changed(layers=5),
    ],
)  # fmt: skip
def test_what_is_no_saved_model_is_refused(write, tmp_path):
    path = tmp_path / "model.npz"
    write(path)
    with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
        load(path)


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none.npz")


@pytest.mark.parametrize("key", ["weight", "weight_decay"])
def test_what_an_optimizer_remembers_never_takes_the_place_of_weights(tmp_path, monkeypatch, key):
    class Weighing(Optimizer):
        def __init__(self, alpha=0.1):
            super().__init__(alpha)

        def step(self, w, dw, memory):
            memory[key] = dw
            w.data -= self.alpha * memory[key]

    monkeypatch.setitem(KINDS, "Weighing", Weighing)
    net = Sequential([Input(1), Dense(1)], seed=1)
    net.compile("mse", Weighing())
    net.save(tmp_path / "model.npz")
    net.fit([[1.0], [2.0]], [1.0, 3.0], verbose=0)
    with pytest.raises(ValueError, match=f"'{key}'.*overwrite a weight"):
        net.save(tmp_path / "model.npz")
