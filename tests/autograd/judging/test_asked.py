"""Questions and answers of compare: what is asked, what is answered, and how it is graded."""

import json

import numpy as np
import pytest

from autograd import Tensor, Value, compare, where


def labelled(node, label):
    node.label = label
    return node


def neuron():
    """J = tanh(w * x + b) ** 2, its quantities by name, and its gradients by hand."""
    w, b, x = Value(2.0, "w"), Value(-1.0, "b"), Value(0.8, "x", constant=True)
    z = labelled(w * x + b, "z")
    a = labelled(np.tanh(z), "a")
    J = labelled(a * a, "J")
    da = 2 * a.data
    dz = da * (1 - a.data**2)
    return J, {"w": w, "b": b, "x": x, "z": z, "a": a}, {"w": dz * 0.8, "b": dz, "z": dz, "a": da}


def names(comparison):
    return [row.name for row in comparison.rows]


def test_every_parameter_is_asked_and_no_constant():
    J, _, _ = neuron()
    assert names(compare(J)) == ["b", "w"]
    assert names(compare(J, {})) == ["b", "w"]
    assert compare(J, {}).unanswered == ["b", "w"]


def test_whatever_is_answered_is_graded_in_backward_order():
    J, _, right = neuron()
    assert names(compare(J, right)) == ["a", "z", "b", "w"]
    assert compare(J, right).ok
    assert compare(J, right | {"z": -right["z"]}).first_difference == "z"
    assert not compare(J, right | {"a": 0.5}, wrt=["w"]).ok


def test_an_intermediate_alone_leaves_the_parameters_unanswered():
    J, _, right = neuron()
    comparison = compare(J, {"z": right["z"]})
    assert [(row.name, row.ok) for row in comparison.rows] == [
        ("z", True),
        ("b", False),
        ("w", False),
    ]
    assert comparison.unanswered == ["b", "w"]
    assert comparison.first_difference is None
    assert comparison.score == pytest.approx(1 / 3)


def test_a_parameter_without_a_label_is_asked_by_a_name_that_the_table_shows():
    u, w = Value(2.0), Value(3.0, "w")
    comparison = compare(u * w, {"w": 2.0})
    assert [(row.name, row.verdict) for row in comparison.rows] == [
        ("w", "equal"),
        ("v1", "no answer"),
    ]
    assert compare(u * w, {"w": 2.0, u: 3.0}).ok
    assert compare(u * w, {"w": 2.0}, wrt=["w"]).ok
    v1 = Value(5.0, "v1")
    assert names(compare(v1 * u * w)) == ["w", "v2", "v1"]  # a label keeps its name


def test_the_name_that_the_table_shows_may_be_answered():
    u, w = Value(2.0), Value(3.0, "w")
    assert compare(u * w, {"w": 2.0, "v1": 3.0}).ok
    assert compare(u * w, {"w": 2.0, "v1": 4.0}).first_difference == "v1"


def test_parameters_without_any_label_can_be_asked_and_answered_by_node():
    u, w = Value(2.0), Value(3.0)
    assert compare(u * w, {u: 3.0, w: 2.0}).ok
    assert compare(u * w, {u: 3.0}, wrt=[u]).ok
    assert compare(u * w, wrt=[u]).ok
    assert compare(u * w, {u: 3.0}).unanswered == ["v2"]


def test_a_value_on_the_way_without_a_label_can_be_answered_by_node():
    w = Value(3.0, "w")
    z = w * 2.0
    assert compare(z * z, {z: 12.0, "w": 24.0}).ok
    assert not compare(z * z, {z: 13.0, "w": 24.0}).ok
    assert compare(z * z, {z: 12.0}, wrt=[z]).ok


def test_wrt_takes_labels_and_nodes_alone_or_several():
    J, node, right = neuron()
    for wrt in ("w", node["w"], ["w"], ("w",), {"w"}, iter(["w"]), ["w", node["w"], "w"]):
        comparison = compare(J, {"w": right["w"]}, wrt=wrt)
        assert comparison.ok
        assert names(comparison) == ["w"]
    assert names(compare(J, wrt=["w", "z"])) == ["z", "w"]
    assert compare(J, {"w": right["w"]}, wrt=["w", "z"]).unanswered == ["z"]


@pytest.mark.parametrize("wrt", [[], (), set(), {}])
def test_wrt_that_asks_for_nothing_is_refused(wrt):
    J, _, right = neuron()
    with pytest.raises(ValueError, match="asks for nothing"):
        compare(J, right, wrt=wrt)


@pytest.mark.parametrize("wrt", ["", "q", ["w", "q"], ["x"], ["J"], [5], 5, [Value(2.0, "w")]])
def test_wrt_that_names_what_is_not_there_lists_what_is(wrt):
    J, _, right = neuron()
    with pytest.raises(ValueError, match=r"wrt=.*among the labels a, z, b, w"):
        compare(J, right, wrt=wrt)


