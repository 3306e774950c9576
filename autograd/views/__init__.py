"""Ways to look at a graph: a picture, backpropagation step by step, and a comparison with gradients by hand."""

from autograd.views.compare import Comparison, compare
from autograd.views.derivation import Derivation
from autograd.views.derive import derive
from autograd.views.differences import check_gradients
from autograd.views.draw import draw
from autograd.views.drawing import Drawing
from autograd.views.explain import Explanation, explain
from autograd.views.render import NoPictureError

__all__ = [
    "Comparison", "Derivation", "Drawing", "Explanation", "NoPictureError",
    "check_gradients", "compare", "derive", "draw", "explain",
]  # fmt: skip
