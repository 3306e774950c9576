"""Rows that somebody adds to the table, and that are gone afterwards."""

from contextlib import contextmanager

from autograd import Value
from autograd.operators import Operand
from autograd.table import NUMPY, ON_NEW_ROW, TABLE


def rows_as_they_are():
    return [(table, dict(table)) for table in (TABLE, NUMPY)]


def put_back(before):
    for name in set(TABLE).difference(before[0][1]):
        for kind in (Operand, Value):  # its method goes too
            if getattr(vars(kind).get(name), "is_row", False):
                delattr(kind, name)
    for table, rows in before:
        table.clear()
        table.update(rows)
    for rule in TABLE.values():
        for listener in ON_NEW_ROW:
            listener(rule)


@contextmanager
def rows_of_its_own():
    before = rows_as_they_are()
    try:
        yield
    finally:
        put_back(before)
