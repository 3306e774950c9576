"""Tables of text: rows in aligned columns."""

from collections.abc import Sequence


def in_columns(tables: Sequence[Sequence[tuple[str, ...]]], width: int) -> str:
    """Return the first of some tables that fits in `width`, in aligned columns, or the first one cell by cell.

    Example:
        >>> table = [("step", "value"), ("1", "w * x")]
        >>> print(in_columns([table], 40))
        step  value
        1     w * x
        >>> print(in_columns([table], 5))
        step 1
          value: w * x
    """
    for rows in tables:
        widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
        if sum(widths) + 2 * (len(widths) - 1) <= width:
            padded = [[f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)] for row in rows]
            return "\n".join("  ".join(row).rstrip() for row in padded)
    head, *body = tables[0]
    lines = []
    for row in body:
        lines.append(f"{head[0]} {row[0]}")
        lines += [f"  {title}: {cell}" for title, cell in zip(head[1:], row[1:], strict=True)]
    return "\n".join(lines)
