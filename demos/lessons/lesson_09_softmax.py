# %% [markdown]
# # 9. Softmax, and weights that stay small
#
# With more than two classes a network answers with a probability for each. The first half of this
# lesson is about softmax and its loss. The second half is about learning too well: a network that
# knows its examples by heart, and two ways against it.

# %%
import numpy as np

from autograd import Tensor, Value, compare, draw, exp, log, softmax
from nn import Sequential
from nn.layers import Dense, Dropout, Input
from nn.losses import BinaryCrossentropy
from nn.optimizers import GradientDescent
from nn.regularizers import L2

# %% [markdown]
# ## From scores to probabilities
#
# The last layer gives a score for each class, positive or negative. They are called *logits*.
# Softmax makes each of them positive with `exp`, and divides by the sum.
#
# **Question.** What is the sum of the three probabilities? What happens to them if you add ten to
# every logit?


# %%
def my_softmax(z):
    e = np.exp(z)
    return e / np.sum(e)


logits = np.array([2.0, 1.0, -1.0])
print("probabilities:      ", my_softmax(logits))
print("their sum:          ", np.sum(my_softmax(logits)))
print("ten added to each:  ", my_softmax(logits + 10))

# %% [markdown]
# Only the differences of the logits count. This is useful:
#
# **Question.** `exp(1000)` is too large for the computer. What can we subtract from all logits
# first?

# %%
large = np.array([1000.0, 999.0, 997.0])
with np.errstate(all="ignore"):
    print("as it stands:          ", my_softmax(large))
print("largest one subtracted:", my_softmax(large - large.max()))
print("softmax of the engine: ", softmax(large))

# %% [markdown]
# ## The loss
#
# The right class is the first. The loss is `-log(p1)`: nothing if the network is sure of the
# right class, and much if it is sure of another.
#
# **Question.** `p1` contains all three logits. In which direction should each logit go, so that
# `p1` grows?

# %%
z1 = Value(2.0, label="z1")
z2 = Value(1.0, label="z2")
z3 = Value(-1.0, label="z3")

e1, e2, e3 = exp(z1), exp(z2), exp(z3)
p1 = e1 / (e1 + e2 + e3)
p1.label = "p1"
J = -log(p1)
J.label = "J"
draw(J)

# %%
J.backward()
print("dJ/dz:        ", np.array([z1.grad, z2.grad, z3.grad]))
print("probabilities:", my_softmax(logits))

# %% [markdown]
# **Question.** Compare the two lines. What is the difference?
#
# Write the right answer as `y`: one for the right class, zero for the others. This is called
# *one-hot*.

# %%
y = np.array([1.0, 0.0, 0.0])
print("p - y:", my_softmax(logits) - y)
print("dJ/dz:", np.array([z1.grad, z2.grad, z3.grad]))

# %% [markdown]
# `dJ/dz = p - y`, as for the sigmoid in lesson 3. The logit of the right class is pushed up, and
# each other one down, by its probability.
#
# **Question.** What is the sum of the entries of `dJ/dz`? Why must it be so?

# %%
print(f"sum of dJ/dz: {abs(z1.grad + z2.grad + z3.grad):.12f}")

# %% [markdown]
# Zero: adding the same number to every logit changes nothing.
#
# ## Many examples
#
# `Z` has a row for each example, and `softmax` works row by row. `Y` has the one-hot answers. The
# cost is the mean over the examples.

# %%
rng = np.random.default_rng(0)
m = 5
Z = Tensor(rng.normal(size=(m, 3)), label="Z")
Y = np.eye(3)[rng.integers(0, 3, size=m)]

P = softmax(Z)
P.label = "P"
J = np.mean(-np.sum(Y * log(P), axis=1))
J.label = "J"

print(Y)
print(compare(J, by_hand={"Z": (P.data - Y) / m}))

# %% [markdown]
# ## Learning by heart
#
# A hundred examples, twenty inputs, and only the first two inputs matter. The answers have some
# noise. A network with many weights can learn the noise too.
#
# **Question.** Which cost will fall further: that of the examples, or that of new data? Will both
# fall all the time?

# %%
rng = np.random.default_rng(3)


def examples(m):
    X = rng.normal(size=(m, 20))
    y = (X[:, 0] + X[:, 1] + rng.normal(size=m) > 0).astype(float)
    return X, y


X, y = examples(100)
X_new, y_new = examples(1000)


def learn(*layers):
    model = Sequential([Input(20), *layers], seed=1)
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.1))
    model.fit(X, y, epochs=300, validation_data=(X_new, y_new), verbose=0)
    return model


plain = learn(Dense(16, "tanh"), Dense(1, "sigmoid"))
for epoch in [0, 9, 29, 99, 299]:
    loss = plain.history.history["loss"][epoch]
    on_new = plain.history.history["val_loss"][epoch]
    print(f"epoch {epoch + 1:>3}   examples {loss:.4f}   new data {on_new:.4f}")

