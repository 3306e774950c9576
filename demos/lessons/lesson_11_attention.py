# %% [markdown]
# # 11. An RNN step, attention, and two norms, by hand
#
# The parts of language models look difficult, and their gradients are made of what you know:
# paths, products, sums, softmax. In this lesson you see four of them, each with its backward pass
# by hand, and each checked.

# %%
import numpy as np

from autograd import Tensor, Value, compare, draw, softmax, tanh

# %% [markdown]
# ## A recurrent network
#
# A recurrent network reads a sequence, one number after the other. It keeps a state `h`. Each
# step makes a new state from the input and the old state, always with the same weights.

# %%
w = Value(0.5, label="w")
u = Value(-0.8, label="u")
b = Value(0.1, label="b")
xs = [1.0, -2.0, 0.5]

states = [Value(0.0, label="h0", constant=True)]
for t, x in enumerate(xs, start=1):
    h = tanh(w * x + u * states[-1] + b)
    h.label = f"h{t}"
    states.append(h)

J = (states[-1] - 0.5) ** 2
J.label = "J"
draw(J)

# %% [markdown]
# **Question.** How many paths lead from `w` to `J`? Which of them is the longest?
#
# Backward, the gradient walks through the states, from the last to the first. At each step the
# weights get one more contribution. This is called *backpropagation through time*.

# %%
h = [state.data for state in states]
dw, du, db = 0.0, 0.0, 0.0
dh = 2 * (h[3] - 0.5)
for t in [3, 2, 1]:
    dz = dh * (1 - h[t] ** 2)  # through tanh
    dw += dz * xs[t - 1]
    du += dz * h[t - 1]
    db += dz
    dh = dz * u.data  # to the state before
    print(f"step {t}: dz = {dz:.5f}")

print(compare(J, by_hand={"w": dw, "u": du, "b": db}))

# %% [markdown]
# **Question.** In each step back, the gradient is multiplied by `u * (1 - h**2)`. What happens to
# it in a long sequence?


# %%
def gradient_of_the_first_input(u, length):
    x = Value(1.0)
    h = tanh(0.5 * x)
    for _ in range(length):
        h = tanh(u * h)
    h.backward()
    return x.grad


for length in [1, 5, 20, 50]:
    print(f"{length:>2} steps later: {gradient_of_the_first_input(0.8, length):.8f}")

# %% [markdown]
# The network forgets, and it cannot learn what it should have kept. In attention the path from
# any input to any output is short.
#
# ## Attention, forward
#
# Each position of a sequence asks a question `q`, offers a key `k`, and has a value `v`. The
# score of a question and a key is their product. Softmax makes weights of the scores, and the
# output is the weighted mean of the values.

# %%
rng = np.random.default_rng(0)
length, width = 4, 3

Q = Tensor(rng.normal(size=(length, width)), label="Q")
K = Tensor(rng.normal(size=(length, width)), label="K")
V = Tensor(rng.normal(size=(length, width)), label="V")
mask = np.triu(np.full((length, length), -1e9), k=1)  # no position may look ahead

S = Q @ K.T / np.sqrt(width) + mask
S.label = "S"
P = softmax(S)
P.label = "P"
output = P @ V
output.label = "output"
print(P.data.round(3))

# %% [markdown]
# **Question.** Why are there zeros above the diagonal? What is the sum of each row? Why is the
# first row as it is?

# %%
print("sums of the rows:", P.data.sum(axis=1))
print("first output = first value:", np.allclose(output.data[0], V.data[0]))

# %% [markdown]
# ## Attention, backward
#
# To have a cost, compare the output with some target.
#
# **Question.** `output = P @ V` is a matrix product, as in lesson 5. What are `dV` and `dP`?

# %%
target = rng.normal(size=(length, width))
J = np.mean((output - target) ** 2)
J.label = "J"

dO = 2 * (output.data - target) / output.size
dV = P.data.T @ dO
dP = dO @ V.data.T
print(compare(J, by_hand={"output": dO, "V": dV, "P": dP}, wrt=["V"]))

# %% [markdown]
# Softmax is the new part. Nudge one score, and *all* probabilities of its row move: its own goes
# up, the others go down, so that the sum stays one. The local derivative of `P[i]` with respect
# to `S[j]` is `P[i] * ((i == j) - P[j])`.
#
# **Question.** `dS[j]` is the sum over `i` of `dP[i]` times this. Can you write it without a
# double loop?

# %%
p, g = P.data, dP
with_loops = np.zeros((length, length))
for row in range(length):
    for j in range(length):
        for i in range(length):
            with_loops[row, j] += g[row, i] * p[row, i] * ((i == j) - p[row, j])

dS = p * (g - np.sum(g * p, axis=1, keepdims=True))
print("largest difference:", np.abs(dS - with_loops).max())

# %% [markdown]
# In words: each score is pushed by how much its probability wants to grow *more than the average*
# of its row.
#
# The rest are products again. `S` contains `Q @ K.T`, divided by the square root of the width.

