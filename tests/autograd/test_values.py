"""Values keep the derivatives on their edges: the numbers are the table's, and the class is whole."""

import copy
import gc
import math
import operator
import pickle
import pydoc
import subprocess
import sys
import weakref
from functools import partial

import numpy as np
import pytest
from random_graphs import scalar_graph

from autograd import Tensor, Value, grad, where
from autograd.backpropagation import backpropagate
from autograd.graph import UNREACHED, topological_order
from autograd.table import TABLE, pullback, row

NUMBERS = [name for name, rule in TABLE.items() if rule.elementwise and rule.arity <= 2]


@pytest.mark.parametrize("name", NUMBERS)
def test_the_numbers_on_the_edges_are_those_of_the_table(name):
    rule, rng = TABLE[name], np.random.default_rng(3)
    for numbers in rng.uniform(*rule.smooth, (5, rule.arity)):
        leaves = [Value(x) for x in numbers]
        z = rule(*leaves)
        assert type(z) is Value
        assert z.data == float(rule(*numbers))
        assert (z.op, z.parents, z.inputs) == (name, tuple(leaves), tuple(numbers))
        for i, slope in enumerate(["_dx", "_dy"][: rule.arity]):
            assert getattr(z, slope) == float(rule.derivative(i, z.data, numbers))
        z.backward()
        assert [x.grad for x in leaves] == [float(rule.derivative(i, z.data, numbers)) for i in range(rule.arity)]
        assert all(type(x.grad) is float for x in leaves)


@pytest.mark.parametrize("seed", range(60))
def test_a_pass_writes_what_the_chain_rule_gives(seed):
    J = scalar_graph(seed)
    assert all(type(node) is Value for node in topological_order(J))
    order = topological_order(J, constants=False)
    expected = backpropagate(order, 1.0)
    J.backward()
    J.backward()
    for node in order:
        passes = 2 if node.is_leaf else 1
        assert node.grad == pytest.approx(passes * expected.get(node, 0.0), rel=1e-13, abs=1e-300)
        assert node._uses == 0


def test_an_operator_a_method_and_a_function_make_the_same_node():
    x, y = Value(3.0), Value(-2.0)
    for one, other in (
        (x + y, TABLE["add"](x, y)), (x / y, np.divide(x, y)), (-x, np.negative(x)), (x.exp(), np.exp(x)),
        (2 - x, TABLE["sub"](2, x)), (x**3, np.power(x, 3)), (x * True, x * 1.0), (x + np.float64(2), x + 2),
        (x + np.int64(2), x + 2), (x.tanh(), Value.tanh(x)),
    ):  # fmt: skip
        assert type(one) is type(other) is Value
        assert (one.data, one.op, one.inputs) == (other.data, other.op, other.inputs)
        one.backward()
        other.backward()


