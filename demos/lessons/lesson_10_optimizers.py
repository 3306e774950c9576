# %% [markdown]
# # 10. Momentum, Adam, curvature, Newton
#
# Gradient descent knows only which way is down, here and now. This lesson shows a valley in which
# that is not enough, and three rules that do better: one remembers, one scales, and one knows the
# curvature.

# %%
import numpy as np

from autograd import grad, hessian, hvp
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy
from nn.optimizers import Adam, GradientDescent, Momentum

# %% [markdown]
# ## A long valley
#
# Two weights. The valley is steep in one direction and nearly flat in the other.


# %%
def cost(w):
    return (w[0] ** 2 + 50.0 * w[1] ** 2) / 2


start = np.array([10.0, 1.0])
print("J at the start:  ", cost(start))
print("gradient:        ", grad(cost)(start))
print("way to the bottom:", -start)

# %% [markdown]
# **Question.** The bottom is at zero. Look at the last two lines. Does the gradient point away
# from the bottom, or somewhere else?
#
# The step is against the gradient. It goes mostly across the valley, and hardly along it.
#
# The *Hessian* is the matrix of second derivatives. Its eigenvalues are the curvatures.

# %%
H = hessian(cost)(start)
curvatures = np.linalg.eigvalsh(H)
print(H)
print("curvatures:            ", curvatures)
print("alpha must be less than", 2 / curvatures.max())

# %% [markdown]
# **Question.** With `alpha` near this limit, how many steps will it take until the cost is below
# a thousandth: ten, a hundred?


# %%
def steps_until_small(rule, most=2000):
    w = start.copy()
    memory = {}
    for step in range(1, most + 1):
        w = rule(w, grad(cost)(w), memory)
        if cost(w) < 0.001:
            return step
    return most


def gradient_descent(alpha):
    def rule(w, dw, memory):
        return w - alpha * dw

    return rule


for alpha in [0.01, 0.02, 0.03, 0.039]:
    print(f"alpha = {alpha}: {steps_until_small(gradient_descent(alpha))} steps")

# %% [markdown]
# The steep direction limits `alpha`, and the flat direction needs many steps.
#
# ## Momentum remembers
#
# A ball that rolls down does not stop after each step. The velocity adds up the gradients, and
# forgets slowly.
#
# **Question.** Across the valley the gradient changes its sign at each step. Along the valley it
# keeps its sign. What happens to the velocity in each direction?


# %%
def momentum(alpha, beta):
    def rule(w, dw, memory):
        memory["v"] = beta * memory.get("v", 0.0) - alpha * dw
        return w + memory["v"]

    return rule


for beta in [0.0, 0.5, 0.8, 0.9]:
    print(f"beta = {beta}: {steps_until_small(momentum(0.03, beta))} steps")

# %% [markdown]
# Across the valley the gradients cancel, along it they add up. Too much memory is not good
# either: the ball rolls past the bottom.
#
# ## Adam scales
#
# Adam divides each gradient by its own usual size, entry by entry. Here is its first step. It
# starts with two means, of the gradient and of its square, and corrects both for having begun at
# zero.


# %%
def adam_first_step(dw, alpha=0.1, beta_1=0.9, beta_2=0.999):
    m = (1 - beta_1) * dw
    v = (1 - beta_2) * dw**2
    m = m / (1 - beta_1)  # the correction
    v = v / (1 - beta_2)
    return -alpha * m / (np.sqrt(v) + 1e-7)


# %% [markdown]
# **Question.** The two entries of the gradient differ by far. By how much do the two entries of
# Adam's step differ?

# %%
dw = grad(cost)(start)
print("gradient:           ", dw)
print("step of descent:    ", -0.1 * dw)
print("first step of Adam: ", adam_first_step(dw))

# %% [markdown]
# Each entry moves by `alpha`, whatever its gradient. So Adam does not care whether a cost is
# measured in metres or in millimetres:

# %%
print("first step of Adam, cost times a thousand:", adam_first_step(1000 * dw))

# %% [markdown]
# ## Newton knows the curvature
#
# In lesson 4 the best `alpha` was one divided by the curvature. With many weights this is a
# matrix: the step is `-H^-1 @ dw`.
#
# **Question.** The cost is a square in each weight. How many steps does Newton need?

# %%
w = start - np.linalg.solve(H, grad(cost)(start))
print("after one step: w =", w, "  J =", cost(w))

# %% [markdown]
# One step, because a square has the same curvature everywhere. Other costs do not.


# %%
def bowl(w):
    return np.sqrt(1 + w**2)


def newton(f, w, steps):
    path = [w]
    for _ in range(steps):
        w = w - grad(f)(w) / grad(grad(f))(w)
        path.append(w)
    return path


