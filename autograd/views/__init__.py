"""Ways to look at a graph, a folder for each of the four verbs, which is loaded when it is first asked for."""

from importlib import import_module
from typing import Any

DOORS = {
    "Comparison": "comparison.comparison",
    "Derivation": "derivation.derivation",
    "Drawing": "drawing.drawing",
    "Explanation": "explanation.explain",
    "NoPictureError": "drawing.render",
    "compare": "comparison.compare",
    "derive": "derivation.derive",
    "draw": "drawing.draw",
    "explain": "explanation.explain",
}


def __getattr__(name: str) -> Any:
    """Return the object that one of the folders has under that name."""
    if name in DOORS:
        return getattr(import_module(f"autograd.views.{DOORS[name]}"), name)
    raise AttributeError(f"module 'autograd.views' has no attribute {name!r}")