def test_the_engine_is_judged_only_if_nobody_answers():
    J, _, _ = neuron()
    assert compare(J).ok
    assert {row.verdict for row in compare(J).rows} == {"not given"}
    assert compare(J).unanswered == []
    for nothing in (None, {}, {"w": None}, {"w": None, "b": None}):
        comparison = compare(J, nothing)
        assert not comparison.ok
        assert comparison.unanswered == ["b", "w"]
        assert comparison.first_difference is None
        assert comparison.score == 0


def test_a_comparison_with_nothing_is_refused():
    J, _, _ = neuron()
    with pytest.raises(ValueError, match="numeric"):
        compare(J, numeric=False)


def test_a_gradient_that_is_no_number_is_never_ok():
    with np.errstate(all="ignore"):
        assert not compare(np.sqrt(abs(Value(0.0, "w")))).ok
        assert not compare(np.sum(np.sqrt(Tensor([-1.0, 4.0], "w")))).ok


def test_the_first_difference_is_the_first_wrong_answer():
    J, _, right = neuron()
    assert compare(J, {"w": -right["w"]}).first_difference == "w"  # b, before it, has no answer
    assert compare(J, {"w": -right["w"], "z": 3.0}).first_difference == "z"
    assert compare(J, right | {"W": 1.0}).first_difference == "W"
    assert compare(J, right).first_difference is None


def test_an_answer_that_is_astray_is_a_difference_even_if_its_name_is_unanswered():
    p, q = Value(2.0, "p"), Value(3.0, "p")
    comparison = compare(p * q, {"p": 3.0})
    assert comparison.rows[-1].verdict.startswith("2 quantities are called 'p'")
    assert comparison.first_difference == "p"


def test_score_and_share_are_partial_credit():
    w, b = Tensor([1.0, 2.0, 3.0, 4.0], "w"), Value(1.0, "b")
    comparison = compare(np.sum(w * w) + b, {"w": [2.0, 4.0, 6.0, 7.0], "b": 1.0})
    assert {row.name: row.share for row in comparison.rows} == {"w": 0.75, "b": 1.0}
    assert comparison.score == float(comparison) == 0.5
    assert 5 * float(comparison) == 2.5
    assert {row.share for row in compare(np.sum(w * w) + b, None).rows} == {0.0}


def test_answers_come_by_label_by_its_gradients_name_and_by_node():
    J, node, right = neuron()
    for key in ("w", "dw", node["w"]):
        assert compare(J, {key: right["w"], "b": right["b"]}).ok
    d, dd = Value(2.0, "d"), Value(3.0, "dd")
    assert compare(d * dd, {"d": 3.0, "dd": 2.0}).ok  # the label goes before the d
    assert compare(d * d, {"dd": 4.0}).ok


def test_a_second_answer_and_a_second_label_are_rows():
    J, node, right = neuron()
    for second in ("dw", node["w"]):
        comparison = compare(J, {"w": right["w"], second: right["w"], "b": right["b"]})
        assert [row.ok for row in comparison.rows] == [True, True, False]
        assert comparison.rows[-1].verdict == "a second answer for 'w': give one"
    p, q = Value(2.0, "p"), Value(3.0, "p")
    assert compare(p * q, {p: 3.0, q: 2.0}).ok
    assert names(compare(p * q)) == ["p (2)", "p"]
    assert compare(p * q, {p: 3.0}).unanswered == ["p (2)"]
    assert names(compare(p * q, wrt="p")) == ["p (2)", "p"]


def test_an_answer_for_a_constant_or_for_the_cost_says_so():
    J, node, right = neuron()
    parameters = {"w": right["w"], "b": right["b"]}
    for key in ("x", "dx", node["x"]):
        comparison = compare(J, parameters | {key: 1.0})
        assert comparison.rows[-1].verdict == "x is a constant: it has no gradient"
        assert comparison.first_difference in ("x", "dx")
        assert comparison.score == pytest.approx(2 / 3)
    assert compare(J, parameters | {"J": 1.0}).rows[-1].verdict == "not a quantity below J"


@pytest.mark.parametrize("key", ["q", "", "d", 1, None, 2.5, ("w",), ("w", 0), frozenset("w"), b"w",
                                 Value(2.0, "w"), Value(2.0), "x" * 10_000])  # fmt: skip
def test_an_answer_for_an_unknown_name_is_a_row_and_stops_no_other(key):
    J, _, right = neuron()
    comparison = compare(J, {"w": right["w"], "b": right["b"], key: 1.0})
    assert [row.ok for row in comparison.rows] == [True, True, False]
    assert comparison.rows[-1].verdict.startswith("the graph has no ")
    assert comparison.rows[-1].verdict.endswith("its labels are a, z, b, w")
    assert len(comparison.rows[-1].verdict) < 200
    assert len(str(comparison)) < 3000


@pytest.mark.parametrize(("count", "ends"), [(12, "a1, a0"), (13, "a2, a1, ...")])
def test_of_many_labels_twelve_are_listed(count, ends):
    J = sum(Value(1.0, f"a{i}") for i in range(count))
    verdict = compare(J, {"q": 1.0}, numeric=False).rows[-1].verdict
    assert verdict.endswith(ends)
    assert verdict.count("a") == "the graph has no 'q'; its labels are ".count("a") + 12


