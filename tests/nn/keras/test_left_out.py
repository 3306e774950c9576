"""What a program of Keras, micrograd or HIPS autograd says that is not here is answered in words, and never ignored."""

import inspect
import re

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from autograd import left_out as other_engines
from nn import Dense, Input, Sequential, callbacks, layers, losses, optimizers
from nn.callbacks import Callback
from nn.layers import Layer
from nn.left_out import ARGUMENTS, ATTRIBUTES, NAMES

X = np.random.default_rng(0).normal(size=(12, 3))
y = X[:, 0]


def network(*middle, **options):
    model = Sequential([Input(3), *middle, Dense(1)], seed=1)
    model.compile("mse", **options)
    return model


MODULES = (nn, nn.keras, layers, losses, optimizers, callbacks, nn.keras.layers, nn.keras.utils, nn.regularizers)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_left_out_is_answered_wherever_it_is_looked_for(name):
    for module in MODULES:
        if name not in ("data", "metrics", "initializers"):  # modules of nn have these names
            with pytest.raises(AttributeError, match=f"^chalkgrad has no {name}, on purpose"):
                getattr(module, name)
    assert NAMES[name].endswith(tuple("abcdefghijklmnopqrstuvwxyz)]0")), "the sentence adds the full stop"


def test_nothing_that_is_here_is_called_left_out():
    here = [set(vars(module)) for module in (nn, nn.keras, layers, losses, optimizers, callbacks, nn.regularizers)]
    assert set().union(*here) & set(NAMES) <= {"data", "metrics", "initializers"}
    for kind in (Dense, Sequential, optimizers.Adam, layers.Dropout):
        instance = network() if kind is Sequential else kind(1) if kind is not layers.Dropout else kind(0.1)
        assert not {name for name in ATTRIBUTES if hasattr(type(instance), name)} - {"get_config", "callbacks"}


CALLS = [
    (Dense, (2,)), (layers.Dropout, (0.1,)), (layers.Activation, ("relu",)), (layers.Normalization, ()),
    (layers.Flatten, ()), (Input, (2,)), (optimizers.Adam, ()), (optimizers.GradientDescent, ()),
    (optimizers.Momentum, ()), (optimizers.RMSprop, ()), (optimizers.SGD, ()), (callbacks.EarlyStopping, ()),
    (losses.BinaryCrossentropy, ()), (network().fit, (X, y)), (network().evaluate, (X, y)), (network().predict, (X,)),
    (network().compile, ("mse",)),
]  # fmt: skip


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_that_is_left_out_is_answered_by_whatever_does_not_take_it(name):
    asked = 0
    for call, arguments in CALLS:
        if name not in inspect.signature(call).parameters:
            with pytest.raises(TypeError, match=rf"\({name}=\.\.\.\): chalkgrad has no such argument. Instead: "):
                call(*arguments, **{name: 1})
            asked += 1
    assert asked


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_an_attribute_that_is_left_out_is_answered_when_read_and_when_assigned(name):
    model = network(Dense(2, "relu"))
    for thing in (model, model.layers[0], model.optimizer):
        if not hasattr(type(thing), name):
            with pytest.raises(AttributeError, match=f"has no {name}: "):
                getattr(thing, name)
            with pytest.raises(AttributeError, match=f"{name} = ... would have no effect"):
                setattr(thing, name, 1e-9)


CODE = re.compile(r"(?<![\w.*])[A-Za-z][\w.]*(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\]]*\])*")
OBJECT = re.compile(r"(model|layer|optimizer|history|nn|autograd|np|node|w)\.")
SENTENCES = {x for table in (NAMES, ARGUMENTS, ATTRIBUTES, other_engines.ELSEWHERE) for x in table.values()}


