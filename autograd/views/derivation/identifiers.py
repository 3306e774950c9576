"""Python names for the nodes of a graph, made from their labels."""

import keyword
import re
import unicodedata
from collections.abc import Sequence

from autograd.names import is_raw_number, names_of
from autograd.node import Node
from autograd.symbols import Name
from autograd.table import TABLE

# What derived code calls by these names.
TAKEN = {"np", "m", "backprop", "step", "move", "len", "float", "slice", "getattr"}
TAKEN |= {name for name, rule in TABLE.items() if rule.function}


def identifiers(nodes: Sequence[Node]) -> dict[Node, Name]:
    """A different identifier for every node of a graph, the cost last, as near to its name in pictures as can be.

    Example:
        >>> from autograd import Value
        >>> x, y = Value(1.0, label="W1[0,2]"), Value(2.0, label="lambda")
        >>> list(identifiers([x, y, x * y]).values())
        ['W1_0_2', 'lambda_', 'J']
    """
    found: dict[Node, Name] = {}
    used = set(TAKEN)
    for node, name in names_of(nodes).items():
        if is_raw_number(node):
            found[node] = Name(name)  # it is written as itself
            continue
        letters = unicodedata.normalize("NFKC", name)  # as Python reads identifiers
        plain = re.sub("_+", "_", "".join(c if f"a{c}".isidentifier() else "_" for c in letters)).strip("_") or "v"
        plain = plain if plain.isidentifier() else f"v{plain}"
        plain = f"{plain}_" if keyword.iskeyword(plain) else plain
        while plain in used or f"d{plain}" in used:  # a gradient is called d and the name
            plain += "_"
        used |= {plain, f"d{plain}"}
        found[node] = Name(plain, name)
    return found
