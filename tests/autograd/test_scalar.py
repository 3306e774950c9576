"""Computed Values: each row's own class, with code that is generated from the row."""

import sys
import tracemalloc

import numpy as np
import pytest

from autograd import Value, explain, grad
from autograd.rules import TABLE, row
from autograd.scalar import ByAnyRow, class_of, code_of, has_class

WITH_CLASS = [name for name, rule in TABLE.items() if has_class(rule)]


@pytest.mark.parametrize("name", WITH_CLASS)
def test_the_class_of_a_row_and_the_row_itself_agree(name):
    rule, rng = TABLE[name], np.random.default_rng(3)
    for numbers in rng.uniform(*rule.domain, (5, rule.arity)):
        one = [Value(x) for x in numbers]
        other = [Value(x) for x in numbers]
        z = rule(*one)
        general = ByAnyRow(float(rule.compute(list(numbers))), rule, tuple(other), tuple(map(float, numbers)))
        assert type(z) is class_of(rule)[0]
        assert (z.data, z.op, z.parents, z._inputs) == (general.data, general.op, tuple(one), general._inputs)
        z.backward()
        general.backward()
        assert [x.grad for x in one] == [x.grad for x in other]
        assert all(type(x.grad) is float for x in one)


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
    code_of(TABLE["mul"])
    x, w = Value(1.5), Value(1.0)
    tracemalloc.start()
    nodes = [x * w for _ in range(1000)]
    held = tracemalloc.get_traced_memory()[0] / len(nodes) - sys.getsizeof(nodes) / len(nodes)
    tracemalloc.stop()
    assert held < 115


def test_data_assigned_after_the_forward_pass_change_nothing():
    for name in WITH_CLASS:
        rule = TABLE[name]
        leaves = [Value(x) for x in (1.25, 0.75)[: rule.arity]]
        expected = grad(rule(*leaves), wrt=leaves)
        z = rule(*leaves)
        for leaf in leaves:
            leaf.data = 0.5
        z.backward()
        assert [leaf.grad for leaf in leaves] == expected


def test_a_new_row_has_a_class_at_once():
    cube = row("cube_of_a_test", lambda x: x * x * x, lambda z, x: 3 * (x * x))
    try:
        x = Value(2.0)
        cube(x).backward()
        assert x.grad == 12.0
        assert "node._data = x * x * x" in code_of(cube)
    finally:
        del TABLE["cube_of_a_test"]


def test_an_interrupted_pass_leaves_no_gradient_half_written():
    x, y = Value(2.0), Value(4.0)
    (x * 3).backward()
    interior = x * 2
    J = interior * (np.sqrt(y * 0.0 * x) + x)
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        J.backward()
    assert (x.grad, interior.grad, y.grad) == (3.0, 0.0, 0.0)
    (x * 5).backward()
    assert x.grad == 8.0


def test_ctrl_c_in_the_middle_of_a_pass(monkeypatch):
    leaves = [Value(1.0) for _ in range(50)]
    J = Value(0.5) * 2
    for leaf in leaves:
        J = J * 0.99 + leaf
    J.backward()
    before = [leaf.grad for leaf in leaves]
    kind, calls = type(J), []
    push = kind.push

    def interrupted(node):
        calls.append(node)
        if len(calls) == 20:
            raise KeyboardInterrupt
        push(node)

    monkeypatch.setattr(kind, "push", interrupted)
    with pytest.raises(KeyboardInterrupt):
        J.backward()
    assert [leaf.grad for leaf in leaves] == before
    monkeypatch.setattr(kind, "push", push)
    J.backward()
    assert [leaf.grad for leaf in leaves] == [2 * g for g in before]


def test_data_that_became_nan_are_noticed():
    for f in (lambda w: (w + 1) ** 2, lambda w: 3 - w, np.exp, lambda w: -w):
        w = Value(1.0, "w")
        J = f(w)
        w.data = float("nan")
        with pytest.raises(ValueError, match="the data of 'w' changed"):
            explain(J)
