"""What a graph promises: fan-out, reuse, accumulation, depth, and being freed at once."""

import copy
import gc
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import Node, Tensor, Value, exp, grad, sigmoid, sin, tanh
from autograd.graph import topological_order

MILLION = 1_000_000


def test_fan_out_adds_up():
    a = Value(1.0)
    b = a + a
    c = b + b
    c.backward()
    assert (a.grad, b.grad, c.grad) == (4, 2, 1)


def test_two_edges_to_the_same_node():
    d = Value(3.0)
    product = d * d
    assert [parent is d for parent in product.parents] == [True, True]
    product.backward()
    assert d.grad == 6


def test_leaves_accumulate_and_interior_nodes_hold_the_latest_pass():
    x = Value(3.0)
    y = x**2
    z = y * x
    for passes in range(1, 4):
        z.backward()
        assert (x.grad, y.grad, z.grad) == (27 * passes, 3, 1)
    for _ in range(3):
        x.grad = 0.0
        z.backward()
        assert x.grad == 27
    z.zero_grad()
    assert (x.grad, y.grad, z.grad) == (0, 0, 0)


def test_two_costs_that_share_a_node():
    w = Tensor([1.0, 2.0, 3.0])
    shared = w * w
    np.sum(shared).backward()
    np.sum(3 * shared).backward()
    np.testing.assert_array_equal(w.grad, 8 * w.data)
    np.testing.assert_array_equal(shared.grad, [3, 3, 3])


def test_sixty_doublings_finish_at_once():
    x = y = Value(1.0)
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


def test_a_seed_is_the_gradient_from_above():
    x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    seed = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])
    (x**2).backward(seed)
    np.testing.assert_array_equal(x.grad, 2 * x.data * seed)
    with pytest.raises(ValueError, match=r"seed has shape \(3,\).*\(2, 3\)"):
        (x**2).backward(np.ones(3))
    with pytest.raises(ValueError, match=r"shape \(2, 3\).*only a scalar"):
        (x**2).backward()
    v = Value(3.0)
    (v**2).backward(10)
    assert v.grad == 60


def test_a_failed_backward_changes_no_gradient():
    x = Tensor([1.0, 2.0])
    np.sum(x).backward()
    with pytest.raises(ValueError, match="only a scalar"):
        (x * 2).backward()
    np.testing.assert_array_equal(x.grad, [1, 1])


def test_constants_appear_in_the_graph_and_get_no_gradient():
    x = Value(2.0)
    y = x * 3
    constant = y.parents[1]
    y.backward()
    assert (constant.data, constant.constant, constant.grad) == (3.0, True, None)
    assert "constant=True" in repr(constant)
    data = Value(5.0, label="x1", constant=True)
    z = data * data
    assert z.constant
    assert [parent is data for parent in z.parents] == [True, True]
    with pytest.raises(ValueError, match="constants alone"):
        z.backward()
    with pytest.raises(ValueError, match="'x1' is a constant"):
        grad(x * data, wrt=[data])


def test_a_backward_pass_visits_no_constant():
    big, x = Tensor(np.ones((3, 3)), constant=True), Tensor(np.ones((3, 3)))
    J = np.sum((big @ big) @ x)
    assert all(not node.constant for node in topological_order(J, constants=False))
    assert sum(node.constant for node in topological_order(J)) == 2


def test_topological_order_has_parents_first_and_each_node_once():
    x = Value(2.0)
    y = sin(x) * x + x
    order = topological_order(y)
    assert len(order) == len(set(order)) == 4
    place = {node: i for i, node in enumerate(order)}
    assert all(place[parent] < place[node] for node in order for parent in node.parents)
    assert order[-1] is y


def nodes_alive():
    return sum(issubclass(type(thing), Node) for thing in gc.get_objects())


@pytest.mark.parametrize(
    "use",
    [
        lambda x, J: None,
        lambda x, J: J.backward(),
        lambda x, J: grad(J, wrt=[x], create_graph=True),
        lambda x, J: J.zero_grad(),
    ],
)
def test_a_dropped_graph_is_freed_without_the_collector(use):
    x, w = Value(1.5), Tensor([1.0, 2.0])
    gc.collect()
    gc.disable()
    try:
        before = nodes_alive()
        J = sum((tanh(x * i) + exp(x) / 3 for i in range(20)), np.sum(w * x))
        use(x, J)
        assert nodes_alive() > before + 100
        del J
        assert nodes_alive() == before
    finally:
        gc.enable()


def test_a_chain_of_a_million_nodes_builds_runs_prints_and_frees():
    x = y = Value(1.0)
    for _ in range(MILLION):
        y = y + 0.5
    y.backward()
    assert (y.data, x.grad) == (1 + MILLION / 2, 1)
    assert repr(y) == "Value(data=500001.0, grad=1.0)"
    assert str(y) == "500001.0"
    y.zero_grad()
    del y


