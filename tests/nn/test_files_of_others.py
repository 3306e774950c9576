"""Files that somebody else wrote: nothing in them is executed, they take no more memory than they are large."""

import io
import json
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest

from nn import Dense, Input, Sequential, load
from nn.layers import Dropout, Normalization
from nn.optimizers import Adam


class Payload:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


def model(dtype="float32"):
    made = Sequential([Input(3), Dense(4, "tanh"), Dropout(0.1), Dense(1, "sigmoid")], seed=1, dtype=dtype)
    made.compile("binary_crossentropy", Adam(0.01))
    made.fit(np.ones((4, 3)), np.ones(4), verbose=0)
    return made


def arrays_of(path):
    model().save(path)
    with np.load(path) as file:
        return dict(file)


def npy(array, **header):
    """The bytes of an array, of which the header may say something else."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, np.lib.format.header_data_from_array_1_0(array) | header)
    return stream.getvalue() + array.tobytes()


def test_an_array_of_a_later_format_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    arrays = arrays_of(path)
    with zipfile.ZipFile(path, "w") as file:
        for name, array in arrays.items():
            stream = io.BytesIO()
            np.lib.format.write_array(stream, array, version=(2, 0) if name == "weight_0" else (1, 0))
            file.writestr(f"{name}.npy", stream.getvalue())
    with pytest.raises(ValueError, match=r"version \(2, 0\) of NumPy's format"):
        load(path)


@pytest.mark.parametrize("name", ["weight_0", "description", "another"])
@pytest.mark.parametrize("way", ["array of objects", "pickle in place of an array", "pickle in a file of its own"])
def test_nothing_in_a_file_is_executed(name, way, tmp_path):
    path, trace = tmp_path / "model.npz", tmp_path / "executed"
    arrays = arrays_of(path)
    if way == "array of objects":
        np.savez(path, **(arrays | {name: np.array([Payload(trace)], dtype=object)}))
    elif way == "pickle in place of an array":
        np.savez(path, **{key: x for key, x in arrays.items() if key != name})
        with zipfile.ZipFile(path, "a") as file:
            file.writestr(f"{name}.npy", pickle.dumps(Payload(trace)))
    else:
        path.write_bytes(pickle.dumps(Payload(trace)))
    for read in (load, model().load_weights):
        with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
            read(path)
    assert not trace.exists()
    pickle.loads(pickle.dumps(Payload(trace))).close()
    assert trace.exists(), "the payload would show"


def bomb(path, arrays):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, array in arrays.items():
            file.writestr(f"{name}.npy", npy(array))
        file.writestr("weight_9.npy", npy(np.zeros(20_000_000)))


def claims(shape, name="weight_0"):
    def write(path, arrays):
        with zipfile.ZipFile(path, "w") as file:
            for key, array in arrays.items():
                file.writestr(f"{key}.npy", npy(array, shape=shape) if key == name else npy(array))

    return write


def described(**changes):
    def write(path, arrays):
        description = json.loads(str(arrays["description"])) | changes
        np.savez(path, **(arrays | {"description": np.array(json.dumps(description))}))

    return write


HUGE = 10**9


@pytest.mark.parametrize(
    "write",
    [
        bomb, claims((HUGE,)), claims((HUGE, 3)), claims((HUGE,), "description"),
        described(layers=[["Input", {"shape": [HUGE]}], ["Normalization", {}]]),
        described(layers=[["Input", {"shape": [HUGE]}], ["Dense", {"units": HUGE}]]),
        described(layers=[["Input", {"shape": [3]}], ["Dense", {"units": HUGE}]]),
    ],
)  # fmt: skip
def test_a_small_file_takes_little_memory(write, tmp_path):
    path = tmp_path / "model.npz"
    write(path, arrays_of(path))
    assert path.stat().st_size < 10**6
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
            load(path)
        assert tracemalloc.get_traced_memory()[1] < 10**7
    finally:
        tracemalloc.stop()


def changed(key, position, **settings):
    """A change of the settings that stand under "loss" or "optimizer", or of a layer's."""

    def write(path, arrays):
        description = json.loads(str(arrays["description"]))
        place = description["layers"][position] if key == "layers" else description["progress"][key]
        place[1] |= settings
        np.savez(path, **(arrays | {"description": np.array(json.dumps(description))}))

    return write


