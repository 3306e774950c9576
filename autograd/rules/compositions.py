"""Operations that could be composed of others, but are exact, or fewer steps, as one."""

from typing import Any

import numpy as np

from autograd.rules.elementwise import sigmoid
from autograd.table import pullback, row

# fmt: off


def softmax_forward(x: Any) -> Any:
    """exp(x) / sum(exp(x)) along the last axis, shifted so that the largest exponent is 0."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def logsumexp_forward(x: Any) -> Any:
    """log(sum(exp(x))) along the last axis, shifted so that the largest exponent is 0."""
    largest = np.max(x, axis=-1, keepdims=True)
    return np.squeeze(largest + np.log(np.sum(np.exp(x - largest), axis=-1, keepdims=True)), -1)


softmax = pullback("softmax", softmax_forward,
                   lambda g, z, x: z * (g - np.sum(g * z, axis=-1, keepdims=True)),
                   saturates=True, needs="at least one axis", cases=[([(2, 3)], {}), ([(3,)], {})])
logsumexp = pullback("logsumexp", logsumexp_forward,
                     lambda g, z, x: np.expand_dims(g, -1) * softmax(x),
                     saturates=True, needs="at least one axis", cases=[([(2, 3)], {}), ([(3,)], {})])
softmax_loss = pullback("softmax_loss", lambda x, p, y: logsumexp(x) - np.sum(y * x, axis=-1),  # p = softmax(x)
                        lambda g, z, x, p, y: np.expand_dims(g, -1) * (softmax(x) - y), None,
                        lambda g, z, x, p, y: -np.expand_dims(g, -1) * x,
                        saturates=True, spelled=True, fuses="softmax and cross-entropy", needs="at least one axis",
                        cases=[([(2, 3)] * 3, {})])
# The cross-entropy of y and p = sigmoid(x), exact for any x: the derivative is known past p, which may round to 0 or 1.
logistic_loss = row("logistic_loss", lambda x, p, y: np.logaddexp(0, x) - y * x,
                    lambda z, x, p, y: sigmoid(x) - y, None, lambda z, x, p, y: -x, saturates=True, spelled=True,
                    fuses="sigmoid and cross-entropy")
