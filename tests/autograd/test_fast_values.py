"""Fast Values: the same numbers, gradients and graphs as plain ones, to the last bits."""

import sys
import tracemalloc

import numpy as np
import pytest
from random_graphs import scalar_graph

from autograd import Value, fast_values, grad, where
from autograd.fast_values import FastValue, code_of, is_fast
from autograd.graph import topological_order
from autograd.table import TABLE, row

FAST = [name for name, rule in TABLE.items() if is_fast(rule)]


@pytest.fixture(autouse=True)
def values():
    return "fast"


def plainly(f, *args):
    """What f does where Values are plain."""
    fast_values.switch_off()
    try:
        return f(*args)
    finally:
        fast_values.switch_on()


@pytest.mark.parametrize("name", FAST)
def test_a_fast_value_and_a_plain_one_agree(name):
    rule, rng = TABLE[name], np.random.default_rng(3)
    for numbers in rng.uniform(*rule.domain, (5, rule.arity)):
        one, other = [Value(x) for x in numbers], [Value(x) for x in numbers]
        z, plain = rule(*one), plainly(rule, *other)
        assert (type(z), type(plain)) == (FastValue, Value)
        assert (z.data, z.op, z.parents, z.inputs) == (plain.data, plain.op, tuple(one), plain.inputs)
        z.backward()
        plain.backward()
        assert [x.grad for x in one] == [x.grad for x in other]
        assert all(type(x.grad) is float for x in one)


@pytest.mark.parametrize("seed", range(60))
def test_whole_graphs_agree(seed):
    one, other = scalar_graph(seed), plainly(scalar_graph, seed)
    assert any(type(node) is FastValue for node in topological_order(one))
    assert not any(type(node) is FastValue for node in topological_order(other))
    for J in (one, other):
        J.backward()
        J.backward()
    pairs = list(zip(topological_order(one), topological_order(other), strict=True))
    for node, plain in pairs:
        assert (node.data, node.op, node.label, node.constant) == (plain.data, plain.op, plain.label, plain.constant)
        assert node.grad == (None if plain.grad is None else pytest.approx(plain.grad, rel=1e-13, abs=1e-300))


def test_an_operator_and_its_function_make_the_same_node():
    x, y = Value(3.0), Value(-2.0)
    for one, other in (
        (x + y, TABLE["add"](x, y)),
        (x / y, np.divide(x, y)),
        (-x, np.negative(x)),
        (x.exp(), np.exp(x)),
    ):
        assert type(one) is type(other)
        assert one.data == other.data
        assert one.parents == other.parents


def test_a_node_is_small():
    x, w = Value(1.5), Value(1.0)
    x * w  # compiles its code
    tracemalloc.start()
    nodes = [x * w for _ in range(1000)]
    held = tracemalloc.get_traced_memory()[0] / len(nodes) - sys.getsizeof(nodes) / len(nodes)
    tracemalloc.stop()
    assert held < 150


def test_data_assigned_after_the_forward_pass_change_nothing():
    for name in FAST:
        rule = TABLE[name]
        leaves = [Value(x) for x in (1.25, 0.75)[: rule.arity]]
        expected = grad(rule(*leaves), wrt=leaves)
        z = rule(*leaves)
        for leaf in leaves:
            leaf.data = 0.5
        assert grad(z, wrt=leaves) == expected
        z.backward()
        assert [leaf.grad for leaf in leaves] == expected


def test_a_leaf_that_is_frozen_after_the_forward_pass_gets_no_gradient():
    for build in (lambda x, w: x * w + w, lambda x, w: where(1.0, x * w, w)):
        x, w = Value(2.0), Value(3.0)
        J = build(x, w) * w
        x.constant = True
        J.backward()
        assert x.grad is None
        assert x.gradient is None
        assert w.grad != 0


