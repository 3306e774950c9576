"""Training one can watch: a boundary that forms, weights as images, a saturated layer, a cost that diverges, a page."""

from pathlib import Path

import numpy as np

from demos.digits import load_digits
from nn import Dense, Sequential
from nn.callbacks import Snapshots
from nn.losses import BinaryCrossentropy
from nn.optimizers import GradientDescent

OUTPUT = Path("output")


def main() -> None:
    """Write five pictures and a page, each from a run of its own."""
    OUTPUT.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2))
    Y = (X[:, 0] * X[:, 1] > 0).astype(float)  # which quadrant: no line can separate it

    model = Sequential([Dense(6, "tanh"), Dense(4, "tanh"), Dense(1, "sigmoid")], seed=3)
    model.compile(loss=BinaryCrossentropy(), optimizer=GradientDescent(alpha=0.3))
    page = model.playground(X, Y).save(OUTPUT / "watched_playground.html")
    print(f"A page on which students train the network themselves: {page}")

    history = model.fit(X, Y, epochs=80, verbose=0, callbacks=[Snapshots(every=16)])
    try:
        film = history.animate(X, Y).save(OUTPUT / "watched_boundary.gif")
    except ImportError as error:
        print(f"\nNo pictures: {error}")
        return
    print(f"A boundary that forms in {len(history.epoch)} epochs: {film}")
    print(f"The network, its weights as lines: {model.draw().save(OUTPUT / 'watched_network.png')}")

    digits, answers, _, _ = load_digits()
    reader = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    reader.compile(loss=BinaryCrossentropy())
    reader.fit(digits, answers, epochs=60, verbose=0)
    weights = reader.plot_weights(shape=(20, 20)).save(OUTPUT / "watched_weights.png")
    print(f"What 25 hidden units look for in a digit: {weights}")

    print("\nInputs that reach into the thousands saturate a sigmoid network, and fit says so:", flush=True)
    far = X * [1, 2000]
    still = Sequential([Dense(25, "sigmoid"), Dense(15, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    still.compile(loss=BinaryCrossentropy())
    still.fit(far, Y, epochs=100, verbose=0)
    print(f"Layer by layer: {still.plot_saturation(far, Y).save(OUTPUT / 'watched_saturation.png')}")

    print("\nWith the mean squared error such inputs let the cost grow:", flush=True)
    house = Sequential([Dense(1)], seed=1)
    house.compile(loss="mse")
    curve = house.fit(10 * X, X[:, 0], epochs=8, verbose=0).plot()
    print(f"The curve: {curve.save(OUTPUT / 'watched_diverging.png')}")


if __name__ == "__main__":
    main()
