"""Tables of text: rows in aligned columns."""

from collections.abc import Sequence


def in_columns(rows: Sequence[tuple[str, ...]], width: int) -> str:
    """Rows in aligned columns; where they don't fit in `width`, each row on lines of its own.

    Example:
        >>> print(in_columns([("step", "value"), ("1", "w * x")], 40))
        step  value
        1     w * x
        >>> print(in_columns([("step", "value"), ("1", "w * x")], 5))
        step 1
          value: w * x
    """
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        return "\n".join("  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)).rstrip() for row in rows)
    head, *body = rows
    lines = []
    for row in body:
        lines.append(f"{head[0]} {row[0]}")
        lines += [f"  {title}: {cell}" for title, cell in zip(head[1:], row[1:], strict=True)]
    return "\n".join(lines)
