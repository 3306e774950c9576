"""Callbacks: called at Keras's moments, with the weights and numbers of the moment, in every way to make steps."""

import importlib.util

import numpy as np
import pytest
from networks import NETWORK, examples

from nn import Sequential
from nn.callbacks import Callback, EarlyStopping, LambdaCallback, Snapshots
from nn.optimizers import Adam
from nn.steps.step import NotDerivableError

WAYS = [{}, {"run_eagerly": True}, *([{"jit_compile": True}] if importlib.util.find_spec("jax") else [])]
NAMES = ["derived", "eagerly", "compiled"][: len(WAYS)]


def network(**way):
    model = Sequential([layer() for layer in NETWORK], seed=3)
    model.compile("binary_crossentropy", Adam(0.05), ["accuracy"], **way)
    return model


def fitted(callbacks, epochs=3, **way):
    model = network(**way)
    X, y = examples()
    model.fit(X, y, 20, epochs, verbose=0, callbacks=callbacks, validation_data=examples(17))
    return model


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_moments(way):
    said = []

    class Told(Callback):
        def set_model(self, model):
            said.append(("set_model", model is self.model))

        def on_train_begin(self, logs=None):
            said.append(("train_begin", logs, self.params))

        def on_epoch_begin(self, epoch, logs=None):
            said.append(("epoch_begin", epoch, logs))

        def on_epoch_end(self, epoch, logs=None):
            said.append(("epoch_end", epoch, sorted(logs)))

        def on_train_end(self, logs=None):
            said.append(("train_end", sorted(logs)))

    model = fitted([Told()], epochs=2, **way)
    names = ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert said == [
        ("set_model", True), ("train_begin", {}, {"epochs": 2, "steps": 3}),
        ("epoch_begin", 0, {}), ("epoch_end", 0, names), ("epoch_begin", 1, {}), ("epoch_end", 1, names),
        ("train_end", names),
    ]  # fmt: skip
    same = fitted((), epochs=2, **way)
    assert model.history.history == same.history.history


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_a_callback_sees_and_changes_the_model_of_the_moment(way):
    seen = []

    def look(epoch, logs):
        seen.append(model.evaluate(*examples(17), return_dict=True)["loss"] == logs["val_loss"])
        model.optimizer.alpha = 0.05 / (epoch + 2)
        model.layers[0].b.data[:] = 0.25
        model.layers[1].trainable = epoch < 1

    found = []
    for kind in (way, {"run_eagerly": True}):
        model = network(**kind)
        X, y = examples()
        model.fit(X, y, 20, 4, verbose=0, callbacks=LambdaCallback(on_epoch_end=look), validation_data=examples(17))
        found.append(model.get_weights())
    assert all(seen)
    assert len(seen) == 8
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_sample_weights_beside_callbacks(way):
    found = []
    for callbacks in ((), [Callback()]):
        model = network(**way)
        X, y = examples()
        model.fit(X, y, 20, 3, verbose=0, callbacks=callbacks, sample_weight=np.arange(53) / 53)
        found.append(model.get_weights())
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("way", WAYS, ids=NAMES)
def test_early_stopping(way):
    stopping = EarlyStopping("val_loss", patience=2, restore_best_weights=True)
    model = fitted([stopping], 200, **way)
    losses = model.history.history["val_loss"]
    assert len(losses) < 200
    best = int(np.argmin(losses))
    assert (stopping.best_epoch, stopping.best, stopping.stopped_epoch) == (best, losses[best], len(losses) - 1)
    assert len(losses) == best + 3
    assert model.evaluate(*examples(17))[0] == pytest.approx(losses[best], rel=1e-12)
    model.fit(*examples(), epochs=1, verbose=0)  # it goes on without the callback
    assert len(model.history.epoch) == 1


