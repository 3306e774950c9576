"""Backpropagation as the program one would write by hand: derived from the graph, read, run and compared."""

import numpy as np

from autograd import derive
from demos import by_hand
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy


def main() -> None:
    """Print the derived code of a network, and how far its gradients are from those derived by hand."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(1000, 400)), rng.integers(0, 2, (1000, 1)).astype(float)
    model = Sequential(
        [Input(400), Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")],
        seed=1,
    )
    model.compile(loss=BinaryCrossentropy())

    backprop = derive(model.cost(X[:2], Y[:2]))  # two examples are enough to read the graph
    print(f"The graph of 400-25-15-1 as code:\n\n{backprop}\n")

    _, gradients = backprop(X=X, y=Y)
    hand = by_hand.gradients(X, Y, model.get_weights())
    print("Run on 1,000 examples, the largest difference from the gradients derived by hand:")
    for name, dw in gradients.items():
        print(f"  d{name}: {np.max(np.abs(dw - hand[name])):.1e} apart")

    print("\nWhat model.fit runs ends with the update:\n")
    print(model.derive(X, Y).source.partition("# update")[2])


if __name__ == "__main__":
    main()
