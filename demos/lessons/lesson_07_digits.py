# %% [markdown]
# # 7. Digits in three lines, and what they hide
#
# A network that reads handwritten digits needs three steps in Keras's words: say how the output
# is computed, choose the loss, fit. This lesson runs them first. Then it opens them, until
# nothing is left that you could not have written.

# %%
import numpy as np

from demos.digits import load_digits, picture
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy
from nn.optimizers import GradientDescent

# %% [markdown]
# ## The data
#
# Images of zeros and ones, some to learn from and some to test on. An image is a row of `X`: the
# ink of each pixel, from zero to one.

# %%
X, Y, X_test, Y_test = load_digits()
print("to learn from:", X.shape, Y.shape)
print("to test on:   ", X_test.shape, Y_test.shape)

# %% [markdown]
# **Question.** Below are two images as text. Which is the zero?

# %%
first_zero = np.flatnonzero(Y == 0)[0]
first_one = np.flatnonzero(Y == 1)[0]
for i in sorted([first_zero, first_one]):
    print(f"image {i}:")
    print(picture(X[i]))

# %%
print("the zero is image", first_zero)

# %% [markdown]
# ## Three steps

# %%
model = Sequential(
    [
        Dense(units=25, activation="sigmoid"),
        Dense(units=15, activation="sigmoid"),
        Dense(units=1, activation="sigmoid"),
    ],
    seed=1,
)

# %%
model.compile(loss=BinaryCrossentropy())

# %% [markdown]
# **Question.** How many of the test images will it read right: half, nine of ten, nearly all?

# %%
history = model.fit(X, Y, epochs=40, verbose=0)
print(history)

probability = model.predict(X_test).ravel()
right = (probability > 0.5) == (Y_test == 1)
print(f"right on images it has never seen: {right.mean():.1%} of {len(right)}")

# %% [markdown]
# The image that it is least sure of:

# %%
least_sure = np.argmin(np.abs(probability - 0.5))
print(f"P(one) = {probability[least_sure]:.4f}, and it is a {Y_test[least_sure]:.0f}")
print(picture(X_test[least_sure]))

# %% [markdown]
# ## What Dense hides
#
# A layer is the line `activation(x @ W + b)` from lesson 5. It makes `W` and `b` itself, once it
# knows how many inputs come.
#
# **Question.** The first layer has `400` inputs and `25` units. How many numbers does it learn?

# %%
model.summary()

# %%
a = X_test
for layer in model.layers:
    z = a @ layer.W.data + layer.b.data
    a = 1 / (1 + np.exp(-z))

print("largest difference from predict:", np.abs(a - model.predict(X_test)).max())

# %% [markdown]
# That was all of `predict`: three lines, once for each layer.
#
# ## What compile hides
#
# `compile` computes nothing. It notes which loss to take, and which *optimizer*: the rule that
# turns a gradient into an update.
#
# **Question.** We named no optimizer. Which rule from lesson 4 did `fit` use? With which `alpha`?

# %%
print(model.loss)
print(model.optimizer)

# %% [markdown]
# In Keras itself `compile` without an optimizer means RMSprop, another rule. So it is better to
# name it: `optimizer=GradientDescent(alpha=0.1)`.
#
# ## What fit hides
#
# `fit` does not take all images for each step. It takes them in *batches* of `32`, unless you say
# otherwise. One run through all images is an *epoch*.
#
# **Question.** How many steps does an epoch have? So how many updates did the weights get in all?

# %%
batch_size = 32
steps = int(np.ceil(len(X) / batch_size))
print("steps in an epoch:", steps)
print("updates in all:   ", steps * len(history.epoch))

# %% [markdown]
# Here is `fit`, written by hand: forward, backward, update, again and again.
#
# `model.cost(...)` is the cost as a node, so you can call `backward()`. `model.parameters` are
# the Tensors `W` and `b` of all layers.


# %%
def new_model():
    model = Sequential(
        [
            Input(400),
            Dense(25, "sigmoid"),
            Dense(15, "sigmoid"),
            Dense(1, "sigmoid"),
        ],
        seed=1,
    )
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.1))
    return model


mine = new_model()
for _ in range(5):
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        J = mine.cost(X[batch], Y[batch])  # forward
        J.zero_grad()
        J.backward()  # backward
        for parameter in mine.parameters:  # update
            parameter.data -= 0.1 * parameter.grad

print("J after five epochs by hand:", mine.cost(X, Y).data)

# %% [markdown]
# **Question.** `fit` also shuffles the images before each epoch. With `shuffle=False` it takes
# them in our order. Will the weights then be the same as ours, or nearly the same?

# %%
theirs = new_model()
theirs.fit(X, Y, epochs=5, shuffle=False, verbose=0)

