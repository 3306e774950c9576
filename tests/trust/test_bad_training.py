"""Bad inputs of compile, fit, predict, callbacks, and of files: each error says what to give instead."""

import re
import zipfile

import numpy as np
import pytest

from nn import Dense, Input, Sequential, load, set_random_seed
from nn.callbacks import EarlyStopping, LambdaCallback

X, y = np.random.default_rng(0).normal(size=(8, 2)), np.tile([0.0, 1.0], 4)


def built():
    return Sequential([Input(2), Dense(1, "sigmoid")], seed=1)


def compiled():
    model = built()
    model.compile("binary_crossentropy")
    return model


def here(name):
    """A file of the current folder, which holds what is no saved model."""
    return name


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "empty.npz").write_text("")
    with zipfile.ZipFile("zip.npz", "w") as file:
        file.writestr("a.txt", "x")
    np.savez("arrays.npz", a=np.ones(2))
    np.savez("pickle.npz", a=np.array([object()]))
    built().save("half.npz")
    whole = (tmp_path / "half.npz").read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    Sequential([Input(3), Dense(1)]).save("other.npz")


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        (lambda: Sequential().fit(X, y), ValueError, "Give Sequential a list of them, or add one"),
        (
            lambda: Sequential([Dense(1)]).fit(X, y),
            RuntimeError, r"Call model\.compile\(loss=BinaryCrossentropy\(\)\) first",
        ),
        (
            lambda: Sequential([Dense(1)]).evaluate(X, y),
            RuntimeError, r"Call model\.compile\(loss=BinaryCrossentropy\(\)\) first",
        ),
        (lambda: built().predict(np.ones((2, 3))), ValueError, r"Give X of shape \(m, 2\), or make a new model"),
        (lambda: built().predict("a"), TypeError, "Give a list or an array of them"),
        (lambda: built().predict(None), TypeError, "Give a list or an array of them"),
        (lambda: built().predict([]), ValueError, r"Write X\[:, None\] for one feature an example, or X\[None, :\]"),
        (
            lambda: built().predict([[1, "a"]]),
            TypeError, r"Write X\[:, \[i\]\] == np\.unique\(X\[:, i\]\) for the columns that",
        ),
        (
            lambda: built().predict(np.array([[1j, 2]])),
            TypeError, r"Write X\.real, or give real and imaginary parts as features",
        ),
        (lambda: built().predict(np.full((1, 2), np.nan)), ValueError, "Remove or replace such entries"),
        (lambda: built().predict(3.0), ValueError, r"X has shape \(\); give \(m, features\)"),
        (
            lambda: built().compile("nonsense"),
            ValueError, "Choose one of binary_crossentropy, mean_squared_error, mse,",
        ),
        (lambda: built().compile(3), TypeError, r"loss=3: give an object, BinaryCrossentropy\(\), or a name,"),
        (lambda: built().compile(None), TypeError, r"loss=None: give an object, BinaryCrossentropy\(\), or a name,"),
        (
            lambda: built().compile("mse", "nonsense"),
            ValueError, "Choose one of gradient_descent, sgd, momentum, rmsprop, adam",
        ),
        (
            lambda: built().compile("mse", 3),
            TypeError, r"optimizer=3: give an object, GradientDescent\(\), or a name,",
        ),
        (
            lambda: built().compile("mse", metrics=["nonsense"]),
            ValueError, "Choose one of accuracy, acc, binary_accuracy,",
        ),
        (
            lambda: built().compile("mse", metrics=3),
            TypeError, r"compile\(metrics=3\): give a list of names or functions,",
        ),
        (lambda: built().compile("mse", metrics=[3]), TypeError, "metric=3: give a function, or a name, 'accuracy'"),
        (
            lambda: built().compile("mse", run_eagerly="yes"),
            TypeError, "compile: run_eagerly='yes': give True or False",
        ),
        (
            lambda: built().compile("mse", loss_weights=[1.0]),
            TypeError, "Instead: a network here has one output and one loss",
        ),
        (
            lambda: built().compile("mse", devices=3),
            ValueError, "devices=3 are for compiled steps: add jit_compile=True",
        ),
        (lambda: compiled().fit(X, None), TypeError, "Give a list or an array of them"),
        (lambda: compiled().fit(None, y), TypeError, "Give a list or an array of them"),
        (lambda: compiled().fit("a", y), TypeError, "Give a list or an array of them"),
        (lambda: compiled().fit(X, "a"), TypeError, "Give a list or an array of them"),
        (
            lambda: compiled().fit(X, y[:3]),
            ValueError, r"X has shape \(8, 2\) and y has shape \(3,\): each of the 8 rows",
        ),
        (
            lambda: compiled().fit(X, np.ones((8, 3))),
            ValueError, "Both need one row per example, and one column per unit of the",
        ),
        (
            lambda: compiled().fit(X[:0], y[:0]),
            ValueError, r"X has shape \(0, 2\): there is no example, or no feature, to",
        ),
        (lambda: compiled().fit(np.ones((8, 3)), y), ValueError, r"Give X of shape \(m, 2\), or make a new model"),
        (lambda: compiled().fit(np.full((8, 2), np.nan), y), ValueError, "Remove or replace such entries"),
        (lambda: compiled().fit(X, np.full(8, np.nan)), ValueError, "Remove or replace such entries"),
        (lambda: compiled().fit(X, np.full(8, np.inf)), ValueError, "Remove or replace such entries"),
        (
            lambda: compiled().fit(X, ["a"] * 8),
            TypeError, r"Write np\.unique\(y, return_inverse=True\)\[1\] for the numbers of",
        ),
        (
            lambda: compiled().fit(X, y * 1j),
            TypeError, r"Write y\.real, or give real and imaginary parts as features",
        ),
        (lambda: compiled().fit(X, y + 5), ValueError, "BinaryCrossentropy: a target is a probability, 0 to 1, but"),
        (lambda: compiled().fit(X, y, epochs=-1), ValueError, "epochs=-1: give a whole number, 0 or more"),
        (lambda: compiled().fit(X, y, epochs="a"), ValueError, "epochs='a': give a whole number, 0 or more"),
        (lambda: compiled().fit(X, y, epochs=1.5), ValueError, r"epochs=1\.5: give a whole number, 0 or more"),
        (lambda: compiled().fit(X, y, batch_size=0), ValueError, "batch_size=0: give a whole number, 1 or more"),
        (lambda: compiled().fit(X, y, batch_size="a"), ValueError, "batch_size='a': give a whole number, 1 or more"),
        (
            lambda: compiled().fit(X, y, batch_size=2.5),
            ValueError, r"batch_size=2\.5: give a whole number, 1 or more",
        ),
        (
            lambda: compiled().fit(X, y, verbose=3),
            ValueError, "verbose=3: 0 is silent, 1 a live line, 2 one line per epoch",
        ),
        (
            lambda: compiled().fit(X, y, verbose="loud"),
            ValueError, "verbose='loud': 0 is silent, 1 a live line, 2 one line per",
        ),
        (lambda: compiled().fit(X, y, shuffle="yes"), TypeError, "fit: shuffle='yes': give True or False"),
        (
            lambda: compiled().fit(X, y, validation_split=1.5),
            ValueError, r"Give a share between 0 and 1, such as 0\.2",
        ),
        (
            lambda: compiled().fit(X, y, validation_split="a"),
            ValueError, r"Give a share between 0 and 1, such as 0\.2",
        ),
        (
            lambda: compiled().fit(X, y, validation_split=0.99),
            ValueError, r"Give a share between 0 and 1, such as 0\.2",
        ),
        (
            lambda: compiled().fit(X, y, validation_data=3),
            ValueError, r"validation_data is a pair \(X, y\) of inputs and their targets,",
        ),
        (
            lambda: compiled().fit(X, y, validation_data=(X,)),
            ValueError, r"validation_data is a pair \(X, y\) of inputs and their targets,",
        ),
        (
            lambda: compiled().fit(X, y, validation_data=(X, y[:3])),
            ValueError, r"validation X has shape \(8, 2\) and validation y has shape",
        ),
        (lambda: compiled().fit(X, y, callbacks=[3]), TypeError, r"EarlyStopping\(\), or your own"),
        (lambda: compiled().fit(X, y, callbacks="a"), TypeError, r"EarlyStopping\(\), or your own"),
        (
            lambda: compiled().fit(X, y, sample_weight=np.ones(3)),
            ValueError, r"sample_weight has shape \(3,\); give one number an example, \(8,\)",
        ),
        (lambda: compiled().fit(X, y, sample_weight="a"), TypeError, "Give a list or an array of them"),
        (
            lambda: compiled().fit(X, y, sample_weight=-np.ones(8)),
            ValueError, "sample_weight holds -1; give numbers of 0 or more",
        ),
        (
            lambda: compiled().fit(X, y, sample_weight=np.full(8, np.nan)),
            ValueError, "Remove or replace such entries",
        ),
        (
            lambda: compiled().fit(X, y, class_weight=3),
            TypeError, r"class_weight=3: give a dict by class number, \{0: 1\.0, 1: 5\.0\}",
        ),
        (lambda: compiled().fit(X, y, class_weight={"a": 1.0}), TypeError, r"Write \{0: 1\.0\}"),
        (
            lambda: compiled().fit(X, y, class_weight={0: "a"}),
            TypeError, r"Write np\.unique\(class_weight, return_inverse=True\)\[1\] for the",
        ),
        (
            lambda: compiled().fit(X, y, class_weight={0: -1.0}),
            ValueError, "class_weight holds -1; give numbers of 0 or more",
        ),
        (
            lambda: compiled().fit(X, y, steps_per_epoch=3),
            TypeError, "Instead: leave it out: an epoch goes through all examples",
        ),
        (
            lambda: compiled().fit(X, y, initial_epoch="a"),
            TypeError, "Instead: leave it out: fit goes on where the network was, and",
        ),
        (
            lambda: compiled().evaluate(X, y, batch_size=-1),
            ValueError, "batch_size=-1: give a whole number, 1 or more",
        ),
        (
            lambda: compiled().evaluate(X, y, batch_size=0),
            ValueError, "batch_size=0: give a whole number, 1 or more",
        ),
        (
            lambda: compiled().fit(X, y, validation_split=np.ones(3)),
            ValueError, r"validation_split=array\(.* of . examples leaves none to train on",
        ),
        (lambda: compiled().set_weights(3), TypeError, r"set_weights\(3\): give a list of arrays, as get_weights\(\)"),
        (lambda: compiled().compile(Dense), TypeError, "loss=<class 'nn.layers.Dense'>: give an object"),
        (
            lambda: compiled().evaluate(X, y[:3]),
            ValueError, r"X has shape \(8, 2\) and y has shape \(3,\): each of the 8 rows",
        ),
        (
            lambda: compiled().cost(X, y[:3]),
            ValueError, "Both need one row per example, and one column per unit of the",
        ),
        (lambda: compiled().derive("a", y), TypeError, "Give a list or an array of them"),
        (lambda: EarlyStopping(monitor=3), TypeError, r"EarlyStopping\(monitor=3\): give the name of a number,"),
        (
            lambda: compiled().fit(X, y, callbacks=[EarlyStopping(monitor="nonsense")], verbose=0),
            ValueError, "EarlyStopping: there is no 'nonsense' among loss",
        ),
        (
            lambda: EarlyStopping(patience=-1),
            ValueError, "EarlyStopping: patience=-1: give a whole number, 0 or more",
        ),
        (
            lambda: EarlyStopping(mode="nonsense"),
            ValueError, r"EarlyStopping\(mode='nonsense'\): choose 'min', 'max' or 'auto'",
        ),
        (
            lambda: LambdaCallback(on_nonsense=print),
            TypeError, "Choose one of on_train_begin, on_train_end, on_epoch_begin,",
        ),
        (
            lambda: LambdaCallback(on_epoch_end=3),
            TypeError, r"LambdaCallback\(on_epoch_end=3\): give a function of what the",
        ),
        (
            lambda: Sequential([Dense(1)]).save("/nowhere/m.npz"),
            ValueError, r"Start it with Input\(shape=\(features,\)\), or call",
        ),
        (
            lambda: Sequential([Dense(1)]).save_weights("m.npz"),
            ValueError, r"Start it with Input\(shape=\(features,\)\), or call",
        ),
        (lambda: load("nowhere.npz"), FileNotFoundError, r"\[Errno 2\] No such file or directory: 'nowhere\.npz'"),
        (lambda: load(3), TypeError, r"Give its path as text, or as a pathlib\.Path"),
        (lambda: load(None), TypeError, r"Give its path as text, or as a pathlib\.Path"),
        (lambda: load(here("text.npz")), ValueError, r"File is not a zip file\), or not one that can be made again"),
        (lambda: load(here("empty.npz")), ValueError, r"File is not a zip file\), or not one that can be made again"),
        (lambda: load(here("zip.npz")), ValueError, r"EOF: reading magic string, expected 8 bytes got 1\), or not"),
        (
            lambda: load(here("arrays.npz")),
            ValueError, r"is not a model saved by chalkgrad \(KeyError: 'description'\),",
        ),
        (
            lambda: load(here("pickle.npz")),
            ValueError, r"is not a model saved by chalkgrad \(ValueError: an array holds",
        ),
        (lambda: load(here("half.npz")), ValueError, r"File is not a zip file\), or not one that can be made again"),
        (
            lambda: built().load_weights("nowhere.npz"),
            FileNotFoundError, r"\[Errno 2\] No such file or directory: 'nowhere\.npz'",
        ),
        (
            lambda: built().load_weights(here("text.npz")),
            ValueError, r"File is not a zip file\), or not one that can be made again",
        ),
        (
            lambda: built().load_weights(here("other.npz")),
            ValueError, r"W of dense_1 has shape \(2, 1\), but the array given \(3, 1\)",
        ),
        (
            lambda: built().save(here("model.h5")),
            ValueError, "would be a file of Keras's own, and this is one of NumPy's:",
        ),
        (lambda: built().save(here("no") + "/model.npz"), FileNotFoundError, "Create it first"),
        (lambda: built().save(here("folder")), OSError, "Give the name of a file"),
        (lambda: built().save(3), TypeError, r"Give its path as text, or as a pathlib\.Path"),
        (lambda: built().save(None), TypeError, r"Give its path as text, or as a pathlib\.Path"),
        (lambda: set_random_seed("a"), ValueError, r"set_random_seed\('a'\): give a whole number, 0 or more"),
        (lambda: set_random_seed(-1), ValueError, r"set_random_seed\(-1\): give a whole number, 0 or more"),
        (lambda: set_random_seed(None), ValueError, r"set_random_seed\(None\): give a whole number, 0 or more"),
        (lambda: compiled().fit(X, y, verbose=0).save_csv("/nowhere/h.csv"), FileNotFoundError, "Create it first"),
    ],
)  # fmt: skip
def test_the_error_names_the_fix(do, error, says):
    with pytest.raises(error) as caught:
        do()
    assert re.search(says, " ".join(str(caught.value).split())), caught.value
