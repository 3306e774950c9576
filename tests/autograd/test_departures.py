"""Numbers that leave the graph: by float() and the like they leave a mark, by .data and printing they don't."""

import math
from copy import copy as copy_of

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive

TAKING = [float, lambda x: x + math.log(x), round, lambda x: round(x, 2), np.float64,
          lambda x: np.ones(3).__setitem__(0, x), complex, int, "%d".__mod__, lambda x: x.item(),
          lambda x: x.numpy(), math.floor]  # fmt: skip
LOOKING = [lambda x: x.data, str, repr, lambda x: f"{x:.3f} {x}", print, lambda x: x.raw, lambda x: f"{x:.1f}",
           lambda x: np.isfinite(x), lambda x: x.label]  # fmt: skip


@pytest.mark.parametrize("make", [lambda: Value(2.0, "w"), lambda: Tensor(2.0, "w")])
@pytest.mark.parametrize("take", TAKING)
def test_a_number_that_was_taken_leaves_a_mark(make, take):
    w = make()
    if take is not TAKING[5] or isinstance(w, Value):  # NumPy asks a Tensor for an array, which it refuses
        take(w)
        assert w.taken
        with pytest.raises(ValueError, match=r"number of 'w' was taken out.*np\.log\(w\) for math\.log\(w\)"):
            derive(w * w)


@pytest.mark.parametrize("w", [Tensor([[2.7]], "w"), Value(2.7, "w")])
def test_an_item_is_taken(w):
    assert w.item() == 2.7
    assert w.taken
    assert isinstance(w.item(), float)
    assert (int(w), round(w), round(w, 1), "%d".__mod__(w)) == (2, 3, 2.7, "2")
    assert isinstance(round(w), int)


def test_what_numpy_would_hold_is_a_copy():
    W = Tensor([1.0, 2.0], "W")
    W.numpy()[0] = 5.0
    assert W.raw.tolist() == [1.0, 2.0]
    assert W.taken
    number = Value(2.0).numpy()
    assert number == 2.0
    assert isinstance(number, np.float64)


BESIDE = {
    "a branch by a multiple": lambda x: x * x if x * 2 > 1 else x,
    "a branch by a sum of it and data": lambda x: x * x if x + Value(3.0, "data", constant=True) > 1 else x,
    "a branch by its truth": lambda x: x * x if x * 2 else x,
    "a branch far away": lambda x: x * x if np.tanh(np.exp(x * 2) + 1) * x > 0.1 else x,
    "the larger of two": lambda x: max(x * x, x * 3) + 1,
    "a power that was rounded": lambda x: x ** round(x * 2),
    "a number of terms": lambda x: sum([x] * int(x * 3)),
}


@pytest.mark.parametrize("make", [lambda: Value(2.0, "w"), lambda: Tensor(2.0, "w")])
@pytest.mark.parametrize("f", BESIDE.values(), ids=BESIDE.keys())
def test_a_choice_by_what_j_does_not_hold_is_not_derived(f, make):
    with pytest.raises(ValueError, match="was compared"):
        derive(f(make()))


@pytest.mark.parametrize("leave", [math.exp, float, lambda z: z.item() / 3, lambda z: math.sqrt(z) + 1])
def test_a_number_that_was_computed_from_its_leaves_and_taken_is_not_derived(leave):
    w = Value(0.3, "w")
    J = w * leave(w * 3.1234567)
    with pytest.raises(ValueError, match=r"a number computed from 'w' was taken out .* np\.exp\(z\) for math\.exp"):
        derive(J)
    w = Value(0.3, "w")
    J = w * leave(w * 3.1234567)
    comparison = compare(J, {"w": 0.0})
    assert "took the number of a node computed from 'w' out" in str(comparison).splitlines()[0]
    assert "whose graph may lack a path" in comparison.rows[0].verdict


def test_a_look_at_a_cost_shapes_no_graph_that_was_there():
    w = Value(2.0, "w")
    J = (w * 3 - 1) ** 2
    accuracy = J * 2 > 1  # computed from J, and so after it
    assert accuracy
    assert J < 100
    assert w * w > 0
    assert derive(J)() == (25.0, {"w": 30.0})
    print(float(J), float(J * 2))
    again = (w * 3 - 1) ** 2  # in which no number stands that was not typed
    assert compare(again, {"w": 30.0}).notes == []
    v = Value(2.0, "v")
    float((v * 3 - 1) ** 2)
    assert derive(v * v)() == (4.0, {"v": 4.0})


def test_numbers_that_were_typed_or_moved_are_no_hidden_path():
    w = Value(2.0, "w")
    assert w * 2 > 1
    w.data = 3.0  # what it was then shapes nothing any more
    assert derive(w * w)() == (9.0, {"w": 6.0})
    copy = Value(2.0, "w")
    assert copy * 2 > 1
    copy = copy_of(copy)
    assert derive(copy * copy)() == (4.0, {"w": 4.0})


def test_a_mark_reaches_the_nearest_nodes_of_a_large_graph_once():
    w = Value(1.0, "w")
    x = w
    for _ in range(5000):
        x = x * 1.0
    assert x > 0
    near, node = 0, x
    while node.parents:
        near += node.left_before(w, 1)
        node = node.parents[0]
    assert near == 1000
    assert not w.marks


def test_a_page_that_computes_stays_still_for_a_hidden_choice():
    from autograd import explain

    w = Value(2.0, "w")
    J = w * w if w * 2 > 1 else w
    assert "was compared or rounded before J was computed" in explain(J).html()


@pytest.mark.parametrize("make", [lambda: Value(2.0, "w"), lambda: Tensor(2.0, "w")])
@pytest.mark.parametrize("look", LOOKING)
def test_looking_leaves_none(make, look, capsys):
    w = make()
    look(w)
    assert not w.taken
    assert derive(w * w)() == (4.0, {"w": 4.0})


@pytest.mark.parametrize("make", [lambda: Value(2.0, "w"), lambda: Tensor([2.0], "w")])
def test_a_loop_that_logs_stays_derivable(make):
    w, x = make(), Value(3.0, "x", constant=True)
    for _ in range(3):
        J = np.sum((w * x - 1.0) ** 2)
        J.backward()
        print(float(J), float(w), w > 1)
        w.data -= 0.01 * w.grad
        J.zero_grad()
    assert not w.taken
    assert not w.asked
    J = np.sum((w * x - 1.0) ** 2)
    float(J)  # the cost's own number decides nothing in it
    assert derive(J)()[0] == pytest.approx(J.data)


def test_the_views_take_nothing():
    from autograd import draw, explain

    w = Value(2.0, "w")
    J = (w * 3 - 1) ** 2
    J.backward()
    for view in (draw(J, flow=True, collapse=True), explain(J, alpha=0.1), compare(J, {"w": 30.0}), derive(J)):
        str(view)
    derive(J)()
    assert not any(node.taken or node.asked for node in (w, J, *J.parents))


def test_compare_says_it_above_the_table():
    w = Value(2.0, "w")
    J = math.log(w) * w
    comparison = compare(J, {"w": math.log(2) + 1})
    assert not comparison.ok
    lines = str(comparison).splitlines()
    assert "number of 'w'" in lines[0]
    assert "np.log(w)" in lines[0]
    assert lines[1].startswith("gradient")
    assert comparison.rows[0].verdict == "different from autograd, whose graph may lack a path: see above"
    J = np.log(Value(2.0, "w")) * 1.0
    assert compare(J, {"w": 0.5}).notes == []
