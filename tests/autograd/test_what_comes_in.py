"""What programs of one's own hand in: single numbers with axes, labels, byte orders, columns and rows."""

import sys
import warnings

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, explain, grad
from autograd.rules import row
from autograd.table import NUMPY, TABLE
from autograd.warned import warn_of_pairs

REDUCTIONS = [np.sum, np.max, np.min]


@pytest.mark.parametrize("reduce", REDUCTIONS)
@pytest.mark.parametrize("options", [{"axis": -1}, {"axis": 0}, {"axis": 0, "keepdims": True}, {}, {"axis": ()}])
@pytest.mark.parametrize("kind", [Tensor, Value])
def test_a_single_number_is_reduced_along_the_axes_that_numpy_takes(reduce, options, kind):
    w = kind(3.0, label="w")
    J = reduce(w * w, **options)
    J.backward()
    assert (J.data, w.grad) == (9.0, 6.0)
    assert grad(lambda w: grad(lambda w: reduce(w**3, **options))(w))(kind(2.0)) == 12.0
    _, gradients = derive(J)()
    assert gradients == {"w": 6.0}


@pytest.mark.parametrize("label", [3, None, ("a",), b"w", Value(1.0)])
@pytest.mark.parametrize("kind", [Tensor, Value])
def test_a_label_is_text(label, kind):
    with pytest.raises(TypeError, match="a label is text"):
        kind(1.0, label)
    w = kind(1.0)
    if label is not None:
        w.label = label
        with pytest.raises(TypeError, match="a label is text"):
            explain(w * w)
    assert kind(1.0, np.str_("w")).label == "w"


@pytest.mark.parametrize("name", [">f8", "<f8", ">f4", "<f4", "f2", "g", ">i4", ">u2", "?"])
def test_numbers_of_every_type_are_floats_of_this_machine(name):
    numbers = np.array([[1, 0], [1, 1]]).astype(name)
    w = Tensor(numbers, "w")
    expected = np.float32 if name.endswith("f4") else np.float64
    J = np.sum(w**2 * 3)
    J.backward()
    _, gradients = derive(J)()
    for array in (w.data, w.grad, gradients["w"]):
        assert array.dtype == np.dtype(expected)
        assert array.dtype.isnative
    np.testing.assert_allclose(w.grad, numbers.astype(float) * 6)
    assert compare(J, by_hand={"w": (numbers.astype(float) * 6).astype(">f8")}).ok
    with pytest.raises(TypeError, match="a Tensor holds floats, not float16"):
        Tensor(numbers, dtype="float16")


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_a_matrix_of_numpys_is_refused_since_its_product_is_another():
    X = np.matrix([[1.0, 2.0], [3.0, 4.0]])
    w = Tensor(np.ones((2, 2)), "w")
    for use in (lambda: X * w, lambda: w * X, lambda: X @ w, lambda: Tensor(X), lambda: X * Value(2.0)):
        with pytest.raises(TypeError, match=r"np\.asarray\(matrix\), and write @"):
            use()


def test_the_variance_of_a_list_of_values():
    values = [Value(x) for x in (1.0, 2.0, 6.0)]
    for function, derivative in (
        (np.var, lambda x: 2 * (x - 3) / 3),
        (np.std, lambda x: (x - 3) / 3 / np.std([1, 2, 6])),
    ):
        J = function(values)
        assert J.data == pytest.approx(function([1, 2, 6]))
        J.zero_grad()
        J.backward()
        np.testing.assert_allclose([v.grad for v in values], [derivative(v.data) for v in values])


