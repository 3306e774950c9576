# %% [markdown]
# # Coming from microgpt
#
# microgpt trains a small GPT on a class `Value` of its own, in which each node stores its local
# derivatives. Delete that class and import this one; the rest of such a program stays. Here is a
# small program in the same style: attention over three positions, a softmax, Adam by hand.

# %%
import random

from autograd import Value, explain

# %% [markdown]
# ## Its kind of program
#
# Lists of lists of Values, `sum` of products, a softmax that reads `.data` for the largest score.

# %%
random.seed(42)


def matrix(rows, columns, deviation=0.5):
    return [[Value(random.gauss(0, deviation)) for _ in range(columns)] for _ in range(rows)]


def linear(x, W):
    return [sum(wi * xi for wi, xi in zip(row, x)) for row in W]


def softmax(logits):
    largest = max(value.data for value in logits)
    powers = [(value - largest).exp() for value in logits]
    total = sum(powers)
    return [power / total for power in powers]


def rmsnorm(x):
    mean_square = sum(xi * xi for xi in x) / len(x)
    scale = (mean_square + 1e-5) ** -0.5
    return [xi * scale for xi in x]


weights = {name: matrix(4, 4) for name in ["letter", "query", "key", "value"]}
parameters = [p for W in weights.values() for row in W for p in row]


def cost_of(symbols):
    keys, values, losses = [], [], []
    for symbol, following in zip(symbols, symbols[1:]):
        x = rmsnorm(weights["letter"][symbol])
        query = linear(x, weights["query"])
        keys.append(linear(x, weights["key"]))
        values.append(linear(x, weights["value"]))
        scores = [sum(qi * ki for qi, ki in zip(query, key)) / 2.0 for key in keys]
        shares = softmax(scores)
        mixed = [sum(share * value[j] for share, value in zip(shares, values)) for j in range(4)]
        probabilities = softmax(linear(mixed, weights["letter"]))
        losses.append(-probabilities[following].log())
    return (1 / len(losses)) * sum(losses)


# %% [markdown]
# ## Adam, as it is written there
#
# The gradients are set to zero by `p.grad = 0`, and the data are assigned in place.

# %%
m, v = [0.0] * len(parameters), [0.0] * len(parameters)
costs = []
for step in range(60):
    cost = cost_of([0, 1, 2, 1, 0, 3])
    cost.backward()
    for i, p in enumerate(parameters):
        m[i] = 0.85 * m[i] + 0.15 * p.grad
        v[i] = 0.99 * v[i] + 0.01 * p.grad**2
        m_hat = m[i] / (1 - 0.85 ** (step + 1))
        v_hat = v[i] / (1 - 0.99 ** (step + 1))
        p.data -= 0.05 * m_hat / (v_hat**0.5 + 1e-8)
        p.grad = 0
    costs.append(cost.data)

print(f"cost: {costs[0]:.4f} -> {costs[-1]:.4f}")
assert costs[-1] < 0.5 * costs[0]

# %% [markdown]
# ## What you get besides
#
# A node remembers the operation that made it and has a label, so any part of such a program can be
# printed, drawn or checked. Here is one softmax: drag `a` or `b`.

# %% softmax
a, b = Value(1.0, label="a"), Value(-0.5, label="b")
share = softmax([a, b])[0]
share.label = "share"
explain(share)

# %% [markdown]
# The largest score is read by `.data`, a plain number. That is right here, since a softmax does not
# change when the same number is taken from all scores.
#
# ## The same graph from NumPy
#
# A `Value` in a NumPy array of objects takes part in `@`, `np.exp` and `np.sum`. So the loops
# can become matrix products without another class.

# %%
import numpy as np

W = np.array(weights["query"])
x = np.array(weights["letter"][0])
by_lists = linear(weights["letter"][0], weights["query"])
by_arrays = W @ x
print([value.data for value in by_lists])
print([value.data for value in by_arrays])
assert np.allclose([p.data for p in by_lists], [p.data for p in by_arrays], rtol=1e-14)

# %% [markdown]
# Lesson 12 writes a whole GPT so, and then makes the same program faster.
