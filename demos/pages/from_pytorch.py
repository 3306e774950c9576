# %% [markdown]
# # Coming from PyTorch
#
# The loop is the same: compute a cost, `backward()`, update the data, set the gradients to zero.
# These cells show the loop, and what differs.

# %%
import numpy as np

from autograd import Tensor, compare, grad

# %% [markdown]
# ## The loop

# %%
rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3))
y = X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3

w = Tensor(np.zeros((3, 1)), label="w")
b = Tensor(np.zeros(1), label="b")
for _ in range(200):
    J = np.mean((X @ w + b - y) ** 2)
    J.zero_grad()
    J.backward()
    for p in [w, b]:
        p.data -= 0.1 * p.grad

print("w =", w.data.ravel().round(4), " b =", b.data.round(4), " J =", float(J.data))
assert np.allclose(w.data.ravel(), [1.0, -2.0, 0.5], atol=1e-3)

# %% [markdown]
# ## What differs
#
# **Which tensors learn.** There is no `requires_grad=True`. A plain number or array is a constant; a
# `Tensor` is a parameter, unless it is made with `constant=True`.
#
# **float64.** An array of whole numbers becomes `float64`, so a gradient that you derived by hand agrees
# to about twelve digits. `float32` is kept where you give it.

# %%
print(Tensor([1, 2, 3]).dtype, Tensor(np.ones(3, dtype=np.float32)).dtype)
assert Tensor([1, 2, 3]).dtype == np.float64

# %% [markdown]
# **NumPy is the language.** There is no second set of functions: NumPy's own take tensors. What
# has no derivative here says so by its name.

# %%
z = np.log(1 + np.exp(w.T @ w))
print(type(z).__name__, z.shape)

try:
    np.fft.fft(w)
except TypeError as error:
    print(str(error)[:100])

# %% [markdown]
# **No graph.** Where PyTorch has `no_grad()`, `detach()` and `.item()`, read `.data` here: a plain
# array, which never becomes part of a graph.
#
# **Gradients on the way.** Every node keeps its gradient after `backward()`, without
# `retain_grad()`. And `backward()` may be called again, without `retain_graph=True`.

# %%
z = X @ w + b
J = np.mean((z - y + 1.0) ** 2)
J.backward()
J.backward()
print("dJ/dz has shape", z.grad.shape)

# %% [markdown]
# **Second derivatives.** A gradient by `grad` can be differentiated again, as with `create_graph=True`.


# %%
def f(x):
    return np.sum(x**3)


x = np.array([1.0, 2.0])
print(grad(f)(x), grad(lambda x: np.sum(grad(f)(x)))(x))
assert np.allclose(grad(lambda x: np.sum(grad(f)(x)))(x), 6 * x)

# %% [markdown]
# **Shapes that meet by accident.** A column of predictions minus a row of answers is a matrix of
# all pairs, in NumPy as in PyTorch. Here it warns, and says which shapes met.

# %%
import warnings

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    J = np.mean((X @ w + b - y.ravel()) ** 2)
print(warned[0].message)

# %% [markdown]
# **Where the difference is.** `compare` does what one writes by hand with `allclose` and a loop over
# entries, and names the mistake.

# %%
J = np.mean((X @ w + b - y - 1.0) ** 2)
dz = 2 * (X @ w.data + b.data - y - 1.0)
print(compare(J, by_hand={"w": X.T @ dz, "b": dz.sum(axis=0)}))