def test_a_chain_of_tensors_is_no_shallower():
    x = y = Tensor([1.0, 2.0])
    for _ in range(100_000):
        y = y + x
    np.sum(y).backward()
    np.testing.assert_array_equal(x.grad, [100_001, 100_001])


def test_a_sum_of_a_million_inputs():
    inputs = [Value(float(i)) for i in range(MILLION)]
    total = sum(inputs)
    total.backward()
    assert total.data == MILLION * (MILLION - 1) / 2
    assert all(x.grad == 1 for x in inputs)


def test_one_node_with_a_million_parents():
    inputs = [Value(float(i)) for i in range(MILLION)]
    J = np.sum(np.stack(inputs) ** 2)
    J.backward()
    assert repr(J.parents[0].parents[0]) == "Tensor(<1000000 entries>, grad=<1000000 entries>)"
    assert [inputs[i].grad for i in (0, 5, MILLION - 1)] == [0, 10, 2 * (MILLION - 1)]


@pytest.mark.parametrize("leaf", [Value(2.0, label="x"), Tensor([[1.0, 2.0]], label="x", dtype="float32")])
@pytest.mark.parametrize("twin_of", [copy.copy, copy.deepcopy, lambda leaf: pickle.loads(pickle.dumps(leaf))])
def test_leaves_can_be_copied_and_pickled(leaf, twin_of):
    leaf.grad = None
    np.sum(leaf * 3).backward()
    twin = twin_of(leaf)
    assert twin is not leaf
    assert repr(twin) == repr(leaf)
    twin.data = twin.data + 1
    if isinstance(leaf, Tensor):
        assert not np.shares_memory(twin.grad, leaf.grad)
    assert np.all(twin.data != leaf.data)
    np.sum(twin).backward()
    assert np.all(twin.grad == 4)
    assert np.all(leaf.grad == 3)


def test_a_computed_node_refuses_to_be_copied():
    y = Value(2.0) * 3
    y.label = "y"
    for twin_of in (copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="'y' was computed by 'mul'"):
            twin_of(y)


def test_no_gradient_is_the_array_of_another_node():
    w = Tensor(np.arange(6.0).reshape(2, 3))
    changes = [
        lambda x: +x, lambda x: x.reshape(3, 2), lambda x: x.T, np.ravel, lambda x: x[...], np.squeeze,
        lambda x: np.broadcast_to(x, (1, 6)), lambda x: np.concatenate([x, x]), lambda x: x + 0, np.sum,
    ]  # fmt: skip
    nodes = [w]
    for change in changes:
        nodes.append(change(nodes[-1]))
    seed = np.array(1.0)
    nodes[-1].backward(seed)
    gradients = [node.grad for node in nodes]
    for gradient in gradients:
        others = [seed, *(node.raw for node in nodes), *(other for other in gradients if other is not gradient)]
        assert not any(np.shares_memory(gradient, other) for other in others)


UNARY = st.sampled_from([sin, tanh, sigmoid, lambda x: x * x, lambda x: -x, lambda x: x / 2, lambda x: exp(x / 4)])
BINARY = st.sampled_from([lambda a, b: a + b, lambda a, b: a - b, lambda a, b: a * b, lambda a, b: a / (2 + b * b)])
STEPS = st.lists(st.tuples(UNARY, BINARY, st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=12)


def program(steps, inputs):
    """A random computation: each step applies a unary and a binary operation to results so far."""
    results = list(inputs)
    for unary, binary, i, j in steps:
        results.append(tanh(binary(unary(results[i % len(results)]), results[j % len(results)])))
    return results[-1] + results[len(results) // 2]


@given(STEPS, st.lists(st.floats(-2, 2), min_size=2, max_size=2))
@settings(max_examples=150, deadline=None)
def test_random_programs_agree_with_central_differences(steps, at):
    h = 1e-5
    derivatives = grad(lambda x, y: program(steps, [x, y]), argnums=(0, 1))(*at)
    for i, derivative in enumerate(derivatives):
        above, below = ([a + sign * h * (i == j) for j, a in enumerate(at)] for sign in (1, -1))
        expected = (program(steps, above) - program(steps, below)) / (2 * h)
        assert derivative == pytest.approx(expected, rel=1e-5, abs=1e-7)


@given(STEPS, st.lists(st.floats(-2, 2), min_size=2, max_size=2))
@settings(max_examples=50, deadline=None)
def test_random_programs_give_the_same_in_values_and_tensors(steps, at):
    values, tensors = [Value(a) for a in at], [Tensor([a, a]) for a in at]
    J, many = program(steps, values), program(steps, tensors)
    J.backward()
    np.sum(many).backward()
    assert many.data[0] == pytest.approx(J.data, rel=1e-14, abs=1e-300)
    for v, t in zip(values, tensors, strict=True):
        # 1 - 1 + 6e-109 is 0 in the other order: where contributions cancel, their own rounding is what is left.
        np.testing.assert_allclose(t.grad, [v.grad, v.grad], rtol=1e-12, atol=1e-14)
