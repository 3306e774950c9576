"""The pictures of a network, as its methods: each fetches its view when it is called.

A figure shows itself in a notebook and has `.save(path)`.
"""

from typing import Any

from numpy.typing import ArrayLike

from nn.lookup import also_called


def draw_network(model: Any) -> Any:
    """Return the network as columns of units in order, with a line for each weight, as a figure."""
    from nn.views.network import network

    return network(model)


def plot_boundary(model: Any, X: ArrayLike, y: ArrayLike) -> Any:
    """Return what the network says of every point, and the examples (X, y) of one or two features, as a figure."""
    from nn.views.boundary import boundary

    return boundary(model, X, y)


def plot_weights(model: Any, shape: tuple[int, int] | None = None, layer: int | str | None = None) -> Any:
    """Return the weights of each unit of a layer, by default the first Dense one, as images of that shape."""
    from nn.views.images import weights

    return weights(model, shape, layer)


def plot_saturation(model: Any, X: ArrayLike, y: ArrayLike) -> Any:
    """Return the activations of each layer and the sizes of its gradients for these examples, as a figure."""
    from nn.views.saturation import saturation

    return saturation(model, X, y)


def plot_mistakes(model: Any, X: ArrayLike, y: ArrayLike, shape: tuple[int, int] | None = None) -> Any:
    """Return the examples that are images of that shape and that the network gets wrong, as a figure."""
    from nn.views.images import mistakes

    return mistakes(model, X, y, shape)


def playground(model: Any, X: ArrayLike, y: ArrayLike) -> Any:
    """Return a page on which the network goes on learning from these examples: `.save("playground.html")`.

    It computes by itself, without a server: forward and backward are the program derived from the network's Values,
    and its first epochs, in Python's order of the examples, are those of `fit`.

    Raises:
        ValueError: for more than 2,000 weights, another optimizer than GradientDescent, or Dropout.
    """
    from nn.views.playground import Playground

    return Playground(model, X, y)


@also_called()
def summary(model: Any) -> None:
    """Print one line per layer: its output shape and its number of parameters."""
    from nn.views.summary import summary_table

    print(summary_table(model.layers, model.features))
