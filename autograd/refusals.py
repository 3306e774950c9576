"""Errors of NumPy in words of our own: which function, what it was called with, and what it needs."""

IMPOSSIBLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError, ZeroDivisionError)
PUBLIC = ("builtins", "numpy.linalg", "numpy.exceptions")  # where kinds of errors stand that take a message alone


def reworded(error: Exception, message: str) -> Exception:
    """Return an error of the same public kind with another message.

    Example:
        >>> reworded(KeyError("i"), "no row i")
        KeyError('no row i')
    """
    kinds = [kind for kind in type(error).__mro__ if kind.__module__ in PUBLIC]
    return kinds[0](message)  # type: ignore[no-any-return]
