"""The playground: a page on which a network goes on learning, with the program derived from its own Values."""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import reduce
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Value, explain, softmax
from autograd.views.explanation.live import program
from autograd.views.explanation.page import PAGES, filled_page
from autograd.views.printed import embedded_page, save_by_suffix
from nn.activations import known_name
from nn.fitting.cost import parts_of_step, with_penalties
from nn.losses import BinaryCrossentropy, CategoricalCrossentropy
from nn.metrics import threshold_of
from nn.optimizers import GradientDescent
from nn.steps.step import require_derivable
from nn.views.figure import sizes_of

MOST_WEIGHTS = 2000
LINES = 400  # of the program in one function: a browser compiles short ones only
DEALT = 20_000  # places of examples in the orders that Python has dealt
SANDBOX_FILES = ("page.html", "page.css", "learned.js", "maps.js", "cards.js", "page.js")


def logits(z: Any) -> Any:
    """Return the outputs of a layer whose softmax is part of the cost."""
    return z


class Playground:
    """A page of one file, without a server or a network: `save` writes it.

    Raises:
        ValueError: if there are more than 2,000 weights, or something that the page can't do; it says what.
    """

    def __init__(self, model: Any, X: Any, y: Any) -> None:
        examples = model.examples(X, y)
        weights = sum(w.size for w in model.parameters)
        if weights > MOST_WEIGHTS:
            raise ValueError(
                f"playground: the network has {weights:,} weights, and the page shows up to {MOST_WEIGHTS:,}."
            )
        if type(model.optimizer) is not GradientDescent:
            raise ValueError(
                f"playground: the page learns by w -= alpha * dw, and not with {model.optimizer}. Compile the model "
                "with GradientDescent(alpha=0.1)."
            )
        if model.draws():
            raise ValueError("playground: the page has no Dropout. Leave it out.")
        require_derivable(parts_of_step(model), model.parameters)
        if len(examples) > DEALT or not model.trainable:
            raise ValueError(f"playground: the page takes up to {DEALT:,} examples, and a network that learns.")
        layers, arrays, J = _graph(model, examples.inputs(slice(0, 1)), examples.targets[:1])
        steps = explain(J).steps
        code, why = program(steps, each_edge=False)
        if why:
            raise ValueError(f"playground: {why}")
        order = steps.reading.order
        if not all(np.isfinite(node.raw) for node in order):
            raise ValueError("playground: a weight, or a number computed from the first example, is not finite.")
        index = {node: i for i, node in enumerate(order)}
        places = {node.label: i for node, i in index.items()}
        generator = deepcopy(model.generators[0])
        epochs = max(1, min(50, DEALT // len(examples)))
        self._title = f"Playground: {sizes_of(model)}"
        self._code = _in_parts(code)
        self._data = {
            "values": [float(node.raw) for node in index],
            "cost": index[J],
            "parameters": [i for node, i in index.items() if node.is_leaf and not node.constant],
            "names": [node.label for node in index],
            "reached": sorted({index[step.parent] for step in steps.backward} | {index[J]}),
            "x": [index[x] for x in arrays[0][0]],
            "y": [places[f"y[0,{k}]"] for k in range(arrays[-1].shape[1])],
            "X": np.asarray(examples.X[:]).tolist(),
            "Y": examples.targets.tolist(),
            "layers": [_layer(*layer, index, places) for layer in zip(layers, arrays, arrays[1:], strict=False)],
            "orders": [generator.permutation(len(examples)).tolist() for _ in range(epochs)],
            "alpha": model.optimizer.alpha,
            "batch": min(32, len(examples)),
            "level": _level(model),
            "classes": isinstance(model.loss, CategoricalCrossentropy),
        }

    def page(self) -> str:
        """Return the source of the page."""
        shared = [PAGES.joinpath(f"{name}.js").read_text(encoding="utf-8") for name in ("numbers", "curve")]
        sandbox = resources.files(__package__).joinpath("sandbox")
        return filled_page(sandbox, SANDBOX_FILES, self._title, "\n".join([*shared, self._code]), self._data)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all: .html.

        Raises:
            ValueError: for another suffix.
        """
        return save_by_suffix(path, html=self.page)

    def _repr_html_(self) -> str:
        """Return the page in a frame of its own, for a notebook."""
        return embedded_page(self.page(), self._title, "width:100%;height:900px;border:0")


def _graph(model: Any, x: Any, targets: Any) -> tuple[list[Any], list[Any], Value]:
    """Return the network as Values for one example: layers, the inputs and outputs of each, and J with penalties.

    For classes the last outputs are logits, and J is logsumexp(z) - y z, spelled without asking which is the largest.
    """
    tiny = model.as_values()
    of_classes = isinstance(model.loss, CategoricalCrossentropy)
    if of_classes and not model.loss.from_logits:  # the last activation is softmax
        if tiny.layers[-1].activation is not softmax:
            raise ValueError("playground: let the last layer be the one with softmax.")
        tiny.layers[-1].activation = logits
    arrays = [tiny.inputs(x)]
    arrays += tiny.outputs(arrays[0])
    if of_classes:
        answers = [Value(y, f"y[0,{k}]", constant=True) for k, y in enumerate(targets[0])]
        zs = list(arrays[-1][0])
        J = reduce(np.logaddexp, zs) - sum(y * z for y, z in zip(answers, zs, strict=True))
    else:
        J = model.loss.mean_loss(targets, arrays[-1])
    J = with_penalties(tiny, J)
    J.label = "J"
    return tiny.layers, arrays, J


def _layer(layer: Any, before: Any, after: Any, index: dict[Any, int], places: dict[str, int]) -> dict[str, Any]:
    """Return the data of a layer: its name, and the places of its numbers, without W for units without weights."""
    W, b, n = layer.weights_by_name.get("W"), layer.weights_by_name.get("b"), layer.number
    activation = layer.activation
    return {
        "name": layer.name,
        "penalized": "W" in layer.regularizers,
        "activation": "logits" if activation is logits else known_name(activation),
        "inputs": [index[x] for x in before[0]],
        "a": [index[a] for a in after[0]],
        "z": [index.get(a) if W is None else places[f"z{n}[0,{k}]"] for k, a in enumerate(after[0])],
        "W": None if W is None else [[index[w] for w in row] for row in W],
        "b": None if b is None else [index[x] for x in b],
    }


def _level(model: Any) -> float | None:
    """Return the output at which the network changes its answer, if it answers yes or no."""
    if not isinstance(model.loss, BinaryCrossentropy) or model.layers[-1].units != 1:
        return None
    return threshold_of(model.loss)


def _in_parts(code: str) -> str:
    """Return the program with each of its two functions in parts, which take the same arguments."""
    parts: Sequence[str] = re.split(r"^const (\w+) = ([^\n=]*) => \{\n(.*?)^\};", code, flags=re.DOTALL | re.MULTILINE)
    written = [parts[0]]
    for name, arguments, body in zip(parts[1::4], parts[2::4], parts[3::4], strict=True):
        lines = body.splitlines()
        count = -(-len(lines) // LINES)
        for k in range(count):
            inside = "\n".join(lines[k * LINES : (k + 1) * LINES])
            written.append(f"const {name}{k} = {arguments} => {{\n{inside}\n}};")
        calls = " ".join(f"{name}{k}({arguments.strip('()')});" for k in range(count))
        written.append(f"const {name} = {arguments} => {{ {calls} }};")
    return "\n".join(written)
