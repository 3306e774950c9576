"""Tables of text: rows in aligned columns."""

from collections.abc import Sequence

from autograd.names import clipped


def in_columns(rows: Sequence[Sequence[str]], width: int, spare: Sequence[int] = ()) -> str:
    """Return rows in aligned columns, each on a line no wider than `width`.

    The `spare` columns are left out in their order, as far as it takes, and then the widest cells are cut.

    Example:
        >>> rows = [("step", "value", "result"), ("1", "w * x", "-3")]
        >>> print(in_columns(rows, 40))
        step  value  result
        1     w * x  -3
        >>> print(in_columns(rows, 14, spare=[2]))
        step  value
        1     w * x
    """
    widths = dict(enumerate(max(map(len, column)) for column in zip(*rows, strict=True)))

    def total() -> int:
        return sum(widths.values()) + 2 * (len(widths) - 1)

    for i in spare:
        if total() > width:
            del widths[i]
    while total() > width and max(widths.values()) > 8:  # fewer letters say nothing
        widths[max(widths, key=widths.__getitem__)] -= 1
    return "\n".join(["  ".join([clipped(row[i], w).ljust(w) for i, w in widths.items()]).rstrip() for row in rows])
