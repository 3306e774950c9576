"""Compare gradients: the engine's, those derived by hand, and central differences, side by side."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd.judging.asked import NOT_GIVEN, NotGiven
from autograd.judging.entries import DIGITS, Tolerance
from autograd.judging.judge import Judge
from autograd.node import Node
from autograd.views.comparison.comparison import Comparison
from autograd.views.reading import Reading


def compare(
    J: Node,
    by_hand: Mapping[Any, Any] | Callable[..., Any] | NotGiven | None = NOT_GIVEN,
    *,
    inputs: Any = (),
    wrt: str | Node | Sequence[str | Node] | None = None,
    rtol: float | None = None,
    atol: float = 0.0,
    digits: int = DIGITS,
    shapes: str = "exact",
    numeric: bool = True,
) -> Comparison:
    """Compare the engine's gradients of J with gradients derived by hand and with central differences.

    Asked is the gradient of every parameter, a leaf that is not constant, and whatever else is answered. Each
    entry is judged by itself. A wrong answer is explained by the mistake that gives its numbers, where one does.

    Args:
        J: a scalar node, a cost. Its `.grad` and those below it do not change.
        by_hand: dJ/dquantity by the label of the quantity, a parameter or a value on the way: {"W1": dW1, "z2": dz2}.
            The names "dW1" and "dz2" will do too, and so will nodes. An answer is a number, an array, a text such
            as "-1/4", or a function of quantities of the graph by their labels, which is called at other numbers
            too; one function may give all. If not given at all, central differences judge the engine.
        inputs: nodes, or lists of nodes, at which the graph begins: their gradients are asked for.
        wrt: what is asked, labels or nodes: ["W1", "b1"].
        rtol: the tolerated difference relative to each entry. If not given, 1e-7, and 1e-4 for answers in float32.
        atol: an absolute difference that is tolerated besides.
        digits: from how many significant digits on an answer may be a rounded one, which is right if the right
            number rounds to it: 0.2061 for 0.206117.
        shapes: "any" accepts (1, n) or (n, 1) for (n,); "exact" does not.
        numeric: whether to compute central differences as well, for at most 200 entries of an array.

    Returns:
        The comparison, a row for everything that was asked or answered. An answer that is no number, or belongs to
        nothing in the graph, is a row that is not ok, and says why.

    Raises:
        TypeError: if J is not a node, or by_hand neither a dict nor a function that returns one.
        ValueError: if J is not a scalar, nothing below it is labelled, `wrt` names nothing or what is not there, a
            tolerance is negative, or data changed after the forward pass.

    Example:
        >>> from autograd import Value
        >>> w = Value(3.0, label="w")
        >>> J = (2 + 3 * w) ** 2
        >>> compare(J, by_hand={"w": 66}).ok
        True
        >>> compare(J, by_hand={"w": 22}).rows[0].verdict
        'as if 3 were left out; right is dw = 2 * (2 + 3 * w) * 3'
        >>> compare(J, by_hand={}).unanswered
        ['w']
    """
    reading = Reading(J, "compare", inputs)
    if shapes not in ("exact", "any"):
        raise ValueError(f"shapes={shapes!r}: take 'exact', or 'any' to accept (1, n) for (n,).")
    judge = Judge(reading.order, reading.names, reading.copies, wrt, Tolerance(rtol, atol, digits, shapes == "any"))
    return Comparison(judge.judge(by_hand, numeric))
