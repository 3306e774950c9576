"""Four expressions from lessons, each as a page on which numbers can be dragged, and as a derivation in LaTeX."""

from pathlib import Path
from typing import Any

import numpy as np

from autograd import Value, derive, exp, explain, log, relu, tanh
from nn import Sequential
from nn.layers import Dense, Input

OUTPUT = Path("output")


def small() -> Value:
    """Return the expression of micrograd's README: its value is 24.7041, its gradients are 138.8338 and 645.5773."""
    a, b = Value(-4.0, label="a"), Value(2.0, label="b")
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + relu(b + a)
    d = d + 3 * d + relu(b - a)
    e = c - d
    f = e**2
    g: Value = f / 2.0 + 10.0 / f
    for node, label in ((c, "c"), (d, "d"), (e, "e"), (f, "f"), (g, "g")):
        node.label = label
    return g


def recurrent() -> Value:
    """Return two steps of a recurrent network: the same weights are used twice, so each gradient has two paths."""
    w, u, b = Value(0.5, label="w"), Value(-0.8, label="u"), Value(0.1, label="b")
    h: Any = Value(0.0, label="h0", constant=True)
    for t, x in ((1, 1.0), (2, -2.0)):
        h = tanh(w * Value(x, label=f"x{t}", constant=True) + u * h + b)
        h.label = f"h{t}"
    J: Value = (h - Value(0.5, label="y", constant=True)) ** 2
    J.label = "J"
    return J


def softmax_of_three() -> Value:
    """Return the cross-entropy of the first of three classes: every logit is in every probability."""
    powers = []
    for i, logit in enumerate((2.0, 1.0, -1.0), start=1):
        powers.append(exp(Value(logit, label=f"z{i}")))
        powers[-1].label = f"e{i}"
    p = powers[0] / (powers[0] + powers[1] + powers[2])
    p.label = "p1"
    J: Value = -log(p)
    J.label = "J"
    return J


def network() -> Value:
    """Return the cost of one example in a network of 2-3-1 units."""
    model = Sequential([Input(2), Dense(3, "tanh"), Dense(1, "sigmoid")], seed=1)
    model.compile("binary_crossentropy")
    J: Value = model.as_values().cost(np.array([[1.0, -2.0]]), [1])
    return J


EXPRESSIONS = {"small": small, "recurrent": recurrent, "softmax": softmax_of_three, "network": network}


def main() -> None:
    """Write a page and a LaTeX document for each."""
    OUTPUT.mkdir(exist_ok=True)
    for name, expression in EXPRESSIONS.items():
        J = expression()
        J.backward()
        page = explain(J).save(OUTPUT / f"{name}.html")
        document = derive(J).save(OUTPUT / f"{name}.tex")
        print(f"{name:<10} {J.label} = {J.data:<8.4g} Written: {page}, {document}")


if __name__ == "__main__":
    main()
