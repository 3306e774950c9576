"""Python names for the nodes of a graph, made from their labels."""

import keyword
import re
import unicodedata
from collections.abc import Mapping

from autograd.names import is_raw_number
from autograd.node import Node
from autograd.symbols import Name
from autograd.table import TABLE

# Names that derived code has for something else.
RESERVED = {"np", "m", "backprop", "step", "len", "float", "slice", "getattr"}
RESERVED |= {name for name, rule in TABLE.items() if rule.function}


def identifiers(names: Mapping[Node, str]) -> dict[Node, Name]:
    """Return a different identifier for every node of a graph, as near to its name as can be.

    Example:
        >>> from autograd import Value
        >>> x, y = Value(1.0, label="W1[0,2]"), Value(2.0, label="lambda")
        >>> list(identifiers({x: "W1[0,2]", y: "lambda"}).values())
        ['W1_0_2', 'lambda_']
    """
    identifier_of: dict[Node, Name] = {}
    used = set(RESERVED)
    for node, name in names.items():
        if is_raw_number(node):
            identifier_of[node] = Name(name)  # it is written as itself
            continue
        letters = unicodedata.normalize("NFKC", name)  # as Python reads identifiers
        plain = "".join(c if f"a{c}".isidentifier() else "_" for c in letters)
        plain = re.sub("_+", "_", plain).strip("_")
        if not plain.isidentifier():
            plain = f"v{plain}"
        if keyword.iskeyword(plain):
            plain += "_"
        while plain in used or f"d{plain}" in used:  # a gradient is called d and the name
            plain += "_"
        used |= {plain, f"d{plain}"}
        identifier_of[node] = Name(plain, name)
    return identifier_of
