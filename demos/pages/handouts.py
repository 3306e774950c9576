# %% [markdown]
# # Handouts
#
# A handout is a sheet to print, on A4 or Letter: the formula, what is given, the graph, and every
# step with blanks to write in. Its key is a file of its own. Open one, and print it from the
# browser. The files hold the numbers that are asked for, so hand out paper.

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

explain(J).handout("chain_rule_sheet.html", key="chain_rule_key.html")

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

explain(J).handout("two_paths_sheet.html", key="two_paths_key.html")

# %% [markdown]
# ## One neuron
#
# With lesson 3: the cost of one example, from the weights to the cross-entropy.

# %%
explain(neuron()).handout("neuron_sheet.html", key="neuron_key.html")

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

explain(J).handout("layer_sheet.html", key="layer_key.html")

# %% [markdown]
# ## A sheet for each student
#
# Other numbers, the same steps: a seed draws them. They are short, and so chosen that no step
# saturates. The labels of the data, zeros and ones, stay.

# %%
explained = explain(neuron())
for student in [1, 2, 3]:
    explained.handout(f"sheet_{student}.html", key=f"key_{student}.html", seed=student)
