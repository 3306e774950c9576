"""The neuron that the tests of the views look at."""

from autograd import Value, log, sigmoid


def neuron():
    """The cost, and the two parameters below it."""
    w, x, b = Value(2.0, "w"), Value(-1.5, "x", constant=True), Value(0.5, "b")
    z = w * x + b
    z.label = "z"
    J = -log(sigmoid(z))
    J.label = "J"
    return J, w, b
