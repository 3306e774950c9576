"""Every setting that Keras tells of its layers, losses and optimizers is taken, or refused by name. It needs Keras."""

import os

import numpy as np
import pytest
from keras_floats import keras_in

import nn

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras's own code

RNG = np.random.default_rng(4)
X = RNG.normal(size=(16, 4))
LOSSES = {  # the last activation, and targets for 3 units
    "BinaryCrossentropy": ("sigmoid", (RNG.random((16, 3)) > 0.5).astype(float)),
    "CategoricalCrossentropy": ("softmax", np.eye(3)[np.arange(16) % 3]),
    "SparseCategoricalCrossentropy": ("softmax", np.arange(16) % 3),
    "MeanSquaredError": ("linear", X[:, :3]),
    "MeanAbsoluteError": ("linear", X[:, :3] * 3),
}
NEEDED = {"Dense": {"units": 3}, "Activation": {"activation": "relu"}, "Dropout": {"rate": 0.0}}
LAYERS = ("Dense", "Activation", "Dropout", "Normalization", "Flatten")
OPTIMIZERS = ("SGD", "RMSprop", "Adam")
STATISTICS = {"mean": [0.1, 0.2, 0.3], "variance": [1.0, 2.0, 3.0]}

# Another value than the usual one for each setting, alone or with what it needs beside it.
OF_LAYERS = {"name": "other", "trainable": False}
OF_OPTIMIZERS = {"name": "other", "learning_rate": 0.03, "ema_momentum": 0.5, "ema_overwrite_frequency": 2}
TAKEN = {
    "Dense": OF_LAYERS | {
        "units": 5, "activation": "tanh", "use_bias": False, "kernel_initializer": "ones", "bias_initializer": "ones",
        "kernel_regularizer": "l2", "bias_regularizer": {"bias_regularizer": "l1", "bias_initializer": "ones"},
    },
    "Activation": OF_LAYERS | {"activation": "leaky_relu"},
    "Dropout": OF_LAYERS | {"rate": 0.5, "seed": 3},
    "Normalization": OF_LAYERS | {"axis": None, "mean": STATISTICS, "variance": STATISTICS},
    "Flatten": OF_LAYERS | {"data_format": "channels_first"},  # of rows
    "SGD": OF_OPTIMIZERS | {"momentum": 0.9},
    "RMSprop": OF_OPTIMIZERS | {"rho": 0.5, "epsilon": 0.01},
    "Adam": OF_OPTIMIZERS | {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01},
    **{kind: {"name": "other", "from_logits": True} for kind in LOSSES if "Cross" in kind},
    "MeanSquaredError": {"name": "other"}, "MeanAbsoluteError": {"name": "other"},
    "compile": {
        "loss": "mae", "optimizer": "adam", "metrics": ["mae"], "run_eagerly": True, "jit_compile": False,
        "steps_per_execution": 2, "auto_scale_loss": False, "weighted_metrics": [],
    },
    "InputLayer": {"batch_shape": (8, 4), "dtype": "float32", "name": "other"},
}  # fmt: skip
REFUSED_OF_OPTIMIZERS = {
    "weight_decay": 0.1, "clipnorm": 0.1, "global_clipnorm": 0.1, "clipvalue": 0.1, "use_ema": True,
    "loss_scale_factor": 2.0, "gradient_accumulation_steps": 2,
}  # fmt: skip
REFUSED = {
    "Dense": {
        "dtype": "float32", "activity_regularizer": "l2", "kernel_constraint": "non_neg", "bias_constraint": "non_neg",
        "lora_rank": 2, "lora_alpha": {"lora_rank": 2, "lora_alpha": 3.0},
        "quantization_config": lambda: keras.quantizers.Int8QuantizationConfig(),
    },
    "Activation": {"dtype": "float32", "activity_regularizer": "l2"},
    "Dropout": {"dtype": "float32", "activity_regularizer": "l2", "noise_shape": (1, 3)},
    "Normalization": {"dtype": "float32", "activity_regularizer": "l2", "invert": True},
    "Flatten": {"dtype": "float32", "activity_regularizer": "l2"},
    "SGD": REFUSED_OF_OPTIMIZERS | {"nesterov": {"nesterov": True, "momentum": 0.5}},
    "RMSprop": REFUSED_OF_OPTIMIZERS | {"momentum": 0.5, "centered": True},
    "Adam": REFUSED_OF_OPTIMIZERS | {"amsgrad": True},
    **{kind: {"reduction": "sum"} for kind in LOSSES},
    "compile": {"loss_weights": [0.5]},
    "InputLayer": {"sparse": True, "ragged": True, "optional": True},
}  # fmt: skip
UNKNOWN_TO = {
    ("steps_per_execution", "torch"), ("sparse", "torch"), ("ragged", "torch"), ("ragged", "jax"),
}  # fmt: skip
for several in ("BinaryCrossentropy", "CategoricalCrossentropy"):
    TAKEN[several] |= {"label_smoothing": 0.1}
    REFUSED[several] |= {"axis": 0}
