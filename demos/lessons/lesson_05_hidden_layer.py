# %% [markdown]
# # 5. A hidden layer, and why dW = X^T dz
#
# Lesson 3 had one neuron. Now three neurons look at the inputs, and a fourth one looks at the
# three. We build this network twice, number by number and as matrices, and see that both are the
# same graph. Then the formula `dW = X.T @ dz` needs no learning by heart.

# %%
import numpy as np

from autograd import Tensor, Value, compare, draw, explain, sigmoid

# %% [markdown]
# ## Number by number
#
# Four examples with two inputs each, and the right answers. Then the weights: `W1[i, j]` goes
# from input `i` to hidden unit `j`.

# %%
rng = np.random.default_rng(1)
X = rng.normal(size=(4, 2))
Y = np.array([[1.0], [0.0], [0.0], [1.0]])

start_W1 = rng.normal(size=(2, 3))
start_b1 = rng.normal(size=3)
start_W2 = rng.normal(size=(3, 1))
start_b2 = rng.normal(size=1)
print(start_W1)

# %% [markdown]
# A grid of Values, one for each number, each with its name.


# %%
def grid_of_values(numbers, name):
    rows = []
    for i in range(numbers.shape[0]):
        row = []
        for j in range(numbers.shape[1]):
            row.append(Value(numbers[i, j], label=f"{name}[{i},{j}]"))
        rows.append(row)
    return rows


w1 = grid_of_values(start_W1, "W1")
w2 = grid_of_values(start_W2, "W2")
b1 = [Value(number, label=f"b1[{j}]") for j, number in enumerate(start_b1)]
b2 = Value(start_b2[0], label="b2[0]")

# %% [markdown]
# Now the network for one example, in plain loops.


# %%
def predict(x):
    hidden = []
    for j in range(3):
        z = b1[j]
        for i in range(2):
            z = z + x[i] * w1[i][j]
        hidden.append(sigmoid(z))

    z = b2
    for j in range(3):
        z = z + hidden[j] * w2[j][0]
    return sigmoid(z)


for k in range(4):
    print("example", k, "  prediction", round(predict(X[k]).data, 4), "  right answer", Y[k, 0])

# %% [markdown]
# **Question.** One example is enough to draw. How many paths go from `W1[0,0]` to the prediction?
# And how many to the cost of all four examples?

# %%
draw(predict(X[0]))

# %% [markdown]
# Within one example, a weight of the first layer has a single path. The cost has a path through
# each example.
#
# The cost is the mean over the examples, as in lesson 4.

# %%
J_scalar = 0.0
for k in range(4):
    a = predict(X[k])
    loss = -Y[k, 0] * np.log(a) - (1 - Y[k, 0]) * np.log(1 - a)
    J_scalar = J_scalar + loss / 4

J_scalar.backward()
print("J =", J_scalar.data)

# %% [markdown]
# ## The same as matrices
#
# `X @ W1` does all the loops at once: each row is an example, each column a hidden unit.
#
# **Question.** `X` is `(4, 2)` and `W1` is `(2, 3)`. Which shape has `z1 = X @ W1 + b1`? Which
# shapes have `a1`, `z2`, `a2`?

# %%
W1 = Tensor(start_W1, label="W1")
B1 = Tensor(start_b1, label="b1")
W2 = Tensor(start_W2, label="W2")
B2 = Tensor(start_b2, label="b2")

z1 = X @ W1 + B1
a1 = sigmoid(z1)
z2 = a1 @ W2 + B2
a2 = sigmoid(z2)
J = np.mean(-Y * np.log(a2) - (1 - Y) * np.log(1 - a2))

for node, name in [(z1, "z1"), (a1, "a1"), (z2, "z2"), (a2, "a2"), (J, "J")]:
    node.label = name
    print(name, node.shape)

# %%
draw(J)

# %%
J.backward()
print("J, number by number:", J_scalar.data)
print("J, as matrices:     ", J.data)

# %% [markdown]
# **Question.** Are the gradients the same too? The gradient of a matrix has the shape of the
# matrix.

# %%
print("dJ/dW1, number by number:")
for row in w1:
    print([round(value.grad, 6) for value in row])
print("dJ/dW1, as a matrix:")
print(W1.grad.round(6))

# %% [markdown]
# It is the same computation, written shorter. It is also much faster, because NumPy does the
# loops.
#
# ## Why dW = X^T dz
#
# Take one weight, `W1[i, j]`. It acts on hidden unit `j` of every example `k`: `z1[k, j]` is a
# sum, and one of its terms is `X[k, i] * W1[i, j]`.
#
# **Question.** What is the local derivative of `z1[k, j]` with respect to `W1[i, j]`? How many
# paths lead from `W1[i, j]` to `J`, and what do we do with several paths?

# %%
dz1 = z1.grad
dW1 = np.zeros((2, 3))
for i in range(2):
    for j in range(3):
        for k in range(4):  # the sum over the examples
            dW1[i, j] += X[k, i] * dz1[k, j]

print("the sum over the paths:")
print(dW1.round(6))
print("the engine:")
print(W1.grad.round(6))