def test_unknown_names_that_print_alike_are_rows_each():
    J, _, right = neuron()
    assert len(compare(J, right | {1: 1.0, "1": 1.0}).rows) == 6


def test_a_key_that_raises_when_printed_is_a_row():
    class Hostile:
        def __repr__(self):
            raise RuntimeError

    J, _, right = neuron()
    assert [row.ok for row in compare(J, right | {Hostile(): 1.0}).rows] == [True] * 4 + [False]


def test_what_moves_nothing_has_the_gradient_zero():
    w, s = Value(3.0, "w"), Value(2.0, "s")
    t = Tensor([1.0, -2.0], "t")
    for J, zero in [(w * np.sign(s), {"s": 0.0}), (w + s * 0, {"s": 0.0}),
                    (w * np.sum(np.sign(t)) + w, {"t": [0, 0]})]:  # fmt: skip
        assert compare(J, zero, wrt=list(zero)).ok
        assert not compare(J, {name: np.add(x, 1) for name, x in zero.items()}).ok
        assert compare(J, {"w": 1.0}).unanswered == list(zero)


def test_a_parameter_in_a_condition_alone_has_the_gradient_zero():
    w, s, t = Value(3.0, "w"), Value(2.0, "s"), Tensor([1.0, -2.0], "t")
    for J, dw, zero in [(where(s, w, 2 * w), 1.0, {"s": 0.0}),
                        (np.sum(np.where(np.sign(t), w, 2 * w)), 2.0, {"t": [0, 0]})]:  # fmt: skip
        assert compare(J, {"w": dw} | zero).ok
        assert compare(J, {"w": dw}).unanswered == list(zero)


def test_by_hand_is_a_dict_or_a_function():
    J, node, _ = neuron()
    for bad in ([("w", 1.0)], {"w"}, 1.0, "w", node["w"], np.ones(2)):
        with pytest.raises(TypeError, match=r"by_hand=.*by label"):
            compare(J, bad)


def test_a_comparison_is_plain_data():
    w, b, e = Tensor([1.0, 2.0], "w"), Value(3.0, "b"), Tensor(np.ones((0, 2)), "e")
    answers = {"w": np.array([np.nan, np.inf]), "b": np.array(6.0), "e": np.ones((0, 2)), "q": 1}
    comparison = compare(np.sum(w * w) + b * b + np.sum(e), answers)
    data = json.loads(json.dumps(comparison.as_dict(), allow_nan=False))
    rows = {row["name"]: row for row in data["rows"]}
    assert (data["ok"], data["score"], data["unanswered"], data["notes"]) == (False, 0.5, [], [])
    assert rows["w"]["by_hand"] == ["nan", "inf"]
    assert rows["w"]["autograd"] == [2.0, 4.0]
    assert (rows["b"]["by_hand"], rows["b"]["ok"], rows["b"]["entry"]) == (6.0, True, [])
    assert rows["e"]["by_hand"] == rows["e"]["autograd"] == []
    assert rows["q"]["autograd"] is rows["q"]["measured"] is None
    none = json.loads(json.dumps(compare(b * b, None).as_dict(), allow_nan=False))
    assert none["unanswered"] == ["b"]
    assert (none["rows"][0]["by_hand"], none["rows"][0]["apart"]) == (None, None)


def test_cmp_has_a_line_for_every_row():
    w, b, c = Value(2.0, "w"), Value(3.0, "b"), Value(1.0, "c")
    lines = compare(w * w + b + c, {"w": 4.0 + 1e-9, "b": 1.0, "c": 5.0}).cmp().splitlines()
    assert [line.split("|")[0].strip() for line in lines] == ["c", "b", "w"]
    assert "exact: False | approximate: False | maxdiff: 4.0" in lines[0]
    assert "exact: True  | approximate: True  | maxdiff: 0.0" in lines[1]
    assert "exact: False | approximate: True  | maxdiff: 1.0" in lines[2]
    assert compare(w * w, None).cmp().split("|")[1].strip() == "exact: False"


def test_raise_if_different_says_the_first_wrong_answer_and_shows_the_table():
    J, _, right = neuron()
    compare(J, right).raise_if_different()
    with pytest.raises(AssertionError) as error:
        compare(J, right | {"z": -right["z"]}).raise_if_different()
    message = str(error.value)
    assert message.startswith("dz: the sign is turned\ngradients differ, first at 'z'\n")
    assert "gradient" in message
    with pytest.raises(AssertionError, match=r"^db: no answer\n"):
        compare(J, {"w": right["w"]}).raise_if_different()
    with pytest.raises(AssertionError, match=r"^dw: "):  # b has no answer, and w a wrong one
        compare(J, {"w": 99.0}).raise_if_different()


def test_the_message_is_ascii_so_that_every_terminal_shows_it():
    w = Value(2.0, "w")
    with pytest.raises(AssertionError) as error:
        compare(w * w, {"w": -0.04}).raise_if_different()
    assert str(error.value).isascii()
