# %% [markdown]
# # 8. Saturation, initialisation, scaling
#
# All gradients are right, and the network does not learn. Often the reason is the *size* of the
# numbers: inputs that are too large, weights that are too large or too small. This lesson shows
# what goes wrong, and what helps.

# %%
import logging

import numpy as np

from autograd import Tensor, Value, draw, hessian, log, sigmoid
from nn import Sequential
from nn.layers import Dense, Input, Normalization
from nn.losses import BinaryCrossentropy
from nn.optimizers import GradientDescent

logging.getLogger("nn").setLevel(logging.ERROR)  # fit would say what is wrong: we look at its notes later

# %% [markdown]
# ## A flat sigmoid
#
# **Question.** The local derivative of the sigmoid is `a * (1 - a)`. Where is it largest? What is
# it for a large `z`?

# %%
for number in [-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0]:
    z = Value(number, label="z")
    a = sigmoid(z)
    a.backward()
    print(f"z = {number:>5}   a = {a.data:.5f}   da/dz = {z.grad:.5f}")

# %% [markdown]
# For a large `z`, positive or negative, the sigmoid is flat. A nudge of `z` changes nothing, so
# nothing comes back. The unit is *saturated*.
#
# ## One flat step after the other
#
# **Question.** The chain rule multiplies. Even at its steepest, the sigmoid has a local
# derivative well below one. What happens to the gradient on its way through eight sigmoids?

# %%
start = Value(0.5, label="start")
layers = [start]
for _ in range(8):
    layers.append(sigmoid(layers[-1]))
layers[-1].backward()

for depth, node in enumerate(reversed(layers)):
    print(f"sigmoids passed: {depth}   gradient: {node.grad:.8f}")

# %%
draw(layers[-1])

# %% [markdown]
# This is the *vanishing gradient*. The first layers of a deep network of sigmoids hardly learn.
# So hidden layers today use `relu` or similar functions, whose local derivative is one where the
# unit is on.
#
# ## Sure and wrong: the loss can help
#
# A neuron is sure of no, and the right answer is yes. It is saturated, so how can it ever come
# back?
#
# **Question.** With which loss does `z` get a large gradient: the squared error, or the
# cross-entropy?

# %%
z = Value(-8.0, label="z")
a = sigmoid(z)
J = (a - 1.0) ** 2
J.backward()
print("squared error: dJ/dz =", z.grad)

z = Value(-8.0, label="z")
a = sigmoid(z)
J = -log(a)
J.backward()
print("cross-entropy: dJ/dz =", z.grad)

# %% [markdown]
# The cross-entropy is so steep there that it makes up for the flat sigmoid: `dJ/dz = a - y`, as
# in lesson 3. This helps the last layer. It does not help hidden layers.
#
# ## Inputs that are too large
#
# Houses again: one input is the number of rooms, the other the area in square feet. Both matter.
#
# **Question.** A hidden unit adds both inputs, each times a weight of ordinary size. Which input
# decides? Will the unit be saturated?

# %%
rng = np.random.default_rng(0)
ordinary = rng.normal(size=(200, 2))
Y = (ordinary[:, 0] * ordinary[:, 1] > 0).astype(float)
X = ordinary * [1.0, 500.0] + [4.0, 2000.0]  # rooms and square feet
print(X[:4].round(1))


# %%
def learn(X):
    model = Sequential([Input(2), Dense(8, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=1.0))
    return model, model.fit(X, Y, epochs=100, verbose=0)


model, history = learn(X)
hidden = sigmoid(X @ model.layers[0].W.data + model.layers[0].b.data)
flat = np.mean(hidden * (1 - hidden) < 0.001)
print(history)
print(f"hidden units that are flat: {flat:.0%}")
for note in history.notes:
    print(note)

# %% [markdown]
# The way out is *scaling*: take the mean of each input away, and divide by its standard
# deviation.
#
# **Question.** What are the mean and the standard deviation of each column after that?

# %%
scaled = (X - X.mean(axis=0)) / X.std(axis=0)
print("mean of each column:     ", np.abs(scaled.mean(axis=0)).round(12))
print("deviation of each column:", scaled.std(axis=0).round(12))

model, history = learn(scaled)
print(history)

# %% [markdown]
# New data must be scaled by the *same* two numbers for each column. So a layer keeps them:
# `Normalization`.

# %%
normalization = Normalization()
normalization.adapt(X)
model = Sequential([Input(2), normalization, Dense(8, "sigmoid"), Dense(1, "sigmoid")], seed=1)
model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=1.0))
print(model.fit(X, Y, epochs=100, verbose=0))

# %% [markdown]
# ## Scaling and alpha
#
# Scaling helps without a sigmoid too. Lesson 4 said: the largest `alpha` is two divided by the
# curvature. With two weights the valley has a curvature in each direction.
#
# **Question.** The steepest direction limits `alpha`. How many steps does the flattest direction
# then need: a few, or many?

# %%
target = np.zeros(200)