def test_a_new_row_makes_fast_values_at_once():
    cube = row("cube_of_a_test", lambda x: x * x * x, lambda z, x: 3 * (x * x))
    try:
        x = Value(2.0)
        z = cube(x)
        assert type(z) is FastValue
        z.backward()
        assert x.grad == 12.0
        assert "z = x * x * x\n" in code_of(cube)
        assert "dx = 3 * (x * x)\n" in code_of(cube)
    finally:
        del TABLE["cube_of_a_test"]


def test_where_a_float_has_no_answer_the_engine_is_asked():
    x = Value(0.0)
    with pytest.warns(RuntimeWarning, match="divide"):
        z = 1 / x
    assert type(z) is Value
    assert z.data == np.inf
    root = np.sqrt(x)  # whose derivative at 0 is asked for by the backward pass, and not before
    assert root.data == 0
    with pytest.warns(RuntimeWarning, match="divide"):
        root.backward()
    assert x.grad == np.inf


def test_the_forward_pass_warns_once():
    for f in (np.log, lambda x: 1 / x):
        with pytest.warns(RuntimeWarning) as caught:
            f(Value(0.0))
        assert len(caught) == 1


def test_a_row_may_hold_numbers_without_end_and_ask_what_symbols_can_not_answer(own_rows):
    capped = row("capped", lambda x: np.minimum(x, np.inf), lambda z, x: (x < np.inf) * 1.0)
    leaky = row("leaky", lambda x: x if x > 0 else 0.1 * x, lambda z, x: 1.0 if x > 0 else 0.1)
    for rule, derivative in ((capped, 1.0), (leaky, 0.1)):
        x = Value(-8.0)
        rule(x).backward()
        assert x.grad == derivative
    assert is_fast(capped)
    assert not is_fast(leaky)


def test_a_computed_value_can_be_frozen():
    x, w = Value(2.0), Value(3.0)
    z = x * w
    z.constant = True
    J = z * w + (z + 1) * z
    J.backward()
    assert (w.grad, x.gradient, z.gradient) == (6.0, None, None)
    assert (z * 2).constant
    z.constant = False
    (z * 1).backward()
    assert x.grad == 3.0


def test_calls_with_keywords_leave_nothing_behind():
    x = Value(0.5)
    kept = fast_values.maker.cache_info().currsize
    for _ in range(50):
        np.sum(x, axis=None) * np.tanh(x)
        TABLE["tanh"](x=x)
    assert fast_values.maker.cache_info().currsize <= kept + 2


def test_an_interrupted_pass_leaves_no_gradient_half_written():
    x, y = Value(2.0), Value(4.0)
    (x * 3).backward()
    interior = x * 2
    J = interior * (np.sqrt(y * 0.0 * x) + x)
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        J.backward()
    assert (x.grad, interior.gradient, y.grad) == (3.0, None, 0.0)
    (x * 5).backward()
    assert x.grad == 8.0


def test_ctrl_c_in_the_middle_of_a_pass(monkeypatch):
    leaves = [Value(1.0) for _ in range(50)]
    J = Value(0.5) * 2
    for leaf in leaves:
        J = where(1.0, J * 0.99, J) + leaf
    J.backward()
    before, calls = [leaf.grad for leaf in leaves], []

    def interrupted(*args):
        calls.append(args)
        if len(calls) == 20:
            raise KeyboardInterrupt
        return contributions(*args)

    contributions = fast_values.contributions
    monkeypatch.setattr(fast_values, "contributions", interrupted)
    with pytest.raises(KeyboardInterrupt):
        J.backward()
    assert [leaf.grad for leaf in leaves] == before
    monkeypatch.undo()
    J.backward()
    assert [leaf.grad for leaf in leaves] == [2 * g for g in before]


def test_data_that_became_nan_are_noticed():
    for f in (lambda w: (w + 1) ** 2, lambda w: 3 - w, np.exp, lambda w: -w):
        w = Value(1.0, "w")
        J = f(w)
        w.data = float("nan")
        with pytest.raises(ValueError, match="the data of 'w' changed"):
            grad(J, wrt=[w], create_graph=True)
