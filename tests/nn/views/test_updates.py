"""The update of an optimizer, formula by formula."""

import re

import numpy as np
import pytest

from autograd import Tensor, Value, explain
from autograd.views.edges import short
from nn.optimizers import SGD, Adam, GradientDescent, Momentum, RMSprop

OPTIMIZERS = [Adam(0.1), RMSprop(0.01), Momentum(0.1), SGD(0.1, momentum=0.9), GradientDescent(0.1)]


def cost(w, b):
    return (w * 3.0 + b - 1) ** 2


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_the_update_is_what_the_optimizer_does(optimizer):
    w, b = Value(2.0, "w"), Value(0.5, "b")
    for _ in range(3):
        J = cost(w, b)
        J.zero_grad()
        J.backward()
        updates = explain(J, optimizer=optimizer).steps.updates
        assert w.data == updates[0].reading.held[w]
        for x in (w, b):
            optimizer.update(x, x.grad)
            shown = {short(update.left): update.result for update in updates if update.node is x}
            assert shown.pop(x.label) == pytest.approx(x.data, rel=1e-12)
            remembered = {f"{key}_{x.label}": number for key, number in optimizer.memory(x).items() if key != "t"}
            assert shown == pytest.approx(remembered)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=repr)
def test_the_formulas_by_name_and_with_numbers_compute_it(optimizer):
    w, b = Value(2.0, "w"), Value(0.5, "b")
    J = cost(w, b)
    explained = explain(J, optimizer=optimizer)
    t = optimizer.memory(w)["t"] + 1
    scope = {"w": 2.0, "b": 0.5, "t": t, "alpha": optimizer.alpha, "sqrt": np.sqrt, "g_w": explained.steps.gradients[w]}
    scope["g_b"] = explained.steps.gradients[b]
    for x in (w, b):
        scope |= {f"{key}_{x.label}": number for key, number in optimizer.memory(x).items()}
        scope = {f"m_{x.label}": 0.0, f"v_{x.label}": 0.0, f"velocity_{x.label}": 0.0} | scope
    for update in explained.steps.updates:
        named = re.sub(r"dJ/d(\w)", r"g_\1", short(update.named))
        scope[short(update.left)] = eval(named, scope)
        assert scope[short(update.left)] == pytest.approx(update.result, rel=1e-3), named
        assert eval(short(update.put_in), scope) == pytest.approx(update.result, rel=2e-3, abs=1e-6)
        assert f" {update.by_name}  " in explained.text(200)


def test_arrays_and_every_language():
    W = Tensor([[1.0, -2.0]], "W1")
    explained = explain(np.sum(W * W), optimizer=Adam(0.1))
    (m, v, w) = explained.steps.updates
    np.testing.assert_allclose(m.result, 0.1 * 2 * W.data)
    np.testing.assert_allclose(v.result, 0.001 * (2 * W.data) ** 2)
    np.testing.assert_allclose(w.result, W.data - 0.1 * np.sign(W.data), rtol=1e-4)
    assert r"m_{\mathrm{W1}} &\leftarrow 0.9" in explained.latex()
    assert '"updates":[]' not in explained.html()


def test_a_step_that_chooses_by_the_learning_rate_is_read_with_its_number():
    class Careful(GradientDescent):
        def step(self, w, dw, memory):
            w.data -= min(self.alpha, 0.05) * dw

    (update,) = explain(Value(2.0, "w") ** 2, optimizer=Careful(0.5)).steps.updates
    assert update.by_name == "w -= 0.05 * dJ/dw".replace("J", update.reading.names[update.reading.J])
    assert update.result == 2 - 0.05 * 4


def test_what_is_no_optimizer_is_refused():
    with pytest.raises(TypeError, match=r"optimizer='adam': give one of nn\.optimizers, such as Adam\(0\.1\)"):
        explain(Value(2.0, "w") ** 2, optimizer="adam")
    with pytest.raises(ValueError, match=r"alpha=0\.2 and optimizer=Adam.*one of them"):
        explain(Value(2.0, "w") ** 2, alpha=0.2, optimizer=Adam())
