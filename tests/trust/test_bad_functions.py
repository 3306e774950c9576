"""Bad inputs of grad and its kin, of the four verbs, of rows and of typed formulas: each error says what to write."""

import math
import re

import numpy as np
import pytest

import autograd
from autograd import (
    Tensor,
    Value,
    check_gradients,
    compare,
    derive,
    draw,
    elementwise_grad,
    explain,
    grad,
    hessian,
    hvp,
    jacobian,
    jvp,
    value_and_grad,
    vjp,
)  # fmt: skip
from autograd.expression import cost_of
from autograd.rules import compose, row


def v():
    return Value(2.0, "v")


def t():
    return Tensor([1.0, 2.0, 3.0], "t")


def J():
    return Value(2.0, "w") * 3


pytestmark = pytest.mark.usefixtures("own_rows")


@pytest.mark.parametrize(
    ("do", "error", "says"),
    [
        (lambda: grad(3), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: grad(None), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: grad("f"), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: grad(lambda x: x)("a"), TypeError, "argument 0 is 'a', which is no number, array, or dict, list"),
        (lambda: grad(lambda x: x)(None), TypeError, "argument 0 is None, which is no number, array, or dict, list"),
        (lambda: grad(lambda x: x)([]), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: grad(lambda x: x)({}), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: grad(lambda x: x**2)(np.ones(3)),
            ValueError, "For the derivative of an elementwise f at every entry take",
        ),
        (lambda: grad(lambda x: 3.0)(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: grad(lambda x: x.data)(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: grad(lambda x: float(x))(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: grad(lambda x: math.exp(x))(1.0),
            TypeError, "Return the cost alone, and compute it with NumPy's or",
        ),
        (lambda: grad(lambda x: None)(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: grad(lambda x: [x, x])(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: grad(lambda x: "a")(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: grad(lambda x: x, argnums=1)(1.0),
            TypeError, "argnums=1 must name arguments by number, but 1 positional",
        ),
        (
            lambda: grad(lambda x: x, argnums=-3)(1.0),
            TypeError, "argnums=-3 must name arguments by number, but 1 positional",
        ),
        (
            lambda: grad(lambda x: x, argnums="a")(1.0),
            TypeError, "argnums='a' must name arguments by number, but 1 positional",
        ),
        (
            lambda: grad(lambda x: x, argnums=1.0)(1.0),
            TypeError, r"argnums=1\.0 must name arguments by number, but 1 positional",
        ),
        (lambda: grad(lambda x: x)(), TypeError, "argnums=0 must name arguments by number, but 0 positional"),
        (lambda: grad(lambda x: x)(x=1.0), TypeError, "argnums=0 must name arguments by number, but 0 positional"),
        (
            lambda: grad(lambda x: x)(1j),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: grad(lambda x: x)(["a"]), TypeError, r"argument 0\[0\] is 'a', which is no number, array, or dict,"),
        (lambda: grad(v() * 2, wrt=3), TypeError, r"grad\(J, wrt=w\) takes a node or a list of nodes, not 3"),
        (
            lambda: grad(v() * 2, wrt=[3.0]),
            TypeError, r"grad\(J, wrt=w\) takes a node or a list of nodes, not \[3\.0\]",
        ),
        (lambda: grad(v() * 2, wrt=None), TypeError, r"grad\(J, wrt=w\) takes a node or a list of nodes, not None"),
        (lambda: value_and_grad(3), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (
            lambda: value_and_grad(lambda x: 2.0)(1.0),
            TypeError, "Return the cost alone, and compute it with NumPy's or",
        ),
        (lambda: jacobian(3), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (
            lambda: jacobian(lambda x: x)("a"),
            TypeError, "argument 0 is 'a', which is no number, array, or dict, list",
        ),
        (
            lambda: jacobian(lambda x: x)([1.0]),
            TypeError, "jacobian takes a number or an array to differentiate with",
        ),
        (lambda: jacobian(lambda x: 1.0)(1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: jacobian(lambda x: x, argnum=2)(1.0),
            TypeError, "argnums=2 must name arguments by number, but 1 positional",
        ),
        (
            lambda: hessian(lambda x: x)(np.ones(2)),
            ValueError, "For the derivative of an elementwise f at every entry take",
        ),
        (lambda: hessian(lambda x: x)("a"), TypeError, "argument 0 is 'a', which is no number, array, or dict, list"),
        (lambda: hessian(3), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (
            lambda: hvp(lambda x: x**2, 1.0, np.ones(2)),
            ValueError, r"the direction of x has shape \(2,\), but x \(\)",
        ),
        (
            lambda: hvp(lambda x: x, np.ones(2), np.ones(2)),
            ValueError, "For the derivative of an elementwise f at every entry take",
        ),
        (lambda: hvp(3, 1.0, 1.0), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: jvp(3, 1.0, 1.0), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: jvp(lambda x: x, 1.0, np.ones(2)), ValueError, r"the direction of x has shape \(2,\), but x \(\)"),
        (lambda: jvp(lambda x: x, np.ones(2), 1.0), ValueError, r"the direction of x has shape \(\), but x \(2,\)"),
        (
            lambda: jvp(lambda x: x, [1.0], 1.0),
            ValueError, r"the direction has numbers at \['x'\], and x at \['x\[0\]'\]",
        ),
        (lambda: jvp(lambda x: 3.0, 1.0, 1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: jvp(lambda x: x, "a", 1.0),
            TypeError, "argument 0 is 'a', which is no number, array, or dict, list",
        ),
        (lambda: vjp(3, 1.0), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (lambda: vjp(lambda x: x, "a"), TypeError, "argument 0 is 'a', which is no number, array, or dict, list"),
        (lambda: vjp(lambda x: [x], 1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (
            lambda: vjp(lambda x: x, np.ones(2))[1](np.ones(3)),
            ValueError, r"the seed has shape \(3,\), but an unlabelled Tensor \(pos\) has",
        ),
        (
            lambda: vjp(lambda x: x, np.ones(2))[1]("a"),
            TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in",
        ),
        (lambda: vjp(lambda x: 3.0, 1.0), TypeError, "Return the cost alone, and compute it with NumPy's or"),
        (lambda: elementwise_grad(3), TypeError, r"For a node, use grad\(J, wrt=\[\.\.\.\]\)"),
        (
            lambda: elementwise_grad(lambda x: np.sum(x))(np.ones(2)),
            ValueError, r"Take jacobian\(f\) for the derivative of every entry by every",
        ),
        (
            lambda: elementwise_grad(lambda x: x)("a"),
            TypeError, "argument 0 is 'a', which is no number, array, or dict, list",
        ),
        (
            lambda: elementwise_grad(lambda x: x)(),
            TypeError, "argnums=0 must name arguments by number, but 0 positional",
        ),
        (lambda: check_gradients(3, 1.0), TypeError, "check_gradients takes a function and where to check it, an"),
        (
            lambda: check_gradients(lambda x: x, "a"),
            TypeError, "argument 0 is 'a', which is no number, array, or dict, list",
        ),
        (
            lambda: check_gradients(lambda x: x * 2),
            TypeError, "check_gradients takes a function and where to check it, an",
        ),
        (lambda: check_gradients(lambda x: abs(x), 0.0), AssertionError, "Check it at another point"),
        (
            lambda: check_gradients(lambda x: x.data * x, 3.0),
            AssertionError, "derivative of order 1 by argument 0: autograd says 3, central",
        ),
        (lambda: hessian(lambda x: x)([1.0]), TypeError, "hessian takes a number or an array to differentiate with"),
        (
            lambda: hvp(lambda x: x**2, "a", 1.0),
            TypeError, "argument 0 is 'a', which is no number, array, or dict, list",
        ),
        (lambda: compare(3), TypeError, "compare takes a node, such as a cost J, not int"),
        (lambda: compare("a"), TypeError, "compare takes a node, such as a cost J, not str"),
        (lambda: compare(None), TypeError, "compare takes a node, such as a cost J, not NoneType"),
        (lambda: compare(J(), by_hand=3), TypeError, r"by_hand=3: give the gradients by label, \{'W': dW\}"),
        (
            lambda: compare(J(), by_hand=[1.0]),
            TypeError, r"by_hand=\[1\.0\]: give the gradients by label, \{'W': dW\}",
        ),
        (lambda: compare(J(), by_hand="w"), TypeError, r"by_hand='w': give the gradients by label, \{'W': dW\}"),
        (lambda: compare(J(), wrt=["q"]), ValueError, r"wrt=\['q'\]: no 'q' among the labels w"),
        (lambda: compare(J(), wrt=3), ValueError, "wrt=3: no 3 among the labels w"),
        (lambda: compare(J(), rtol="a"), ValueError, "rtol='a': a tolerated difference is a number, 0 or more"),
        (lambda: compare(J(), rtol=-1.0), ValueError, r"rtol=-1\.0: a tolerated difference is a number, 0 or more"),
        (lambda: compare(J(), rtol=np.nan), ValueError, "rtol=nan: a tolerated difference is a number, 0 or more"),
        (lambda: compare(J(), atol=-1.0), ValueError, r"atol=-1\.0: a tolerated difference is a number, 0 or more"),
        (
            lambda: compare(t()),
            ValueError, r"Reduce it first, np\.mean\(\.\.\.\) or np\.sum\(\.\.\.\), or pass a seed",
        ),
        (lambda: compare(Value(1.0, constant=True) * 2), ValueError, r"Value\(2\.0\) or Tensor\(array\)"),
        (lambda: compare(J()).save("x.nonsense"), ValueError, r"Use \.txt, \.md, \.tex, \.html"),
        (lambda: compare(J()).save("/nowhere/x.html"), FileNotFoundError, "Create it first"),
        (lambda: explain(3), TypeError, "explain takes a node, such as a cost J, not int"),
        (lambda: explain("a"), TypeError, "explain takes a node, such as a cost J, not str"),
        (
            lambda: explain(t()),
            ValueError, r"Reduce it first, np\.mean\(\.\.\.\) or np\.sum\(\.\.\.\), or pass a seed",
        ),
        (lambda: explain(None), TypeError, "explain takes a node, such as a cost J, not NoneType"),
        (lambda: explain(J()).save("x.nonsense"), ValueError, r"Use \.html, \.tex, \.txt"),
        (lambda: explain(J()).save("/nowhere/x.html"), FileNotFoundError, "Create it first"),
        (lambda: draw(3), TypeError, "draw takes a node, such as a cost J, not int"),
        (lambda: draw("a"), TypeError, "draw takes a node, such as a cost J, not str"),
        (lambda: draw(None), TypeError, "draw takes a node, such as a cost J, not NoneType"),
        (lambda: draw(J()).save("x.nonsense"), ValueError, r"Use \.svg, \.png, \.pdf, \.dot, \.gv, \.txt"),
        (lambda: draw(J()).save("/nowhere/x.svg"), FileNotFoundError, "Create it first"),
        (lambda: derive(3), TypeError, "derive takes a node, such as a cost J, not int"),
        (lambda: derive("a"), TypeError, "derive takes a node, such as a cost J, not str"),
        (lambda: derive(None), TypeError, "derive takes a node, such as a cost J, not NoneType"),
        (
            lambda: derive(t()),
            ValueError, r"Reduce it first, np\.mean\(\.\.\.\) or np\.sum\(\.\.\.\), or pass a seed",
        ),
        (lambda: derive(J(), m="a"), ValueError, "m=a: no array of data has a rows; the first axes have no"),
        (lambda: derive(J(), m=-1), ValueError, "m=-1: no array of data has -1 rows; the first axes have no"),
        (lambda: derive(J())(q=1.0), TypeError, r"this graph has no 'q'\. It takes 'w'"),
        (
            lambda: derive(Tensor(np.ones(2), "w")[np.array([True, False])].sum()),
            ValueError, "Multiply with zeros and ones, or index with slices",
        ),
        (lambda: row("x", lambda x: x), TypeError, r"An option has a default, or stands behind a slash: \(x, /,"),
        (lambda: row("x", 3, 4), TypeError, r"row\('x', \.\.\.\): give its name, its formula, and that of its"),
        (
            lambda: row(3, lambda x: x, lambda z, x: 1),
            TypeError, r"row\(3, \.\.\.\): give its name, its formula, and that of its",
        ),
        (
            lambda: row("x", lambda x: x, lambda x: 1),
            TypeError, r"x\(x\): the formula of a derivative takes \(x\), but is called",
        ),
        (
            lambda: compose(np.exp, lambda x: x),
            TypeError, r"Another row of that name takes its place: row\('exp', \.\.\.\)",
        ),
        (
            lambda: np.diag(Tensor(np.ones((2, 3, 4)), "x")),
            ValueError, r"np\.diag\(x=Tensor of shape \(2, 3, 4\)\) is not possible: Input must be 1- or 2-d",
        ),
        (lambda: np.array_split([v(), v()], v()), TypeError, r"stands where NumPy expects whole numbers: give its"),
        (lambda: np.repeat(t(), repeats=v()), TypeError, r"stands where NumPy expects whole numbers: give its \.data"),
        (lambda: np.sum(t(), axis=v()), TypeError, r"sum: axis=.* is a node, and an option is plain: give its \.data"),
        (lambda: t().transpose(2.5), TypeError, r"transpose of .* is not possible .*What it needs"),
        (lambda: t().sum(axis=10**30), OverflowError, r"sum of .* is not possible .*What it needs"),
        (lambda: v().mT, AttributeError, r"matrix_transpose of .* is not possible .*What it needs"),
        (lambda: autograd.stop_gradient({"w": "a"}), TypeError, r"x\['w'\] is 'a', which is no number, array, or dict"),
        (lambda: compose(cost_of, lambda x: x), TypeError, r"cost_of.*only a function of NumPy's is told of nodes"),
        (lambda: compose(np.var, 3), TypeError, r"compose\(.*, 3\): give two functions, compose\(np\.var, variance\)"),
        (lambda: autograd.nonsense, AttributeError, "module 'autograd' has no attribute 'nonsense', nor is it a"),
        (lambda: autograd.exp(1.0, 2.0), TypeError, r"exp\(x\) on Values and Tensors: too many positional arguments"),
        (lambda: autograd.exp("a"), TypeError, r"exp\('a'\): it takes numbers, arrays and nodes"),
        (lambda: autograd.exp(len), TypeError, r"exp\(<built-in function len>\): it takes numbers, arrays and nodes"),
        (lambda: autograd.tanh(["a"]), TypeError, r"tanh\(array\(.*\): it takes numbers, arrays and nodes"),
        (lambda: autograd.maximum(1.0, set()), TypeError, r"maximum\(set\(\)\): it takes numbers, arrays and nodes"),
        (lambda: autograd.exp(None), TypeError, r"exp\(None\): it takes numbers, arrays and nodes"),
        (lambda: cost_of("w * ", {"w": 2.0}), ValueError, "this is no formula: invalid syntax"),
        (lambda: cost_of("", {"w": 2.0}), ValueError, r"Write w \* 2 and give w=1\.0"),
        (lambda: cost_of("w * x", {"w": 2.0}), ValueError, r"x has no number: give it one, x=1\.0"),
        (
            lambda: cost_of("w.data", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (lambda: cost_of("w ^ 2", {"w": 2.0}), ValueError, r"write \*\* for a power"),
        (lambda: cost_of("(w", {"w": 2.0}), ValueError, r"this is no formula: '\(' was never closed"),
        (
            lambda: cost_of("w if w else w", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (
            lambda: cost_of("lambda: w", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (
            lambda: cost_of("w[0]", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (
            lambda: cost_of("'a'", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (
            lambda: cost_of("w == 1", {"w": 2.0}),
            ValueError, r"only \+ - \* / \*\*, parentheses, numbers, names and functions",
        ),
        (lambda: cost_of("exp(w, w, w)", {"w": 2.0}), ValueError, "exp takes 1 numbers, not 3"),
        (
            lambda: cost_of("w" + "+w" * 100000, {"w": 2.0}),
            ValueError, "200,001 letters: an expression has at most 2,000, on one line",
        ),
        (
            lambda: cost_of("9" * 5000, {"w": 2.0}),
            ValueError, "5,000 letters: an expression has at most 2,000, on one line",
        ),
        (lambda: cost_of("w = w", {"w": 2.0}), ValueError, "write a formula, or name = formula with a new name"),
        (lambda: derive(J())(w="a"), TypeError, "w must be real numbers, not 'a'"),
        (lambda: J().seed("a"), TypeError, r"Use Tensor\(\.\.\.\) for an array, node\.data for the number in"),
        (lambda: autograd.primitive, AttributeError, "chalkgrad has no primitive: an operation of your own is a row"),
    ],
)  # fmt: skip
def test_the_error_names_the_fix(do, error, says):
    with pytest.raises(error) as caught:
        do()
    assert re.search(says, " ".join(str(caught.value).split())), caught.value


def test_a_formula_may_be_just_as_deep_as_the_message_says():
    assert cost_of("w" + " + w" * 100, {"w": 1.0}).data == 101.0
    with pytest.raises(ValueError, match="more than 100 operations inside each other"):
        cost_of("w" + " + w" * 101, {"w": 1.0})
