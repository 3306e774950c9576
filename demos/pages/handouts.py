# %% [markdown]
# # Handouts
#
# A handout is the page of a graph as a sheet to print: the graph and the steps with blanks, then
# the answer key. Open one, and print it from the browser. Change a number in the cell, and it is
# another sheet.

# %%
import numpy as np

from autograd import Tensor, Value, explain
from demos.neuron import neuron

# %% [markdown]
# ## The chain rule
#
# With lesson 1: one path from each weight to the cost.

# %%
w = Value(3.0, label="w")
b = Value(1.0, label="b")
x = Value(2.0, label="x", constant=True)
y = Value(4.0, label="y", constant=True)
z = w * x + b
z.label = "z"
error = z - y
error.label = "error"
J = error**2
J.label = "J"

explain(J).handout("chain_rule_sheet.html")

# %% [markdown]
# ## Two paths
#
# With lesson 2: `a` is used twice, and its two contributions add.

# %%
a = Value(3.0, label="a")
c = Value(-2.0, label="c")
u = a * c
u.label = "u"
v = a + 1.0
v.label = "v"
J = u * v
J.label = "J"

explain(J).handout("two_paths_sheet.html")

# %% [markdown]
# ## One neuron
#
# With lesson 3: the cost of one example, from the weights to the cross-entropy.

# %%
explain(neuron()).handout("neuron_sheet.html")

# %% [markdown]
# ## A layer
#
# With lesson 5: the same for arrays. Where does the transpose come from, and over what is the
# gradient of `b` summed?

# %%
X = Tensor([[1.0, 2.0], [3.0, -1.0]], label="X", constant=True)
W = Tensor([[0.5], [-0.5]], label="W")
b = Tensor([1.0], label="b")
z = X @ W + b
z.label = "z"
J = np.mean(z**2)
J.label = "J"

explain(J).handout("layer_sheet.html")

# %% [markdown]
# ## A sheet for each student
#
# Other numbers, the same steps: draw them from a seed. Whole numbers keep the arithmetic short.


# %%
def sheet(seed):
    rng = np.random.default_rng(seed)
    w, b, x = rng.choice([-3.0, -2.0, 2.0, 3.0, 4.0], size=3)
    w, b = Value(w, label="w"), Value(b, label="b")
    z = w * Value(x, label="x", constant=True) + b
    z.label = "z"
    J = z**2
    J.label = "J"
    return explain(J)


for seed in range(3):
    J = sheet(seed).steps.reading.J
    print(f"seed {seed}: J = {J.data}")

sheet(1).handout("sheet_of_student_1.html")
