"""Bad inputs of Values, Tensors and what is computed with them: each error says what to write instead."""

import re

import numpy as np
import pytest

from autograd import Tensor, Value, affine
from autograd.symbols import Symbol


def v():
    return Value(2.0, "v")


def t():
    return Tensor([1.0, 2.0, 3.0], "t")


def A():
    return Tensor(np.ones((2, 3)), "A")


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        (lambda: Value("a"), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: Value("1.5"), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: Value(b"1"), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: Value(None), TypeError, "a Value holds one real number, not None of type NoneType"),
        (
            lambda: Value([1.0, 2.0]),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: Value(np.ones(2)),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: Value(np.ones((1, 1))),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: Value(1 + 2j), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: Value({}), TypeError, r"a Value holds one real number, not \{\} of type dict"),
        (
            lambda: Value(Value(1.0)),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: Value(Tensor(1.0)),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: Value(10**400), TypeError, "a Value holds one real number, not"),
        (lambda: Value(1.0, 3), TypeError, "The parents of a node come from what it is computed of"),
        (lambda: Value(1.0, label=None), TypeError, "The parents of a node come from what it is computed of"),
        (lambda: v() + "a", TypeError, r"unsupported operand type\(s\) for \+: 'Value' and 'str'"),
        (lambda: v() + None, TypeError, r"unsupported operand type\(s\) for \+: 'Value' and 'NoneType'"),
        (lambda: v() * 1j, TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: 1j * v(), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: v() + (1 + 2j), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: v() @ v(), TypeError, r"Write x \* y for a single number"),
        (lambda: v() @ np.ones(2), TypeError, r"Write x \* y for a single number"),
        (lambda: v() << 1, TypeError, r"unsupported operand type\(s\) for <<: 'Value' and 'int'"),
        (lambda: len(v()), TypeError, r"object of type 'Value' has no len\(\)"),
        (lambda: v() < "a", TypeError, "'<' not supported between instances of 'float' and 'str'"),
        (lambda: v() < None, TypeError, "'<' not supported between instances of 'float' and 'NoneType'"),
        (lambda: v() > 1j, TypeError, "'>' not supported between instances of 'float' and 'complex'"),
        (lambda: v().sum(1, 2, 3), TypeError, r"sum\(x, /, axis=None, keepdims=False\) on Values and Tensors:"),
        (lambda: v().reshape(2), ValueError, "What it needs: the number of entries must stay the same"),
        (lambda: v().backward(np.ones(2)), ValueError, r"the seed has shape \(2,\), but 'v' has shape \(\)"),
        (
            lambda: v().backward("a"),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: (v() * 2).backward(seed=[1.0, 2.0]),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: Value(1.0, constant=True).backward(), ValueError, r"Value\(2\.0\) or Tensor\(array\)"),
        (lambda: setattr(v() * 2, "data", 3.0), AttributeError, "Assign to a leaf and compute the graph again"),
        (
            lambda: setattr(v(), "data", "a"),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: setattr(v(), "data", np.ones(2)),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: setattr(v(), "data", None), TypeError, "a Value holds one real number, not None of type NoneType"),
        (
            lambda: float(Tensor([1.0, 2.0])),
            TypeError, r"an unlabelled Tensor \(leaf\) has 2 entries, and float\(\) takes",
        ),
        (lambda: range(v()), TypeError, "'Value' object cannot be interpreted as an integer"),
        (lambda: max(v(), "a"), TypeError, "'<' not supported between instances of 'float' and 'str'"),
        (lambda: np.array([1.0, 2.0]).__iadd__(v()), TypeError, r"Write `array = array \+ node` instead"),
        (lambda: np.add(v(), v(), out=np.ones(1)), TypeError, r"Write `array = array \+ node` instead"),
        (lambda: np.add.accumulate(t()), TypeError, r"Use np\.cumsum\(x, axis\)"),
        (lambda: np.multiply.outer(t(), t()), TypeError, r"Use np\.outer\(x, y\)"),
        (lambda: np.vectorize(lambda x: x)(t()), TypeError, r"For a plot give the numbers, t\.data"),
        (lambda: np.array([t(), t()]), TypeError, r"For a plot give the numbers, t\.data"),
        (lambda: np.asarray(t()), TypeError, r"For a plot give the numbers, t\.data"),
        (lambda: Tensor("a"), TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: Tensor(["a", "b"]), TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: Tensor(None), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (lambda: Tensor([1, [2, 3]]), ValueError, r"The detected shape was \(2,\) \+ inhomogeneous part"),
        (lambda: Tensor([[1.0], [2.0, 3.0]]), ValueError, r"The detected shape was \(2,\) \+ inhomogeneous part"),
        (lambda: Tensor([1 + 2j]), TypeError, "a Tensor holds real numbers, not an array of complex128"),
        (lambda: Tensor(np.array([1j])), TypeError, "a Tensor holds real numbers, not an array of complex128"),
        (lambda: Tensor([v(), v()]), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (lambda: Tensor(Tensor([1.0])), TypeError, "a Tensor is made of numbers; for those in a node, use"),
        (lambda: Tensor({}), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (lambda: Tensor({1: 2}), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (lambda: Tensor(object()), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (lambda: Tensor([None, 1.0]), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (
            lambda: Tensor(np.array(["2020-01-01"], dtype="datetime64[D]")),
            TypeError, r"a Tensor holds real numbers, not an array of datetime64\[D\]",
        ),
        (
            lambda: Tensor(np.zeros(2, dtype=[("a", float)])),
            TypeError, r"a Tensor holds real numbers, not an array of \[\('a', '<f8'\)\]",
        ),
        (lambda: Tensor([1.0], dtype="int"), TypeError, "Use 'float64' or 'float32'"),
        (lambda: Tensor([1.0], dtype="float16"), TypeError, "Use 'float64' or 'float32'"),
        (lambda: Tensor([1.0], dtype=complex), TypeError, "Use 'float64' or 'float32'"),
        (lambda: Tensor([1.0], dtype="nonsense"), TypeError, "Use 'float64' or 'float32'"),
        (lambda: Tensor([1.0], 3), TypeError, "The parents of a node come from what it is computed of"),
        (lambda: t() + np.ones(4), ValueError, "What it needs: shapes must broadcast: aligned from the right,"),
        (lambda: t() * [1.0, 2.0, "a"], TypeError, "a Tensor holds real numbers, not an array of <U32"),
        (lambda: t() * ["a", "b", "c"], TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: t() * np.array(["a"]), TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: t() * np.array([1j]), TypeError, "a Tensor holds real numbers, not an array of complex128"),
        (lambda: t() * np.array([None]), TypeError, "Turn the Values into one Tensor first:"),
        (lambda: t() @ np.ones(4), ValueError, r"What it needs: the inner sizes must be equal: \(m, n\) @ \(n, k\)"),
        (lambda: t() @ 2.0, TypeError, r"Write x \* y for a single number"),
        (
            lambda: A() @ np.ones((4, 2)),
            ValueError, r"What it needs: the inner sizes must be equal: \(m, n\) @ \(n, k\)",
        ),
        (
            lambda: t() @ np.ones((4, 2)),
            ValueError, r"What it needs: the inner sizes must be equal: \(m, n\) @ \(n, k\)",
        ),
        (lambda: 2.0 @ t(), TypeError, r"Write x \* y for a single number"),
        (lambda: t()[5], IndexError, "What it needs: the index must lie inside the shape"),
        (lambda: t()["a"], IndexError, "What it needs: the index must lie inside the shape"),
        (lambda: t()[1.0], IndexError, "What it needs: the index must lie inside the shape"),
        (lambda: t()[None, 5], IndexError, "What it needs: the index must lie inside the shape"),
        (lambda: t()[t()], TypeError, "an index must be made of integers, slices or booleans, not"),
        (lambda: t()[v()], TypeError, "an index must be made of integers, slices or booleans, not"),
        (lambda: A()[0, 1, 2], IndexError, "What it needs: the index must lie inside the shape"),
        (lambda: t().__setitem__(0, 1.0), TypeError, r"Change a leaf: leaf\.data\[\.\.\.\] ="),
        (lambda: t().reshape(2), ValueError, "What it needs: the number of entries must stay the same"),
        (lambda: t().reshape("a"), TypeError, "What it needs: the number of entries must stay the same"),
        (lambda: t().reshape(-1, -1), ValueError, "What it needs: the number of entries must stay the same"),
        (lambda: t().transpose(1), ValueError, "What it needs: axes must name every axis once"),
        (lambda: A().transpose(0, 0), ValueError, "What it needs: axes must name every axis once"),
        (lambda: A().transpose("a"), TypeError, "What it needs: axes must name every axis once"),
        (lambda: t().sum(axis=1), ValueError, "What it needs: each axis must lie in the shape, and hold an"),
        (lambda: t().sum(axis="a"), TypeError, "What it needs: each axis must lie in the shape, and hold an"),
        (lambda: t().sum(axis=1.5), TypeError, "What it needs: each axis must lie in the shape, and hold an"),
        (lambda: t().mean(axis=(0, 0)), ValueError, "What it needs: each axis must lie in the shape, and hold an"),
        (lambda: t().max(axis=3), ValueError, "What it needs: each axis must lie in the shape, and hold an"),
        (
            lambda: Tensor(np.ones((0, 3))).max(),
            ValueError, "What it needs: each axis must lie in the shape, and hold an",
        ),
        (
            lambda: np.max(Tensor(np.ones(0))),
            ValueError, "What it needs: each axis must lie in the shape, and hold an",
        ),
        (
            lambda: np.concatenate([t(), A()]),
            ValueError, "What it needs: an axis, and all sizes but the joined one must",
        ),
        (lambda: np.concatenate(t()), ValueError, "What it needs: an axis, and all sizes but the joined one must"),
        (
            lambda: np.concatenate([t(), t()], axis=1),
            ValueError, "What it needs: an axis, and all sizes but the joined one must",
        ),
        (
            lambda: np.concatenate([t(), t()], axis="a"),
            TypeError, "What it needs: an axis, and all sizes but the joined one must",
        ),
        (lambda: np.stack([t(), np.ones(2)]), ValueError, "What it needs: all shapes must be equal"),
        (lambda: np.stack([t(), t()], axis=5), ValueError, "What it needs: all shapes must be equal"),
        (
            lambda: np.clip(t(), "a", 1.0),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: np.broadcast_to(t(), (2, 4)),
            ValueError, "What it needs: the shape must end with the input's sizes, or",
        ),
        (lambda: np.expand_dims(t(), 5), ValueError, "What it needs: each axis must lie in the new shape"),
        (lambda: np.squeeze(t(), 0), ValueError, "What it needs: a squeezed axis must have size 1"),
        (
            lambda: np.dot(A(), np.ones(5)),
            ValueError, r"What it needs: the inner sizes must be equal: \(m, n\) @ \(n, k\)",
        ),
        (
            lambda: np.dot(np.ones((2, 2, 2)), Tensor(np.ones((2, 2, 2)))),
            TypeError, "Write x @ y for the batched product",
        ),
        (lambda: affine(A(), A(), t()), ValueError, r"What it needs: \(m, n\) @ \(n, k\) \+ \(k,\)"),
        (
            lambda: t().backward(),
            ValueError, r"Reduce it first, np\.mean\(\.\.\.\) or np\.sum\(\.\.\.\), or pass a seed",
        ),
        (lambda: t().backward(np.ones(4)), ValueError, r"the seed has shape \(4,\), but 't' has shape \(3,\)"),
        (
            lambda: t().backward("a"),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (
            lambda: t().sum().backward(np.ones(3)),
            ValueError, r"the seed has shape \(3,\), but an unlabelled Tensor \(sum\) has",
        ),
        (lambda: Tensor([1.0], constant=True).sum().backward(), ValueError, r"Value\(2\.0\) or Tensor\(array\)"),
        (
            lambda: setattr(t() * 2, "data", np.ones(3)),
            AttributeError, "Assign to a leaf and compute the graph again",
        ),
        (lambda: setattr(t(), "data", np.ones(4)), ValueError, "Make a new Tensor for another shape"),
        (lambda: setattr(t(), "data", "a"), TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: setattr(t(), "data", None), TypeError, r"Join Values with np\.stack\(list_of_values\)"),
        (
            lambda: setattr(t(), "grad", np.ones(4)),
            ValueError, r"'t' has shape \(3,\), and so has its gradient, not \(4,\)",
        ),
        (lambda: setattr(t(), "grad", "a"), TypeError, "a Tensor holds real numbers, not an array of <U1"),
        (lambda: "a" + t(), TypeError, r"can only concatenate str \(not .*Tensor.*\) to str|unsupported operand"),
        (lambda: "a" @ t(), TypeError, r"unsupported operand type\(s\) for @: 'str' and 'Tensor'"),
        (lambda: np.argmax(Symbol("x")), TypeError, r"np\.argmax can't be written as a formula"),
        (lambda: len(Tensor(1.0)), TypeError, r"len\(\) of a Tensor without axes: it is a single number,"),
        (lambda: list(Tensor(1.0)), TypeError, r"len\(\) of a Tensor without axes: it is a single number,"),
        (lambda: t().item(), TypeError, r"'t' has 3 entries, and float\(\) takes one\. Use \.data"),
    ],
)  # fmt: skip
def test_the_error_names_the_fix(do, error, says):
    with pytest.raises(error) as caught:
        do()
    assert re.search(says, " ".join(str(caught.value).split())), caught.value