REFUSED["SparseCategoricalCrossentropy"] |= {"ignore_class": 0}


@pytest.fixture(autouse=True)
def _in_float64():
    with keras_in(keras, "float64"):
        yield


def told(kind):
    """What Keras says of a thing of this kind, with its settings as they are by themselves."""
    if kind == "compile":
        return network().get_compile_config()
    if kind == "InputLayer":
        return keras.layers.InputLayer((4,)).get_config()
    where = keras.layers if kind in LAYERS else keras.optimizers if kind in OPTIMIZERS else keras.losses
    return getattr(where, kind)(**NEEDED.get(kind, {})).get_config()


def network(kind="", **settings):
    """A network that learns, with such a layer, loss or optimizer in it."""
    (last, _), loss, optimizer = LOSSES.get(kind, ("linear", X)), "mse", keras.optimizers.SGD(0.1)
    layers = [keras.layers.Dense(3, "tanh")]
    if kind in LAYERS:
        layers.append(getattr(keras.layers, kind)(**NEEDED.get(kind, {}) | settings))
    elif kind in OPTIMIZERS:
        optimizer = getattr(keras.optimizers, kind)(**{"learning_rate": 0.01} | settings)
    elif kind in LOSSES:
        loss = getattr(keras.losses, kind)(**settings)
        last = "linear" if settings.get("from_logits") else last
    given = settings if kind == "InputLayer" else {}
    start = keras.Input(**given if "batch_shape" in given else {"shape": (4,)} | given)
    model = keras.Sequential([start, *layers, keras.layers.Dense(3, last)])
    compiled = settings if kind == "compile" else {}
    model.compile(**{"loss": loss, "optimizer": optimizer} | compiled)
    return model


def go_on_alike(theirs, ours, y, learn=True, tolerance=1e-6):
    """Both predict the same, learn the same, and predict the same again."""
    close = {"rtol": tolerance, "atol": tolerance}
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X, batch_size=8, verbose=0), **close)
    if learn:
        options = {"epochs": 3, "batch_size": 8, "shuffle": False, "verbose": 0, "sample_weight": WEIGHTS}
        said, said_here = (model.fit(X, y, **options).history for model in (theirs, ours))
        np.testing.assert_allclose(said["loss"], said_here["loss"], **close)
        assert set(said) == set(said_here)
        np.testing.assert_allclose(ours.predict(X), theirs.predict(X, batch_size=8, verbose=0), **close)


WEIGHTS = RNG.random(16)


@pytest.mark.parametrize("kind", TAKEN)
def test_there_is_no_other_setting(kind):
    assert set(told(kind)) - set(TAKEN[kind]) - set(REFUSED[kind]) == set()


EVERY = [(kind, setting) for table in (TAKEN, REFUSED) for kind, settings in table.items() for setting in settings]


@pytest.mark.parametrize(("kind", "setting"), EVERY)
def test_every_setting_is_taken_or_refused(kind, setting):
    value = {**TAKEN[kind], **REFUSED[kind]}[setting]
    value = value() if callable(value) else value
    given = value if isinstance(value, dict) else {setting: value}
    if (setting, keras.backend.backend()) in UNKNOWN_TO:
        with pytest.raises(ValueError, match=setting):
            network(kind, **given).fit(X, X[:, :3], batch_size=8, verbose=0)
        return
    theirs = network(kind, **given)
    if setting in REFUSED[kind]:
        with pytest.raises(ValueError, match=rf"(has|dtype).*{setting}"):
            nn.from_keras(theirs)
        return
    ours = nn.from_keras(theirs)
    assert [layer.name for layer in ours.layers] == [layer.name for layer in theirs.layers]
    assert [layer.trainable for layer in ours.layers] == [layer.trainable for layer in theirs.layers]
    assert getattr(ours.layers[1], "rate", 0.0) == getattr(theirs.layers[1], "rate", 0.0)
    _, y = LOSSES.get(kind, ("", LOSSES["MeanSquaredError"][1]))
    go_on_alike(theirs, ours, y, learn=not getattr(ours.layers[1], "rate", 0.0))


