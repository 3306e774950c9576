"""Answers as people give them: texts, rounded numbers, other shapes and makes, objects that lie."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograd import Tensor, Value, compare


def graded(right, answer, **how):
    """Return the row of an answer for w, whose gradient is `right`, while that for b stays right."""
    w = Tensor(np.ones(np.shape(right)), "w") if np.ndim(right) else Value(1.0, "w")
    b = Value(1.0, "b")
    comparison = compare(np.sum(w * np.asarray(right)) + 2.5 * b, {"w": answer, "b": 2.5}, **how)
    rows = {row.name: row for row in comparison.rows}
    assert list(rows) in (["w", "b"], ["b", "w"])
    assert rows["b"].verdict == "equal"
    assert "w" in str(comparison)
    return rows["w"]


@pytest.mark.parametrize(
    ("right", "texts"),
    [
        (18.0, ["18", "18.0", " 18 ", "+18", "18.", "1.8e1", "36/2", "18\n", "18,0"]),
        (-0.25, ["-1/4", "\N{MINUS SIGN}1/4", "-1 / 4", "-0,25", "-.25", "-25e-2", "1/-4"]),
        (1e-3, ["1e-3", "1E-3", "1e\N{MINUS SIGN}3", "0,001", "1/1000", "1,0e-3"]),
        (0.5, ["0,5", "0.5", "1/2", "0,50", "5e-1"]),
        (1 / 3, ["1/3", "2/6"]),
        (0.0, ["0", "0.0", "-0", "0/5", "0.000"]),
        (2.0, [" 2 ", "2", np.str_("2")]),
    ],
)
def test_texts_are_read_as_numbers(right, texts):
    for text in texts:
        assert graded(right, text).verdict == "equal", text


@pytest.mark.parametrize("text",
    ["", " ", "eighteen", "3*6", "18/0", "1/2/3", "1_8", "0x12", "1 8", "--18", "18%", "1e",
                                  "(18)", "18 m", "Infinity", "[18]",
                                  "9" * 100_000 + "x"])  # fmt: skip
def test_a_text_that_is_no_number_says_so_in_few_words(text):
    row = graded(18.0, text)
    assert not row.ok
    assert row.verdict.startswith("a text that is no number: '")
    assert len(row.verdict) < 80


def test_texts_of_nan_and_infinity_are_numbers_that_are_wrong():
    assert "nan" in graded(18.0, "nan").verdict
    for text in ("inf", "-inf", "INF"):
        assert graded(18.0, text).verdict == "different: infinite where the gradient is not"


def test_arrays_of_texts():
    right = np.array([0.5, -0.25, 18.0])
    assert graded(right, ["1/2", "-1/4", "18"]).ok
    assert graded(right, [" 0,5", "\N{MINUS SIGN}.25", "1.8e1 "]).ok
    assert graded(right, np.array(["1/2", "-1/4", "18"])).ok
    assert graded(right, ["1/2", -0.25, 18]).ok
    assert graded(right, ["1/2", "1/4", "18"]).share == pytest.approx(2 / 3)
    assert graded(right, ["1/2", "", "18"]).verdict == "a text that is no number: ''"
    assert not graded(right, ["1/2", "nan", "18"]).ok
    assert graded(right, np.array(["1/2", "-1/4", "18"], dtype=np.dtypes.StringDType())).ok
    assert graded(right, np.array(["1/2", "-1/4", "18"], dtype=object)).ok


@pytest.mark.parametrize(
    ("right", "answer", "digits"),
    [
        (0.206117, 0.2061, 4), (0.206117, 0.206, 3), (0.206117, "0.20612", 5),
        (-0.206117, -0.2061, 4),
        (0.206117, "2.061e-1", 4), (123456.0, 123460.0, 5), (123456.0, "1.23e5", 3),
        (123456.0, 123000, 3),
        (123456.0, "123460", 6), (0.2004, "0.200", 3), (1.0004, "1.00", 3), (1 / 3, "0,333", 3),
        (2e-9, "2.00e-9", 3),
        (0.0012345, 0.00123, 3),
    ],
)  # fmt: skip
def test_a_rounded_answer_is_right_if_the_right_number_rounds_to_it(right, answer, digits):
    row = graded(right, answer)
    assert row.ok == (answer != "123460")  # its zero counts: six digits, and 123456 does not round to it
    if row.ok and row.apart.largest > 1e-7 * abs(right):
        assert row.verdict == f"equal to its {digits} digits"


@pytest.mark.parametrize(
    ("right", "answer"),
    [
        (0.206117, 0.2062), (0.206117, 0.21), (0.206117, "0.206120"), (0.206117, "0.2060"),
        (0.206117, -0.2061),
        (0.2004, 0.200), (0.2004, "0.20"), (0.2004, "0.2000"), (0.2004, "1/5"), (1.0004, 1.0),
        (1.0004, 1), (1e-9, 0.0),
        (1e-9, "0.000"), (1e-9, "0.000000"), (0.0996, 0.1), (0.0996, "0.1"), (123456.0, 120000),
        (123456.0, 123457),
        (1e-4, "0e0"), (np.pi, 3), (np.pi, "3.1"),
    ],
)  # fmt: skip
def test_a_rounded_answer_needs_three_digits_of_its_own(right, answer):
    assert not graded(right, answer).ok


def test_each_entry_of_an_array_needs_its_own_digits():
    right = np.array([0.206117, 1 / 3, 1e-9])
    assert graded(right, [0.2061, 0.333, 1e-9]).verdict == "equal to 3 digits"
    assert graded(right, ["0.2061", "1/3", "1e-9"]).verdict == "equal to 4 digits"
    assert graded(right, [0.2061, 0.33, 1e-9]).share == pytest.approx(2 / 3)
    assert graded(right, [0.2061, 0.333, 0.0]).share == pytest.approx(2 / 3)
    assert graded(right[:2], [0.21, 0.33], digits=2).verdict == "equal to 2 digits"
    assert graded(right[:2], [0.2061, 0.333], digits=4).share == 0.5


def test_digits_rtol_and_atol_ask_for_more_or_fewer():
    assert not graded(0.206117, 0.2061, digits=5).ok
    assert graded(0.206117, 0.21, digits=2).ok
    assert graded(0.206117, 0.2, digits=1).ok
    assert not graded(0.206117, 0.0, digits=1).ok
    assert graded(0.206117, 0.2070, digits=9, rtol=1e-2).ok
    assert not graded(0.206117, 0.2070, rtol=1e-3).ok
    assert graded(0.0, 1e-6, atol=1e-5).ok
    assert not graded(0.0, 1e-4, atol=1e-5).ok
    assert not graded(1.0, 1.0 + 1e-12, rtol=0).ok
    assert graded(1.0, 1.0, rtol=0).ok


@pytest.mark.parametrize("how",
    [{"digits": 0}, {"digits": -1}, {"digits": 1.5}, {"digits": "3"}, {"digits": None},
                                 {"rtol": -1}, {"rtol": "1e-3"}, {"rtol": np.inf}, {"rtol": np.nan},
                                 {"rtol": 1j},
                                 {"atol": -1}, {"atol": None}, {"atol": np.nan},
                                 {"atol": [1.0]}])  # fmt: skip
def test_a_tolerance_that_is_none_is_refused_by_name(how):
    (name,) = how
    with pytest.raises(ValueError, match=rf"^{name}="):
        graded(1.0, 1.0, **how)


def test_tolerances_may_be_numbers_of_numpy():
    assert graded(0.206117, 0.21, digits=np.int64(2)).ok
    assert graded(0.206117, 0.2070, rtol=np.float32(1e-2)).ok
    assert graded(0.0, 1e-6, atol=np.float32(1e-5)).ok


def test_an_answer_in_fewer_digits_is_not_explained_by_a_mistake():
    assert "as if" not in graded(np.array([0.206117, 1 / 3]), [0.2061, 0.333], digits=4).verdict
    assert "as if" not in graded(np.array([0.206117, 1 / 3]), [0.206, 0.33]).verdict


def test_float32_answers_may_be_off_by_a_ten_thousandth():
    right = np.array([0.206117, 1 / 3])
    assert graded(right, right.astype("f4")).verdict == "equal"
    assert graded(right, (right * 1.00005).astype("f4")).ok
    assert not graded(right, right * 1.00005).ok
    assert not graded(right, (right * 1.0009).astype("f4")).ok
    assert not graded(right, (right * 1.00005).astype("f4"), rtol=1e-6).ok


def test_float32_holds_tiny_numbers_to_a_few_bits_only():
    assert graded(1e-42, np.float32(1e-42)).ok
    assert graded(1e-60, np.float32(1e-60)).ok
    assert not graded(1e-30, np.float32(0)).ok


def test_float32_graphs_are_judged_in_float64():
    x = Tensor(np.array([0.3, 0.7]), "x", dtype="float32")
    t = np.tanh(x.data.astype(float))
    right = 2 * t * (1 - t * t)
    J = np.sum(np.tanh(x) ** 2)
    assert J.dtype == np.float32
    for answer in (right, right.astype("f4")):
        assert compare(J, {"x": answer}).ok
        assert not compare(J, {"x": answer * np.float32(1.0009)}).ok
    assert compare(J).ok
    assert x.dtype == np.float32


def test_a_row_is_no_column_unless_any_shape_will_do():
    right = np.array([1.0, 2.0, 4.0])
    for shape in ((1, 3), (3, 1), (1, 1, 3)):
        row = graded(right, right.reshape(shape))
        assert not row.ok
        assert row.verdict.startswith(("equal but for the shape", "equal after reshaping"))
        assert f"it has shape {shape} instead of (3,)" in row.verdict
        assert graded(right, right.reshape(shape), shapes="any").ok
        assert not graded(right, -right.reshape(shape), shapes="any").ok
        assert graded(right, [[1.0], [2.0], [5.0]], shapes="any").share == pytest.approx(2 / 3)
    column = right[:, None]
    assert graded(column, right, shapes="any").ok
    assert graded(column, right[None], shapes="any").ok
    assert not graded(column, right).ok


def test_a_single_number_may_have_axes_if_any_shape_will_do():
    for answer in ([4.0], [[4.0]], ["4"], np.array([4.0])):
        assert not graded(4.0, answer).ok
        assert graded(4.0, answer, shapes="any").ok
    assert graded(np.array([[4.0]]), 4.0, shapes="any").ok


def test_any_shape_is_no_transpose_and_no_other_order():
    right = np.arange(1.0, 7.0).reshape(2, 3)
    for answer in (right.T, right.ravel(), right.reshape(3, 2), right[:1], right[0]):
        assert not graded(right, answer, shapes="any").ok
    square = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert not graded(square, square.T, shapes="any").ok


@pytest.mark.parametrize("shapes", ["Any", "", None, True, 1, ["any"]])
def test_another_word_for_shapes_is_refused(shapes):
    with pytest.raises(ValueError, match="shapes="):
        graded(1.0, 1.0, shapes=shapes)


@pytest.mark.parametrize(
    "answer",
    [
        4, 4.0, np.float32(4), np.float16(4), np.longdouble(4), np.uint8(4), np.array(4.0),
        np.array(4.0, dtype=">f8"),
        np.array(4, dtype=">i4"), Value(4.0), Tensor(4.0), Fraction(4, 1), Decimal("4"),
        np.array(4.0, dtype=object),
    ],
)  # fmt: skip
def test_numbers_of_every_make_are_numbers(answer):
    assert graded(4.0, answer).ok
    assert not graded(5.0, answer).ok


def test_true_is_the_number_one():
    for true in (True, np.True_):
        assert graded(1.0, true).ok
        assert not graded(2.0, true).ok
    assert not graded(2.0, False).ok
    assert graded(np.array([1.0, 0.0]), [True, False]).ok
    assert graded(np.array([1.0, 2.0]), [True, False]).share == 0.5


@pytest.mark.parametrize("number", [10**30, -(10**30), 10**400, -(10**400), [10**400], 1e308, -1e308, 5e-324])
def test_huge_and_tiny_numbers_are_wrong_numbers(number):
    row = graded(4.0, number)
    assert not row.ok
    assert "not real numbers" not in row.verdict


def test_a_huge_whole_number_that_is_right_is_right():
    assert graded(1e30, 10**30).ok


class Raises:
    """An object that raises whatever is done with it."""

    def _raise(self, *arguments, **keywords):
        raise RuntimeError("hostile")

    __array__ = __float__ = __int__ = __index__ = __len__ = __iter__ = __getitem__ = __eq__ = _raise
    __bool__ = __str__ = __repr__ = __format__ = __lt__ = __sub__ = __rsub__ = __getattr__ = _raise
    __hash__ = object.__hash__


class EndlessSequence:
    def __len__(self):
        return 1

    def __getitem__(self, i):
        if i > 1000:
            raise MemoryError("asked for more entries than it has")
        return 4.0


class LiesAboutItsArray:
    shape, ndim, dtype = (), 0, np.dtype(float)

    def __array__(self, dtype=None, copy=None):
        return "four"


class LiesAboutItsFloat(float):
    __eq__ = __le__ = __lt__ = lambda self, other: True
    __hash__ = float.__hash__

    def __repr__(self):
        raise RuntimeError

    __str__ = __repr__


class LiesAboutItsDifference(np.ndarray):
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = lambda self, other: 0.0


class HugeByInterface:
    @property
    def __array_interface__(self):
        return {"shape": (10**9,), "typestr": "<f8", "data": (0, False), "version": 3}


class LikeSparse:
    """A shape and a method, and no __array__, as scipy.sparse has them."""

    shape, ndim = (1, 1), 2

    def toarray(self):
        return np.array([[4.0]])


NOT_NUMBERS = {
    "raises": Raises(), "raises in a list": [Raises()], "raises when read": LiesAboutItsArray(),
    "sparse": LikeSparse(),
    "a float that lies": LiesAboutItsFloat(5.0),
    "an array that lies": np.array(5.0).view(LiesAboutItsDifference),
    "huge": HugeByInterface(), "endless": EndlessSequence(), "an object": object(),
    "a class": float, "own class": Raises,
    "a generator": (x for x in [4.0]), "a dict": {"a": 4.0}, "a set": {4.0}, "a range": range(4, 5),
    "a module": np,
    "complex": 4 + 1j, "complex without i": 4 + 0j,
    "a masked array": np.ma.array([4.0], mask=[True]), "bytes": b"4",
    "an array of objects": np.array([object()]),
    "records": np.array([(4.0,)], dtype=[("a", float)]), "nothing": [],
    "a date": np.datetime64("2026-01-01"), "a length of time": np.timedelta64(4, "D"),
    "nan": float("nan"),
    "an infinity": float("inf"), "ragged": [1, [2]], "not implemented": NotImplemented,
    "ellipsis": ...,
    "a vector": [4.0, 4.0], "a Tensor": Tensor([4.0, 4.0]), "a function": len,
    "a list of itself": [[]],
}  # fmt: skip
NOT_NUMBERS["a list of itself"][0] = NOT_NUMBERS["a list of itself"]


@pytest.mark.parametrize("name", NOT_NUMBERS)
def test_what_is_no_number_is_a_row_that_stops_no_other(name):
    row = graded(4.0, NOT_NUMBERS[name])
    assert not row.ok
    assert 0 < len(row.verdict) < 200


@pytest.mark.parametrize("name", NOT_NUMBERS)
def test_what_is_no_number_is_a_row_where_an_array_is_asked(name):
    assert not graded(np.array([[4.0, 1.0], [2.0, 3.0]]), NOT_NUMBERS[name]).ok
