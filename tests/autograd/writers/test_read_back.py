"""What derive writes as mathematics, read back by the signs that are drawn, gives the numbers that the engine has."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from random_graphs import SEEDS, scalar_graph, tensor_graph

from autograd import Tensor, derive, explain
from autograd.rules import TABLE
from autograd.symbols import Name
from autograd.writers.mathml import MathML

PRODUCTS = {"\u2062", "\u22c5", "\u2299"}
COMPARISONS = {"=": np.equal, "<": np.less, ">": np.greater, "\u2264": np.less_equal, "\u2265": np.greater_equal}
BRACKETS = ("(", "[", "|")
SHORT = {"\u03c3": "sigmoid", "max": "max", "min": "min"}


class Reader:
    """Reads a formula as a person does: by what is drawn, with fractions, roots, brackets and indices as its groups.

    Two arrays side by side are a matrix product, a circled dot is one by entries. A sum keeps its axis.
    """

    def __init__(self, names):
        self.m = names["m"]
        self.names = {text(MathML().name(name)): number for name, number in names.items()}

    def value(self, element):
        """The number of one element."""
        written = text(element)
        if written in self.names:
            return self.names[written]
        parts = list(element)
        match element.tag:
            case "mn":
                return float(element.text)
            case "mfrac":
                return self.value(parts[0]) / self.value(parts[1])
            case "msqrt":
                return np.sqrt(self.row(parts))
            case "msup" if text(parts[1]) == "<mrow><mo>T</mo></mrow>":
                x = self.value(parts[0])
                return x.mT if np.ndim(x) > 2 else np.transpose(x)
            case "msup" if text(parts[0]) == "<mtext>e</mtext>":
                return np.exp(self.value(parts[1]))
            case "msup":
                return self.value(parts[0]) ** self.value(parts[1])
            case "msub":
                key = "".join(parts[1].itertext()).replace("\u2212", "-")
                if key.startswith("("):
                    assert text(parts[0]) == "<mn>1</mn>"
                    return np.ones(eval(key, {"m": self.m}))
                return eval(f"x[{key}]", {"x": self.value(parts[0])})
            case "mtable":
                return np.array([[self.value(cell) for cell in row] for row in parts]).squeeze()
            case "mrow":
                return self.row([element])
        raise AssertionError(f"nobody can read {written}")

    def row(self, elements):
        """The number of elements side by side, by precedence."""
        tokens = list(flat(elements))
        if len(tokens) == 1 and tokens[0].tag == "mrow":
            return self.bracketed(tokens[0])
        for i, token in enumerate(tokens):
            if token.text in COMPARISONS and token.tag == "mo":
                return COMPARISONS[token.text](self.row(tokens[:i]), self.row(tokens[i + 1 :]))
        total, sign, term = None, 1.0, []
        for token in [*tokens, None]:
            if token is not None and not (token.tag == "mo" and token.text in "+\u2212"):
                term.append(token)
                continue
            if term:
                added = sign * self.term(term)
                total = added if total is None else total + added
            else:
                assert total is None, "two signs in a row"
            sign, term = (-1.0 if token is not None and token.text == "\u2212" else 1.0), []
        return total

    def term(self, tokens):
        """The product of factors, and the sums and functions among them."""
        product, multiply, i = None, None, 0
        while i < len(tokens):
            token = tokens[i]
            head, index = (token[0], text(token[1])) if token.tag == "msub" and len(token) == 2 else (token, "")
            if head.text == "\u2211":
                factor, i = self.reduced(np.sum, index, tokens[i + 1 :]), len(tokens)
                multiply = None if product is None else product_of
            elif token.tag == "mo":
                assert token.text in PRODUCTS, token.text
                multiply = np.multiply if token.text == "\u2299" else product_of
                i += 1
                continue
            elif self.is_function(token, head) and tokens[i + 1 :] and opens(tokens[i + 1]):
                factor, i = self.called(head.text, index, tokens[i + 1]), i + 2
            else:
                factor, i = self.value(token), i + 1
            assert (product is None) == (multiply is None), "two factors without a sign"
            product, multiply = factor if product is None else multiply(product, factor), None
        assert product is not None, [text(token) for token in tokens]
        return product

    def is_function(self, token, head):
        return head.tag in ("mi", "mtext") and text(token) not in self.names

    def reduced(self, function, index, tokens):
        """A function along the axes whose letters are the index, or of all entries."""
        if not index:
            return function(self.row(tokens))
        (entry,) = flat(tokens)
        letters = re.findall(r"<mi>(.)</mi>", index)
        keys = "".join(entry[1].itertext()).split(",")
        return function(self.value(entry[0]), axis=tuple(keys.index(letter) for letter in letters), keepdims=True)

    def called(self, name, index, group):
        name = SHORT.get(name, name)
        arguments, options = [[]], {}
        for part in [*flat(list(group)[1:-1])]:
            if part.tag == "mo" and part.text == ",":
                arguments.append([])
            else:
                arguments[-1].append(part)
        if index:
            return self.reduced(getattr(np, name), index, arguments[0])
        inputs = []
        for tokens in arguments:
            typed = ""
            if len(tokens) == 1 and tokens[0].tag in ("mtext", "mn") and text(tokens[0]) not in self.names:
                typed = tokens[0].text.replace("\u2212", "-")
            if option := re.fullmatch(r"(\w+) (.+)", typed):
                options[option[1]] = eval(option[2])
            else:
                inputs.append(eval(typed, {"m": self.m}) if typed else self.row(tokens))
        if name in ("max", "min") and len(inputs) == 2:
            name += "imum"
        rule = TABLE[name]
        return rule(inputs, **options) if rule.variadic else rule(*inputs, **options)

    def bracketed(self, group):
        """The number of something in brackets: as it is, absolute, 1 where it holds, or the case that holds."""
        opening, *inside = list(group)
        if opening.text == "{":
            (first, _), (second, _) = inside[0]
            condition = list(inside[0][0][1].iter())
            chosen = self.row([x for x in flat(condition[1:2]) if x.text != "\u00a0if\u00a0"])
            return np.where(chosen, self.row(list(first)), self.row(list(second)))
        value = self.row(inside[:-1])
        return abs(value) if opening.text == "|" else value * 1.0


def text(element):
    """An element as it is drawn, whatever its spacing."""
    if not isinstance(element, str):
        element = ElementTree.tostring(element, encoding="unicode")
    return re.sub(r"(<\w+) [^>]*?(/?>)", r"\1\2", element)


def opens(element):
    return element.tag == "mrow" and len(element) > 0 and element[0].tag == "mo" and element[0].text in (*BRACKETS, "{")


def flat(elements):
    """Elements without the rows that are not drawn."""
    for element in elements:
        if element.tag == "mrow" and not opens(element):
            yield from flat(element)
        else:
            yield element


def product_of(x, y):
    return x @ y if np.ndim(x) and np.ndim(y) else x * y


def results(J):
    """J and the gradients that the mathematics of derive(J) gives, and those of its code."""
    derivation = derive(J)
    names = {name: leaf.raw for name, leaf in derivation._leaves.items()} | {"m": derivation.m}
    reader = Reader(names)
    for line in ElementTree.fromstring(re.sub(" xmlns=[^ >]+", "", derivation.mathml()))[0]:
        left, right = line
        assert right[0].text == "="
        reader.names[text(left[0])] = reader.row(list(right)[1:])
    right, gradients = derivation()
    expected = {"J": right} | {Name(f"dJ/d{name}", name, "J"): g for name, g in gradients.items()}
    found = [reader.names[text(MathML().name(name))] for name in expected]
    return [(name, in_shape_of(number, x), number) for (name, number), x in zip(expected.items(), found, strict=True)]


def in_shape_of(number, x):
    """What was read in the shape of a number: a sum has kept its axis, and a broadcast is left to the reader."""
    shape = np.shape(number)
    return np.reshape(x, shape) if np.size(x) == np.size(number) else np.broadcast_to(x, shape)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("graph", [scalar_graph, lambda seed: tensor_graph(seed, 4)[0]])
def test_the_mathematics_of_a_graph_computes_its_gradients(graph):
    for seed in SEEDS[::2]:
        for name, read, number in results(graph(seed)):
            error = f"{seed}: {name}"
            np.testing.assert_allclose(read, number, rtol=1e-9, atol=1e-11, err_msg=error)


X = Tensor([[-2.0, -1.0, 0.0], [1.0, 2.0, 3.0]], "X")
REPEATED = [
    np.sum(X), np.mean(X**2), np.sum(np.sum(X, axis=0) ** 2), np.sum(np.mean(X, axis=1) ** 2), np.sum(X + 1),
    np.sum(np.sum(X, axis=1, keepdims=True) * X), np.sum(np.broadcast_to(X[0], (2, 3)) * X), np.max(X),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("graphs", [REPEATED, [tensor_graph(seed, 4)[0] for seed in SEEDS[::4]]])
def test_a_step_never_says_that_a_number_is_an_array(graphs):
    for J in graphs:
        steps = explain(J).steps
        names = {str(name): node.raw for node, name in steps.reading.names.items()}
        gradients = {steps.reading.gradient_name(node): g for node, g in steps.gradients.items()}
        reader = Reader(names | gradients | {"m": 0})
        for step in steps.backward:
            written = MathML().text(step.named)
            read = reader.row([ElementTree.fromstring(written)])
            assert np.size(read) == np.size(step.contribution), step.equation
            expected = step.contribution
            np.testing.assert_allclose(in_shape_of(expected, read), expected, rtol=1e-9, atol=1e-11, err_msg=written)