# %% [markdown]
# **Question.** `bowl` is round at the bottom and nearly straight far away. So the curvature far
# away is small. Is Newton's step there too short, or too long?

# %%
print("from 0.5:", [round(w, 4) for w in newton(bowl, 0.5, 4)])
print("from 1.1:", [round(w, 4) for w in newton(bowl, 1.1, 4)])

# %% [markdown]
# Near the bottom Newton is very fast. Farther away, it divides by a curvature that is too small,
# and runs away.
#
# **Question.** Where the curvature is *negative*, the slope falls off to both sides, as on a
# hilltop. Where does Newton go then?


# %%
def two_valleys(w):
    return w**4 - 2 * w**2  # valleys at -1 and 1, a hilltop at 0


path = newton(two_valleys, 0.3, 4)
print("Newton from 0.3:", [round(w, 4) for w in path])
print("curvature there:", grad(grad(two_valleys))(0.3))

# %% [markdown]
# To the hilltop! Newton looks for a place where the gradient is zero, of any kind.
#
# There is another difficulty. A network with a million weights has a Hessian with a million times
# a million entries. But `H @ v` for one direction `v` needs no matrix: it is the derivative of
# the gradient along `v`.

# %%
v = np.array([1.0, 1.0])
print("H @ v with the matrix:   ", H @ v)
print("H @ v without the matrix:", hvp(cost, start, v))

# %% [markdown]
# ## On a network
#
# **Question.** Each rule has thirty epochs on the same network. In which order will they be?

# %%
rng = np.random.default_rng(0)
X = rng.normal(size=(400, 2))
Y = (X[:, 0] * X[:, 1] > 0).astype(float)

for optimizer in [GradientDescent(alpha=0.1), Momentum(alpha=0.1, beta=0.9), Adam(alpha=0.01)]:
    model = Sequential([Input(2), Dense(16, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy(), optimizer=optimizer)
    history = model.fit(X, Y, epochs=30, verbose=0)
    print(f"{type(optimizer).__name__:<16} {history}")

# %% [markdown]
# This is one network and one choice of each `alpha`. Another choice may give another order, so
# try several before you believe in a rule.
#
# ## Exercises
#
# **Exercise a.** `J = 3*w**2 - 12*w`. Where is `w` after one step of Newton from `w = 5`?

# %%
answer_a = None  # w after one step

# %%
if answer_a is None:
    print("To do: write the new w in place of None. Work out both derivatives first.")
else:

    def parabola(w):
        return 3 * w**2 - 12 * w

    assert answer_a != 5 - grad(parabola)(5.0), "This is gradient descent with alpha = 1. Divide by the curvature."
    assert answer_a != 8, "The step goes the other way: minus."
    assert answer_a == newton(parabola, 5.0, 1)[1], (
        "Not yet. The gradient is 6*w - 12, the curvature is its derivative."
    )
    print("Right.")

# %% [markdown]
# **Exercise b.** A gradient has the entries `0.002` and `-7`. What is the first step of Adam with
# `alpha=0.1`, rounded to one digit?

# %%
answer_b = None  # a list of two numbers

# %%
if answer_b is None:
    print("To do: write a list of two numbers in place of None.")
else:
    right = adam_first_step(np.array([0.002, -7.0])).round(3)
    signs_are_turned = np.allclose(answer_b, -right)
    assert not signs_are_turned, "The step goes against the gradient."
    assert np.allclose(answer_b, right), "Each entry moves by alpha, whatever the size of its gradient."
    print("Right.")

# %% [markdown]
# **Exercise c.** Write the step of Newton for several weights. `dw` is the gradient, `H` the
# Hessian.


# %%
def newton_step(w, dw, H):
    new_w = None  # np.linalg.solve(H, b) is H^-1 @ b
    return new_w


# %%
def tilted(w):
    return w[0] ** 2 + w[0] * w[1] + 2 * w[1] ** 2 - 3 * w[0]


begin = np.array([4.0, -1.0])
result = newton_step(begin, grad(tilted)(begin), hessian(tilted)(begin))

if result is None:
    print("To do: write the new w in place of None.")
else:
    assert np.shape(result) == (2,), f"The new w has shape {np.shape(result)}, and w has shape (2,)."
    slope = np.abs(grad(tilted)(result)).max()
    assert slope < 1e-9, f"This cost is a square, so one step arrives. Yours leaves a gradient of {slope:.3g}."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - The steepest direction limits `alpha`, the flattest one needs the steps.
# - Momentum adds up what the gradients agree on. Adam moves each weight by about `alpha`.
# - Newton divides by the curvature: best near a minimum, and unsafe elsewhere.
