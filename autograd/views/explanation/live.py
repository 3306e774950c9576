"""The program of a page that computes: both passes of a graph of single numbers, in JavaScript."""

from typing import Any

from autograd.graph import contributions
from autograd.names import is_raw_number
from autograd.node import Node
from autograd.programs.derivable import check_derivable
from autograd.symbols import Symbol
from autograd.views.edges import rule_of, unrepeated
from autograd.views.explanation.passes import Steps
from autograd.writers.javascript import PRELUDE, Javascript, NoSpellingError

ARRAYS = "The numbers of this graph are arrays, which the page shows as they were computed."


def program(steps: Steps, each_edge: bool = True) -> tuple[str, str]:
    """Return the program, and the reason why there is none: "" for one of them.

    It defines `forward(v)`, which computes every value of the array v from those of the leaves, and
    `backward(v, local, adds, after, g)`, which fills in the numbers of each edge in the order of the steps, and adds up
    the gradients g; that alone if not `each_edge`. Each line is a row of the table, read by the one chain rule.
    """
    order = steps.reading.order
    if any(node.ndim or (node.rule and not node.rule.elementwise) for node in order):
        return "", ARRAYS
    try:
        check_derivable(order, unchanged=False)  # the page begins with the data of the forward pass
        return _written(steps, each_edge), ""
    except (ValueError, NoSpellingError) as error:
        return "", f"This page can't compute other numbers: {error}"


def _written(steps: Steps, each_edge: bool) -> str:
    """Return the text of the program."""
    index = {node: i for i, node in enumerate(steps.reading.order)}
    values = {n: float(n.raw) if is_raw_number(n) else Symbol(f"v[{i}]", shape=()) for n, i in index.items()}

    def write(x: Any) -> str:
        return Javascript().text(unrepeated(x))

    def read(node: Node) -> tuple[Any, list[Any]]:
        return values[node], [values[parent] for parent in node.parents]

    lines = [PRELUDE + "const forward = v => {"]
    for node, i in index.items():
        if node.rule is not None:
            lines.append(f"v[{i}] = {write(Symbol(shape=(), rule=node.rule, inputs=tuple(read(node)[1])))};")
    lines.append("};\nconst backward = (v, local, adds, after, g) => {")
    for e, step in enumerate(steps.backward):
        derivative = rule_of(step.node).derivative(step.i, *read(step.node))
        upstream = Symbol(f"g[{index[step.node]}]", shape=())
        added = dict(contributions(step.node, upstream, {step.parent}, read))[step.i]
        lines += [f"local[{e}] = {write(derivative)};"] if each_edge else []
        after, adds = (f"after[{e}] = ", f"adds[{e}] = ") if each_edge else ("", "")
        lines.append(f"{after}g[{index[step.parent]}] += {adds}{write(added)};")
    return "\n".join([*lines, "};"])
