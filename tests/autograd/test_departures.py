"""Numbers that leave the graph: by float() and the like they leave a mark, by .data and printing they don't."""

import math

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive

TAKING = [float, lambda x: x + math.log(x), round, lambda x: round(x, 2), np.float64,
          lambda x: np.ones(3).__setitem__(0, x), complex]  # fmt: skip
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


def test_an_item_is_taken():
    w = Tensor([[2.0]], "w")
    assert w.item() == 2.0
    assert w.taken


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