def curvatures(X):
    def cost(w):
        return np.mean((X @ w - target) ** 2)

    return np.linalg.eigvalsh(hessian(cost)(np.zeros(2)))


for name, inputs in [("as they are", X), ("scaled", scaled)]:
    flattest, steepest = curvatures(inputs)
    print(f"{name}: curvatures {flattest:.3f} and {steepest:.3f}, steepest / flattest = {steepest / flattest:.0f}")

# %% [markdown]
# With the inputs as they are, the valley is a very long and narrow gorge. A step that is small
# enough across is far too small along. Scaled, the valley is nearly round.
#
# ## The size of the first weights
#
# Eight layers of a hundred `tanh` units. The first weights are random, with a standard deviation
# that we choose.
#
# **Question.** What happens to the activations from layer to layer if the weights are too small?
# If they are too large?


# %%
def spread(deviation):
    rng = np.random.default_rng(0)
    W = [Tensor(rng.normal(size=(100, 100)) * deviation) for _ in range(8)]
    a = rng.normal(size=(200, 100))
    activations = []
    for layer in W:
        a = np.tanh(a @ layer)
        activations.append(a)
    np.sum(a * rng.normal(size=(200, 100))).backward()

    print(f"weights of size {deviation}")
    print("  activations:", [f"{np.std(a.data):.4f}" for a in activations])
    print("  gradients:  ", [f"{np.std(a.grad):.4f}" for a in activations])


for deviation in [0.01, 1.0, 1 / np.sqrt(100)]:
    spread(deviation)

# %% [markdown]
# - Too small: the activations die out, layer by layer, and so do the gradients.
# - Too large: nearly all units are saturated. Those that are not have weights so large that the
#   gradients grow from layer to layer on the way back.
# - One divided by the square root of the number of inputs: both keep their size, nearly.
#
# A sum of `n` random terms is about as large as the square root of `n`. Dividing by it makes `z`
# as large as one input. `Dense` begins with such weights by itself: `"glorot_uniform"`, which
# looks at inputs and outputs.

# %%
layer = Dense(25)
Sequential([Input(400), layer], seed=1)
print("deviation of W in Dense(25) for 400 inputs:", layer.W.data.std())
print("sqrt(2 / (inputs + outputs)):              ", np.sqrt(2 / (400 + 25)))

# %% [markdown]
# ## Exercises
#
# **Exercise a.** What is the largest local derivative that a sigmoid can have?

# %%
answer_a = None  # the largest a * (1 - a)

# %%
if answer_a is None:
    print("To do: write the number in place of None. At which z is the sigmoid steepest, and what is a there?")
else:
    steepest = Value(0.0)
    sigmoid(steepest).backward()
    assert answer_a <= steepest.grad, "No sigmoid is that steep. Compute a * (1 - a) in the middle."
    assert answer_a == steepest.grad, "It can be steeper. Compute a * (1 - a) in the middle."
    print("Right.")

# %% [markdown]
# **Exercise b.** Scale new data with the numbers of the data that the network has learned from.


# %%
def scale(new, learned_from):
    scaled = None  # new: (k, features), learned_from: (m, features)
    return scaled


# %%
new = np.array([[3.0, 1500.0], [6.0, 2500.0]])
result = scale(new, X)

if result is None:
    print("To do: write the scaled data in place of None.")
else:
    right = (new - X.mean(axis=0)) / X.std(axis=0)
    own = (new - new.mean(axis=0)) / new.std(axis=0)
    assert np.shape(result) == (2, 2), f"The result has shape {np.shape(result)}, and new has shape (2, 2)."
    assert not np.allclose(result, own), "These are mean and deviation of new. The network has learned with those of X."
    assert not np.allclose(result, (new - X.mean()) / X.std()), "Each column has a mean of its own: axis=0."
    assert np.allclose(result, right), "Not yet. Subtract the mean of each column, divide by its standard deviation."
    print("Right.")

# %% [markdown]
# **Exercise c.** A layer has `400` inputs, all about one in size. Which standard deviation should
# its weights have, so that each `z` is about one in size too?

# %%
answer_c = None  # the standard deviation of the weights

# %%
if answer_c is None:
    print("To do: write the number in place of None. A sum of n random terms is about sqrt(n) in size.")
else:
    rng = np.random.default_rng(1)
    size_of_z = np.std(rng.normal(size=(1000, 400)) @ rng.normal(size=(400, 50)) * answer_c)
    assert size_of_z < 1.1, f"The weights are too large: z has the size {size_of_z:.3f}."
    assert size_of_z > 0.9, f"The weights are too small: z has the size {size_of_z:.3f}."
    print(f"Right: z has the size {size_of_z:.3f}.")

# %% [markdown]
# ## What to remember
#
# - Where an activation is flat, no gradient comes back. Through many layers, gradients vanish.
# - Scale the inputs, with the mean and deviation of the data that the network learns from.
# - Begin with random weights of the right size. `Dense` does.
# - A loss that fits the last activation keeps `dJ/dz = a - y`.
