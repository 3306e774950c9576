"""Ways to look at a graph: a picture, and backpropagation step by step."""

from autograd.views.draw import Drawing, draw
from autograd.views.explain import Explanation, explain

__all__ = ["Drawing", "Explanation", "draw", "explain"]
