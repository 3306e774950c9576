# %% [markdown]
# # Live pages
#
# Each frame below is a page that `explain` or `playground` wrote: one file, which needs no server
# and no network. Open it alone to fill the screen, to send it, or to show it to a class. The cell
# above a frame is all that it takes.
#
# ## One neuron
#
# The cost of one example. Click a blue card and drag its number: every value and every gradient
# follows. **Walk** goes through the steps. The value `a` reaches `J` along two paths, so `dJ/da` is
# a sum of two products.

# %%
import numpy as np

from autograd import Tensor, Value, explain, sigmoid
from demos.neuron import neuron

# %% neuron
explain(neuron(), alpha=0.1)

# %% [markdown]
# ## A number that is used twice
#
# Before you look: how large is `dJ/da`? The page says it along each path, and then together. Click
# `a`, open its paths and press one to see it alone.

# %% two_paths
a = Value(3.0, label="a")
square = a * a
square.label = "square"
J = square + 4.0 * a
J.label = "J"

explain(J)

# %% [markdown]
# ## A line through points, downhill
#
# With examples, the page shows one at a time and learns from all of them. Press **Downhill**, then
# step. Which alpha is too large? `explain(J, optimizer=Adam(0.1))` goes downhill as Adam does, and
# its last steps are Adam's formulas.

# %% downhill
w = Value(0.0, label="w")
b = Value(0.0, label="b")
x = Value(1.0, label="x", constant=True)
y = Value(2.0, label="y", constant=True)
z = w * x + b
z.label = "z"
J = (z - y) ** 2
J.label = "J"

explain(J, alpha=0.1, examples={"x": [0.0, 1.0, 2.0, 3.0], "y": [1.0, 2.9, 5.1, 7.0]})

# %% [markdown]
# ## A layer of arrays
#
# Click a card to see its matrix. The backward step into `W` is `X` transposed times the gradient of
# `z`; the one into `b` is a sum over the examples.

# %% layer
X = Tensor([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.5]], label="X", constant=True)
W = Tensor([[0.5, -0.3], [0.2, 0.8]], label="W")
b = Tensor([0.1, -0.2], label="b")
z = X @ W + b
z.label = "z"
a = sigmoid(z)
a.label = "a"
J = np.mean(a**2)
J.label = "J"

explain(J)

# %% [markdown]
# ## A playground: which quadrant?
#
# No line separates these two classes. Press play, and watch the boundary form. Each unit has a map
# of its own: what does it look for? Click a unit to see the chain rule inside it.

# %% quadrants
from nn import Sequential
from nn.layers import Dense
from nn.losses import BinaryCrossentropy, SparseCategoricalCrossentropy
from nn.optimizers import GradientDescent

rng = np.random.default_rng(0)
X = rng.uniform(-2.0, 2.0, size=(200, 2))
Y = (X[:, 0] * X[:, 1] > 0).astype(float)

model = Sequential([Dense(6, "tanh"), Dense(1, "sigmoid")], seed=1)
model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.5))
model.playground(X, Y)

# %% [markdown]
# ## A playground: three classes
#
# Three clouds, and a softmax at the end. Where are the straight lines, and why are they straight?

# %% clouds
centres = np.array([[0.0, 1.5], [-1.5, -1.0], [1.5, -1.0]])
labels = rng.integers(3, size=150)
X = centres[labels] + 0.7 * rng.normal(size=(150, 2))

model = Sequential([Dense(3, "softmax")], seed=1)
model.compile(loss=SparseCategoricalCrossentropy(), optimizer=GradientDescent(alpha=0.2))
model.playground(X, labels)