def test_a_node_is_small():
    program = (
        "import sys, tracemalloc; from autograd import Value; x, w = Value(1.5), Value(1.0); tracemalloc.start();"
        "nodes = [x * w for _ in range(10_000)];"
        "print(tracemalloc.get_traced_memory()[0] - sys.getsizeof(nodes))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(answer.stdout) / 10_000 <= 170


def test_data_assigned_after_the_forward_pass_change_nothing():
    for name in NUMBERS:
        rule = TABLE[name]
        low, high = rule.smooth
        leaves = [Value(low + (high - low) * x) for x in (0.75, 0.5)[: rule.arity]]
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
        assert not x.has_gradient
        assert w.grad != 0
        x.constant = False
        J.backward()
        assert x.grad == 9.0


@pytest.mark.parametrize("f", [lambda x, n: x**n, lambda x, n: n * x, lambda x, n: x - n, lambda x, n: n / x])
def test_a_constant_that_is_thawed_after_the_forward_pass_gets_its_gradient(f):
    x, n = Value(-2.0), Value(3.0, constant=True)
    z = f(x, n) * 1.0
    z.backward()
    assert n.grad is None
    n.constant = False
    with np.errstate(invalid="ignore"):  # the derivative by n of x ** n, where x is negative
        z.backward()
        (expected,) = grad(z, wrt=[n])
    assert n.grad == pytest.approx(expected, nan_ok=True)


def test_a_computed_value_can_be_frozen():
    x, w = Value(2.0), Value(3.0)
    z = x * w
    z.constant = True
    J = z * w + (z + 1) * z
    J.backward()
    assert (w.grad, x.grad, z.grad) == (6.0, 0.0, None)
    assert (z * 2).constant
    z.constant = False
    (z * 1).backward()
    assert x.grad == 3.0


def test_a_new_row_keeps_its_derivatives_at_once(own_rows):
    cube = row("cube_of_a_test", lambda x: x * x * x, lambda z, x: 3 * (x * x))
    for z in (cube(Value(2.0)), Value(2.0).cube_of_a_test(), Value.cube_of_a_test(Value(2.0))):
        assert z._dx == 12.0
        z.backward()
        assert z.parents[0].grad == 12.0


def test_a_row_may_hold_numbers_without_end_and_ask_what_symbols_can_not_answer(own_rows):
    capped = row("capped", lambda x: np.minimum(x, np.inf), lambda z, x: (x < np.inf) * 1.0)
    leaky = row("leaky", lambda x: x if x > 0 else 0.1 * x, lambda z, x: 1.0 if x > 0 else 0.1)
    for rule, derivative in ((capped, 1.0), (leaky, 0.1)):
        x = Value(-8.0)
        rule(x).backward()
        assert x.grad == derivative


def test_a_row_may_have_no_derivative_by_one_of_two_inputs(own_rows):
    gated = row("gated_of_a_test", lambda x, c: x * (c > 0), lambda z, x, c: 1.0 * (c > 0), None)
    for open_or_not in (1.0, -1.0):
        x, c = Value(3.0), Value(open_or_not)
        z = gated(x, c)
        assert (type(z), z.op, z.parents, z.data) == (Value, "gated_of_a_test", (x, c), 3.0 * (open_or_not > 0))
        z.backward()
        assert (x.grad, c.grad, c.has_gradient) == (1.0 * (open_or_not > 0), 0.0, False)


def test_a_row_may_have_three_inputs(own_rows):
    mixed = row("mixed_of_a_test", lambda x, y, t: x + t * (y - x), lambda z, x, y, t: 1 - t, lambda z, x, y, t: t,
                lambda z, x, y, t: y - x)  # fmt: skip
    leaves = [Value(x) for x in (1.0, 5.0, 0.25)]
    z = mixed(*leaves)
    z.backward()
    assert (z.data, [x.grad for x in leaves]) == (2.0, [0.75, 0.25, 4.0])


def test_a_derivative_may_depend_on_more_than_its_inputs(own_rows):
    factor = [2.0]
    scaled = row("scaled_of_a_test", lambda x, y: factor[0] * (x + y), *[lambda z, x, y: factor[0]] * 2)
    power = row("powered_of_a_test", lambda x, y: x + y, *[partial(lambda n, z, x, y: n, 1.0)] * 2)
    for factor[0] in (2.0, 3.0):
        for rule, expected in ((scaled, factor[0]), (power, 1.0)):
            x, y = Value(1.0), Value(4.0)
            rule(x, y).backward()
            assert (x.grad, y.grad) == (expected, expected)


def test_constants_alone_make_a_constant():
    for name in NUMBERS:
        rule = TABLE[name]
        constants = [Value(sum(rule.smooth) / 2 + 0.1 * i, constant=True) for i in range(rule.arity)]
        z = rule(*constants)
        assert (z.constant, z.grad) == (True, None)
        assert not rule(Value(constants[0].data), *constants[1:]).constant


def test_data_that_are_assigned_become_floats():
    for number in (3, True, np.float32(3), np.int8(3), np.array(3.0)):
        x = Value(1.0)
        x.data = number
        assert (type(x.data), x.data) == (float, float(number))
    with pytest.raises(TypeError, match="holds one real number"):
        x.data = "3"
    assert (x.shape, x.ndim, x.size, np.ndim(x)) == ((), 0, 1, 0)


def test_where_a_float_has_no_answer_numpys_is_taken():
    x = Value(0.0)
    with pytest.warns(RuntimeWarning, match="divide by zero") as caught:
        z = 1 / x
    assert len(caught) == 1
    assert z.data == np.inf
    root = np.sqrt(x)  # whose derivative at 0 is asked for by the backward pass, and not before
    assert root.data == 0
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        root.backward()
    assert x.grad == np.inf
    with pytest.warns(RuntimeWarning, match="invalid value"):
        assert np.isnan((Value(-8.0) ** (1 / 3)).data)
    for f in (lambda x, y: x * y, lambda x, y: 1e200 * x * y, lambda x, y: -x - y * 1e200):
        with pytest.warns(RuntimeWarning, match="overflow encountered in") as caught:
            assert np.isinf(f(Value(1e200), Value(1e200)).data)
        assert [warning.filename for warning in caught] == [__file__]
    for f in (np.log, np.exp, lambda x: 1 / x):
        with np.errstate(all="raise"), pytest.raises(FloatingPointError):
            f(Value(1000.0 if f is np.exp else 0.0))


def test_an_interrupted_pass_leaves_no_gradient_half_written():
    x, y = Value(2.0), Value(4.0)
    (x * 3).backward()
    interior = x * 2
    J = interior * (np.sqrt(y * 0.0 * x) + x)
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        J.backward()
    assert (x.grad, interior.gradient is UNREACHED, y.grad) == (3.0, True, 0.0)
    (x * 5).backward()
    assert x.grad == 8.0


@pytest.mark.parametrize("wrong", ["three", [1.0], {}])
def test_a_gradient_that_is_no_number_is_noticed(wrong):
    x = Value(2.0)
    x.grad = wrong
    J = x * x
    with pytest.raises(TypeError):
        J.backward()
    assert x.grad is wrong


def test_gradients_are_set_as_other_engines_do():
    x = Value(2.0)
    for start in (0, 0.0, None):
        x.grad = start
        (x * 3).backward()
        assert x.grad == 3.0
        assert type(x.grad) is float


def test_data_that_became_nan_are_noticed():
    for f in (lambda w: (w + 1) ** 2, lambda w: 3 - w, np.exp, lambda w: -w):
        w = Value(1.0, "w")
        J = f(w)
        w.data = float("nan")
        with pytest.raises(ValueError, match="the data of 'w' changed"):
            grad(J, wrt=[w], create_graph=True)


class Mine(Value):
    def __init__(self, data, penalty="none"):
        super().__init__(data)
        self.penalty = penalty

    def relu(self):
        return super().relu() * 2


def test_the_class_is_whole():
    v = Mine(0.5)
    assert v.relu().data == 1.0
    assert [z.data for z in (Value(3.0) * v, v * Value(3.0), 3.0 - v, Value(3.0) ** v)] == [1.5, 1.5, 2.5, 3**0.5]
    assert [x.data for x in map(Value.relu, [Value(-1.0), v])] == [0.0, 0.5]
    assert operator.methodcaller("tanh")(v).data == np.tanh(0.5)
    for name in ("data", "grad", "label", "parents", "op", "backward", "tanh", "exp", "sum"):
        assert name in dir(v)
        assert hasattr(Value, name)
    assert {"raw", "frozen", "owned", "read_rule"}.isdisjoint(dir(v))
    shown = pydoc.render_doc(Value, renderer=pydoc.plaintext)
    assert "tanh(" in shown
    assert type(v * 2) is Value


@pytest.mark.parametrize("make", [lambda: Mine(1.0, "l2"), lambda: Tensor([1.0]), lambda: Value(2.0)])
def test_attributes_of_ones_own_are_welcome_and_copied(make):
    node = make()
    node.m, node.friends = 0.5, [node]
    for again in (copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))):
        twin = again(node)
        assert type(twin) is type(node)
        assert twin.m == 0.5
        assert getattr(twin, "penalty", "l2") == "l2"
        assert twin.friends[0] is (node if again is copy.copy else twin)
    computed = node * 2
    computed.colour = "red"
    assert computed.colour == "red"


