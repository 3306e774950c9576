# %% [markdown]
# # 1. A nudge, and the chain rule
#
# A network learns by turning its weights a little. Before it turns a weight, it must know what
# the turn does to the cost. This lesson answers that question twice: by trying, and by the chain
# rule.
#
# Each lesson asks before it tells. Answer the question first, then run the cell below it.

# %%
from autograd import Value, compare, draw, explain, jvp

# %% [markdown]
# ## Nudge it and see
#
# Here is a prediction `z = w*x + b` for one example, and its squared error `J`. `J` is the cost:
# the smaller, the better.

# %%
x, y = 2.0, 4.0  # one example: the input, and the right output


def cost(w, b):
    z = w * x + b
    return (z - y) ** 2


print("J =", cost(3.0, 1.0))

# %% [markdown]
# **Question.** The prediction is too large. If `w` grows a little, does `J` grow or shrink? By
# more than `w` grew, or by less?
#
# The cell adds a small number `h` to `w`, a *nudge*. It prints the change of `J` divided by `h`.

# %%
for h in [1.0, 0.1, 0.01, 0.001, 0.0001]:
    change = cost(3.0 + h, 1.0) - cost(3.0, 1.0)
    print(f"h = {h:<8} change of J / h = {change / h:.4f}")

# %% [markdown]
# The smaller the nudge, the closer the ratio comes to one number. This number is the derivative
# `dJ/dw`. It says: if `w` grows by a small `h`, then `J` grows by about `dJ/dw` times `h`.
#
# A nudge to the left and one to the right, taken together, come closer with the same `h`. This is
# the *central difference*.

# %%
h = 0.001
one_side = (cost(3.0 + h, 1.0) - cost(3.0, 1.0)) / h
both_sides = (cost(3.0 + h, 1.0) - cost(3.0 - h, 1.0)) / (2 * h)
print("one side:  ", one_side)
print("both sides:", both_sides)

# %% [markdown]
# ## The same cost as a graph
#
# A nudge needs two evaluations for every weight. A network with a million weights would need two
# million of them. The chain rule gets all derivatives from one walk through the computation. For
# this we must keep the computation. A `Value` is a number that remembers what it was computed
# from.

# %%
w = Value(3.0, label="w")
b = Value(1.0, label="b")

z = w * x + b
z.label = "z"
error = z - y
error.label = "error"
J = error**2
J.label = "J"

print(draw(J).tree())

# %% [markdown]
# The tree reads from the top: `J` was made from `error`, which was made from `z`, and so on down
# to `w` and `b`.

# %%
draw(J)

# %% [markdown]
# ## One step at a time
#
# **Question.** Each step is simple on its own. How much does `J = error**2` move per unit of
# `error`? How much does `error = z - y` move per unit of `z`? How much does `z` move per unit of
# `w`?
#
# These are the *local derivatives*: one step of the graph, all other numbers held still.

# %%
dJ_derror = 2 * error.data  # J = error**2
derror_dz = 1.0  # error = z - y
dz_dw = x  # z = w*x + b

print("dJ/derror =", dJ_derror)
print("derror/dz =", derror_dz)
print("dz/dw     =", dz_dw)

# %% [markdown]
# **Question.** A nudge of `w` moves `z`, `z` moves `error`, and `error` moves `J`. Each step
# multiplies the nudge by its local derivative. What is `dJ/dw`?

# %%
dJ_dw = dJ_derror * derror_dz * dz_dw
print("chain rule:        ", dJ_dw)
print("central difference:", both_sides)

# %% [markdown]
# That is the **chain rule**: along a path, the local derivatives are multiplied.
#
# `J.backward()` does it for the whole graph. It begins with `dJ/dJ`, which is one, and goes from
# `J` to the leaves.
#
# **Question.** The path to `b` ends with another step: `z` moves as much as `b` does. So what is
# `dJ/db`?

# %%
J.backward()
print("dJ/dw =", w.grad)
print("dJ/db =", b.grad)
print("dJ/dz =", z.grad)

# %% [markdown]
# `explain` prints every step. In each line of the backward pass, what has arrived so far
# (*upstream*) is multiplied by one local derivative.

# %%
print(explain(J))

# %% [markdown]
# The next cell shows the same steps as a page that computes. Click `w`, drag it, and every number
# follows. In a terminal, `explain(J).save("steps.html")` writes this page.

# %% nudge
explain(J)

# %% [markdown]
# ## Forward works too
#
# The chain rule can be multiplied from the other end. `jvp` takes a nudge of `w` and pushes it
# forward to `J`, exactly and without a small `h`.
#
# **Question.** One push forward answers for one weight. One `backward()` answers for all weights.
# A network has many weights and one cost. Which way is less work?


# %%
def cost_of_w(w):
    return cost(w, 1.0)


value, slope = jvp(cost_of_w, 3.0, 1.0)
print("J =", value, "  dJ/dw =", slope)

# %% [markdown]
# The answer is the same. With many weights, backward is less work, so networks learn by going
# backward.
#
# ## Exercises
#
# **Exercise a.** A new example. Work out `dJ/dw` by hand, from the local derivatives, and write
# the number in place of `None`.

# %%
w = Value(0.5, label="w")
b = Value(-2.0, label="b")
z = w * 6.0 + b
z.label = "z"
J = (z - 3.0) ** 2
J.label = "J"

# %%
answer_a = None  # dJ/dw, by hand

# %%
if answer_a is None:
    print("To do: write dJ/dw in place of None. Multiply the local derivatives along the path from J to w.")
else:
    row = compare(J, by_hand={"w": answer_a}, wrt=["w"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# **Exercise b.** In the same graph, `w` grows by `0.001`. By how much does `J` change, about? The
# sign counts.

# %%
answer_b = None  # the change of J, from dJ/dw

# %%
nudged = (0.501 * 6.0 - 2.0 - 3.0) ** 2
change = nudged - J.data

if answer_b is None:
    print("To do: write the change of J in place of None. It is dJ/dw times the nudge.")
else:
    assert answer_b * change > 0, "The sign is turned: does J grow or shrink when w grows?"
    assert abs(answer_b - change) < 0.01 * abs(change), (
        "The sign is right, the size is not. Multiply dJ/dw by the nudge."
    )
    print(f"Right: J really changes by {change:.6f}. The rest is due to the curve of J.")

# %% [markdown]
# **Exercise c.** A product: here a local derivative is the *other* factor. Work out `dJ/da`.

# %%
a = Value(2.0, label="a")
c = Value(-3.0, label="c")
p = a * c
p.label = "p"
J = (p + 10.0) * 5.0
J.label = "J"

# %%
answer_c = None  # dJ/da, by hand

# %%
if answer_c is None:
    print("To do: write dJ/da in place of None. Begin at J: how much does it move per unit of p?")
else:
    row = compare(J, by_hand={"a": answer_c}, wrt=["a"]).rows[0]
    assert row.ok, f"Not yet. compare says: {row.verdict}"
    print("Right.")

# %% [markdown]
# ## What to remember
#
# - A derivative is the change of `J` per unit of a small nudge.
# - Along a path, the local derivatives are multiplied.
# - `backward()` does this for all weights in one walk.
#
# Next: what if there are two paths from a weight to `J`?
