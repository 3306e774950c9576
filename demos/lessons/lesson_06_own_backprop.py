# %% [markdown]
# # 6. Your own backprop, checked
#
# You know all the parts. In this lesson they become one function: the backpropagation of a
# network with a hidden layer, in NumPy alone. Then it is checked, because a wrong gradient rarely
# looks wrong. We make typical mistakes on purpose, and see what a check says about each.

# %%
import numpy as np

from autograd import Tensor, check_gradients, compare, derive, relu, sigmoid

# %% [markdown]
# ## Forward
#
# Eight examples, three inputs, four hidden units, one output.

# %%
rng = np.random.default_rng(0)
m = 8
X = rng.normal(size=(m, 3))
Y = rng.integers(0, 2, size=(m, 1)).astype(float)

W1 = rng.normal(size=(3, 4))
b1 = rng.normal(size=4)
W2 = rng.normal(size=(4, 1))
b2 = rng.normal(size=1)


def forward(W1, b1, W2, b2):
    z1 = X @ W1 + b1
    a1 = sigmoid(z1)
    z2 = a1 @ W2 + b2
    a2 = sigmoid(z2)
    return z1, a1, z2, a2


def cost(W1, b1, W2, b2):
    z1, a1, z2, a2 = forward(W1, b1, W2, b2)
    return np.mean(-Y * np.log(a2) - (1 - Y) * np.log(1 - a2))


print("J =", cost(W1, b1, W2, b2))

# %% [markdown]
# ## Backward
#
# Go from the cost to the inputs, one line for each line of `forward`, in the opposite order.
#
# **Question.** Before you read on: which line comes first, and where does the `1/m` stand?


# %%
def backward(a1, a2, W2):
    dz2 = (a2 - Y) / m  # sigmoid and its loss together, and the mean
    dW2 = a1.T @ dz2
    db2 = dz2.sum(axis=0)
    da1 = dz2 @ W2.T
    dz1 = da1 * a1 * (1 - a1)  # the local derivative of the sigmoid
    dW1 = X.T @ dz1
    db1 = dz1.sum(axis=0)
    return {"z2": dz2, "W2": dW2, "b2": db2, "a1": da1, "z1": dz1, "W1": dW1, "b1": db1}


z1, a1, z2, a2 = forward(W1, b1, W2, b2)
right = backward(a1, a2, W2)
print("dJ/dW1:")
print(right["W1"])

# %% [markdown]
# Are these numbers right? Nobody can see that by looking at them.
#
# ## Check by nudging
#
# **Question.** Lesson 1 had a method that needs no chain rule. How many evaluations of `cost`
# does it need for all the numbers in `W1`?

# %%
h = 1e-5
measured = np.zeros_like(W1)
for i in range(W1.shape[0]):
    for j in range(W1.shape[1]):
        nudge = np.zeros_like(W1)
        nudge[i, j] = h
        up = cost(W1 + nudge, b1, W2, b2)
        down = cost(W1 - nudge, b1, W2, b2)
        measured[i, j] = (up - down) / (2 * h)

print("evaluations:       ", 2 * W1.size)
print("largest difference:", np.abs(measured - right["W1"]).max())

# %% [markdown]
# `check_gradients` does this for any function and its gradient. It says nothing if all is well.


# %%
def gradient_of_W1(W1):
    z1, a1, z2, a2 = forward(W1, b1, W2, b2)
    return backward(a1, a2, W2)["W1"]


def cost_of_W1(W1):
    return cost(W1, b1, W2, b2)


check_gradients(cost_of_W1, gradient_of_W1, W1)
print("no difference")

# %% [markdown]
# ## Check against the engine
#
# `compare` needs the cost as a graph. The same two functions build it, if the weights are
# Tensors. Labels tell `compare` which answer belongs to what.

# %%
TW1 = Tensor(W1, label="W1")
Tb1 = Tensor(b1, label="b1")
TW2 = Tensor(W2, label="W2")
Tb2 = Tensor(b2, label="b2")

nodes = forward(TW1, Tb1, TW2, Tb2)
for node, name in zip(nodes, ["z1", "a1", "z2", "a2"], strict=True):
    node.label = name
probability = nodes[3]
J = np.mean(-Y * np.log(probability) - (1 - Y) * np.log(1 - probability))
J.label = "J"

print(compare(J, by_hand=right))

# %% [markdown]
# Three columns that agree: the engine, you, and the nudge.
#
# ## Mistakes, and their names
#
# Each cell below makes one mistake.
#
# **Question.** Each time: which gradients become wrong, and does the shape give it away?
#
# First, the mean is forgotten: `dz2 = a2 - Y`. All gradients below take the mistake with them.


# %%
def say_what_is_wrong(J, by_hand):
    for row in compare(J, by_hand).rows:
        if not row.ok:
            print(f"d{row.name}: {row.verdict}")


wrong = {}
for name, gradient in right.items():
    wrong[name] = gradient * m

