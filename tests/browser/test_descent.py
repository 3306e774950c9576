"""Downhill on the page: every optimizer moves the parameters as it does in Python, and says so in true equations."""

import numpy as np
import pytest
from cards import downhill

from autograd import Tensor, Value
from autograd.views.numbers import plain_text
from nn.optimizers import Adam, GradientDescent, Momentum, RMSprop

OPTIMIZERS = [GradientDescent(0.1), Momentum(0.1), RMSprop(0.05), Adam(0.1)]
EXAMPLES = {"x": [1.0, 2.0, 3.0], "y": [1.0, 0.0, 2.0]}
ENTRIES = """label => {
  const { at, shape } = nodes.find(node => node.label === label);
  return leaves.slice(at, at + sizeOf(shape));
}"""


def of_numbers():
    """Two parameters; the cost of one example, for the page; and of all, for Python."""
    w, b = Value(2.0, "w"), Value(-1.0, "b")

    def of_one(x, y):
        return (w * x + b - y) ** 2

    def shown():
        return of_one(*(Value(numbers[0], name, constant=True) for name, numbers in EXAMPLES.items()))

    def of_all():
        return sum((of_one(x, y) for x, y in zip(*EXAMPLES.values(), strict=True)), Value(0.0)) / 3

    return [w, b], shown, of_all, EXAMPLES


def of_arrays():
    """An array and a number that is broadcast, in the same cost for the page and for Python."""
    W, b = Tensor([[1.0, -2.0], [0.5, 3.0]], "W"), Value(0.5, "b")

    def cost():
        return np.sum((W * W + b) ** 2) * 0.01

    return [W, b], cost, cost, None


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("make", [of_numbers, of_arrays])
@pytest.mark.parametrize("before", [0, 2])
def test_steps_downhill_are_the_optimizers(load, optimizer, make, before):
    """From its first step, and from what it remembers already."""
    parameters, shown, of_all, examples = make()

    def move():
        J = of_all()
        J.zero_grad()
        J.backward()
        for w in parameters:
            optimizer.update(w, w.grad)

    optimizer.forget()
    for _ in range(before):
        move()
    page = load(shown(), optimizer=optimizer, examples=examples)
    start = [np.ravel(w.data).tolist() for w in parameters]
    downhill(page)
    for _ in range(4):
        page.click("#step")
        move()
        for w in parameters:
            np.testing.assert_allclose(page.evaluate(ENTRIES, w.label), np.ravel(w.data), rtol=1e-12, atol=1e-14)
    page.click("#reset")
    assert [page.evaluate(ENTRIES, w.label) for w in parameters] == start
    after_one_step = page.evaluate("() => { descend(); return leaves; }")
    page.click("#reset")
    assert page.evaluate("() => { descend(); return leaves; }") == after_one_step


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda x: type(x).__name__)
def test_equations_of_updates_are_true(load, optimizer):
    """With the mean over the examples as gradient, at the first step and after others."""
    optimizer.forget()
    _, shown, _, examples = of_numbers()
    page = load(shown(), optimizer=optimizer, examples=examples)
    for steps in (0, 3):
        for _ in range(steps):
            page.evaluate("descend()")
        page.keyboard.press("End")
        equations = page.evaluate("steps.map((step, s) => step.kind === 'update' ? equation(s) : null)")
        equations = [plain_text(equation) for equation in equations if equation]
        assert len(equations) == 2 * (1 + states_of(optimizer))
        for equation in equations:
            put_in, result = equation.split(": ")[1].split(" = ")
            assert eval(put_in, {"sqrt": np.sqrt}) == pytest.approx(float(result), rel=3e-3, abs=1e-6), equation


def states_of(optimizer):
    """How many numbers an optimizer keeps for each entry of a parameter."""
    w = Value(1.0)
    optimizer.update(w, 1.0)
    return len(optimizer.memory(w)) - 1
