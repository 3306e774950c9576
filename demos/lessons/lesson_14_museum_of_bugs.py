# %% [markdown]
# # 14. A museum of bugs: the gradient
#
# A wrong gradient gives no error. The network learns a little less well, or not at all, and
# nobody knows why. Here are four bugs that everyone writes once. Each goes wrong before your
# eyes. Then comes the check that catches it. Lesson 15 has four more.
#
# In each room, read the question and the code first, and say what the cell will print.

# %%
import numpy as np

from autograd import Tensor, Value, check_gradients, compare

# %% [markdown]
# ## A small engine to break
#
# The first two bugs sit in an engine, so we need one. This one can add and multiply. A node knows
# its parents and the local derivative of each.


# %%
class Node:
    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = edges  # pairs of a parent and a local derivative

    def __add__(self, other):
        return Node(self.data + other.data, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Node(self.data * other.data, [(self, other.data), (other, self.data)])


# %% [markdown]
# The backward pass, right: first an order in which each node comes after its parents, then
# backward through this order, adding.


# %%
def order_below(node, order):
    """Append the nodes below a node to a list, parents first, and the node itself at the end."""
    if node in order:
        return
    for parent, _ in node.edges:
        order_below(parent, order)
    order.append(node)


def backward(J):
    order = []
    order_below(J, order)
    J.grad = 1.0
    for node in reversed(order):
        for parent, local in node.edges:
            parent.grad += node.grad * local


# %% [markdown]
# The check: a function of one number, its gradient by an engine, and `check_gradients`, which
# nudges.


# %%
def f(x):
    y = x * x
    z = y + x
    return z * y


def gradient_by(backward):
    def gradient(number):
        x = Node(number)
        backward(f(x))
        return x.grad

    return gradient


def check(backward):
    print("gradient:", gradient_by(backward)(2.0))
    try:
        check_gradients(f, gradient_by(backward), 2.0)
        print("check_gradients: no difference")
    except AssertionError as error:
        print("check_gradients:", error)


check(backward)

# %% [markdown]
# ## Room one: = for +=
#
# **Question.** `f` uses `x` and `y` more than once. Which contribution is left at the end?


# %%
def backward_overwriting(J):
    order = []
    order_below(J, order)
    J.grad = 1.0
    for node in reversed(order):
        for parent, local in node.edges:
            parent.grad = node.grad * local


check(backward_overwriting)

# %% [markdown]
# Of several paths only the last one counts. A graph without a branch hides this bug, so test an
# engine with a node that is used twice.
#
# **Caught by** `check_gradients`, on a function that uses its argument more than once.
#
# ## Room two: no topological order
#
# This pass takes the nodes as they come, and adds as it should.
#
# **Question.** `y` is reached from `J` directly, and through `z`. What has `y` received when its
# turn comes first?


# %%
def backward_without_order(J):
    J.grad = 1.0
    waiting = [J]
    while waiting:
        node = waiting.pop(0)
        for parent, local in node.edges:
            parent.grad += node.grad * local
            waiting.append(parent)


check(backward_without_order)

# %% [markdown]
# A node passed its gradient on before all of it had arrived. When the rest arrived, it passed the
# first part on again.
#
# **Caught by** `check_gradients`, on a graph where a node is reached by a short path and by a
# long one.
#
# ## Room three: no zero_grad
#
# Two runs of gradient descent. They differ in one line.
#
# **Question.** `w` is to come down to one. What does it do in each run?


# %%
def descend(with_zero_grad):
    w = Value(4.0, label="w")
    costs = []
    for _ in range(12):
        J = (w - 1.0) ** 2
        if with_zero_grad:
            J.zero_grad()
        J.backward()
        w.data -= 0.2 * w.grad
        costs.append(round(J.data, 3))
    return costs


print("with zero_grad:   ", descend(with_zero_grad=True))
print("without zero_grad:", descend(with_zero_grad=False))

# %% [markdown]
# `backward()` *adds* to the gradient of a leaf. This is wanted when a batch comes in parts.
# Without `zero_grad` each step also repeats all earlier steps, so `w` runs past the goal, and
# swings.
#
# The check compares what the update uses with the gradient of a fresh graph.

# %%
w = Value(4.0, label="w")
for _ in range(2):  # the second round meets the gradient of the first
    J = (w - 1.0) ** 2
    J.backward()

row = compare(J, by_hand={"w": w.grad}).rows[0]
print(row.ok, "-", row.verdict)

# %% [markdown]
# **Caught by** `compare(J, by_hand={"w": w.grad})` in the second step. In the first step all is
# well.
#
# ## Room four: a missing sum
#
# `db` must be summed over the examples. Here it is not, and the update is written as
# `b = b - alpha * db`.

# %%
rng = np.random.default_rng(0)
X = rng.normal(size=(5, 2))
y = rng.normal(size=(5, 1))
W = Tensor(rng.normal(size=(2, 1)), label="W")
b = Tensor(np.zeros(1), label="b")
z = X @ W + b
z.label = "z"
J = np.mean((z - y) ** 2)

dz = 2 * (z.data - y) / 5
db = dz  # the sum is missing
print("shape of b before the update:", b.shape)
print("shape of b after the update: ", (b.data - 0.1 * db).shape)

# %% [markdown]
# No error: NumPy stretches `b` to one bias for each example.
#
# **Question.** The answers `y` are pure noise. Two runs, one with the sum and one without: which
# cost becomes smaller?


# %%
def learn_line(with_sum):
    w, b = np.zeros((2, 1)), np.zeros(1)
    for _ in range(500):
        z = X @ w + b
        dz = 2 * (z - y) / 5
        db = dz.sum(axis=0) if with_sum else dz
        w = w - 0.1 * (X.T @ dz)
        b = b - 0.1 * db
    return np.mean((X @ w + b - y) ** 2)


print("J with the sum:   ", learn_line(with_sum=True))
print("J without the sum:", learn_line(with_sum=False))

# %% [markdown]
# The wrong one looks better! Every example has a bias of its own, so the network has learned the
# examples by heart, noise and all. For a new example it has no bias.

# %%
print(compare(J, by_hand={"b": db}, wrt=["b"]).rows[0].verdict)

# %% [markdown]
# **Caught by** `compare`, and by the rule of lesson 5: a gradient has the shape of what it
# belongs to.
#
# ## Exercises
#
# **Exercise a.** Repair this backward pass. It has one of the bugs of the first rooms. In place
# of `None`, write the new gradient of a parent, from its old gradient, the gradient of the node
# (`upstream`), and the local derivative.


# %%
def new_gradient(old, upstream, local):
    repaired = None  # it was: upstream * local
    return repaired


# %%
def my_backward(J):
    order = []
    order_below(J, order)
    J.grad = 1.0
    for node in reversed(order):
        for parent, local in node.edges:
            parent.grad = new_gradient(parent.grad, node.grad, local)


if new_gradient(0.0, 1.0, 1.0) is None:
    print("To do: write the new gradient in place of None. What happens to contributions that came before?")
else:
    check_gradients(f, gradient_by(my_backward), 2.0)
    print("Right.")

# %% [markdown]
# **Exercise b.** A mystery: somebody's gradients for `z = x*w + b` with the mean squared error.
# Run the first cell and read the numbers. Which room does the bug belong to? Write its number.

# %%
x = np.array([[1.0], [2.0], [3.0], [5.0]])
y = np.array([[2.0], [3.0], [5.0], [8.0]])
w = Tensor([[0.5]], label="w")
b = Tensor([0.1], label="b")
z = x @ w + b
z.label = "z"
J = np.mean((z - y) ** 2)

their_dz = 2 * (z.data - y) / 4
their_dw = x.T @ their_dz
their_db = their_dz
print("dw:", their_dw)
print("db:", their_db)

# %%
answer_b = None  # the number of the room, 1 to 4

# %%
if answer_b is None:
    print("To do: write the number of the room in place of None. Look at the shapes.")
else:
    row = compare(J, by_hand={"w": their_dw, "b": their_db}).rows[0]
    assert answer_b == 4, f"Not this one. compare says of d{row.name}: {row.verdict}"
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - Test where bugs show: a node that is used twice, paths of different lengths, a second step,
#   several examples.
# - `check_gradients`, `compare`, and a printed shape catch all four.
