"""Methods: the rows of the table as methods of nodes, `x.exp()`, for type checkers.

`operators.py` makes each row a method when it is added, which no checker can see. It reads `methods.pyi` instead, which
`make stubs` writes from the table.
"""


class Methods:
    """A node as a type checker knows it: the methods that are rows, and operators that give nodes."""

    __slots__ = ()
