# %% [markdown]
# # 15. A museum of bugs: the run
#
# Every gradient can be right, and the run is wrong all the same. Here are four more bugs that
# everyone writes once: a start that cannot learn, a number that is no number, a copy that is
# none, and a shape that nobody ordered. Each goes wrong before your eyes. Then comes the check
# that catches it.

# %%
import logging
import warnings

import numpy as np

from autograd import Tensor, Value, detect_nan, log, sigmoid, softplus
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy
from nn.optimizers import GradientDescent

# %% [markdown]
# ## Room five: all weights zero at the start
#
# The task needs a hidden layer: are both inputs of the same sign?
#
# **Question.** Two runs differ only in where the weights begin. What will the second one learn?

# %%
logging.getLogger("nn").setLevel(logging.ERROR)  # fit would say at once what is wrong: we look at it later

rng = np.random.default_rng(0)
points = rng.normal(size=(200, 2))
same_sign = (points[:, 0] * points[:, 1] > 0).astype(float)


def learn(start):
    model = Sequential(
        [
            Input(2),
            Dense(8, "tanh", kernel_initializer=start),
            Dense(1, "sigmoid", kernel_initializer=start),
        ],
        seed=1,
    )
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.5))
    history = model.fit(points, same_sign, epochs=60, verbose=0)
    return model, history


model, history = learn("glorot_uniform")
print("random start:", history)
model, history = learn("zeros")
print("zero start:  ", history)

# %%
print("W of the hidden layer, after learning from zeros:")
print(model.layers[0].W.data)

# %% [markdown]
# **Question.** Which gradient goes back to the hidden layer, if all weights of the layer above
# are zero?

# %%
J = model.cost(points, same_sign)
J.zero_grad()
J.backward()
print("largest entry of dJ/dW, hidden layer:", np.abs(model.layers[0].W.grad).max())
print("largest entry of dJ/db, last layer:  ", np.abs(model.layers[1].b.grad).max())

# %% [markdown]
# None, so these weights never move. Only the last bias learns.
#
# **Question.** Would it help to begin with ones? What can two units that begin the same learn?

# %%
model, history = learn("ones")
print("start with ones:", history)
print("W of the hidden layer, after learning from ones:")
print(model.layers[0].W.data.round(3))

# %% [markdown]
# It does not help. Units that begin the same get the same gradient, and stay the same for ever.
# Many units do the work of one.
#
# `fit` looks for this and keeps a note:

# %%
for note in history.notes:
    print(note)

# %% [markdown]
# **Caught by** `history.notes`, which `fit` also prints, and by a look at the columns of `W`.
#
# ## Room six: the logarithm of zero
#
# The formula of the loss is right. The neuron is very sure, and wrong.
#
# **Question.** `z` is `-800`. What is `sigmoid(z)`, with the digits that a computer has? What is
# its logarithm?

# %%
w = Value(-800.0, label="w")
a = sigmoid(w)
a.label = "a"

with np.errstate(all="ignore"):
    J = -log(a)
    J.backward()
print("a =", a.data, "  J =", J.data, "  dJ/dw =", w.grad)

# %% [markdown]
# The probability was rounded to zero, the logarithm of zero is minus infinity, and the gradient
# is not a number. One step later all weights are `nan`. `detect_nan` stops at the operation that
# began it.

# %%
try:
    with detect_nan():
        a = sigmoid(w)
        a.label = "a"
        J = -log(a)
except FloatingPointError as error:
    print(error)

# %% [markdown]
# The way out: compute the loss from `z`, before the sigmoid. `BinaryCrossentropy` in `nn` does
# so, and so does `softplus`.

# %%
w = Value(-800.0, label="w")
J = softplus(-w)  # the same as -log(sigmoid(w)), without the rounding
J.backward()
print("J =", J.data, "  dJ/dw =", w.grad)

# %% [markdown]
# **Caught by** `detect_nan`.
#
# ## Room seven: two names for one array
#
# The best weights so far are to be kept, while learning goes on with too large an `alpha`.
#
# **Question.** After the loop, the cost is computed again from the weights that were kept. Is it
# `best_cost`?

