"""fit through XLA learns what fit learns, and says what it says."""

import copy
import os
import pickle
import signal
import socket
import subprocess
import sys

import numpy as np
import pytest
from networks import NETWORK, NETWORKS, examples

from autograd import sigmoid
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import Loss, MeanSquaredError
from nn.optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from nn.steps.step import NotDerivableError

jax = pytest.importorskip("jax")


def learned(jit_compile, layers, loss, optimizer, X, y, dtype="float64", metrics=("mae",), devices=None, **options):
    """A model after two fits, and what they said."""
    model = Sequential([layer() for layer in layers], seed=3, dtype=dtype)
    model.compile(loss, optimizer(), metrics, jit_compile=jit_compile, devices=devices)
    said = [model.fit(X, y, epochs=epochs, verbose=0, **options).history for epochs in (1, 2)]
    return model, said


def same(layers, loss, optimizer, X, y, tolerance=1e-12, **options):
    """Every array that learning changes, relative to its norm, and the curves."""
    ours, said = learned(False, layers, loss, optimizer, X, y, **options)
    compiled, said_compiled = learned(True, layers, loss, optimizer, X, y, **options)
    pairs = list(zip(ours.get_weights(), compiled.get_weights(), strict=True))
    for w, v in zip(ours.parameters, compiled.parameters, strict=True):
        memory, other = ours.optimizer.memory(w), compiled.optimizer.memory(v)
        assert memory.keys() == other.keys()
        assert memory["t"] == other["t"]
        pairs += [(memory[key], other[key]) for key in memory if key != "t"]
    for one, other in pairs:
        assert one.dtype == other.dtype
        assert np.linalg.norm(one - other) <= tolerance * np.linalg.norm(one)
    for one, other in zip(said, said_compiled, strict=True):
        assert one.keys() == other.keys()
        for name in one:
            np.testing.assert_allclose(one[name], other[name], rtol=max(10 * tolerance, 1e-12))
    return compiled


@pytest.mark.parametrize(
    ("optimizer", "batch_size"),
    [(GradientDescent, 1), (Momentum, 8), (RMSprop, 10), (Adam, 8), (Adam, 53), (GradientDescent, None)],
)
def test_optimizers_and_batches(optimizer, batch_size):
    X, y = examples()
    same(NETWORK, "binary_crossentropy", optimizer, X, y, batch_size=batch_size, validation_data=examples(17))
    assert jax.numpy.ones(1).dtype == np.float32  # nothing was set for others


@pytest.mark.parametrize("optimizer", [GradientDescent, Momentum, RMSprop, Adam])
def test_float32(optimizer):
    model = same(NETWORK, "binary_crossentropy", optimizer, *examples(), tolerance=1e-5, dtype="float32")
    assert {w.dtype for w in model.get_weights()} == {np.dtype("float32")}


@pytest.mark.parametrize(("layers", "loss", "units"), NETWORKS)
def test_networks(layers, loss, units):
    same(layers, loss, GradientDescent, *examples(units=units), batch_size=10, metrics=())


def test_classes():
    X, _ = examples()
    classes = np.arange(53) % 3
    layers = [lambda: Dense(5, "tanh"), lambda: Dense(3, "softmax")]
    same(layers, "sparse_categorical_crossentropy", Adam, X, classes, metrics=("accuracy",))
    same(layers, "categorical_crossentropy", Adam, X, np.eye(3)[classes], metrics=("accuracy",), shuffle=False)


def test_frozen_and_shared_parameters_and_a_changed_setting():
    def network(jit_compile):
        first, second = Dense(4, "tanh"), Dense(4, "tanh")
        model = Sequential([Input(4), first, second, Dense(1)], seed=1)
        second.weights_by_name["W"] = first.weights_by_name["W"]
        first.b.constant = True
        model.compile("mse", Momentum(0.05), jit_compile=jit_compile)
        model.fit(*examples(), epochs=2, verbose=0)
        model.optimizer.alpha = 0.01
        model.layers[2].W.data[0] = 0.5
        model.fit(*examples(), epochs=2, verbose=0)
        return model.get_weights()

    for one, other in zip(network(False), network(True), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)


