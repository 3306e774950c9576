"""One logistic neuron, J = BCE(sigmoid(w1 x1 + w2 x2 + b), y): backpropagation step by step."""

from pathlib import Path

from autograd import Value, derive, draw, explain, log, sigmoid
from autograd.views import NoPictureError

OUTPUT = Path("output")


def neuron(weight: float = 2.0) -> Value:
    """Return the cost of one example, with a name for every value on the way. y is the probability of class 1."""
    x1 = Value(-1.0, label="x1", constant=True)
    x2 = Value(1.5, label="x2", constant=True)
    y = Value(0.8, label="y", constant=True)
    w1, w2, b = Value(weight, label="w1"), Value(-3.0, label="w2"), Value(6.88, label="b")
    z = w1 * x1 + w2 * x2 + b
    z.label = "z"
    a = sigmoid(z)
    a.label = "a"
    J: Value = -y * log(a) - (1 - y) * log(1 - a)  # binary cross-entropy, written out
    J.label = "J"
    return J


def main() -> None:
    """Print the table, and write the graph as a picture, the steps as a page, and the derivation in LaTeX."""
    J = neuron()
    explained = explain(J, alpha=0.1)
    print(explained)

    J.backward()
    drawing = draw(J, show="both")
    OUTPUT.mkdir(exist_ok=True)
    written = [explained.save(OUTPUT / "neuron_steps.html"), derive(J).save(OUTPUT / "neuron.tex")]
    try:
        written += [drawing.save(OUTPUT / "neuron.svg"), drawing.save(OUTPUT / "neuron.png")]
    except NoPictureError as error:
        print(f"\n{error}")
    print("\nWritten: " + ", ".join(map(str, written)) + " (open the page in a browser)")


if __name__ == "__main__":
    main()
