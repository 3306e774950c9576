"""Value and Tensor as objects: making them, reading them, comparing them, and what they refuse."""

import copy
import pickle
import pydoc

import numpy as np
import pytest

import autograd
from autograd import Tensor, Value, grad, log, rules, sigmoid, softplus
from autograd.rules import TABLE


def test_a_value_reads_well():
    x = Value(2.0, label="x")
    assert repr(x) == "Value(data=2.0, grad=0.0, label='x')"
    assert repr(Value(3)) == "Value(data=3.0, grad=0.0)"
    assert str(x) == "x = 2.0"
    assert f"{x:.3f} {x * 2}" == "2.000 4.0"
    assert (x.data, x.grad, x.label, x.parents, x.op) == (2.0, 0.0, "x", (), "")
    assert type(x.data) is float
    y = x * 3
    assert (y.op, [parent.data for parent in y.parents]) == ("mul", [2.0, 3.0])


def test_a_tensor_reads_well():
    W = Tensor([[1, 2], [3, 4]], label="W")
    assert repr(W) == "Tensor([[1., 2.], [3., 4.]], label='W')"
    np.sum(W * W).backward()
    assert repr(W) == "Tensor([[1., 2.], [3., 4.]], grad=[[2., 4.], [6., 8.]], label='W')"
    assert repr(Tensor(np.zeros((400, 25)), dtype="float32")) == "Tensor(<400 x 25 entries>, dtype=float32)"
    assert (W.shape, W.ndim, W.size, W.dtype, len(W)) == ((2, 2), 2, 4, np.float64, 2)
    assert str(Tensor(5.0)) == "5.0"
    assert f"{Tensor(5.0):.2f}" == "5.00"
    assert [row.data.tolist() for row in W] == [[1, 2], [3, 4]]
    assert W[0, 1].item() == 2


@pytest.mark.parametrize(
    "numbers", [[1, 2], (1, 2), np.array([1, 2], dtype="uint8"), [True, False], [[]], 5, np.float32(2)]
)
def test_every_real_number_becomes_a_float(numbers):
    t = Tensor(numbers)
    assert t.dtype.kind == "f"
    np.testing.assert_array_equal(t.data, np.array(numbers, dtype=float))


@pytest.mark.parametrize("number", [3, True, np.float32(3), np.int8(3), np.array(3.0)])
def test_every_real_number_becomes_a_python_float(number):
    assert type(Value(number).data) is float


@pytest.mark.parametrize("bad", ["1.0", None, [1.0], 1j, np.ones(2), Value(1.0), {}, object()])
def test_a_value_refuses_what_is_no_real_number(bad):
    with pytest.raises(TypeError, match="a Value holds one real number, not"):
        Value(bad)


@pytest.mark.parametrize("bad", ["1.0", None, [1j], ["a"], [None], Tensor([1.0]), {}, object()])
def test_a_tensor_refuses_what_is_no_array_of_real_numbers(bad):
    with pytest.raises(TypeError, match="a Tensor"):
        Tensor(bad)


def test_a_tensor_refuses_ragged_rows_and_other_types():
    with pytest.raises(ValueError, match="rows of equal length"):
        Tensor([[1, 2], [3]])
    with pytest.raises(TypeError, match="holds floats, not int64"):
        Tensor([1], dtype="int64")
    with pytest.raises(TypeError, match="a Value holds one real number"):
        Value(1.0) * 1j
    with pytest.raises(TypeError, match="a Tensor holds real numbers"):
        Tensor([1.0]) * np.array([1j])


def test_masked_entries_and_numbers_beyond_floats():
    with pytest.raises(TypeError, match="no mask"):
        Tensor(np.ma.array([1.0, 2.0], mask=[True, False]))
    with pytest.raises(TypeError, match="one real number"):
        Value(10**400)
    with pytest.raises(TypeError, match="one real number"):
        (Value(1.0) * 2).backward("5")


def test_a_tensor_copies_its_data():
    a = np.ones(2)
    t = Tensor(a)
    a[0] = 5
    np.testing.assert_array_equal(t.data, [1, 1])
    t.data = a
    a[0] = 7
    np.testing.assert_array_equal(t.data, [5, 1])


def test_gradients_can_be_set_and_reset():
    v, t = Value(1.0), Tensor([1.0, 2.0], dtype="float32")
    v.grad, t.grad = 3, [1, 2]
    (v * np.sum(t)).backward()
    assert v.grad == 6
    np.testing.assert_array_equal(t.grad, [2, 3])
    v.grad = t.grad = 0
    assert v.grad == 0
    np.testing.assert_array_equal(t.grad, [0, 0])
    t.grad = None
    with pytest.raises(ValueError, match="read-only"):
        t.grad[0] = 1
    with pytest.raises(ValueError, match=r"shape \(2,\)"):
        t.grad = np.ones(3)


