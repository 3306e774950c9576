"""The program of a graph: both passes of its trace, and the text of the function that computes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from autograd.names import number_text
from autograd.programs.cells import Cell
from autograd.programs.program import Program, program_of
from autograd.programs.source import source, with_gradients
from autograd.programs.trace import Trace

SEVERAL = "For two examples or more, as np.squeeze would drop the axis of one. Name the axis: np.squeeze(x, axis=1)."


@dataclass(frozen=True)
class Backprop:
    """The function `backprop` of a graph, which gives J and its gradients by label.

    Attributes:
        trace: the graph read with symbols.
        program: its cells in order.
        source: the program as a module that needs nothing but NumPy.
        gradients: the gradient of every parameter that the graph reaches, by label.
    """

    trace: Trace
    program: Program
    source: str
    gradients: Mapping[str, Cell]


def backprop(trace: Trace, note: str = "") -> Backprop:
    """Return the function of a trace.

    Args:
        trace: both passes of the graph.
        note: the reason why the function holds for the shapes of the graph only, if it does.
    """
    J = trace.values[trace.J]
    gradients: dict[str, Cell] = {}
    for node in trace.leaves:
        if not node.constant:
            gradients[trace.names[node].label] = trace.gradients.get(node, 0.0)
    program = program_of(trace, [J, *gradients.values()])
    notes = [note]
    if trace.kept_numbers:
        kept = ", ".join(map(number_text, trace.kept_numbers))
        notes.insert(0, f"Kept for any m: {kept}")
    if trace.squeezes:
        notes.append(SEVERAL)
    returned = partial(with_gradients, J=J, gradients=gradients)
    return Backprop(trace, program, source(program, "backprop", returned, notes), gradients)
