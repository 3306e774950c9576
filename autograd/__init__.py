"""A reverse-mode automatic differentiation engine whose heart is read in one sitting, and views of its graphs.

>>> from autograd import Value
>>> x = Value(2.0, label="x")
>>> J = (2 + 3 * x) ** 2
>>> J.backward()
>>> J.data, x.grad
(64.0, 48.0)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

import autograd.core  # refuses a folder that another package was installed into
import autograd.value_methods  # makes the rows methods of Value
import autograd.writers.text  # gives rules their texts and their help  # noqa: F401
from autograd.detection import detect_nan
from autograd.functional import grad, stop_gradient, value_and_grad
from autograd.jacobians import elementwise_grad, hessian, hvp, jacobian, jvp, vjp
from autograd.left_out import ELSEWHERE
from autograd.node import Node

# isort: off
from autograd.rules import affine, cos, exp, log, logistic_loss, logsumexp, maximum, minimum, relu, sigmoid, sin
from autograd.rules import softmax, softmax_loss, softplus, sqrt, tanh, where

# isort: on
from autograd.table import TABLE
from autograd.tensor import Tensor
from autograd.value import Value

__version__ = "0.1.0"

__all__ = [
    "Node", "Tensor", "Value",
    "elementwise_grad", "grad", "hessian", "hvp", "jacobian", "jvp", "stop_gradient", "value_and_grad", "vjp",
    "check_gradients", "compare", "detect_nan", "derive", "draw", "explain",
    "affine", "cos", "exp", "log", "logistic_loss", "logsumexp", "maximum", "minimum", "relu", "sigmoid", "sin",
    "softmax", "softmax_loss", "softplus", "sqrt", "tanh", "where",
    "__version__",
]  # fmt: skip

if TYPE_CHECKING:
    from autograd.judging.check_gradients import check_gradients
    from autograd.views.comparison.compare import compare
    from autograd.views.derivation.derive import derive
    from autograd.views.drawing.draw import draw
    from autograd.views.explanation.explain import explain
else:

    def __getattr__(name: str) -> Any:
        """Return a view, which is imported when it is first used, or a row of the table as a function."""
        if name == "check_gradients":
            return import_module("autograd.judging.check_gradients").check_gradients
        if name in ("compare", "derive", "draw", "explain"):
            return getattr(import_module("autograd.views"), name)
        if name in TABLE:
            return TABLE[name]
        if name in ELSEWHERE:
            raise AttributeError(f"chalkgrad has no {name}: {ELSEWHERE[name]}.")
        raise AttributeError(f"module 'autograd' has no attribute {name!r}, nor is it a row of the derivative table.")