# %% [markdown]
# The local derivative is `X[k, i]`. There is one path for each example, and paths add. So
# `dW1[i, j]` is the sum over `k` of `X[k, i] * dz1[k, j]`. A matrix product sums over the *inner*
# index, the columns of the first matrix and the rows of the second. Here `k` is a row in both. So
# the first one is transposed: `X.T @ dz1`.

# %%
print((X.T @ dz1).round(6))

# %% [markdown]
# The shapes allow no other product. `dW1` must be `(2, 3)` like `W1`; `X.T` is `(2, 4)` and `dz1`
# is `(4, 3)`. So shapes help you to remember, and the sum over the paths is the reason.
#
# Here is the graph as a page. A card holds a matrix and, below a `d`, its gradient. The words on the
# line out of `W1` say what we just saw: `v2`, which is `X`, transposed times the gradient above.

# %% hidden_layer
explain(J)

# %% [markdown]
# ## The bias, and the way back
#
# **Question.** `b1[j]` is added to `z1[k, j]` in every example `k`. What is its gradient?

# %%
print("sum of dz1 over the examples:", dz1.sum(axis=0))
print("dJ/db1:                      ", B1.grad)

# %% [markdown]
# **Question.** `a1[k, j]` reaches each output through its weight. What is `da1`? Check the
# shapes: `dz2` is `(4, 1)`, `W2` is `(3, 1)`, and `da1` must be `(4, 3)`.

# %%
dz2 = z2.grad
print("dz2 @ W2.T:")
print((dz2 @ W2.data.T).round(6))
print("dJ/da1:")
print(a1.grad.round(6))

# %% [markdown]
# Forward, `a1` is multiplied by `W2`. Backward, `dz2` is multiplied by `W2.T`. The sum runs over
# the units that `a1` feeds.
#
# ## nn does the same
#
# A `Dense` layer is the line `activation(x @ W + b)`. With the same weights the network of `nn`
# has the same cost. `as_values()` turns every weight into a Value, as we did in the first half of
# this lesson.

# %%
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy

model = Sequential([Input(2), Dense(3, "sigmoid"), Dense(1, "sigmoid")])
model.compile(loss=BinaryCrossentropy())
model.set_weights([start_W1, start_b1, start_W2, start_b2])

print("by hand:      ", J.data)
print("nn, matrices: ", model.cost(X, Y).data)
print("nn, as Values:", model.as_values().cost(X, Y).data)

# %% [markdown]
# ## Exercises
#
# **Exercise a.** A layer has five inputs and seven units, and there are thirty examples. Which
# shape has `dW`?

# %%
answer_a = None  # a pair such as (2, 3)

# %%
if answer_a is None:
    print("To do: write the shape in place of None. A gradient has the shape of what it belongs to.")
else:
    inputs = np.zeros((30, 5))
    weights = Tensor(np.zeros((5, 7)))
    np.sum(inputs @ weights).backward()
    assert np.shape(answer_a) == (2,), "Write a pair: how many rows, and how many columns."
    assert tuple(answer_a) != weights.grad.shape[::-1], "The matrix is the wrong way round: x @ W has the inputs first."
    assert 30 not in answer_a, "The examples are summed, so their number is not in the shape of dW."
    assert tuple(answer_a) == weights.grad.shape, "Not yet. Which shape has W, if x is (30, 5) and x @ W is (30, 7)?"
    print("Right.")

# %% [markdown]
# **Exercise b.** The gradients of the second layer, from `a1`, which is `(4, 3)`, and `dz2`,
# which is `(4, 1)`.


# %%
def second_layer(a1, dz2):
    dW2 = None  # a matrix product
    db2 = None  # a sum
    return {"W2": dW2, "b2": db2}


# %%
mine = second_layer(a1.data, dz2)

if mine["W2"] is None or mine["b2"] is None:
    print("To do: write dW2 and db2 in place of None. a1 does for this layer what X does for the first.")
else:
    for row in compare(J, by_hand=mine, wrt=["W2", "b2"]).rows:
        assert row.ok, f"Not yet. compare says of d{row.name}: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise c.** Some layers have no bias, and their activation is `tanh`. Its local derivative
# is `1 - a**2`. Write the gradient of `W` from `X`, `a` and `da`.


# %%
def my_dW(X, a, da):
    dW = None  # first dz, then dW: one line is enough
    return dW


# %%
W = Tensor(start_W1, label="W")
a = np.tanh(X @ W)
a.label = "a"
J = np.mean((a - 0.3) ** 2)
J.label = "J"
J.backward()
mine = my_dW(X, a.data, a.grad)

if mine is None:
    print("To do: write dW in place of None. dz is da times the local derivative of tanh.")
else:
    row = compare(J, by_hand={"W": mine}).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - A weight acts on every example: one path for each, and paths add. That is `dW = X.T @ dz`.
# - `db` is `dz`, summed over the examples. `da` is `dz @ W.T`, a sum over the units that `a`
#   feeds.
# - A gradient has the shape of what it belongs to.
