"""Numbers that leave the graph: by float() and the like they leave a mark, by .data and printing they don't."""

import math

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


def test_a_look_at_a_cost_computed_before_shapes_nothing():
    w, x = Value(2.0, "w"), 0.123456789
    assert (w * x - 1) ** 2 < 100
    print(float((w * x - 1) ** 2))
    J = (w * x - 1) ** 2
    assert derive(J)()[0] == J.data
    assert compare(J, {"w": 2 * (2 * x - 1) * x}).notes == []


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
