"""The pictures of a network, as its methods; each is loaded when it is first asked for."""

from typing import Any

import numpy.typing as npt


class Pictured:
    """What a network can be looked at with. A figure shows itself in a notebook and has `.save(path)`."""

    def draw(self) -> Any:
        """The network as columns of units in order, with a line for each weight, as a figure.

        `draw_unit` draws what stands behind one of the units.
        """
        from nn.views.network import network

        return network(self)

    def draw_unit(self, layer: int | str, unit: int, x: npt.ArrayLike, y: npt.ArrayLike) -> Any:
        """The graph of one unit for one example x with target y, card by card, as a Drawing.

        Args:
            layer: its name, "dense_1", or its place, from 0.
            unit: its place in the layer, from 0.
            x: the inputs of one example, (features,).
            y: its target.
        """
        from nn.views.network import unit_graph

        return unit_graph(self, x, y, layer, unit)

    def plot_boundary(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Any:
        """What the network says of every point, and the examples (X, y) of one or two features, as a figure."""
        from nn.views.boundary import boundary

        return boundary(self, X, y)

    def plot_weights(self, shape: tuple[int, int] | None = None, layer: int | str | None = None) -> Any:
        """The weights of each unit of a layer, by default the first Dense one, as images of that shape, as a figure."""
        from nn.views.images import weights

        return weights(self, shape, layer)

    def plot_saturation(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Any:
        """The activations of each layer and the sizes of its gradients for these examples, as a figure."""
        from nn.views.saturation import saturation

        return saturation(self, X, y)

    def plot_mistakes(self, X: npt.ArrayLike, y: npt.ArrayLike, shape: tuple[int, int] | None = None) -> Any:
        """The examples that are images of that shape and that the network gets wrong, as a figure."""
        from nn.views.images import mistakes

        return mistakes(self, X, y, shape)

    def playground(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Any:
        """A page on which the network goes on learning from these examples: `.save("playground.html")`.

        It computes by itself, without a server: forward and backward are the program derived from the network's Values,
        and its first epochs, dealt in Python's order, are those of `fit`.

        Raises:
            ValueError: for more than 2,000 weights, another optimizer than GradientDescent, or Dropout.
        """
        from nn.views.playground import Playground

        return Playground(self, X, y)
