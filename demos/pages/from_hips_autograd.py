# %% [markdown]
# # Coming from HIPS autograd
#
# Both packages are imported as `autograd`, so keep them in environments of their own. A program
# that uses `grad` and `autograd.numpy` runs here as it stands.

# %%
import autograd.numpy as np
from autograd import grad

# %% [markdown]
# ## The example of its README
#
# The derivative of `tanh`, written out; then logistic regression.


# %%
def tanh(x):
    return (1.0 - np.exp(-2 * x)) / (1.0 + np.exp(-2 * x))


grad_tanh = grad(tanh)
print(grad_tanh(1.0))
print((tanh(1.0001) - tanh(0.9999)) / 0.0002)
assert abs(grad_tanh(1.0) - (1 - np.tanh(1.0) ** 2)) < 1e-15

# %%
inputs = np.array([[0.52, 1.12, 0.77], [0.88, -1.08, 0.15], [0.52, 0.06, -1.30], [0.74, -2.49, 1.39]])
targets = np.array([True, True, False, True])


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2.0) + 1)


def training_loss(weights):
    predictions = sigmoid(np.dot(inputs, weights))
    probabilities = predictions * targets + (1 - predictions) * (1 - targets)
    return -np.sum(np.log(probabilities))


gradient = grad(training_loss)
weights = np.array([0.0, 0.0, 0.0])
before = training_loss(weights)
for _ in range(100):
    weights -= gradient(weights) * 0.01

print("loss:", before, "->", training_loss(weights))
assert training_loss(weights) < before

# %% [markdown]
# ## The same names
#
# `value_and_grad`, `jacobian`, `hessian` and `elementwise_grad` take functions, as there. NumPy
# itself is differentiated too: `import numpy as np` gives the same.

# %%
import numpy

from autograd import elementwise_grad, hessian, jacobian, value_and_grad

x = np.array([0.5, -1.0, 2.0])
print("value and gradient:", *value_and_grad(lambda x: numpy.sum(numpy.sin(x) ** 2))(x))
print("elementwise:       ", elementwise_grad(lambda x: np.sin(x) ** 2)(x))
print("jacobian:")
print(jacobian(lambda x: np.array([1.0, 2.0]) * np.sum(x**2))(x))
print("hessian:")
print(hessian(lambda x: np.prod(x))(x))
assert np.allclose(hessian(lambda x: np.prod(x))(x)[0, 1], 2.0)

# %% [markdown]
# ## What differs
#
# **Several arguments.** `grad(f, argnum=1)` is `grad(f, argnums=1)` here, and `argnums=(0, 1)` gives
# both.


# %%
def J(w, b):
    return np.sum((w * x + b) ** 2)


print(grad(J, argnums=(0, 1))(0.5, 1.0))

# %% [markdown]
# **Hessian times vector.** `hessian_vector_product(f)(x, v)` is `hvp(f, x, v)`. A name that is not
# here answers with the one that is.

# %%
import autograd

try:
    autograd.hessian_vector_product
except AttributeError as error:
    print(error)

# %% [markdown]
# **An operation of your own.** Where HIPS has `@primitive` and `defvjp`, here is one row: the
# formula, and its derivative. The derivative is a formula too, so it has a derivative, a picture
# and a typeset form.

# %%
from autograd.rules import row

softsign = row("softsign", lambda x: x / (1 + np.abs(x)), lambda z, x: (1 - np.abs(z)) ** 2)
print(softsign.text())
print(grad(softsign)(2.0), grad(grad(softsign))(2.0))
assert abs(grad(grad(softsign))(2.0) + 2 / 27) < 1e-12

# %% [markdown]
# **Graphs that stay.** `J.backward()` and `.grad` are there too: keep the graph of one evaluation,
# and [draw or explain it](reference/views.md).
