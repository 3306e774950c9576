# %% [markdown]
# # 13. Open the engine
#
# You have used an engine for many lessons. Now you add an operation to it, and then you build one
# of your own, in eight small steps. At the end both give the same gradients.

# %%
import sys

import numpy as np

from autograd import Value, check_gradients, derive, explain, grad, graph
from autograd.rules import row

# %% [markdown]
# ## A row
#
# Every operation of the engine is one row of a table: a formula, and the local derivative for
# each input. Here is a new one. `z` is the result, `x` the input.

# %%
softsign = row(
    "softsign",
    lambda x: x / (1 + np.abs(x)),
    lambda z, x: 1 / (1 + np.abs(x)) ** 2,
)
print(softsign.text())

# %% [markdown]
# **Question.** You wrote two formulas. Which of these work now: a gradient, a second derivative,
# the derived program, an explanation?

# %%
check_gradients(softsign, 0.7)  # first and second derivatives, against central differences
print("gradient:         ", grad(softsign)(0.7))
print("second derivative:", grad(grad(softsign))(0.7))

w = Value(0.7, label="w")
J = softsign(3 * w)
J.label = "J"
print(explain(J))
print(derive(J))

# %% [markdown]
# All of them. Whatever looks at a graph reads the same row: with numbers, with nodes, or with
# symbols.
#
# ## Watch the engine walk
#
# The heart of the engine is `autograd/graph.py`. Its function `backward` goes through the nodes
# in one loop. Python can watch a function from outside, line by line, with `settrace`. So you see
# each node when its turn comes.
#
# **Question.** Here are three nodes: `a`, `b = a * a`, and `J = b + a`. Both others use `a`. When
# is its turn, and what is its gradient then?

# %%
a = Value(3.0, label="a")
b = a * a
b.label = "b"
J = b + a
J.label = "J"
walked = []


def at_each_line(frame, event, argument):
    node = frame.f_locals.get("node")  # the variable of the loop
    if node is not None and node not in walked:
        walked.append(node)
        print(f"{node.label}: its gradient is {node.grad}, and it passes it on to", [x.label for x in node.parents])
    return at_each_line


def at_each_call(frame, event, argument):
    return at_each_line if frame.f_code is graph.backward.__code__ else None


before = sys.gettrace()
sys.settrace(at_each_call)
J.backward()
sys.settrace(before)

# %% [markdown]
# `a` is the last, after everything that uses it, and its gradient is complete: `2 * a` by way of
# `b`, and `1` directly. Open `graph.py` beside this lesson, and find the loop.
#
# ## Step one: a number that remembers
#
# Now the engine. A `Number` has a value, a gradient, and edges to the numbers it was computed
# from.


# %%
class Number:
    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = edges  # pairs: a parent, and the local derivative


# %% [markdown]
# ## Step two: the table
#
# **Question.** Each row has a formula and a local derivative for each input. What are the two
# derivatives of a product? Of a power `x**n` with a fixed `n`?

# %%
TABLE = {
    "add": (lambda x, y: x + y, [lambda x, y: 1.0, lambda x, y: 1.0]),
    "mul": (lambda x, y: x * y, [lambda x, y: y, lambda x, y: x]),
}
print(sorted(TABLE))

# %% [markdown]
# ## Step three: apply a row
#
# One function makes a node for every row. It computes the formula, and puts the local derivatives
# on the edges.


# %%
def apply(name, *inputs):
    numbers = [x if isinstance(x, Number) else Number(x) for x in inputs]
    values = [number.data for number in numbers]
    formula, derivatives = TABLE[name]
    edges = []
    for number, derivative in zip(numbers, derivatives, strict=True):
        edges.append((number, derivative(*values)))
    return Number(formula(*values), edges)


c = apply("mul", Number(3.0), Number(-2.0))
print("value:", c.data)
print("local derivatives:", [local for _, local in c.edges])

# %% [markdown]
# ## Step four: operators
#
# Python calls `__add__` for `a + b`, and `__radd__` for `5 + a`, where the number on the left is
# not ours.

# %%
Number.__add__ = Number.__radd__ = lambda self, other: apply("add", self, other)
Number.__mul__ = Number.__rmul__ = lambda self, other: apply("mul", self, other)

a, b = Number(3.0), Number(-2.0)
J = a * b + 5 * a
print("J =", J.data)

