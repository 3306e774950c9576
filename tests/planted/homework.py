"""A student's homework: a cost, its backward pass by hand, and lines that students get wrong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import Node, Tensor, Value, relu, sigmoid, softmax, tanh

Answers = dict[str, np.ndarray]
KINDS = (
    "left out", "squared", "output for input", "another function", "upstream left out", "path",
    "transpose", "swapped", "* for @", "no sum", "wrong axis", "sum over all", "mean", "sign",
    "neighbour", "duplicates", "regulariser", "normalisation", "updated", "broadcast", "pair",
)  # fmt: skip
FUNCTIONS = {"np": np, "sigmoid": sigmoid, "relu": relu, "softmax": softmax, "tanh": tanh}


@dataclass(frozen=True)
class Planted:
    """A homework with one wrong line.

    Attributes:
        cost: the name of the cost, such as "two layers, examples in rows".
        kind: what is wrong, one of KINDS.
        place: the label of the quantity whose gradient's line is wrong: "z1" for the line of dz1.
        line: the wrong line as the student wrote it.
        J: the cost as a graph.
        parameters: the labels of the parameters.
        answers: every labelled gradient that the program gives: right ones up to the wrong line,
            and then what right lines make of the wrong one. If it has a wrong shape, what can't be
            computed from it is missing.
    """

    cost: str
    kind: str
    place: str
    line: str
    J: Node
    parameters: tuple[str, ...]
    answers: Answers


@dataclass(frozen=True)
class Homework:
    """A cost with its backward pass by hand, as programs in text.

    Attributes:
        cost: its name.
        parameters: the shape of each one; those of shape () are Values.
        data: lines that make the constants, with `normal(5, 3)` for random numbers and `coin(5, 1)`
            for 0s and 1s.
        forward: lines that compute J, run with nodes.
        backward: lines that compute gradients, run with the numbers of the forward pass. A line
            `dz1 = ...` makes "z1" the label of the node z1, so every labelled node has a line.
        slips: wrong lines that take the place of right ones, under the kinds that they belong to.
            The line of dW2 replaces the right one of dW2, also where an update goes before it.
        seed: of the random numbers.
        named: the constants that are Tensors with a label; the others are plain arrays.
    """

    cost: str
    parameters: dict[str, tuple[int, ...]]
    data: str
    forward: str
    backward: str
    slips: str
    seed: int = 0
    named: tuple[str, ...] = ()

    def computed(self) -> tuple[Node, dict[str, Any]]:
        """The cost as a graph, and every name of the forward pass with its number or array."""
        rng = np.random.default_rng(self.seed)
        names: dict[str, Any] = {
            **FUNCTIONS,
            "normal": lambda *shape: rng.normal(size=shape),
            "coin": lambda *shape: (rng.permutation(np.prod(shape)) % 2.0).reshape(shape),
        }
        run(self.data, names)
        for name, shape in self.parameters.items():
            kind = Tensor if shape else Value
            names[name] = kind(rng.normal(size=shape), label=name)
        names |= {name: Tensor(names[name], label=name, constant=True) for name in self.named}
        run(self.forward, names)
        for name in self.lines():
            if name[0] == "d" and isinstance(names.get(name[1:]), Node):
                names[name[1:]].label = name[1:]
        numbers = {name: x.raw if isinstance(x, Node) else x for name, x in names.items()}
        return names["J"], numbers | {"alpha": 0.1}

    def lines(self) -> dict[str, str]:
        """The right line of each name that the backward pass assigns."""
        lines = [line.strip() for line in self.backward.strip().splitlines()]
        return {line.split(" = ")[0]: line for line in lines}

    def wrong_lines(self) -> Iterator[tuple[str, str, str]]:
        """Of each slip: its kind, the name whose line it replaces, and the wrong line."""
        lines, kind = self.lines(), ""
        for line in self.slips.strip().splitlines():
            if line.rstrip().endswith(":"):
                kind = line.strip()[:-1]
            else:
                assigned = re.findall(r"(?:^|; )(\w+) = ", line.strip())
                yield kind, next(name for name in assigned if name in lines), line.strip()

    def answers(self, numbers: dict[str, Any], wrong: str = "", line: str = "") -> Answers:
        """The labelled gradients, where `line` takes the place of the right line of `wrong`."""
        arrays = {name: x.copy() for name, x in numbers.items() if isinstance(x, np.ndarray)}
        names = numbers | arrays  # an update in place changes the copies
        after_wrong = False
        for name, right in self.lines().items():
            try:
                run(line if name == wrong else right, names)
            except (ValueError, NameError):  # below a wrong shape, or a name missing due to it
                if not after_wrong:
                    raise
            after_wrong = after_wrong or name == wrong
        return {
            name[1:]: np.array(names[name], dtype=float)
            for name in self.lines()
            if name in names and name[0] == "d" and name[1:] in numbers
        }

    def planted(self) -> Iterator[Planted]:
        """Each slip, with what it makes of the answers.

        Raises:
            ValueError: if a slip changes no number.
        """
        J, numbers = self.computed()
        right = self.answers(numbers)
        for kind, name, line in self.wrong_lines():
            answers = self.answers(numbers, name, line)
            if name[1:] not in right or close(answers[name[1:]], right[name[1:]]):
                raise ValueError(f"{self.cost}: {line} is no mistake")
            yield Planted(self.cost, kind, name[1:], line, J, tuple(self.parameters), answers)


def run(program: str, names: dict[str, Any]) -> None:
    """Run the lines of a program, where `names` are its variables."""
    for line in program.strip().splitlines():
        exec(line.strip(), names)


def close(x: np.ndarray, y: np.ndarray) -> bool:
    """Tell whether two answers are the same to 1e-6 of the largest entry."""
    if x.shape != y.shape:
        return False
    return bool(np.max(np.abs(x - y)) <= 1e-6 * max(np.max(np.abs(x)), np.max(np.abs(y))))