@pytest.mark.parametrize("reduction", ["sum", "none", None, "mean_with_sample_weight"])
def test_the_reductions_that_are_refused(reduction):
    with pytest.raises(ValueError, match=f"has reduction={reduction!r}.*Make it with reduction='sum_over_batch_size'"):
        nn.from_keras(network("MeanSquaredError", reduction=reduction))


FORMS = {  # of one loss
    "name": lambda: "mse", "other name": lambda: "MSE", "class name": lambda: "MeanSquaredError",
    "function": lambda: keras.losses.mean_squared_error, "list": lambda: ["mse"],
    "object in a list": lambda: [keras.losses.MeanSquaredError()],
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_loss_may_be_given_in_any_form(form):
    theirs = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="last")])
    theirs.compile(loss=FORMS[form](), optimizer=keras.optimizers.SGD(0.1))
    go_on_alike(theirs, nn.from_keras(theirs), X[:, :3])


def test_the_loss_of_a_function_with_defaults():
    theirs = network("BinaryCrossentropy")
    theirs.compile(loss=keras.losses.binary_crossentropy, optimizer="sgd")
    go_on_alike(theirs, nn.from_keras(theirs), LOSSES["BinaryCrossentropy"][1])


def of(*layers, shape=(4,), **options):
    return keras.Sequential([keras.Input(shape), *layers], **options)


def frozen_in_part():
    layer = keras.layers.Dense(2)
    model = of(layer)
    layer.kernel.trainable = False
    return model


def quantized():
    model = of(keras.layers.Dense(2))
    model.layers[0].quantize("int8")
    return model


class Dense(keras.layers.Dense):
    """It has the name of one of Keras's."""


class Own(keras.Sequential):
    pass


def relu(x):
    return 3 * x


def mean_squared_error(y, p):
    return 3 * (p - y) ** 2


def compiled(**options):
    model = of(keras.layers.Dense(1))
    model.compile(**{"loss": "mse"} | options)
    return model


dense = keras.layers.Dense
WHAT_IS_REFUSED = {
    "sets its own slope": (lambda: of(dense(2, keras.layers.LeakyReLU(negative_slope=0.3))), "dense.*has activation"),
    "is capped": (lambda: of(keras.layers.Activation(keras.layers.ReLU(max_value=1))), "the name of one that is here"),
    "an activation of your own": (lambda: of(dense(2, relu)), "has activation=<function relu"),
    "another activation": (lambda: of(dense(2, "gelu")), "has activation=<function gelu"),
    "another regularizer": (
        lambda: of(dense(2, kernel_regularizer=keras.regularizers.OrthogonalRegularizer())),
        "has kernel_regularizer=<.*Orthogonal",
    ),
    "mixed precision": (lambda: of(dense(2, dtype="mixed_float16")), "dense.* mixed_float16.*dtype='float32'"),
    "bfloat16": (lambda: of(dense(2, dtype="bfloat16")), "dense.* bfloat16"),
    "int8": (quantized, "[Ii]nt8"),
    "two dtypes": (lambda: of(dense(2), dense(2, dtype="float32", name="b")), "layer b has dtype float32"),
    "an Input of int32": (
        lambda: keras.Sequential([keras.Input((4,), dtype="int32"), dense(2)]), "the Input has dtype int32"
    ),
    "frozen in part": (frozen_in_part, "its kernel is not. Here a layer is frozen as a whole"),
    "a layer of your own": (lambda: of(Dense(2)), "as Keras made them"),
    "a model of your own": (lambda: Own([keras.Input((4,)), dense(2)]), "a class of your own"),
    "a nested Sequential": (lambda: of(dense(3), of(dense(2), shape=(3,))), "is a Sequential, and there are Dense"),
    "no layers": (lambda: of(), "with layers"),
    "images for a Dense": (lambda: of(dense(2), shape=(5, 4)), r"shape \(5, 4\).*let a Flatten come first"),
    "images for a Normalization": (
        lambda: of(keras.layers.Normalization(), keras.layers.Flatten(), shape=(2, 2)), "let a Flatten come first"
    ),
    "unknown lengths": (lambda: of(keras.layers.Flatten(), shape=(None, 2)), r"shape \(None, 2\)"),
    "no axis": (lambda: of(keras.layers.Flatten(), shape=()), r"shape \(\)"),
    "channels first": (
        lambda: of(keras.layers.Flatten(data_format="channels_first"), dense(2), shape=(2, 3, 3)), "data_format='chan"
    ),
    "a mean of each example": (
        lambda: keras.Sequential([keras.Input(batch_shape=(8, 4)), keras.layers.Normalization(axis=0)]), r"axis=\(0,\)"
    ),
    "a schedule": (
        lambda: compiled(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.5, 9, 0.9))),
        "learning_rate=ExponentialDecay.*Compile with 0.5",
    ),
    "a scaled loss": (
        lambda: compiled(optimizer=keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD())), "LossScaleOptimizer"
    ),
    "a loss of your own": (lambda: compiled(loss=mean_squared_error), "the loss mean_squared_error is not known"),
    "two losses": (lambda: compiled(loss=["mse", "mae"]), "a Sequential has one"),
    "losses by output": (lambda: compiled(loss={"dense": "mse"}), "a Sequential has one"),
    "a class in place of an object": (
        lambda: compiled(metrics=[keras.metrics.MeanAbsoluteError]), "in place of classes"
    ),
    "a loss in float16": (lambda: compiled(loss=keras.losses.MeanSquaredError(dtype="float16")), "has dtype float16"),
}  # fmt: skip