# %% [markdown]
# ## Step five: the order
#
# **Question.** A node may pass its gradient on when all nodes that use it have given theirs.
# Which order makes sure of that?


# %%
def order_of(J):
    order = []
    seen = set()

    def visit(node):
        if node in seen:
            return
        seen.add(node)
        for parent, _ in node.edges:
            visit(parent)
        order.append(node)

    visit(J)
    return order  # parents first, J last


print([node.data for node in order_of(J)])

# %% [markdown]
# ## Step six: the chain rule
#
# **Question.** Two lines are the heart of it: a product and a sum. Which of them stands for
# "along a path", which for "over the paths"?


# %%
def backward(J):
    J.grad = 1.0
    for node in reversed(order_of(J)):
        for parent, local in node.edges:
            contribution = node.grad * local
            parent.grad += contribution


backward(J)
print("dJ/da =", a.grad, "  dJ/db =", b.grad)

# %% [markdown]
# The engine of this project does the same in `autograd/graph.py`. It has more to take care of:
# graphs that are too deep for recursion, arrays that were stretched, and gradients that must not
# share memory.
#
# ## Step seven: more rows
#
# Subtraction and division need no row: they are made of others.

# %%
TABLE["pow"] = (lambda x, n: x**n, [lambda x, n: n * x ** (n - 1), lambda x, n: 0.0])
TABLE["relu"] = (lambda x: max(x, 0.0), [lambda x: float(x > 0)])

Number.__pow__ = lambda self, n: apply("pow", self, n)
Number.__neg__ = lambda self: self * -1.0
Number.__sub__ = lambda self, other: self + -other
Number.__truediv__ = lambda self, other: self * other**-1
Number.__rtruediv__ = lambda self, other: other * self**-1
Number.relu = lambda self: apply("relu", self)

print((Number(3.0) / Number(4.0)).data)

# %% [markdown]
# ## Step eight: the same as the engine
#
# This expression stands in the README of micrograd, a small engine that many people have learned
# from. It uses every operation that we have.


# %%
def expression(a, b):
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    return f / 2.0 + 10.0 / f


a, b = Number(-4.0), Number(2.0)
J = expression(a, b)
backward(J)

va, vb = Value(-4.0, label="a"), Value(2.0, label="b")
VJ = expression(va, vb)
VJ.backward()

# %% [markdown]
# **Question.** Will the numbers agree to a few digits, or to the last one?

# %%
print("J:    ", J.data, VJ.data)
print("dJ/da:", a.grad, va.grad)
print("dJ/db:", b.grad, vb.grad)

# %% [markdown]
# You have built an engine. Everything else is more rows, and speed.
#
# ## Exercises
#
# **Exercise a.** Add a row for `tanh`. Its formula is there. Write the local derivative, from
# `x`.

# %%
tanh_derivative = None  # lambda x: ..., a formula of x

# %%
if tanh_derivative is None:
    print("To do: write a lambda in place of None. With z = tanh(x), the derivative is 1 - z**2.")
else:
    TABLE["tanh"] = (np.tanh, [tanh_derivative])
    x = Number(0.6)
    backward(apply("tanh", x * 2.0))
    right = grad(lambda x: np.tanh(x * 2.0))(0.6)
    assert abs(x.grad - right) < 1e-12, f"At x = 0.6, tanh(2*x) has the gradient {right:.6f}; yours gives {x.grad:.6f}."
    print("Right.")

# %% [markdown]
# **Exercise b.** `order_of` calls itself, so a chain of many thousand nodes is too deep for
# Python. Another way to find a good order: nodes are *made* in one. Suppose each node got a
# number when it was made, `1`, `2`, `3` and so on. Given the numbers of all nodes of a graph, in
# which order do you walk backward?


# %%
def backward_order(numbers):
    order = None  # a list of the same numbers, the first to pass its gradient on first
    return order


# %%
result = backward_order([2, 5, 1, 4, 3])

if result is None:
    print("To do: write the list in place of None. A node is always made after its parents.")
else:
    assert list(result) != [1, 2, 3, 4, 5], "This is the order forward: the parents come first."
    assert list(result) == [5, 4, 3, 2, 1], f"J was made last, so it comes first. Yours is {result}."
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - An operation is a formula and its local derivatives. An engine is a table, an order, and the
#   chain rule.
# - The order: every node after all that use it. The chain rule: multiply along, add over.
