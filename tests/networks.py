"""Networks and examples that every way to make the steps of fit must learn alike from."""

import numpy as np

from autograd import softplus
from nn.layers import Activation, Dense, Input
from nn.losses import BinaryCrossentropy

NETWORK = [lambda: Dense(5, "sigmoid"), lambda: Dense(3, "tanh"), lambda: Dense(1, "sigmoid")]
NETWORKS = [  # layers, loss, units of the last layer
    ([lambda: Dense(6, "relu"), lambda: Dense(2)], "mse", 2),
    ([lambda: Dense(6, "relu", use_bias=False), lambda: Dense(1)], BinaryCrossentropy(from_logits=True), 1),
    ([lambda: Dense(6, softplus), lambda: Dense(3), lambda: Activation("sigmoid")], "mse", 3),
    ([lambda: Input(4), lambda: Dense(4, "softmax"), lambda: Dense(1, "sigmoid")], "binary_crossentropy", 1),
    ([lambda: Dense(4, "tanh"), lambda: Dense(2, "sigmoid")], "binary_crossentropy", 2),
    ([lambda: Dense(1)], "mse", 1),
]


def examples(m=53, features=4, units=1):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(m, features))
    return X, (rng.random((m, units)) > 0.5).astype(float)
