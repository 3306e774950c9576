"""NumPy, under the name that HIPS autograd gives it: here NumPy's own functions are differentiated."""

from numpy import *  # noqa: F403
from numpy import __all__ as __all__