def test_data_of_another_shape_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'W' has shape \(2, 3\) and can't take data of shape \(3, 2\)"):
        Tensor(np.ones((2, 3)), label="W").data = np.ones((3, 2))


def test_two_values_are_equal_if_they_are_the_same_and_numbers_by_data():
    a, b = Value(2.0), Value(2.0)
    assert a == 2 == b
    assert a.__eq__(a) is True
    assert a != b
    assert (a == b) is False
    assert a != 3
    assert a == Tensor(2.0)
    assert np.equal(a, b)
    assert not np.not_equal(a, b)
    assert b in [a, b]
    assert [a, b].index(b) == 1
    assert b not in [a, 3.0]
    rest = [a, b]
    rest.remove(b)
    assert rest[0] is a
    assert a < 3 <= Value(3.0)
    assert a > 1 >= Value(1.0)
    assert len({a, b}) == 2
    assert {a: 1}[a] == 1
    assert a != "2"
    assert a != None  # noqa: E711
    assert max([Value(1.0), Value(5.0), Value(3.0)]).data == 5
    t = Tensor([1.0, 2.0])
    assert (t == [1, 3]).tolist() == [True, False]
    assert (t > 1).tolist() == [False, True]
    assert len({t, Tensor([1.0, 2.0])}) == 2


def test_truth_and_float():
    assert Value(2.0)
    assert not Value(0.0)
    assert float(Value(2.5)) == float(Tensor([[2.5]])) == 2.5
    with pytest.raises(TypeError, match="'t' has 2 entries"):
        float(Tensor([1.0, 2.0], label="t"))
    with pytest.raises(ValueError, match="ambiguous"):
        bool(Tensor([1.0, 2.0]))
    with pytest.raises(TypeError, match="without axes"):
        len(Tensor(1.0))


def test_an_entry_can_not_be_assigned():
    with pytest.raises(TypeError, match=r"break its graph.*leaf\.data"):
        Tensor([1.0, 2.0])[0] = 5
    with pytest.raises(TypeError, match=r"use its \.data"):
        Tensor([1.0, 2.0])[Tensor([1.0])]


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        (lambda W, x: W @ x, r"matmul of 'W' of shape \(3, 4\) and 'x' of shape \(5, 2\).*inner sizes"),
        (lambda W, x: W + x, r"add of 'W' of shape \(3, 4\) and 'x' of shape \(5, 2\).*broadcast"),
        (lambda W, x: np.maximum(W, x), r"maximum of 'W'.*broadcast"),
        (lambda W, x: np.concatenate([W, x]), r"concatenate of 'W'.*sizes but the joined one"),
        (lambda W, x: np.concatenate([W, W], axis=None), r"concatenate of 'W'.*an axis"),
        (lambda W, x: np.stack([W, x]), r"stack of 'W'.*shapes must be equal"),
        (lambda W, x: W.reshape(5, 5), r"reshape of 'W' of shape \(3, 4\).*number of entries"),
        (lambda W, x: W.transpose(0, 0), r"transpose of 'W'.*every axis once"),
        (lambda W, x: np.squeeze(W, 0), r"squeeze of 'W'.*size 1"),
        (lambda W, x: np.max(W[:0]), r"max of .*shape \(0, 4\)"),
        (lambda W, x: W @ 3.0, r"shapes \(3, 4\) and \(\).*Write x \* y"),
    ],
)
def test_shapes_that_do_not_fit_are_named(operation, says):
    with pytest.raises((ValueError, TypeError), match=says):
        operation(Tensor(np.ones((3, 4)), label="W"), Tensor(np.ones((5, 2)), label="x"))


def test_an_index_out_of_range_is_an_index_error():
    with pytest.raises(IndexError, match="getitem of 'W'"):
        Tensor([1.0], label="W")[3]
    with pytest.raises(TypeError, match="getitem"):
        Value(1.0)[0]


def test_saturation_is_exact_and_silent():
    for z, p, plus in [(1000.0, 1.0, 1000.0), (-1000.0, 0.0, 0.0), (0.0, 0.5, np.log(2))]:
        for x in (Value(z), Tensor(z)):
            with np.errstate(all="raise"):
                probability, area = sigmoid(x), softplus(x)
                (probability + area).backward()
            assert float(probability) == p
            assert float(area) == plus
            assert float(x.grad) == pytest.approx(p * (1 - p) + p)


def test_a_pole_gives_infinity_with_numpys_warning():
    with pytest.warns(RuntimeWarning):
        assert float(1 / Value(0.0)) == np.inf
    with pytest.warns(RuntimeWarning):
        assert float(log(Value(0.0))) == -np.inf
    with pytest.warns(RuntimeWarning):
        assert np.isnan(float(Value(-8.0) ** (1 / 3)))


