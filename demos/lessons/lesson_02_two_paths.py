# %% [markdown]
# # 2. Why gradients add
#
# In lesson 1 there was one path from a weight to the cost. In a network there are many: one
# weight acts on many examples, and one unit feeds many others. This lesson is about two paths,
# because two are enough to see the rule.

# %%
from autograd import Value, compare, draw, explain

# %% [markdown]
# ## Two ways from a to J
#
# `a` is used twice: in the product, and in the sum.

# %%
a = Value(3.0, label="a")
b = Value(-2.0, label="b")

p = a * b
p.label = "p"
J = p + a
J.label = "J"

draw(J)

# %%
print(draw(J).tree())

# %% [markdown]
# **Question.** Nudge `a`. Through the product, `J` moves by `b` times the nudge. Through the sum,
# `J` moves by the nudge itself. By how much does `J` move in all? Does it grow or shrink?


# %%
def cost(a):
    return a * b.data + a


h = 0.001
measured = (cost(3.0 + h) - cost(3.0 - h)) / (2 * h)

through_the_product = b.data
through_the_sum = 1.0
print("through the product:", through_the_product)
print("through the sum:    ", through_the_sum)
print("both together:      ", through_the_product + through_the_sum)
print("measured by a nudge:", round(measured, 6))

# %% [markdown]
# A nudge of `a` arrives at `J` along both paths, and the two changes add. So do the derivatives:
#
# **Along a path, multiply. Over the paths, add.**
#
# `explain` shows it: the gradient of `a` gets two contributions, in two steps of the backward
# pass.

# %%
print(explain(J))

# %% [markdown]
# As a page: press *Walk*, and watch how the gradient of `a` grows.

# %% paths_of_a
explain(J)

# %% [markdown]
# ## The same node twice in one step
#
# **Question.** `J = a * a` has two edges to the same node. Each has the local derivative `a`.
# What is `dJ/da`?

# %%
a = Value(3.0, label="a")
J = a * a
J.label = "J"
J.backward()
print("a     =", a.data)
print("dJ/da =", a.grad)

# %% [markdown]
# So the rule `2*a` for a square is nothing new: it is two paths, added.
#
# ## Add, or overwrite?
#
# **Question.** Suppose an engine writes `a.grad = ...` where it should write `a.grad += ...`.
# What would it answer for `a * a`?
#
# Here is a backward pass for this graph, written twice, once with each sign.

# %%
overwritten = 0.0
added = 0.0
for local in [a.data, a.data]:  # the two edges from J to a
    overwritten = 1.0 * local
    added += 1.0 * local

print("with = :", overwritten)
print("with +=:", added)

# %% [markdown]
# The program with `=` gives no error. It gives a number, and the number is wrong. Only a check
# finds it. `compare` looks for the mistake that gives exactly this number, and names it.

# %%
print(compare(J, by_hand={"a": overwritten}).rows[0].verdict)

# %% [markdown]
# ## One weight, two examples
#
# **Question.** The cost of two examples is the sum of two losses. Both use the same `w`. How many
# paths go from `w` to `J`?

# %%
w = Value(0.5, label="w")

first = (w * 1.0 - 2.0) ** 2  # the example x = 1, y = 2
first.label = "first"
second = (w * 3.0 - 0.0) ** 2  # the example x = 3, y = 0
second.label = "second"
J = first + second
J.label = "J"
J.backward()

alone_1 = 2 * (w.data * 1.0 - 2.0) * 1.0
alone_2 = 2 * (w.data * 3.0 - 0.0) * 3.0
print("first example alone: ", alone_1)
print("second example alone:", alone_2)
print("sum:                 ", alone_1 + alone_2)
print("dJ/dw:               ", w.grad)

# %% [markdown]
# Every example pulls `w` its own way. The gradient is the sum of the pulls. Here they disagree,
# and the larger one wins.
#
# ## Many paths, little work
#
# **Question.** The loop below adds a node to itself, again and again. Each round doubles the
# number of paths to `a`. If the engine walked every path on its own, how many walks would it
# need? Could your computer do it in a second?

# %%
rounds = 40
a = Value(1.0, label="a")
v = a
for _ in range(rounds):
    v = v + v
v.backward()

print("paths:", 2**rounds)
print("dJ/da:", int(a.grad))

# %% [markdown]
# The answer came at once. The engine waits until a node has received the contributions of *all*
# its uses. Then it passes their sum on, once. For this it needs the right order: a node's turn
# comes after everything that was computed from it. This order is called *topological*.
#
# ## Exercises
#
# **Exercise a.** `a` is used in both factors. Work out `dJ/da` by hand: one product for each
# path, then the sum.

# %%
a = Value(2.0, label="a")
left = a + 1.0
left.label = "left"
right = a * 4.0
right.label = "right"
J = left * right
J.label = "J"

# %%
answer_a = None  # dJ/da, by hand

# %%
if answer_a is None:
    print("To do: write dJ/da in place of None. One path goes through left, the other through right.")
else:
    row = compare(J, by_hand={"a": answer_a}, wrt=["a"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise b.** How many paths go from `a` to `J` in this graph? Draw it on paper and count.

# %%
a = Value(0.7, label="a")
u = a * 2.0
v = a + u
J = u * v + a

# %%
answer_b = None  # the number of paths from a to J


# %%
def paths(node):
    if node is a:
        return 1
    total = 0
    for parent in node.parents:
        total += paths(parent)
    return total


if answer_b is None:
    print("To do: write the number of paths in place of None. Do not forget that v uses a twice, once through u.")
else:
    assert answer_b >= paths(J), "There are more. Two of the paths go through v."
    assert answer_b <= paths(J), "There are fewer. A path goes from a to J along the arrows, and never back."
    print("Right.")

# %% [markdown]
# **Exercise c.** Your own backward pass for `u = a*2`, `v = a + u`, `J = u*v`. Fill in the two
# gradients that have two contributions. Use the names of the lines above them.


# %%
def my_gradients(a, u, v):
    dJ = 1.0
    dv = dJ * u
    du = None  # u is used in J and in v: two contributions
    da = None  # a is used in v and in u: two contributions
    return {"a": da, "u": du, "v": dv}


# %%
a = Value(0.7, label="a")
u = a * 2.0
u.label = "u"
v = a + u
v.label = "v"
J = u * v
J.label = "J"

mine = my_gradients(a.data, u.data, v.data)

if mine["u"] is None or mine["a"] is None:
    print("To do: write du and da in place of None.")
else:
    for row in compare(J, by_hand=mine).rows:
        assert row.ok, f"Not yet. compare says of d{row.name}: {row.verdict}"
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - Along a path, multiply. Over the paths, add.
# - In code this is `+=`, in the right order.
# - Each example adds its own contribution to the gradient of a shared weight.