@pytest.mark.parametrize(
    "write",
    [
        changed("optimizer", 0, epsilon=-1), changed("optimizer", 0, epsilon="small"), changed("optimizer", 0, alpha=0),
        changed("optimizer", 0, beta_1=True), changed("loss", 0, from_logits="no"), changed("loss", 0, other=1),
        changed("layers", 1, trainable="no"), changed("layers", 1, use_bias="no"), changed("layers", 2, rate=1),
        changed("layers", 1, **{"frozen weights": ["V"]}), changed("layers", 1, activation="pickle"),
        changed("layers", 1, units=True), described(dtype="object"), described(dtype="float16"),
    ],
)  # fmt: skip
def test_settings_that_nobody_saved_are_refused(write, tmp_path):
    path = tmp_path / "model.npz"
    write(path, arrays_of(path))
    with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
        load(path)


@pytest.mark.parametrize("number", [1e300, np.inf, np.nan])
@pytest.mark.parametrize("name", ["weight_1", "m_0"])
def test_numbers_that_the_model_has_no_room_for_are_refused(number, name, tmp_path):
    path = tmp_path / "model.npz"
    arrays = arrays_of(path)
    array = arrays[name].astype(float)
    array.flat[0] = number
    np.savez(path, **(arrays | {name: array}))
    with pytest.raises(ValueError, match="is not a model saved by chalkgrad"):
        load(path)
    if name == "weight_1":
        into = model()
        before = into.get_weights()
        with pytest.raises(ValueError, match=r"float32 ends at|is nan|is inf"):
            into.load_weights(path)
        assert all(map(np.array_equal, before, into.get_weights()))


@pytest.mark.parametrize("way", ["fit", "fit y", "predict", "evaluate", "validation", "call", "set_weights"])
def test_numbers_beyond_float32_are_said_where_they_come_in(way):
    X, y, large = np.ones((4, 3)), np.ones(4), np.full((4, 3), 1e300)
    made = model()
    made.compile("mse")
    ways = {
        "fit": lambda: made.fit(large, y, verbose=0), "fit y": lambda: made.fit(X, y * 1e300, verbose=0),
        "predict": lambda: made.predict(large), "evaluate": lambda: made.evaluate(large, y),
        "validation": lambda: made.fit(X, y, validation_data=(large, y), verbose=0), "call": lambda: made(large),
        "set_weights": lambda: made.set_weights([w * 0 + 1e300 for w in map(np.float64, made.get_weights())]),
    }  # fmt: skip
    before = made.get_weights()
    with pytest.raises(ValueError, match=r"is 1e\+300: float32 ends at 3\.4e\+38"):
        ways[way]()
    assert all(map(np.array_equal, before, made.get_weights()))
    assert np.isfinite(model("float64").predict(large)).all()


def test_large_files_of_ones_own_are_read_whole(tmp_path):
    layer = Normalization()
    layer.adapt(np.random.default_rng(1).normal(size=(50, 300)))
    made = Sequential([Input(300), layer, Dense(2000, "relu"), Dense(3)], seed=1)
    made.save(tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    for w, v in zip(made.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)
    again.compile("mse")
    again.fit(np.ones((4, 300)), np.ones((4, 3)), verbose=0)  # its arrays may be changed


def test_many_layers_are_looked_up_and_not_searched():
    """Names are compared a number of times that grows with the layers, not with their square."""
    counts = []
    for count in (50, 100):
        looked = 0

        class Named(Dense):
            @property
            def name(self):
                nonlocal looked
                looked += 1
                return super().name

        Sequential([Input(2), *(Named(2) for _ in range(count))])
        counts.append(looked)
    assert counts[1] <= 2.2 * counts[0]
