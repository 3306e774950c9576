"""The forward pass by hand: unit by unit in a loop, then as matrix products, with the weights of a trained network."""

from pathlib import Path

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense
from nn.losses import BinaryCrossentropy
from nn.optimizers import Adam

with np.load(Path(__file__).parents[3] / "demos" / "data" / "digits01.npz") as file:
    X = file["X"] / 255
    y = file["y"].reshape(-1, 1)

tf.random.set_seed(1234)
model = Sequential(
    [
        Dense(units=25, activation="sigmoid"),
        Dense(units=15, activation="sigmoid"),
        Dense(units=1, activation="sigmoid"),
    ]
)
model.compile(loss=BinaryCrossentropy(), optimizer=Adam(learning_rate=0.001))
model.fit(X, y, epochs=15, verbose=0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def my_dense(a_in, W, b, g):
    """One layer for one example, a unit at a time: column j of W holds the weights of unit j."""
    units = W.shape[1]
    a_out = np.zeros(units)
    for j in range(units):
        z = np.dot(W[:, j], a_in) + b[j]
        a_out[j] = g(z)
    return a_out


def my_sequential(x, W1, b1, W2, b2, W3, b3):
    """The output of the network for one example."""
    a1 = my_dense(x, W1, b1, sigmoid)
    a2 = my_dense(a1, W2, b2, sigmoid)
    return my_dense(a2, W3, b3, sigmoid)


def my_predict(X, weights):
    """The outputs for the examples in the rows of X."""
    m = X.shape[0]
    p = np.zeros((m, 1))
    for i in range(m):
        p[i, 0] = my_sequential(X[i], *weights)[0]
    return p


def my_dense_v(A_in, W, b, g):
    """One layer for all examples at once."""
    Z = np.matmul(A_in, W) + b
    return g(Z)


def my_sequential_v(X, W1, b1, W2, b2, W3, b3):
    """The outputs of the network for all examples at once."""
    A1 = my_dense_v(X, W1, b1, sigmoid)
    A2 = my_dense_v(A1, W2, b2, sigmoid)
    return my_dense_v(A2, W3, b3, sigmoid)


W1_trained, b1_trained = model.layers[0].get_weights()
W2_trained, b2_trained = model.layers[1].get_weights()
W3_trained, b3_trained = model.layers[2].get_weights()
trained = [W1_trained, b1_trained, W2_trained, b2_trained, W3_trained, b3_trained]

in_loops = my_predict(X[:100], trained)
vectorized = my_sequential_v(X, *trained)
by_keras = model.predict(X)
print("in loops:    ", in_loops[:5, 0])
print("vectorized:  ", vectorized[:5, 0])
print("by the model:", by_keras[:5, 0])

# The shapes of a matrix product, and of the bias that is added to every row.
print(f"{X.shape} times {W1_trained.shape} plus {b1_trained.shape} is {(X @ W1_trained + b1_trained).shape}")

Yhat = (vectorized >= 0.5).astype(int)
accuracy = np.mean(Yhat == y)
print(f"{accuracy:.1%} are right")
