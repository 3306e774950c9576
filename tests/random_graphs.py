"""Random graphs, of Values and of Tensors, for what must hold on every graph."""

from itertools import count

import numpy as np

from autograd import Tensor, Value, grad, logistic_loss, maximum, minimum, relu, sigmoid, softmax, softplus, tanh, where

SEEDS = range(300)

UNARY = [tanh, sigmoid, relu, softplus, np.sin, np.cos, abs, np.square, lambda x: -x, lambda x: 2 * x, lambda x: x / 2,
         lambda x: 1 - x, lambda x: x**2, lambda x: np.exp(x / 4), lambda x: np.sqrt(1 + x**2),
         lambda x: x - 0.5]  # fmt: skip
BINARY = [lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / (2 + np.cos(y)), maximum,
          minimum, lambda x, y: where(y.data > 0, x, y)]  # fmt: skip


def scalar_graph(seed, steps=14):
    """A cost of Values: labelled and unlabelled steps, fan-out, data, and now and then a fused loss."""
    rng = np.random.default_rng(seed)
    nodes = [
        Value(x, label, constant=label == "c") for label, x in zip("abcd", rng.normal(size=4).round(2), strict=True)
    ]
    for i in range(steps):
        x, y = (nodes[j] for j in rng.integers(len(nodes), size=2))
        node = UNARY[rng.integers(len(UNARY))](x) if rng.random() < 0.5 else BINARY[rng.integers(len(BINARY))](x, y)
        if abs(node.data) > 50:
            node = tanh(node)
        if rng.random() < 0.5:
            node.label = f"s{i}"
        nodes.append(node)
    J = sum(nodes[-3:], nodes[0])
    if seed % 4 == 0:
        p = sigmoid(J)
        p.label = "p"
        J = logistic_loss(J, p, Value(1.0, "y", constant=True))
    J = J * 1.5
    J.label = "J"
    return J


def _product_with_weights(x, new, rng):
    return x @ new((x.shape[-1], int(rng.integers(1, 4)))) + new(())


TENSOR_STEPS = [
    lambda x, new, rng: np.tanh(x), lambda x, new, rng: sigmoid(x) * x, lambda x, new, rng: relu(x) + 0.5,
    lambda x, new, rng: x * new((x.shape[-1],)), lambda x, new, rng: x + new((1, x.shape[-1])),
    lambda x, new, rng: x - new(()), lambda x, new, rng: x / (2 + np.cos(new((x.shape[-1],)))),
    _product_with_weights, lambda x, new, rng: (x.T * 2).T, lambda x, new, rng: softmax(x),
    lambda x, new, rng: x - np.mean(x, axis=-1, keepdims=True), lambda x, new, rng: np.maximum(x, new(())),
    lambda x, new, rng: np.concatenate([x, x * x], axis=1), lambda x, new, rng: x[:, ::-1] * 1.5,
    lambda x, new, rng: np.stack([x, new((x.shape[-1],)) * x])[1], lambda x, new, rng: (1 - x) ** 2,
    lambda x, new, rng: np.where(np.ones(x.shape[-1]), x, new(())), lambda x, new, rng: np.expand_dims(x, 0)[0],
    lambda x, new, rng: np.sum(x, axis=1, keepdims=True) * new((2,)), lambda x, new, rng: np.stack([x, x]).mT[0].T,
    lambda x, new, rng: np.max(x, axis=1, keepdims=True) + x,
]  # fmt: skip
MEANS = [
    lambda x, m: np.mean(x), lambda x, m: np.sum(np.mean(x, axis=0)), lambda x, m: np.sum(x) / m,
    lambda x, m: np.sum(x) * (1 / m), lambda x, m: np.sum(x) / (2 * m), lambda x, m: np.sum(x) / x.size,
    lambda x, m: np.sum(x), lambda x, m: np.mean(x) * 3, lambda x, m: m * np.mean(x**2),
]  # fmt: skip


def tensor_graph(seed, m, steps=6, means=MEANS):
    """The cost of m examples, and its parameters; the program and the parameters are the same for every m."""
    rng, data = np.random.default_rng(seed), np.random.default_rng((seed, m))
    parameters, names = [], count(1)

    def new(shape):
        # No size of a parameter is a number of examples that the tests try.
        parameters.append(Tensor(rng.normal(size=shape).round(3), f"w{next(names)}"))
        return parameters[-1]

    X = Tensor(data.normal(size=(m, int(rng.integers(1, 4)))), "X", constant=True)
    y = Tensor((data.random((m, 1)) > 0.5).astype(float), "y", constant=True)
    x = _product_with_weights(X, new, rng)
    for i in range(steps):
        x = TENSOR_STEPS[rng.integers(len(TENSOR_STEPS))](x, new, rng)
        if rng.random() < 0.5:
            x.label = f"s{i}"
    x = [lambda: (x - y) ** 2, lambda: np.where(y == 1, tanh(x), x * 0.5), lambda: x * y][rng.integers(3)]()
    J = means[rng.integers(len(means))](x, m)
    J.label = "J"
    return J, parameters


def gradients(J, parameters):
    """dJ/dw by label, as the engine computes them."""
    return {w.label: g for w, g in zip(parameters, grad(J, wrt=parameters), strict=True)}