# %% [markdown]
# On the examples the cost falls all the time. On new data it falls, and then it grows: the
# network is sure of what it has learned by heart. This is *overfitting*.
#
# ## Against it: small weights
#
# Being very sure needs large weights. So let large weights cost something: add `0.02` times the
# sum of their squares to `J`. This is called *L2 regularisation*.
#
# **Question.** What does this term add to the gradient of a weight `w`?

# %%
w = Value(3.0, label="w")
penalty = 0.02 * w**2
penalty.backward()
print("added to dJ/dw:", w.grad)
print("2 * 0.02 * w:  ", 2 * 0.02 * w.data)

# %% [markdown]
# Each step makes every weight smaller by a small part of itself, unless the examples pull against
# it.

# %%
small = learn(
    Dense(16, "tanh", kernel_regularizer=L2(0.02)),
    Dense(1, "sigmoid", kernel_regularizer=L2(0.02)),
)
for name, model in [("plain", plain), ("with L2", small)]:
    size = np.sqrt(np.mean(model.layers[0].W.data ** 2))
    on_new = model.evaluate(X_new, y_new)
    penalty = 0.02 * sum(np.sum(layer.W.data**2) for layer in model.layers) if model is small else 0.0
    print(f"{name:<8} size of the weights {size:.3f}   loss on new data {on_new - penalty:.4f}")

# %% [markdown]
# ## Against it: dropout
#
# *Dropout* switches off each unit with a certain probability, anew for every batch. No unit can
# rely on a certain other one. The units that stay are made larger, so that the sum keeps its
# size.
#
# **Question.** The rate is `0.5`. By which factor must the units that stay be larger?

# %%
rng = np.random.default_rng(0)
rate = 0.5
a = Tensor(np.ones(10000), label="a")
mask = (rng.random(10000) >= rate).astype(float)
dropped = a * mask / (1 - rate)
print("first units:", dropped.data[:10])
print("mean before:", np.mean(a.data), "  mean after:", np.mean(dropped.data))

# %% [markdown]
# **Question.** Which gradient does a unit get that was switched off?

# %%
np.sum(dropped).backward()
print("gradients:", a.grad[:10])

# %% [markdown]
# None: the local derivative is the mask, and its factor. When the network predicts, nothing is
# dropped.

# %%
with_dropout = learn(Dropout(0.5), Dense(16, "tanh"), Dropout(0.5), Dense(1, "sigmoid"))
print("loss on new data, plain:       ", plain.evaluate(X_new, y_new))
print("loss on new data, with dropout:", with_dropout.evaluate(X_new, y_new))
print("two predictions are equal:", np.array_equal(with_dropout.predict(X_new), with_dropout.predict(X_new)))

# %% [markdown]
# ## Exercises
#
# **Exercise a.** Three classes with probabilities `0.7`, `0.2`, `0.1`. The right class is the
# second. Write `dJ/dz`.

# %%
z = Tensor(np.log([0.7, 0.2, 0.1]), label="z")
p = softmax(z)
p.label = "p"
J = -log(p[1])
J.label = "J"

# %%
answer_a = None  # a list of three numbers

# %%
if answer_a is None:
    print("To do: write a list of three numbers in place of None. It is p - y.")
else:
    row = compare(J, by_hand={"z": np.array(answer_a)}, wrt=["z"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise b.** The last layer of a network for many classes. Write `dW` from its input `a`, the
# probabilities `P`, and the one-hot `Y`. The cost is the mean over the examples, and `strength`
# times the sum of the squares of `W`.


# %%
def last_layer(a, P, Y, W, strength):
    m = len(Y)
    dW = None  # from the cross-entropy, plus from the penalty
    return dW


# %%
rng = np.random.default_rng(0)
a = rng.normal(size=(6, 4))
Y = np.eye(3)[rng.integers(0, 3, size=6)]
W = Tensor(rng.normal(size=(4, 3)), label="W")
P = softmax(a @ W)
J = np.mean(-np.sum(Y * log(P), axis=1)) + 0.1 * np.sum(W**2)
mine = last_layer(a, P.data, Y, W.data, 0.1)

if mine is None:
    print("To do: write dW in place of None. Begin with dZ, then a.T @ dZ, then add the gradient of the penalty.")
else:
    without = a.T @ (P.data - Y) / 6
    assert np.shape(mine) == (4, 3), f"dW has shape {np.shape(mine)}, and W has shape (4, 3)."
    assert not np.allclose(mine, without), "The penalty is missing. Its gradient is 2 * strength * W."
    assert not np.allclose(mine, 6 * without + 0.2 * W.data), "The mean over the examples is missing."
    assert not np.allclose(mine, without + 0.1 * W.data), "The derivative of a square has a factor two."
    assert not np.allclose(mine, without + 0.2 * W.data / 6), "The penalty is no mean: no 1/m there."
    row = compare(J, by_hand={"W": mine}).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - Softmax with cross-entropy: `dJ/dz = p - y`. Subtract the largest logit before `exp`.
# - A cost that falls on the examples and grows on new data: overfitting.
# - L2 adds a multiple of `w` to its gradient. Dropout multiplies activations by a random mask,
#   only while learning.