def test_float32_stays_float32_through_a_network():
    X, W, b = Tensor(np.ones((4, 3)), dtype="float32"), Tensor(np.ones((3, 2)), dtype="float32"), Value(0.5)
    J = np.mean(softplus(X @ W * 2.5 + b) ** 2 / 3)
    J.backward()
    assert J.dtype == W.grad.dtype == np.float32
    assert isinstance(b.grad, float)


def test_a_small_tensor_is_shown_in_full_and_a_large_one_by_its_shape():
    numbers = ", ".join([f"{i}." for i in range(20)])
    assert "".join(repr(Tensor(np.arange(20.0))).split()) == f"Tensor([{numbers}])".replace(" ", "")
    assert repr(Tensor(np.ones((4, 5)))).count("1.") == 20
    assert repr(Tensor(np.ones((3, 7)))) == "Tensor(<3 x 7 entries>)"
    assert repr(Tensor(np.ones(21))) == "Tensor(<21 entries>)"


def test_a_gradient_is_an_array_of_the_tensors_own_shape_and_type():
    for x in (Tensor(2.0), Tensor([1.0, 2.0]), Tensor([[1.0]], dtype="float32")):
        assert (type(x.grad), x.grad.shape, x.grad.dtype) == (np.ndarray, x.shape, x.dtype)
        assert not x.grad.any()
        np.sum(x * x).backward()
        assert (type(x.grad), x.grad.shape, x.grad.dtype) == (np.ndarray, x.shape, x.dtype)


def test_a_constant_is_the_plain_array_that_it_holds():
    x = Tensor([1.0, 2.0], "x", constant=True)
    assert np.asarray(x).tolist() == [1.0, 2.0]
    assert np.array(x, dtype="float32").dtype == np.float32
    assert repr(x) == "Tensor([1., 2.], constant=True, label='x')"
    assert x.grad is None


def test_computed_numbers_can_not_be_changed(own_rows):
    over = rules.row("over_of_a_test", lambda x: x > 1, None)  # truths, which are kept as numbers
    x = Tensor([1.0, 2.0])
    for z in (x * 2, x[0], x.T, over(x), np.sum(x), np.where(x.data > 1, x, 0.0)):
        with pytest.raises((ValueError, TypeError), match=r"read-only|item assignment"):
            z.data[...] = 5.0


def test_a_mask_keeps_its_type_and_widens_no_float32():
    mask = np.array([True, False, True])
    x = Tensor([0.5, 1.5, 2.5], dtype="float32")
    for z in (x * mask, mask * x, np.where(mask, x, 0.0), x + (x.data > 1), np.maximum(x, mask)):
        z.backward(np.ones(3))
        assert z.dtype == x.grad.dtype == np.float32
    product = x * mask
    kept = product.parents[1]
    assert (kept.dtype, product.inputs[1].dtype) == (bool, bool)
    kept.data[:] = mask[:] = False  # a graph keeps what it was computed from
    product.zero_grad()
    product.backward(np.ones(3))
    assert x.grad.tolist() == [1, 0, 1]


def test_every_row_is_a_function_and_a_method():
    for name, rule in TABLE.items():
        assert getattr(autograd, name) is rule
        assert rule.variadic or hasattr(Value(1.0), name)
    for thing in (autograd, Value(1.0), Tensor(1.0)):
        with pytest.raises(AttributeError, match="'no_row'"):
            thing.no_row  # noqa: B018
    assert Value(3.0).square().data == 9


def test_a_new_row_is_a_function_a_method_a_numpy_function_and_a_text(own_rows):
    exp2 = rules.row("exp2", lambda x: np.exp2(x), lambda z, x: z * np.log(2))
    assert Value(3.0).exp2().data == np.exp2(Value(3.0)).data == exp2(3.0) == 8
    assert grad(exp2)(3.0) == pytest.approx(8 * np.log(2))
    assert grad(grad(exp2))(3.0) == pytest.approx(8 * np.log(2) ** 2)
    assert repr(exp2) == "<rule exp2>"
    assert exp2.text() == f"exp2: z = exp2(x), dz/dx = z * {float(np.log(2))!r}"


def test_a_row_is_copied_and_pickled_as_itself():
    bound = np.sum(Tensor([[1.0, 2.0]]), axis=0).rule
    for rule in (TABLE["exp"], bound):
        for twin in (copy.copy(rule), copy.deepcopy(rule), pickle.loads(pickle.dumps(rule))):
            assert (twin.name, twin.options) == (rule.name, rule.options)
    assert copy.deepcopy(TABLE["exp"]) is TABLE["exp"]


def test_help_shows_the_operation():
    shown = pydoc.render_doc(sigmoid, renderer=pydoc.plaintext)
    assert "z = 1 / (1 + exp(-x))" in shown
    assert "dz/dx = z * (1 - z)" in shown
    assert "One differentiable operation" not in shown
    assert "dJ/dx = g @ y.T" in autograd.matmul.__doc__
    assert type(sigmoid).__doc__.startswith("One differentiable operation")
