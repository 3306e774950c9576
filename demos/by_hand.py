"""A gradient derived by hand, with three classic mistakes: each is found and named."""

import numpy as np

from autograd import compare
from demos import textbook
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy


def main() -> None:
    """Compare wrong gradients, and then the right ones, with the engine's and with central differences."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(8, 3)), rng.integers(0, 2, (8, 1)).astype(float)
    model = Sequential([Input(3), Dense(4, "sigmoid"), Dense(4, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    J = model.cost(X, Y)

    right = textbook.gradients(X, Y, model.get_weights())
    mistakes = {
        "the mean over the m examples is forgotten": {"W3": right["W3"] * len(X)},
        "the matrix is the wrong way round": {"W2": right["W2"].T},
        "the sum over the examples is forgotten": {"b1": right["z1"]},
    }
    for mistake, wrong in mistakes.items():
        comparison = compare(J, right | wrong)
        row = next(row for row in comparison.rows if not row.ok)
        print(f"A student's mistake: {mistake}.")
        print(f"  Found, first in backward order: d{comparison.first_difference}: {row.verdict}\n")

    comparison = compare(J, right)
    print(f"The right gradients, three ways; all equal: {comparison.ok}\n\n{comparison}")


if __name__ == "__main__":
    main()