def codes_in(sentence):
    """The calls and the attributes that a sentence names."""
    for code in (found[0].rstrip(".") for found in CODE.finditer(sentence)):
        if ("(" in code or OBJECT.match(code)) and not code.startswith(("function (", "function(", "nn/")):
            yield code.replace("wrt=[...]", "wrt=[w]").replace("[...]", "[Dense(1)]").replace("...", "1")


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_what_a_sentence_advises_can_be_done(sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = network(Dense(2, "relu"), optimizer="adam")
    space = {}
    for module in (autograd, layers, losses, optimizers, callbacks, nn.regularizers, nn):
        space |= {name: getattr(module, name) for name in module.__all__}
    space |= {"np": np, "nn": nn, "autograd": autograd, "X": X, "y": y, "data": X, "path": "curves.csv", "p": y}
    space |= {"model": model, "layer": model.layers[0], "optimizer": model.optimizer, "w": model.parameters[0]}
    space |= {"history": model.fit(X, y, epochs=2, verbose=0), "adapt": layers.Normalization().adapt, "seed": 2.0}
    space |= {"compile": lambda **given: model.compile("mse", **given), "units": 2, "features": 3, "classes": 2}
    space |= {
        "x": np.array([1.0, 2.0]),
        "v": np.array([3.0, 4.0]),
        "t": np.array([3.0, 4.0]),
        "n": 2,
        "f": lambda x: x**3,
        "function": np.tanh,
    }
    if "hvp(" in sentence:
        space["f"] = lambda x: np.sum(x**3)
    if "eye" in sentence:
        space["y"] = np.array([0, 1, 1])
    for code in codes_in(sentence):
        J = space["J"] = space["node"] = model.cost(X, y)
        J.backward()
        space["dw"] = space["w"].grad
        try:
            found = eval(code, space)
        except ImportError as error:  # of an extra
            assert re.search("matplotlib|keras", str(error))  # noqa: PT017
        if "hvp(" in code:
            np.testing.assert_allclose(found, 6 * space["x"] * space["v"])


def test_own_classes_of_ours_do_not_take_them_in_silence():
    adam, dense = type("MyAdam", (optimizers.Adam,), {})(), type("MyDense", (Dense,), {})(1)
    with pytest.raises(AttributeError, match=r"MyAdam\.lr = ... would have no effect: optimizer"):
        adam.lr = 1e-9
    with pytest.raises(AttributeError, match=r"MyDense\.kernel_regularizer = ... would have no effect"):
        dense.kernel_regularizer = nn.regularizers.L2(10.0)

    class Reading(optimizers.Adam):
        def step(self, w, dw, memory):
            w.data -= self.lr * dw

    Reading().lr = 1e-9


class Passing(Dense):
    def __init__(self, **more):
        super().__init__(2, **more)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: nn.data.Dataset, "nn.data has no Dataset: fit takes arrays"),
        (lambda: Passing(decay=1), "no such argument"),
        (lambda: nn.load("m.npz", custom_objects={}), "define the classes"),
        (lambda: nn.keras.models.load_model("m.npz", compile=False), "compiled as it was"),
        (lambda: network().save("m.npz", overwrite=True), "is replaced"),
        (lambda: network().load_weights("m.npz", by_name=True), "in order"),
        (lambda: network().build(input_shape=(None, 3)), r"model\.build\(features\)"),
        (lambda: network().summary(line_length=80), "leave it out"),
        (lambda: network().save_weights("w.h5"), r"to_keras\(model\)\.save_weights\(path\) .*\.weights\.h5"),
        (lambda: network().save("m.h5"), r"to_keras\(model\)\.save\(path\) .*\.keras"),
    ],
)
def test_arguments_and_names_in_odd_places(call, says):
    with pytest.raises((TypeError, AttributeError, ValueError), match=says):
        call()
    assert Passing(name="handed on", kernel_regularizer="l2").name == "handed on"


def test_what_is_no_name_of_keras_keeps_pythons_words():
    with pytest.raises(AttributeError, match="'Dense' object has no attribute 'colour'"):
        Dense(1).colour  # noqa: B018
    with pytest.raises(AttributeError, match=r"dense_0 has no W yet"):
        Dense(1).W  # noqa: B018
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        Dense(1, colour=2)
    model = network()
    model.note = "one's own attributes are welcome"
    assert model.note


def test_a_class_of_ones_own_may_have_them():
    class Own(Layer):
        def build(self, features):
            self.kernel = self.add_weight("kernel", (features, 1))

        def call(self, x):
            return x @ self.kernel

    assert network(Own()).layers[0].kernel.shape == (3, 1)


def test_methods_that_would_never_be_called_are_refused():
    for name in ("call", "train_step", "test_step", "predict_step", "compute_loss"):
        with pytest.raises(TypeError, match=rf"Own\.{name} would never be called"):
            type("Own", (Sequential,), {name: lambda self, x: x})
    for name in ("on_batch_end", "on_test_begin", "on_epoch_ended"):
        with pytest.raises(TypeError, match=rf"Own\.{name} would never be called.*on_train_batch_end"):
            type("Own", (Callback,), {name: lambda self, *told: None})


def test_layers_put_in_place_of_others_are_refused():
    model = network(Dense(2))
    model.layers[-1] = Dense(1)
    for use in (model.predict, lambda X: model.fit(X, y, verbose=0)):
        with pytest.raises(ValueError, match=r"model\.layers was changed: dense_0 stands at place 2"):
            use(X)
    model.layers.pop()
    assert model.predict(X).shape == (12, 2)


class Block(Layer):
    def __init__(self, where="constructor"):
        self.where = where
        if where == "constructor":
            self.inner = [Dense(3)]

    def build(self, features):
        if self.where == "build":
            self.inner = {"first": Dense(3)}

    def call(self, x):
        if self.where == "call":
            return Dense(3)(x)
        (layer,) = self.inner.values() if self.where == "build" else self.inner
        return layer(x)


@pytest.mark.parametrize("where", ["constructor", "build"])
def test_a_layer_inside_a_layer_is_refused(where):
    with pytest.raises(ValueError, match=r"inner of block_1 holds a layer.*would not learn nor be saved"):
        network(Block(where))


slope = Tensor(0.25, "slope")


@pytest.mark.parametrize(
    ("layer", "name"), [(lambda: Block("call"), "0'"), (lambda: Dense(3, lambda z: slope * z), "'slope'")]
)
def test_what_would_not_learn_is_named_before_anything_is_learned(layer, name):
    model = network(layer())
    before = model.get_weights()
    with pytest.raises(ValueError, match=rf"the cost depends on .*{name}, which is no parameter of the network"):
        model.fit(X, y, verbose=0)
    for w, v in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, v)


@pytest.mark.parametrize("name", other_engines.ELSEWHERE)
def test_names_of_other_engines(name):
    with pytest.raises(AttributeError, match=f"chalkgrad has no {name}: "):
        getattr(autograd, name)


def test_numpy_under_the_name_that_hips_autograd_gives_it():
    import autograd.numpy as anp

    x = Tensor(X, "X")
    J = anp.sum(anp.tanh(x) ** 2)
    J.backward()
    np.testing.assert_allclose(x.grad, 2 * np.tanh(X) * (1 - np.tanh(X) ** 2))
    assert anp.linalg is np.linalg
    assert anp.float64 is np.float64
