# %% [markdown]
# # Coming from Keras
#
# A Keras course's program runs with its imports changed: `import nn as tf` in place of `import
# tensorflow as tf`, and `from nn.keras...` in place of `from tensorflow.keras...`.

# %%
import numpy as np

import nn as tf
from nn.keras.layers import Dense
from nn.keras.models import Sequential

# %% [markdown]
# ## A program as it stands

# %%
rng = np.random.default_rng(1)
X = rng.normal(size=(300, 2))
y = (X[:, 0] ** 2 + X[:, 1] ** 2 > 1.2).astype(int)

tf.random.set_seed(1234)
model = Sequential(
    [
        tf.keras.Input(shape=(2,)),
        Dense(16, activation="relu", name="layer1"),
        Dense(8, activation="relu", name="layer2"),
        Dense(1, activation="linear", name="layer3"),
    ]
)
model.compile(
    loss=tf.keras.losses.BinaryCrossentropy(from_logits=True),
    optimizer=tf.keras.optimizers.Adam(learning_rate=0.01),
    metrics=["accuracy"],
)
history = model.fit(X, y, epochs=60, verbose=0)
print(history)
assert history.history["accuracy"][-1] > 0.95

# %%
model.summary()

# %%
probabilities = tf.nn.sigmoid(model.predict(X[:3])).numpy()
print(probabilities.ravel().round(3), y[:3])

# %% [markdown]
# ## What Keras does not show
#
# The cost is a node of a graph. So you can print its backpropagation as NumPy code, which is the
# code that `fit` runs.

# %%
small = Sequential([tf.keras.Input(shape=(2,)), Dense(3, activation="sigmoid"), Dense(1, activation="sigmoid")])
small.compile(loss="binary_crossentropy", optimizer=tf.keras.optimizers.SGD(learning_rate=0.5))
print(small.derive(X, y).source)

# %% [markdown]
# ## What differs
#
# **`compile(loss=...)` alone** is plain gradient descent here, `w -= alpha * dw` with `alpha = 0.1`.

# %%
small.compile(loss="binary_crossentropy")
print(small.optimizer)

# %% [markdown]
# **Weights** are `layer.W` and `layer.b`. Other names answer with the one to use.

# %%
try:
    small.layers[0].kernel
except AttributeError as error:
    print(error)

try:
    tf.GradientTape()
except AttributeError as error:
    print(error)

# %% [markdown]
# **A GradientTape** is not needed: build the cost, call `backward()`, and update.

# %%
before = small.cost(X, y).data
for _ in range(20):
    J = small.cost(X, y)
    J.zero_grad()
    J.backward()
    for w in small.parameters:
        w.data -= 0.5 * w.grad
print("J:", before, "->", small.cost(X, y).data)
assert small.cost(X, y).data < before

# %% [markdown]
# **Left out** are convolution, batch normalisation, recurrent layers and the functional API. Each
# name says what to do instead. `nn.to_keras(model)` makes a network a Keras model, and
# `nn.from_keras(model)` brings it back: see [the reference](reference/keras.md).