def test_a_cycle_that_they_make_is_collected():
    class Marked:
        pass

    node, mark = Value(1.0), Marked()
    node.friend, node.mark = node, mark
    alive = weakref.ref(mark)
    del node, mark
    gc.collect()
    assert alive() is None


def test_a_row_in_place_of_another_one_takes_its_method_too(own_rows):
    x = Value(-2.0)
    row("bent", lambda x: np.maximum(x, 0), lambda z, x: x > 0)
    assert x.bent().data == 0
    row("bent", lambda x, slope=0.1: np.where(x > 0, x, slope * x), lambda z, x, slope: np.where(x > 0, 1.0, slope))
    J = x.bent()
    J.backward()
    assert (J.data, x.grad) == (-0.2, 0.1)
    assert x.bent(slope=0.5).data == -1.0
    row("bent", lambda x, y: x * y, lambda z, x, y: y, lambda z, x, y: x)
    assert x.bent(3.0).data == -6.0


def test_arrays_that_were_assigned_as_gradients_are_not_changed():
    zero = np.array(0.0)
    a, b = Value(2.0), Value(5.0)
    a.grad = b.grad = zero
    (a * b).backward()
    assert (a.grad, b.grad, zero) == (5.0, 2.0, 0.0)


def test_a_complex_derivative_is_none(own_rows):
    cube_root = row("root_of_a_test", lambda x: np.cbrt(x), lambda z, x: x ** (-2 / 3) / 3, numpy="")
    x = Value(-8.0)
    z = cube_root(x)
    with pytest.warns(RuntimeWarning, match="invalid value"):
        z.backward()
    assert np.isnan(x.grad)


