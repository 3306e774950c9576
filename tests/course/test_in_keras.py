"""Real Keras runs the programs of the course, predicts the same and learns the same. It needs Keras and PyTorch."""

import ast
import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from keras_floats import keras_in

import nn
from nn import Sequential
from nn.layers import Flatten

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning", "ignore:Do not pass an `input_shape`:UserWarning"
)


@pytest.fixture
def keras():
    """Keras in float64, where it is installed."""
    os.environ.setdefault("KERAS_BACKEND", "torch")
    module = pytest.importorskip("keras")
    with keras_in(module, "float64"):
        yield module


def in_keras(keras, model, shape):
    """A network of Keras's with the layers and the weights of a model here."""
    theirs = keras.Sequential([keras.Input(shape)])
    for layer in model.layers:
        config = {k: x for k, x in layer.get_config().items() if k in ("units", "activation", "rate")}
        theirs.add(getattr(keras.layers, type(layer).__name__)(**config))
    theirs.set_weights(model.get_weights())
    return theirs


class Eager(np.ndarray):
    """An array as TensorFlow gives it, which NumPy takes."""

    def numpy(self):
        return np.asarray(self)


def tensorflow(keras):
    """What the programs use of TensorFlow besides Keras, made of Keras's operations."""

    def of_arrays(operation):
        return lambda z: keras.ops.convert_to_numpy(operation(z)).view(Eager)

    return SimpleNamespace(
        keras=keras,
        nn=SimpleNamespace(softmax=of_arrays(keras.ops.softmax)),
        math=SimpleNamespace(sigmoid=of_arrays(keras.ops.sigmoid)),
        random=SimpleNamespace(set_seed=keras.utils.set_random_seed),
        autograph=SimpleNamespace(set_verbosity=lambda level: None),
    )


def test_keras_runs_the_same_lines(program, parsed, keras, monkeypatch, capsys):
    """On fewer examples and for two epochs: every call is one of Keras's."""
    torch = pytest.importorskip("torch")
    if keras.backend.backend() != "torch":
        pytest.skip("the output of a layer has .numpy() in PyTorch, but not in JAX")
    fit = keras.Model.fit

    def short(model, x, y, epochs=1, sample_weight=None, **options):
        weights = None if sample_weight is None else sample_weight[:64]
        with torch.enable_grad():
            return fit(model, x[:64], y[:64], epochs=min(epochs, 2), sample_weight=weights, **options)

    monkeypatch.setattr(keras.Model, "fit", short)
    imports, others = parsed[program]
    lines = [line for line in map(ast.unparse, imports) if line != "import nn as tf"]
    lines = [line.replace("from nn", "from keras") for line in lines] + list(map(ast.unparse, others))
    names = {"tf": tensorflow(keras), "__file__": str(Path(__file__).parent / "programs" / f"{program}.py")}
    with torch.no_grad():  # so that .numpy() is allowed everywhere, as in TensorFlow
        exec(compile("\n".join(lines), program, "exec"), names)
    assert capsys.readouterr().out


def test_keras_predicts_the_same_with_what_was_learned(program, lab, keras):
    models = [thing for thing in vars(lab(program)).values() if isinstance(thing, Sequential)]
    assert models
    for model in models:
        shape = (8, 5) if isinstance(model.layers[0], Flatten) else (model.features,)
        X = np.random.default_rng(1).normal(size=(20, *shape))
        theirs = in_keras(keras, model, shape).predict(X, verbose=0)
        np.testing.assert_allclose(model.predict(X), theirs, rtol=1e-6, atol=1e-6 * np.abs(theirs).max())


LEARNING = {  # layers, loss, inputs and answers
    "coffee_roasting": lambda k, left: (
        [k.layers.Dense(3, "sigmoid"), k.layers.Dense(1, "sigmoid")],
        k.losses.BinaryCrossentropy(), left.Xn, left.Y,
    ),
    "multiclass_blobs": lambda k, left: (
        [k.layers.Dense(2, "relu"), k.layers.Dense(4, "linear")],
        k.losses.SparseCategoricalCrossentropy(from_logits=True), left.X_train, left.y_train,
    ),
    "regression_cv": lambda k, left: (
        [k.layers.Dense(1, kernel_regularizer=k.regularizers.l2(0.1))],
        k.losses.MeanSquaredError(), left.scaled(left.high)[0], left.y_train,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEARNING)
def test_keras_learns_the_same(name, lab, keras):
    learned, start = [], None
    for k in (nn.keras, keras):
        layers, loss, X, y = LEARNING[name](k, lab(name))
        model = k.Sequential([k.Input(shape=(X.shape[1],)), *layers])
        start = start or model.get_weights()
        model.set_weights(start)
        model.compile(loss=loss, optimizer=k.optimizers.Adam(learning_rate=0.01))
        history = model.fit(X, y, epochs=5, batch_size=len(X), shuffle=False, verbose=0)
        learned.append([history.history["loss"], *model.get_weights()])
    for one, other in zip(*learned, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-6)