@pytest.mark.parametrize(
    ("options", "numbers", "epochs"),
    [
        ({}, [3, 2, 2, 1], 3),
        ({"patience": 1}, [3, 2, 2, 1], 3),
        ({"patience": 2}, [3, 2, 2, 1], 4),
        ({"min_delta": 1.5}, [3, 2, 1, 0], 2),
        ({"mode": "max"}, [1, 2, 3, 2], 4),
        ({"mode": "max", "patience": 3}, [1, 2, 3, 2], 4),
    ],
)
def test_patience_delta_and_mode(options, numbers, epochs):
    """As Keras counts: a wait of `patience` epochs, of which the first that is no better is one."""
    stopping, ran = EarlyStopping("loss", **options), 0
    stopping.model = network()
    stopping.on_train_begin()
    for epoch, number in enumerate(numbers):
        ran += 1
        stopping.on_epoch_end(epoch, {"loss": number})
        if stopping.model.stop_training:
            break
    assert ran == epochs


def test_accuracy_is_better_if_it_is_more():
    assert EarlyStopping("val_accuracy").sign == -1
    assert EarlyStopping("val_loss").sign == 1


def test_early_stopping_says_what_there_is(capsys):
    model = network()
    with pytest.raises(ValueError, match=r"no 'val_loss' among loss, accuracy\. Give fit validation_data"):
        model.fit(*examples(), verbose=0, callbacks=[EarlyStopping()])
    with pytest.raises(ValueError, match="choose 'min', 'max' or 'auto'"):
        EarlyStopping(mode="least")
    fitted([EarlyStopping("val_loss", verbose=1, min_delta=9.0)])
    assert capsys.readouterr().out == "Epoch 2: early stopping; the best val_loss was in epoch 1\n"


def test_hooks_of_batches_run_the_visible_loop():
    logs, before = [], []
    callback = LambdaCallback(
        on_train_batch_begin=lambda batch, logs: before.append((batch, logs)),
        on_train_batch_end=lambda batch, said: logs.append(said),
    )
    model = fitted([callback], epochs=2)
    assert before == [(0, {}), (1, {}), (2, {})] * 2
    assert model.derived_step is None
    assert logs[2]["loss"] == pytest.approx(model.history.history["loss"][0], rel=1e-14)
    assert logs[5]["accuracy"] == pytest.approx(model.history.history["accuracy"][1], rel=1e-14)
    for one, other in zip(model.get_weights(), fitted((), epochs=2).get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-14)
    if len(WAYS) == 3:
        with pytest.raises(NotDerivableError, match="hooks of single batches can't be called"):
            fitted([callback], jit_compile=True)


def test_a_batch_may_end_the_run():
    def stop(batch, logs):
        seen.append(logs["loss"])
        model.stop_training = batch == 1

    model, seen = network(), []
    X, y = examples()
    history = model.fit(X, y, 20, 5, verbose=0, callbacks=LambdaCallback(on_train_batch_end=stop))
    assert len(history.epoch) == 1
    assert history.history["loss"] == [seen[1]]


def test_snapshots():
    snapshots = Snapshots(every=2)
    model = fitted([snapshots], epochs=5)
    assert snapshots.epochs == [0, 2, 4, 5]
    for one, other in zip(snapshots.weights[-1], model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert np.any(snapshots.weights[0][0] != snapshots.weights[1][0])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LambdaCallback(on_epoch=print), "no such moment. Choose one of on_train_begin"),
        (lambda: fitted([EarlyStopping]), "is no Callback. Give objects"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(TypeError, match=message):
        make()


def test_an_error_in_a_callback_leaves_the_weights_learned_so_far():
    def fail(epoch, logs):
        raise RuntimeError("stop")

    for way in WAYS:
        model = network(**way)
        with pytest.raises(RuntimeError, match="stop"):
            model.fit(*examples(), epochs=3, verbose=0, callbacks=LambdaCallback(on_epoch_end=fail))
        assert model.evaluate(*examples())[0] < 0.99 * model.history.initial_loss
