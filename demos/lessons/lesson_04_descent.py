# %% [markdown]
# # 4. Loss, cost, and gradient descent
#
# The *loss* belongs to one example. The *cost* `J` is the mean of the losses over all examples.
# Learning means making `J` small. This lesson is about the `1/m` in the mean, and about the one
# number you must choose: `alpha`, the size of the step.

# %%
import numpy as np

from autograd import grad, hessian

# %% [markdown]
# ## The data, the loss, the cost
#
# Five houses: their size in units of a hundred square metres, and their price in units of a
# hundred thousand. The model has one weight: `price = w * size`.

# %%
size = np.array([0.5, 1.0, 1.5, 2.0, 2.5])
price = np.array([1.2, 1.9, 3.3, 3.8, 5.2])
m = len(size)


def losses(w):
    return (w * size - price) ** 2


def cost(w):
    return np.sum(losses(w)) / m


print("losses for w = 1:", losses(1.0))
print("cost for w = 1:  ", cost(1.0))

# %% [markdown]
# **Question.** Look at the data. For which `w`, about, is the cost smallest? Is it zero there?

# %%
for w in [0.0, 1.0, 1.5, 2.0, 2.5, 3.0]:
    print(f"w = {w}   J = {cost(w):.4f}")

# %% [markdown]
# The cost is a valley. Even at its lowest point it is not zero, since no `w` is right for all
# five houses.
#
# ## Where 1/m goes
#
# **Question.** The cost is the sum of the losses, divided by `m`. What happens to the `1/m` when
# you take the derivative?


# %%
def loss_of_one(w, i):
    return (w * size[i] - price[i]) ** 2


gradients = []
for i in range(m):
    gradients.append(grad(loss_of_one)(1.0, i))

print("gradients of the losses:", np.array(gradients))
print("their mean:             ", np.mean(gradients))
print("gradient of the cost:   ", grad(cost)(1.0))

# %% [markdown]
# A constant factor stays. So the gradient of the mean is the mean of the gradients: **the `1/m`
# of the cost is the `1/m` of its gradient**. It appears once. Every layer below gets it through
# the chain rule, and none may divide again.
#
# **Question.** Somebody forgets the `1/m`. The gradient then has the same direction. What is
# different?


# %%
def sum_of_losses(w):
    return np.sum(losses(w))


print("gradient of the sum / gradient of the mean =", grad(sum_of_losses)(1.0) / grad(cost)(1.0))

# %% [markdown]
# Without `1/m` the gradient grows with the number of examples. A step that was good for five
# houses is far too large for five thousand. With `1/m` the same `alpha` serves for both.
#
# ## Gradient descent
#
# The derivative says which way is up. So go the other way: `w = w - alpha * dJ/dw`.
#
# **Question.** `w` begins at zero, and the valley is to the right. Which sign has `dJ/dw` there?
# Which way does `w` go? `alpha` stays the same: do the steps too?

# %%
w = 0.0
alpha = 0.1
for step in range(6):
    dJ_dw = grad(cost)(w)
    print(f"step {step}   w = {w:.4f}   J = {cost(w):.4f}   dJ/dw = {dJ_dw:.4f}")
    w = w - alpha * dJ_dw

# %% [markdown]
# The steps become smaller by themselves. A step is `alpha` times the gradient, and at the bottom
# of the valley the gradient is zero.
#
# ## What alpha does
#
# **Question.** The next cell makes six runs of ten steps each, from a small `alpha` to a large
# one. What do you expect of the smallest, and of the largest?


# %%
def descend(alpha, steps=10):
    w = 0.0
    for _ in range(steps):
        w = w - alpha * grad(cost)(w)
    return w


for alpha in [0.01, 0.1, 0.3, 0.35, 0.4, 0.5]:
    w = descend(alpha)
    print(f"alpha = {alpha:<5} w = {w:>10.4f}   J = {cost(w):.4f}")

