"""A 2-3-1 network twice, as Tensors and as Values: both graphs, and the same gradients in both."""

from pathlib import Path

import numpy as np

from autograd import draw, explain
from autograd.views import NoPictureError
from nn import Sequential
from nn.layers import Dense, Input
from nn.losses import BinaryCrossentropy
from nn.scalars import gradients

OUTPUT = Path("output")


def main() -> None:
    """Build both, compare their gradients, and write both pictures."""
    model = Sequential([Input(2), Dense(3, "sigmoid"), Dense(1, "sigmoid")], seed=1)
    model.compile(loss=BinaryCrossentropy())
    tiny = model.as_values()  # the same Dense code, every weight a Value
    X, Y = np.array([[0.5, -1.2]]), np.array([1.0])

    J, scalar_J = model.cost(X, Y), tiny.cost(X, Y)
    J.backward()
    scalar_J.backward()
    print(f"J = {float(J):.6f} as Tensors, {float(scalar_J):.6f} as Values\n")
    for layer, tiny_layer in zip(model.layers, tiny.layers, strict=True):
        for tensor, values in zip(layer.parameters, tiny_layer.parameters, strict=True):
            apart = np.abs(gradients(tensor) - gradients(values)).max()
            print(f"dJ/d{tensor.label}: {tensor.size} numbers, {apart:.1e} apart at most")

    OUTPUT.mkdir(exist_ok=True)
    written = [explain(J, alpha=0.1).save(OUTPUT / "network_steps.html")]
    try:
        written.append(draw(J).save(OUTPUT / "network_tensors.png"))
        written.append(draw(scalar_J, flow=True).save(OUTPUT / "network_values.png"))
    except NoPictureError as error:
        print(f"\n{error}")
    print("\nWritten: " + ", ".join(map(str, written)))


if __name__ == "__main__":
    main()