def test_the_statements_are_those_that_are_printed():
    model, _ = learned(True, NETWORK, "binary_crossentropy", GradientDescent, *examples())
    derived = model.derive(*examples())
    assert derived.pure.partition("return")[0].rstrip() == derived.source.partition("# update")[0].rstrip()
    model, _ = learned(True, NETWORK, "binary_crossentropy", Adam, *examples())
    derived = model.derive(*examples())
    namespace, weights = {}, model.get_weights()
    exec(derived.pure, namespace)
    zeros = [np.zeros_like(w) for w in weights for _ in "mv"]
    J, p, *moved = namespace["step"](*examples(), *weights, *zeros, 1)
    exec(derived.source, namespace)
    assert namespace["step"](*examples(), *weights, *zeros, 1)[0] == J
    for one, other in zip(moved, [*weights, *zeros], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13)
    assert p.shape == (53, 1)


class OwnLoss(Loss):
    def losses(self, y, p):
        return (p - y) ** 2


class Nesterov(Optimizer):
    def step(self, w, dw, memory):
        w.data -= self.alpha * dw


@pytest.mark.parametrize(
    ("layers", "loss", "optimizer", "says"),
    [
        ([Dense(3, lambda z: z * 2), Dense(1)], "mse", "sgd", "code of your own"),
        ([Dense(1)], OwnLoss(), "sgd", "OwnLoss.*code of your own"),
        ([Dense(1)], "mse", Nesterov(0.1), "Nesterov.*code of your own"),
    ],
)
def test_what_can_not_be_derived_is_refused_and_does_not_fall_back(layers, loss, optimizer, says):
    model = Sequential(layers, seed=1)
    model.compile(loss, optimizer, jit_compile=True)
    X, y = examples()
    with pytest.raises(NotDerivableError, match=f"jit_compile=True: .*{says}.*Leave it out for the visible loop"):
        model.fit(X, y, verbose=0)


def test_a_loss_that_looks_at_the_predictions_is_refused():
    model = Sequential([Dense(3, "softmax")], seed=1)
    model.compile("binary_crossentropy", jit_compile=True)
    with pytest.raises(NotDerivableError, match=r"for want of a sigmoid or softmax.*Leave it out"):
        model.fit(examples()[0], np.eye(3)[np.arange(53) % 3], verbose=0)


def test_settings_that_contradict_each_other():
    model = Sequential([Dense(1)])
    with pytest.raises(ValueError, match="jit_compile=True compiles the derived step; run_eagerly=True asks for none"):
        model.compile("mse", jit_compile=True, run_eagerly=True)
    with pytest.raises(ValueError, match="devices='cpu' are for compiled steps: add jit_compile=True"):
        model.compile("mse", devices="cpu")
    with pytest.raises(ValueError, match="devices='abacus'"):
        model.compile("mse", jit_compile=True, devices="abacus")
    with pytest.raises(TypeError, match=r"devices=\[0\]: give some of jax.devices"):
        model.compile("mse", jit_compile=True, devices=[0])
    for wrong in (3, "", [], jax.devices() * 2):
        with pytest.raises(TypeError, match="each once"):
            model.compile("mse", jit_compile=True, devices=wrong)
    assert not model.jit_compile


def test_devices_are_chosen_by_name_or_one_by_one():
    for devices in ("cpu", jax.devices()[0], jax.devices()[:1]):
        model, _ = learned(True, NETWORK, "binary_crossentropy", GradientDescent, *examples(), devices=devices)
        assert model.history.history["loss"]


