"""A graph is read once, whichever view takes it."""

import sys
from collections import Counter

import numpy as np
import pytest
from neuron import neuron

from autograd import Tensor, Value, compare, derive, draw, explain
from autograd.views.reading import Reading


def calls(job):
    """The number of calls of each function, by name."""
    counts = Counter()

    def count(frame, event, _):
        if event == "call":
            counts[frame.f_code.co_name] += 1

    sys.setprofile(count)
    try:
        job()
    finally:
        sys.setprofile(None)
    return counts


@pytest.mark.parametrize(
    "view",
    [
        lambda J: explain(J, alpha=0.1).html(),
        lambda J: str(explain(J)),
        lambda J: draw(J, show="both").source,
        lambda J: derive(J).source,
        lambda J: compare(J),
    ],
)
def test_a_view_walks_names_and_checks_a_graph_once(view):
    J, *_ = neuron()
    view(J)  # loads it
    counts = calls(lambda: view(J))
    assert counts["topological_order"] == counts["names_of"] == 1
    assert counts["held_by"] <= 1


def test_a_picture_and_its_tree_are_of_one_reading():
    J, *_ = neuron()
    counts = calls(lambda: draw(J).tree())
    assert counts["topological_order"] == counts["names_of"] == counts["held_by"] == 1
    drawing = draw(J)
    J.backward()
    assert drawing.tree().splitlines()[0].endswith("d -")
    assert draw(J).tree().splitlines()[0].endswith("d 1")


def test_what_it_computes_is_kept():
    w = Tensor([1.0, 2.0], "w")
    J = np.sum(w * w)
    reading = Reading(J, "draw")
    assert reading.order == [w, J.parents[0], J]
    assert list(reading.names.values()) == ["w", "v1", "J"]
    assert reading.formula(J) is reading.formula(J)
    assert reading.local_formula(J.parents[0], 0) is reading.local_formula(J.parents[0], 0)


@pytest.mark.parametrize("view", [draw, explain, derive, compare])
def test_something_else_than_a_node_is_refused(view):
    with pytest.raises(TypeError, match=f"{view.__name__} takes a node, such as a cost J, not float"):
        view(2.0)


def test_gradients_that_edges_add_begin_with_that_of_the_cost():
    w = Value(3.0, "w")
    J = w * w
    assert Reading(J, "draw").passed.gradients == {}
    J.backward()
    J.backward()
    reading = Reading(J, "draw")
    assert reading.gradients[w] == 12
    assert reading.passed.gradients[w] == 6
    assert reading.passed.largest[w] == 3
