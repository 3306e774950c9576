"""The steps of a graph come in the order in which its program computed them."""

import pytest
from random_graphs import SEEDS, scalar_graph, tensor_graph

from autograd import Value, draw, explain, log, sigmoid, tanh
from autograd.views.program_order import program_order


class Program:
    """Keeps each node that is computed, in order."""

    def __init__(self):
        self.computed = []

    def __call__(self, node, label=""):
        node.label = label
        self.computed.append(node)
        return node


def rnn(program, label):
    wx, wh, b, h = Value(0.5, "wx"), Value(0.3, "wh"), Value(0.1, "b"), Value(0.0, "h0", constant=True)
    for t in range(1, 4):
        x = Value(float(t), f"x{t}", constant=True)
        z = program(program(program(wx * x) + program(wh * h)) + b)
        h = program(tanh(z), label and f"h{t}")
    return program(program(h - 1) ** 2)


def logistic(program, label):
    w, x, y = Value(2.0, "w"), Value(0.5, "x", constant=True), Value(1.0, "y", constant=True)
    a = program(sigmoid(program(w * x)), label and "a")
    yes = program(program(-y) * program(log(a)))
    no = program(program(1 - y) * program(log(program(1 - a))))
    return program(yes - no)


def cross_entropy(program, label):
    w, x, y = Value(2.0, "w"), Value(0.5, "x", constant=True), Value(1.0, "y", constant=True)
    a = program(sigmoid(program(program(w * x) + 1)), label and "a")
    return program(program(-y) * program(log(a)))


@pytest.mark.parametrize("label", [True, False])
@pytest.mark.parametrize("run", [rnn, logistic, cross_entropy])
def test_the_steps_are_those_of_the_program(run, label):
    program = Program()
    J = run(program, label)
    assert [step.node for step in explain(J).steps.forward] == program.computed


@pytest.mark.parametrize("run", [rnn, logistic])
def test_names_are_numbered_in_that_order(run):
    J = run(Program(), False)
    names = [step.name for step in explain(J).steps.forward]
    assert names == [*(f"v{i}" for i in range(1, len(names))), "J"]


def test_every_node_comes_once_and_behind_its_parents():
    for seed in SEEDS:
        for J in (scalar_graph(seed), tensor_graph(seed, 3)[0]):
            seen = set()
            for node in program_order(J):
                assert node not in seen
                assert seen.issuperset(node.parents)
                seen.add(node)
            assert node is J


def test_a_long_chain_has_an_order():
    x = Value(1.0, "x")
    y = x
    for _ in range(50_000):
        y = y * x
    assert len(program_order(y)) == 50_001
    assert "more nodes" in draw(y, depth=1).tree()
