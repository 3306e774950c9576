# %% [markdown]
# # 3. One neuron, and logistic regression
#
# One neuron with a sigmoid answers a question with a probability. To learn, it needs the
# derivatives of its loss. First we work them out for one example. Then we take the lines of a
# machine-learning course as they stand, and let the engine differentiate them.

# %%
import numpy as np

from autograd import Value, compare, draw, explain, log, sigmoid, value_and_grad

# %% [markdown]
# ## The neuron
#
# A neuron multiplies each input by its weight, adds a bias, and sends the sum `z` through the
# sigmoid function.
#
# **Question.** `z` may be any number. The sigmoid is `1/(1 + exp(-z))`. What does it make of a
# large negative `z`, of zero, of a large positive `z`?

# %%
for z in [-10.0, -2.0, 0.0, 2.0, 10.0]:
    print(f"z = {z:>6}   sigmoid(z) = {sigmoid(z):.5f}")

# %% [markdown]
# The result is between zero and one, so it can be read as the probability that the answer is yes.

# %%
x1 = Value(1.0, label="x1", constant=True)
x2 = Value(-2.0, label="x2", constant=True)
y = Value(1.0, label="y", constant=True)  # the right answer is yes

w1 = Value(0.5, label="w1")
w2 = Value(0.75, label="w2")
b = Value(0.25, label="b")

z = w1 * x1 + w2 * x2 + b
z.label = "z"
a = sigmoid(z)
a.label = "a"
print("z =", z.data)
print("a =", round(a.data, 4))

# %% [markdown]
# ## The loss
#
# The right answer is `y`, one for yes and zero for no. The loss must be small if `a` is near `y`,
# and large if it is not. The binary cross-entropy is `-y*log(a) - (1 - y)*log(1 - a)`. For each
# example one of the two terms is zero.
#
# **Question.** The right answer is yes. What is the loss if the neuron is nearly sure of yes? If
# it is nearly sure of no?

# %%
for probability in [0.99, 0.9, 0.5, 0.1, 0.01, 0.0001]:
    print(f"a = {probability:<7} loss = {-np.log(probability):.4f}")

# %% [markdown]
# Being sure and wrong costs most, and there is no upper limit.

# %%
J = -y * log(a) - (1 - y) * log(1 - a)
J.label = "J"
draw(J)

# %% [markdown]
# ## Backward through the neuron
#
# **Question.** The neuron says yes with too small a probability. In which direction should `z`
# go? So what is the sign of `dJ/dz`?

# %%
print(explain(J))

# %% logistic_neuron
explain(J)

# %% [markdown]
# Two steps of this table belong together: the derivative of the loss with respect to `a`, and
# that of the sigmoid, which is `a * (1 - a)`.
#
# **Question.** Multiply the two on paper. What is left?

# %%
J.backward()
print("dJ/da         =", a.grad)
print("a * (1 - a)   =", a.data * (1 - a.data))
print("their product =", a.grad * a.data * (1 - a.data))
print("a - y         =", a.data - y.data)
print("dJ/dz         =", z.grad)

# %% [markdown]
# `dJ/dz = a - y`: the prediction minus the right answer. The loss was chosen for the sigmoid so
# that this comes out.
#
# From `z` it is one step to each weight. The local derivative of `z` with respect to `w1` is
# `x1`.

# %%
error = a.data - y.data
print("dJ/dw1 =", w1.grad, "   (a - y) * x1 =", error * x1.data)
print("dJ/dw2 =", w2.grad, "   (a - y) * x2 =", error * x2.data)
print("dJ/db  =", b.grad, "   (a - y)      =", error)

# %% [markdown]
# ## Many examples: the lines of the course
#
# Now there are `m` examples. Each is a column of `x`, so `np.dot(w, x)` holds the sums of all of
# them. The first three lines of the function are those of the course, and they are plain NumPy.
# The engine differentiates them as they stand.

# %%
rng = np.random.default_rng(0)
m = 200
x = rng.normal(size=(2, m))
y = (x[0] - 2 * x[1] + 0.5 * rng.normal(size=m) > 0).astype(float)  # a line with some noise


