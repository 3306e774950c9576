"""Ways to look at a graph: a picture, and backpropagation step by step."""

from autograd.views.draw import draw
from autograd.views.drawing import Drawing
from autograd.views.explain import Explanation, explain
from autograd.views.render import NoPictureError

__all__ = ["Drawing", "Explanation", "NoPictureError", "draw", "explain"]
