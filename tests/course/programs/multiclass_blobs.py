"""Four blobs, four classes: softmax in the last layer, and then in the loss, which computes more exactly."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense
from nn.losses import SparseCategoricalCrossentropy

classes = 4
m = 400
centers = np.array([[-4.0, 3.0], [-2.0, -3.0], [2.0, 3.0], [5.0, -2.0]])
rng = np.random.default_rng(30)
y_train = rng.integers(0, classes, m)
X_train = centers[y_train] + rng.normal(scale=0.9, size=(m, 2))
print(f"unique classes {np.unique(y_train)}")
print(f"class representation {y_train[:10]}")
print(f"shape of X_train: {X_train.shape}, shape of y_train: {y_train.shape}")

# Softmax is the activation of the last layer, so the outputs are probabilities.
tf.random.set_seed(1234)
model = Sequential(
    [
        Dense(2, "relu", name="L1"),
        Dense(4, "softmax", name="L2"),
    ]
)
model.compile(
    loss=SparseCategoricalCrossentropy(),
    optimizer=tf.keras.optimizers.Adam(0.01),
)
history = model.fit(X_train, y_train, epochs=100, verbose=0)
p_nonpreferred = model.predict(X_train)
print(p_nonpreferred[:2])
print("largest value", np.max(p_nonpreferred), "smallest value", np.min(p_nonpreferred))

# The preferred way: the last layer is linear, and the loss is told that it gets logits.
tf.random.set_seed(1234)
preferred_model = Sequential(
    [
        tf.keras.Input(shape=(2,)),
        Dense(2, activation="relu", name="L1"),
        Dense(4, activation="linear", name="L2"),
    ]
)
start = preferred_model.get_weights()
preferred_model.compile(
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
)
preferred_history = preferred_model.fit(X_train, y_train, epochs=100, verbose=0)
p_preferred = preferred_model.predict(X_train)
print(f"two example output vectors:\n {p_preferred[:2]}")
print("largest value", np.max(p_preferred), "smallest value", np.min(p_preferred))

sm_preferred = tf.nn.softmax(p_preferred).numpy()
print(f"two example output vectors:\n {sm_preferred[:2]}")
for i in range(5):
    print(f"{p_preferred[i]}, category: {np.argmax(p_preferred[i])}")


def my_softmax(z):
    ez = np.exp(z)
    return ez / np.sum(ez)


by_hand = np.array([my_softmax(z) for z in p_preferred])

yhat = np.argmax(p_preferred, axis=1)
accuracy = np.mean(yhat == y_train)
accuracy_nonpreferred = np.mean(np.argmax(p_nonpreferred, axis=1) == y_train)
print(f"{accuracy:.1%} right with logits, {accuracy_nonpreferred:.1%} with softmax in the network")

# What the two units of layer 1 see: where each one is 0, and where it is not.
l1 = preferred_model.get_layer("L1")
W1, b1 = l1.get_weights()
a1 = np.maximum(0, X_train @ W1 + b1)
for unit in range(2):
    print(f"unit {unit} is off for {np.mean(a1[:, unit] == 0):.0%} of the points")
l2 = preferred_model.get_layer("L2")
W2, b2 = l2.get_weights()
logits_by_hand = a1 @ W2 + b2