say_what_is_wrong(J, wrong)

# %% [markdown]
# The first line names the mistake. The others follow from it: they are right, apart from that.
#
# Next, the local derivative of the sigmoid is forgotten: `dz1 = da1`.

# %%
say_what_is_wrong(J, right | {"z1": right["a1"]})

# %% [markdown]
# The sum over the examples is forgotten: `db1 = dz1`. Lesson 14 shows what such a bug does to a
# run.

# %%
say_what_is_wrong(J, right | {"b1": right["z1"]})

# %% [markdown]
# The matrix is the wrong way round.

# %%
say_what_is_wrong(J, right | {"W1": right["W1"].T})

# %% [markdown]
# The sign of one gradient is turned.

# %%
say_what_is_wrong(J, right | {"W2": -right["W2"]})

# %% [markdown]
# The local derivative of the sigmoid is taken at `z1` in place of `a1`. This is easy to write and
# hard to see.

# %%
z1, a1, z2, a2 = forward(W1, b1, W2, b2)
say_what_is_wrong(J, right | {"z1": right["a1"] * z1 * (1 - z1)})

# %% [markdown]
# `compare` does not guess. It breaks its own backward pass in one place after the other, and
# names a mistake only if this gives *your* numbers. If no mistake does, it says only that they
# are different.
#
# ## The program, derived
#
# `derive` reads the graph and writes the backward pass as you would. Compare it with `backward`
# above, line by line. **Question.** Where do you find the `1/m`?

# %%
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy

model = Sequential([Input(3), Dense(4, "sigmoid"), Dense(1, "sigmoid")])
model.compile(loss=BinaryCrossentropy())
model.set_weights([W1, b1, W2, b2])
program = derive(model.cost(X, Y))
print(program)

# %%
_, derived = program()
for name, gradient in derived.items():
    print(f"d{name}: {np.abs(gradient - right[name]).max():.1e} apart")

# %% [markdown]
# ## Exercises
#
# **Exercise a.** A network for house prices: the hidden layer is a relu, the output has no
# activation, and the cost is the mean squared error. Write its backward pass. `z1` and `a1` are
# `(8, 4)`, `z2` and `y` are `(8, 1)`.


# %%
def my_backward(X, y, z1, a1, z2, W2):
    m = len(X)
    dz2 = None  # J = mean((z2 - y)**2)
    dW2 = None  # z2 = a1 @ W2 + b2
    db2 = None  # a sum
    da1 = None  # z2 = a1 @ W2 + b2
    dz1 = None  # a1 = relu(z1): (z1 > 0) is 1 where the unit is on, and 0 where it is off
    dW1 = None  # z1 = X @ W1 + b1
    db1 = None  # a sum
    return {"z2": dz2, "W2": dW2, "b2": db2, "a1": da1, "z1": dz1, "W1": dW1, "b1": db1}


# %%
y = X @ np.array([[1.0], [-2.0], [0.5]]) + 3.0

z1 = X @ TW1 + Tb1
a1 = relu(z1)
z2 = a1 @ TW2 + Tb2
J = np.mean((z2 - y) ** 2)
for node, name in [(z1, "z1"), (a1, "a1"), (z2, "z2"), (J, "J")]:
    node.label = name

mine = my_backward(X, y, z1.data, a1.data, z2.data, W2)
missing = [name for name in mine if mine[name] is None]

if missing:
    print(f"To do: d{missing[0]} is still None. Go from the top down: each line needs the ones above it.")
else:
    for row in compare(J, by_hand=mine).rows:
        assert row.ok, f"Not yet. compare says of d{row.name}: {row.verdict}"
    print("Right. This is backpropagation, and you wrote it.")

# %% [markdown]
# **Exercise b.** Somebody's `dW2`, beside the right one. One thing is wrong. Look at the ratio,
# and choose: `"sign"`, `"mean"`, `"sigmoid"` or `"transpose"`.

# %%
right = backward(sigmoid(X @ W1 + b1), forward(W1, b1, W2, b2)[3], W2)
theirs = sigmoid(X @ W1 + b1).T @ (forward(W1, b1, W2, b2)[3] - Y)
print("theirs:", theirs.ravel())
print("right: ", right["W2"].ravel())
print("ratio: ", theirs.ravel() / right["W2"].ravel())

# %%
answer_b = None  # "sign", "mean", "sigmoid" or "transpose"

# %%
if answer_b is None:
    print("To do: write one of the four words in place of None. The ratio is the same in each entry.")
else:
    assert answer_b in ["sign", "mean", "sigmoid", "transpose"], "Choose one of the four words."
    assert answer_b != "sign", "A turned sign makes every ratio -1."
    assert answer_b == "mean", f"A mistake with the {answer_b} would change each entry by another factor."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - One line backward for each line forward, in the opposite order.
# - A wrong gradient rarely looks wrong. Check it: by nudging, or against an engine.
# - Read the verdict in backward order. The first mistake explains those that follow.
