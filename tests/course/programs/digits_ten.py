"""Ten digits as on a pocket calculator, with noise: ReLU layers, a linear output, and a count of the errors."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.activations import linear, relu
from nn.layers import Dense, Flatten
from nn.losses import SparseCategoricalCrossentropy
from nn.optimizers import Adam

# An image has 8 x 5 pixels. A digit lights some of the seven segments a to g.
segments = {
    "a": (slice(0, 1), slice(1, 4)),
    "b": (slice(1, 3), slice(4, 5)),
    "c": (slice(4, 7), slice(4, 5)),
    "d": (slice(7, 8), slice(1, 4)),
    "e": (slice(4, 7), slice(0, 1)),
    "f": (slice(1, 3), slice(0, 1)),
    "g": (slice(3, 4), slice(1, 4)),
}
lit = ["abcdef", "bc", "abdeg", "abcdg", "bcfg", "acdfg", "acdefg", "abc", "abcdefg", "abcdfg"]
clean = np.zeros((10, 8, 5))
for digit in range(10):
    for segment in lit[digit]:
        clean[digit][segments[segment]] = 1

rng = np.random.default_rng(5)
y = rng.integers(0, 10, 1500)
images = clean[y] * rng.uniform(0.6, 1.0, (1500, 1, 1)) + rng.normal(scale=0.25, size=(1500, 8, 5))
X = images.reshape(1500, 40)
print("The shape of X is: " + str(X.shape))
print("The shape of y is: " + str(y.shape))

tf.random.set_seed(1234)
model = Sequential(
    [
        tf.keras.Input(shape=(40,)),
        Dense(25, activation="relu", name="L1"),
        Dense(15, activation="relu", name="L2"),
        Dense(10, activation="linear", name="L3"),
    ]
)
model.summary()
[layer1, layer2, layer3] = model.layers
W1, b1 = layer1.get_weights()
print(f"W1 shape = {W1.shape}, b1 shape = {b1.shape}")

model.compile(
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.001),
)
history = model.fit(X, y, epochs=40, verbose=2)
costs = history.history["loss"]
print(f"the cost falls from {costs[0]:.3f} to {costs[-1]:.3f}")

image_of_two = X[np.where(y == 2)[0][0]]
prediction = model.predict(image_of_two.reshape(1, 40))
print(f" predicting a Two: \n{prediction}")
print(f" Largest Prediction index: {np.argmax(prediction)}")
prediction_p = tf.nn.softmax(prediction)
print(f" predicting a Two. Probability vector: \n{prediction_p}")
total = np.sum(prediction_p)
print(f"Total of predictions: {total:0.3f}")
yhat = np.argmax(prediction_p)
print(f"np.argmax(prediction_p): {yhat}")


def count_errors(model, X, y):
    f = model.predict(X)
    wrong = np.where(np.argmax(f, axis=1) != y)[0]
    return len(wrong)


errors = count_errors(model, X, y)
print(f"{errors} errors out of {len(X)} images")

# The images as they are: Flatten makes rows of them. The activations are functions here.
tf.keras.utils.set_random_seed(1)
model_of_images = Sequential(
    [
        Flatten(input_shape=(8, 5)),
        Dense(25, relu),
        Dense(10, linear),
    ]
)
model_of_images.compile(
    loss=SparseCategoricalCrossentropy(from_logits=True), optimizer=Adam(0.005), metrics=["accuracy"]
)
history_of_images = model_of_images.fit(images, y, epochs=15, verbose=0, validation_split=0.2)
print(history_of_images.history["accuracy"][-1], history_of_images.history["val_accuracy"][-1])

# Is it a zero? The first layer starts with what was learned and stays as it is; only the new one learns.
learned = model_of_images.layers[1].get_weights()
finder = Sequential([Flatten(input_shape=(8, 5)), Dense(25, relu), Dense(1, activation="sigmoid")])
finder.layers[1].set_weights(learned)
finder.layers[1].trainable = False
finder.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
finder.fit(images, y == 0, epochs=15, verbose=0)
kept = finder.layers[1].get_weights()
finder_loss, finder_accuracy = finder.evaluate(images, y == 0, verbose=0)
print(f"zero or not: {finder_accuracy:.1%}")