@pytest.mark.parametrize("metrics", [(), ("mae",)])
@pytest.mark.parametrize("batch_size", [8, 53])
def test_a_cost_that_is_not_finite(batch_size, metrics):
    X, y = examples()
    said, weights = [], []
    for jit_compile in (False, True):
        model = Sequential([Dense(1)], seed=1)
        model.compile(MeanSquaredError(), GradientDescent(1e40), metrics, jit_compile=jit_compile)
        with pytest.raises(FloatingPointError, match="grown beyond all bounds") as caught, np.errstate(all="ignore"):
            model.fit(X, y, epochs=50, batch_size=batch_size, verbose=0)
        said.append(str(caught.value))
        weights.append(model.get_weights())
    assert said[0] == said[1]
    for one, other in zip(*weights, strict=True):
        assert np.all(np.isfinite(other))
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_a_parameter_that_is_not_finite():
    X, y = np.array([[1e200]]), np.array([[0.0]])
    said = []
    for jit_compile in (False, True):
        model = Sequential([Dense(1)], seed=1)
        model.compile("mse", GradientDescent(1e250), jit_compile=jit_compile)
        model.build(1)
        model.set_weights([np.array([[1e-100]]), np.array([0.0])])
        with pytest.raises(FloatingPointError) as caught, np.errstate(all="ignore"):
            model.fit(X, y, verbose=0)
        said.append(str(caught.value))
    assert said[0] == said[1]
    assert "holds numbers that are not finite after epoch 1" in said[1]


def test_ctrl_c_ends_the_run_after_the_epoch_at_hand(monkeypatch):
    X, y = examples()
    calls, before = [], signal.getsignal(signal.SIGINT)

    def pressing(J):
        calls.append(J)
        if len(calls) == 20:
            signal.raise_signal(signal.SIGINT)
        return True

    monkeypatch.setattr("nn.fitting.epochs.isfinite", pressing)
    model = Sequential([Dense(3, "tanh"), Dense(1)], seed=1)
    model.compile("mse", Adam(0.01), jit_compile=True)
    history = model.fit(X, y, epochs=100, batch_size=10, verbose=0)
    assert history.interrupted
    assert history.epoch == [0, 1, 2, 3]
    assert model.optimizer.memory(model.parameters[0])["t"] == 24
    assert signal.getsignal(signal.SIGINT) is before
    assert model.evaluate(X, y) < history.initial_loss


@pytest.mark.parametrize("batch_size", [8, 103, None])
def test_data_that_do_not_lie_in_memory_come_in_pieces(batch_size, monkeypatch, tmp_path):
    X, y = examples(103)
    np.save(tmp_path / "X.npy", X)
    in_file = np.load(tmp_path / "X.npy", mmap_mode="r")
    weights = []
    for data in (X, in_file):
        monkeypatch.setattr("nn.steps.compiled.PIECE", 4 * 8 * 8 * 3)  # three batches at a time
        model, said = learned(True, NETWORK, "binary_crossentropy", Adam, data, y, batch_size=batch_size)
        weights.append([*model.get_weights(), *map(np.array, said[1].values())])
    for one, other in zip(*weights, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_ctrl_c_hides_no_error(monkeypatch):
    model = Sequential([Dense(1)], seed=1)
    model.compile("mse", GradientDescent(1e100), jit_compile=True)
    pressed = []

    def pressing(J):
        if not pressed:
            pressed.append(signal.raise_signal(signal.SIGINT))
        return np.isfinite(J)

    monkeypatch.setattr("nn.fitting.epochs.isfinite", pressing)
    with pytest.raises(FloatingPointError), np.errstate(all="ignore"):
        model.fit(*examples(), epochs=3, batch_size=4, verbose=0)


def test_copies():
    model, _ = learned(True, NETWORK, "binary_crossentropy", Adam, *examples(), devices=jax.devices())
    twin = pickle.loads(pickle.dumps(copy.deepcopy(model)))
    for one in (model, twin):
        one.fit(*examples(), verbose=0)
    for w, v in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-12)


def test_the_twin_of_values_learns_node_by_node():
    model = Sequential([Input(4), Dense(1)], seed=1)
    model.compile("mse", jit_compile=True)
    twin = model.as_values()
    model.fit(*examples(), verbose=0, shuffle=False)
    twin.fit(*examples(), verbose=0, shuffle=False)
    for w, v in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-12)


def test_frozen_for_a_while():
    models = []
    for jit_compile in (False, True):
        model = Sequential([Dense(4, "tanh"), Dense(1)], seed=1)
        model.compile("mse", Momentum(0.05), jit_compile=jit_compile)
        for trainable in (True, False, True):
            model.layers[0].trainable = trainable
            model.fit(*examples(), verbose=0)
        models.append(model)
    for w, v in zip(*(model.parameters for model in models), strict=True):
        np.testing.assert_allclose(w.data, v.data, rtol=1e-12)
        assert models[0].optimizer.memory(w)["t"] == models[1].optimizer.memory(v)["t"]
    assert models[1].optimizer.memory(models[1].parameters[0])["t"] == 4
    for layer in models[1].layers:
        layer.trainable = False
    with pytest.raises(NotDerivableError, match="every parameter is frozen"):
        models[1].fit(*examples(), verbose=0)


