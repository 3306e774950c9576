"""Tables of text: rows in aligned columns."""

from collections.abc import Sequence

from autograd.names import clipped

FEWEST = 8  # letters that a column keeps


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
    widths = {i: max(map(len, column)) for i, column in enumerate(zip(*rows, strict=True))}
    left_out = iter(spare)
    while sum(widths.values()) + 2 * (len(widths) - 1) > width:
        i = next(left_out, -1)
        if i in widths:
            del widths[i]
            continue
        widest = max(widths, key=widths.__getitem__)
        if widths[widest] <= FEWEST:
            break
        widths[widest] -= 1
    return "\n".join("  ".join(f"{clipped(row[i], w):<{w}}" for i, w in widths.items()).rstrip() for row in rows)