for parameter, other in zip(mine.parameters, theirs.parameters, strict=True):
    print(f"{parameter.label}: {np.abs(parameter.data - other.data).max():.1e} apart")

# %% [markdown]
# So there is nothing else in `fit` that learns. What it runs is derived from the graph, as plain
# NumPy, and you can read it. It is the backward pass of lesson 6, with one more layer, and the
# update.

# %%
print(theirs.derive(X, Y).source)

# %% [markdown]
# ## Does it need the hidden layers?
#
# **Question.** A single neuron, as in lesson 3, has one weight for each pixel. How well can it
# tell zeros from ones?

# %%
single = Sequential([Dense(1, "sigmoid")], seed=1)
single.compile(loss=BinaryCrossentropy())
single.fit(X, Y, epochs=40, verbose=0)
right = (single.predict(X_test).ravel() > 0.5) == (Y_test == 1)
print(f"one neuron: {right.mean():.1%}")

# %% [markdown]
# Zeros and ones are easy to tell apart: one neuron can do it too. It is always worth trying the
# small model first.
#
# ## Exercises
#
# **Exercise a.** How many numbers does a layer `Dense(15)` learn, if `25` units stand before it?
# Work it out before you look at the summary.

# %%
answer_a = None  # the number of parameters

# %%
layer = model.layers[1]

if answer_a is None:
    print("To do: write the number in place of None.")
else:
    assert answer_a != layer.W.size, "These are the weights. Each unit has a bias too."
    assert answer_a == layer.W.size + layer.b.size, (
        "A weight for each pair of an input and a unit, and a bias for each unit."
    )
    print("Right.")

# %% [markdown]
# **Exercise b.** There are `800` images, and `batch_size=48`. How many updates does an epoch
# have? The last batch may be smaller.

# %%
answer_b = None  # the number of updates in an epoch

# %%
if answer_b is None:
    print("To do: write the number in place of None.")
else:
    assert answer_b != 800 // 48, "The images left over make one more batch, a smaller one."
    assert answer_b == int(np.ceil(800 / 48)), "Divide the images by the size of a batch, and round up."
    print("Right.")

# %% [markdown]
# **Exercise c.** *Momentum* is another optimizer. It keeps a velocity for each parameter. The new
# velocity is `0.9` times the old one, minus `alpha` times the gradient. Then the parameter moves
# by the new velocity. Write both lines.


# %%
def momentum(data, velocity, gradient, alpha):
    new_velocity = None  # from velocity, alpha and gradient
    new_data = None  # from data and new_velocity
    return new_data, new_velocity


# %%
new_data, new_velocity = momentum(np.ones(2), np.full(2, 0.5), np.array([1.0, -2.0]), 0.1)

if new_data is None or new_velocity is None:
    print("To do: write new_velocity and new_data in place of None.")
else:
    uphill = 0.9 * 0.5 + 0.1 * np.array([1.0, -2.0])
    downhill = 0.9 * 0.5 - 0.1 * np.array([1.0, -2.0])
    assert not np.allclose(new_velocity, uphill), "This goes uphill: it must be minus the gradient."
    assert np.allclose(new_velocity, downhill), "The velocity: 0.9 * the old one - alpha * the gradient."
    assert not np.allclose(new_data, 1.0 - downhill), "The minus is in the velocity already."
    assert np.allclose(new_data, 1.0 + downhill), "The parameter moves by the new velocity."
    print("Right.")

# %% [markdown]
# If your lines are right, they learn the digits as `Momentum` in `nn` does. This cell waits until
# they are there.

# %%
from nn.optimizers import Momentum


def train_with(rule):
    model = new_model()
    velocities = [np.zeros(parameter.shape) for parameter in model.parameters]
    for start in range(0, len(X), batch_size):
        batch = slice(start, start + batch_size)
        J = model.cost(X[batch], Y[batch])
        J.zero_grad()
        J.backward()
        for i, parameter in enumerate(model.parameters):
            parameter.data, velocities[i] = rule(parameter.data, velocities[i], parameter.grad, 0.1)
    return model


if new_data is not None and new_velocity is not None:
    by_nn = new_model()
    by_nn.compile(loss=BinaryCrossentropy(), optimizer=Momentum(alpha=0.1, beta=0.9))
    by_nn.fit(X, Y, epochs=1, shuffle=False, verbose=0)
    apart = np.abs(train_with(momentum).layers[0].W.data - by_nn.layers[0].W.data).max()
    print(f"after an epoch, W1 of yours and of nn: {apart:.1e} apart")

# %% [markdown]
# ## What to remember
#
# - `Dense` is `activation(x @ W + b)`. `compile` chooses loss and optimizer. `fit` is forward,
#   backward, update, batch by batch.
# - An epoch is one run through the data. An update is one batch.
# - Judge a network on images that it has not learned from, and try a small one first.
