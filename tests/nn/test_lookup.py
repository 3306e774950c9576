"""Losses, optimizers, activations, initializers, regularizers and metrics are all looked up alike."""

import pytest

from nn import relu
from nn.activations import activation_named
from nn.initializers import INITIALIZERS, initializer_named
from nn.losses import MeanSquaredError, loss_named
from nn.metrics import mean_absolute_error, metric_named
from nn.optimizers import Adam, optimizer_named
from nn.regularizers import L2, regularizer_named


def metric(asked):
    return metric_named(asked, MeanSquaredError())[1]


class Halved:
    def __call__(self, *args):
        return args[0] / 2


@pytest.mark.parametrize("name", ["relu", "ReLU", "RELU"])
def test_large_letters_make_no_difference(name):
    assert activation_named(name) is relu


def test_names_as_classes_are_written():
    assert initializer_named("GlorotUniform") is INITIALIZERS["glorot_uniform"]
    assert isinstance(loss_named("MSE"), MeanSquaredError)
    assert isinstance(loss_named("MeanSquaredError"), MeanSquaredError)
    assert isinstance(optimizer_named("ADAM"), Adam)
    assert isinstance(regularizer_named("L2"), L2)
    assert metric("MeanAbsoluteError") is mean_absolute_error


@pytest.mark.parametrize("named", [activation_named, initializer_named, regularizer_named, metric])
def test_a_class_is_made_and_an_object_taken(named):
    halved = Halved()
    assert isinstance(named(Halved), Halved)
    assert named(halved) is halved


@pytest.mark.parametrize(("named", "kind"), [(loss_named, MeanSquaredError), (optimizer_named, Adam)])
def test_a_class_of_losses_or_optimizers_is_made(named, kind):
    assert isinstance(named(kind), kind)


@pytest.mark.parametrize(
    ("named", "wrong", "nearest"),
    [
        (loss_named, "mean_square_error", "mean_squared_error"), (optimizer_named, "adm", "adam"),
        (activation_named, "rellu", "relu"), (initializer_named, "he_norml", "he_normal"),
        (regularizer_named, "l1_l", "l1_l2"), (metric, "acuracy", "accuracy"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_said(named, wrong, nearest):
    with pytest.raises(ValueError, match=f"there is no [a-z]+ '{wrong}'.*The nearest is '{nearest}'"):
        named(wrong)


@pytest.mark.parametrize(
    "named", [loss_named, optimizer_named, activation_named, initializer_named, regularizer_named, metric]
)
def test_a_number_is_none_of_them(named):
    with pytest.raises(TypeError, match=r"=3: give .* or a name"):
        named(3)