def cost(w, b):
    z = np.dot(w, x) + b
    f_x = 1/(1 + np.exp(-z))  # fmt: skip
    loss = -y*np.log(f_x) - (1-y)*np.log(1-f_x)  # fmt: skip
    return np.mean(loss)


# %% [markdown]
# **Question.** All weights are zero. What probability does the neuron give to every example? So
# what is the cost? (It is the logarithm of a small whole number.)

# %%
w = np.zeros(2)
b = 0.0
cost_and_gradient = value_and_grad(cost, argnums=(0, 1))
J, (dJ_dw, dJ_db) = cost_and_gradient(w, b)
print("J     =", J)
print("log 2 =", np.log(2))
print("dJ/dw =", dJ_dw)
print("dJ/db =", dJ_db)

# %% [markdown]
# For one example the gradient was `(a - y) * x`. The cost is the mean over the examples, so the
# gradient is the mean too.

# %%
f_x = 1 / (1 + np.exp(-(np.dot(w, x) + b)))
by_formula = np.dot(x, f_x - y) / m
print("by the engine: ", dJ_dw)
print("by the formula:", by_formula)

# %% [markdown]
# ## Learn
#
# Go a small step against the gradient, and repeat. Lesson 4 says more about the size of the step.

# %%
alpha = 0.5
for step in range(201):
    J, (dJ_dw, dJ_db) = cost_and_gradient(w, b)
    if step % 50 == 0:
        print(f"step {step:>3}   J = {J:.4f}")
    w = w - alpha * dJ_dw
    b = b - alpha * dJ_db

print("w =", w, "  b =", b)

# %% [markdown]
# **Question.** The examples were made with the line `x[0] - 2*x[1]`. What should the ratio of the
# two weights be, about?

# %%
print("ratio of the weights:", w[1] / w[0])

right = (np.dot(w, x) + b > 0) == (y == 1)
print(f"right answers: {right.mean():.0%} of {m}")

# %% [markdown]
# ## Exercises
#
# **Exercise a.** A neuron with one input. The right answer is *no*. Its probability `a` stands
# below. Work out `dJ/dw`, to three digits after the point.

# %%
weight = Value(2.0, label="w")
a = sigmoid(weight * 1.5 - 2.0)
a.label = "a"
J = -log(1 - a)
J.label = "J"
print("x = 1.5, y = 0, a =", a.data)

# %%
answer_a = None  # dJ/dw, by hand

# %%
if answer_a is None:
    print("To do: write dJ/dw in place of None. Begin with dJ/dz = a - y.")
else:
    row = compare(J, by_hand={"w": answer_a}, wrt=["w"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise b.** Write the gradients for `m` examples, with NumPy. `error` is an array of `m`
# numbers, `x` is `(2, m)`.


# %%
def my_gradients(x, error):
    m = len(error)
    dJ_dw = None  # two numbers, from x, error and m
    dJ_db = None  # one number, from error and m
    return dJ_dw, dJ_db


# %%
error = 1 / (1 + np.exp(-(np.dot(w, x) + b))) - y
my_dw, my_db = my_gradients(x, error)
_, (dJ_dw, dJ_db) = cost_and_gradient(w, b)

if my_dw is None or my_db is None:
    print("To do: write dJ_dw and dJ_db in place of None. np.dot(x, error) adds up over the examples.")
else:
    assert np.shape(my_dw) == (2,), f"dJ/dw has shape {np.shape(my_dw)}. It needs one number for each weight: (2,)."
    assert not np.allclose(my_dw, dJ_dw * m), "dJ/dw is the sum over the examples. J is their mean."
    assert np.allclose(my_dw, dJ_dw), "dJ/dw is wrong. For one example it is error * x."
    assert np.shape(my_db) == (), f"dJ/db has shape {np.shape(my_db)}. There is one bias, so it is one number."
    assert np.allclose(my_db, dJ_db), "dJ/db is wrong. For one example it is error; J is the mean over all."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - For the sigmoid with its own loss, `dJ/dz = a - y`.
# - For each weight, multiply by its input. For `m` examples, take the mean.
# - The engine differentiates plain NumPy lines.
