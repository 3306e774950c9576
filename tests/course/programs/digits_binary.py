"""Handwritten zeros and ones: a 400-25-15-1 network, its layers, and the shapes of their weights."""

from pathlib import Path

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense

with np.load(Path(__file__).parents[3] / "demos" / "data" / "digits01.npz") as file:
    X = file["X"] / 255
    y = file["y"].reshape(-1, 1)
print("The first element of X is: ", X[0])
print("The first element of y is: ", y[0, 0])
print("The shape of X is: " + str(X.shape))
print("The shape of y is: " + str(y.shape))

tf.autograph.set_verbosity(0)
tf.keras.utils.set_random_seed(1234)
model = Sequential(
    [
        tf.keras.Input(shape=(400,)),
        Dense(25, activation="sigmoid"),
        Dense(15, activation="sigmoid"),
        Dense(1, activation="sigmoid"),
    ]
)
model.summary()
L1_num_params = 400 * 25 + 25
L2_num_params = 25 * 15 + 15
L3_num_params = 15 * 1 + 1
print("L1 params = ", L1_num_params, ", L2 params = ", L2_num_params, ",  L3 params = ", L3_num_params)

[layer1, layer2, layer3] = model.layers
W1, b1 = layer1.get_weights()
W2, b2 = layer2.get_weights()
W3, b3 = layer3.get_weights()
print(f"W1 shape = {W1.shape}, b1 shape = {b1.shape}")
print(f"W2 shape = {W2.shape}, b2 shape = {b2.shape}")
print(f"W3 shape = {W3.shape}, b3 shape = {b3.shape}")
print(model.layers[2].weights)
print([w.shape for w in model.weights])

model.compile(
    loss=tf.keras.losses.BinaryCrossentropy(),
    optimizer=tf.keras.optimizers.Adam(0.001),
    metrics=["accuracy"],
)
history = model.fit(X, y, epochs=20, validation_split=0.2)
print(history.history["loss"][0], history.history["loss"][-1])
print(history.history["val_accuracy"][-1])

prediction_of_zero = model.predict(X[0].reshape(1, 400))  # the first image is a zero
print(f" predicting a zero: {prediction_of_zero}")
prediction_of_one = model.predict(X[4].reshape(1, 400))  # the fifth one is a one
print(f" predicting a one:  {prediction_of_one}")
yhat = 1 if prediction_of_one >= 0.5 else 0
print(f"prediction after threshold: {yhat}")

loss, accuracy = model.evaluate(X, y)
Yhat = (model.predict(X) >= 0.5).astype(int)
errors = np.where(y != Yhat)[0]
print(f"{accuracy:.1%} are right, {len(errors)} of {len(X)} are wrong")

# The same network says its number of features in the first layer, and names its loss and optimizer.
model_named = Sequential()
model_named.add(Dense(units=25, activation="sigmoid", input_shape=(400,)))
model_named.add(Dense(units=15, activation="sigmoid"))
model_named.add(Dense(units=1, activation="sigmoid"))
model_named.compile(optimizer="adam", loss="binary_crossentropy")
model_named.set_weights(model.get_weights())
loss_named = model_named.evaluate(X, y, verbose=0)
