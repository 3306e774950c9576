"""Job G: a small GPT learns to spell names, number by number, on any class of scalars with micrograd's interface."""

import random
from itertools import chain

NAMES = ["isabella", "benjamin", "penelope", "jonathan", "victoria", "nicholas", "caroline", "santiago", "savannah"]
SYMBOLS = 27  # the letters, and the boundary of a name
BOUNDARY = 26
WIDTH, HEADS, BLOCK = 16, 4, 9  # a block: the boundary and eight letters


def product(W, x):
    """Return the matrix W times the vector x."""
    return [sum(w * xi for w, xi in zip(row, x, strict=True)) for row in W]


def normalized(x):
    """Return x divided by the root of its mean square (RMSNorm)."""
    scale = (sum(xi * xi for xi in x) / len(x) + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def softmax(z):
    largest = max(zi.data for zi in z)
    powers = [(zi - largest).exp() for zi in z]
    total = sum(powers)
    return [power / total for power in powers]


def attended(query, keys, values):
    """Return the mean of the values so far, each weighted by how well its key fits the query, head by head."""
    size = WIDTH // HEADS
    result = []
    for start in range(0, WIDTH, size):
        head = slice(start, start + size)
        scores = [sum(q * k for q, k in zip(query[head], key[head], strict=True)) / size**0.5 for key in keys]
        weights = softmax(scores)
        for j in range(start, start + size):
            result.append(sum(weight * value[j] for weight, value in zip(weights, values, strict=True)))
    return result


def cost_of(name, weights):
    """Return the mean cross-entropy of each letter of the name, and of its end, after those before it."""
    letters = [ord(letter) - ord("a") for letter in name]
    keys, values, losses = [], [], []
    for position, (symbol, following) in enumerate(zip([BOUNDARY, *letters], [*letters, BOUNDARY], strict=True)):
        x = [t + p for t, p in zip(weights["token"][symbol], weights["position"][position], strict=True)]
        a = normalized(x)
        keys.append(product(weights["key"], a))
        values.append(product(weights["value"], a))
        heads = attended(product(weights["query"], a), keys, values)
        x = [xi + h for xi, h in zip(x, product(weights["heads"], heads), strict=True)]
        hidden = [h.relu() for h in product(weights["up"], normalized(x))]
        x = [xi + h for xi, h in zip(x, product(weights["down"], hidden), strict=True)]
        probabilities = softmax(product(weights["logits"], normalized(x)))
        losses.append(-probabilities[following].log())
    return sum(losses) / len(losses)


def trainer(Value):
    """Return a function that learns from the next name, by Adam, and gives its cost."""
    random.seed(1)
    square = (WIDTH, WIDTH)
    shapes = {
        "token": (SYMBOLS, WIDTH), "position": (BLOCK, WIDTH), "query": square, "key": square, "value": square,
        "heads": square, "up": (4 * WIDTH, WIDTH), "down": (WIDTH, 4 * WIDTH), "logits": (SYMBOLS, WIDTH),
    }  # fmt: skip
    weights = {
        name: [[Value(random.gauss(0, 0.2)) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in shapes.items()
    }
    parameters = list(chain.from_iterable(row for matrix in weights.values() for row in matrix))
    means, squares = [0.0] * len(parameters), [0.0] * len(parameters)
    count = 0

    def step():
        nonlocal count
        cost = cost_of(NAMES[count % len(NAMES)], weights)
        cost.backward()
        count += 1
        for i, p in enumerate(parameters):
            means[i] = 0.9 * means[i] + 0.1 * p.grad
            squares[i] = 0.99 * squares[i] + 0.01 * p.grad**2
            mean, square = means[i] / (1 - 0.9**count), squares[i] / (1 - 0.99**count)
            p.data -= 0.01 * mean / (square**0.5 + 1e-8)
            p.grad = 0
        return cost.data

    return step