# %%
dQ = dS @ K.data / np.sqrt(width)
dK = dS.T @ Q.data / np.sqrt(width)
print(compare(J, by_hand={"S": dS, "Q": dQ, "K": dK, "V": dV}))

# %% [markdown]
# **Question.** Why is the product divided by the square root of the width? Think of lesson 8:
# what does softmax do with large scores?

# %%
for width_of_q in [4, 64, 1024]:
    q = rng.normal(size=width_of_q)
    keys = rng.normal(size=(8, width_of_q))
    plain = softmax(keys @ q)
    divided = softmax(keys @ q / np.sqrt(width_of_q))
    print(f"width {width_of_q:>4}: largest weight {plain.max():.3f}, divided {divided.max():.3f}")

# %% [markdown]
# Large scores saturate softmax: one weight is nearly one, and no gradient comes back to the
# others.
#
# ## RMSNorm
#
# Deep networks keep the size of their numbers by dividing each row by its own size, the root of
# the mean square.
#
# **Question.** What does RMSNorm answer for `x` and for ten times `x`? So what is its derivative
# along `x` itself?


# %%
def rms_norm(x):
    return x / np.sqrt(np.mean(x**2))


x = np.array([1.0, -2.0, 3.0, 0.5])
print("of x:           ", rms_norm(x))
print("of ten times x: ", rms_norm(10 * x))

# %% [markdown]
# The size of `x` makes no difference. So the gradient has nothing to say about it: it stands at a
# right angle to `x`.
#
# There are two paths from `x` to the output, directly and through the size. By hand, with `dy`
# for the gradient of the output: `dx = (dy - y * mean(dy * y)) / size`.

# %%
X = Tensor(x, label="x")
weights = np.array([0.5, -1.0, 2.0, 1.5])  # of a cost, so that there is a gradient
y = rms_norm(X)
y.label = "y"
J = np.sum(y * weights)

size = np.sqrt(np.mean(x**2))
dy = weights
dx = (dy - y.data * np.mean(dy * y.data)) / size
print(compare(J, by_hand={"x": dx}))
print(f"dx times x: {abs(np.dot(dx, x)):.12f}")

# %% [markdown]
# ## LayerNorm
#
# LayerNorm also takes the mean away: `y = (x - mean(x)) / deviation(x)`.
#
# **Question.** Adding the same number to every entry makes no difference. So what is the sum of
# the entries of `dx`?


# %%
def layer_norm(x):
    centred = x - np.mean(x)
    return centred / np.sqrt(np.mean(centred**2))


X = Tensor(x, label="x")
y = layer_norm(X)
y.label = "y"
J = np.sum(y * weights)

dx = (dy - np.mean(dy) - y.data * np.mean(dy * y.data)) / np.std(x)
print(compare(J, by_hand={"x": dx}))
print(f"sum of dx: {abs(np.sum(dx)):.12f}")

# %% [markdown]
# Compare both formulas: LayerNorm takes one more mean away. What makes no difference to the
# output is taken out of the gradient.
#
# ## Exercises
#
# **Exercise a.** A recurrent network without tanh: each state is `u` times the state before, plus
# the input. The inputs are `1`, `2`, `3`, and `u = 0.5`. Work out `dJ/du` for `J` = the last
# state.

# %%
u = Value(0.5, label="u")
h = Value(0.0, constant=True)
for x_t in [1.0, 2.0, 3.0]:
    h = u * h + x_t
J = h
J.label = "J"

# %%
answer_a = None  # dJ/du, by hand

# %%
if answer_a is None:
    print("To do: write dJ/du in place of None. Each use of u multiplies the state before it.")
else:
    row = compare(J, by_hand={"u": answer_a}, wrt=["u"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise b.** Write the backward pass of attention, without looking above. `P` is `(4, 4)`,
# the others are `(4, 3)`.


# %%
def my_attention_backward(dO, P, Q, K, V):
    scale = 1 / np.sqrt(Q.shape[1])
    dV = None  # output = P @ V
    dP = None  # output = P @ V
    dS = None  # P = softmax(S): take the average of the row away
    dQ = None  # S = Q @ K.T * scale
    dK = None  # S = Q @ K.T * scale
    return {"V": dV, "P": dP, "S": dS, "Q": dQ, "K": dK}


# %%
S = Q @ K.T / np.sqrt(width)
S.label = "S"
P = softmax(S)
P.label = "P"
output = P @ V
J = np.mean((output - target) ** 2)
mine = my_attention_backward(2 * (output.data - target) / output.size, P.data, Q.data, K.data, V.data)
missing = [name for name in mine if mine[name] is None]

if missing:
    print(f"To do: d{missing[0]} is still None.")
else:
    for row in compare(J, by_hand=mine).rows:
        assert row.ok, f"Not yet. compare says of d{row.name}: {row.verdict}"
    print("Right. You can write attention, forward and backward.")

# %% [markdown]
# ## What to remember
#
# - A weight that is used at every step gets a contribution from every step.
# - Softmax, backward: `p * (g - sum(g * p))`. What is left are matrix products.
# - A norm takes out of the gradient what makes no difference to its output.
