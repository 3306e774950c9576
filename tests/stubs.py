"""The stub of `autograd/methods.py`, as the table says: `make stubs` writes it, and a test compares it with that."""

from pathlib import Path

import autograd
from autograd.formulas import signature
from autograd.operators import NUMPYS_METHODS, Operand
from autograd.table import TABLE

STUB = Path(autograd.__file__).with_name("methods.pyi")
HEAD = '''"""The rows of the table as methods. Written by `make stubs`: change the table, not this file."""

from typing import Any, Self

from autograd.node import Node

class Methods:
'''
OPERATORS = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"]
# What operators.py and its classes define themselves, which a node answers with a node.
OWN = """
    def __neg__(self) -> Self: ...
    def __pos__(self) -> Self: ...
    def __abs__(self) -> Self: ...
    def __getitem__(self, key: Any) -> Node: ...
    @property
    def T(self) -> Node: ...
    @property
    def mT(self) -> Node: ...
    def reshape(self, *shape: Any) -> Node: ...
    def transpose(self, *axes: Any) -> Node: ...
    def flatten(self) -> Node: ...
"""


def method(rule):
    """Return the line of a row: of the same kind as the node if it is done entry by entry, else any node."""
    _, *others = signature(rule.forward).parameters.values()
    parameters = [f"{p.name}: Any" + (" = ..." if p.default is not p.empty else "") for p in others]
    single = rule.elementwise and not parameters
    return f"    def {rule.name}({', '.join(['self', *parameters])}) -> {'Self' if single else 'Node'}: ..."


def stub(rows=TABLE):
    """Return the text of the stub."""
    lines = []
    for name in OPERATORS:
        if hasattr(Operand, f"__{name}__"):
            lines += [f"    def __{side}{name}__(self, other: Any) -> Node: ..." for side in ("", "r")]
    methods = [method(rule) for name, rule in rows.items() if getattr(getattr(Operand, name, None), "is_row", False)]
    methods += [f"    def {name}(self, *args: Any, **options: Any) -> Node: ..." for name in NUMPYS_METHODS]
    return HEAD + "\n".join(lines) + OWN + "\n".join(methods) + "\n"


def main():
    """Write the stub."""
    STUB.write_text(stub(), encoding="utf-8")


if __name__ == "__main__":
    main()
