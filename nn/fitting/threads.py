"""Threads of BLAS, which multiplies the matrices: for the products of a small step they cost more than they give.

tests/bench/README.md has the table: a second thread gave at most a fifth, and took up to three quarters.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from importlib.util import find_spec
from typing import Any

from autograd import Node

SMALL_STEP = 1e9  # operations in the products of a step


def threads_for(batch_size: int, parameters: Iterable[Node]) -> AbstractContextManager[Any]:
    """Return a context in which BLAS takes one thread where the steps are small, if threadpoolctl is installed.

    A step multiplies each example with each weight, once forwards and twice backwards: two operations each.
    """
    operations = 6 * batch_size * sum(w.size for w in parameters)
    if operations > SMALL_STEP or find_spec("threadpoolctl") is None:
        return nullcontext()
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="blas")  # type: ignore[no-any-return]
