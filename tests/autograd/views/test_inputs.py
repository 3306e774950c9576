"""Views that begin at nodes of one's choice, which become inputs."""

import numpy as np
import pytest

from autograd import Tensor, Value, compare, derive, draw, exp, explain, grad, tanh


def attention():
    """A weight of attention, the q and k that it is computed from, and a parameter below them."""
    w = Value(0.5, "w")
    q = [tanh(w * i) for i in (1.0, 2.0)]
    k = [[tanh(w - i * j) for i in (1.0, 2.0)] for j in (1.0, 2.0)]
    for i in range(2):
        q[i].label = f"q{i}"
        for j in range(2):
            k[j][i].label = f"k{j}{i}"
    scores = [exp(sum(a * b for a, b in zip(q, row, strict=True))) for row in k]
    a = scores[0] / (scores[0] + scores[1])
    a.label = "a"
    return a, q, k, w


def test_the_steps_begin_at_the_inputs():
    a, q, k, w = attention()
    a.backward()
    whole, part = explain(a).steps, explain(a, inputs=[q, np.array(k)]).steps
    assert len(part.walk) < len(whole.walk)
    names = [step.name for step in part.forward]
    assert not {"q0", "k00", "w"} & set(names)
    assert {step.parent_name for step in part.backward if step.parent.is_leaf} == {
        "q0",
        "q1",
        "k00",
        "k01",
        "k10",
        "k11",
    }
    by_name = {part.reading.names[node]: gradient for node, gradient in part.gradients.items()}
    for node, gradient in zip([*q, *k[0]], grad(a, wrt=[*q, *k[0]]), strict=True):
        assert by_name[node.label] == pytest.approx(gradient, rel=1e-12)
    assert w.grad == whole.gradients[w]


def test_derive_draw_and_compare_begin_there_too():
    a, q, k, _ = attention()
    a.backward()
    code = derive(a, inputs=[q, k])
    J, gradients = code(q0=0.1)
    other = 0.1 * (k[1][0].data - k[0][0].data) + q[1].data * (k[1][1].data - k[0][1].data)
    np.testing.assert_allclose(J, 1 / (1 + np.exp(other)), rtol=1e-12)
    assert set(gradients) == {"q0", "q1", "k00", "k01", "k10", "k11"}
    right = dict(zip(["q0", "q1"], grad(a, wrt=q), strict=True))
    assert compare(a, right, inputs=[q, k], wrt=["q0", "q1"]).ok
    assert compare(a, inputs=[q, k]).ok
    assert not compare(a, {"q0": 0.0, "q1": right["q1"]}, inputs=q, wrt=["q0", "q1"]).ok
    tree = draw(a, inputs=[q, k]).tree()
    assert f"q0   {q[0].data:.4g}   d {q[0].grad:.4g}".replace("-0.", "-0.") in tree
    assert "tanh" not in tree
    assert "tanh" in draw(a).tree()


def test_arrays_are_inputs():
    X, W = Tensor(np.ones((3, 2)), "X", constant=True), Tensor([[1.0], [2.0]], "W")
    z = X @ W
    z.label = "z"
    J = np.mean(np.tanh(z) ** 2)
    steps = explain(J, inputs=z).steps
    assert [step.name for step in steps.forward] == ["v1", "v2", "J"]
    np.testing.assert_allclose(next(g for node, g in steps.gradients.items() if node.label == "z"), grad(J, wrt=z))


def test_what_is_no_input_is_refused():
    a, q, _, _ = attention()
    with pytest.raises(ValueError, match=r"draw: .*'x'.* is given as an input, and .*'a'.* does not depend on it"):
        draw(a, inputs=[Value(1.0, "x")])
    with pytest.raises(TypeError, match="derive: inputs are nodes, or lists of nodes, not 'q'"):
        derive(a, inputs=["q"])
    assert len(explain(a, inputs=[a.parents]).steps.forward) == 1
    assert q[0].parents


def test_inputs_are_answered_and_asked_as_nodes_too():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    q, k = a * b, a + b
    J = q * k + q
    assert compare(J, {q: 6.0, k: 6.0}, inputs=[q, k]).ok
    comparison = compare(J, {k: -6.0}, inputs=[q, k], wrt=[q, k])
    assert [row.verdict for row in comparison.rows] == ["the sign is turned", "no answer"]
    with pytest.raises(ValueError, match="no Value"):
        compare(J, {q: 6.0}, inputs=[q, k], wrt=[a])