def said(make):
    """The warnings of some code, each with the line that it points at."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make()
    return [(str(x.message), x.filename, x.lineno) for x in caught]


COLUMN, ROW = Tensor(np.ones((3, 1)), "p"), Tensor(np.arange(3.0), "y")


@pytest.mark.parametrize(
    ("operation", "sign"),
    [
        (lambda x, y: x - y, "-"), (lambda x, y: x * y, r"\*"), (lambda x, y: np.maximum(x, y), "maximum"),
        (lambda x, y: np.tanh(x) - y, "-"),
        (lambda x, y: x / (y + 1), "/"), (lambda x, y: (x * 2) ** y, r"\*\*"), (lambda x, y: x @ y[None, :], None),
    ],
)  # fmt: skip
def test_a_column_that_meets_a_row_is_said_with_both_names_and_the_reshape(operation, sign):
    pairs = [(COLUMN, ROW), (COLUMN, np.ones(3)), (np.ones((3, 1)), ROW)]
    if sign is not None:
        pairs.append((ROW + 1, COLUMN))
    for pair in pairs:
        found = said(lambda pair=pair: operation(*pair))
        if sign is None:
            assert found == []
            continue
        assert len(found) == 1
        message, filename, line = found[0]
        assert "of shape (3, 1) and" in message
        assert "made (3, 3), each with each" in message
        assert "[:, None], or " in message
        assert filename == __file__
        assert abs(line - operation.__code__.co_firstlineno) <= 2
    ((message, *_),) = said(lambda: COLUMN - ROW)
    assert message.startswith("- of 'p' of shape (3, 1) and 'y' of shape (3,)")
    assert "write y[:, None], or y.reshape(-1, 1)" in message


A, V = Tensor([[1.0, 2.0], [0.5, -1.0], [2.0, 0.0]], "A"), Tensor([1.0, -1.0], "v")
MEANT = [
    lambda: np.sum(A**2, axis=1, keepdims=True) + np.sum(A**2, axis=1) - 2 * A @ A.T,
    lambda: ROW / np.sqrt(np.mean(A**2, axis=1, keepdims=True) + 1), lambda: ROW[:, None] - ROW,
    lambda: 2 * np.tanh(ROW[..., None]) - ROW, lambda: ROW.reshape(-1, 1) - ROW, lambda: np.expand_dims(ROW, 1) * ROW,
    lambda: np.max(A, axis=1, keepdims=True) * ROW.reshape(-1, 1) - ROW, lambda: A @ V - ROW,
]  # fmt: skip
MISTAKEN = [
    lambda y: (A @ V).reshape(-1, 1) - y, lambda y: np.tanh((A @ V).reshape(-1, 1)) * y,
    lambda y: A[:, :1] - y, lambda y: np.tanh(A @ V[:, None]) ** 2 - y, lambda y: COLUMN * ROW[:, None] - y,
]  # fmt: skip


def test_a_column_that_was_made_one_is_meant():
    for make in MEANT:
        assert said(make) == []
    for make in MISTAKEN:
        for y in (ROW, np.ones(3), Tensor(np.ones(3), constant=True)):
            ((message, *_),) = said(lambda make=make, y=y: make(y))
            assert "each with each" in message


def test_a_choice_of_three_is_looked_at_too():
    p, zero = COLUMN * 2, Tensor(0.0, constant=True)
    for condition, x, z in ((Tensor([1.0, 0.0, 1.0]), p, zero), (Tensor(np.ones((3, 1))), zero, ROW)):
        with pytest.warns(UserWarning, match=r"^where of .*made \(3, 3\), each with each"):
            warn_of_pairs(TABLE["where"], (condition, x, z), (3, 3))


def test_a_long_way_back_takes_no_time():
    h = COLUMN
    for _ in range(100):
        h = h * h
    assert len(said(lambda: h * ROW)) == 1


def test_a_program_is_warned_once_and_not_by_what_looks_at_its_graph():
    def program():
        for _ in range(3):
            J = np.mean((COLUMN * 1.0 - ROW) ** 2)
        compare(J)
        compare(J, by_hand={"p": np.ones((3, 1)), "y": np.ones(3)})
        derive(J, m=0)
        explain(J)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        program()
    assert len([x for x in caught if "each with each" in str(x.message)]) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: np.log(Tensor([0.0], "w")), "divide by zero encountered in log"),
        (lambda: np.exp(Tensor([1e3])), "overflow encountered in exp"),
        (lambda: np.sqrt(Tensor([-1.0])), "invalid value encountered in sqrt"),
        (lambda: Tensor([0.0]) / Tensor([0.0]), "invalid value encountered in divide"),
        (lambda: 1 / Value(0.0), "divide by zero encountered in divide"),
        (lambda: Value(1e200) * 1e200, "overflow encountered in multiply"),
        (lambda: grad(lambda w: np.sum(w**0.5))(Tensor([0.0])), "divide by zero encountered in pow"),
    ],
)
def test_numbers_without_an_answer_are_said_at_the_users_line(make, message):
    (text, filename, line), *_ = said(make)
    assert text == message
    assert (filename, abs(line - make.__code__.co_firstlineno) <= 1) == (__file__, True)
    with np.errstate(all="ignore"):
        assert said(make) == []
    with np.errstate(all="raise"), pytest.raises(FloatingPointError):
        make()


@pytest.mark.parametrize("make", [Value, lambda x: Tensor([x])])
def test_a_row_that_is_no_function_of_numpys_is_said_by_its_own_name(own_rows, make):
    half = row("half_of_a_test", lambda x: np.log(x) / 2, lambda z, x: 1 / (2 * x))
    ratio = row("ratio_of_a_test", lambda x, y: x / (2 * y), lambda z, x, y: 1 / (2 * y), lambda z, x, y: -z / y)
    for f, name in ((half, "half"), (lambda x: ratio(x, x), "ratio")):
        (text, filename, _), *_ = said(lambda f=f: f(make(0.0)))
        assert text.endswith(f" encountered in {name}_of_a_test")
        assert filename == __file__
    steep = row("steep_of_a_test", lambda x: np.exp(2 * x), lambda z, x: 2 * z)
    assert said(lambda: steep(make(1e3)))[0][0] == "overflow encountered in steep_of_a_test"
    area = row("area_of_a_test", lambda x, y: 2 * x * y, lambda z, x, y: 2 * y, lambda z, x, y: 2 * x)
    assert said(lambda: area(Value(1e200), Value(1e200)))[0][0] == "overflow encountered in area_of_a_test"


@pytest.mark.parametrize(
    "meant",
    [
        lambda: ROW[:, None] - ROW, lambda: np.expand_dims(ROW, 1) * ROW, lambda: COLUMN - ROW[None, :],
        lambda: COLUMN - ROW[:, None], lambda: COLUMN - ROW.reshape(3, 1), lambda: COLUMN + Tensor(np.ones((3, 3))),
        lambda: Tensor(np.ones((1, 1))) * Tensor(np.ones(1)), lambda: COLUMN @ ROW[None, :], lambda: COLUMN - 1,
        lambda: Tensor(np.ones((3, 2))) + Tensor(np.ones(2)), lambda: COLUMN - Tensor(np.ones(4)),
    ],
)  # fmt: skip
def test_what_is_meant_is_not_said(meant):
    assert said(meant) == []


def test_a_plot_is_told_to_take_the_numbers():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    w = Tensor([1.0, 2.0], "w")
    _, axes = pyplot.subplots()
    for draw in (axes.plot, axes.hist, lambda x: axes.scatter([1, 2], x)):
        with pytest.raises(TypeError, match=r"For a plot give the numbers, w\.data"):
            draw(w)
    axes.plot(w.data)
    pyplot.close("all")


def test_a_page_whose_row_has_no_javascript_stays_still_and_says_why(tmp_path):
    assert "radians_of_a_test" not in TABLE
    texts = []
    try:
        for spelling in ("", "(x => x * Math.PI / 180)"):
            radians = row("radians_of_a_test", lambda x: np.deg2rad(x), lambda z, x: np.pi / 180, javascript=spelling)
            J = radians(Value(3.0, "w")) * 2
            texts.append(explain(J).save(tmp_path / "page.html").read_text())
    finally:
        del TABLE["radians_of_a_test"]
        NUMPY.pop(np.deg2rad, None)
    still, live = texts
    assert "This page can't compute other numbers: radians_of_a_test has no JavaScript. Its row can bring it" in still
    assert "const forward" not in still
    assert "can't compute" not in live
    assert "(x =" in live
    assert sys.getsizeof(live) > sys.getsizeof(still)
