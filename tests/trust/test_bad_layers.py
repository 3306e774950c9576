"""Bad inputs of layers, networks, losses, optimizers and regularizers: each error says what to give instead."""

import re

import numpy as np
import pytest

from nn import Activation, Dense, Input, Sequential, layers, losses, optimizers
from nn.layers import Dropout, Flatten, Normalization
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy, MeanSquaredError, SparseCategoricalCrossentropy
from nn.optimizers import Adam, GradientDescent, RMSprop
from nn.regularizers import L2

X, y = np.random.default_rng(0).normal(size=(8, 2)), np.tile([0.0, 1.0], 4)


def built():
    return Sequential([Input(2), Dense(1, "sigmoid")], seed=1)


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        (lambda: Dense(0), ValueError, r"Dense\(units=0\): give a whole number, 1 or more"),
        (lambda: Dense(-1), ValueError, r"Dense\(units=-1\): give a whole number, 1 or more"),
        (lambda: Dense("a"), ValueError, r"Dense\(units='a'\): give a whole number, 1 or more"),
        (lambda: Dense(1.5), ValueError, r"Dense\(units=1\.5\): give a whole number, 1 or more"),
        (lambda: Dense(None), ValueError, r"Dense\(units=None\): give a whole number, 1 or more"),
        (lambda: Dense(2, "nonsense"), ValueError, "Choose one of sigmoid, relu, tanh, linear, softmax, softplus,"),
        (lambda: Dense(2, 3), TypeError, "activation=3: give a function, or a name, 'sigmoid'"),
        (lambda: Dense(2, kernel_initializer="nonsense"), ValueError, "The nearest is 'ones'"),
        (lambda: Dense(2, kernel_initializer=3), TypeError, "initializer=3: give a function, or a name, 'zeros'"),
        (lambda: Dense(2, kernel_regularizer="nonsense"), ValueError, "Choose one of l1, l2, l1_l2"),
        (lambda: Dense(2, kernel_regularizer=3), TypeError, "regularizer=3: give a function, or a name, 'l1'"),
        (lambda: Dense(2, use_bias="yes"), TypeError, "Dense: use_bias='yes': give True or False"),
        (lambda: Dense(2, name=3), TypeError, r"Dense\(name=3\): a name is text"),
        (
            lambda: Dense(2, input_shape="a"),
            ValueError, r"Input\(shape='a'\): give the features of one example, as in",
        ),
        (lambda: Dropout(1.5), ValueError, r"Dropout\(rate=1\.5\): the share of inputs to drop lies from 0 to"),
        (lambda: Dropout(-0.1), ValueError, r"Dropout\(rate=-0\.1\): the share of inputs to drop lies from 0"),
        (lambda: Dropout("a"), ValueError, r"Dropout\(rate='a'\): the share of inputs to drop lies from 0 to"),
        (lambda: Dropout(1), ValueError, r"Dropout\(rate=1\): the share of inputs to drop lies from 0 to"),
        (lambda: Flatten("a"), ValueError, r"Flatten\(input_shape='a'\): give the shape of one example, as"),
        (lambda: Activation(3), TypeError, "activation=3: give a function, or a name, 'sigmoid'"),
        (lambda: Activation("nonsense"), ValueError, "Choose one of sigmoid, relu, tanh, linear, softmax, softplus,"),
        (lambda: Input(0), ValueError, r"Input\(shape=0\): give the features of one example, as in \(400,\)"),
        (lambda: Input("a"), ValueError, r"Input\(shape='a'\): give the features of one example, as in"),
        (lambda: Input(shape=(0,)), ValueError, r"Input\(shape=\(0,\)\): give the features of one example, as in"),
        (lambda: Normalization().adapt("a"), TypeError, "Give a list or an array of them"),
        (
            lambda: Normalization().adapt(np.ones((0, 2))),
            ValueError, r"X has shape \(0, 2\): there is no example, or no feature, to",
        ),
        (lambda: Normalization().adapt(np.full((3, 1), np.nan)), ValueError, "Remove or replace such entries"),
        (lambda: Normalization()(np.ones((2, 2))), ValueError, r"Call adapt\(X\) first"),
        (
            lambda: Normalization(axis=3),
            ValueError, r"Normalization\(axis=3\): each feature has its own mean, axis=-1",
        ),
        (lambda: Sequential(3), TypeError, r"Sequential\(3\): give a list of layers, such as \[Dense\(25,"),
        (lambda: Sequential(np.ones(2)), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential([3]), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential(["dense"]), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential([Dense]), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential([Dense(1)], seed="a"), ValueError, "seed='a': give a whole number, 0 or more"),
        (lambda: Sequential([Dense(1)], seed=-1), ValueError, "seed=-1: give a whole number, 0 or more"),
        (lambda: Sequential([Dense(1)], dtype="int"), TypeError, "Use 'float64' or 'float32'"),
        (lambda: Sequential([Dense(1)], dtype="nonsense"), TypeError, "Use 'float64' or 'float32'"),
        (
            lambda: Sequential([Dense(1), Input(2)]),
            ValueError, "Input comes first, and once: it says how many features an",
        ),
        (
            lambda: Sequential([Input(2), Input(2)]),
            ValueError, "Input comes first, and once: it says how many features an",
        ),
        (lambda: Sequential([Dense(1)] * 2), ValueError, "Make a new layer for this place"),
        (lambda: Sequential([Dense(1, name="a"), Dense(1, name="a")]), ValueError, "Give each a name of its own"),
        (lambda: Sequential().build(2), ValueError, "Give Sequential a list of them, or add one"),
        (lambda: Sequential([Dense(1)]).build(0), ValueError, "features=0: give a whole number, 1 or more"),
        (lambda: Sequential([Dense(1)]).build("a"), ValueError, "features='a': give a whole number, 1 or more"),
        (
            lambda: Sequential([Dense(1)]).build((None, 2)),
            ValueError, r"features=\(None, 2\): give a whole number, 1 or more",
        ),
        (
            lambda: Sequential([Dense(1)]).summary(3),
            TypeError, r"summary\(\) takes 1 positional argument but 2 were given",
        ),
        (
            lambda: Sequential([Dense(1)]).get_weights(),
            ValueError, r"Start it with Input\(shape=\(features,\)\), or call",
        ),
        (
            lambda: Sequential([Dense(1)]).set_weights([]),
            ValueError, r"Start it with Input\(shape=\(features,\)\), or call",
        ),
        (
            lambda: Sequential([Dense(1)]).as_values(),
            ValueError, r"Start it with Input\(shape=\(features,\)\), or call",
        ),
        (lambda: Sequential([Dense(1)]).add(3), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential([Dense(1)]).add(None), TypeError, r"Give an object such as Dense\(25, 'sigmoid'\)"),
        (lambda: Sequential([Dense(1)]).get_layer("nonsense"), ValueError, "Choose one of dense_1"),
        (
            lambda: Sequential([Dense(1)]).get_layer(),
            ValueError, r"get_layer\(index=None\): give a name, or one of the 1 places",
        ),
        (
            lambda: Sequential([Dense(1)]).get_layer(index=7),
            ValueError, r"get_layer\(index=7\): give a name, or one of the 1 places from 0",
        ),
        (lambda: Sequential([Dense(1)]).nonsense, AttributeError, "'Sequential' object has no attribute 'nonsense'"),
        (
            lambda: Sequential([Dense(1)]).train_on_batch(X, y),
            AttributeError, r"Sequential has no train_on_batch: model\.fit\(X, y,",
        ),
        (lambda: Sequential([Dense(1)])("a"), TypeError, "Give a list or an array of them"),
        (
            lambda: Sequential([Dense(1)])(np.ones((2, 2, 2))),
            ValueError, r"X has shape \(2, 2, 2\); give \(m, features\)",
        ),
        (
            lambda: built().set_weights([np.ones(3)]),
            ValueError, "set_weights takes 2 arrays, W and b of each layer, but got 1",
        ),
        (lambda: built().set_weights("a"), TypeError, "Give a list or an array of them"),
        (
            lambda: built().set_weights([np.ones((3, 1)), np.ones(1)]),
            ValueError, r"W of dense_1 has shape \(2, 1\), but the array given \(3, 1\)",
        ),
        (
            lambda: built().set_weights([np.full((2, 1), np.nan), np.ones(1)]),
            ValueError, "Remove or replace such entries",
        ),
        (
            lambda: built().set_weights([[["a"], ["b"]], [0.0]]),
            TypeError, r"Write np\.unique\(0, return_inverse=True\)\[1\] for the numbers of",
        ),
        (lambda: GradientDescent("a"), ValueError, r"GradientDescent\(alpha='a'\): the learning rate is a number"),
        (lambda: GradientDescent(-1.0), ValueError, r"GradientDescent\(alpha=-1\.0\): the learning rate is a number"),
        (lambda: GradientDescent(0), ValueError, r"GradientDescent\(alpha=0\): the learning rate is a number above"),
        (lambda: GradientDescent(np.nan), ValueError, r"GradientDescent\(alpha=nan\): the learning rate is a number"),
        (lambda: GradientDescent(np.inf), ValueError, r"GradientDescent\(alpha=inf\): the learning rate is a number"),
        (lambda: GradientDescent(None), ValueError, r"GradientDescent\(alpha=None\): the learning rate is a number"),
        (
            lambda: GradientDescent(0.1, momentum="a"),
            TypeError, r"Momentum\(alpha=0\.01, beta=0\.9\) has it, by the name beta",
        ),
        (
            lambda: GradientDescent(0.1, momentum=1.5),
            TypeError, r"Momentum\(alpha=0\.01, beta=0\.9\) has it, by the name beta",
        ),
        (
            lambda: GradientDescent(0.1, momentum=-0.5),
            TypeError, r"Momentum\(alpha=0\.01, beta=0\.9\) has it, by the name beta",
        ),
        (lambda: Adam("a"), ValueError, r"Adam\(alpha='a'\): the learning rate is a number above 0, which"),
        (lambda: Adam(-0.1), ValueError, r"Adam\(alpha=-0\.1\): the learning rate is a number above 0,"),
        (lambda: Adam(beta_1=1.0), ValueError, r"Adam\(beta_1=1\.0\): it lies from 0 to below 1"),
        (lambda: Adam(beta_1=-0.1), ValueError, r"Adam\(beta_1=-0\.1\): it lies from 0 to below 1"),
        (lambda: Adam(beta_2="a"), ValueError, r"Adam\(beta_2='a'\): it lies from 0 to below 1"),
        (lambda: Adam(epsilon=-1.0), ValueError, r"Adam\(epsilon=-1\.0\): it is a number, 0 or more"),
        (lambda: Adam(epsilon="a"), ValueError, r"Adam\(epsilon='a'\): it is a number, 0 or more"),
        (lambda: RMSprop(rho=2.0), ValueError, r"RMSprop\(rho=2\.0\): it lies from 0 to below 1"),
        (lambda: optimizers.Nonsense, AttributeError, "There are Adam, GradientDescent, Momentum, Optimizer,"),
        (lambda: losses.Nonsense, AttributeError, "There are BinaryCrossentropy, CategoricalCrossentropy, Loss,"),
        (lambda: losses.Huber, AttributeError, "chalkgrad has no Huber, on purpose, since it is small: give"),
        (lambda: layers.Conv2D, AttributeError, "Flatten the images and use Dense, or write a Layer of your"),
        (lambda: layers.Nonsense, AttributeError, "There are Activation, Dense, Dropout, Flatten, Input,"),
        (lambda: BinaryCrossentropy("a"), TypeError, "BinaryCrossentropy: from_logits='a': give True or False"),
        (
            lambda: BinaryCrossentropy(from_logits="yes"),
            TypeError, "BinaryCrossentropy: from_logits='yes': give True or False",
        ),
        (
            lambda: BinaryCrossentropy()(np.ones(3), np.ones(4)),
            ValueError, "Both need one row per example, and one column per unit of the",
        ),
        (lambda: BinaryCrossentropy()("a", np.ones(3)), TypeError, "Give a list or an array of them"),
        (lambda: BinaryCrossentropy()(np.ones(3), "a"), TypeError, "Give a list or an array of them"),
        (lambda: BinaryCrossentropy()(None, None), TypeError, "Give a list or an array of them"),
        (
            lambda: SparseCategoricalCrossentropy()(np.array([0, 5]), np.full((2, 3), 1 / 3)),
            ValueError, "SparseCategoricalCrossentropy: 5 is not a class number; 3",
        ),
        (
            lambda: SparseCategoricalCrossentropy()(np.array([0.5, 1]), np.full((2, 3), 1 / 3)),
            ValueError, r"SparseCategoricalCrossentropy: 0\.5 is not a class number; 3",
        ),
        (
            lambda: SparseCategoricalCrossentropy()(np.array([-1, 1]), np.full((2, 3), 1 / 3)),
            ValueError, "SparseCategoricalCrossentropy: -1 is not a class number; 3",
        ),
        (
            lambda: SparseCategoricalCrossentropy()(np.array([0, 1]), np.full(3, 1 / 3)),
            ValueError, "SparseCategoricalCrossentropy takes one class number for each",
        ),
        (
            lambda: CategoricalCrossentropy()(np.ones((2, 4)), np.full((2, 3), 1 / 3)),
            ValueError, "It takes one row of probabilities per example; for class",
        ),
        (
            lambda: CategoricalCrossentropy()(np.array([0, 1]), np.full((2, 3), 1 / 3)),
            ValueError, "It takes one row of probabilities per example; for class",
        ),
        (
            lambda: MeanSquaredError()(np.ones(3), np.ones((3, 2))),
            ValueError, "Both need one row per example, and one column per unit of the",
        ),
        (lambda: L2("a"), ValueError, "l2='a': the factor of a penalty is a number, 0 or more"),
        (lambda: L2(-1.0), ValueError, r"l2=-1\.0: the factor of a penalty is a number, 0 or more"),
        (lambda: L2(np.nan), ValueError, "l2=nan: the factor of a penalty is a number, 0 or more"),
    ],
)  # fmt: skip
def test_the_error_names_the_fix(do, error, says):
    with pytest.raises(error) as caught:
        do()
    assert re.search(says, " ".join(str(caught.value).split())), caught.value