@pytest.mark.parametrize("what", WHAT_IS_REFUSED)
def test_what_is_refused(what):
    make, message = WHAT_IS_REFUSED[what]
    with pytest.raises(ValueError, match=message):
        nn.from_keras(make())


def test_a_model_that_is_frozen_as_a_whole():
    theirs = of(dense(3), trainable=False)
    assert not nn.from_keras(theirs).trainable


def test_a_layer_that_was_frozen_after_some_steps():
    theirs = network("Adam")
    y = LOSSES["MeanSquaredError"][1]
    theirs.fit(X, y, epochs=2, verbose=0)
    theirs.layers[0].trainable = False
    ours = nn.from_keras(theirs)
    ours.layers[0].trainable = theirs.layers[0].trainable = True
    go_on_alike(theirs, ours, y)


BINARY, LOGITS = keras.losses.BinaryCrossentropy, lambda: keras.losses.BinaryCrossentropy(from_logits=True)
METRICS = {  # what Keras is told, and what is left of it
    "names": (BINARY, 1, ["accuracy", "mae", "mean_squared_error"], ["accuracy", "mae", "mean_squared_error"]),
    "in a list": (BINARY, 1, [["acc"]], ["acc"]),
    "by output": (BINARY, 1, {"last": ["acc"]}, ["acc"]),
    "an object": (BINARY, 1, [lambda: keras.metrics.BinaryAccuracy(name="accuracy")], ["accuracy"]),
    "another threshold": (BINARY, 1, [lambda: keras.metrics.BinaryAccuracy("acc", threshold=0.9)], []),
    "another metric": (BINARY, 1, ["mae", lambda: keras.metrics.AUC(), "mape"], ["mae"]),
    "a function": (BINARY, 1, [lambda: mean_squared_error], []),
    "of logits, at 0.5": (LOGITS, 1, ["accuracy"], []),
    "of logits, at 0": (LOGITS, 1, [lambda: keras.metrics.BinaryAccuracy("acc", threshold=0.0)], ["acc"]),
    "of several answers": (BINARY, 3, ["accuracy"], []),
    "of classes": (keras.losses.SparseCategoricalCrossentropy, 3, ["accuracy"], ["accuracy"]),
}


@pytest.mark.parametrize("case", METRICS)
def test_metrics_that_are_counted_otherwise_are_left_out_and_named(case):
    loss, units, given, taken = METRICS[case]
    made = [x() if callable(x) else x for x in given] if isinstance(given, list) else given
    theirs = of(dense(units, name="last"))
    theirs.compile(loss=loss(), metrics=made, optimizer="sgd")
    if len(taken) == len(given):
        assert list(nn.from_keras(theirs).metrics) == taken
        return
    with pytest.warns(UserWarning, match="from_keras leaves out the metrics") as warned:
        assert list(nn.from_keras(theirs).metrics) == taken
    assert [warning.filename for warning in warned if warning.category is UserWarning] == [__file__]


def test_weighted_metrics_are_left_out_and_named():
    with pytest.warns(UserWarning, match="leaves out the metrics 'mae'"):
        nn.from_keras(compiled(weighted_metrics=["mae"]))
