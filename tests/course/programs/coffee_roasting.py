"""Coffee roasting: a 2-3-1 network learns which temperatures and durations make a good roast."""

import numpy as np

import nn as tf
from nn import Sequential
from nn.layers import Dense

# 200 roasts. The good ones lie in a triangle: hot enough, long enough, and not both too hot and too long.
rng = np.random.default_rng(4)
temperature = rng.uniform(150, 285, 200)
duration = rng.uniform(11.5, 15.5, 200)
hotter = (temperature - 175) / 85
longer = (duration - 12) / 3
X = np.column_stack([temperature, duration])
Y = ((hotter > 0) & (longer > 0) & (hotter + longer < 1)).astype(int).reshape(-1, 1)
print(X.shape, Y.shape, f"{Y.sum()} good roasts")

# Both features get mean 0 and variance 1.
norm_l = tf.keras.layers.Normalization(axis=-1)
norm_l.adapt(X)
Xn = norm_l(X)

# Copies of the data make more steps in an epoch.
Xt = np.tile(Xn, (150, 1))
Yt = np.tile(Y, (150, 1))
print(Xt.shape, Yt.shape)

tf.random.set_seed(1234)
model = Sequential(
    [
        tf.keras.Input(shape=(2,)),
        Dense(3, activation="sigmoid", name="layer1"),
        Dense(1, activation="sigmoid", name="layer2"),
    ]
)
model.summary()
L1_num_params = 2 * 3 + 3
L2_num_params = 3 * 1 + 1
print("L1 params = ", L1_num_params, ", L2 params = ", L2_num_params)

W1_start, b1_start = model.get_layer("layer1").get_weights()
W2_start, b2_start = model.get_layer("layer2").get_weights()
print(f"W1{W1_start.shape}:\n", W1_start, f"\nb1{b1_start.shape}:", b1_start)
print(f"W2{W2_start.shape}:\n", W2_start, f"\nb2{b2_start.shape}:", b2_start)

model.compile(
    loss=tf.keras.losses.BinaryCrossentropy(),
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
)
history = model.fit(Xt, Yt, epochs=10)

W1, b1 = model.get_layer("layer1").get_weights()
W2, b2 = model.get_layer("layer2").get_weights()
print("W1:\n", W1, "\nb1:", b1)
print("W2:\n", W2, "\nb2:", b2)

# One roast that should be good and one that should not.
X_test = np.array([[200, 13.0], [200, 17.0]])
X_testn = norm_l(X_test)
predictions = model.predict(X_testn)
print("predictions = \n", predictions)

yhat = np.zeros_like(predictions)
for i in range(len(predictions)):
    if predictions[i, 0] >= 0.5:
        yhat[i] = 1
    else:
        yhat[i] = 0
print(f"decisions = \n{yhat}")
yhat_short = (predictions >= 0.5).astype(int)
print(f"decisions = \n{yhat_short}")

accuracy = np.mean((model.predict(Xn) >= 0.5).astype(int) == Y)
print(f"learned: {accuracy:.1%} of the roasts are told apart")

# Weights chosen by hand: each unit of layer 1 sees one side of the triangle and fires outside of it.
mean, deviation = X.mean(axis=0), X.std(axis=0)
slope = deviation / np.array([85, 3])
offset = (mean - np.array([175, 12])) / np.array([85, 3])
W1_by_hand = 60 * np.array([[-slope[0], 0, slope[0]], [0, -slope[1], slope[1]]])
b1_by_hand = 60 * np.array([-offset[0], -offset[1], offset[0] + offset[1] - 1])
W2_by_hand = np.array([[-20.0], [-20.0], [-20.0]])
b2_by_hand = np.array([10.0])
learned_weights = model.get_weights()
model.set_weights([W1_by_hand, b1_by_hand, W2_by_hand, b2_by_hand])
accuracy_by_hand = np.mean((model.predict(Xn) >= 0.5).astype(int) == Y)
print(f"by hand: {accuracy_by_hand:.1%}")
model.set_weights(learned_weights)
