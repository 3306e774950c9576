"""A 400-25-15-1 network learns to tell handwritten zeros from ones, in Keras's three steps."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from demos import by_hand
from nn import Sequential
from nn.layers import Dense
from nn.losses import BinaryCrossentropy

DATA = Path(__file__).parent / "data" / "digits01.npz"
OUTPUT = Path("output")

Array = npt.NDArray[np.float64]


def load_digits() -> tuple[Array, Array, Array, Array]:
    """Return 800 digits to learn from and 200 to test on: X of shape (m, 400), ink from 0 to 1, and Y of shape (m,)."""
    with np.load(DATA) as file:
        images, answers = file["X"] / 255, file["y"].astype(float)
    return images[:800], answers[:800], images[800:], answers[800:]


def picture(image: Array) -> str:
    """Return a 20 x 20 image as text, every second row, since letters are twice as tall as wide."""
    lines = []
    for row in image.reshape(20, 20)[::2]:
        letters = [" .:*#"[int(ink * 4.99)] for ink in row]
        lines.append("".join(letters).rstrip())
    return "\n".join(lines)


def main() -> None:
    """Train, test, look, check a gradient, and write the files."""
    X, Y, X_test, Y_test = load_digits()
    print(f"{len(X)} digits to learn from, {len(X_test)} to test on, each {X.shape[1]} numbers from 0 to 1\n")

    # Step 1: how the output f(x) is computed, given x and the parameters W, b.
    model = Sequential(
        [
            Dense(units=25, activation="sigmoid"),
            Dense(units=15, activation="sigmoid"),
            Dense(units=1, activation="sigmoid"),
        ],
        seed=1,  # so that neighbours see the same numbers
    )
    # Step 2: the loss L(f(x), y) of one example; the cost J(W, b) is its mean over the m examples.
    model.compile(loss=BinaryCrossentropy())
    # Step 3: minimise J(W, b) by gradient descent, w -= alpha * dw.
    model.fit(X, Y, epochs=100)

    print()
    model.summary()
    print(f"\nThe cost J over the epochs\n{model.history.chart()}")

    probability = model.predict(X_test).ravel()
    right = (probability > 0.5) == (Y_test == 1)
    print(f"\nTest accuracy: {right.mean():.1%} of {len(right)} digits the network has never seen")
    least_sure = np.argmin(np.abs(probability - 0.5))
    for i in (0, 4, least_sure):
        print(f"\nP(one) = {probability[i]:.4f}, and it is a {Y_test[i]:.0f}")
        if i == least_sure:
            print("(the digit it is least sure of)")
        print(picture(X_test[i]))

    J = model.cost(X, Y)
    J.backward()
    hand = by_hand.gradients(X, Y.reshape(-1, 1), model.get_weights())["W1"]
    engine = model.parameters[0].grad
    rows, columns = engine.shape
    print(f"\ndJ/dW1, {rows} x {columns} numbers: the engine's and the hand-written formula's differ")
    print(f"by {np.abs(engine - hand).max():.1e} at most, where the largest entry is {np.abs(hand).max():.1e}")

    OUTPUT.mkdir(exist_ok=True)
    written = [OUTPUT / "digits_model.npz", OUTPUT / "digits_curve.csv"]
    model.save(written[0])
    model.history.save_csv(written[1])
    try:
        model.history.plot(OUTPUT / "digits_curve.png")
        written.append(OUTPUT / "digits_curve.png")
    except ImportError as error:
        print(f"\nNo picture of the curve: {error}")
    print("\nWritten: " + ", ".join(map(str, written)))


if __name__ == "__main__":
    main()