# %%
target = np.array([1.0, -2.0])
W = np.zeros(2)
best_cost = np.inf
for _ in range(6):
    cost = np.sum((W - target) ** 2)
    if cost < best_cost:
        best_cost = cost
        best_W = W
    W -= 1.1 * 2 * (W - target)

print("the best cost, as noted:      ", best_cost)
print("the cost of the 'best' weights:", np.sum((best_W - target) ** 2))

# %% [markdown]
# `best_W = W` makes no copy. It is another name for the same array, and `W -= ...` changes that
# array in place.

# %%
print("best_W is W:", best_W is W)
print("they share memory:", np.shares_memory(best_W, W))

# %% [markdown]
# The way out is `best_W = W.copy()`.
#
# **Caught by** `np.shares_memory`, or by computing the cost of the kept weights again.
#
# ## Room eight: a column minus a plain array
#
# Predictions come as a column, `(m, 1)`, the right answers as a plain array, `(m,)`. The
# predictions are perfect.

# %%
p = Tensor(np.array([[1.0], [2.0], [4.0]]), label="p")
y = np.array([1.0, 2.0, 4.0])

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    J = np.mean((p - y) ** 2)

print("J =", J.data)
print("shape of p - y:", (p.data - y).shape)

# %% [markdown]
# The cost should be zero. But NumPy subtracted each answer from *each* prediction.
#
# **Question.** If the predictions are free to move, where do they go to make this cost small?

# %%
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for _ in range(100):
        J = np.mean((p - y) ** 2)
        J.zero_grad()
        J.backward()
        p.data = p.data - 0.5 * p.grad

print("predictions:", p.data.ravel().round(4))
print("mean of y:  ", np.mean(y).round(4))

# %% [markdown]
# They leave the right answers, and all go to the mean. The engine has warned in the first line:

# %%
print(caught[0].message)

# %% [markdown]
# **Caught by** this warning, and by printing a shape. `fit` of `nn` takes such a `y` as a column.
#
# ## Exercises
#
# **Exercise a.** The right answer is *no*, and the neuron is very sure of yes.
# `-log(1 - sigmoid(z))` is infinite here. Write the same loss so that it is exact, with
# `softplus`.


# %%
def loss_of_no(z):
    loss = None  # the same as -log(1 - sigmoid(z))
    return loss


# %%
if loss_of_no(Value(1.0)) is None:
    print("To do: write the loss in place of None. 1 - sigmoid(z) is sigmoid(-z).")
else:
    ordinary = loss_of_no(Value(1.0)).data
    assert abs(ordinary + np.log(1 - sigmoid(1.0))) < 1e-12, "This is another function: try z = 1 on paper."
    with np.errstate(all="ignore"):
        large = loss_of_no(Value(800.0)).data
    assert np.isfinite(large), f"For z = 800 this gives {large}: the sigmoid was rounded before the logarithm."
    print("Right.")

# %% [markdown]
# **Exercise b.** Repair the line of room seven, so that the best weights stay as they were.


# %%
def keep(W):
    kept = None  # it was: W
    return kept


# %%
W = np.array([1.0, 2.0])
kept = keep(W)

if kept is None:
    print("To do: write what to keep in place of None.")
else:
    W -= 0.5
    assert not np.shares_memory(kept, W), f"W was changed, and what you kept went with it: {kept}."
    assert np.array_equal(kept, [1.0, 2.0]), f"This is not what W was: {kept} in place of [1. 2.]."
    print("Right.")

# %% [markdown]
# **Exercise c.** Give `y` another shape, so that the cost of the perfect predictions of room
# eight is zero.


# %%
def as_column(y):
    column = None  # an array of shape (m, 1)
    return column


# %%
column = as_column(y)
predictions = np.array([[1.0], [2.0], [4.0]])

if column is None:
    print("To do: write y as a column in place of None. See what the warning of the engine suggests.")
else:
    assert np.shape(predictions - column) == (3, 1), f"predictions - column has shape {np.shape(predictions - column)}."
    assert np.mean((predictions - column) ** 2) == 0, "The shape is right, the numbers are not."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - Look at the numbers of a run: equal columns, `nan`, a cost that is not what was noted, a
#   shape.
# - The notes of `fit`, `detect_nan`, `np.shares_memory` and the warning of the engine catch all
#   four.