# %% [markdown]
# - Too small: the cost falls, but ten steps are not enough.
# - Good: the cost is at the bottom.
# - Too large: each step jumps over the valley and lands higher up on the other side. `J` grows.
#   This is *divergence*.
#
# **Question.** In the last run, on which side of the valley is `w` after each step? What does
# this mean for the sign of the gradient?

# %%
w = 0.0
for step in range(6):
    dJ_dw = grad(cost)(w)
    print(f"step {step}   w = {w:>8.4f}   J = {cost(w):>8.4f}   dJ/dw = {dJ_dw:>9.4f}")
    w = w - 0.5 * dJ_dw

# %% [markdown]
# ## The largest alpha that works
#
# The *curvature* is the derivative of the derivative: how much `dJ/dw` changes per unit of `w`.
# This valley has the same curvature everywhere. So the gradient is the curvature times the
# distance from the bottom, and one step multiplies this distance by `1 - alpha * curvature`.
#
# **Question.** For which `alpha` is this factor zero, so that one step is enough? For which is it
# minus one, so that `w` jumps to the other side and gets no closer?

# %%
curvature = hessian(cost)(0.0)
print("curvature:                  ", curvature)
print("alpha that gets no closer:   ", 2 / curvature)
print("alpha that arrives in a step:", 1 / curvature)

for alpha in [1.95 / curvature, 2.05 / curvature]:
    few, many = cost(descend(alpha, 10)), cost(descend(alpha, 100))
    print(f"alpha = {alpha:.4f}   J after ten steps: {few:.4f}   after a hundred: {many:.4f}")

# %% [markdown]
# In a network the curvature is different in each direction and changes on the way. So `alpha` is
# tried, not computed: begin with a small one, and look at the curve of `J`. If `J` grows, `alpha`
# is too large.
#
# ## Exercises
#
# **Exercise a.** Write the line that updates `w`.


# %%
def my_step(w, dJ_dw, alpha):
    new_w = None  # w after one step of gradient descent
    return new_w


# %%
new_w = my_step(2.0, 4.0, 0.25)

if new_w is None:
    print("To do: write the new w in place of None.")
else:
    assert new_w != 3.0, "This goes uphill. The gradient says which way J grows."
    assert new_w == 1.0, "The step is alpha times the gradient, and it is taken from w."
    print("Right.")

# %% [markdown]
# **Exercise b.** Work out `dJ/dw` of this cost at `w = 1`, by hand. Two examples: `x = 1, y = 3`
# and `x = 2, y = 4`. The cost is the mean of `(w*x - y)**2`.


# %%
def small_cost(w):
    return ((w * 1.0 - 3.0) ** 2 + (w * 2.0 - 4.0) ** 2) / 2


# %%
answer_b = None  # dJ/dw at w = 1, by hand

# %%
right = grad(small_cost)(1.0)

if answer_b is None:
    print("To do: write dJ/dw in place of None. First the gradient of each loss, then their mean.")
else:
    assert answer_b != 2 * right, "This is the sum over the examples. The cost is their mean."
    assert answer_b != right / 2, "The factor two of the square is missing, or 1/m was taken twice."
    assert abs(answer_b - right) < 1e-9, "Not yet. The gradient of one loss is 2 * (w*x - y) * x."
    print("Right.")

# %% [markdown]
# **Exercise c.** For the same cost: find an `alpha` with which gradient descent arrives at the
# bottom in *one* step.

# %%
answer_c = None  # alpha

# %%
if answer_c is None:
    print("To do: write alpha in place of None. Work out the curvature of small_cost first.")
else:
    w = 0.0 - answer_c * grad(small_cost)(0.0)
    slope = grad(small_cost)(w)
    assert slope * grad(small_cost)(0.0) > -1e-9, "Too far: after this step the gradient has the other sign."
    assert abs(slope) < 1e-9, "Not far enough: after this step there is still a gradient."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - The loss belongs to one example, the cost is the mean. The gradient of the mean is the mean of
#   the gradients.
# - `w = w - alpha * dJ/dw`.
# - A curve of `J` that grows means that `alpha` is too large.
