"""What a picture or a step states is evaluated, on many random graphs, and compared with the engine."""

import re

import numpy as np
import pytest
from random_graphs import SEEDS, scalar_graph, tensor_graph

from autograd import draw, explain
from autograd.rules import TABLE
from autograd.views.edges import short
from autograd.views.numbers import plain_text

ROUNDING = 2e-3  # of the largest number involved: four digits are shown
FUNCTIONS = dict(TABLE)


def cards_and_arrows(drawing):
    """The gradient on each card, where there is one, and (tail, head, text) of each arrow."""
    gradients, arrows = {}, []
    for line in plain_text(drawing.source).splitlines():
        label = re.search(r'label=("(?:[^"\\]|\\.)*"|\S+)', line)
        text = label[1].strip('"') if label else ""
        if arrow := re.match(r"\t(\w+) -> (\w+)", line):
            arrows.append((arrow[1], arrow[2], text))
        elif card := re.match(r"\t(n\d+|below) ", line):
            found = re.search(r"\\nd (\S+)$", text)
            gradients[card[1]] = found[1] if found else None
    return gradients, arrows


def number(text):
    return float(text) if re.fullmatch(r"-?[\d.]+(e[+-]?\d+)?", text) else None


@pytest.mark.parametrize("collapse", [False, True])
def test_the_numbers_on_cards_and_arrows_add_up(collapse):
    """A card's gradient is the sum of (gradient at the head) x (number on the arrow), where all arrows have numbers."""
    checked = 0
    for seed in SEEDS:
        J = scalar_graph(seed)
        J.zero_grad()
        J.backward()
        gradients, arrows = cards_and_arrows(draw(J, collapse=collapse))
        for card, shown in gradients.items():
            out = [(gradients[head], text) for tail, head, text in arrows if tail == card]
            if not out or shown in (None, "-") or any(number(text) is None for _, text in out):
                continue
            terms = [(0.0 if at_head in (None, "-") else float(at_head)) * number(text) for at_head, text in out]
            assert abs(sum(terms) - float(shown)) <= ROUNDING * (sum(map(abs, terms)) + abs(float(shown))), (seed, card)
            checked += 1
    assert checked > 4 * len(SEEDS)


@pytest.mark.parametrize("collapse", [False, True])
def test_the_title_of_a_card_computes_the_number_below_it(collapse):
    """So no sign stands alone above a number, as in "J = -" over 0.5971."""
    graphs = [scalar_graph(seed) for seed in SEEDS]
    graphs += [-graphs[0], graphs[0] - 2 * graphs[0]]
    checked = 0
    for J in graphs:
        names = explain(J).steps.reading.names
        for label in re.findall(r'\tn\d+ \[label="(.*?)" [a-z]+=', plain_text(draw(J, collapse=collapse).source)):
            title, *lines = label.split(r"\n")
            _, is_formula, formula = title.partition(" = ")
            if is_formula and "..." not in formula:
                value = next(line for line in lines if number(line) is not None)
                assert float(value) == pytest.approx(evaluated(formula, names), rel=1e-3, abs=1e-9), label
                checked += 1
    assert checked > 2 * len(graphs)


def evaluated(text, names, gradients=None):
    """A formula as it is printed, with the numbers of the nodes in it."""
    values = {name: node.raw for node, name in names.items()}
    values |= {f"g_{names[node]}": g for node, g in (gradients or {}).items()}
    code = re.sub(r"\bdJ/d(\w+)", r"g_\1", text)
    with np.errstate(all="ignore"):
        return eval(code, FUNCTIONS | values)


def graphs(seed):
    return scalar_graph(seed), tensor_graph(seed, 4)[0]


def test_the_formula_of_a_value_computes_it():
    for seed in SEEDS:
        for J in graphs(seed):
            steps = explain(J).steps
            for step in steps.forward:
                found = evaluated(step.formula, steps.reading.names)
                np.testing.assert_allclose(found, step.node.raw, rtol=1e-12, err_msg=f"{seed} {step.formula}")
                assert np.shape(found) == step.node.shape


def test_the_product_of_a_step_is_what_it_adds():
    for seed in SEEDS:
        for J in graphs(seed):
            steps = explain(J).steps
            for step in steps.backward:
                by_name = short(step.named)
                expected = evaluated(by_name, steps.reading.names, steps.gradients)
                assert np.shape(expected) == step.parent.shape, by_name  # a number is no array
                scale = np.max(np.abs(step.contribution), initial=1e-300)
                precision = 5e-4 if re.search(r"\.\d{4}", by_name) else 1e-11  # a number is shown with four digits
                np.testing.assert_allclose(
                    step.contribution, expected, rtol=precision, atol=1e-12 * scale, err_msg=f"{seed} {by_name}"
                )


def test_the_numbers_of_a_step_are_those_of_the_step():
    for seed in SEEDS:
        for step in explain(scalar_graph(seed)).steps.backward:
            shown = plain_text(step.product.rpartition(" = ")[2])
            upstream, local = (float(x.strip("()")) for x in shown.split(" * "))
            assert abs(upstream * local - step.contribution) <= ROUNDING * abs(step.contribution)
            assert plain_text(step.equation).startswith(
                f"{step.gradient_name} += {step.reading.gradient_name(step.node)} "
            )


def test_a_step_says_no_numbers_of_large_arrays():
    for seed in SEEDS:
        J, _ = tensor_graph(seed, 4)
        for step in explain(J).steps.backward:
            assert "mean" not in step.equation.replace("mean(", "")
            assert ("mean" in step.so_far) == (np.size(step.after) > 9 or np.ndim(step.after) > 2)
