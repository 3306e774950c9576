"""Every row of the table against central differences: first and second order, floats, arrays and broadcasting."""

import numpy as np
import pytest
from differences import central_difference
from rows import applied, cases, inputs_for, option_names

from autograd import Node, Tensor, Value, grad
from autograd.rules import TABLE, pullback, row

ELEMENTWISE = {
    1: [[(2, 3)], [(3, 3)], [()], [(0, 3)]],
    2: [[(2, 3), (2, 3)], [(3, 3), (3, 3)], [(2, 3), (3,)], [(2, 1), (1, 3)], [(), (2, 2)], [(0, 3), (3,)]],
    3: [[(2, 3), (2, 3), (2, 3)], [(3,), (2, 1), ()]],
}
CASES = [
    (name, shapes, options)
    for name, rule in TABLE.items()
    for shapes, options in cases(rule, ELEMENTWISE.get(rule.arity, [(2, 3), ()]))
]


def apply(name, inputs, options):
    return applied(TABLE[name], inputs, options)


def differentiable(arrays):
    return [i for i, array in enumerate(arrays) if array.dtype != bool]


def with_entry(arrays, i, value):
    return [value if j == i else array for j, array in enumerate(arrays)]


@pytest.mark.parametrize(("name", "shapes", "options"), CASES)
def test_first_derivative(name, shapes, options):
    arrays = inputs_for(TABLE[name], shapes, 7)
    weights = np.random.default_rng(8).normal(size=np.shape(apply(name, arrays, options)))
    for i in differentiable(arrays):
        x = Tensor(arrays[i])
        np.sum(weights * apply(name, with_entry(arrays, i, x), options)).backward()
        expected = central_difference(
            lambda a, i=i: np.sum(weights * apply(name, with_entry(arrays, i, a), options)), arrays[i]
        )
        np.testing.assert_allclose(x.grad, expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("name", "shapes", "options"), CASES)
def test_second_derivative(name, shapes, options):
    arrays = inputs_for(TABLE[name], shapes, 7)
    rng = np.random.default_rng(9)
    weights = rng.normal(size=np.shape(apply(name, arrays, options)))
    directions = [rng.normal(size=np.shape(array)) for array in arrays]
    chosen = differentiable(arrays)

    def slope(*values, graph=False):
        """The derivative of J along the directions, a scalar: its gradient holds every second derivative."""
        nodes = [x if isinstance(x, Node) or i not in chosen else Tensor(x) for i, x in enumerate(values)]
        J = np.sum(weights * apply(name, nodes, options) ** 2)
        slopes = grad(J, wrt=[nodes[i] for i in chosen], create_graph=graph)
        return sum(np.sum(directions[i] * dx) for i, dx in zip(chosen, slopes, strict=True))

    for i in chosen:
        x = Tensor(arrays[i])
        second = grad(slope(*with_entry(arrays, i, x), graph=True), wrt=x)
        expected = central_difference(lambda a, i=i: float(slope(*with_entry(arrays, i, a))), arrays[i])
        np.testing.assert_allclose(second, expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if rule.elementwise])
def test_a_value_computes_what_an_entry_of_a_tensor_does(name):
    arrays = inputs_for(TABLE[name], [(4,)] * TABLE[name].arity, 7)
    chosen = differentiable(arrays)
    tensors = [Tensor(array) if i in chosen else array for i, array in enumerate(arrays)]
    z = apply(name, tensors, {})
    np.sum(z).backward()
    for entry in range(4):
        values = [Value(array[entry]) if i in chosen else array[entry] for i, array in enumerate(arrays)]
        result = apply(name, values, {})
        result.backward()
        assert isinstance(result, Value)
        assert result.data == pytest.approx(z.data[entry], rel=1e-15)
        for i in chosen:
            assert values[i].grad == pytest.approx(tensors[i].grad[entry], rel=1e-14)


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if rule.elementwise])
def test_float32_stays_float32(name):
    arrays = [
        a if a.dtype == bool else a.astype("float32") for a in inputs_for(TABLE[name], [(3,)] * TABLE[name].arity, 7)
    ]
    x = Tensor(arrays[-1])
    z = apply(name, [*arrays[:-1], x], {})
    np.sum(z).backward()
    assert z.dtype == x.grad.dtype == np.float32


def test_a_value_and_a_tensor_mix_and_the_value_gets_the_sum():
    v, x = Value(3.0), Tensor([[1.0, 2.0, 4.0], [5.0, 6.0, 7.0]])
    for product in (v * x, x * v):
        v.grad = None
        np.sum(product * product).backward()
        assert v.grad == pytest.approx(2 * 3.0 * np.sum(x.data**2))


def test_every_row_is_tested_with_every_option():
    assert {name for name, _, _ in CASES} == set(TABLE)
    tested = {(name, option) for name, _, options in CASES for option in options}
    assert tested == {(name, option) for name, rule in TABLE.items() for option in option_names(rule)}


def test_a_new_row_is_tested_without_an_entry(own_rows):
    def spread(g, z, x, y):
        return -np.broadcast_to(np.sum(g) / np.size(y), np.shape(y))

    centred = pullback("centred", lambda x, y: x - np.mean(y), lambda g, z, x, y: g, spread)
    wrong = pullback("wrong", lambda x, y: x - np.mean(y), lambda g, z, x, y: g, lambda g, z, x, y: -g)
    same_shape = [(shapes, options) for shapes, options in cases(centred) if len(set(shapes)) == 1]
    assert len(cases(centred)) > len(same_shape) > 2
    for shapes, options in cases(centred):
        test_first_derivative("centred", shapes, options)
        test_second_derivative("centred", shapes, options)
    for shapes, options in same_shape:
        with pytest.raises(AssertionError):
            test_first_derivative(wrong.name, shapes, options)


def test_the_options_of_a_new_row_are_tested_by_their_names(own_rows):
    def spread(g, z, x, axis, keepdims):
        g = g if axis is None or keepdims or not np.ndim(x) else np.expand_dims(g, axis)
        return np.broadcast_to(g * 2, np.shape(x))

    def double(x, /, axis=None, keepdims=False):
        return 2 * np.sum(x, axis=axis, keepdims=keepdims)

    twice = pullback("twice_the_sum", double, spread)
    assert len(cases(twice)) == len(cases(TABLE["sum"]))
    for shapes, options in cases(twice):
        test_first_derivative("twice_the_sum", shapes, options)
        test_second_derivative("twice_the_sum", shapes, options)


def test_a_row_is_tested_where_it_says_that_it_is_smooth(own_rows):
    row("half_log", lambda x: np.log(x) / 2, lambda z, x: 1 / (2 * x), smooth=(0.5, 1.5))
    for shapes, options in cases(TABLE["half_log"]):
        test_first_derivative("half_log", shapes, options)
    row("half_log", lambda x: np.log(x) / 2, lambda z, x: 1 / (2 * x))
    with pytest.raises((AssertionError, RuntimeWarning)):
        test_first_derivative("half_log", [(2, 3)], {})