def test_a_number_of_a_formula_can_be_made_a_parameter():
    for f, expected in ((lambda x: x * 3.0, 2.0), (lambda x: 3.0 * x, 2.0), (lambda x: x**3.0, 8 * np.log(2))):
        J = f(Value(2.0))
        (number,) = [x for x in J.parents if x.constant]
        number.constant = False
        J.backward()
        assert number.grad == pytest.approx(expected)


def test_a_formula_of_pythons_own_functions(own_rows):
    inverse = row("acosh_of_a_test", lambda x: math.acosh(x), lambda z, x: 1 / math.sqrt(x * x - 1), numpy="")
    x = Value(2.0)
    inverse(x).backward()
    assert x.grad == pytest.approx(1 / np.sqrt(3))
    with pytest.raises(ValueError, match=r"acosh_of_a_test of .* is not possible"):
        inverse(Value(0.5))


def test_a_number_beyond_floats_is_refused():
    for use in (lambda x: x * 10**400, lambda x: 10**400 - x, lambda x: x ** (10**400)):
        with pytest.raises(TypeError, match="holds one real number"):
            use(Value(2.0))


def test_a_pass_inside_a_pass_is_refused(own_rows):
    def inner(g, z, x):
        (w * w).backward()
        return g * 1.0

    nested = pullback("nested_of_a_test", lambda x: x * 1.0, inner, numpy="")
    w = Value(2.0)
    with pytest.raises(RuntimeError, match=r"began inside it\. Use grad"):
        (nested(w * 1.0) * w).backward()
    assert w.grad == 0.0
    (w * w).backward()
    assert w.grad == 4.0