def test_adam_after_uneven_steps_says_what_to_do():
    model = Sequential([Dense(4, "tanh"), Dense(1)], seed=1)
    model.compile("mse", Adam(), jit_compile=True)
    model.layers[0].trainable = False
    model.fit(*examples(), verbose=0)
    model.layers[0].trainable = True
    with pytest.raises(NotDerivableError, match=r"more often than others; optimizer.forget\(\) starts afresh"):
        model.fit(*examples(), verbose=0)
    model.optimizer.forget()
    model.fit(*examples(), verbose=0)


FOUR = """
import numpy as np
import jax
from nn import Sequential
from nn.layers import Dense
from nn.optimizers import Adam, GradientDescent
assert len(jax.devices()) == 4
rng = np.random.default_rng(2)
X = rng.normal(size=(103, 6))
y = (X.sum(axis=1, keepdims=True) > 0).astype(float)
for optimizer, batch_sizes in ((GradientDescent, (32, 7, None)), (Adam, (10,))):
    for batch_size in batch_sizes:
        weights, curves = [], []
        for devices in (None, jax.devices()[:1], jax.devices()[1:4]):
            model = Sequential([Dense(5, "tanh"), Dense(1, "sigmoid")], seed=3)
            model.compile("binary_crossentropy", optimizer(), ["accuracy"], jit_compile=True, devices=devices)
            history = model.fit(X, y, epochs=2, batch_size=batch_size, verbose=0, validation_split=0.1)
            weights.append(model.get_weights())
            curves.append(history.history)
        for some, curve in zip(weights[::2], curves[::2]):
            for one, other in zip(some, weights[1], strict=True):
                assert np.linalg.norm(one - other) <= 1e-10 * np.linalg.norm(other)
            for name in curve:
                np.testing.assert_allclose(curve[name], curves[1][name], rtol=1e-10)
print("equal")
"""


def test_four_devices_learn_what_one_learns():
    environment = os.environ | {"XLA_FLAGS": "--xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu"}
    ended = subprocess.run([sys.executable, "-c", FOUR], env=environment, capture_output=True, text=True)
    assert ended.stdout.strip() == "equal", ended.stderr


TWO = """
import sys
import numpy as np
import jax
jax.distributed.initialize(sys.argv[1], num_processes=2, process_id=int(sys.argv[2]))
from nn import Sequential
from nn.layers import Dense
assert len(jax.devices()) == 2 and len(jax.local_devices()) == 1
rng = np.random.default_rng(2)
X = rng.normal(size=(53, 6))
y = (X.sum(axis=1, keepdims=True) > 0).astype(float)
weights, curves = [], []
for jit_compile in (True, False):
    model = Sequential([Dense(5, "tanh"), Dense(1, "sigmoid")], seed=3)
    model.compile("binary_crossentropy", "adam", ["accuracy"], jit_compile=jit_compile)
    curves.append(model.fit(X, y, epochs=2, batch_size=10, verbose=0, validation_split=0.1).history)
    weights.append(model.get_weights())
for one, other in zip(*weights, strict=True):
    assert np.linalg.norm(one - other) <= 1e-10 * np.linalg.norm(other)
for name in curves[0]:
    np.testing.assert_allclose(curves[0][name], curves[1][name], rtol=1e-10)
print("equal")
"""


def test_two_hosts_learn_what_one_learns():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"JAX_PLATFORMS": "cpu", "XLA_FLAGS": ""}
    hosts = [
        subprocess.Popen(
            [sys.executable, "-c", TWO, address, str(i)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for i in range(2)
    ]
    for host in hosts:
        said, errors = host.communicate(timeout=120)
        assert said.decode().strip().endswith("equal"), errors.decode()


def test_an_activation_by_its_function():
    same([lambda: Dense(3, sigmoid), lambda: Dense(1)], "mse", GradientDescent, *examples())
