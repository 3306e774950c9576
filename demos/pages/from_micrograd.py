# %% [markdown]
# # Coming from micrograd
#
# A program written on micrograd's `Value` runs with one line changed: where `Value` comes from.

# %%
from autograd import Value, draw, grad

# %% [markdown]
# ## The example of micrograd's README
#
# The same lines, and the same three numbers: `24.7041`, `138.8338`, `645.5773`.

# %%
a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
g.backward()

print(f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}")
assert f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}" == "24.7041 138.8338 645.5773"

# %% [markdown]
# ## A neuron, as micrograd writes it
#
# A class of one's own, `sum` over a list, `p.grad = 0` and `p.data -= ...` work as they are. So does
# `sum(losses)`, which begins with the plain number `0`.

# %%
import random


class Neuron:
    def __init__(self, inputs):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(inputs)]
        self.b = Value(0)

    def __call__(self, x):
        return sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


random.seed(1)
neuron = Neuron(2)
examples = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([0.5, 1.0], 1.0)]
costs = []
for _ in range(50):
    cost = sum((neuron(x) - y) ** 2 for x, y in examples)
    for p in neuron.parameters():
        p.grad = 0
    cost.backward()
    for p in neuron.parameters():
        p.data -= 0.05 * p.grad
    costs.append(cost.data)

print(f"cost: {costs[0]:.4f} -> {costs[-1]:.4f}")
assert costs[-1] < 0.05 < costs[0]

# %% [markdown]
# ## Other names
#
# `_prev` and `_op` are `parents` and `op` here. `draw_dot(J)` from micrograd's notebook is
# `draw(J)`, which also writes the local derivative on every edge.

# %%
w = Value(2.0, label="w")
x = Value(-3.0, label="x")
J = (w * x + 1.0) ** 2
J.label = "J"
J.backward()
print(J.op, J.parents)
draw(J)

# %% [markdown]
# ## What differs
#
# **`backward()` twice.** In micrograd a second `backward()` adds to the gradients of all nodes,
# those on the way too, and counts from there. Here only the leaves accumulate.

# %%
a = Value(3.0)
b = a * 2.0
J = b * b
J.backward()
once = a.grad
J.backward()
print("a.grad after one pass:", once, "  after two:", a.grad, "  b.grad:", b.grad)
assert a.grad == 2 * once
assert b.grad == 2 * b.data

# %% [markdown]
# **Depth.** micrograd walks the graph by recursion, so Python's limit ends it at a chain of about
# a thousand operations. No walk here is recursive.

# %%
x = Value(1.0)
J = x
for _ in range(100_000):
    J = J + 0.001
J.backward()
print("after 100,000 additions:", x.grad)
assert x.grad == 1.0

# %% [markdown]
# **More functions.** `exp`, `log`, `tanh`, `sigmoid`, `relu` and [many
# others](reference/derivatives.md) are rows of a table, and derivatives have derivatives.


# %%
def f(x):
    return x.tanh() * x**3


print("f'(0.5)  =", grad(f)(0.5))
print("f''(0.5) =", grad(grad(f))(0.5))

# %% [markdown]
# **Arrays.** A `Tensor` holds an array where a `Value` holds a number, and both mix in one graph.
# Lesson 5 builds a network both ways.
